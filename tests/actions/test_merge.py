"""Merging: nothing of either row is lost, and one undo brings back exactly what was."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from crm.actions.children import add_child
from crm.actions.edit import create, delete
from crm.actions.judge import bring_back, dismiss, not_twins, twins_again
from crm.actions.merge import merge
from crm.book import Book
from crm.excel.run import import_file
from crm.queries.judged import dismissals, told_apart
from crm.queries.listing import cells
from crm.records.ledger import LEDGERS, METADATA
from crm.rules.problem import Problem
from crm.store.check import check_file


def picture(book: Book) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table with every column."""
    with book.read() as session:
        return {
            table.name: [tuple(row) for row in session.execute(text(f'SELECT * FROM "{table.name}" ORDER BY id'))]
            for table in METADATA.sorted_tables
        }


def values(book: Book, ledger: str, row: int) -> dict[str, Any]:
    """One row's values by field key."""
    with book.read() as session:
        return cells(session, ledger, [row], tuple(LEDGERS[ledger].fields))[0].values


def children(book: Book, name: str, parent: int) -> list[dict[str, Any]]:
    """The child rows that a row has now."""
    from crm.queries.children import children_of

    with book.read() as session:
        return list(children_of(session, name, parent))


def enterprise(book: Book, name: str, **more: Any) -> int:
    return create(book, "enterprises", {"name": name, **more})[0]


@pytest.fixture
def twins(book: Book) -> tuple[int, int]:
    """One firm entered twice, each time with a visit and a lead."""
    keep = enterprise(book, "苏州恒业光电有限公司", contact_name="王建国", contact_phone="13800001234", state="已接触")
    other = enterprise(
        book,
        "恒业光电（苏州）有限公司",
        former_name="苏州恒页光电有限公司",
        contact_name="李敏",
        contact_phone="13900005678",
        note="网络检索",
    )
    for firm, day in ((keep, 3), (other, 5)):
        lead = create(book, "leads", {"name": f"模组项目{day}", "enterprise": firm})[0]
        create(book, "visits", {"date": dt.date(2024, 3, day), "enterprise": firm, "lead": lead})
    return keep, other


def test_visits_leads_and_contacts_of_both_are_with_the_kept_one(book: Book, twins: tuple[int, int]) -> None:
    keep, other = twins
    merge(book, "enterprises", keep, other, {"note": "网络检索"})
    merged = values(book, "enterprises", keep)
    assert merged["visit_count"] == 2
    assert merged["last_contact"] == dt.date(2024, 3, 5)
    assert merged["note"] == "网络检索"
    assert [(c["name"], c["position"]) for c in children(book, "contact", keep)] == [("王建国", 0), ("李敏", 1)]
    with book.read() as session:
        assert session.execute(text("SELECT DISTINCT enterprise FROM lead")).scalars().all() == [keep]
        assert session.execute(text("SELECT id FROM enterprise WHERE deleted_at IS NOT NULL")).scalars().all() == [
            other
        ]


def test_the_other_names_are_former_names_and_are_found(book: Book, twins: tuple[int, int]) -> None:
    keep, other = twins
    merge(book, "enterprises", keep, other, {})
    assert values(book, "enterprises", keep)["former_name"] == "恒业光电（苏州）有限公司、苏州恒页光电有限公司"
    with book.read() as session:
        key = session.execute(text(f"SELECT search_key FROM enterprise WHERE id = {keep}")).scalar_one()
    assert "恒页光电" in key
    assert "limin" in key


def test_where_the_other_name_is_chosen_the_own_one_becomes_the_former(book: Book, twins: tuple[int, int]) -> None:
    keep, other = twins
    merge(book, "enterprises", keep, other, {"name": "恒业光电（苏州）有限公司"})
    merged = values(book, "enterprises", keep)
    assert merged["name"] == "恒业光电（苏州）有限公司"
    assert merged["former_name"] == "苏州恒业光电有限公司、苏州恒页光电有限公司"


def test_a_name_that_only_differs_in_spaces_is_no_former_name(book: Book) -> None:
    keep, other = enterprise(book, "苏州恒业光电有限公司"), enterprise(book, "苏州 恒业光电 有限公司")
    merge(book, "enterprises", keep, other, {})
    assert values(book, "enterprises", keep)["former_name"] is None


