package dev.hearth.worker.environment;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resolves requirements to a lock with hashes, with uv, our own package put over whatever they name. */
@Singleton
public class Resolver {
    private static final String OURS = "hearth-ours.in";
    private static final String OVERRIDE = "hearth-override.txt";
    private static final String LOCK = "lock.txt";
    private static final Pattern POSITION = Pattern.compile("`([^`]+)` at position (\\d{1,9})");

    private final SdkWheel sdk;

    public Resolver(SdkWheel sdk) {
        this.sdk = sdk;
    }

    /**
     * What to resolve.
     *
     * @param appInside where the build sees the app's folder
     * @param variables of the app, for its build tools
     * @param withOurs whether the lock covers what our own package needs
     */
    public record Question(
            BuildGround.Site site,
            Interpreter interpreter,
            Path appInside,
            Map<String, String> variables,
            boolean withOurs,
            Duration limit) {}

    /** The lock of the requirements; {@code built} stands for those that were built. */
    public String lock(
            Question question, Requirements requirements, Map<SourceRequirement, String> built, Consumer<String> log)
            throws BuildFailedException, IOException, InterruptedException {
        BuildGround.Site site = question.site();
        Path sdkInside = site.readOnly(sdk.require().folder(), "/sdk");
        // What the resolver reads is out of reach of the code that it runs, and what it writes lies alone.
        Path asked = site.folder("asked");
        requirements.write(asked, built, question.appInside());
        Files.writeString(asked.resolve(OURS), question.withOurs() ? "inferencesh\n" : "");
        Files.writeString(
                asked.resolve(OVERRIDE),
                "inferencesh @ file://" + sdkInside.resolve(sdk.require().name()) + "\n");
        Path askedInside = site.readOnly(asked, "/" + asked.getFileName());
        Path answer = site.folder("answer");
        Path answerInside = site.writable(answer, "/" + answer.getFileName());
        List<String> command = List.of(
                site.uv().toString(),
                "pip",
                "compile",
                requirements.main(),
                OURS,
                "--override",
                OVERRIDE,
                "--generate-hashes",
                "--no-header",
                "--no-annotate",
                "--prerelease",
                "allow",
                "--no-emit-package",
                "inferencesh",
                "--python",
                question.interpreter().executable().toString(),
                "--quiet",
                "--output-file",
                answerInside.resolve(LOCK).toString());
        Command.Ended ended = site.run(command, question.variables(), askedInside, question.limit(), log);
        Path lock = answer.resolve(LOCK);
        if (ended.exitCode() != 0 || !Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)) {
            throw new BuildFailedException(requirements.placeOf(ended.lastLines())
                    + "the requirements cannot be resolved: "
                    + withLines(ended.lastLines(), asked));
        }
        String text = Files.readString(lock);
        return requirements.indexes().isEmpty() ? text : String.join("\n", requirements.indexes()) + "\n" + text;
    }

    /** The resolver counts characters where an author looks for a line. */
    private static String withLines(String words, Path asked) {
        return POSITION.matcher(words).replaceAll(found -> {
            Path file = asked.resolve(found.group(1)).normalize();
            try {
                String text = file.startsWith(asked) ? Files.readString(file) : "";
                int end = Math.min(text.length(), Integer.parseInt(found.group(2)));
                long line = text.substring(0, end).lines().count() + (text.startsWith("\n", end - 1) ? 1 : 0);
                return Matcher.quoteReplacement("%s:%d".formatted(found.group(1), Math.max(1, line)));
            } catch (IOException | NumberFormatException e) {
                return Matcher.quoteReplacement(found.group());
            }
        });
    }
}
