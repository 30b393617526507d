package dev.hearth.files.stored;

import dev.hearth.ids.TeamId;

/**
 * What is asked for when a file is made, checked and tidied: the filename without folders, an empty category meaning
 * uploads.
 *
 * @param contentType as declared; empty when nothing was
 * @param expectedBytes as declared; 0 when unknown
 */
public record NewFile(
        TeamId teamId,
        String filename,
        String contentType,
        FileCategory category,
        String path,
        boolean isPublic,
        long expectedBytes) {
    private static final int MAX_FILENAME = 255;
    private static final int MAX_PATH = 1024;

    /** Checks a request's values and tidies them. */
    static NewFile of(
            TeamId teamId,
            String filename,
            String contentType,
            String category,
            String path,
            boolean isPublic,
            long expectedBytes) {
        requireText("filename", filename, MAX_FILENAME);
        requireText("path", path, MAX_PATH);
        if (expectedBytes < 0) {
            throw FileErrors.invalid("size", String.valueOf(expectedBytes), "must not be negative");
        }
        return new NewFile(
                teamId,
                withoutFolders(filename),
                contentType.isEmpty() ? "" : MediaTypes.require(contentType),
                requireCategory(category),
                path,
                isPublic,
                expectedBytes);
    }

    static FileCategory requireCategory(String category) {
        return category.isEmpty()
                ? FileCategory.UPLOADS
                : FileCategory.ofWire(category)
                        .orElseThrow(() -> FileErrors.invalid(
                                "category", category, "must be one of uploads, inputs, outputs, repos"));
    }

    private static void requireText(String field, String value, int maxLength) {
        if (value.length() > maxLength) {
            throw FileErrors.invalid(
                    field, value.substring(0, 40) + "…", "must have at most %d characters".formatted(maxLength));
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw FileErrors.invalid(field, value.replaceAll("\\p{Cntrl}", "?"), "must not contain control characters");
        }
    }

    /** Windows clients send backslashes; "." and ".." would be resolved away from the end of a URL. */
    private static String withoutFolders(String filename) {
        int slash = Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\'));
        String name = filename.substring(slash + 1).strip();
        return name.equals(".") || name.equals("..") ? "" : name;
    }
}
