package dev.hearth.files.stored;

import dev.hearth.ids.TeamId;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a team's files is wanted.
 *
 * @param category null: every category
 * @param after where the page begins; null: at the newest file, or going backward at the oldest
 */
record PageRequest(
        TeamId teamId,
        @Nullable FileCategory category,
        @Nullable FileCursor after,
        boolean backward,
        int limit) {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 1000;

    /** @param limit 0: the default; more than the largest page counts as the largest page */
    static PageRequest of(TeamId teamId, String category, String cursor, boolean backward, int limit) {
        if (limit < 0) {
            throw FileErrors.invalid("limit", String.valueOf(limit), "must not be negative");
        }
        return new PageRequest(
                teamId,
                category.isEmpty() ? null : NewFile.requireCategory(category),
                cursor.isEmpty() ? null : FileCursor.parse(cursor),
                backward,
                limit == 0 ? DEFAULT_LIMIT : Math.min(limit, MAX_LIMIT));
    }
}
