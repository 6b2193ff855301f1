"""Settings and saved views, kept in the book and journalled like every row."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from crm.records.base import Base

SETTING_LABELS = {
    "me": "使用者",
    "county": "县（市、区）名称",
    "office": "单位名称",
    "laptop": "电脑编号",
    "views": "存下的视图",
    "indicators": "指标口径",
    "scoring": "考核方案",
    "lights": "亮灯规则",
    "cleared_lights": "消灯",
    "template": "文字模板",
    "templates": "在用的文字模板",
    "release": "发布的通报",
    "releases": "核验不符仍出表的理由",
    "mappings": "记住的对应列",
    "not_twins": "判为不重复的",
    "dismissed": "说明过的疑点",
    "last_hand_in": "报送日期",
}
"""What people call a setting, by its key; of a key with a stroke (release/2025-0009), by what stands before it."""


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


def setting_label(key: str) -> str:
    """What people call the setting with this key: release/2025-0009 is 发布的通报."""
    return SETTING_LABELS.get(key.partition("/")[0], "设置")


def setting_words(value: str | None) -> str:
    """A setting (JSON) as history shows it: a word, or the name in it; nothing for one that holds a list."""
    kept = json.loads(value) if value else None
    named = kept.get("name") if isinstance(kept, dict) else kept
    return named if isinstance(named, str) else ""
