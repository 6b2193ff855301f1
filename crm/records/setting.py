"""Settings and saved views, kept in the book and journalled like every row."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from crm.records.base import Base


class Setting(Base):
    """One named value (JSON) of the book: county, who I am, scoring schemes, lights, saved views, remembered mappings."""

    __tablename__ = "setting"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(Text, unique=True)
    value: Mapped[str | None] = mapped_column(Text)
    deleted_at: Mapped[dt.datetime | None] = mapped_column(DateTime)


def setting_in(session: Session, key: str) -> Any:
    """The value of a setting as the file has it now; None where it is not set."""
    query = select(Setting.value).where(Setting.key == key, Setting.deleted_at.is_(None))
    value = session.execute(query).scalar_one_or_none()
    return json.loads(value) if value else None
