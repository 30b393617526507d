package dev.hearth.gateway.secret;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Makes the seal from the settings. */
final class SealProducer {
    private static final Logger LOG = Logger.getLogger(SealProducer.class);

    @Produces
    @Singleton
    Seal seal(SecretsConfig config) {
        List<SealingKey> keys = new ArrayList<>();
        if (config.key().isPresent()) {
            keys.add(SealingKey.of("HEARTH_SECRETS_KEY", config.key().get()));
        } else {
            LOG.infof("HEARTH_SECRETS_KEY is not set: the key of secrets is in %s", config.keyFile());
            keys.add(SealingKey.of(config.keyFile().toString(), KeyFile.read(config.keyFile())));
        }
        config.oldKeys().orElse(List.of()).forEach(key -> keys.add(SealingKey.of("HEARTH_SECRETS_OLD_KEYS", key)));
        return new Seal(keys);
    }
}
