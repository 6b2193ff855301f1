"""快报: what happened on one day — projects that moved, visits and receptions, what is due on the next day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from crm.book import Book
from crm.bulletin import page_style as page
from crm.bulletin.facts import Facts, LeadFact, added_in, read_facts
from crm.bulletin.listing import Cell, Column, Listing, fetch, grouped, said, write_listing
from crm.bulletin.papers.visits import NO_STATION, card, visit_columns, visit_line, visits_of, whom
from crm.bulletin.settings import convention_on
from crm.bulletin.sheet import SheetBook
from crm.bulletin.sheet_style import TWO
from crm.bulletin.vocabulary import amount
from crm.bulletin.workbook import save_named, yi
from crm.queries.listing import Row
from crm.queries.view import Filter
from crm.rules.dates import month_of
from crm.rules.stages import INCREASE

MOVES = {"线索": "新增线索", "签约": "新签约", "开工": "新开工", "入统": "新入统", "投产": "新投产", INCREASE: INCREASE}
"""Stage or 增资 -> how a project that it befell on the day is told."""
COUNTED = tuple(move for move in MOVES.values() if move != INCREASE)
"""The moves that the 汇总 counts; 增资 is in its 签约资金."""
UNSAID = "未填对象"


@dataclass(frozen=True)
class Day:
    """The events of a day: visits, (move, lead) in the order of MOVES, visits to follow up on the next day."""

    county: str
    day: dt.date
    facts: Facts
    visits: Sequence[Row]
    moves: Sequence[tuple[str, LeadFact]]
    due: Sequence[Row]

    @property
    def title(self) -> str:
        """The title of its papers."""
        return f"{self.county}招商引资快报"

    @property
    def said_day(self) -> str:
        """The day as papers write it."""
        return f"{self.day.year}年{self.day.month}月{self.day.day}日"

    def station(self, lead: LeadFact) -> str:
        """The 片区 of a lead."""
        return dict(self.facts.stations).get(lead.station or 0, NO_STATION)

    def person(self, lead: LeadFact) -> str:
        """Who is posted for a lead."""
        return next((person.name for person in self.facts.staff if person.id == lead.staff), "")

    def moved(self, move: str) -> list[LeadFact]:
        """The leads of a move."""
        return [lead for own, lead in self.moves if own == move]


def read_day(book: Book, day: dt.date) -> Day:
    """The events of a day under the 口径 of that day; a milestone known to the month only is no event of a day."""
    with book.read() as session:
        facts = read_facts(session, month_of(day), convention_on(book, day))
        tomorrow = (day + dt.timedelta(days=1)).isoformat()
        due = fetch(
            session, "visits", Filter("next_date", "=", tomorrow), Filter("done", "!=", True), sort=("station",)
        )
    moves = [(move, lead) for stage, move in MOVES.items() for lead in facts.leads if _moved(lead, stage, day)]
    return Day(str(book.setting("county") or ""), day, facts, visits_of(book, day, day), moves, due)


def _moved(lead: LeadFact, stage: str, day: dt.date) -> bool:
    if stage == "线索":
        return lead.since == day
    if stage == INCREASE:
        return added_on(lead, day) > 0
    return lead.dates.get(stage) == day and stage not in lead.month_only


def added_on(lead: LeadFact, day: dt.date) -> int:
    """增资 of a day in 元, where the day is known."""
    known = tuple(one for one in lead.increases if not one.vague)
    return added_in(replace(lead, increases=known), day, day) if known else 0


def amount_of(move: str, lead: LeadFact, day: dt.date) -> int:
    """What a move is worth, in 元: a lead has no signed amount yet, an increase only what it adds."""
    if move == MOVES[INCREASE]:
        return added_on(lead, day)
    return lead.investment if move == MOVES["线索"] else lead.amount


def by_method(visits: Sequence[Row], method: str) -> list[Row]:
    """The visits of one kind."""
    return [row for row in visits if row.values["method"] == method]


def write_workbook(found: Day, path: Path) -> None:
    """汇总 by 片区, 项目动态 and 拜访接待 of the day."""
    book = SheetBook()
    for listing in (_summary(found), _moves(found), _visits(found)):
        write_listing(book.sheet(listing.sheet), listing)
    save_named(book, found.county, path, title=f"{found.title}（{found.said_day}）")


def _summary(found: Day) -> Listing:
    rows = [_station_row(found, name) for _, name in found.facts.stations]
    rows += [row for row in [_station_row(found, NO_STATION)] if any(row[1:])]
    heads = ["拜访（次）", "接待（批次）", "接待（人次）", "其他联系（次）"]
    heads += [f"{move}（{'条' if move == MOVES['线索'] else '个'}）" for move in COUNTED]
    columns = [Column("片区", 16), *(Column(head, 13, total=True) for head in heads)]
    columns.append(Column("签约资金（亿元）", 15, TWO, total=True))
    return Listing("汇总", found.title, found.said_day, columns, [("", rows)], "个片区")


def _station_row(found: Day, station: str) -> Sequence[Cell]:
    visits = [row for row in found.visits if (said("visits", row, "station") or NO_STATION) == station]
    called, received = by_method(visits, "拜访"), by_method(visits, "接待")
    counts = [len(called), len(received), _guests(received), len(visits) - len(called) - len(received)]
    moved = [[lead for lead in found.moved(move) if found.station(lead) == station] for move in COUNTED]
    worth = [
        amount_of(move, lead, found.day)
        for move in (MOVES["签约"], MOVES[INCREASE])
        for lead in found.moved(move)
        if found.station(lead) == station
    ]
    return [station, *counts, *map(len, moved), yi(sum(worth))]


def _guests(receptions: Sequence[Row]) -> int:
    return sum(row.values["people"] or 0 for row in receptions)


def _moves(found: Day) -> Listing:
    groups: list[tuple[str, list[Sequence[Cell]]]] = []
    for move in dict.fromkeys(move for move, _ in found.moves):
        lines: list[Sequence[Cell]] = []
        for lead in found.moved(move):
            texts = (move, lead.name, lead.investor, lead.chain, lead.origin, lead.unit, found.station(lead))
            lines.append([*texts, found.person(lead), yi(amount_of(move, lead, found.day))])
        groups.append((move, lines))
    columns = [Column("动态", 10), Column("项目名称", 40, left=True), Column("投资主体", 32, left=True)]
    columns += [Column("产业链", 12), Column("来源地", 12), Column("责任单位", 20), Column("片区", 12)]
    columns += [Column("驻外责任人", 12), Column("金额（亿元）", 13, TWO, total=True)]
    notes = ("新增线索的金额为计划总投资，其余为签约资金。",)
    return Listing("项目动态", f"{found.county}项目动态", found.said_day, columns, groups, "个", notes)


def _visits(found: Day) -> Listing:
    order = [name for _, name in found.facts.stations]
    groups = grouped(found.visits, lambda r: said("visits", r, "station"), visit_line, blank=NO_STATION, order=order)
    return Listing("拜访接待", f"{found.county}拜访接待情况", found.said_day, visit_columns(), groups, "条")


def write_document(found: Day, path: Path) -> None:
    """The day in words: one paragraph of numbers, then the projects and visits one by one, then what is due next."""
    paper = page.headed(found.county, found.title, f"（{found.said_day}）")
    page.body(paper, day_text(found))
    page.heading(paper, "一、项目动态")
    for at, (move, lead) in enumerate(found.moves, start=1):
        page.body(paper, _told(found, move, lead), lead=f"{at}. {lead.name}。")
    if not found.moves:
        page.body(paper, "当日没有项目动态。")
    page.heading(paper, "二、拜访接待")
    for at, row in enumerate(found.visits, start=1):
        page.body(paper, card(row, station=True), lead=f"{at}. {whom(row) or UNSAID}。")
    if not found.visits:
        page.body(paper, "当日没有拜访、接待记录。")
    page.heading(paper, "三、次日跟进")
    for at, row in enumerate(found.due, start=1):
        page.body(paper, _next(row), lead=f"{at}. {whom(row) or UNSAID}。")
    if not found.due:
        page.body(paper, "没有约定在次日跟进的事项。")
    paper.save(str(path))


def day_text(found: Day) -> str:
    """The numbers of the day in one paragraph."""
    received = by_method(found.visits, "接待")
    other = len(found.visits) - len(by_method(found.visits, "拜访")) - len(received)
    parts = [f"拜访企业{len(by_method(found.visits, '拜访'))}次"]
    parts += [f"接待客商{len(received)}批次{_guests(received)}人次", f"电话、线上等联系{other}次"]
    for move in MOVES.values():
        own = found.moved(move)
        worth = amount(sum(amount_of(move, lead, found.day) for lead in own), "亿元")
        if move == "新增线索":
            parts.append(f"新增线索{len(own)}条")
        elif own:
            parts.append(f"{move}项目{len(own)}个、{worth}亿元")
    if not found.moved("新签约"):
        parts.append("无新签约项目")
    return f"{found.day.month}月{found.day.day}日，全县{'，'.join(parts)}。"


def _told(found: Day, move: str, lead: LeadFact) -> str:
    worth = amount_of(move, lead, found.day)
    money = f"{'计划总投资' if move == '新增线索' else '签约资金'}{amount(worth, '亿元')}亿元" if worth else ""
    parts = [move, f"投资主体：{lead.investor}", f"产业链：{lead.chain}", f"来源地：{lead.origin}", money]
    parts += [f"责任单位：{lead.unit}", f"驻外责任人：{found.person(lead)}"]
    return "，".join(part for part in parts if part and not part.endswith("：")) + "。"


def _next(row: Row) -> str:
    step = said("visits", row, "next_step").replace("\n", " ").strip().rstrip("。") or "继续跟进"
    person = said("visits", row, "staff")
    return f"{step}（{person}）。" if person else f"{step}。"
