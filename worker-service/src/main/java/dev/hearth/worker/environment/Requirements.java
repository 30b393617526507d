package dev.hearth.worker.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An app's requirements, read line by line: what names our own package is taken out, since ours is put in anyway; what cannot be
 * locked is found.
 *
 * @param text for the resolver
 * @param options index options, which belong into the lock as well
 */
public record Requirements(String text, List<String> options) {
    private static final Pattern OURS =
            Pattern.compile("(inferencesh|infsh)\\s*(\\[.*\\])?\\s*([<>=!~@;,\\s].*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern OUR_REPOSITORY =
            Pattern.compile(".*git\\+.*/(inference-sh|inferencesh|infsh)[./].*", Pattern.CASE_INSENSITIVE);
    private static final Pattern COMMENT = Pattern.compile("(^|\\s+)#.*$");
    private static final List<String> INDEX_OPTIONS =
            List.of("--extra-index-url", "--index-url", "-i ", "--find-links", "-f ");

    public Requirements {
        options = List.copyOf(options);
    }

    /** Reads a requirements file. */
    public static Requirements read(String file, String content) throws BuildFailedException {
        List<String> kept = new ArrayList<>();
        List<String> options = new ArrayList<>();
        int number = 0;
        boolean skipContinuation = false;
        for (String line : content.replace("\r", "").split("\n", -1)) {
            number++;
            String text = COMMENT.matcher(line).replaceAll("").strip();
            if (skipContinuation) {
                skipContinuation = text.endsWith("\\");
                continue;
            }
            if (isOurs(text)) {
                skipContinuation = text.endsWith("\\");
                continue;
            }
            refuseWhatHasNoHash(file, number, text);
            if (INDEX_OPTIONS.stream().anyMatch(text::startsWith)) {
                options.add(text);
            }
            kept.add(line);
        }
        return new Requirements(String.join("\n", kept), options);
    }

    private static boolean isOurs(String text) {
        String requirement =
                text.endsWith("\\") ? text.substring(0, text.length() - 1).strip() : text;
        return OURS.matcher(requirement).matches()
                || OUR_REPOSITORY.matcher(requirement).matches();
    }

    private static void refuseWhatHasNoHash(String file, int number, String text) throws BuildFailedException {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean isRepository = lower.contains("git+") || lower.contains("hg+") || lower.contains("svn+");
        boolean isFolder = lower.startsWith("-e ") || lower.startsWith("--editable") || lower.startsWith("./");
        if (isRepository || isFolder) {
            throw new BuildFailedException(
                    "%s:%d: '%s' cannot be locked: publish it as a wheel and name the wheel's URL, or copy it into the app"
                            .formatted(file, number, text));
        }
    }
}
