package dev.hearth.worker.environment;

import dev.hearth.worker.environment.SourceRequirement.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells what one logical line of a requirements file asks for. */
sealed interface RequirementLine {
    /** For the resolver as it is. */
    record Kept(String text) implements RequirementLine {}

    /** Names our own package, which is put in anyway. */
    record Ours() implements RequirementLine {}

    /** Must be built. */
    record FromSource(SourceRequirement requirement) implements RequirementLine {}

    /** Another file of requirements ({@code -r}) or of constraints ({@code -c}), seen from the one that names it. */
    record Included(String option, String path) implements RequirementLine {}

    /** Where packages are looked for; a folder when it is one of the app's. */
    record Index(String text, Optional<Path> folder) implements RequirementLine {}

    /** The line as it was written, for errors. */
    record Place(Path root, String file, int line) {
        /** A path of the app's, seen from its root. */
        Path within(String written) throws BuildFailedException {
            Path path = Path.of(written);
            Path inside = path.isAbsolute() ? path : root.resolve(path).normalize();
            if (!inside.startsWith(root)) {
                throw new BuildFailedException(
                        "%s:%d: '%s' is outside the app: copy it into the app's folder".formatted(file, line, written));
            }
            if (!Files.exists(inside)) {
                throw new BuildFailedException("%s:%d: '%s' is not in the app".formatted(file, line, written));
            }
            return root.relativize(inside);
        }
    }

    Pattern OURS =
            Pattern.compile("(inferencesh|infsh)\\s*(\\[.*\\])?\\s*([<>=!~@;,\\s].*)?", Pattern.CASE_INSENSITIVE);
    Pattern OUR_REPOSITORY = Pattern.compile(
            ".*git\\+.*(/(inference-sh|inferencesh|infsh)/[^/@#]*(sdk|python|inferencesh|infsh)[^/]*"
                    + "|/(inferencesh|infsh)(\\.git)?([@#].*)?|[#&]egg=(inferencesh|infsh)\\b.*)",
            Pattern.CASE_INSENSITIVE);
    Pattern INCLUDED = Pattern.compile("(-r|--requirement|-c|--constraint)(?:\\s+|=|(?<=-[rc]))(\\S.*)");
    Pattern INDEX = Pattern.compile("(--extra-index-url|--index-url|-i|--find-links|-f)(?:\\s+|=|(?<=-[if]))(\\S.*)");
    Pattern EDITABLE = Pattern.compile("(?:-e|--editable)(?:\\s+|=)(\\S.*)");
    Pattern NAMED = Pattern.compile("[A-Za-z0-9][\\w.-]*\\s*(\\[[^\\]]*\\])?\\s*@\\s*(\\S.*)");
    Pattern MARKED = Pattern.compile("(.*?)(?:\\s+;|;\\s)\\s*(.*)");
    Pattern WITH_EXTRAS = Pattern.compile("(.*?)(\\[[^\\]]*\\])");

    /** Reads a line without its comment. */
    static RequirementLine read(String text, Place place) throws BuildFailedException {
        Matcher editable = EDITABLE.matcher(text);
        String asked = editable.matches() ? editable.group(1) : text;
        if (OURS.matcher(asked).matches() || OUR_REPOSITORY.matcher(asked).matches()) {
            return new Ours();
        }
        Matcher included = INCLUDED.matcher(text);
        if (included.matches()) {
            String option = included.group(1).matches("-r|--requirement") ? "-r" : "-c";
            return new Included(option, unquoted(included.group(2)));
        }
        Matcher index = INDEX.matcher(text);
        if (index.matches()) {
            String where = unquoted(index.group(2));
            boolean isFolder = index.group(1).matches("-f|--find-links") && !where.contains("://");
            return new Index(text, isFolder ? Optional.of(place.within(where)) : Optional.empty());
        }
        if (!editable.matches() && text.startsWith("-")) {
            return new Kept(text);
        }
        return readRequirement(text, asked, place);
    }

    private static RequirementLine readRequirement(String text, String asked, Place place) throws BuildFailedException {
        Matcher marked = MARKED.matcher(asked);
        String marker = marked.matches() ? marked.group(2) : "";
        String target = marked.matches() ? marked.group(1) : asked;
        String extras = "";
        Matcher named = NAMED.matcher(target);
        if (named.matches()) {
            extras = Optional.ofNullable(named.group(1)).orElse("");
            target = named.group(2);
        }
        if (target.matches("(?i)(hg|svn|bzr)\\+.*")) {
            throw new BuildFailedException("%s:%d: '%s' cannot be fetched: of repositories only git is supported"
                    .formatted(place.file, place.line, SourceRequirement.shown(text)));
        }
        if (target.startsWith("git+")) {
            return repository(text, target, extras, marker, place);
        }
        if (target.matches("(?i)[a-z][a-z0-9+.-]*://.*") && !target.startsWith("file:")) {
            return new Kept(text);
        }
        return local(text, target, extras, marker, place);
    }

    private static RequirementLine repository(String text, String target, String extras, String marker, Place place)
            throws BuildFailedException {
        String[] parts = target.substring("git+".length()).split("#", 2);
        String url = parts[0];
        int path = url.indexOf('/', url.indexOf("://") + 3);
        if (!url.contains("://") || path < 0) {
            throw new BuildFailedException("%s:%d: '%s' is not a repository such as git+https://host/project.git@tag"
                    .formatted(place.file, place.line, SourceRequirement.shown(text)));
        }
        String revision = "";
        if (url.lastIndexOf('@') > path) {
            revision = url.substring(url.lastIndexOf('@') + 1);
            url = url.substring(0, url.lastIndexOf('@'));
        }
        String fragment = parts.length > 1 ? parts[1] : "";
        String folder = "";
        String wanted = extras;
        for (String part : fragment.split("&", -1)) {
            if (part.startsWith("subdirectory=")) {
                folder = part.substring("subdirectory=".length());
            }
            Matcher egg = WITH_EXTRAS.matcher(part);
            if (part.startsWith("egg=") && egg.matches()) {
                wanted = egg.group(2);
            }
        }
        Origin origin = new Origin.Repository(url, revision, folder);
        return new FromSource(new SourceRequirement(place.file, place.line, text, wanted, marker, origin));
    }

    private static RequirementLine local(String text, String target, String extras, String marker, Place place)
            throws BuildFailedException {
        String path = target.replaceFirst("^file:(//(localhost)?(?=/))?", "");
        String wanted = extras;
        Matcher ended = WITH_EXTRAS.matcher(path);
        if (ended.matches()) {
            path = ended.group(1);
            wanted = ended.group(2);
        }
        if (!isPath(path, text, target, place)) {
            return new Kept(text);
        }
        Path inside = place.within(path.strip());
        Origin origin = inside.toString().toLowerCase(Locale.ROOT).endsWith(".whl")
                ? new Origin.Wheel(inside)
                : new Origin.Project(inside);
        return new FromSource(new SourceRequirement(place.file, place.line, text, wanted, marker, origin));
    }

    private static boolean isPath(String path, String text, String target, Place place) {
        return text.startsWith("-")
                || target.startsWith("file:")
                || path.matches("\\.{0,2}/.*|\\.{1,2}")
                || path.matches("[^\\s=<>!~]+\\.(whl|tar\\.gz|zip)")
                || (path.contains("/") && Files.exists(place.root.resolve(path)));
    }

    private static String unquoted(String text) {
        return text.strip().replaceAll("^([\"'])(.*)\\1$", "$2");
    }
}
