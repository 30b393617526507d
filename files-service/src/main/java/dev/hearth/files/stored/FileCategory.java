package dev.hearth.files.stored;

import java.util.Arrays;
import java.util.Optional;

/** What a file is for. */
public enum FileCategory {
    UPLOADS("uploads"),
    INPUTS("inputs"),
    OUTPUTS("outputs"),
    /** Archives of apps. */
    REPOS("repos"),
    /** Outputs of tasks that were too large to be carried along: internal, not listed, and not for ever. */
    RESULTS("results");

    private final String wire;

    FileCategory(String wire) {
        this.wire = wire;
    }

    /** The name in requests, answers and rows. */
    public String wire() {
        return wire;
    }

    static Optional<FileCategory> ofWire(String wire) {
        return Arrays.stream(values())
                .filter(category -> category.wire.equals(wire))
                .findFirst();
    }
}
