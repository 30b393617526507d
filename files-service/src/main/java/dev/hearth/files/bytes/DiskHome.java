package dev.hearth.files.bytes;

import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of the disk backend for as long as this process runs. */
@Startup
@Singleton
final class DiskHome {
    private final HomeLock lock;
    private final DiskStore store;

    DiskHome(DiskConfig config) {
        Path home = config.home().toAbsolutePath();
        try {
            Files.createDirectories(home);
            this.lock = HomeLock.take(home);
            this.store = DiskStore.open(home, config.keepFree().asLongValue());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the folder %s (HEARTH_FILES_HOME)".formatted(home), e);
        }
    }

    @Produces
    @Singleton
    ByteStore store() {
        return store;
    }

    @PreDestroy
    void release() throws IOException {
        lock.close();
    }
}