def test_undo_brings_back_exactly_what_was(book: Book, twins: tuple[int, int]) -> None:
    before = picture(book)
    changes = merge(book, "enterprises", *twins, {"state": "在谈", "note": "网络检索"})
    assert changes.label == "合并目标企业：恒业光电（苏州）有限公司 并入 苏州恒业光电有限公司"
    assert picture(book) != before
    after = picture(book)
    undone = book.undo()
    assert undone is not None
    assert undone.kept == ()
    assert picture(book) == before
    book.redo()
    assert picture(book) == after
    with book.read() as session:
        assert all(finding.ok for finding in check_file(session, METADATA))


def test_a_contact_of_both_is_completed_not_doubled(book: Book) -> None:
    keep = enterprise(book, "苏州恒业光电有限公司", contact_name="王建国")
    other = enterprise(
        book, "苏州恒业光电公司", contact_name="王建国", contact_phone="13800001234", contact_title="总经理"
    )
    merge(book, "enterprises", keep, other, {"contact_phone": "13900000000"})
    (contact,) = children(book, "contact", keep)
    assert (contact["name"], contact["title"], contact["phone"]) == ("王建国", "总经理", "13800001234")


def test_two_contacts_of_one_name_with_two_phones_are_two_people(book: Book) -> None:
    keep = enterprise(book, "苏州恒业光电有限公司", contact_name="王建国", contact_phone="13900000000")
    other = enterprise(book, "苏州恒业光电公司", contact_name="王建国", contact_phone="13800001234")
    merge(book, "enterprises", keep, other, {})
    assert [c["phone"] for c in children(book, "contact", keep)] == ["13900000000", "13800001234"]


def lead(book: Book, name: str, **more: Any) -> int:
    return create(book, "leads", {"name": name, **more})[0]


def test_of_a_milestone_that_both_leads_have_the_earlier_date_counts(book: Book) -> None:
    keep = lead(book, "模组项目", signed_date=dt.date(2024, 3, 9), signed_amount=500_000_000)
    other = lead(
        book,
        "苏州模组项目",
        signed_date=dt.date(2024, 3, 1),
        signed_amount=520_000_000,
        started_date=dt.date(2024, 4, 2),
        note="由二组报送",
    )
    merge(book, "leads", keep, other, {})
    merged = values(book, "leads", keep)
    assert merged["signed_date"] == dt.date(2024, 3, 1)
    assert merged["signed_amount"] == 500_000_000
    assert merged["started_date"] == dt.date(2024, 4, 2)
    assert merged["stage"] == "开工"
    assert merged["note"] == "合并自“苏州模组项目”：签约（自报）另有2024-03-09；签约（自报）另有5.2亿元"


def test_a_milestone_known_to_one_lead_only_in_part_is_completed(book: Book) -> None:
    keep = lead(book, "模组项目", signed_amount=500_000_000)
    other = lead(book, "模组项目", signed_date=dt.date(2024, 3, 1))
    merge(book, "leads", keep, other, {"note": "已核对"})
    merged = values(book, "leads", keep)
    assert (merged["signed_date"], merged["signed_amount"]) == (dt.date(2024, 3, 1), 500_000_000)
    assert merged["note"] == "已核对"


def test_a_chosen_date_wins_over_the_earlier_one(book: Book) -> None:
    keep = lead(book, "模组项目", signed_date=dt.date(2024, 3, 9), note="已核对")
    other = lead(book, "模组项目", signed_date=dt.date(2024, 3, 1))
    merge(book, "leads", keep, other, {"signed_date": dt.date(2024, 3, 9)})
    merged = values(book, "leads", keep)
    assert merged["signed_date"] == dt.date(2024, 3, 9)
    assert merged["note"] == "已核对\n合并自“模组项目”：签约（自报）另有2024-03-01"


