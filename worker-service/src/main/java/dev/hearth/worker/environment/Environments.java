package dev.hearth.worker.environment;

import dev.hearth.worker.EngineHome;
import dev.hearth.worker.archive.Trees;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Finished environments, each built once, however many ask for it; a half-built one is never seen, because it gets its name
 * when it is done. For virtual threads: it waits.
 */
@Singleton
public class Environments {
    private static final Logger LOG = Logger.getLogger(Environments.class);

    private final EngineHome home;
    private final SdkWheel sdk;
    private final EnvironmentBuilder builder;
    private final ConcurrentMap<String, CompletableFuture<Path>> building = new ConcurrentHashMap<>();
    private final AtomicLong builds = new AtomicLong();

    public Environments(EngineHome home, SdkWheel sdk, EnvironmentBuilder builder) {
        this.home = home;
        this.sdk = sdk;
        this.builder = builder;
    }

    /** The environment's folder; builds it when it is not there. The lines of the build go to whoever caused it. */
    public Path require(EnvironmentKey key, Consumer<String> log)
            throws BuildFailedException, IOException, InterruptedException {
        String digest = key.digest(sdk.require().digest());
        Path finished = home.environments().resolve(digest);
        if (Files.isDirectory(finished)) {
            return finished;
        }
        CompletableFuture<Path> own = new CompletableFuture<>();
        CompletableFuture<Path> known = building.putIfAbsent(digest, own);
        if (known != null) {
            return await(known);
        }
        // A thread of its own: whoever waits may be told to stop, and others wait for the same environment.
        Thread.ofVirtual().name("environment-" + digest.substring(0, 8)).start(() -> build(key, finished, own, log));
        return await(own);
    }

    /** How many were built since the start. */
    public long builds() {
        return builds.get();
    }

    private void build(EnvironmentKey key, Path finished, CompletableFuture<Path> done, Consumer<String> log) {
        try {
            if (!Files.isDirectory(finished)) {
                long start = System.nanoTime();
                make(key, finished, log);
                builds.incrementAndGet();
                LOG.infof(
                        "environment built in %d ms: %s",
                        (System.nanoTime() - start) / 1_000_000, finished.getFileName());
            }
            done.complete(finished);
        } catch (BuildFailedException | IOException | InterruptedException | RuntimeException e) {
            done.completeExceptionally(e);
        } finally {
            building.remove(finished.getFileName().toString());
        }
    }

    private void make(EnvironmentKey key, Path finished, Consumer<String> log)
            throws BuildFailedException, IOException, InterruptedException {
        Path unfinished = home.newFolder("environment");
        try {
            builder.build(key, unfinished, log);
            Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
        } catch (BuildFailedException | IOException | InterruptedException | RuntimeException e) {
            Trees.delete(unfinished); // half an environment may be what fills the disk
            throw e;
        }
    }

    private static Path await(CompletableFuture<Path> done)
            throws BuildFailedException, IOException, InterruptedException {
        try {
            return done.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case BuildFailedException failed ->
                    throw new BuildFailedException(String.valueOf(failed.getMessage()), failed);
                case IOException failed -> throw new IOException(failed.getMessage(), failed);
                case null, default -> throw new IllegalStateException("an environment's build broke", e);
            }
        }
    }

    /** Removes what a killed engine left half done. */
    public void removeUnfinished() throws IOException {
        Trees.deleteContents(home.unfinished(), Set.of());
    }
}
