"""Any record can have photos and files."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0002", "0001"

OWNERS = (
    "enterprise",
    "hometown",
    "ambassador",
    "trip",
    "visit",
    "lead",
    "arrival",
    "target",
    "assistance",
    "event",
    "opportunity",
    "policy",
    "staff",
    "station",
)


def upgrade() -> None:
    """Make the table of attachments."""
    big = sa.BigInteger().with_variant(sa.BigInteger(), "sqlite")
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "attachment",
        *(sa.Column(name, big, nullable=True) for name in OWNERS),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("caption", sa.Text(), nullable=True),
        sa.Column("taken", sa.Date(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("id", key, autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.Column("month_only", sa.Text(), nullable=True),
        sa.Column("search_key", sa.Text(), nullable=True),
        sa.Column("sort_key", sa.Text(), nullable=True),
        *(
            sa.ForeignKeyConstraint([name], [f"{name}.id"], name=op.f(f"fk_attachment_{name}_{name}"))
            for name in OWNERS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    for name in (*OWNERS, "sha256"):
        op.create_index(op.f(f"ix_attachment_{name}"), "attachment", [name], unique=False)
