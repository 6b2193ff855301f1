"""New, change, delete, restore, purge: what a user does to any ledger."""

import datetime as dt

import pytest

from crm.actions import edit
from crm.book import Book
from crm.queries.listing import cells, count, ids
from crm.queries.view import ViewSpec
from crm.records import LEDGERS
from crm.rules.dates import Day
from crm.rules.problem import BadValue, Problem


def row(book: Book, ledger: str, row_id: int):
    with book.read() as session:
        return cells(session, ledger, [row_id])[0]


def total(book: Book, ledger: str, *, deleted: bool = False) -> int:
    with book.read() as session:
        return count(session, ViewSpec(ledger, deleted=deleted))


def test_a_row_made_shows_its_values_defaults_and_author(book: Book) -> None:
    book.set_setting("me", {"name": "陈刚"})
    made, changes = edit.create(book, "enterprises", {"name": "宁波华彩包装有限公司", "registered_capital": 8_000_000})
    values = row(book, "enterprises", made).values
    assert (values["name"], values["registered_capital"], values["state"]) == (
        "宁波华彩包装有限公司",
        8_000_000,
        "未接触",
    )
    assert changes.ids == {"enterprises": frozenset({made})}
    with book.read() as session:
        table = LEDGERS["enterprises"].table
        assert session.execute(table.select()).mappings().one()["author"] == "陈刚"


def test_a_required_blank_is_refused_in_words(book: Book) -> None:
    with pytest.raises(BadValue, match="请填写企业名称"):
        edit.create(book, "enterprises", {"city": "宁波市"})
    made, _ = edit.create(book, "enterprises", {"name": "宁波华彩包装有限公司"})
    with pytest.raises(BadValue, match="请填写企业名称"):
        edit.change(book, "enterprises", {made: {"name": ""}})
    assert row(book, "enterprises", made).values["name"] == "宁波华彩包装有限公司"


def test_a_trip_cannot_end_before_it_starts(book: Book) -> None:
    staff, _ = edit.create(book, "staff", {"name": "陈刚"})
    with pytest.raises(BadValue, match="截止日期2024-05-01早于起始日期2024-05-08"):
        edit.create(book, "trips", {"staff": staff, "start": dt.date(2024, 5, 8), "end": dt.date(2024, 5, 1)})
    trip, _ = edit.create(book, "trips", {"staff": staff, "start": dt.date(2024, 5, 8), "end": dt.date(2024, 5, 9)})
    with pytest.raises(BadValue, match="早于起始日期"):
        edit.change(book, "trips", {trip: {"end": dt.date(2024, 5, 7)}})
    assert row(book, "trips", trip).values["days"] == 2


def test_a_contact_is_made_changed_and_cleared_through_its_enterprise(book: Book) -> None:
    made, _ = edit.create(book, "enterprises", {"name": "宁波华彩包装有限公司"})
    edit.change(book, "enterprises", {made: {"contact_name": "黄娟", "contact_phone": "13139551858"}})
    assert row(book, "enterprises", made).values["contact_phone"] == "13139551858"
    edit.change(book, "enterprises", {made: {"contact_title": "副总裁"}})
    values = row(book, "enterprises", made).values
    assert (values["contact_name"], values["contact_title"]) == ("黄娟", "副总裁")
    edit.change(book, "enterprises", {made: {"contact_name": None, "contact_title": None, "contact_phone": None}})
    with book.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM contact").scalar() == 0


def test_milestones_are_dated_facts_under_each_basis_and_the_stage_follows(book: Book) -> None:
    lead, _ = edit.create(book, "leads", {"name": "光学膜二期"})
    assert row(book, "leads", lead).values["stage"] == "线索"
    edit.change(book, "leads", {lead: {"signed_date": dt.date(2024, 3, 8), "signed_amount": 500_000_000}})
    edit.change(book, "leads", {lead: {"city_signed_date": dt.date(2024, 4, 2), "city_signed_amount": 480_000_000}})
    values = row(book, "leads", lead).values
    assert (values["signed_amount"], values["city_signed_amount"], values["stage"]) == (
        500_000_000,
        480_000_000,
        "签约",
    )
    edit.change(book, "leads", {lead: {"produced_date": dt.date(2024, 5, 1)}})
    assert row(book, "leads", lead).values["stage"] == "投产"
    edit.change(book, "leads", {lead: {"ended_date": dt.date(2024, 5, 2)}})
    assert row(book, "leads", lead).values["stage"] == "终止"
    edit.change(book, "leads", {lead: {"full_date": dt.date(2024, 5, 20)}})
    assert row(book, "leads", lead).values["stage"] == "达产"
    edit.change(book, "leads", {lead: {"ended_date": None, "produced_date": None, "full_date": None}})
    assert row(book, "leads", lead).values["stage"] == "签约"


