package dev.hearth.scheduler.placement;

/**
 * How many workers may carry runners of sessions. One worker is always left to the others, unless it is the only one.
 *
 * @param ofPool as a share of all workers; low keeps workers free of pinned memory, high admits more sessions at once
 * @param ofTeam the same for the sessions of one team
 */
public record SessionShare(double ofPool, double ofTeam) {
    /** All workers but one, for whoever comes. */
    public static final SessionShare ALL_BUT_ONE = new SessionShare(1, 1);

    public SessionShare {
        requireShare(ofPool);
        requireShare(ofTeam);
    }

    int limitOfPool(int workers) {
        return limit(workers, ofPool);
    }

    int limitOfTeam(int workers) {
        return limit(workers, ofTeam);
    }

    private static int limit(int workers, double share) {
        return Math.max(1, Math.min(workers - 1, (int) Math.floor(share * workers)));
    }

    private static void requireShare(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share of workers is between 0 and 1, not " + share);
        }
    }
}
