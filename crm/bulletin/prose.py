"""What leaders read, written from templates: numbers, against target, against pace, then problems by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm.bulletin.template import Line, Piece, render
from crm.bulletin.template_check import look_through
from crm.bulletin.templates import Template, default
from crm.rules.problem import Problem


@dataclass(frozen=True)
class Wording:
    """A template filled with a month's figures; `fault` is why the product's own stands in for the office's."""

    template: Template
    lines: tuple[Line, ...]
    fault: str = ""

    @property
    def pieces(self) -> list[Piece]:
        """The pieces of all lines one after another."""
        return [piece for line in self.lines for piece in line.pieces]

    @property
    def text(self) -> str:
        """The lines as one paragraph."""
        return "".join(line.text for line in self.lines)


def worded(template: Template, words: Mapping[str, Any]) -> Wording:
    """Fill a template; Problem naming the line that is at fault, in branches that the figures do not reach, too."""
    if template.number or template.document:
        look_through(template.lines, words)
    return Wording(template, tuple(render(template.lines, words)))


def spoken(template: Template, words: Mapping[str, Any]) -> Wording:
    """Fill a kept template; where it no longer fits the book, the product's own with the fault told."""
    try:
        return worded(template, words)
    except Problem as wrong:
        own = worded(default(template.kind), words)
        return Wording(own.template, own.lines, f"{template.called}：{wrong}")
