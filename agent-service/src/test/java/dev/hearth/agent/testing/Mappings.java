package dev.hearth.agent.testing;

import io.smallrye.config.SmallRyeConfigBuilder;

/** Settings without a running service: the defaults, but for some. */
public final class Mappings {
    private Mappings() {}

    /** @param namesAndValues of settings that are not as by default */
    public static <T> T of(Class<T> mapping, String... namesAndValues) {
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(mapping);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.withDefaultValue(namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder.build().getConfigMapping(mapping);
    }
}
