"""An account keeps what its clips are dressed in: names, two colours, a logo."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    create table brands (
        account_id        bigint primary key references accounts on delete cascade,
        shop_name         text not null default '',
        address           text not null default '',
        colour            text,             -- #rrggbb; null = taken from the product
        accent_colour     text,
        logo              bytea,            -- as it was uploaded: only a worker's child decodes it
        logo_content_type text,
        logo_width        integer,
        logo_height       integer
    );
    alter table brands alter column logo set storage external;
    """)


def downgrade() -> None:
    op.execute("drop table brands")
