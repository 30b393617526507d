package dev.hearth.cli.author;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** An app to begin with. */
enum Template {
    MINIMAL("one function, text in and text out", ""),
    FILES("a file in, a file out", "sample.csv"),
    STREAMING("an output that grows while it is made", ""),
    MULTI_FUNCTION("several functions, and parameters for the setup", "input_count.json setup.json"),
    LLM("a chat model: streaming, tools and token counts in the usual form", "");

    /** Every app has these. */
    private static final List<String> COMMON =
            List.of("inf.yml", "inference.py", "__init__.py", "requirements.txt", "input.json");

    private final String summary;
    private final String more;

    /** @param more names of files, beside those that every app has */
    Template(String summary, String more) {
        this.summary = summary;
        this.more = more;
    }

    /** As it is typed. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String summary() {
        return summary;
    }

    List<String> files() {
        return Stream.concat(COMMON.stream(), Stream.of(more.split(" ")).filter(file -> !file.isEmpty()))
                .toList();
    }

    /** A file of it, for an app of this name. */
    String content(String file, String name) {
        String resource = "/templates/%s/%s".formatted(word(), file);
        try (InputStream in = Template.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("NAME-OF-THE-APP", name);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }

    @Override
    public String toString() {
        return word();
    }
}