def test_arrivals_and_assistance_move_and_a_month_in_both_is_pointed_out(book: Book) -> None:
    keep, other = lead(book, "模组项目"), lead(book, "模组项目")
    for project, month, amount in ((keep, 3, 1_000_000), (other, 3, 1_000_000), (other, 4, 2_000_000)):
        create(book, "arrivals", {"lead": project, "month": dt.date(2024, month, 1), "amount": amount})
    create(book, "assistance", {"lead": other, "item": "办理用地预审"})
    merge(book, "leads", keep, other, {})
    merged = values(book, "leads", keep)
    assert merged["arrived"] == 4_000_000
    assert merged["note"] == "合并自“模组项目”：2024-03的到位资金两处都有，请核对是否重复"
    with book.read() as session:
        assert session.execute(text("SELECT lead FROM assistance")).scalar_one() == keep


def test_introducers_of_both_are_kept_once_each_and_shares_above_a_hundred_are_pointed_out(book: Book) -> None:
    keep, other = lead(book, "模组项目"), lead(book, "模组项目")
    person = create(book, "ambassadors", {"name": "陈志远"})[0]
    with book.write("引荐人") as writer:
        add_child(writer, "introducer", keep, {"kind": "大使", "name": "陈志远", "share": Decimal(100), "position": 0})
        add_child(writer, "introducer", other, {"kind": "大使", "name": "陈 志远", "ambassador": person, "position": 0})
        add_child(writer, "introducer", other, {"kind": "单位", "name": "县商会", "share": Decimal(50), "position": 1})
    merge(book, "leads", keep, other, {})
    found = children(book, "introducer", keep)
    assert [(row["name"], row["position"]) for row in found] == [("陈志远", 0), ("县商会", 1)]
    assert found[0]["ambassador"] == person
    assert values(book, "leads", keep)["note"] == "合并自“模组项目”：引荐人份额合计150%，请核对"


def test_undo_of_merged_leads_brings_back_exactly_what_was(book: Book) -> None:
    keep = lead(book, "模组项目", signed_date=dt.date(2024, 3, 9), introducer="陈志远")
    other = lead(
        book, "苏州模组项目", signed_date=dt.date(2024, 3, 1), introducer="县商会", city_signed_date=dt.date(2024, 4, 1)
    )
    create(book, "arrivals", {"lead": other, "month": dt.date(2024, 4, 1), "amount": 1_000_000})
    before = picture(book)
    merge(book, "leads", keep, other, {"name": "苏州模组项目"})
    book.undo()
    assert picture(book) == before


def test_people_merge_with_the_leads_that_they_introduced(book: Book) -> None:
    keep, other = (create(book, "ambassadors", {"name": "陈志远"})[0] for _ in range(2))
    project = lead(book, "模组项目")
    with book.write("引荐人") as writer:
        add_child(writer, "introducer", project, {"kind": "大使", "name": "陈志远", "ambassador": other})
    merge(book, "ambassadors", keep, other, {"phone": "13800001234"})
    assert values(book, "ambassadors", keep)["introduced"] == 1
    assert values(book, "ambassadors", keep)["phone"] == "13800001234"


def test_stations_merge_too_though_they_have_no_counter_of_their_own(book: Book) -> None:
    keep, other = (create(book, "stations", {"name": name})[0] for name in ("长三角", "长三角组"))
    firm = enterprise(book, "苏州恒业光电有限公司", station=other)
    merge(book, "stations", keep, other, {})
    assert values(book, "enterprises", firm)["station"] == "长三角"
    assert values(book, "stations", keep)["note"] == "合并自“长三角组”"


def test_a_row_is_not_merged_with_itself_or_with_one_that_is_gone(book: Book, twins: tuple[int, int]) -> None:
    keep, other = twins
    before = picture(book)
    with pytest.raises(Problem, match="请选两家不同的目标企业"):
        merge(book, "enterprises", keep, keep, {})
    delete(book, "enterprises", [other])
    gone = picture(book)
    with pytest.raises(Problem, match="已不在账本里"):
        merge(book, "enterprises", keep, other, {})
    assert picture(book) == gone != before


