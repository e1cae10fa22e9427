"""Accounts, tasks, stages, progress rows and media."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    create table accounts (
        id            bigint generated always as identity primary key,
        email         text unique,          -- lower case; null for a guest
        password_hash text,                 -- argon2id; null for a guest
        created_at    timestamptz not null default now(),
        check ((email is null) = (password_hash is null))
    );

    -- Every refresh token ever given out of a family that still lives; a used one is kept to catch its reuse.
    create table refresh_tokens (
        id         uuid primary key,        -- the token's jti
        family_id  uuid not null,
        account_id bigint not null references accounts on delete cascade,
        expires_at timestamptz not null,
        used_at    timestamptz
    );
    create index on refresh_tokens (family_id);
    create index on refresh_tokens (expires_at);

    create table tasks (
        id               bigint generated always as identity primary key,
        account_id       bigint not null references accounts on delete cascade,
        kind             text not null check (kind in ('enhancement', 'video')),
        status           text not null default 'queued'
                         check (status in ('queued', 'running', 'completed', 'failed', 'cancelled')),
        input            jsonb not null,    -- user_description, duration, language
        idempotency_key  text,
        fingerprint      bytea not null,    -- sha256 of the content, to tell a repeat from a conflict
        progress         smallint not null default 0 check (progress between 0 and 100),
        step             smallint,
        code             text,              -- of the last progress row, as are message and last_seq
        message          text not null default '',
        last_seq         integer not null default 0,
        attempt          smallint not null default 0,
        lease_id         uuid,              -- fences every write of the worker that holds the task
        lease_expires_at timestamptz,
        resend_at        timestamptz not null default now() + interval '20 seconds',
        script           text,
        error            jsonb,             -- code, message, stage, retryable
        created_at       timestamptz not null default now(),
        started_at       timestamptz,
        finished_at      timestamptz,
        unique (account_id, idempotency_key)
    );
    create index on tasks (account_id, id desc);
    -- what is not finished yet is little, whatever the table's size: counted per user, swept, queued
    create index tasks_unfinished on tasks (account_id, id) where status in ('queued', 'running');
    create index tasks_queued on tasks (id) where status = 'queued';

    create table stages (
        task_id     bigint not null references tasks on delete cascade,
        position    smallint not null,
        name        text not null,
        state       text not null default 'waiting' check (state in ('waiting', 'running', 'finished', 'failed')),
        attempt     smallint not null default 0,
        output      jsonb,
        started_at  timestamptz,
        finished_at timestamptz,
        primary key (task_id, name)
    );

    create table progress (
        task_id    bigint not null references tasks on delete cascade,
        seq        integer not null,        -- 1, 2, 3 … without gaps, counted under the task's row lock
        event      text not null,           -- the stream's JSON, exactly as it is sent
        primary key (task_id, seq)
    );

    create table media (
        key          text primary key,      -- unguessable, part of the signed URL
        task_id      bigint not null references tasks on delete cascade,
        role         text not null,         -- original, before, enhanced, video_frame, thumbnail …
        content_type text not null,
        size_bytes   bigint not null,
        width        integer,
        height       integer,
        created_at   timestamptz not null default now(),
        unique (task_id, role)
    );

    create table media_chunks (
        key      text not null references media on delete cascade,
        position integer not null,          -- 0, 1, 2 …; every chunk but the last has the same size
        content  bytea not null,
        primary key (key, position)
    );
    -- pictures do not compress: without this Postgres would try, on every write
    alter table media_chunks alter column content set storage external;

    -- Every progress row rings the bell in its own transaction, whoever writes it. A payload must stay below
    -- 8,000 bytes: a row that does not fit rings with its seq alone and is read by those who hear it.
    create function ring() returns trigger language plpgsql as $$
    begin
        perform pg_notify('task_' || new.task_id,
            case when octet_length(new.event) < 7900 then new.seq || ' ' || new.event else new.seq::text end);
        return null;
    end $$;
    create trigger ring after insert on progress for each row execute function ring();

    -- The task as its owner sees it.
    create view task_details as
    select t.*,
           (select jsonb_agg(jsonb_build_object(
                       'name', s.name, 'state', s.state, 'attempt', s.attempt,
                       'started_at', s.started_at, 'finished_at', s.finished_at) order by s.position)
            from stages s where s.task_id = t.id) as stages,
           (select jsonb_object_agg(m.role, m.key) from media m where m.task_id = t.id) as media,
           case when t.status = 'queued'
                then (select count(*) from tasks q where q.status = 'queued' and q.id <= t.id) end as queue_position
    from tasks t;
    """)


def downgrade() -> None:
    op.execute("""
    drop view task_details;
    drop table media_chunks, media, progress, stages, tasks, refresh_tokens, accounts;
    drop function ring;
    """)
