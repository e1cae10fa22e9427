"""The purchase ledger, script drafts, stage history for estimates of time, and operators' notices."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    -- Every paid call, written down before it is made. It outlives its task: the money stays spent.
    create table purchases (
        id            bigint generated always as identity primary key,
        account_id    bigint not null references accounts on delete cascade,
        task_id       bigint references tasks on delete set null,
        stage         text not null,
        provider      text not null,
        model         text not null,
        fingerprint   bytea not null,       -- sha256 of what was asked for
        state         text not null default 'intended'
                      check (state in ('intended', 'confirmed', 'failed', 'unknown')),
        estimated_usd numeric(12, 6),       -- null: this model's price is not known
        cost_usd      numeric(12, 6),
        usage         jsonb,                -- as the provider counted it
        reason        text,                 -- why it failed, or is not known
        created_at    timestamptz not null default now(),
        settled_at    timestamptz
    );
    create index on purchases (task_id, stage);
    create index on purchases (account_id, created_at);
    create index on purchases (created_at);
    create index on purchases (task_id) where state = 'intended';
    create index on purchases (model, settled_at desc) where state = 'confirmed';

    alter table tasks
        add column estimated_usd numeric(12, 6),     -- reserved against the spend limits while it is active
        add column script_draft  text,               -- the script as far as it is written
        add column retried_at    timestamptz;        -- a user's retry allows again what an unknown outcome used up

    alter table stages add column model text not null default '';
    create index on stages (name, model, finished_at desc) where state = 'finished';

    -- What an operator should know and no request can tell; shown by /readyz.
    create table notices (
        subject    text primary key,
        detail     text not null,
        created_at timestamptz not null default now()
    );

    drop view task_details;
    create view task_details as
    select t.*,
           (select jsonb_agg(jsonb_build_object(
                       'name', s.name, 'state', s.state, 'attempt', s.attempt, 'model', s.model,
                       'started_at', s.started_at, 'finished_at', s.finished_at) order by s.position)
            from stages s where s.task_id = t.id) as stages,
           (select jsonb_object_agg(m.role, m.key) from media m where m.task_id = t.id) as media,
           (select jsonb_agg(jsonb_build_object(
                       'stage', p.stage, 'provider', p.provider, 'model', p.model, 'state', p.state,
                       'estimated_usd', p.estimated_usd, 'cost_usd', p.cost_usd, 'usage', p.usage) order by p.id)
            from purchases p where p.task_id = t.id) as purchases,
           case when t.status = 'queued'
                then (select count(*) from tasks q where q.status = 'queued' and q.id <= t.id) end as queue_position
    from tasks t;
    """)


def downgrade() -> None:
    op.execute("""
    drop view task_details;
    drop table notices, purchases;
    alter table tasks drop column estimated_usd, drop column script_draft, drop column retried_at;
    alter table stages drop column model;
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