def test_a_pair_judged_apart_is_remembered_and_can_be_taken_up_again(book: Book) -> None:
    changes = not_twins(book, "enterprises", 20, 10)
    assert changes.label == "判定两家目标企业不是同一家"
    not_twins(book, "enterprises", 10, 20)
    not_twins(book, "leads", 7, 8)
    with book.read() as session:
        assert told_apart(session, "enterprises") == {(10, 20)}
        assert told_apart(session, "leads") == {(7, 8)}
    twins_again(book, "enterprises", 10, 20)
    with book.read() as session:
        assert told_apart(session, "enterprises") == frozenset()
        assert told_apart(session, "hometown") == frozenset()
    book.undo()
    with book.read() as session:
        assert told_apart(session, "enterprises") == {(10, 20)}


def test_a_suspicion_is_put_aside_with_who_when_and_why(book: Book) -> None:
    book.set_setting("me", {"name": "周敏", "role": "office"})
    with pytest.raises(Problem, match="请写明忽略的原因"):
        dismiss(book, "above:5", "  ")
    dismiss(book, "above:5", " 追加投资协议已签，台账待更新 ")
    dismiss(book, "paper:6", "租用标准厂房")
    with book.read() as session:
        found = dismissals(session)
    assert found["above:5"].note == "追加投资协议已签，台账待更新"
    assert found["above:5"].who == "周敏"
    assert found["above:5"].at.startswith("2024-05-30 09:")
    bring_back(book, "above:5")
    with book.read() as session:
        assert list(dismissals(session)) == ["paper:6"]


def test_a_project_of_the_merged_firm_names_its_investor_anew(book: Book, twins: tuple[int, int]) -> None:
    keep, other = twins
    own = lead(book, "甲项目", enterprise=other, investor="恒业光电（苏州）有限公司")
    partner = lead(book, "乙项目", enterprise=other, investor="某某基金")
    unlinked = lead(book, "丙项目", investor="恒业光电（苏州）有限公司")
    before = picture(book)
    merge(book, "enterprises", keep, other, {})
    assert [values(book, "leads", one)["investor"] for one in (own, partner, unlinked)] == [
        "苏州恒业光电有限公司", "某某基金", "恒业光电（苏州）有限公司",
    ]  # fmt: skip
    assert values(book, "leads", own)["enterprise"] == "苏州恒业光电有限公司"
    book.undo()
    assert picture(book)["lead"] == before["lead"]


def test_where_the_other_name_is_chosen_the_kept_one_s_projects_follow_it(book: Book, twins: tuple[int, int]) -> None:
    keep, other = twins
    own = lead(book, "甲项目", enterprise=keep, investor="苏州恒业光电有限公司")
    merge(book, "enterprises", keep, other, {"name": "恒业光电（苏州）有限公司"})
    assert values(book, "leads", own)["investor"] == "恒业光电（苏州）有限公司"


def test_an_old_list_with_the_former_name_of_the_investor_makes_no_twin(
    book: Book, twins: tuple[int, int], tmp_path: Path
) -> None:
    keep, other = twins
    lead(book, "甲项目", enterprise=other, investor="恒业光电（苏州）有限公司")
    merge(book, "enterprises", keep, other, {})
    path = tmp_path / "旧表.csv"
    path.write_text("项目名称,投资主体,用地\n甲项目,恒业光电（苏州）有限公司,30\n", encoding="utf-8")
    report = import_file(book, "leads", path, dry_run=True)
    assert (report.created, report.updated) == (0, 1)


def test_increases_of_both_projects_stay_and_the_same_one_counts_once(book: Book) -> None:
    one = create(book, "leads", {"name": "甲项目", "increased_date": dt.date(2025, 3, 10), "increased_amount": 5})[0]
    two = create(book, "leads", {"name": "甲 项目", "increased_date": dt.date(2025, 3, 10), "increased_amount": 5})[0]
    with book.write("增资") as writer:
        fact = {"kind": "增资", "basis": "自报", "date": dt.date(2025, 6, 1), "amount": 7}
        add_child(writer, "milestone", two, fact)
    before = picture(book)
    merge(book, "leads", one, two, {"increased_amount": 9})
    told = [(row["date"], row["amount"]) for row in children(book, "milestone", one)]
    assert told == [(dt.date(2025, 3, 10), 5), (dt.date(2025, 6, 1), 7)]
    assert values(book, "leads", one)["increased_date"] == dt.date(2025, 6, 1)
    book.undo()
    assert picture(book)["milestone"] == before["milestone"]
