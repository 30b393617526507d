package dev.hearth.files.bytes;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while a new draft cannot be opened: no room, no permission, no disk. */
@Readiness
@Singleton
final class StorageHealth implements AsyncHealthCheck {
    private final ByteStore store;
    private final StorageThreads threads;

    StorageHealth(ByteStore store, StorageThreads threads) {
        this.store = store;
        this.threads = threads;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return threads.run(this::check);
    }

    private HealthCheckResponse check() {
        try {
            store.draft(0).discard();
            return HealthCheckResponse.up("storage");
        } catch (IOException e) {
            return HealthCheckResponse.named("storage")
                    .down()
                    .withData("reason", String.valueOf(e.getMessage()))
                    .build();
        }
    }
}
