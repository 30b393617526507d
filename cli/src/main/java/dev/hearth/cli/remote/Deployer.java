package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/** Publishes a folder as a version of an app. */
public final class Deployer {
    private static final Duration SETTLE_TIME = Duration.ofSeconds(30);
    private static final Duration SETTLE_PAUSE = Duration.ofMillis(100);

    /**
     * How to publish.
     *
     * @param namespace empty: the one of {@code inf.yml}, else the caller's team
     * @param tag another name for the version; empty: none
     * @param keepCurrent leaves references without a version where they lead now
     * @param evenIfUnchanged builds a new version of content that is published already
     */
    public record Options(String namespace, String tag, boolean keepCurrent, boolean evenIfUnchanged) {}

    /**
     * A version that is ready.
     *
     * @param app {@code namespace/name}
     * @param version as the gateway shows it
     * @param isNew false if this very content was published before
     */
    public record Deployed(String app, JsonNode version, boolean isNew) {
        public String reference() {
            return app + "@"
                    + version.path("short_id").asText(version.path("id").asText());
        }
    }

    private final GatewayClient gateway;

    public Deployer(Connection connection) {
        this(new GatewayClient(connection));
    }

    Deployer(GatewayClient gateway) {
        this.gateway = gateway;
    }

    /**
     * Packs, uploads, builds, and waits until the version is ready. Interrupted once it has asked for the
     * build, it takes the build back.
     *
     * @param progress told lines for a person: warnings, steps and the build's log
     * @throws CliException if the app is refused or its build fails, with the author's file and line where there is one
     */
    public Deployed deploy(Path folder, Options options, Consumer<String> progress) {
        AppManifest manifest = AppManifest.read(folder);
        String namespace = namespace(options, manifest);
        String app = namespace + "/" + manifest.name();
        try (AppArchive archive = AppArchive.of(folder)) {
            archive.warnings().forEach(warning -> progress.accept("warning: " + warning));
            progress.accept("packed %d files, %s".formatted(archive.files(), size(archive.sizeBytes())));
            JsonNode known = options.evenIfUnchanged() ? Json.object() : currentVersion(app);
            if (known.path("checksum").asText("").equals(archive.sha256()) && isReady(known)) {
                progress.accept("unchanged");
                return new Deployed(app, known, false);
            }
            String fileId = upload(archive, manifest.name(), progress);
            return new Deployed(app, build(app, fileId, options, progress), true);
        }
    }

    private String namespace(Options options, AppManifest manifest) {
        if (!options.namespace().isEmpty()) {
            return options.namespace();
        }
        return manifest.namespace().isEmpty()
                ? gateway.get("/me").path("team").path("username").asText()
                : manifest.namespace();
    }

    /** The version that unversioned references lead to; an empty object if there is none. */
    private JsonNode currentVersion(String app) {
        try {
            JsonNode found = gateway.get("/apps/" + app);
            JsonNode version = found.path("version");
            return version.isObject() ? version : Json.object();
        } catch (CliException e) {
            if (e.code() == ExitCode.REFUSED) {
                return Json.object(); // not published yet; any other refusal comes back at the next step
            }
            throw e;
        }
    }

    private String upload(AppArchive archive, String name, Consumer<String> progress) {
        return new FileUpload(gateway, progress)
                .put(archive.file(), name + ".tar.gz", "application/gzip", "repos")
                .path("id")
                .asText();
    }

    private JsonNode build(String app, String fileId, Options options, Consumer<String> progress) {
        ObjectNode request = Json.object();
        request.put("archive_file_id", fileId);
        if (!options.tag().isEmpty()) {
            request.put("tag", options.tag());
        }
        request.put("preserve_current_version", options.keepCurrent());
        try (CancelOnInterrupt build = new CancelOnInterrupt(gateway, progress)) {
            JsonNode version = gateway.post("/apps/" + app + "/versions", request);
            String task = version.path("build_task_id").asText("");
            build.made(task);
            progress.accept("building");
            if (!task.isEmpty()) {
                follow(task, progress);
            }
            return settled(version);
        }
    }

    private void follow(String task, Consumer<String> progress) {
        LogPrinter log = new LogPrinter(line -> progress.accept("  " + line));
        new TaskStream(gateway).follow(task, state -> log.print(state.logs()));
    }

    /** The version once the outcome of its build is stored, which takes a moment after the build has ended. */
    private JsonNode settled(JsonNode version) {
        String path = "/apps/%s/versions/%s"
                .formatted(version.path("app_id").asText(), version.path("id").asText());
        long end = System.nanoTime() + SETTLE_TIME.toNanos();
        while (true) {
            JsonNode now = gateway.get(path).path("version");
            if (isReady(now)) {
                return now;
            }
            if (now.path("status").asText("").equals("failed")) {
                throw new CliException(
                        ExitCode.FAILED,
                        "the build failed: " + now.path("error").asText("no reason given"));
            }
            if (System.nanoTime() - end > 0) {
                throw new CliException(
                        ExitCode.UNAVAILABLE,
                        "the build of version %s has ended and is not settled yet; it will be by itself"
                                .formatted(now.path("id").asText()));
            }
            pause();
        }
    }

    private static boolean isReady(JsonNode version) {
        return version.path("status").asText("").equals("ready");
    }

    private static void pause() {
        try {
            Thread.sleep(SETTLE_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "interrupted", e);
        }
    }

    private static String size(long bytes) {
        return bytes < 1L << 20
                ? "%d kB".formatted(Math.max(1, bytes / 1000))
                : "%.1f MB".formatted(bytes / 1_000_000.0);
    }
}
