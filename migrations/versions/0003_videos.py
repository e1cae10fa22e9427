"""Videos: a provider's job belongs to its purchase; a task that waits for one holds no lease."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    -- stored the moment it is known, so that a crash costs no second purchase
    alter table purchases add column job_id text;
    create index on purchases (created_at) where state = 'intended' and job_id is not null;
    create index on tasks (finished_at) where status in ('completed', 'failed', 'cancelled');
    """)


def downgrade() -> None:
    op.execute("alter table purchases drop column job_id; drop index tasks_finished_at_idx;")
