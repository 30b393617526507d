package dev.hearth.worker.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An app's requirements with all files they include, read line by line: what names our own package is taken out, since ours is
 * put in anyway; what has to be built is found. Lines keep their numbers, so that the resolver's words fit the author's file.
 */
public final class Requirements {
    private static final Pattern COMMENT = Pattern.compile("(^|\\s+)#.*$");
    private static final Pattern NAME = Pattern.compile("^[A-Za-z0-9][A-Za-z0-9._-]*");

    /** The resolver's own settings, beside the requirements: what to leave out, for one. */
    private static final String SETTINGS = "uv.toml";

    private static final RequirementLine BLANK = new RequirementLine.Kept("");

    private final Path root;
    private final String main;
    private final Map<String, List<RequirementLine>> files = new LinkedHashMap<>();
    private final List<String> indexes = new ArrayList<>();
    private final List<Path> wheelFolders = new ArrayList<>();
    private final List<SourceRequirement> sources = new ArrayList<>();
    private final Set<String> reading = new HashSet<>();

    private Requirements(Path root, String main) {
        this.root = root;
        this.main = main;
    }

    /** Requirements of nothing. */
    public static Requirements none() {
        Requirements none = new Requirements(Path.of("/"), "requirements.txt");
        none.files.put(none.main, List.of());
        return none;
    }

    /** Reads a requirements file of an app; one that is not there asks for nothing. */
    public static Requirements read(Path root, String file) throws BuildFailedException, IOException {
        Requirements requirements = new Requirements(root.toAbsolutePath().normalize(), file);
        requirements.readFile(file);
        return requirements;
    }

    /** The name of the file to resolve, among those that {@link #write} writes. */
    public String main() {
        return main;
    }

    /** What must be built before anything can be resolved. */
    public List<SourceRequirement> sources() {
        return List.copyOf(sources);
    }

    /** Index options, which belong into the lock as well. */
    public List<String> indexes() {
        return List.copyOf(indexes);
    }

    /** Folders of the app in which packages are looked for. */
    public List<Path> wheelFolders() {
        return List.copyOf(wheelFolders);
    }

    /** Whether nothing at all is asked for. */
    public boolean isEmpty() {
        return files.values().stream().flatMap(List::stream).allMatch(BLANK::equals);
    }

    /**
     * Writes the files into an empty folder.
     *
     * @param built what stands for each requirement that was built
     * @param app where the resolver sees the app's folder
     */
    public void write(Path folder, Map<SourceRequirement, String> built, Path app) throws IOException {
        for (Map.Entry<String, List<RequirementLine>> file : files.entrySet()) {
            List<String> lines = new ArrayList<>();
            for (RequirementLine line : file.getValue()) {
                lines.add(
                        switch (line) {
                            case RequirementLine.Kept kept -> kept.text();
                            case RequirementLine.FromSource source ->
                                Objects.requireNonNull(built.get(source.requirement()));
                            case RequirementLine.Included included -> included.option() + " " + included.path();
                            case RequirementLine.Index index ->
                                index.folder()
                                        .map(wheels -> "--find-links " + app.resolve(wheels))
                                        .orElse(index.text());
                            case RequirementLine.Ours _ -> "";
                        });
            }
            Path target = folder.resolve(file.getKey());
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.writeString(target, String.join("\n", lines) + "\n");
        }
        Path settings = root.resolve(SETTINGS);
        if (root.getNameCount() > 0 && Files.isRegularFile(settings)) {
            Files.copy(settings, folder.resolve(SETTINGS));
        }
    }

    /** {@code file:line: } of the first requirement that the resolver's words name; empty if they name none. */
    public String placeOf(String words) {
        String normal = " " + normal(words) + " ";
        for (Map.Entry<String, List<RequirementLine>> file : files.entrySet()) {
            for (int at = 0; at < file.getValue().size(); at++) {
                if (file.getValue().get(at) instanceof RequirementLine.Kept kept
                        && NAME.matcher(kept.text()).results().anyMatch(name -> names(normal, name.group()))) {
                    return "%s:%d: ".formatted(file.getKey(), at + 1);
                }
            }
        }
        return "";
    }

    private static boolean names(String words, String name) {
        return Pattern.compile("[^a-z0-9-]" + Pattern.quote(normal(name)) + "[^a-z0-9-]")
                .matcher(words)
                .find();
    }

    private static String normal(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
    }

    private void readFile(String name) throws BuildFailedException, IOException {
        if (!reading.add(name)) {
            return; // read already, or being read: files may include each other
        }
        Path file = root.resolve(name);
        List<RequirementLine> lines = new ArrayList<>();
        files.put(name, lines);
        String[] raw = Files.isRegularFile(file) ? TextFile.read(file).split("\n", -1) : new String[0];
        for (int at = 0; at < raw.length; at++) {
            int first = at;
            StringBuilder text = new StringBuilder(withoutComment(raw[at]));
            while (text.length() > 0 && text.charAt(text.length() - 1) == '\\' && at + 1 < raw.length) {
                text.setLength(text.length() - 1);
                text.append(' ').append(withoutComment(raw[++at]));
            }
            lines.add(take(text.toString().strip(), new RequirementLine.Place(root, name, first + 1)));
            for (int more = first; more < at; more++) {
                lines.add(BLANK);
            }
        }
    }

    private RequirementLine take(String text, RequirementLine.Place place) throws BuildFailedException, IOException {
        if (text.isEmpty()) {
            return BLANK;
        }
        RequirementLine line = RequirementLine.read(text, place);
        switch (line) {
            case RequirementLine.Ours _ -> {
                return BLANK;
            }
            case RequirementLine.FromSource source -> sources.add(source.requirement());
            case RequirementLine.Index index -> {
                index.folder().ifPresent(wheelFolders::add);
                if (index.folder().isEmpty()) {
                    indexes.add(index.text());
                }
            }
            case RequirementLine.Included included -> {
                return included.path().contains("://") ? included : include(included, place);
            }
            case RequirementLine.Kept _ -> {}
        }
        return line;
    }

    private RequirementLine include(RequirementLine.Included included, RequirementLine.Place place)
            throws BuildFailedException, IOException {
        Path folder = Objects.requireNonNullElse(Path.of(place.file()).getParent(), Path.of(""));
        Path file = place.within(folder.resolve(included.path()).toString());
        readFile(file.toString());
        return new RequirementLine.Included(
                included.option(), folder.relativize(file).toString());
    }

    private static String withoutComment(String line) {
        return COMMENT.matcher(line).replaceAll("").strip();
    }
}
