package dev.hearth.files.link;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes {@link Links} from the settings. */
final class LinkBeans {
    private static final Duration SHORTEST = Duration.ofMinutes(15);

    private LinkBeans() {}

    @Produces
    @Singleton
    static Links links(LinkConfig config, @ConfigProperty(name = "hearth.files.internal-key") String internalKey) {
        if (config.uploadValidFor().compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("hearth.files.link.upload-valid-for is %s, must be %s at least"
                    .formatted(config.uploadValidFor(), SHORTEST));
        }
        return new Links(config.publicUrl().toString(), internalKey);
    }
}
