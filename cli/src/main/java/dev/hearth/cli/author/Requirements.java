package dev.hearth.cli.author;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A requirements file of an app.
 *
 * @param file its name, as the author knows it
 */
record Requirements(String file, List<String> lines) {
    /** Every environment has our own package, whatever a file asks for. */
    private static final Pattern OURS =
            Pattern.compile("\\s*(infsh|inferencesh)\\s*(\\[.*])?\\s*([<>=!~@;,#\\s].*)?", Pattern.CASE_INSENSITIVE);

    private static final Pattern OUR_REPOSITORY =
            Pattern.compile(".*git\\+.*/(inference-sh|inferencesh|infsh)[./].*", Pattern.CASE_INSENSITIVE);
    private static final Pattern EDITABLE = Pattern.compile("^\\s*(-e|--editable)[ =]+");
    private static final Pattern NAME = Pattern.compile("^\\s*([A-Za-z0-9][A-Za-z0-9._-]*)");

    static Requirements read(Path folder, String file) throws IOException {
        Path path = folder.resolve(file);
        return new Requirements(file, Files.isRegularFile(path) ? Files.readAllLines(path) : List.of());
    }

    /** Whether it asks for nothing. */
    boolean isEmpty() {
        return lines.stream().allMatch(line -> line.isBlank() || line.strip().startsWith("#"));
    }

    /** Whether it names folders of the app, so that an environment depends on their content. */
    boolean namesFolders() {
        return lines.stream()
                .anyMatch(line -> EDITABLE.matcher(line).find() || line.strip().startsWith("./"));
    }

    /** What is to be installed. A folder of the app is installed as it is now: the copy it is in does not stay. */
    String text() {
        return lines.stream()
                .filter(line -> !OURS.matcher(line).matches()
                        && !OUR_REPOSITORY.matcher(line).matches())
                .map(line -> EDITABLE.matcher(line).replaceFirst(""))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** {@code file:line} of the first requirement that a complaint names, else the file. */
    String placeOf(String complaint) {
        String text = normal(complaint);
        for (int number = 0; number < lines.size(); number++) {
            String line = lines.get(number);
            Matcher name = NAME.matcher(line);
            if (!OURS.matcher(line).matches()
                    && name.find()
                    && text.matches(
                            "(?s).*(^|[^a-z0-9-])" + Pattern.quote(normal(name.group(1))) + "($|[^a-z0-9-]).*")) {
                return "%s:%d".formatted(file, number + 1);
            }
        }
        return file;
    }

    private static String normal(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
    }
}
