package dev.hearth.worker.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.worker.environment.SourceRequirement.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementsTest {
    @TempDir
    private Path app;

    @TempDir
    private Path written;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inferencesh",
                "inferencesh==0.2.7",
                "inferencesh >= 0.6.30  # ours",
                "inferencesh[async]",
                "infsh",
                "Inferencesh~=0.6",
                "git+https://github.com/inference-sh/sdk-py.git@abc",
                "git+https://github.com/inference-sh/python-sdk",
                "git+https://github.com/someone/inferencesh.git@1f2e3d#egg=inferencesh",
                "-e git+https://github.com/inference-sh/sdk.git#egg=inferencesh",
                "inferencesh @ git+https://github.com/inference-sh/sdk.git"
            })
    void takesOutWhatNamesOurOwnPackage(String line) throws Exception {
        Requirements requirements = read("numpy\n" + line + "\npillow");

        assertThat(requirements.sources()).isEmpty();
        assertThat(text(requirements)).isEqualTo("numpy\n\npillow\n");
    }

    @Test
    void takesOutAllOfAHashedRequirement() throws Exception {
        Requirements requirements =
                read("inferencesh==0.6.32 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\nnumpy");

        assertThat(text(requirements)).isEqualTo("\n\n\nnumpy\n");
    }

    @Test
    void keepsWhatOnlyLooksLikeOursWithoutComments() throws Exception {
        Requirements requirements = read("inferencesh-extras\nnumpy # not inferencesh");

        assertThat(text(requirements)).isEqualTo("inferencesh-extras\nnumpy\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "numpy >= 1.0 ; python_version < '3.12'",
                "torch==2.0.0+cpu",
                "uvicorn[standard]",
                "demo @ https://wheels.test/demo-1.0-py3-none-any.whl",
                "https://wheels.test/demo-1.0-py3-none-any.whl#sha256=00",
                "--pre",
                "--no-binary demo"
            })
    void keepsWhatTheResolverUnderstands(String line) throws Exception {
        Requirements requirements = read(line);

        assertThat(requirements.sources()).isEmpty();
        assertThat(text(requirements)).isEqualTo(line + "\n");
    }

    @Test
    void findsIndexOptions() throws Exception {
        Requirements requirements = read(
                "--extra-index-url https://x.test/simple\n-f https://y.test/wheels.html\n--index-url=https://z.test\ntorch");

        assertThat(requirements.indexes())
                .containsExactly(
                        "--extra-index-url https://x.test/simple",
                        "-f https://y.test/wheels.html",
                        "--index-url=https://z.test");
    }

    @ParameterizedTest
    @CsvSource({
        "git+https://host.test/a/b.git, https://host.test/a/b.git, '', ''",
        "git+https://host.test/a/b.git@v1.0, https://host.test/a/b.git, v1.0, ''",
        "git+https://user:secret@host.test/a/b.git, https://user:secret@host.test/a/b.git, '', ''",
        "git+https://user:secret@host.test/a/b@feature/x, https://user:secret@host.test/a/b, feature/x, ''",
        "demo @ git+https://host.test/a/b.git@abc#subdirectory=python, https://host.test/a/b.git, abc, python",
        "-e git+https://host.test/b.git@abc#egg=demo, https://host.test/b.git, abc, ''",
        "git+ssh://git@host.test/a/b.git@abc, ssh://git@host.test/a/b.git, abc, ''"
    })
    void readsRepositories(String line, String url, String revision, String folder) throws Exception {
        Requirements requirements = read("# first\n" + line);

        assertThat(requirements.sources()).singleElement().satisfies(source -> {
            assertThat(source.origin()).isEqualTo(new Origin.Repository(url, revision, folder));
            assertThat(source.line()).isEqualTo(2);
        });
    }

    @Test
    void readsExtrasAndMarkersOfWhatIsBuilt() throws Exception {
        folder("sub");
        Requirements requirements = read(
                "./sub[cli] ; python_version < '3.12'\ndemo[a,b] @ git+https://h.test/x/y\ngit+https://h.test/x/z#egg=z[c]");

        assertThat(requirements.sources())
                .extracting(SourceRequirement::extras)
                .containsExactly("[cli]", "[a,b]", "[c]");
        assertThat(requirements.sources().getFirst().marker()).isEqualTo("python_version < '3.12'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"./sub", "-e ./sub", "-e sub", "--editable=./sub", "sub/", "file:./sub", "demo @ file:./sub"})
    void findsProjectsInTheApp(String line) throws Exception {
        folder("sub");

        assertThat(read(line).sources())
                .extracting(SourceRequirement::origin)
                .containsExactly(new Origin.Project(Path.of("sub")));
    }

    @Test
    void findsWheelsInTheApp() throws Exception {
        folder("wheels");
        Files.createFile(app.resolve("wheels/demo-1.0-py3-none-any.whl"));

        assertThat(read("wheels/demo-1.0-py3-none-any.whl").sources())
                .extracting(SourceRequirement::origin)
                .containsExactly(new Origin.Wheel(Path.of("wheels/demo-1.0-py3-none-any.whl")));
    }

    @Test
    void namesTheLineOfWhatIsNotThere() {
        assertThatThrownBy(() -> read("numpy\n\n-e ./missing"))
                .isInstanceOf(BuildFailedException.class)
                .hasMessage("requirements.txt:3: './missing' is not in the app");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../other", "-e /etc", "file:///etc", "-r ../all.txt", "-f ../wheels"})
    void refusesWhatIsOutsideTheApp(String line) {
        assertThatThrownBy(() -> read("numpy\n" + line))
                .isInstanceOf(BuildFailedException.class)
                .hasMessageStartingWith("requirements.txt:2: ")
                .hasMessageContaining("is outside the app");
    }

    @Test
    void saysThatOnlyGitIsSupported() {
        assertThatThrownBy(() -> read("hg+https://host.test/x"))
                .isInstanceOf(BuildFailedException.class)
                .hasMessageContaining("requirements.txt:1: ")
                .hasMessageContaining("only git");
    }

    @Test
    void readsIncludedFilesToo() throws Exception {
        folder("more");
        Files.writeString(app.resolve("more/base.txt"), "inferencesh\npillow\n-r base.txt");

        Requirements requirements = read("-r more/base.txt\nnumpy");

        assertThat(text(requirements)).isEqualTo("-r more/base.txt\nnumpy\n");
        assertThat(written.resolve("more/base.txt")).hasContent("\npillow\n-r base.txt\n");
    }

    @Test
    void keepsThePlaceOfLinesForTheResolversWords() throws Exception {
        folder("sub");
        Requirements requirements = read("# first\n./sub\nnumpy \\\n  >=1\npillow");

        assertThat(text(requirements)).isEqualTo("\nBUILT\nnumpy  >=1\n\npillow\n");
    }

    @Test
    void readsWhatOtherEditorsWrite() throws Exception {
        Files.write(app.resolve("requirements.txt"), "\ufeffnumpy\r\npillow".getBytes(StandardCharsets.UTF_16LE));
        assertThat(text(Requirements.read(app, "requirements.txt"))).isEqualTo("numpy\npillow\n");

        Files.writeString(app.resolve("requirements.txt"), "\ufeffnumpy\r\npillow");
        assertThat(text(Requirements.read(app, "requirements.txt"))).isEqualTo("numpy\npillow\n");
    }

    @Test
    void saysThatAFileIsNotText() throws Exception {
        Files.write(app.resolve("requirements.txt"), new byte[] {(byte) 0xc3, 0x28});

        assertThatThrownBy(() -> Requirements.read(app, "requirements.txt"))
                .isInstanceOf(BuildFailedException.class)
                .hasMessageContaining("requirements.txt is not text in UTF-8");
    }

    @Test
    void asksForNothingWhereThereIsNoFileOrOnlyComments() throws Exception {
        assertThat(Requirements.read(app, "requirements.txt").isEmpty()).isTrue();
        assertThat(read("# nothing\n\ninferencesh\n").isEmpty()).isTrue();
        assertThat(read("numpy").isEmpty()).isFalse();
    }

    private void folder(String name) throws IOException {
        Files.createDirectory(app.resolve(name));
    }

    private Requirements read(String content) throws Exception {
        Files.writeString(app.resolve("requirements.txt"), content);
        return Requirements.read(app, "requirements.txt");
    }

    private String text(Requirements requirements) throws IOException {
        Map<SourceRequirement, String> built = new HashMap<>();
        requirements.sources().forEach(source -> built.put(source, "BUILT"));
        requirements.write(written, built, Path.of("/app"));
        return Files.readString(written.resolve("requirements.txt"));
    }
}
