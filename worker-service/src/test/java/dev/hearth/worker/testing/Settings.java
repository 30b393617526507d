package dev.hearth.worker.testing;

import dev.hearth.worker.EngineConfig;
import dev.hearth.worker.archive.ArchiveConfig;
import dev.hearth.worker.control.ControlConfig;
import dev.hearth.worker.data.DataConfig;
import dev.hearth.worker.environment.EnvironmentConfig;
import dev.hearth.worker.files.FilesConfig;
import dev.hearth.worker.jail.JailConfig;
import dev.hearth.worker.peers.PeersConfig;
import dev.hearth.worker.runner.RunnerConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** The settings' defaults, with what a test changes. */
public final class Settings {
    private final SmallRyeConfig config;

    public Settings(Map<String, String> changed) {
        this.config = new SmallRyeConfigBuilder()
                .withMapping(EngineConfig.class)
                .withMapping(ArchiveConfig.class)
                .withMapping(ControlConfig.class)
                .withMapping(DataConfig.class)
                .withMapping(EnvironmentConfig.class)
                .withMapping(FilesConfig.class)
                .withMapping(JailConfig.class)
                .withMapping(PeersConfig.class)
                .withMapping(RunnerConfig.class)
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(changed, "test", 500))
                .build();
    }

    /** One feature's settings. */
    public <T> T of(Class<T> mapping) {
        return config.getConfigMapping(mapping);
    }
}
