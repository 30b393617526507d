create table team (
    id         text primary key,
    username   text        not null unique,
    name       text        not null,
    type       text        not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create table team_user (
    id         text primary key,
    team_id    text        not null references team,
    email      text        not null,
    name       text        not null,
    role       text        not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create index team_user_by_team on team_user (team_id);

create table api_key (
    id           text primary key,
    team_id      text        not null references team,
    user_id      text        not null references team_user,
    name         text        not null,
    key_hash     text        not null unique, -- SHA-256 in hex; keys are random, so a salt would add nothing
    masked_key   text        not null,
    scopes       text[]      not null,
    source       text        not null,        -- environment: HEARTH_OWNER_KEY; api: made by POST
    expires_at   timestamptz,
    last_used_at timestamptz,
    created_at   timestamptz not null,
    updated_at   timestamptz not null
);

create index api_key_by_team on api_key (team_id, created_at desc, id);

-- A namespace without a row belongs to team local; it gets one with the first app in it.
create table namespace (
    name       text primary key,
    team_id    text        not null references team,
    created_at timestamptz not null
);
