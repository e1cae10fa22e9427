"""A task tells how large its videos are, and whether its photo cuts the product below."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COLUMNS = """
    select string_agg('t.' || attname, ', ' order by attnum) from pg_attribute
    where attrelid = 'tasks'::regclass and attnum > 0 and not attisdropped and attname <> 'parent_id'
"""
DETAILS = """
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
                then (select count(*) from tasks q where q.status = 'queued' and q.id <= t.id) end as queue_position,
           (select r.event::json -> 'params' from progress r
            where r.task_id = t.id and r.seq = t.last_seq) as params,
           (select s.output ->> 'orientation' from stages s where s.task_id = t.id and s.name = 'load') as orientation,
           -- scripts from before there were storyboards have no title and no offer
           coalesce(t.edited_storyboard, nullif(t.input -> 'storyboard', 'null'),
                    (select jsonb_build_object(
                                'title', coalesce(s.output ->> 'title', ''), 'shots', s.output -> 'shots',
                                'offer', coalesce(s.output ->> 'offer', ''),
                                'call_to_action', s.output ->> 'call_to_action')
                     from stages s where s.task_id = t.id and s.name = 'script' and s.state = 'finished'
                                     and s.output ? 'shots')) as storyboard,
           (select jsonb_agg(n.code order by s.position, n.place)
            from stages s, jsonb_array_elements_text(s.output -> 'notices') with ordinality as n (code, place)
            where s.task_id = t.id) as notices,
           (select s.output ->> 'background' from stages s
            where s.task_id = t.id and s.output ? 'background' order by s.position desc limit 1) as background
"""


def upgrade() -> None:
    op.execute(f"""
    {DETAILS.rstrip()},
           (select (s.output ->> 'cut_below')::boolean from stages s
            where s.task_id = t.id and s.output ? 'cut_below' order by s.position desc limit 1) as cut_below,
           (select jsonb_object_agg(m.role, jsonb_build_array(m.width, m.height)) from media m
            where m.task_id = t.id and m.content_type = 'video/mp4') as video_sizes
    from tasks t;
    """)


def downgrade() -> None:
    # without the column that the migration before would not get rid of while a view has it
    named = op.get_bind().exec_driver_sql(COLUMNS).scalar_one()
    op.execute(f"""
    {DETAILS.rstrip().replace("t.*", named)}
    from tasks t;
    """)
