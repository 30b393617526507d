package dev.hearth.worker.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Wheels in folders of an app that its requirements look into ({@code -f ./wheels}): a lock must name them by themselves. */
public final class FolderWheels {
    private static final Pattern ENTRY =
            Pattern.compile("(?m)^([A-Za-z0-9][\\w.-]*)==\\S+((?: \\\\\n +--hash=sha256:[0-9a-f]+)+)");
    private static final Pattern HASH = Pattern.compile("--hash=sha256:([0-9a-f]+)");

    private final Map<String, WheelBuilder.Wheel> byHash = new LinkedHashMap<>();

    private FolderWheels() {}

    /** Finds the wheels of these folders of an app. */
    public static FolderWheels find(Path app, Path appInside, List<Path> folders) throws IOException {
        FolderWheels found = new FolderWheels();
        for (Path folder : folders) {
            List<Path> files;
            try (Stream<Path> all = Files.list(app.resolve(folder))) {
                files = all.filter(file -> file.toString().endsWith(".whl"))
                        .sorted()
                        .toList();
            }
            for (Path file : files) {
                Path within = app.relativize(file);
                String hash = HexFormat.of().formatHex(Digests.sha256().digest(Files.readAllBytes(file)));
                found.byHash.put(
                        hash, new WheelBuilder.Wheel(file, appInside.resolve(within.toString()), within.toString()));
            }
        }
        return found;
    }

    public List<WheelBuilder.Wheel> wheels() {
        return List.copyOf(byHash.values());
    }

    /** The lock with the wheels named where their hashes stand. */
    public String named(String lock) {
        return byHash.isEmpty() ? lock : ENTRY.matcher(lock).replaceAll(this::named);
    }

    private String named(MatchResult entry) {
        Matcher hash = HASH.matcher(entry.group(2));
        while (hash.find()) {
            WheelBuilder.Wheel wheel = byHash.get(hash.group(1));
            if (wheel != null) {
                return Matcher.quoteReplacement("%s @ file://%s \\\n    --hash=sha256:%s"
                        .formatted(entry.group(1), wheel.inside(), hash.group(1)));
            }
        }
        return Matcher.quoteReplacement(entry.group());
    }
}
