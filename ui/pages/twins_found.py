"""What 查重与疑点 looks for, read beside the window: pairs of a ledger, suspicions, and the figures they rest on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crm.queries.listing import cells
from crm.queries.suspicions import Suspicion, suspicions
from crm.queries.titles import titles
from crm.queries.twins import Pair, find_twins, pairs_apart
from crm.records.ledger import LEDGERS
from crm.records.values import show
from ui.pages.suspicion_panel import Fact

if TYPE_CHECKING:
    from crm.book import Book
    from ui.core.work import Task

_FACTS = ("investor", "stage", "total_investment", "fixed_investment", "land", "land_papers", "signed_date",
          "signed_amount", "started_date", "registered_date", "produced_date", "arrived", "staff")  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What was found in one ledger: pairs, those judged apart, and the titles of their rows."""

    pairs: list[Pair] = field(default_factory=list)
    apart: list[Pair] = field(default_factory=list)
    titles: dict[int, str] = field(default_factory=dict)


def find(key: str, book: Book, task: Task) -> tuple[str, Found]:
    """What is found in one ledger, with its key."""
    with book.read() as session:
        pairs = find_twins(session, key, progress=task.report)
        apart = pairs_apart(session, key)
        wanted = sorted({row_id for pair in (*pairs, *apart) for row_id in (pair.a, pair.b)})
        return key, Found(pairs, apart, titles(session, key, wanted))


def suspect(book: Book, task: Task) -> list[Suspicion]:
    """What in the projects should be looked into."""
    with book.read() as session:
        return suspicions(session, book.today(), progress=task.report)


def facts_of(book: Book, leads: tuple[int, ...]) -> list[Fact]:
    """The leads with the figures that a suspicion rests on."""
    specs = LEDGERS["leads"].fields
    with book.read() as session:
        rows = cells(session, "leads", list(leads), ("name", *_FACTS))
    facts = []
    for found in sorted(rows, key=lambda one: leads.index(one.id)):
        words = [(specs[k], show(specs[k], found.values[k], month_only=k in found.month_only)) for k in _FACTS]
        filled = [(spec.label, f"{text} {spec.unit}".rstrip()) for spec, text in words if text]
        facts.append(Fact(found.id, str(found.values["name"]), filled))
    return facts
