package dev.hearth.worker.environment;

import dev.hearth.ids.TeamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an environment is made from.
 *
 * @param team whose it is; a build of one team can never put anything into an environment of another
 * @param interpreter what it runs on
 * @param lock requirements with hashes
 * @param secondLock those of {@code requirements2.txt}; empty: none
 * @param variables of the app, for build tools
 */
public record EnvironmentKey(
        TeamId team, Interpreter interpreter, String lock, String secondLock, Map<String, String> variables) {
    /** Rises when environments are made in another way. */
    private static final String FORMAT = "2";

    /** What our own package needs. A lock of nothing else is the same for every team, and wheels of it run nothing. */
    private static final Set<String> OURS = Set.of(
            "annotated-types",
            "anyio",
            "certifi",
            "charset-normalizer",
            "exceptiongroup",
            "h11",
            "httpcore",
            "httpx",
            "idna",
            "pydantic",
            "pydantic-core",
            "requests",
            "sniffio",
            "tqdm",
            "typing-extensions",
            "typing-inspection",
            "urllib3");

    public EnvironmentKey {
        variables = Map.copyOf(variables);
    }

    /** Whether the app asks for nothing beyond what our own package needs. */
    public boolean isShared() {
        return secondLock.isBlank() && packagesOf(lock).stream().allMatch(OURS::contains);
    }

    /** Digest of team, lock, interpreter, platform and our own wheel. */
    public String digest(String sdkDigest) {
        return Digests.ofTexts(List.of(
                FORMAT,
                isShared() ? "" : team.value(),
                LockedWheels.withoutFileIds(lock),
                LockedWheels.withoutFileIds(secondLock),
                isShared() ? "" : new TreeMap<>(variables).toString(),
                interpreter.version(),
                interpreter.executable().toString(),
                interpreter.platform(),
                sdkDigest));
    }

    private static List<String> packagesOf(String lock) {
        List<String> names = new ArrayList<>();
        for (String line : lock.split("\n", -1)) {
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#") && !text.startsWith("--hash")) {
                boolean pinned = text.matches("[A-Za-z0-9._-]+==[^ @]+.*");
                names.add(pinned ? normalized(text.substring(0, text.indexOf("=="))) : text);
            }
        }
        return names;
    }

    private static String normalized(String name) {
        return name.replaceAll("[-_.]+", "-").toLowerCase(Locale.ROOT);
    }
}
