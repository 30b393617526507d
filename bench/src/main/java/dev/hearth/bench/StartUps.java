package dev.hearth.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long a service took to start, from the line each writes when it did. */
final class StartUps {
    private static final Pattern STARTED = Pattern.compile("started in (\\d+\\.\\d+)s");

    private StartUps() {}

    /** Of the newest start in a log; null when the log tells none. */
    static @Nullable Double secondsOf(Path log) throws IOException {
        if (!Files.isReadable(log)) {
            return null;
        }
        String text = Files.readString(log, StandardCharsets.ISO_8859_1); // whatever an app printed is text in it
        return STARTED.matcher(text)
                .results()
                .reduce((_, last) -> last)
                .map((MatchResult line) -> Double.valueOf(line.group(1)))
                .orElse(null);
    }
}