def test_a_date_known_to_the_month_is_marked_and_unmarked(book: Book) -> None:
    month, day = Day(dt.date(2023, 11, 1), "month"), dt.date(2023, 11, 20)
    lead, _ = edit.create(book, "leads", {"name": "光学膜二期", "signed_date": month, "first_date": month})
    assert row(book, "leads", lead).month_only == {"signed_date", "first_date"}
    edit.change(book, "leads", {lead: {"signed_date": day}})
    assert row(book, "leads", lead).month_only == {"first_date"}
    edit.change(book, "leads", {lead: {"first_date": day}})
    assert row(book, "leads", lead).month_only == set()


def test_many_rows_are_changed_in_one_named_step(book: Book) -> None:
    rows = [edit.create(book, "enterprises", {"name": f"第{n}公司"})[0] for n in range(1200)]
    edit.change(book, "enterprises", {r: {"state": "搁置", "city": "宁波市"} for r in rows})
    assert book.undo_label() == "修改 1,200 家目标企业的市、状态"
    book.undo()
    assert {row(book, "enterprises", r).values["state"] for r in rows[:3]} == {"未接触"}


def test_a_step_on_many_fields_names_three_and_says_there_are_more(book: Book) -> None:
    made, _ = edit.create(book, "enterprises", {"name": "甲公司"})
    edit.change(book, "enterprises", {made: {"city": "a", "county": "b", "province": "c", "address": "d"}})
    assert book.undo_label() == "修改目标企业的省、市、县等"


def test_deleted_rows_go_to_the_bin_and_come_back(book: Book) -> None:
    rows = [edit.create(book, "stations", {"name": n})[0] for n in ("甲", "乙", "丙")]
    edit.delete(book, "stations", rows[:2])
    assert (total(book, "stations"), total(book, "stations", deleted=True)) == (1, 2)
    edit.restore(book, "stations", rows[:1])
    assert (total(book, "stations"), total(book, "stations", deleted=True)) == (2, 1)
    assert book.undo_label() == "恢复 1 个片区"


def test_only_what_is_in_the_bin_can_be_purged(book: Book) -> None:
    keep, gone = (edit.create(book, "stations", {"name": n})[0] for n in ("甲", "乙"))
    edit.delete(book, "stations", [gone])
    edit.purge(book, "stations", [keep, gone])
    assert (total(book, "stations"), total(book, "stations", deleted=True)) == (1, 0)


def test_a_row_that_is_not_in_the_bin_keeps_its_contacts_when_others_are_purged(book: Book) -> None:
    firm, _ = edit.create(book, "enterprises", {"name": "恒业光电", "contact_name": "王建国"})
    assert edit.purge(book, "enterprises", [firm]).batch is None
    assert row(book, "enterprises", firm).values["contact_name"] == "王建国"


def test_what_others_refer_to_cannot_be_purged_and_the_count_is_told(book: Book) -> None:
    station, _ = edit.create(book, "stations", {"name": "沪苏组"})
    edit.create(book, "staff", {"name": "陈刚", "station": station})
    edit.delete(book, "stations", [station])
    with pytest.raises(Problem, match="还有 1 条记录引用着要清除的片区"):
        edit.purge(book, "stations", [station])
    assert total(book, "stations", deleted=True) == 1


def test_a_computed_field_cannot_be_written(book: Book) -> None:
    lead, _ = edit.create(book, "leads", {"name": "光学膜二期"})
    with pytest.raises(Problem, match="线索项目的“阶段”不能填写"):
        edit.change(book, "leads", {lead: {"stage": "签约"}})
    with pytest.raises(Problem, match="线索项目的“没有”不能填写"):
        edit.change(book, "leads", {lead: {"没有": 1}})


def test_a_row_that_is_gone_cannot_be_changed(book: Book) -> None:
    with pytest.raises(Problem, match="这家目标企业已不在账本里"):
        edit.change(book, "enterprises", {42: {"city": "宁波市"}})


def test_a_name_is_found_or_made_on_the_spot_once(book: Book) -> None:
    with book.write("登记") as writer:
        first = edit.find_or_make(writer, "stations", " 沪苏组 ", order=2)
        second = edit.find_or_make(writer, "stations", "沪苏组")
    assert first == second
    assert row(book, "stations", first).values["order"] == 2


def test_ids_listed_are_of_rows_made(book: Book) -> None:
    made = {edit.create(book, "policies", {"name": f"政策{n}"})[0] for n in range(4)}
    with book.read() as session:
        assert set(ids(session, ViewSpec("policies"))) == made


def test_an_end_known_to_the_month_only_does_not_come_before_a_start_within_it(book: Book) -> None:
    staff, _ = edit.create(book, "staff", {"name": "李敏"})
    trip, _ = edit.create(book, "trips", {"staff": staff, "start": dt.date(2024, 5, 10), "end": dt.date(2024, 5, 12)})
    edit.change(book, "trips", {trip: {"end": Day(dt.date(2024, 5, 1), "month")}})
    with pytest.raises(BadValue, match="早于起始日期"):
        edit.change(book, "trips", {trip: {"end": Day(dt.date(2024, 4, 1), "month")}})
    with pytest.raises(BadValue, match="早于起始日期"):
        edit.create(
            book,
            "trips",
            {"staff": staff, "start": dt.date(2024, 5, 10), "end": Day(dt.date(2024, 4, 1), "month")},
        )
