package dev.hearth.scheduler.leader;

/** Told of the end of tasks that are calls of sessions. */
interface CallEnds {
    /** Nobody is told. */
    CallEnds NOBODY = new CallEnds() {
        @Override
        public void ending(LiveTask call) {}

        @Override
        public void ended(LiveTask call) {}
    };

    /** A final status was decided and will be stored next: what this decides of the session is stored with it. */
    void ending(LiveTask call);

    /** The final status is committed, and nobody was told yet. */
    void ended(LiveTask call);
}
