package dev.hearth.cli.author;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Apps are called by real runners; the first run needs a package index. */
class AppTestCommandTest {
    private static final String HEAD = """
            from inferencesh import BaseApp, BaseAppInput, BaseAppOutput, File
            class AppInput(BaseAppInput):
                text: str = "none"
            class AppOutput(BaseAppOutput):
                text: str
            """;

    @TempDir
    private Path folder = Path.of("");

    private final AuthorShell shell = new AuthorShell();

    @ParameterizedTest
    @EnumSource(Template.class)
    void runsEveryTemplateWithItsInput(Template template) {
        Path app = folder.resolve("app");
        shell.type("init", app.toString(), "--template", template.word());

        int exit = shell.type(
                "test",
                app.toString(),
                "--input",
                "" + app.resolve("input.json"),
                "--output",
                "" + folder.resolve("out"));

        assertThat(exit).as(shell.told()).isZero();
        assertThat(shell.printed()).contains("\"output_meta\"");
        assertThat(shell.told()).doesNotContain("Traceback");
    }

    @Test
    void printsEachPartialOutputOnALine() {
        Path app = folder.resolve("app");
        shell.type("init", app.toString(), "--template", "streaming");

        shell.type("test", app.toString(), "--input", app.resolve("input.json").toString());

        assertThat(shell.printed().lines().filter(line -> line.contains("\"said\"")))
                .hasSize(5)
                .last()
                .asString()
                .contains("one word after the other");
    }

    @Test
    void takesPathsForInputFilesAndGivesPathsOfOutputFiles() throws IOException {
        Path app = folder.resolve("app");
        shell.type("init", app.toString(), "--template", "files");
        Files.writeString(folder.resolve("mine.csv"), "name\nb\na\n");
        Path input = Files.writeString(folder.resolve("in.json"), "{\"table\":\"mine.csv\",\"column\":\"name\"}");
        Path output = folder.resolve("out");

        int exit = shell.type("test", app.toString(), "--input", input.toString(), "--output", output.toString());

        assertThat(exit).as(shell.told()).isZero();
        assertThat(shell.printed()).contains(output.resolve("sorted.csv").toString());
        assertThat(output.resolve("sorted.csv")).hasContent("name\r\na\r\nb\r\n");
    }

    @Test
    void namesTheInputFileThatIsNotThere() throws IOException {
        Path app = folder.resolve("app");
        shell.type("init", app.toString(), "--template", "files");
        Path input = Files.writeString(folder.resolve("in.json"), "{\"table\":\"none.csv\",\"column\":\"name\"}");

        int exit = shell.type("test", app.toString(), "--input", input.toString());

        assertThat(exit).isEqualTo(2);
        assertThat(shell.told()).contains("table: there is no file").contains("none.csv");
    }

    @Test
    void callsAFunctionWithSetupParameters() {
        Path app = folder.resolve("app");
        shell.type("init", app.toString(), "--template", "multi-function");

        int exit = shell.type(
                "test",
                app.toString(),
                "--input",
                "" + app.resolve("input.json"),
                "--setup",
                "" + app.resolve("setup.json"));

        assertThat(exit).isZero();
        assertThat(shell.printed()).contains("Bonjour, Ada!");
    }

    @Test
    void pointsToTheLineThatRaised() throws IOException {
        Path app = app(HEAD + """
                class App(BaseApp):
                    async def run(self, input_data: AppInput) -> AppOutput:
                        raise ValueError("no luck")
                """);

        int exit = shell.type("test", app.toString());

        assertThat(exit).isEqualTo(1);
        assertThat(shell.told()).contains(app.resolve("inference.py") + ":8: APP_ERROR: no luck");
    }

    @Test
    void pointsToTheLineThatCannotBeImported() throws IOException {
        Path app = app("import json\nfrom nowhere import something\n");

        int exit = shell.type("test", app.toString());

        assertThat(exit).isEqualTo(1);
        assertThat(shell.told()).contains(app.resolve("inference.py") + ":2: ").contains("nowhere");
    }

    @Test
    void pointsToTheRequirementThatCannotBeInstalled() throws IOException {
        Path app = app(HEAD + "class App(BaseApp):\n    pass\n");
        Files.writeString(app.resolve("requirements.txt"), "# ours\ninferencesh==0.2.7\npydantic==0.0.0.1\n");

        int exit = shell.type("test", app.toString());

        assertThat(exit).isEqualTo(1);
        assertThat(shell.told()).contains(app.resolve("requirements.txt") + ":3: the requirements cannot be installed");
    }

    @Test
    void tellsAProgramHowTheCallFailed() throws IOException {
        Path app = app(HEAD + """
                class App(BaseApp):
                    async def run(self, input_data: AppInput) -> AppOutput:
                        return {"wrong": 1}
                """);

        int exit = shell.type("test", app.toString(), "--json");

        assertThat(exit).isEqualTo(1);
        assertThat(shell.printed()).contains("\"status\":\"failed\"").contains("\"error_code\":\"INVALID_OUTPUT\"");
    }

    @Test
    void tellsHowAProcessEnded() throws IOException {
        Path app = app(HEAD + """
                import os
                class App(BaseApp):
                    async def run(self, input_data: AppInput) -> AppOutput:
                        os._exit(7)
                """);

        int exit = shell.type("test", app.toString());

        assertThat(exit).isEqualTo(1);
        assertThat(shell.told()).contains("APP_CRASHED: the app's process exited with code 7");
    }

    @Test
    void handsOverDeclaredSecretsOfTheEnvironmentAndNothingElseOfIt() throws IOException {
        Path app = app(HEAD + """
                import os
                KEY = os.environ["SOME_KEY"]
                class App(BaseApp):
                    async def run(self, input_data: AppInput) -> AppOutput:
                        return AppOutput(text=f"{KEY} {os.environ.get('OTHER_KEY')}")
                """.replace("os.environ[\"SOME_KEY\"]", "os.environ.get(\"SOME_KEY\")"));
        Files.writeString(app.resolve("inf.yml"), "name: app\nsecrets:\n  - key: SOME_KEY\n");

        assertThat(shell.type("test", app.toString())).isEqualTo(4);
        assertThat(shell.told()).contains("the app needs the secret SOME_KEY");
        int exit = shell.with("SOME_KEY", "s3cret").with("OTHER_KEY", "hidden").type("test", app.toString());

        assertThat(exit).isZero();
        assertThat(shell.printed()).contains("s3cret None");
    }

    @Test
    void leavesNothingOfARunBehind() throws IOException {
        Path app = app(HEAD + """
                import os
                class App(BaseApp):
                    async def run(self, input_data: AppInput) -> AppOutput:
                        return AppOutput(text=os.environ["HOME"])
                """);

        shell.type("test", app.toString());

        String home = shell.printed().replaceAll("(?s).*\"text\" : \"([^\"]*)\".*", "$1");
        assertThat(Path.of(home)).isAbsolute().doesNotExist();
        try (Stream<Path> left = Files.list(app)) {
            assertThat(left.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder("inf.yml", "inference.py");
        }
    }

    private Path app(String inference) throws IOException {
        Path app = Files.createDirectories(folder.resolve("made"));
        Files.writeString(app.resolve("inf.yml"), "name: app\n");
        Files.writeString(app.resolve("inference.py"), inference);
        return app;
    }
}
