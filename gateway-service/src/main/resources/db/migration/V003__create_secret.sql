-- Values are sealed with a key that is not in the database.
create table secret (
    id           text primary key,
    team_id      text        not null references team,
    user_id      text        not null references team_user, -- who set it last
    name         text        not null,
    description  text        not null,
    masked_value text        not null,
    sealed       bytea       not null,
    fingerprint  text        not null, -- keyed: equal for equal values of this team and name
    created_at   timestamptz not null,
    updated_at   timestamptz not null
);

create unique index secret_by_name on secret (team_id, name);
create index secret_by_team on secret (team_id, created_at desc, id);
