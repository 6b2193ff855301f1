"""Is the file sound: pages, foreign keys, and every row as the journal tells it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import MetaData, text
from sqlalchemy.orm import Session

from crm.store.journal import folded, journalled


@dataclass(frozen=True)
class Finding:
    """One rule checked: `ok`, and in words what was found."""

    rule: str
    ok: bool
    detail: str


def check_file(session: Session, metadata: MetaData) -> list[Finding]:
    """Integrity, foreign keys and the journal against the rows, as findings in words."""
    sound = session.execute(text("PRAGMA integrity_check")).scalar()
    broken = session.execute(text("PRAGMA foreign_key_check")).all()
    return [
        Finding("文件完整", sound == "ok", "完好" if sound == "ok" else str(sound)),
        Finding("关联完整", not broken, "完好" if not broken else f"{len(broken)} 处关联指向不存在的记录"),
        _journal_finding(session, metadata),
    ]


def _journal_finding(session: Session, metadata: MetaData) -> Finding:
    wrong: list[str] = []
    rows_seen = 0
    for table in metadata.sorted_tables:
        told = folded(session, table.name)
        names = journalled(table)
        listed = ", ".join(f'"{c}"' for c in names)
        seen = set()
        for row in session.execute(text(f'SELECT id, {listed} FROM "{table.name}"')):
            seen.add(row[0])
            story = told.get(row[0])
            if story is None or any(story.get(c) != value for c, value in zip(names, row[1:], strict=True)):
                wrong.append(f"{table.name} {row[0]}")
        wrong.extend(f"{table.name} {row}" for row, story in told.items() if story is not None and row not in seen)
        rows_seen += len(seen)
    if not wrong:
        return Finding("日志与记录一致", True, f"{rows_seen} 条记录逐条相符")
    return Finding("日志与记录一致", False, f"{len(wrong)} 条记录与日志不符：{'、'.join(wrong[:5])}")
