package dev.hearth.cli.author;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InitCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private final AuthorShell shell = new AuthorShell();

    @ParameterizedTest
    @EnumSource(Template.class)
    void writesEveryFileOfATemplateAndNamesTheAppAfterItsFolder(Template template) throws IOException {
        Path app = folder.resolve("My First App");

        int exit = shell.type("init", app.toString(), "--template", template.word());

        assertThat(exit).isZero();
        assertThat(namesIn(app)).containsExactlyInAnyOrderElementsOf(template.files());
        assertThat(Files.readString(app.resolve("inf.yml"))).startsWith("name: my-first-app\n");
        assertThat(namesIn(folder)).containsExactly("My First App");
    }

    @Test
    void overwritesNothing() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "mine");

        int exit = shell.type("init", folder.toString());

        assertThat(exit).isEqualTo(2);
        assertThat(shell.told()).contains("is not empty");
        assertThat(namesIn(folder)).containsExactly("notes.txt");
    }

    @Test
    void saysWhichTemplatesThereAre() {
        int exit = shell.type("init", folder.resolve("app").toString(), "--template", "nonsense");

        assertThat(exit).isEqualTo(2);
        assertThat(shell.told()).contains("minimal, files, streaming, multi-function, llm");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void tellsAProgramWhatItWrote() {
        shell.type("init", folder.resolve("app").toString(), "--json");

        assertThat(shell.printed()).contains("\"name\":\"app\"").contains("\"inference.py\"");
    }

    private static List<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.map(child -> child.getFileName().toString()).toList();
        }
    }
}
