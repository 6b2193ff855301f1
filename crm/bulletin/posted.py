"""Posted staff (驻外管理): one row a person with 小计 per 片区 and a 合计, zero rows included."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, TypeVar

from crm.bulletin.facts import Facts, LeadFact, StaffFact, TripFact, VisitFact, money_in
from crm.bulletin.figures import Behind
from crm.bulletin.measures import sum_of_signings
from crm.rules.posting import posting_tally
from crm.rules.scoring import Row as ScoreRow
from crm.rules.scoring import Scheme, score, split_evenly

T = TypeVar("T")

NO_STATION = "未分片区"
TOTAL = "合计"
COUNTED = ("驻点", "外出招商")
SUMMED = (
    "days",
    "leave",
    "training",
    "visits",
    "enterprises",
    "receptions",
    "guests",
    "new_leads",
    "valid_leads",
    "leader_visits",
    "negotiating",
    "signed_count",
    "signed_amount",
)
JSON_KEYS = (
    "station",
    "person",
    "days",
    "visits",
    "enterprises",
    "receptions",
    "new_leads",
    "valid_leads",
    "leader_visits",
    "negotiating",
    "signed_count",
    "signed_amount",
    "score",
    "rank",
)


@dataclass(frozen=True)
class PostedRow:
    """A line of 驻外工作情况: `person` None marks a 小计 (or the 合计, whose station is 合计).

    days, leave, training in days; visits in 次, enterprises and leader_visits in 家 (distinct per person),
    receptions in 批次, guests in 人次; signed_amount in 元. A 小计 is the sum of its people; only people have a
    score and a rank.
    """

    station: str
    person: str | None
    days: int = 0
    leave: int = 0
    training: int = 0
    visits: int = 0
    enterprises: int = 0
    receptions: int = 0
    guests: int = 0
    new_leads: int = 0
    valid_leads: int = 0
    leader_visits: int = 0
    negotiating: int = 0
    signed_count: int = 0
    signed_amount: int = 0
    score: str | None = None
    rank: int | None = None
    working: str = ""
    staff: int | None = None
    rows: Mapping[str, tuple[str, tuple[int, ...]]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The figures under the keys of the headless contract."""
        return {name: getattr(self, name) for name in JSON_KEYS}


def posted_table(facts: Facts, scheme: Scheme) -> list[PostedRow]:
    """Every posted person under the 片区, each 片区 closed by its 小计 (zeros where it is blank), the 合计 last."""
    people = _people(facts)
    scores = _scores(facts, people, scheme)
    table: list[PostedRow] = []
    everyone: list[PostedRow] = []
    groups = [*facts.stations, (None, NO_STATION)]
    for station, name in groups:
        own = [_with_score(row, scores) for row, home in people if home == station]
        if station is None and not own:
            continue
        everyone.extend(own)
        table.extend([*own, _sum(own, name)])
    return [*table, _sum(everyone, TOTAL)]


def _sum(rows: Sequence[PostedRow], station: str) -> PostedRow:
    return PostedRow(station, None, **{name: sum(getattr(row, name) for row in rows) for name in SUMMED})


def _listed(person: StaffFact, facts: Facts, busy: Set[int | None]) -> bool:
    if person.role in ("办公室", "县领导"):
        return False
    started = person.posted_from is None or person.posted_from <= facts.month.end
    not_gone = person.posted_to is None or person.posted_to >= facts.month.start
    return (person.active and started and not_gone) or person.id in busy


def _posted(facts: Facts) -> list[StaffFact]:
    busy = {visit.staff for visit in facts.visits} | {trip.staff for trip in facts.trips}
    return [person for person in facts.staff if _listed(person, facts, busy)]


def without_a_row(facts: Facts) -> list[LeadFact]:
    """Leads of a 片区 that would count this month, but for want of a posted person stand in no row and no 小计."""
    people = {person.id for person in _posted(facts)}
    stations = dict(facts.stations)
    alone = [lead for lead in facts.leads if lead.station in stations and lead.staff not in people]
    counted = {lead.id for _, rows in _lead_rows(facts, alone).values() for lead in rows}
    return [lead for lead in alone if lead.id in counted]


def _people(facts: Facts) -> list[tuple[PostedRow, int | None]]:
    names = dict(facts.stations)
    visits = _by_staff(facts.visits, lambda v: v.staff)
    trips = _by_staff(facts.trips, lambda t: t.staff)
    leads = _by_staff(facts.leads, lambda lead: lead.staff)
    found = []
    for person in _posted(facts):
        home = person.station if person.station in names else None
        station = names[home] if home is not None else NO_STATION
        figures, rows = _figures(facts, trips.get(person.id, []), visits.get(person.id, []), leads.get(person.id, []))
        found.append((PostedRow(station, person.name, **figures, staff=person.id, rows=rows), home))
    return found


