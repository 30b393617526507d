-- Files and where their bytes are. A file without bytes waits for its upload; a file whose bytes are replaced points to
-- another blob from one commit to the next.
create table stored_file (
    id           text collate "C" primary key,
    team_id      text collate "C" not null,
    filename     text             not null,
    content_type text             not null,
    category     text             not null check (category in ('uploads', 'inputs', 'outputs', 'repos')),
    path         text             not null,
    is_public    boolean          not null,
    blob_id      text collate "C",
    size_bytes   bigint check (size_bytes >= 0),
    sha256       text,
    created_at   timestamptz      not null,
    updated_at   timestamptz      not null,
    check ((blob_id is null) = (size_bytes is null) and (blob_id is null) = (sha256 is null))
);

-- lists, newest first
create index stored_file_by_team on stored_file (team_id, created_at desc, id desc);

-- the sweep asks which blobs are in use
create unique index stored_file_by_blob on stored_file (blob_id) where blob_id is not null;

-- the sweep looks for files that never got bytes
create index stored_file_empty on stored_file (created_at) where blob_id is null;
