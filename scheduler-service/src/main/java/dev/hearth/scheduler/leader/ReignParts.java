package dev.hearth.scheduler.leader;

import dev.hearth.scheduler.watch.TaskFollowers;

/** What a reign is made of. */
record ReignParts(
        LiveTasks tasks,
        TaskLedger ledger,
        Dispatcher dispatcher,
        Submissions submissions,
        Placements placements,
        Cancellations cancellations,
        Reports reports,
        LiveSteps steps,
        Recalls recalls,
        Sessions sessions,
        Engines engines,
        EngineTable table,
        StreamBuffer streams,
        TaskFollowers followers,
        TaskArchive archive) {}
