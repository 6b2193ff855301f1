"""What leaves the office: checked, numbered, kept as it was sent, and told of when it no longer holds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from crm.actions.edit import change, create, delete
from crm.book import open_book
from crm.bulletin import monthly
from crm.bulletin.assemble import dataset
from crm.bulletin.dataset import rows_behind
from crm.bulletin.frozen import release_of, releases
from crm.bulletin.release import release, reprint
from crm.rules.problem import Problem

YI = 100_000_000


@pytest.fixture
def backwards(county):
    """A county with a project that began before it was signed."""
    county.lead("倒序项目", yi="1", signed_date="2025-09-10", started_date="2025-09-01")
    return county


def _texts(path: Path, sheet: str) -> list[str]:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    return [str(cell) for row in rows for cell in row if cell != ""]


def _xlsx(files: tuple[Path, ...]) -> Path:
    return next(f for f in files if f.suffix == ".xlsx")


def test_a_failing_check_stops_the_papers_and_names_itself(backwards, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(
        Problem,
        match="2025年9月通报有1项核验不符：里程碑日期先后有序（日期先后颠倒：倒序项目（2025年9月1日开工，2025年9月10日签约）），没有生成文件",
    ):
        monthly(backwards.book, "2025-09", out)
    with pytest.raises(Problem, match="写明理由后仍然生成"):
        monthly(backwards.book, "2025-09", out, override="  ")
    assert not out.exists()
    assert monthly(backwards.book, "2025-09").files == ()


def test_a_reason_lets_them_out_and_is_printed_and_kept(backwards, tmp_path: Path) -> None:
    files = monthly(backwards.book, "2025-09", tmp_path, override="开工日期待市局更正").files
    assert "核验不符仍然印发，理由：开工日期待市局更正" in _texts(_xlsx(files), "口径说明及核验")
    (kept,) = backwards.book.setting("releases")
    assert (kept["paper"], kept["failed"]) == ("2025年9月通报", ["里程碑日期先后有序"])
    assert kept["reason"] == "开工日期待市局更正"
    assert backwards.book.undo_label() == "核验不符仍生成2025年9月通报，理由：开工日期待市局更正"


def test_a_sound_month_needs_no_reason_and_keeps_none(published, tmp_path: Path) -> None:
    monthly(published.book, "2025-09", tmp_path, override="多余的理由")
    assert published.book.setting("releases") is None


def test_an_issue_is_numbered_within_its_year_and_printed_on_its_papers(published, tmp_path: Path) -> None:
    first = release(published.book, "2025-08", tmp_path)
    second = release(published.book, "2025-09", tmp_path)
    assert (first.data.issue, second.data.issue) == ("2025年第1期", "2025年第2期")
    assert "2025年第2期　截至2025年9月底" in _texts(_xlsx(second.files), "主要指标")
    document = Document(str(next(f for f in second.files if f.suffix == ".docx")))
    assert document.paragraphs[1].text == "（2025年第2期　截至2025年9月30日）"
    assert [r.issue for r in releases(published.book)] == ["2025年第1期", "2025年第2期"]
    assert published.book.undo_label() == "发布2025年第2期招商引资工作通报"


def test_a_month_goes_out_once(published, tmp_path: Path) -> None:
    release(published.book, "2025-09", tmp_path)
    with pytest.raises(Problem, match="2025年9月通报已于2025-10-08作为2025年第1期发布，不能再次发布"):
        release(published.book, "2025-09", tmp_path)
    with pytest.raises(Problem, match="2025年8月通报还没有发布"):
        reprint(published.book, "2025-08", tmp_path)


def test_a_sent_issue_is_printed_again_byte_for_byte_whatever_happened_since(published, tmp_path: Path) -> None:
    files = release(published.book, "2025-09", tmp_path / "sent").files
    sent = {f.name: f.read_bytes() for f in files}
    create(published.book, "leads", {"name": "后补项目", "signed_date": dt.date(2025, 9, 2), "signed_amount": YI})
    delete(published.book, "leads", [published.lead("又一项目", yi="1", signed_date="2025-09-03")])
    published.book.close()
    book = open_book(published.book.path)
    again = reprint(book, "2025-09", tmp_path / "again")
    assert {f.name: f.read_bytes() for f in again} == sent
    kept = release_of(book, dataset(book, "2025-09").month)
    assert kept is not None
    assert kept.data["indicators"][1]["cumulative"] == 4_986_000_000
    assert dataset(book, "2025-09").indicator("signed_amount").cumulative == 4_986_000_000 + YI
    book.close()


def test_undoing_a_release_frees_the_number(published, tmp_path: Path) -> None:
    release(published.book, "2025-09", tmp_path)
    published.book.undo()
    assert releases(published.book) == []
    assert release(published.book, "2025-09", tmp_path).data.issue == "2025年第1期"


def test_the_next_month_lists_what_changed_in_the_last_issue_and_who_changed_it(published, tmp_path: Path) -> None:
    lead = published.lead("更正项目", yi="2.00", signed_date="2025-08-05")
    release(published.book, "2025-08", tmp_path)
    assert dataset(published.book, "2025-09").differences == []
    published.book.set_setting("me", {"name": "李明朗", "role": "office"})
    change(published.book, "leads", {lead: {"note": "与数字无关"}})
    change(published.book, "leads", {lead: {"signed_amount": 3 * YI}}, label="更正签约金额")
    found = dataset(published.book, "2025-09").differences
    # August: 3 × 1.00 + 3 × 0.062 + 2.00; by August: 49.86 less September's 9 × 0.062, and 2.00; 30.4 have arrived.
    assert [(d.issue, d.name, d.before, d.after) for d in found] == [
        ("2025年第1期", "签约资金·当月", "5.19亿元", "6.19亿元"),
        ("2025年第1期", "签约资金·本年累计", "51.30亿元", "52.30亿元"),
        ("2025年第1期", "资金到位率·本年累计", "59.3%", "58.1%"),
        ("2025年第1期", "片区任务·未填", "51个、51.30亿元，任务—", "51个、52.30亿元，任务—"),
        ("2025年第1期", "单位任务·未填", "51个、51.30亿元，任务—", "51个、52.30亿元，任务—"),
        ("2025年第1期", "占比·规模档·1亿—5亿元", "29个、30.00亿元", "29个、31.00亿元"),
        ("2025年第1期", "签约项目·更正项目", "2025年8月5日，2.00亿元", "2025年8月5日，3.00亿元"),
    ]
    assert {d.causes for d in found} == {("2025年10月8日李明朗更正签约金额（更正项目）",)}


def test_what_was_changed_and_taken_back_is_no_difference(published, tmp_path: Path) -> None:
    lead = published.lead("更正项目", yi="2.00", signed_date="2025-08-05")
    release(published.book, "2025-08", tmp_path)
    change(published.book, "leads", {lead: {"signed_amount": 3 * YI}})
    published.book.undo()
    assert dataset(published.book, "2025-09").differences == []


def test_a_deleted_project_and_a_new_task_are_each_told_by_their_own_step(published, tmp_path: Path) -> None:
    lead = published.lead("撤回项目", yi="2.00", signed_date="2025-08-05")
    release(published.book, "2025-08", tmp_path)
    delete(published.book, "leads", [lead])
    target = dataset(published.book, "2025-08").behind["signed_count.annual_target"][1][0]
    change(published.book, "targets", {target: {"annual": 70}}, label="调整年度任务")
    found = dataset(published.book, "2025-09").differences
    causes = {d.name: d.causes for d in found}
    rates = ("开工率", "资金到位率", "履约率")
    assert {n for n in causes if n.endswith(("任务", "当月", "累计")) and not n.startswith(rates)} == {
        "签约项目·年度任务",
        "签约项目·当月",
        "签约项目·本年累计",
        "签约资金·当月",
        "签约资金·本年累计",
    }
    gone = next(d for d in found if d.name == "签约项目·撤回项目")
    assert (gone.before, gone.after) == ("2025年8月5日，2.00亿元", "未列入")
    assert gone.causes == ("2025年10月8日删除 1 个线索项目（撤回项目）",)
    assert causes["签约资金·本年累计"] == ("2025年10月8日删除 1 个线索项目（撤回项目）",)
    assert causes["签约项目·年度任务"][-1] == "2025年10月8日调整年度任务（2025 签约项目）"


def test_the_sheet_of_differences_shows_both_figures_and_the_cause(published, tmp_path: Path) -> None:
    lead = published.lead("更正项目", yi="2.00", signed_date="2025-08-05")
    release(published.book, "2025-08", tmp_path)
    change(published.book, "leads", {lead: {"signed_amount": 3 * YI}}, label="更正签约金额")
    texts = _texts(_xlsx(monthly(published.book, "2025-09", tmp_path).files), "与上期差异")
    assert "2025年8月签约资金·本年累计" in texts
    assert "2025年10月8日更正签约金额（更正项目）" in texts
    assert any(t.startswith("上期指2025年第1期") for t in texts)


def test_a_sheet_without_differences_says_whether_there_was_an_issue_to_compare_with(published, tmp_path: Path) -> None:
    first, september = tmp_path / "首期", tmp_path / "下期"
    issue = release(published.book, "2025-08", first)
    assert "本期无差异：此前没有发布存档的通报" in _texts(_xlsx(issue.files), "与上期差异")
    texts = _texts(_xlsx(monthly(published.book, "2025-09", september).files), "与上期差异")
    assert "本期无差异：2025年第1期印发的各项数据没有变动" in texts


def test_three_accounts_of_a_project_stand_side_by_side(county, tmp_path: Path) -> None:
    county.lead(
        "对照项目",
        yi="1.00",
        signed_date="2025-03-10",
        city_signed_date=dt.date(2025, 4, 1),
        city_signed_amount=YI // 2,
        started_date="2025-06-01",
        land_papers=False,
        unit="发改局",
    )
    data = dataset(county.book, "2025-09")
    signed = next(t for t in data.truths if t.spec.key == "signed_amount")
    assert signed.values == {"自报": YI, "市认定": YI // 2, "省认定": 0}
    begun = next(t for t in data.truths if t.spec.key == "start_rate")
    assert begun.values == {"自报": "100.0", "市认定": "0.0", "省认定": None}
    assert [(d.stage, d.said["自报"], d.said["市认定"], d.said["省认定"], d.gap) for d in data.disputes] == [
        ("签约", "2025年3月10日，1亿元", "2025年4月1日，0.5亿元", "—", "省未认定；金额不一致；自报未附佐证材料"),
        ("开工", "2025年6月1日", "—", "—", "市、省未认定；自报未附佐证材料；用地手续未办理"),
    ]
    assert rows_behind(data, "dispute/0") == ("leads", (data.disputes[0].lead,))
    texts = _texts(_xlsx(monthly(county.book, "2025-09", tmp_path).files), "自报与认定对照")
    assert "市、省未认定；自报未附佐证材料；用地手续未办理" in texts


def test_a_project_known_to_the_city_alone_and_a_name_that_differs_are_told(county) -> None:
    county.lead("只有市认定", city_signed_date=dt.date(2025, 5, 1), first_date="2025-01-02")
    county.lead(
        "功能膜项目",
        yi="1",
        signed_date="2024-03-01",
        started_date="2024-05-01",
        registered_date=dt.date(2025, 2, 1),
        registered_name="功能膜二期项目",
    )
    gaps = {(d.project, d.stage): d.gap for d in dataset(county.book, "2025-09").disputes}
    assert gaps == {
        ("只有市认定", "签约"): "未自报；省未认定",
        ("功能膜项目", "入统"): "市、省未认定；自报未附佐证材料；纳统名称与项目名称不一致",
    }


@pytest.fixture
def manned(county, stations):
    """A sent August: 李明朗 posted twelve days with one visit, a project signed by 发改局 in 长三角."""
    ids = stations()
    county.trip(ids["李明朗"], "2025-08-01", "2025-08-12")
    county.visit(ids["李明朗"], "2025-08-04", method="拜访", enterprise=county.add("enterprises", name="企业甲"))
    lead = county.lead("项目甲", yi="2", signed_date="2025-08-05", unit="发改局", sector="二产", station=ids["长三角"])
    county.ids = {**ids, "项目甲": lead}
    return county


def told(county) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    found = dataset(county.book, "2025-09").differences
    return {d.name: (d.before, d.after, tuple(c.removeprefix("2025年10月8日") for c in d.causes)) for d in found}


def test_the_stations_table_of_a_sent_issue_is_compared_person_by_person(manned, tmp_path: Path) -> None:
    release(manned.book, "2025-08", tmp_path)
    manned.trip(manned.ids["李明朗"], "2025-08-13", "2025-08-20")
    found = told(manned)
    cause = ("新建驻外行程 杭州（李明朗 2025-08-13 杭州）",)
    assert found["驻外·长三角李明朗·驻外天数"] == ("12天", "20天", cause)
    assert found["驻外·长三角小计·驻外天数"] == ("12天", "20天", cause)
    assert found["驻外·合计·驻外天数"] == ("12天", "20天", cause)
    # 12 days are 8 points, 20 are 10; the visit is the best of the group, 10 points.
    assert found["驻外·长三角李明朗·得分和排名"] == ("18.00分，第1名", "20.00分，第1名", cause)
    assert set(found) == {n for n in found if n.endswith(("驻外天数", "得分和排名"))}


def test_lists_shares_and_funnel_of_a_sent_issue_are_compared(manned, tmp_path: Path) -> None:
    release(manned.book, "2025-08", tmp_path)
    change(manned.book, "leads", {manned.ids["项目甲"]: {"unit": "工信局", "sector": "三产"}}, label="更正责任单位")
    manned.lead("漏报项目", yi="1", signed_date="2025-08-20", unit="工信局", sector="三产")
    found = told(manned)
    both, new = ("更正责任单位（项目甲）", "新建线索项目 漏报项目"), ("新建线索项目 漏报项目",)
    assert found["占比·产次·二产"] == ("1个、2.00亿元", "未列入", ("更正责任单位（项目甲）",))
    assert found["占比·产次·三产"] == ("未列入", "2个、3.00亿元", both)
    assert found["单位任务·工信局"] == ("未列入", "2个、3.00亿元，任务—", both)
    assert found["签约项目·漏报项目"] == ("未列入", "2025年8月20日，1.00亿元，工信局", new)
    assert found["签约项目·项目甲"][:2] == ("2025年8月5日，2.00亿元，发改局", "2025年8月5日，2.00亿元，工信局")
    assert found["转化·签约本年进入"] == ("1个", "2个", new)


def test_another_scheme_is_the_cause_of_other_scores(manned, tmp_path: Path) -> None:
    from dataclasses import replace

    from crm.bulletin.settings import SCORING
    from crm.rules.scoring import EXAMPLE, scheme_to_json

    release(manned.book, "2025-08", tmp_path)
    scheme = replace(EXAMPLE, items=EXAMPLE.items[:1])
    manned.book.set_setting(SCORING, scheme_to_json(scheme), label="修改考核方案")
    assert told(manned) == {"驻外·长三角李明朗·得分和排名": ("18.00分，第1名", "8.00分，第1名", ("修改考核方案",))}


def test_a_difference_opens_the_rows_that_it_is_about(manned, tmp_path: Path) -> None:
    release(manned.book, "2025-08", tmp_path)
    change(manned.book, "leads", {manned.ids["项目甲"]: {"signed_amount": 3 * YI}})
    data = dataset(manned.book, "2025-09")
    at = next(i for i, d in enumerate(data.differences) if d.name == "签约项目·项目甲")
    assert rows_behind(data, f"difference/{at}") == ("leads", (manned.ids["项目甲"],))
