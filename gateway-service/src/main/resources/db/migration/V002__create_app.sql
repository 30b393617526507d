create table app (
    id                 text primary key,
    team_id            text        not null references team,
    user_id            text        not null references team_user,
    namespace          text        not null references namespace,
    name               text        not null,
    description        text        not null,
    agent_description  text        not null,
    category           text        not null,
    images             text        not null, -- JSON object
    visibility         text        not null, -- private, public, unlisted
    current_version_id text,
    created_at         timestamptz not null,
    updated_at         timestamptz not null,
    deleted_at         timestamptz
);

create unique index app_by_name on app (namespace, name) where deleted_at is null;
create index app_by_team on app (team_id, created_at desc, id);
create index app_that_is_public on app (created_at desc, id) where visibility = 'public' and deleted_at is null;

-- Schemas and the manifest are text: their members keep the order the author gave them.
create table app_version (
    id               text primary key,
    app_id           text        not null references app,
    team_id          text        not null references team,
    user_id          text        not null references team_user,
    status           text        not null, -- building, ready, failed
    build_task_id    text        not null,
    tag              text,                 -- wished for while building
    becomes_current  boolean     not null,
    archive_file_id  text        not null,
    archive_sha256   text        not null,
    python           text        not null,
    lock             text        not null,
    second_lock      text        not null,
    functions        text        not null, -- JSON object by name, in the order of their definition
    default_function text,
    input_schema     text,
    output_schema    text,
    setup_schema     text,
    manifest         text        not null,
    warnings         text[]      not null,
    error            text,
    error_code       text,
    created_at       timestamptz not null,
    updated_at       timestamptz not null
);

-- A tag points to one ready version; it moves when another one with it becomes ready.
create unique index app_version_by_tag on app_version (app_id, tag) where status = 'ready' and tag is not null;
create index app_version_by_app on app_version (app_id, created_at desc, id);
create index app_version_that_builds on app_version (created_at) where status = 'building';

alter table app add constraint app_current_version foreign key (current_version_id) references app_version;

-- Every gateway remembers for 2 s what references lead to, and forgets it at once when told so.
create function tell_app_change() returns trigger language plpgsql as $$
begin
    perform pg_notify('hearth_gateway_app', '');
    return null;
end
$$;

create trigger app_change after insert or update on app for each row execute function tell_app_change();
create trigger app_version_change after insert or update on app_version for each row execute function tell_app_change();
