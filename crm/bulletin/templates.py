"""The office's own templates of the papers' words, kept in the book by versions; the product's where there is none."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import resources
from crm.book import Book, Changes, put_setting
from crm.bulletin.template import joined
from crm.records.setting import setting_in
from crm.rules.problem import Problem

SETTING = "templates"
"""Kind -> the number of the version in use; the versions themselves are read only when they are wanted."""
KINDS = {
    "paragraph": "通报文字",
    "document": "通报正文",
    "ranking": "季度排名通报",
    "summary": "工作总结",
    "daily": "快报",
    "weekly": "周报",
}
"""Every template and what it is called; those of other papers have the key of their paper."""
MONTHLY = ("paragraph", "document")
"""The templates of the month's bulletin."""


@dataclass(frozen=True)
class Template:
    """A template: its lines as template.render wants them, and the document it was read from (None: the product's own).

    `number` counts its versions in the book from 1, 0 is the product's own; `at` is ISO local time.
    """

    kind: str
    lines: tuple[str, ...]
    number: int = 0
    name: str = ""
    at: str = ""
    who: str = ""
    document: bytes | None = None

    @property
    def called(self) -> str:
        """What a fault says of it: 快报第2版“我们的快报.docx”."""
        return f"{KINDS[self.kind]}第{self.number}版“{self.name}”"

    @property
    def content(self) -> bytes:
        """The template as a Word document."""
        from crm.bulletin.template_docx import made

        return self.document if self.document is not None else made(_resource(self.kind))


@lru_cache(maxsize=len(KINDS))
def _resource(kind: str) -> tuple[tuple[str, str], ...]:
    text = (resources.path("templates") / f"{kind}.txt").read_text(encoding="utf-8")
    lines = (line.partition("\t") for line in text.splitlines())
    return tuple((shape, words) for shape, _, words in lines)


@lru_cache(maxsize=len(KINDS))
def default(kind: str) -> Template:
    """The product's own template."""
    lines = []
    for _, text in _resource(kind):
        lead, mark, rest = text.removeprefix("〈").partition("〉")
        lines.append(joined([lead, rest] if mark and text.startswith("〈") else [text]))
    return Template(kind, tuple(lines))


def template_of(book: Book, kind: str) -> Template:
    """The template in use."""
    number = (book.setting(SETTING) or {}).get(kind, 0)
    kept = book.settings_like(f"template/{kind}-{number:04d}") if number else []
    return _read(kind, kept[0]) if kept else default(kind)


def versions(book: Book, kind: str) -> list[Template]:
    """Every version kept in the book, the newest first."""
    return [_read(kind, value) for value in reversed(book.settings_like(f"template/{kind}-%"))]


def _read(kind: str, kept: Mapping[str, Any]) -> Template:
    return Template(
        kind,
        tuple(kept["lines"]),
        kept["number"],
        kept["name"],
        kept["at"],
        kept["who"],
        base64.b64decode(kept["content"]),
    )


def from_file(kind: str, path: Path) -> Template:
    """A template as the office edited it, not yet taken into use; Problem when it cannot be read."""
    from crm.bulletin.template_docx import read_lines

    try:
        content = path.read_bytes()
    except OSError:
        raise Problem(f"无法读取“{path.name}”，请先关闭正在打开它的程序") from None
    try:
        return Template(kind, tuple(read_lines(content)), name=path.name, document=content)
    except Problem as wrong:
        raise Problem(f"“{path.name}”：{wrong}") from None


def adopt(book: Book, template: Template) -> Changes:
    """Take a template into use as a new version; a named step that can be undone."""
    kind = template.kind
    with book.write(f"更换{KINDS[kind]}模板") as writer:
        number = 1 + max((own.number for own in versions(book, kind)), default=0)
        kept = {
            "number": number,
            "name": template.name,
            "at": writer.at.isoformat(timespec="minutes"),
            "who": writer.who or "",
            "lines": list(template.lines),
            "content": base64.b64encode(template.content).decode("ascii"),
        }
        put_setting(writer, f"template/{kind}-{number:04d}", kept)
        put_setting(writer, SETTING, {**(setting_in(writer.session, SETTING) or {}), kind: number})
    return writer.changes


def use(book: Book, kind: str, number: int) -> Changes:
    """Go back to an earlier version, 0 for the product's own; a named step that can be undone."""
    label = f"{KINDS[kind]}模板改用第{number}版" if number else f"{KINDS[kind]}模板恢复默认"
    return book.revise_setting(SETTING, lambda kept: {**(kept or {}), kind: number}, label=label)
