"""A paper that is told in words: what its template may name, the tables it may place, and the document made of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx.document import Document

from crm.bulletin import page_style as page
from crm.bulletin.grounds import loose
from crm.bulletin.prose import Wording, worded
from crm.bulletin.template_docx import filled
from crm.bulletin.templates import Template
from crm.rules.problem import Problem


@dataclass(frozen=True)
class Narrative:
    """A paper of one span: its vocabulary, its tables by name, and under each key what its tables print."""

    title: str
    county: str
    words: Mapping[str, Any]
    tables: Mapping[str, Callable[[Document], None]]
    grounds: Mapping[str, Sequence[str]]


def fitting(told: Narrative, template: Template) -> Wording:
    """Fill a template; Problem naming the line that is at fault, or the numbers that no table of the paper prints."""
    wording = worded(template, told.words)
    wrong = loose(wording.pieces, told.grounds)
    if wrong:
        raise Problem(f"文中数字与表格不符：{'、'.join(wrong)}")
    return wording


def write_narrative(told: Narrative, wording: Wording, path: Path) -> None:
    """Write the document to `path`, which is replaced."""
    paper = filled(wording.template.content, wording.lines, told.tables)
    page.named(paper, told.title, told.county)
    paper.save(str(path))
