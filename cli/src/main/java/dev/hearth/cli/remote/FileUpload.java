package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Brings a file of this machine to the team's stored files. */
final class FileUpload {
    private final GatewayClient gateway;
    private final Consumer<String> progress;

    FileUpload(GatewayClient gateway, Consumer<String> progress) {
        this.gateway = gateway;
        this.progress = progress;
    }

    /** The file as the gateway shows it. */
    JsonNode put(Path file, String name, String contentType, String category) {
        long bytes = sizeOf(file);
        ObjectNode request = Json.object();
        request.put("category", category);
        request.putArray("files")
                .addObject()
                .put("uri", "")
                .put("filename", name)
                .put("content_type", contentType)
                .put("size", bytes);
        JsonNode stored = gateway.post("/files", request).path(0);
        UploadProgress uploaded = new UploadProgress(bytes, progress);
        gateway.upload(URI.create(stored.path("upload_url").asText()), file, contentType, uploaded::sent);
        return stored;
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new CliException(ExitCode.MISSING, "cannot read %s: %s".formatted(file, e), e);
        }
    }
}