def _by_staff(rows: Iterable[T], owner: Callable[[T], int | None]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = {}
    for row in rows:
        staff = owner(row)
        if staff is not None:
            found.setdefault(staff, []).append(row)
    return found


def _figures(
    facts: Facts, trips: Sequence[TripFact], visits: Sequence[VisitFact], leads: Sequence[LeadFact]
) -> tuple[dict[str, Any], dict[str, tuple[str, tuple[int, ...]]]]:
    """A person's figures, and the rows behind each: most are how many rows there are, the rest are said below."""
    rows = {**_trip_rows(trips), **_visit_rows(visits), **_lead_rows(facts, leads)}
    start, end = facts.month.start, facts.month.end
    spans = {name: [(t.start, t.end) for t in rows[name][1]] for name in ("days", "leave", "training")}
    tally = posting_tally(spans["days"], leave=spans["leave"], training=spans["training"], start=start, end=end)
    figures: dict[str, Any] = {name: len(found) for name, (_, found) in rows.items()}
    figures.update(days=tally.posted, leave=tally.leave, training=tally.training)
    for name in ("enterprises", "leader_visits"):
        figures[name] = len({visit.enterprise for visit in rows[name][1]})
    figures["guests"] = sum(visit.people for visit in rows["guests"][1])
    figures["signed_amount"] = sum_of_signings(rows["signed_amount"][1], start, end)
    return figures, {name: (ledger, tuple(row.id for row in found)) for name, (ledger, found) in rows.items()}


Rows = dict[str, tuple[str, list[Any]]]


def _trip_rows(trips: Sequence[TripFact]) -> Rows:
    kinds = {"days": COUNTED, "leave": ("请假",), "training": ("回县培训",)}
    return {name: ("trips", [t for t in trips if t.kind in own]) for name, own in kinds.items()}


def _visit_rows(visits: Sequence[VisitFact]) -> Rows:
    called = [v for v in visits if v.method == "拜访"]
    received = [v for v in visits if v.method == "接待"]
    firms = [v for v in called if v.enterprise is not None]
    return {
        "visits": ("visits", called),
        "enterprises": ("visits", firms),
        "receptions": ("visits", received),
        "guests": ("visits", received),
        "leader_visits": ("visits", [v for v in firms if v.led]),
    }


def _lead_rows(facts: Facts, leads: Sequence[LeadFact]) -> Rows:
    start, end = facts.month.start, facts.month.end
    names = ("new_leads", "valid_leads", "negotiating", "signed_count", "signed_amount")
    found: Rows = {name: ("leads", []) for name in names}
    new, valid, talking, signed, moneyed = (rows for _, rows in found.values())
    for lead in leads:
        if start <= lead.since <= end:
            new.append(lead)
        if lead.valid and start <= (lead.valid_date or lead.since) <= end:
            valid.append(lead)
        if lead.talking(end):
            talking.append(lead)
        day = lead.dates.get("签约")
        fresh = day is not None and start <= day <= end
        if fresh:
            signed.append(lead)
        if fresh or (lead.increases and money_in(lead, start, end)):
            moneyed.append(lead)
    return found


def foreign_credit(facts: Facts, start: dt.date, end: dt.date) -> dict[str, Fraction]:
    """签约外资 per person: each foreign project once, split evenly between its introducers who are posted staff."""
    names = {person.id: person.name for person in facts.staff}
    posted = set(names.values())
    credited = []
    for lead in facts.leads:
        day = lead.dates.get("签约")
        if lead.capital_kind != "外资" or day is None or not start <= day <= end:
            continue
        own = [name for name in lead.introducers if name in posted]
        credited.append(own or ([names[lead.staff]] if lead.staff in names else []))
    return split_evenly(credited)


def _scores(
    facts: Facts, people: Sequence[tuple[PostedRow, int | None]], scheme: Scheme
) -> dict[int, tuple[str, int, str]]:
    credit = foreign_credit(facts, facts.month.start, facts.month.end)
    rows = []
    for row, _ in people:
        values: dict[str, int | Fraction] = {name: getattr(row, name) for name in SUMMED}
        values["foreign_signed"] = credit.get(row.person or "", Fraction(0))
        rows.append(ScoreRow(str(row.staff), row.person or "", row.station, values))
    return {int(s.row.key): (str(s.total), s.rank, s.working) for s in score(rows, scheme)} if rows else {}


def _with_score(row: PostedRow, scores: Mapping[int, tuple[str, int, str]]) -> PostedRow:
    assert row.staff is not None
    total, rank, working = scores[row.staff]
    return replace(row, score=total, rank=rank, working=working)


def behind_posted(table: Sequence[PostedRow]) -> Behind:
    """The rows behind each figure, under keys such as station/长三角/李明朗/visits; a 小计 has an empty name."""
    behind: Behind = {}
    sums: dict[tuple[str, str], list[int]] = {}
    ledgers: dict[str, str] = {}
    for row in table:
        for name, (ledger, ids) in row.rows.items():
            behind[f"station/{row.station}/{row.person}/{name}"] = (ledger, ids)
            ledgers[name] = ledger
            for station in (row.station, TOTAL):
                sums.setdefault((station, name), []).extend(ids)
    for row in table:
        if row.person is None:
            for name, ledger in ledgers.items():
                behind[f"station/{row.station}//{name}"] = (ledger, tuple(sums.get((row.station, name), ())))
    return behind
