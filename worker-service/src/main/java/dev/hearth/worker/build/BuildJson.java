package dev.hearth.worker.build;

import dev.hearth.json.BuildInput;
import dev.hearth.json.BuildOutput;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** Tells native images that Jackson reads and writes these. */
@RegisterForReflection(targets = {BuildInput.class, BuildOutput.class, BuildOutput.Function.class})
final class BuildJson {
    private BuildJson() {}
}
