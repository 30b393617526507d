package dev.hearth.worker.files;

import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import dev.hearth.worker.EngineHome;
import dev.hearth.worker.archive.Trees;
import dev.hearth.worker.jail.ProcessLauncher;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;

/**
 * Brings input files into a task's own folder: our own files, URLs, data URIs. For virtual threads: it waits.
 */
@Singleton
public class InputFiles {
    private static final String OURS = "inf://files/";
    private static final int LONGEST_NAME = 120;

    private final StoredFiles stored;
    private final HttpFetcher http;
    private final EngineHome home;
    private final ProcessLauncher launcher;

    public InputFiles(StoredFiles stored, HttpFetcher http, EngineHome home, ProcessLauncher launcher) {
        this.stored = stored;
        this.http = http;
        this.home = home;
        this.launcher = launcher;
    }

    /**
     * A file that is here.
     *
     * @param file on the host
     * @param uri under which others can fetch it; for a data URI that URI itself
     * @param ours {@code inf://files/<id>} of one of our own; empty: it is none
     */
    public record InputFile(Path file, String uri, String ours, String contentType, long size, String filename) {}

    /** Fetches into a folder of its own below the task's. */
    public InputFile fetch(TeamId team, String uri, String filename, Path taskFolder)
            throws FileUnavailableException, IOException, InterruptedException {
        Path folder = Files.createDirectories(
                taskFolder.resolve(UUID.randomUUID().toString().substring(0, 8)));
        try {
            InputFile file = arrived(team, uri, filename, folder);
            launcher.give(taskFolder, team);
            return file;
        } catch (IOException e) {
            throw new IOException("it cannot be kept on the engine: " + e.getMessage(), e);
        }
    }

    private InputFile arrived(TeamId team, String uri, String filename, Path folder)
            throws FileUnavailableException, IOException, InterruptedException {
        if (uri.startsWith(OURS)) {
            return ours(team, new FileId(fileIdOf(uri)), filename, folder);
        }
        if (DataUri.isOne(uri)) {
            DataUri data = DataUri.parse(uri);
            Path file =
                    folder.resolve(safeName(filename.isEmpty() ? "file" + extensionOf(data.contentType()) : filename));
            Files.write(file, data.content().toByteArray());
            return new InputFile(
                    file, uri, "", data.contentType(), data.content().size(), nameOf(file));
        }
        Path file = folder.resolve(safeName(filename.isEmpty() ? baseNameOf(uri) : filename));
        HttpFetcher.Fetched fetched = http.fetch(uri, file);
        return new InputFile(file, uri, "", typeOf(fetched.contentType(), file), fetched.size(), nameOf(file));
    }

    private InputFile ours(TeamId team, FileId id, String filename, Path folder)
            throws FileUnavailableException, IOException, InterruptedException {
        Path unfinished = home.newFolder("input");
        try {
            Path arriving = unfinished.resolve("content");
            StoredFiles.Stored found = stored.read(team, id, arriving);
            Path file = folder.resolve(safeName(filename.isEmpty() ? found.filename() : filename));
            Files.move(arriving, file, StandardCopyOption.ATOMIC_MOVE);
            return new InputFile(
                    file,
                    found.url(),
                    OURS + id.value(),
                    typeOf(found.contentType(), file),
                    found.size(),
                    nameOf(file));
        } finally {
            Trees.delete(unfinished);
        }
    }

    private static String fileIdOf(String uri) throws FileUnavailableException {
        String id = uri.substring(OURS.length()).split("[/?#]", -1)[0];
        if (id.isEmpty()) {
            throw new FileUnavailableException("'%s' names no file".formatted(uri));
        }
        return id;
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static String typeOf(String given, Path file) {
        if (!given.isEmpty()) {
            return given;
        }
        return Optional.ofNullable(URLConnection.guessContentTypeFromName(nameOf(file)))
                .orElse("application/octet-stream");
    }

    static String baseNameOf(String url) {
        try {
            String path = Optional.ofNullable(
                            URI.create(url.replace(" ", "%20")).getPath())
                    .orElse("");
            return path.substring(path.lastIndexOf('/') + 1);
        } catch (IllegalArgumentException e) {
            return "file"; // fetching it will say what is wrong
        }
    }

    /** Keeps the name, but for what would leave the folder or break a disk. */
    static String safeName(String name) {
        String safe = name.replaceAll("[/\\\\\\p{Cntrl}]", "_").strip();
        if (safe.length() > LONGEST_NAME) {
            safe = safe.substring(safe.length() - LONGEST_NAME);
        }
        return safe.isEmpty() || safe.equals(".") || safe.equals("..") ? "file" : safe;
    }

    private static String extensionOf(String contentType) {
        return switch (contentType) {
            case "image/png" -> ".png";
            case "image/jpeg" -> ".jpg";
            case "image/webp" -> ".webp";
            case "image/gif" -> ".gif";
            case "image/bmp" -> ".bmp";
            case "image/tiff" -> ".tiff";
            case "image/avif" -> ".avif";
            case "image/svg+xml" -> ".svg";
            case "text/html" -> ".html";
            case "text/csv" -> ".csv";
            case "text/markdown" -> ".md";
            case "application/zip" -> ".zip";
            case "model/gltf-binary" -> ".glb";
            case "audio/ogg" -> ".ogg";
            case "audio/flac", "audio/x-flac" -> ".flac";
            case "audio/mp4", "audio/x-m4a" -> ".m4a";
            case "audio/webm", "video/webm" -> ".webm";
            case "video/quicktime" -> ".mov";
            case "text/plain" -> ".txt";
            case "application/json" -> ".json";
            case "application/pdf" -> ".pdf";
            case "audio/wav", "audio/x-wav" -> ".wav";
            case "audio/mpeg" -> ".mp3";
            case "video/mp4" -> ".mp4";
            default -> "";
        };
    }
}
