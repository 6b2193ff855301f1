"""The other papers of the office, read back by readers that did not write them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from crm.bulletin.assemble import dataset
from crm.bulletin.papers import PAPERS
from crm.bulletin.papers.introduced import shares
from crm.rules.problem import Problem

YI = 100_000_000
DAY = dt.date(2025, 9, 30)
Sheet = list[list[object]]


def _written(county, key: str, out: Path, day: dt.date = DAY) -> dict[str, Sheet]:
    files = PAPERS[key].write(county.book, day, out)
    book = CalamineWorkbook.from_path(next(f for f in files if f.suffix == ".xlsx"))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def _row(sheet: Sheet, text: str) -> list[object]:
    return next(row for row in sheet if text in row)


@pytest.fixture
def manned(county, stations):
    """Two people at work in September, with what they did."""
    ids = stations()
    county.ids = ids
    county.trip(ids["李明朗"], "2025-09-01", "2025-09-20")
    county.trip(ids["周宁"], "2025-09-08", "2025-09-14")
    firm = county.add(
        "enterprises", name="铭瑞膜材有限公司", chain="功能膜", chain_link="基膜", leader="陈县长", revenue=12 * YI
    )
    county.add("enterprises", name="无人领衔有限公司", chain="功能膜")
    county.firm = firm
    county.visit(
        ids["李明朗"],
        "2025-09-24",
        enterprise=firm,
        station=ids["长三角"],
        place="杭州滨江",
        contact="张建国",
        contact_title="总经理",
        leader="陈县长",
        content="洽谈二期扩产，\n企业要求先看地块。",
    )
    county.visit(ids["周宁"], "2025-09-26", method="接待", people=4, station=ids["珠三角"], content="客商来访")
    county.visit(ids["周宁"], "2025-09-29", station=ids["珠三角"], content="下一周的拜访")
    return county


def test_every_paper_names_its_span_and_is_ready_to_print(manned, tmp_path: Path) -> None:
    names = []
    for paper in PAPERS.values():
        for file in paper.write(manned.book, DAY, tmp_path):
            names.append(file.name)
            if file.suffix == ".xlsx":
                for sheet in load_workbook(file):
                    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
                    assert sheet.print_title_rows and sheet.sheet_properties.pageSetUpPr.fitToPage
    assert names == [
        "云溪县2025年9月30日招商引资快报.xlsx",
        "云溪县2025年9月30日招商引资快报.docx",
        "云溪县2025年第40周驻外招商工作周报.xlsx",
        "云溪县2025年第40周驻外招商工作周报.docx",
        "云溪县2025年9月驻外工作月报送表.xlsx",
        "云溪县2025年9月新签约新开工新投产项目一览表.xlsx",
        "云溪县2025年第3季度招商引资季度排名通报.xlsx",
        "云溪县2025年第3季度招商引资季度排名通报.docx",
        "云溪县2025年1—9月招商引资工作总结.xlsx",
        "云溪县2025年1—9月招商引资工作总结.docx",
        "云溪县2025年10月8日县领导领衔联系链上重点企业一览表.xlsx",
        "云溪县2025年10月8日县领导领衔推进亿元以上重要线索项目情况表.xlsx",
        "云溪县2025年10月8日帮办清单.xlsx",
        "云溪县2025年10月8日乡贤和大使联系台账.xlsx",
        "云溪县2025年9月招商大使引荐情况.xlsx",
    ]


def test_a_paper_says_how_far_it_is_and_stops_when_it_is_told_to(manned, tmp_path: Path) -> None:
    heard = []
    PAPERS["ranking"].write(manned.book, DAY, tmp_path / "全", lambda done, total: heard.append((done, total)))
    assert [h for h in heard if h[1] == 3] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert len(list((tmp_path / "全").iterdir())) == 2

    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if total == 2 and done == 1:
            raise Stopped

    with pytest.raises(Stopped):
        PAPERS["ranking"].write(manned.book, DAY, tmp_path / "半", stop)
    assert list((tmp_path / "半").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(county, tmp_path: Path) -> None:
    (tmp_path / "占用").write_text("文件", encoding="utf-8")
    with pytest.raises(Problem, match="无法建立文件夹“占用”"):
        PAPERS["weekly"].write(county.book, DAY, tmp_path / "占用")


def test_the_week_holds_its_visits_and_no_other_weeks(manned, tmp_path: Path) -> None:
    sheet = _written(manned, "weekly", tmp_path, dt.date(2025, 9, 25))["周报"]
    assert sheet[0][0] == "云溪县驻外招商工作周报（2025年第39周）" and sheet[1][0] == "9月22日至9月28日"
    row = _row(sheet, "铭瑞膜材有限公司")
    assert row[1:9] == [
        "长三角", "2025年9月24日", "拜访", "杭州滨江", "铭瑞膜材有限公司", "张建国 总经理", "陈县长", "李明朗"
    ]  # fmt: skip
    texts = [str(cell) for line in sheet for cell in line]
    assert "合计（2条）" in texts and "下一周的拜访" not in texts


def test_the_weeks_document_is_a_card_per_visit(manned, tmp_path: Path) -> None:
    files = PAPERS["weekly"].write(manned.book, dt.date(2025, 9, 25), tmp_path)
    texts = [p.text for p in Document(str(files[1])).paragraphs]
    assert texts[1] == "（2025年第39周　9月22日至9月28日）"
    assert "一、长三角（1条）" in texts and "二、珠三角（1条）" in texts
    assert (
        "1. 铭瑞膜材有限公司。时间：9月24日，地点：杭州滨江，接洽对象：张建国 总经理，方式：拜访，县领导：陈县长，"
        "驻外人员：李明朗。洽谈二期扩产， 企业要求先看地块。"
    ) in texts
    empty = PAPERS["weekly"].write(manned.book, dt.date(2025, 1, 8), tmp_path)
    assert "本周没有拜访、接待记录。" in [p.text for p in Document(str(empty[1])).paragraphs]


def test_the_month_handed_in_holds_days_visits_and_new_leads(manned, tmp_path: Path) -> None:
    manned.lead("新线索", first_date="2025-09-05", staff=manned.ids["李明朗"], total_investment=3 * YI, valid=True)
    sheets = _written(manned, "posted", tmp_path)
    assert list(sheets) == ["驻外工作情况", "拜访接待明细", "新增线索"]
    assert _row(sheets["驻外工作情况"], "李明朗")[2] == 20 and _row(sheets["驻外工作情况"], "合计")[2] == 27
    assert "合计（3条）" in sheets["拜访接待明细"][-1]
    assert _row(sheets["新增线索"], "新线索")[1:] == [
        "长三角", "新线索", "", "", "", 3, "李明朗", "2025年9月5日", "是"
    ]  # fmt: skip


def test_a_posted_laptop_hands_in_its_own_station_alone(manned, tmp_path: Path) -> None:
    manned.book.set_setting("me", {"name": "周宁", "role": "posted", "station": "珠三角"})
    sheets = _written(manned, "posted", tmp_path)
    texts = [str(cell) for line in sheets["驻外工作情况"] for cell in line]
    assert "周宁" in texts and "李明朗" not in texts
    assert _row(sheets["驻外工作情况"], "合计")[2] == 7
    assert "合计（2条）" in sheets["拜访接待明细"][-1]


def test_leaders_and_the_enterprises_on_a_chain_that_they_answer_for(manned, tmp_path: Path) -> None:
    sheet = _written(manned, "chain", tmp_path)["领衔联系企业"]
    assert sheet[0][0] == "云溪县县领导领衔联系链上重点企业一览表"
    row = _row(sheet, "铭瑞膜材有限公司")
    assert row[1:5] == ["陈县长", "功能膜", "基膜", "铭瑞膜材有限公司"] and row[7] == 12
    assert "合计（1家）" in sheet[-1]


def test_leads_of_a_hundred_million_that_leaders_push(county, tmp_path: Path) -> None:
    county.lead("大线索", total_investment=5 * YI, leader="陈县长", progress="已考察")
    county.lead("无人领衔", total_investment=2 * YI)
    county.lead("小线索", total_investment=YI - 1, leader="陈县长")
    county.lead("已签约", total_investment=9 * YI, leader="陈县长", signed_date="2025-03-01")
    sheet = _written(county, "led", tmp_path)["领衔推进项目"]
    assert [row[2] for row in sheet if isinstance(row[0], float)] == ["大线索", "无人领衔"]
    assert _row(sheet, "合计（2个）")[5] == 7
    assert _row(sheet, "未明确领衔领导小计（1个）")[5] == 2


def test_assistance_counts_the_days_that_it_is_late(county, tmp_path: Path) -> None:
    lead = county.lead("帮办项目")
    for item, due, done in (
        ("环评", "2025-09-10", "2025-09-13"),
        ("用地", "2025-09-20", None),
        ("能评", "2025-10-20", None),
        ("去年", "2024-10-20", "2024-12-31"),
    ):
        finished = dt.date.fromisoformat(done) if done else None
        county.add(
            "assistance",
            lead=lead,
            item=item,
            unit="自然资源局",
            assigned=dt.date(2025, 9, 1),
            due=dt.date.fromisoformat(due),
            finished=finished,
        )
    county.add("assistance", lead=lead, item="没有交办日期")
    county.add("assistance", lead=lead, item="办了没记日子", due=dt.date(2025, 9, 1), state="已办结")
    sheet = _written(county, "assistance", tmp_path)["帮办清单"]
    late = {row[3]: row[10] for row in sheet if isinstance(row[0], float)}
    # As of 8 October, whatever the month shown; what was settled last year is left out.
    assert late == {"环评": 3, "用地": 18, "能评": "", "没有交办日期": "", "办了没记日子": ""}


def test_people_kept_in_touch_show_no_whole_phone(county, tmp_path: Path) -> None:
    county.add("hometown", name="王建业", industry="新能源", city="杭州市", phone="13812345678")
    county.add("ambassadors", name="刘海", batch="首批", appointed_to=dt.date(2025, 6, 30))
    sheets = _written(county, "people", tmp_path)
    texts = [str(cell) for sheet in sheets.values() for line in sheet for cell in line]
    assert "138****5678" in texts and not any("13812345678" in t for t in texts)
    assert _row(sheets["招商大使"], "刘海")[-1] == "已到期"


@pytest.fixture
def brought(county):
    """Three ambassadors; one lead is shared by two of them, one with a hometown entrepreneur, one by kept percents."""
    who = {name: county.add("ambassadors", name=name) for name in ("甲大使", "乙大使", "丙大使")}
    leads = {
        "共同": county.lead("共同引荐", yi="3.00", signed_date="2025-05-01"),
        "乡贤": county.lead("乡贤同引", yi="2.00", signed_date="2025-06-01"),
        "份额": county.lead("按份引荐", first_date="2025-07-01"),
    }
    rows = [
        (leads["共同"], 0, "大使", "甲大使", who["甲大使"], None),
        (leads["共同"], 1, "大使", "乙大使", None, None),
        (leads["乡贤"], 0, "乡贤", "王建业", None, None),
        (leads["乡贤"], 1, "大使", "甲大使", who["甲大使"], None),
        (leads["份额"], 0, "大使", "甲大使", who["甲大使"], 70),
        (leads["份额"], 1, "大使", "乙大使", who["乙大使"], 30),
    ]
    from crm.records.lead import Introducer

    with county.book.write("登记引荐人") as writer:
        for lead, position, kind, name, ambassador, share in rows:
            writer.session.add(
                Introducer(
                    id=writer.new_id(),
                    lead=lead,
                    position=position,
                    kind=kind,
                    name=name,
                    ambassador=ambassador,
                    share=share,
                )
            )
    return county


def test_a_lead_brought_by_several_is_shared_and_never_counted_twice(brought, tmp_path: Path) -> None:
    sheet = _written(brought, "introduced", tmp_path)["大使引荐情况"]
    found = {row[1]: row[6:10] for row in sheet if isinstance(row[0], float)}
    # 甲: half of 3.00, half of 2.00, 70 percent of an unsigned one; 乙: half of 3.00, and 30 percent.
    assert found == {"甲大使": [3, 1.7, 1, 2.5], "乙大使": [2, 0.8, 0.5, 1.5], "丙大使": [0, 0, 0, 0]}
    assert _row(sheet, "合计（3人）")[7:10] == [2.5, 1.5, 4.0]


def test_the_parts_of_a_lead_never_exceed_it(brought) -> None:
    with brought.book.read() as session:
        assert all(sum(parts.values()) <= 1 for parts in shares(session).values())


def test_the_quarter_ranks_people_by_the_sum_of_their_months(manned, tmp_path: Path) -> None:
    sheets = _written(manned, "ranking", tmp_path)
    assert list(sheets) == ["主要指标", "片区和单位排名", "驻外人员排名", "图表"]
    months = [dataset(manned.book, f"2025-{m:02d}") for m in (7, 8, 9)]
    points = {}
    for data in months:
        for row in data.stations:
            if row.person:
                points[row.person] = points.get(row.person, 0) + float(row.score or 0)
    listed = [(row[1], row[3], row[4], row[-1]) for row in sheets["驻外人员排名"] if isinstance(row[0], float)]
    assert {name: score for _, name, _, score in listed} == pytest.approx(points)
    assert {name: days for _, name, days, _ in listed} == {"李明朗": 20, "周宁": 7, "王海": 0}
    for rank, _, _, score in listed:
        assert rank == 1 + sum(other > score for *_, other in listed)


def test_the_years_months_add_up_to_its_cumulative_figures(published, tmp_path: Path) -> None:
    sheets = _written(published, "summary", tmp_path)
    assert list(sheets) == [
        "主要指标", "逐月完成情况", "项目转化", "项目结构", "片区和单位完成情况", "驻外人员排名", "问题清单", "图表"
    ]  # fmt: skip
    months = [row for row in sheets["逐月完成情况"] if isinstance(row[0], float)]
    total = _row(sheets["逐月完成情况"], "合计（9个月）")
    assert len(months) == 9
    assert total[2:5] == pytest.approx([59, 49.86, 37.4])
    assert [sum(row[at] for row in months) for at in (2, 3, 4)] == pytest.approx(total[2:5])


def test_a_units_target_of_the_quarter_is_printed_where_one_was_set(county, tmp_path: Path) -> None:
    county.lead("当年签约", yi="1.20", signed_date="2025-05-06", unit="发改局")
    county.lead("九月签约", yi="0.30", signed_date="2025-09-02", unit="商务局")
    money = {"year": 2025, "indicator": "签约资金", "scope": "单位"}
    county.add("targets", **money, subject="发改局", annual=2)
    bare = _written(county, "ranking", tmp_path / "无")["片区和单位排名"]
    assert bare[2][2:8] == ["年度任务", "", "本年累计完成", "", "签约资金完成率（%）", "超（欠）序时进度\n（百分点）"]
    county.add("targets", **money, subject="商务局", annual=1, q3=Decimal("0.6"))
    found = _written(county, "ranking", tmp_path / "有")["片区和单位排名"]
    assert found[2][4] == "季度调度目标"
    assert _row(found, "发改局")[2:] == ["—", 2, "—", 1, 1.2, 60, "—", -15, 1]
    # 0.30 ÷ 0.60 of the third quarter, 0.30 ÷ 1 of the year.
    assert _row(found, "商务局")[2:] == ["—", 1, 0.6, 1, 0.3, 30, 50, -45, 2]
    assert [row[2:7] for row in found if row[1] == "合计"][-1] == [0, 3, 0.6, 2, 1.5]
    files = PAPERS["ranking"].write(county.book, DAY, tmp_path / "文")
    units = [[cell.text for cell in row.cells] for row in Document(str(files[1])).tables[-1].rows]
    assert units[0][3] == "季度目标\n（亿元）" and units[0][7] == "季度\n完成率\n（%）"
    assert units[2] == ["商务局", "—", "1.00", "0.60", "1", "0.30", "30.00", "50.00", "-45.00", "2"]


def test_the_month_against_the_one_before_is_printed(county, tmp_path: Path) -> None:
    county.lead("八月", yi="2.00", signed_date="2025-08-06")
    county.lead("九月", yi="3.00", signed_date="2025-09-06")
    sheet = _written(county, "ranking", tmp_path)["主要指标"]
    assert sheet[2][13] == "环比（%）"
    assert next(row for row in sheet if row[0] == "签约资金")[13] == 50
