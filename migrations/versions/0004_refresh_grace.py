"""A refresh token remembers which one it replaces, so that a lost answer can be told from theft."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    -- null for the first of a family; no reference, for a token may outlive the one that it replaces
    alter table refresh_tokens add column replaces uuid;
    create index on refresh_tokens (replaces);
    """)


def downgrade() -> None:
    op.execute("alter table refresh_tokens drop column replaces;")
