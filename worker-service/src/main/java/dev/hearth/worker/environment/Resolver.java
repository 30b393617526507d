package dev.hearth.worker.environment;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Resolves requirements to a lock with hashes, with uv, our own package put over whatever they name. */
@Singleton
public class Resolver {
    private static final String OURS = "hearth-ours.in";
    private static final String OVERRIDE = "hearth-override.txt";
    private static final String FILTERED = "hearth-requirements.txt";
    private static final String LOCK = "hearth-lock.txt";

    private final SdkWheel sdk;

    public Resolver(SdkWheel sdk) {
        this.sdk = sdk;
    }

    /**
     * What to resolve.
     *
     * @param source a copy of the app's folder that is the build's own
     * @param sourceInside where the build sees it
     * @param sdkInside where the build sees the folder of our wheel
     * @param withOurs whether the lock covers what our own package needs
     */
    public record Question(
            BuildGround.Site site,
            Interpreter interpreter,
            Path source,
            Path sourceInside,
            Path sdkInside,
            boolean withOurs,
            Duration limit) {}

    /** The lock of the requirements. */
    public String lock(Question question, Requirements requirements, Consumer<String> log)
            throws BuildFailedException, IOException, InterruptedException {
        Path source = question.source();
        Path wheel = question.sdkInside().resolve(sdk.require().name());
        Files.writeString(source.resolve(FILTERED), requirements.text() + "\n");
        Files.writeString(source.resolve(OURS), question.withOurs() ? "inferencesh\n" : "");
        Files.writeString(source.resolve(OVERRIDE), "inferencesh @ file://" + wheel + "\n");
        Command.Ended ended = question.site()
                .run(
                        List.of(
                                question.site().uv().toString(),
                                "pip",
                                "compile",
                                FILTERED,
                                OURS,
                                "--override",
                                OVERRIDE,
                                "--generate-hashes",
                                "--no-header",
                                "--no-annotate",
                                "--prerelease",
                                "allow",
                                "--index-strategy",
                                "unsafe-best-match",
                                "--no-emit-package",
                                "inferencesh",
                                "--python",
                                question.interpreter().executable().toString(),
                                "--quiet",
                                "--output-file",
                                LOCK),
                        Map.of(),
                        question.sourceInside(),
                        question.limit(),
                        log);
        if (ended.exitCode() != 0) {
            throw new BuildFailedException("the requirements cannot be resolved: " + ended.lastLines());
        }
        String lock = Files.readString(source.resolve(LOCK));
        return requirements.options().isEmpty() ? lock : String.join("\n", requirements.options()) + "\n" + lock;
    }
}
