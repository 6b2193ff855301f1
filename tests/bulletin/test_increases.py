"""增资: money of its own day, never another project; whatever is made of 签约资金 agrees with it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from crm.actions.children import add_child
from crm.actions.edit import change
from crm.bulletin.assemble import dataset
from crm.bulletin.dataset import rows_behind
from crm.bulletin.left_out import left_out
from crm.bulletin.papers import PAPERS
from crm.bulletin.papers.daily import narrative, read_day
from crm.bulletin.papers.readings import Readings
from crm.bulletin.project_sheets import project_lists
from crm.bulletin.prose import worded
from crm.bulletin.release import release
from crm.bulletin.settings import Convention, save_convention
from crm.bulletin.templates import default
from crm.queries.board import cards
from crm.queries.derived import stage_of
from crm.queries.lead_lights import BoardRules
from crm.queries.soundness import soundness
from crm.queries.suspicions import suspicions
from crm.queries.view import ViewSpec
from crm.records.lead import Lead

YI = 100_000_000


def added(county, lead: int, date: str | None, yi: str | None, basis: str = "自报") -> None:
    """增资 of a lead."""
    with county.book.write("增资") as writer:
        cells = {
            "kind": "增资",
            "basis": basis,
            "date": None if date is None else dt.date.fromisoformat(date),
            "amount": None if yi is None else int(float(yi) * YI),
        }
        add_child(writer, "milestone", lead, cells)


@pytest.fixture
def grown(county, stations):
    """2亿 signed in 2024 and increased twice in 2025 (0.5 in March, 0.25 in September); 1亿 signed in 2025."""
    ids = stations()
    own = {"staff": ids["李明朗"], "unit": "发改局"}
    county.old = county.lead("旧项目", yi="2", signed_date="2024-05-06", sector="二产", method="以商招商", **own)
    added(county, county.old, "2025-03-10", "0.5")
    added(county, county.old, "2025-09-20", "0.25")
    county.new = county.lead(
        "新项目", yi="1", signed_date="2025-02-08", sector="二产", unit="商务局", staff=ids["周宁"]
    )
    return county


def test_each_window_has_the_increases_of_its_days(grown) -> None:
    amount = dataset(grown.book, "2025-09").indicator("signed_amount")
    assert (amount.month_value, amount.cumulative) == (YI // 4, 175_000_000)
    assert dataset(grown.book, "2025-08").indicator("signed_amount").cumulative == 150_000_000
    assert dataset(grown.book, "2025-09").indicator("signed_count").cumulative == 1
    # The year after, this year's money is last year's.
    assert dataset(grown.book, "2026-09").indicator("signed_amount").last_year == 175_000_000


def test_the_tables_add_up_to_it(grown) -> None:
    data = dataset(grown.book, "2025-09")
    assert data.sound, [check for check in data.checks if not check.ok]
    for parts in data.structure.values():
        assert (sum(p.count for p in parts), sum(p.amount for p in parts)) == (1, 175_000_000)
    tiers = {p.name: (p.count, p.amount) for p in data.structure["规模档"]}
    # 2亿 and 1亿 at their first signing.
    assert tiers == {"1亿—5亿元": (1, 175_000_000)}
    units = {row.subject: (row.count, row.amount) for row in data.scopes if row.scope == "单位"}
    assert units == {"发改局": (0, 75_000_000), "商务局": (1, YI)}
    li = next(row for row in data.stations if row.person == "李明朗")
    assert (li.signed_count, li.signed_amount) == (0, YI // 4)
    assert (data.stations[-1].signed_count, data.stations[-1].signed_amount) == (0, YI // 4)


def test_a_figure_opens_the_increased_project_and_says_why_it_is_there(grown) -> None:
    data = dataset(grown.book, "2025-09")
    assert rows_behind(data, "signed_amount.cumulative") == ("leads", (grown.old, grown.new))
    assert rows_behind(data, "signed_count.cumulative") == ("leads", (grown.new,))
    assert rows_behind(data, "structure/招商方式/以商招商/amount") == ("leads", (grown.old,))
    assert rows_behind(data, "structure/招商方式/以商招商") == ("leads", ())
    said = "1个此前签约的项目只计增资，不计个数：旧项目"
    assert said in left_out(grown.book, data, "signed_amount.cumulative")
    assert said in left_out(grown.book, data, "station/长三角/李明朗/signed_amount")
    assert said not in left_out(grown.book, data, "signed_count.cumulative")


def test_the_list_of_new_projects_tells_what_it_has_not(grown) -> None:
    added(grown, grown.new, "2025-04-01", "0.1")
    signed = project_lists(dataset(grown.book, "2025-09"))[0]
    assert [str(row[6]) for row in signed.rows] == ["1.1"]
    assert signed.notes == ("此前签约项目本年增资0.75亿元（旧项目0.75亿元），计入签约资金，不计个数，未列入本表。",)


def test_the_rate_of_money_arrived(grown) -> None:
    grown.arrival(grown.old, "2025-04-01", "0.35")
    # A: of the newly signed nothing has arrived.
    assert dataset(grown.book, "2025-09").indicator("arrival_rate").cumulative == "0.0"
    save_convention(grown.book, Convention(arrival_rate="B"))
    # B: 0.75 of the year's 1.75 belong to a project that money has reached.
    data = dataset(grown.book, "2025-09")
    assert data.indicator("arrival_rate").cumulative == "42.9"
    assert not any("仍只计当期新签约项目" in line for line in data.convention.footnote())


def test_each_basis_has_its_own(grown) -> None:
    change(
        grown.book,
        "leads",
        {grown.old: {"city_signed_date": dt.date(2024, 7, 1), "city_signed_amount": 2 * YI}},
    )
    added(grown, grown.old, "2025-05-01", "0.4", "市认定")
    data = dataset(grown.book, "2025-09")
    told = next(one for one in data.truths if one.spec.key == "signed_amount")
    assert told.values == {"自报": 175_000_000, "市认定": 40_000_000, "省认定": 0}
    dispute = next(one for one in data.disputes if one.stage == "增资")
    assert (dispute.project, dispute.gap) == ("旧项目", "省未认定；金额不一致")
    save_convention(grown.book, Convention(basis="市认定"))
    data = dataset(grown.book, "2025-09")
    assert data.indicator("signed_amount").cumulative == 40_000_000
    save_convention(grown.book, Convention(money="固投"))
    data = dataset(grown.book, "2025-09")
    assert data.indicator("signed_amount").cumulative == 0
    assert "增资未分固定资产投资，不计入签约资金。" in data.convention.footnote()


def test_what_does_not_count_is_a_problem_by_name(grown) -> None:
    talks = grown.lead("在谈项目", talk_date="2025-01-05")
    added(grown, talks, "2025-04-01", "0.3")
    added(grown, grown.new, "2025-01-20", "0.2")
    added(grown, grown.new, None, "0.1")
    added(grown, grown.new, "2025-05-20", None)
    data = dataset(grown.book, "2025-09")
    assert data.indicator("signed_amount").cumulative == 175_000_000
    assert {p.subject: p.detail for p in data.problems if p.kind == "增资未计入"} == {
        "在谈项目": "2025年4月1日增资0.3亿元，尚未签约，未计入签约资金",
        "新项目": "增资0.1亿元未填日期；2025年1月20日增资0.2亿元，早于首次签约；"
        "2025年5月20日增资未填金额，未计入签约资金",
    }


def test_it_is_no_stage(county) -> None:
    lead = county.lead("在谈项目", talk_date="2025-01-05", ended_date="2025-02-01")
    added(county, lead, "2025-04-01", "0.3")
    with county.book.read() as session:
        card = cards(session, ViewSpec("leads"), today=dt.date(2025, 9, 30), rules=BoardRules())[0]
        stage = session.execute(select(stage_of()).where(Lead.id == lead)).scalar_one()
    assert (card.stage, stage) == ("终止", "终止")
    assert card.last_contact == dt.date(2025, 4, 1)
    data = dataset(county.book, "2025-09")
    assert data.facts.by_id[lead].ended
    assert [row.entered for row in data.funnel] == [1, 1, 0, 0, 0, 0]


def test_arrivals_are_held_against_the_whole_contract(grown) -> None:
    grown.arrival(grown.old, "2025-06-01", "2.7")
    kind = "到位资金大于签约额"

    def elsewhere() -> list[str]:
        with grown.book.read() as session:
            doubted = [one.kind for one in suspicions(session, dt.date(2025, 9, 30)) if grown.old in one.leads]
            return [*doubted, *(f.detail for f in soundness(session) if "旧项目" in f.detail)]

    assert kind not in {p.kind for p in dataset(grown.book, "2025-09").problems}
    assert elsewhere() == []
    grown.arrival(grown.old, "2025-07-01", "0.1")
    problem = next(p for p in dataset(grown.book, "2025-09").problems if p.kind == kind)
    assert problem.detail == "累计到位资金2.8亿元，签约额2.75亿元（含增资0.75亿元）"
    assert elsewhere() == ["到位超签约", "提示：1 个项目到位资金超过签约金额或未填签约金额：旧项目，请核对"]


def test_the_day_tells_it(grown) -> None:
    told = narrative(read_day(Readings(grown.book), dt.date(2025, 9, 20)))
    assert "增资项目1个、0.25亿元" in worded(default("daily"), told.words).text


def test_an_increase_entered_late_is_told_as_a_change_of_the_issue_sent(grown, tmp_path: Path) -> None:
    release(grown.book, "2025-08", tmp_path)
    added(grown, grown.old, "2025-08-15", "0.1")
    told = {d.name: (d.before, d.after, d.causes) for d in dataset(grown.book, "2025-09").differences}
    cause = ("2025年10月8日增资（旧项目）",)
    assert told["签约资金·本年累计"] == ("1.50亿元", "1.60亿元", cause)
    assert told["驻外·长三角李明朗·签约资金"] == ("0.00亿元", "0.10亿元", cause)
    assert told["单位任务·发改局"] == ("0个、0.50亿元，任务—", "0个、0.60亿元，任务—", cause)
    assert told["占比·招商方式·以商招商"] == ("0个、0.50亿元", "0个、0.60亿元", cause)
    assert "签约项目·本年累计" not in told


def test_a_total_that_was_raised_beside_its_increase_is_not_let_out(grown, tmp_path: Path) -> None:
    """2亿 signed, 0.5 and 0.25 added; the total raised to 2.75 would count 2.75 and 0.75."""
    kind = "增资不与总投资重复"

    def check(month: str = "2025-09"):
        return next(one for one in dataset(grown.book, month).checks if one.rule == kind)

    save_convention(grown.book, Convention(money="总投资"))
    assert (check().ok, check().detail) == (True, "总投资里没有另记的增资")
    for total in (250_000_000, 275_000_000):
        change(grown.book, "leads", {grown.old: {"total_investment": total}})
        assert not check().ok
    assert check().detail == (
        "增资重复计入：旧项目计划总投资2.75亿元，首次签约2亿元，另记增资0.75亿元；请把计划总投资改回首次签约时的数，或删去增资"
    )
    assert check().ids == (grown.old,)
    # At 3亿 it is another figure, which the suspicions ask about and no release is stopped for.
    change(grown.book, "leads", {grown.old: {"total_investment": 3 * YI}})
    assert check().ok
    save_convention(grown.book, Convention(money="签约金额"))
    change(grown.book, "leads", {grown.old: {"total_investment": 275_000_000}})
    assert check().ok


def test_an_increase_that_the_total_holds_already_is_a_suspicion(grown) -> None:
    def told() -> list[str]:
        with grown.book.read() as session:
            found = suspicions(session, dt.date(2025, 9, 30))
        return [reason for one in found if one.kind == "增资重复" for reason in one.reasons]

    assert told() == []
    change(grown.book, "leads", {grown.old: {"total_investment": 3 * YI}})
    assert told() == ["计划总投资3亿元比首次签约的2亿元多1亿元，又记了增资7,500万元"]
    change(grown.book, "leads", {grown.old: {"total_investment": 2 * YI}})
    assert told() == []


def test_a_total_raised_by_the_increase_is_told_from_the_history_where_no_signed_amount_is(county) -> None:
    lead = county.lead("无签约额", signed_date="2025-02-08", total_investment=2 * YI)
    added(county, lead, "2025-04-01", "0.5")
    with county.book.read() as session:
        assert suspicions(session, dt.date(2025, 9, 30)) == []
    change(county.book, "leads", {lead: {"total_investment": 250_000_000}})
    with county.book.read() as session:
        (one,) = suspicions(session, dt.date(2025, 9, 30))
    assert (one.kind, one.title) == ("增资重复", "无签约额")
    assert one.reasons == ("计划总投资由2亿元改为2.5亿元，又记了增资5,000万元",)
    county.book.undo()
    with county.book.read() as session:
        assert suspicions(session, dt.date(2025, 9, 30)) == []


def test_the_days_summary_has_a_column_of_it(grown, tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    file = PAPERS["daily"].write(grown.book, dt.date(2025, 9, 20), tmp_path)[0]
    rows = CalamineWorkbook.from_path(file).get_sheet_by_name("汇总").to_python(skip_empty_area=False)
    at = [rows[2].index(head) for head in ("新签约\n（个）", "增资（个）", "签约资金\n（亿元）", "其中增资\n（亿元）")]
    by_name = {row[1]: [row[i] for i in at] for row in rows[3:]}
    assert by_name["长三角"] == [0, 1, 0.25, 0.25]
