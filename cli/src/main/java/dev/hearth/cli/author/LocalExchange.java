package dev.hearth.cli.author;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.cli.remote.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What an engine's file exchange does, on this machine: inputs are copied for the call, outputs into a folder that stays. */
final class LocalExchange {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Path inputs;
    private final Supplier<Path> outputs;
    private final AtomicInteger count = new AtomicInteger();

    /** @param outputs asked when there is an output file */
    LocalExchange(Path inputs, Supplier<Path> outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /** Answers a {@code fetch}. */
    ObjectNode fetch(Frame frame) {
        String uri = frame.text("uri");
        try {
            Path folder = Files.createDirectory(inputs.resolve("" + count.incrementAndGet()));
            Path file = fetched(uri, frame.text("filename"), folder);
            return answer("fetched", frame)
                    .put("path", file.toString())
                    .put("uri", uri)
                    .put("content_type", typeOf(file, uri))
                    .put("size", Files.size(file))
                    .put("filename", file.getFileName().toString());
        } catch (IOException | IllegalArgumentException e) {
            return answer("fetch_failed", frame).put("message", String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return answer("fetch_failed", frame).put("message", "interrupted");
        }
    }

    /** Answers an {@code upload}: the file's new path is what the output shows. */
    ObjectNode upload(Frame frame) {
        try {
            Path folder = Files.createDirectories(outputs.get());
            Path target = folder.resolve(Path.of(frame.text("filename")).getFileName());
            for (int copy = 2; Files.exists(target); copy++) {
                target = folder.resolve(
                        copy + "-" + Path.of(frame.text("filename")).getFileName());
            }
            Files.copy(Path.of(frame.text("path")), target);
            return answer("uploaded", frame).put("uri", target.toString());
        } catch (IOException e) {
            return answer("upload_failed", frame).put("message", e.toString());
        }
    }

    private static ObjectNode answer(String type, Frame frame) {
        return Json.object().put("type", type).put("request_id", frame.text("request_id"));
    }

    private static Path fetched(String uri, String filename, Path folder) throws IOException, InterruptedException {
        if (uri.startsWith("file:")) {
            Path source = Path.of(URI.create(uri));
            return Files.copy(
                    source, folder.resolve(named(filename, source.getFileName().toString())));
        }
        if (uri.startsWith("data:")) {
            return Files.write(folder.resolve(named(filename, "file")), bytesOf(uri));
        }
        if (uri.startsWith("http://") || uri.startsWith("https://")) {
            return downloaded(URI.create(uri), filename, folder);
        }
        throw new IOException("only a stack has such files; use a path or a URL");
    }

    private static Path downloaded(URI uri, String filename, Path folder) throws IOException, InterruptedException {
        String last = uri.getPath() == null ? "" : uri.getPath().replaceAll(".*/", "");
        Path target = folder.resolve(named(filename, last.isEmpty() ? "file" : last));
        try (HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(LIMIT)
                .build()) {
            HttpResponse<InputStream> response = client.send(
                    HttpRequest.newBuilder(uri).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() / 100 != 2) {
                    throw new IOException("the server answered " + response.statusCode());
                }
                Files.copy(body, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return target;
    }

    private static String named(String wanted, String otherwise) {
        String name = wanted.isEmpty() ? otherwise : wanted;
        return Path.of(name).getFileName().toString();
    }

    private static byte[] bytesOf(String uri) {
        int comma = uri.indexOf(',');
        if (comma < 0) {
            throw new IllegalArgumentException("the data: URI has no comma");
        }
        String data = uri.substring(comma + 1);
        return uri.substring(0, comma).endsWith(";base64")
                ? Base64.getMimeDecoder().decode(data)
                : URLDecoder.decode(data.replace("+", "%2B"), StandardCharsets.UTF_8)
                        .getBytes(StandardCharsets.UTF_8);
    }

    private static String typeOf(Path file, String uri) throws IOException {
        String said = uri.startsWith("data:") ? uri.substring("data:".length()).replaceAll("(?s)[;,].*", "") : "";
        String probed = said.isEmpty() ? Files.probeContentType(file) : said;
        return probed == null ? "application/octet-stream" : probed;
    }
}
