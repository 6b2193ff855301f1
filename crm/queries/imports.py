"""The imports that the journal knows."""

from __future__ import annotations

from sqlalchemy.orm import Session

from crm.store.journal import BatchRow, batch_table, batches

PREFIX = "导入 "


def recent_imports(session: Session, *, limit: int = 30) -> list[BatchRow]:
    """The imports, newest first; `live` says whether one still stands, `label` is 导入 and the file's name."""
    named = batch_table.c.label.startswith(PREFIX, autoescape=True) & (batch_table.c.kind == "do")
    return batches(session, limit=limit, matching=named)
