create table chat (
    id                   text collate "C" primary key,
    team_id              text collate "C" not null,
    user_id              text        not null,
    agent_id             text collate "C" references agent,
    agent_version_id     text collate "C" references agent_version,
    parent_id            text collate "C" references chat,
    parent_invocation_id text collate "C", -- the use of an agent tool that opened it
    depth                int         not null, -- 0: nobody's child
    status               text        not null check (status in ('busy', 'idle', 'awaiting_input', 'completed')),
    name                 text        not null,
    description          text        not null,
    visibility           text        not null check (visibility in ('private', 'public', 'unlisted')),
    context              text        not null, -- JSON object of strings
    agent_data           text        not null, -- JSON: plan_steps, memory, always_allowed_tools
    output               text,                 -- JSON: arguments of the finish tool
    turn_id              text collate "C",     -- the current turn, else the last one
    next_position        int         not null, -- of the next message
    created_at           timestamptz not null,
    updated_at           timestamptz not null,
    deleted_at           timestamptz
);

create index chat_by_team on chat (team_id, created_at desc, id);
create index chat_by_parent on chat (parent_id) where parent_id is not null;

-- What an agent does between a message of the user and its rest. Every write of the loop locks this row and checks owner
-- and epoch; commands from outside lock it too. One turn of a chat at most is `working` or `waiting`.
create table turn (
    id                 text collate "C" primary key,
    chat_id            text collate "C" not null references chat,
    team_id            text collate "C" not null,
    user_id            text        not null,
    agent_version_id   text collate "C" not null references agent_version,
    user_message_id    text collate "C" not null,
    state              text        not null check (state in ('queued', 'working', 'waiting', 'ended')),
    outcome            text check (outcome in ('idle', 'completed', 'failed', 'stopped')),
    stop_requested     boolean     not null, -- the owner ends what runs, then the turn
    error              text,
    round              int         not null, -- LLM calls so far
    total_tokens       bigint      not null,
    deadline_at        timestamptz not null,
    owner              text,                 -- the process that works on it
    epoch              bigint      not null, -- rises with every owner
    lease_until        timestamptz,          -- of the owner; by the database's clock
    created_at         timestamptz not null,
    updated_at         timestamptz not null
);

create index turn_by_chat on turn (chat_id, created_at);
create index turn_to_work_on on turn (lease_until) where state = 'working';
create index turn_that_waits on turn (chat_id) where state = 'waiting';

create table message (
    id             text collate "C" primary key,
    chat_id        text collate "C" not null references chat,
    team_id        text collate "C" not null,
    user_id        text        not null,
    turn_id        text collate "C" not null,
    position       int         not null, -- `order` on the wire
    role           text        not null check (role in ('system', 'user', 'assistant', 'tool')),
    status         text        not null check (status in ('queued', 'pending', 'ready', 'failed', 'cancelled')),
    content        text        not null, -- JSON array of parts
    tool_call_id   text,                 -- of a tool message: the LLM's id of the call
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    unique (chat_id, position)
);

create index message_by_turn on message (turn_id, position);

-- A call of the LLM app: recorded before its task is submitted, settled after it ended. Its id is the task's.
create table llm_call (
    id         text collate "C" primary key,
    turn_id    text collate "C" not null references turn,
    message_id text collate "C" not null references message,
    round      int         not null,
    status     text        not null check (status in ('recorded', 'completed', 'failed', 'cancelled')),
    usage      text,                 -- JSON, of the last snapshot
    error      text,
    created_at timestamptz not null,
    settled_at timestamptz
);

create unique index llm_call_by_message on llm_call (message_id);
create index llm_call_by_turn on llm_call (turn_id, round);

create table tool_invocation (
    id                  text collate "C" primary key, -- what the call carries as its key
    chat_id             text collate "C" not null references chat,
    turn_id             text collate "C" not null references turn,
    message_id          text collate "C" not null references message,
    team_id             text collate "C" not null,
    user_id             text        not null,
    position            int         not null, -- among the calls of its message
    call_id             text        not null, -- the LLM's
    type                text        not null,
    name                text        not null,
    display_name        text        not null,
    arguments           text        not null, -- JSON object
    status              text        not null check (status in ('pending', 'in_progress', 'awaiting_input',
                                    'awaiting_approval', 'completed', 'failed', 'cancelled')),
    attempt             int         not null, -- how often it was started
    execution_id        text,                 -- task or child chat, chosen before it is started
    result              text,
    data                text,                 -- JSON
    widget              text,                 -- JSON
    deadline_at         timestamptz,          -- of the work, or of the wait for an answer
    approval_expires_at timestamptz,
    decision            text check (decision in ('approved', 'rejected', 'always_allowed', 'expired')),
    decided_by          text,                 -- user id
    decided_at          timestamptz,
    reason              text,                 -- of a rejection
    callback_hash       bytea,                -- SHA-256 of a hook's one-time token
    submitted           bytea,                -- SHA-256 of the answer that settled it, to know a repeat
    mirror_of           text collate "C",     -- a child chat's client tool, shown in the parent
    created_at          timestamptz not null,
    updated_at          timestamptz not null,
    settled_at          timestamptz,
    unique (message_id, position)
);

create index tool_invocation_by_turn on tool_invocation (turn_id);
create index tool_invocation_by_call on tool_invocation (team_id, call_id);
create index tool_invocation_that_waits on tool_invocation (least(deadline_at, approval_expires_at))
    where status in ('awaiting_input', 'awaiting_approval');
create index tool_invocation_by_execution on tool_invocation (execution_id) where execution_id is not null;
create index tool_invocation_mirrored on tool_invocation (mirror_of) where mirror_of is not null;

-- Keys of POST /agents/run, kept for a day.
create table idempotency_key (
    team_id              text collate "C" not null,
    key                  text        not null,
    digest               bytea       not null,
    user_message_id      text collate "C" not null,
    assistant_message_id text collate "C" not null,
    created_at           timestamptz not null,
    primary key (team_id, key)
);

create index idempotency_key_by_age on idempotency_key (created_at);
