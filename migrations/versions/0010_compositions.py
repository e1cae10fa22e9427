"""A composition is a task of its own: a finished enhancement's product on another background."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    alter table tasks
        add column parent_id bigint references tasks on delete cascade,  -- of a composition: its enhancement
        drop constraint tasks_kind_check,
        add constraint tasks_kind_check check (kind in ('enhancement', 'video', 'composition'));
    create index on tasks (parent_id) where parent_id is not null;
    """)


def downgrade() -> None:
    op.execute("""
    delete from tasks where kind = 'composition';
    alter table tasks
        drop column parent_id,
        drop constraint tasks_kind_check,
        add constraint tasks_kind_check check (kind in ('enhancement', 'video'));
    """)
