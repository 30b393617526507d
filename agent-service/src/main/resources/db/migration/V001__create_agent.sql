-- An agent is a name for its versions. Ad-hoc agents come with a message and are told apart by their name in the team.
create table agent (
    id                 text collate "C" primary key,
    team_id            text collate "C" not null,
    user_id            text        not null,
    namespace          text        not null, -- empty: ad-hoc
    name               text        not null,
    description        text        not null,
    images             text        not null, -- JSON object
    visibility         text        not null check (visibility in ('private', 'public', 'unlisted')),
    current_version_id text collate "C",
    created_at         timestamptz not null,
    updated_at         timestamptz not null,
    deleted_at         timestamptz
);

create unique index agent_by_name on agent (namespace, name) where deleted_at is null and namespace <> '';
create unique index ad_hoc_agent_by_name on agent (team_id, name) where deleted_at is null and namespace = '';
create index agent_by_team on agent (team_id, created_at desc, id);

-- Immutable. Equal configurations of one agent are one version.
create table agent_version (
    id         text collate "C" primary key,
    agent_id   text collate "C" not null references agent,
    team_id    text collate "C" not null,
    user_id    text        not null,
    number     int         not null, -- counts the agent's versions from 1
    tag        text,
    digest     bytea       not null, -- SHA-256 of the canonical configuration
    config     text        not null, -- JSON, wire protocol 5.3 in its one normal form
    created_at timestamptz not null,
    unique (agent_id, digest),
    unique (agent_id, number)
);

create unique index agent_version_by_tag on agent_version (agent_id, tag) where tag is not null;
