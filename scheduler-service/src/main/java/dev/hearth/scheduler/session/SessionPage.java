package dev.hearth.scheduler.session;

import dev.hearth.ids.Ids;
import dev.hearth.ids.TeamId;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * Part of a team's sessions, active ones first, then the newest.
 *
 * @param nextCursor where the rest begins; empty: there is none
 */
public record SessionPage(List<Session> sessions, String nextCursor) {
    private static final int LONGEST = 500;

    public SessionPage {
        sessions = List.copyOf(sessions);
    }

    /**
     * What to list.
     *
     * @param after the last session of the page before
     */
    public record Query(TeamId team, Position after, int limit) {
        /** @param cursor of an earlier page; empty: the first */
        public static Query of(TeamId team, String cursor, int limit) {
            Position after = cursor.isEmpty() ? Position.START : Position.parse(cursor);
            return new Query(team, after, limit <= 0 ? LONGEST : Math.min(limit, LONGEST));
        }
    }

    /**
     * A place in the order.
     *
     * @param rank 1 for active sessions, 0 for the others; above both: before all
     */
    public record Position(int rank, Instant createdAt, String id) {
        static final Position START = new Position(2, Instant.EPOCH, "");
        private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

        public static Position of(Session session) {
            return new Position(
                    session.isActive() ? 1 : 0,
                    session.createdAt(),
                    session.id().value());
        }

        public String cursor() {
            String plain = "%d/%s/%s".formatted(rank, createdAt, id);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
        }

        private static Position parse(String cursor) {
            try {
                String[] parts =
                        new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split("/", -1);
                if (parts.length != 3 || !Ids.isWellFormed(parts[2])) {
                    throw SessionErrors.badCursor(cursor);
                }
                Instant createdAt = Instant.parse(parts[1]);
                if (createdAt.isBefore(Instant.EPOCH) || createdAt.isAfter(LATEST)) {
                    throw SessionErrors.badCursor(cursor);
                }
                return new Position(Integer.parseInt(parts[0]), createdAt, parts[2]);
            } catch (IllegalArgumentException | DateTimeException e) {
                throw SessionErrors.badCursor(cursor);
            }
        }
    }
}
