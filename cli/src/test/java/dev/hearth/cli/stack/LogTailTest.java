package dev.hearth.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private Path log;
    private LogTail tail;

    @BeforeEach
    void writeLog() throws Exception {
        log = Files.writeString(folder.resolve("part.log"), "one\ntwo\nthree\n");
        PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
        tail = new LogTail(log, "part ", new Console(stream, stream));
    }

    @Test
    void showsTheLastLines() {
        tail.printLast(2);

        assertThat(shown()).isEqualTo("part two\npart three\n");
    }

    @Test
    void showsALineOnceItIsComplete() throws Exception {
        tail.printLast(0);
        append("fo");
        tail.printNew();
        append("ur\n");

        tail.printNew();

        assertThat(shown()).isEqualTo("part four\n");
    }

    @Test
    void goesOnWithTheFileThatTookThePlaceOfALongOne() throws Exception {
        tail.printLast(0);
        Files.writeString(log, "new\n");

        tail.printNew();

        assertThat(shown()).isEqualTo("part new\n");
    }

    private void append(String text) throws Exception {
        Files.writeString(log, text, StandardOpenOption.APPEND);
    }

    private String shown() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
