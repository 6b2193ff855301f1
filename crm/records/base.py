"""The mapped base and the few columns that every record has."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, DateTime, Integer, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from crm.store.journal import DERIVED_COLUMN

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables of a book."""

    metadata = MetaData(naming_convention=NAMING)


class Record(Base):
    """A row that people keep: time-ordered id, author, recycle bin, search key.

    `month_only` names the date fields known to the month only, parted by commas.
    `search_key` and `sort_key` are computed from the searched fields and are not journalled.
    """

    __abstract__ = True

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False
    )
    created_at: Mapped[dt.datetime | None] = mapped_column(DateTime)
    author: Mapped[str | None] = mapped_column(Text)
    deleted_at: Mapped[dt.datetime | None] = mapped_column(DateTime)
    month_only: Mapped[str | None] = mapped_column(Text)
    search_key: Mapped[str | None] = mapped_column(Text, info=DERIVED_COLUMN)
    sort_key: Mapped[str | None] = mapped_column(Text, info=DERIVED_COLUMN)
