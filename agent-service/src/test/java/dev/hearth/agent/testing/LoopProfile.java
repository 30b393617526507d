package dev.hearth.agent.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Set;

/** The loop with scripted tools. */
public final class LoopProfile implements QuarkusTestProfile {
    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(ScriptedTools.class);
    }
}
