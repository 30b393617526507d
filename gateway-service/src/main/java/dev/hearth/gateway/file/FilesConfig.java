package dev.hearth.gateway.file;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the way to files-service and of files inside inputs. */
@ConfigMapping(prefix = "hearth.gateway.files")
public interface FilesConfig {
    /** {@code host:port} of files-service's gRPC ({@code HEARTH_FILES_ADDRESS}). */
    String address();

    /** Base of the URLs that files-service gives its files ({@code HEARTH_FILES_PUBLIC_URL}). */
    String publicUrl();

    /** After this a call to files-service is given up and answered 503. Large uploads inside inputs must fit in it. */
    @WithDefault("10s")
    Duration deadline();

    /** Larger {@code data:} URIs in inputs become stored files. Below, one upload costs more than carrying it along. */
    @WithDefault("64K")
    MemorySize inlineLimit();

    /** How many URLs of files are remembered; each saves a call when an output with it is shown again. */
    @WithDefault("10000")
    long rememberedUrls();

    /** How many outputs above 1 MiB are read back at once. Each may take 32 MiB several times over; more are answered 503. */
    @WithDefault("4")
    int outputsAtOnce();
}
