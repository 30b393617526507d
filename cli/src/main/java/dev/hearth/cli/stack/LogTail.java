package dev.hearth.cli.stack;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log file, and what comes after it. A file that was put aside is followed by its successor. */
final class LogTail {
    /** Enough for the lines anyone asks for, and little to read. */
    private static final long MAX_BYTES = 4L << 20;

    private final Path file;
    private final String prefix;
    private final Console console;
    private long position;
    private String unfinished = "";

    LogTail(Path file, String prefix, Console console) {
        this.file = file;
        this.prefix = prefix;
        this.console = console;
    }

    boolean exists() {
        return Files.exists(file);
    }

    void printLast(int count) {
        if (!exists()) {
            return;
        }
        position = Math.max(0, size() - MAX_BYTES);
        List<String> lines = readNew();
        lines.subList(Math.max(0, lines.size() - count), lines.size()).forEach(this::print);
    }

    void printNew() {
        if (!exists()) {
            return;
        }
        if (size() < position) {
            position = 0;
            unfinished = "";
        }
        readNew().forEach(this::print);
    }

    private List<String> readNew() {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(MAX_BYTES, log.length() - position)];
            log.seek(position);
            log.readFully(bytes);
            position += bytes.length;
            String text = unfinished + new String(bytes, StandardCharsets.UTF_8);
            int end = text.lastIndexOf('\n') + 1;
            unfinished = text.substring(end);
            return text.substring(0, end).lines().toList();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private long size() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private CliException unreadable(IOException cause) {
        return new CliException(ExitCode.MISSING, "cannot read " + file + ": " + cause.getMessage(), cause);
    }

    private void print(String line) {
        console.print(prefix + line);
    }
}
