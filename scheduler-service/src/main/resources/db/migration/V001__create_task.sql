-- Task rows are changed by the leader's writer and by nobody else: every change locks the lease row and checks its epoch.

create table leader_lease (
    pool        text        primary key,
    epoch       bigint      not null,
    holder      text        not null,
    address     text        not null,
    -- The backend of the leader's writer, for the successor to end.
    backend_pid integer     not null,
    expires_at  timestamptz not null
);

create table task (
    id             text collate "C" primary key,
    team_id        text        not null,
    app_id         text        not null,
    app_version_id text        not null,
    function       text        not null,
    kind           smallint    not null,
    setup_hash     text        not null,
    -- Numbers of the wire protocol: 10, 11 and 12 are final.
    status         smallint    not null,
    attempt        integer     not null,
    charged        integer     not null,
    version        bigint      not null,
    engine_id      text,
    worker_id      text,
    error          text        not null,
    error_code     text        not null,
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    -- hearth.v1.TaskSpec without input and setup.
    spec           bytea       not null,
    -- hearth.v1.Task that holds nothing but transitions.
    transitions    bytea       not null
) with (fillfactor = 70);

create index task_live on task (created_at) where status < 10;
create index task_by_team on task (team_id, created_at desc, id);

-- What follows is partitioned by the day of the task's creation, so that retention drops whole partitions.

create table task_payload (
    day     date     not null,
    task_id text collate "C" not null,
    -- 1 input, 2 setup, 3 output
    kind    smallint not null,
    body    bytea    not null,
    primary key (task_id, kind, day)
) partition by range (day);

create table task_event (
    day     date   not null,
    -- Counted by the leader in the order of commits, over all tasks.
    seq     bigint not null,
    task_id text collate "C" not null,
    version bigint not null,
    -- CloudEvent in structured JSON mode, as it goes to the topic.
    body    bytea  not null,
    primary key (seq, day)
) partition by range (day);

create table task_log (
    day      date        not null,
    task_id  text collate "C" not null,
    attempt  integer     not null,
    sequence bigint      not null,
    type     smallint    not null,
    at       timestamptz not null,
    content  text        not null,
    primary key (task_id, attempt, sequence, day)
) partition by range (day);

create table idempotency_key (
    team_id    text        not null,
    key        text        not null,
    digest     bytea       not null,
    task_id    text        not null,
    created_at timestamptz not null,
    primary key (team_id, key)
);

-- Every event up to this one is on the topic.
create table relay_mark (
    pool text   primary key,
    seq  bigint not null
);
