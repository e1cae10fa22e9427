"""A task tells which background its pictures are on, and what its user should know of them."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DETAILS = """
    create or replace view task_details as
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
                then (select count(*) from tasks q where q.status = 'queued' and q.id <= t.id) end as queue_position,
           (select r.event::json -> 'params' from progress r
            where r.task_id = t.id and r.seq = t.last_seq) as params,
           (select s.output ->> 'orientation' from stages s where s.task_id = t.id and s.name = 'load') as orientation
"""


def upgrade() -> None:
    op.execute(f"""
    {DETAILS.rstrip()},
           (select s.output ->> 'background' from stages s
            where s.task_id = t.id and s.output ? 'background' order by s.position desc limit 1) as background,
           (select jsonb_agg(n.code order by s.position, n.place)
            from stages s, jsonb_array_elements_text(s.output -> 'notices') with ordinality as n (code, place)
            where s.task_id = t.id) as notices
    from tasks t;
    """)


def downgrade() -> None:
    op.execute(f"""
    drop view task_details;
    {DETAILS.rstrip()}
    from tasks t;
    """)
