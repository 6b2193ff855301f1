"""From the book to the dataset of a month: its tables, sentences, checks and differences."""

from __future__ import annotations

from dataclasses import replace

from crm.book import Book
from crm.bulletin.checks import checks
from crm.bulletin.cleared import without_cleared
from crm.bulletin.dataset import Dataset
from crm.bulletin.differences import differences, last_issue
from crm.bulletin.findings import behind_findings, findings
from crm.bulletin.frozen import Release, releases
from crm.bulletin.parts import parts_of
from crm.bulletin.projects import read_projects
from crm.bulletin.prose import spoken
from crm.bulletin.settings import lights_of, scheme_of
from crm.bulletin.templates import MONTHLY, template_of
from crm.bulletin.truths import behind_truths, disputes, truths
from crm.bulletin.vocabulary import vocabulary
from crm.rules.dates import MonthRange, parse_month
from crm.store.bulk import uncollected


@uncollected()
def dataset(book: Book, month: str | MonthRange) -> Dataset:
    """The figures of a month ("2025-09") from the book, as of the month's end, with their sentences and checks.

    Raises BadValue when the month cannot be read.
    """
    sent = releases(book)
    draft = figures_alone(book, month, sent=sent)
    said = vocabulary(draft)
    words = {kind: spoken(template_of(book, kind), said) for kind in MONTHLY}
    before = next((one for one in sent if draft.month.month > 1 and one.month == draft.month.shift(-1)), None)
    verdicts = checks(replace(draft, words=words), before.data if before is not None else None)
    behind = {**draft.behind, **{f"check/{i}": (check.ledger, check.ids) for i, check in enumerate(verdicts)}}
    return replace(draft, words=words, checks=verdicts, behind=behind)


def figures_alone(book: Book, month: str | MonthRange, *, sent: list[Release] | None = None) -> Dataset:
    """The dataset without sentences and checks, to show figures only; `sent` are the releases if read already."""
    wanted = month if isinstance(month, MonthRange) else parse_month(month)
    with book.read() as session:
        projects = read_projects(session, wanted)
        parts = parts_of(session, book, wanted, projects)
    sides, disputed = truths(projects, parts.facts), disputes(projects, wanted)
    lights = without_cleared(book, wanted, findings(parts.facts, parts.indicators, lights_of(book)))
    problems = lights.standing
    behind = {**parts.behind, **behind_findings(problems)}
    behind.update({f"dispute/{i}": ("leads", (dispute.lead,)) for i, dispute in enumerate(disputed)})
    behind.update(behind_truths(sides))
    behind.update({f"cleared/{i}": (one.ledger, one.ids) for i, one in enumerate(lights.cleared)})
    issued = releases(book) if sent is None else sent
    changed, compared = differences(book, wanted, issued), last_issue(wanted, issued)
    behind.update({f"difference/{i}": (one.ledger, one.ids) for i, one in enumerate(changed)})
    return Dataset(
        county=str(book.setting("county") or ""),
        month=wanted,
        convention=parts.facts.convention,
        scheme=scheme_of(book),
        facts=parts.facts,
        indicators=parts.indicators,
        stations=parts.stations,
        scopes=parts.scopes,
        funnel=parts.funnel,
        structure=parts.structure,
        problems=problems,
        cleared=lights.cleared,
        behind=behind,
        differences=changed,
        compared=compared.issue if compared else "",
        truths=sides,
        disputes=disputed,
    )
