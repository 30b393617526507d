-- Rows are changed under the leader's epoch alone: with the tasks that are their calls, in the writer's statement, or by
-- the leader's session statement.
create table session (
    id             text collate "C" primary key,
    team_id        text        not null,
    user_id        text        not null,
    app_id         text        not null,
    app_version_id text        not null,
    setup_hash     text        not null,
    -- Canonical JSON; empty: the app has no setup.
    setup          bytea       not null,
    idle_seconds   integer     not null,
    -- 1 active, 2 ended, 3 expired, 4 lost
    status         smallint    not null,
    created_at     timestamptz not null,
    -- Opened, called or kept alive.
    active_at      timestamptz not null,
    ended_at       timestamptz,
    engine_id      text,
    worker_id      text,
    -- The call that opened it.
    task_id        text        not null,
    -- Calls that have ended, counted by the statement that ends their tasks.
    calls          bigint      not null,
    last_call_at   timestamptz
);

create index session_active on session (id) where status = 1;
create index session_by_team on session (team_id, created_at desc, id);
