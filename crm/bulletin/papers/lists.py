"""The standing lists of an office: 领衔联系, 领衔推进, 帮办清单, 乡贤 and 大使台账, each as the book has it today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal

from crm.book import Book
from crm.bulletin.listing import DAY_WIDTH, Cell, Column, Listing, fetch, grouped, said, said_each
from crm.bulletin.sheet_style import TWO
from crm.queries.listing import Row
from crm.queries.view import Filter
from crm.records.office import SETTLED
from crm.rules.dates import day_label
from crm.rules.money import to_unit

YI = 100_000_000
EARLY_STAGES = ("线索", "在谈")


def _line(ledger: str, *keys: str) -> Callable[[Row], Sequence[Cell]]:
    return lambda row: said_each(ledger, row, keys)


def _yi(value: int | None) -> Decimal | str:
    return "" if value is None else to_unit(value, "亿元")


def _day(day: dt.date) -> str:
    return f"制表日期：{day_label(day)}"


_CHAIN: tuple[str, ...] = ("leader", "chain", "chain_link", "name", "province", "city", "products", "revenue")
_CHAIN += ("expansion", "staff", "last_contact", "next_contact")


def chain_enterprises(book: Book, day: dt.date) -> list[Listing]:
    """县领导领衔联系链上重点企业一览表: enterprises on a chain that a county leader answers for."""
    with book.read() as session:
        led = (Filter("leader", "filled"), Filter("chain", "filled"))
        rows = fetch(session, "enterprises", *led, fields=_CHAIN, sort=("chain", "name"))

    def line(row: Row) -> Sequence[Cell]:
        texts = dict(zip(_CHAIN, said_each("enterprises", row, _CHAIN), strict=True))
        place = "".join(dict.fromkeys((texts.pop("province"), texts.pop("city"))))
        leader, chain, link, name, products, _, *more = texts.values()
        return [leader, chain, link, name, place, products, _yi(row.values["revenue"]), *more]

    columns = [
        Column("领衔县领导", 12),
        Column("产业链", 11),
        Column("链上环节", 12),
        Column("企业名称", 32, left=True),
    ]
    columns += [Column("所在地", 15), Column("主要产品", 26, left=True), Column("年营业收入\n（亿元）", 12, TWO)]
    columns += [Column("扩产意向", 32, left=True), Column("责任人", 10)]
    columns += [Column("最近联系", DAY_WIDTH), Column("下次联系", DAY_WIDTH)]
    groups = grouped(rows, lambda row: said("enterprises", row, "leader"), line, blank="未明确")
    title = f"{book.setting('county') or ''}县领导领衔联系链上重点企业一览表"
    return [Listing("领衔联系企业", title, _day(day), columns, groups, "家", nothing="目前无领衔联系的链上企业")]


_LED = ("stage", "first_date", "unit", "unit_leader", "staff", "progress", "problem", "next_step")
_LED_FIRST = ("leader", "name", "investor", "chain")


def led_leads(book: Book, day: dt.date) -> list[Listing]:
    """县领导领衔推进亿元以上重要线索项目情况表: leads of at least 1亿元 that are not signed yet nor ended."""
    with book.read() as session:
        filters = (Filter("total_investment", ">=", YI), Filter("stage", "in", list(EARLY_STAGES)))
        fields = (*_LED_FIRST, "total_investment", *_LED)
        rows = fetch(session, "leads", *filters, fields=fields, sort=("-total_investment", "name"))

    def line(row: Row) -> Sequence[Cell]:
        first, more = (said_each("leads", row, keys) for keys in (_LED_FIRST, _LED))
        return [*first, _yi(row.values["total_investment"]), *more]

    columns = [Column("领衔县领导", 12), Column("项目名称", 28, left=True), Column("投资主体", 24, left=True)]
    columns += [Column("产业链", 11), Column("计划总投资\n（亿元）", 12, TWO, total=True), Column("阶段", 8)]
    columns += [Column("首谈日期", DAY_WIDTH), Column("责任单位", 16), Column("责任领导", 9), Column("驻外责任人", 9)]
    columns += [Column(name, 18, left=True) for name in ("目前进展", "存在问题", "下一步")]
    groups = grouped(rows, lambda row: said("leads", row, "leader"), line, blank="未明确领衔领导")
    title = f"{book.setting('county') or ''}县领导领衔推进亿元以上重要线索项目情况表"
    return [Listing("领衔推进项目", title, _day(day), columns, groups, "个", nothing="目前无亿元以上在谈线索")]


_HELPED = ("unit", "lead", "item", "kind", "person", "assigned", "due", "finished", "state")


def assistance(book: Book, day: dt.date) -> list[Listing]:
    """帮办清单: items by 责任单位 that are open or were settled this year, with the days that they are late."""
    new_year = dt.date(day.year, 1, 1)
    with book.read() as session:
        rows = fetch(session, "assistance", fields=(*_HELPED, "note"), sort=("due", "item"))
    rows = [row for row in rows if row.values["finished"] is None or row.values["finished"] >= new_year]

    def late(row: Row) -> Cell:
        due, done = row.values["due"], row.values["finished"] or day
        if row.values["finished"] is None and row.values["state"] == SETTLED:
            return ""
        return (done - due).days if due is not None and done > due else ""

    def line(row: Row) -> Sequence[Cell]:
        return [*said_each("assistance", row, _HELPED), late(row), said("assistance", row, "note")]

    columns = [Column("责任单位", 20), Column("项目", 36, left=True), Column("帮办事项", 24, left=True)]
    columns += [Column("类别", 9), Column("责任人", 10)]
    columns += [Column(name, DAY_WIDTH) for name in ("交办日期", "办结时限", "办结日期")]
    columns += [Column("状态", 9), Column("超期（天）", 11), Column("备注", 20, left=True)]
    groups = grouped(rows, lambda row: said("assistance", row, "unit"), line, blank="未明确责任单位")
    notes = ("列未办结的和本年办结的事项。超期天数：已办结的计至办结日期，未填办结日期的不计；未办结的计至制表日期。",)
    title = f"{book.setting('county') or ''}招商引资项目帮办清单"
    return [Listing("帮办清单", title, _day(day), columns, groups, "项", notes, "目前无帮办事项")]


_HOME: tuple[str, ...] = ("industry", "name", "town", "city", "employer", "title", "kind", "phone", "leader")
_HOME += ("intention", "grade", "last_contact", "next_contact")
_AMBASSADOR: tuple[str, ...] = ("batch", "name", "employer", "phone", "certificate", "appointed_from", "appointed_to")
_AMBASSADOR += ("region", "industry")


def people_kept_in_touch(book: Book, day: dt.date) -> list[Listing]:
    """乡贤/大使联系台账: both lists, phones masked."""
    with book.read() as session:
        home = fetch(session, "hometown", fields=_HOME, sort=("city", "name"))
        ambassadors = fetch(session, "ambassadors", fields=(*_AMBASSADOR, "introduced"), sort=("batch", "name"))
    county = str(book.setting("county") or "")
    columns = [Column("产业类型", 11), Column("姓名", 10), Column("籍贯乡镇", 11), Column("现居市", 10)]
    columns += [Column("所在单位", 28, left=True), Column("职务", 12), Column("类别", 9), Column("联系电话", 15)]
    columns += [Column("包联县领导", 11), Column("返乡投资意向", 20, left=True), Column("联系频次", 10)]
    columns += [Column("最近联系", DAY_WIDTH), Column("下次联系", DAY_WIDTH)]
    groups = grouped(
        home,
        lambda row: said("hometown", row, "industry"),
        _line("hometown", *_HOME),
        blank="未分产业",
    )
    own = [Column("聘任批次", 14), Column("姓名", 10), Column("单位职务", 40, left=True), Column("联系电话", 15)]
    own += [Column("聘书编号", 22), Column("聘期起", DAY_WIDTH), Column("聘期止", DAY_WIDTH), Column("负责区域", 12)]
    own += [Column("擅长产业", 12), Column("引荐线索数", 10, total=True), Column("聘期情况", 12)]

    def line(row: Row) -> Sequence[Cell]:
        texts = said_each("ambassadors", row, _AMBASSADOR)
        ends = row.values["appointed_to"]
        return [*texts, int(row.values["introduced"] or 0), "已到期" if ends is not None and ends < day else ""]

    by_day = sorted(ambassadors, key=lambda row: row.values["appointed_from"] or dt.date.max)
    order = list(dict.fromkeys(said("ambassadors", row, "batch") for row in by_day))
    batches = grouped(ambassadors, lambda row: said("ambassadors", row, "batch"), line, blank="未填批次", order=order)
    masked = ("电话已隐去中间四位，需要时在台账中查看。",)
    return [
        Listing("在外乡贤", f"{county}在外乡贤联系台账", _day(day), columns, groups, "人", masked, "目前无在外乡贤"),
        Listing("招商大使", f"{county}招商大使联系台账", _day(day), own, batches, "人", masked, "目前无招商大使"),
    ]
