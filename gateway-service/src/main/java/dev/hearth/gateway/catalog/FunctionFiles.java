package dev.hearth.gateway.catalog;

import dev.hearth.gateway.file.FilePositions;

/** Where files stand in the input and the output of a function. */
public record FunctionFiles(FilePositions input, FilePositions output) {
    /** No files anywhere. */
    public static final FunctionFiles NONE = new FunctionFiles(FilePositions.NONE, FilePositions.NONE);
}
