"""Write the invented county into an empty book, the same rows with the same ids for the same seed and day."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import func, insert, select

from crm.actions.rows import insert_rows
from crm.book import Book, Writer, put_setting
from crm.demo import words
from crm.demo.firms import make_firms
from crm.demo.journeys import follow_projects, make_trips, plan_follow_ups, prospect, settle_states
from crm.demo.made import County, Firm, Made, Project
from crm.demo.office import make_assistance, make_events, make_opportunities, make_policies
from crm.demo.people import make_ambassadors, make_hometown, make_staff
from crm.demo.photos import hang
from crm.demo.projects import make_projects, plant_suspicions
from crm.demo.targets import make_targets
from crm.records.keys import refresh_keys
from crm.records.ledger import CHILD_PARENT, CHILDREN, LEDGERS, table_of
from crm.rules.problem import Problem
from crm.store.ids import IdSource

UNIX = dt.datetime(1970, 1, 1)
STEP = dt.timedelta(minutes=7)


def fill(book: Book, *, seed: int, scale: float = 1.0, today: dt.date, role: str = "office") -> None:
    """Fill an empty book with a believable county; `scale` multiplies its size, `today` is the day it leads up to.

    `role` says as whom it is looked at: "office", or "posted" for the first posted officer. Same seed, scale and day
    give the same rows with the same ids. Raises Problem when the book holds rows already.
    """
    if scale <= 0:
        raise Problem("规模要大于0，例如1或0.5")
    with book.read() as session:
        rows = sum(session.execute(select(func.count()).select_from(x.table)).scalar_one() for x in LEDGERS.values())
    if rows:
        raise Problem(f"“{book.path.name}”里已经有{rows}条记录，示范数据只能放进新建的账本")
    county = make(seed=seed, scale=scale, today=today)
    with _own_time(book, today):
        _write(book, county, seed, role)


def make(*, seed: int, scale: float, today: dt.date) -> County:
    """The county in memory."""
    county = County(random.Random(seed), today, scale)
    make_staff(county)
    make_firms(county)
    make_hometown(county)
    make_ambassadors(county)
    make_trips(county)
    make_projects(county)
    plant_suspicions(county)
    follow_projects(county)
    prospect(county)
    plan_follow_ups(county)
    settle_states(county)
    make_targets(county)
    make_assistance(county)
    make_events(county)
    make_opportunities(county)
    make_policies(county)
    return county


def _me(county: County, role: str) -> dict[str, Any]:
    if role != "posted":
        return {"name": county.office[3].name, "role": "office"}
    officer = county.officers[0]
    return {"name": officer.name, "role": "posted", "station": officer.post.name, "station_id": officer.post.id}


@contextmanager
def _own_time(book: Book, today: dt.date) -> Iterator[None]:
    """A clock that begins the evening before and ids counted from it, so that nothing depends on when this runs.

    The ids count the clock as UTC, which keeps them below those of any later real step in every time zone.
    """
    clock, ids = book.clock, book.ids
    moment = [dt.datetime.combine(today, dt.time(8)) - dt.timedelta(days=1)]

    def tick() -> dt.datetime:
        return moment[0]

    book.clock = tick
    book.ids = IdSource(book.laptop, lambda: int((moment[0] - UNIX).total_seconds() * 1000))
    stop = book.on_changes(lambda _changes: moment.__setitem__(0, moment[0] + STEP))
    try:
        yield
    finally:
        stop()
        book.clock, book.ids = clock, ids


def _write(book: Book, county: County, seed: int, role: str) -> None:
    with book.write(f"建立示范县（{words.COUNTY}）", who=book.me or _me(county, role)["name"]) as writer:
        if not book.setting("county"):
            put_setting(writer, "county", words.COUNTY)
        _put(writer, "stations", county.posts)
        _put(writer, "staff", [*county.officers, *county.office, *county.leaders])
        if not book.setting("me"):
            put_setting(writer, "me", _me(county, role))
    with book.write("导入 目标企业清单.xlsx") as writer:
        _put(writer, "enterprises", county.firms)
        _more_contacts(writer, county.firms)
    with book.write("导入 在外乡贤名录.xlsx") as writer:
        _put(writer, "hometown", county.hometown)
    with book.write("导入 招商大使名单.xlsx") as writer:
        _put(writer, "ambassadors", county.ambassadors)
    with book.write("导入 线索项目台账.xlsx") as writer:
        _put(writer, "leads", county.projects)
        _milestones(writer, county.projects)
        _introducers(writer, county.projects)
    with book.write("收取各片区报送的行程和拜访日志") as writer:
        _put(writer, "trips", county.trips)
        _put(writer, "visits", county.visits)
        hang(writer, county, seed=seed)
    with book.write("导入 到位资金.xlsx") as writer:
        _put(writer, "arrivals", county.arrivals)
    with book.write("录入指标任务和办公室台账") as writer:
        _put(writer, "targets", county.targets)
        _put(writer, "assistance", county.assistance)
        _put(writer, "events", county.events)
        _put(writer, "opportunities", county.opportunities)
        _put(writer, "policies", county.policies)


def _resolved(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with each ref as the id of its row; blanks are left to their defaults."""
    return {k: v.id if isinstance(v, Made) else v for k, v in values.items() if v is not None}


def _put(writer: Writer, ledger_key: str, made: Sequence[Made]) -> None:
    rows = [_resolved(one.values) for one in made]
    ids = insert_rows(writer, LEDGERS[ledger_key], rows, authors=[one.author or writer.who for one in made])
    for one, row_id in zip(made, ids, strict=True):
        one.id = row_id


def _put_children(writer: Writer, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    table = table_of(CHILDREN[name])
    blank = dict.fromkeys(c.name for c in table.columns)
    made = {"created_at": writer.at, "author": writer.who}
    full = [{**blank, **_resolved(row), "id": writer.new_id(), **made} for row in rows]
    if full:
        writer.session.connection().execute(insert(table), full)


def _more_contacts(writer: Writer, firms: Sequence[Firm]) -> None:
    rows = [
        {CHILD_PARENT["contact"]: firm, "position": at, **contact}
        for firm in firms
        for at, contact in enumerate(firm.more_contacts, start=1)
    ]
    _put_children(writer, "contact", rows)
    refresh_keys(writer.session, LEDGERS["enterprises"], [firm.id for firm in firms if firm.more_contacts])


EVIDENCE = {
    "签约": "投资协议",
    "注册": "营业执照",
    "开工": "施工许可证、现场照片",
    "入统": "备案证、施工合同、现场照片",
}


def _milestones(writer: Writer, projects: Sequence[Project]) -> None:
    rows = [
        {
            "lead": project,
            "kind": kind,
            "basis": basis,
            "date": day,
            "amount": amount,
            "evidence": EVIDENCE.get(kind) if basis == "自报" else None,
        }
        for project in projects
        for (kind, basis), (day, amount) in project.milestones.items()
    ]
    _put_children(writer, "milestone", rows)


def _introducers(writer: Writer, projects: Sequence[Project]) -> None:
    rows = [{"lead": project, "position": 0, **one} for project in projects for one in project.introducers]
    _put_children(writer, "introducer", rows)
