"""A list is a ViewSpec: rows, order, cells, sums and counts all come from it."""

import datetime as dt

import pytest

from crm.actions import edit
from crm.actions.rows import insert_rows
from crm.book import Book
from crm.queries import listing
from crm.queries.view import ROWS, Filter, ViewSpec
from crm.records import LEDGERS
from crm.rules.problem import Problem


@pytest.fixture
def filled(book: Book) -> Book:
    station, _ = edit.create(book, "stations", {"name": "长三角组"})
    staff, _ = edit.create(book, "staff", {"name": "单雄信", "phone": "13800002222", "station": station})
    rows = [
        {
            "name": "重庆恒业光电有限公司",
            "city": "重庆市",
            "registered_capital": 30_000_000,
            "station": station,
            "state": "在谈",
        },
        {
            "name": "宁波华彩包装有限公司",
            "city": "宁波市",
            "registered_capital": 8_000_000,
            "contact_phone": "0551-65135408",
        },
        {
            "name": "苏州铭瑞新材料有限公司",
            "city": "苏州市",
            "registered_capital": None,
            "staff": staff,
            "contact_name": "罗红明",
        },
    ]
    with book.write("建立名单") as writer:
        made = insert_rows(writer, LEDGERS["enterprises"], rows)
    edit.create(
        book, "visits", {"date": dt.date(2024, 5, 8), "enterprise": made[0], "staff": staff, "content": "谈用地"}
    )
    edit.create(book, "visits", {"date": dt.date(2024, 5, 20), "enterprise": made[0], "content": "看地块"})
    return book


def names(book: Book, **view) -> list[str]:
    with book.read() as session:
        spec = ViewSpec("enterprises", **view)
        found = listing.cells(session, "enterprises", listing.ids(session, spec), ["name"])
        assert listing.count(session, spec) == len(found)
        whole = listing.count(session, ViewSpec("enterprises"))
        assert listing.more_than(session, "enterprises", whole - 1)
        assert not listing.more_than(session, "enterprises", whole)
    return [row.values["name"][:4] for row in found]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("光电", ["重庆恒业"]),
        ("cqhy", ["重庆恒业"]),
        ("chongqing", ["重庆恒业"]),
        ("hcbz", ["宁波华彩"]),
        ("65135408", ["宁波华彩"]),
        ("lhm", ["苏州铭瑞"]),
        ("有限 宁波", ["宁波华彩"]),
        ("100%", []),
        ("", ["重庆恒业", "宁波华彩", "苏州铭瑞"]),
    ],
)
def test_search_takes_chinese_pinyin_initials_and_phone_digits(filled: Book, typed: str, found: list[str]) -> None:
    assert sorted(names(filled, search=typed)) == sorted(found)


def test_a_visit_is_found_by_its_enterprise_and_its_visitor(filled: Book) -> None:
    with filled.read() as session:
        assert listing.count(session, ViewSpec("visits", search="hygd")) == 2
        assert listing.count(session, ViewSpec("visits", search="sxx")) == 1
        assert listing.count(session, ViewSpec("visits", search="sxx 用地")) == 1


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (Filter("city", "=", "宁波市"), ["宁波华彩"]),
        (Filter("city", "!=", "宁波市"), ["苏州铭瑞", "重庆恒业"]),
        (Filter("registered_capital", ">", 8_000_000), ["重庆恒业"]),
        (Filter("registered_capital", ">=", 8_000_000), ["宁波华彩", "重庆恒业"]),
        (Filter("registered_capital", "<", 30_000_000), ["宁波华彩"]),
        (Filter("registered_capital", "<=", 30_000_000), ["宁波华彩", "重庆恒业"]),
        (Filter("registered_capital", "between", (1, 9_000_000)), ["宁波华彩"]),
        (Filter("registered_capital", "empty"), ["苏州铭瑞"]),
        (Filter("registered_capital", "filled"), ["宁波华彩", "重庆恒业"]),
        (Filter("name", "contains", "光电"), ["重庆恒业"]),
        (Filter("name", "lacks", "光电"), ["宁波华彩", "苏州铭瑞"]),
        (Filter("state", "in", ("在谈", "签约")), ["重庆恒业"]),
        (Filter("contact_name", "in", ("罗红明", None)), ["宁波华彩", "苏州铭瑞", "重庆恒业"]),
        (Filter("station", "=", "长三角组"), ["重庆恒业"]),
        (Filter("station", "empty"), ["宁波华彩", "苏州铭瑞"]),
        (Filter("staff", "filled"), ["苏州铭瑞"]),
        (Filter("last_contact", ">=", "2024-05-20"), ["重庆恒业"]),
        (Filter("visit_count", "=", 2), ["重庆恒业"]),
        (Filter("state", "in", ()), []),
    ],
)
def test_each_condition_finds_its_rows(filled: Book, condition: Filter, found: list[str]) -> None:
    assert sorted(names(filled, filters=(condition,))) == sorted(found)


def test_an_unknown_condition_or_field_is_told_in_words(filled: Book) -> None:
    with pytest.raises(Problem, match="不认识的条件“≈”"):
        names(filled, filters=(Filter("city", "≈", "宁波"),))
    with pytest.raises(Problem, match="目标企业里没有“颜色”这一项"):
        names(filled, filters=(Filter("颜色", "=", "红"),))


def test_names_sort_by_pinyin_not_by_code_point(filled: Book) -> None:
    assert names(filled, sort=("name",)) == ["重庆恒业", "宁波华彩", "苏州铭瑞"]
    assert names(filled, sort=("-name",)) == ["苏州铭瑞", "宁波华彩", "重庆恒业"]
    assert names(filled, sort=("city",)) == ["重庆恒业", "宁波华彩", "苏州铭瑞"]


def test_blanks_sort_last_either_way(filled: Book) -> None:
    assert names(filled, sort=("registered_capital",)) == ["宁波华彩", "重庆恒业", "苏州铭瑞"]
    assert names(filled, sort=("-registered_capital",)) == ["重庆恒业", "宁波华彩", "苏州铭瑞"]


def test_choices_sort_in_their_own_order_and_refs_by_name(filled: Book) -> None:
    assert names(filled, sort=("-state", "name"))[0] == "重庆恒业"
    assert names(filled, sort=("station", "-name"))[0] == "重庆恒业"
    with filled.read() as session:
        visits = listing.ids(session, ViewSpec("visits", sort=("trip", "date")))
        assert len(visits) == 2


def test_cells_come_in_the_order_asked_and_a_missing_row_is_left_out(filled: Book) -> None:
    with filled.read() as session:
        found = listing.ids(session, ViewSpec("enterprises"))
        rows = listing.cells(session, "enterprises", [found[2], 42, found[0]], ["name"])
    assert [r.id for r in rows] == [found[2], found[0]]


def test_refs_come_by_name_with_their_id_beside(filled: Book) -> None:
    with filled.read() as session:
        (row,) = listing.cells(session, "enterprises", listing.ids(session, ViewSpec("enterprises", search="cqhy")))
    assert row.values["station"] == "长三角组"
    assert isinstance(row.refs["station"], int)
    assert (row.values["last_contact"], row.values["visit_count"]) == (dt.date(2024, 5, 20), 2)


def test_sums_follow_the_view(filled: Book) -> None:
    view = ViewSpec("enterprises", columns=("name", "registered_capital"))
    with filled.read() as session:
        assert listing.sums(session, view) == {"registered_capital": 38_000_000}
        assert listing.sums(session, view.replace(search="hcbz")) == {"registered_capital": 8_000_000}
        assert listing.sums(session, view.replace(columns=("name",))) == {}


def test_a_columns_values_come_with_their_counts(filled: Book) -> None:
    with filled.read() as session:
        view = ViewSpec("enterprises")
        assert listing.value_counts(session, view, "state") == [("未接触", 2), ("在谈", 1)]
        assert dict(listing.value_counts(session, view, "station")) == {None: 2, "长三角组": 1}


def test_a_trip_is_named_by_its_start_its_destination_and_who_made_it(filled: Book) -> None:
    staff, _ = edit.create(filled, "staff", {"name": "孟月文"})
    day = dt.date(2024, 5, 8)
    trip, _ = edit.create(filled, "trips", {"staff": staff, "start": day, "end": day, "destination": "苏州"})
    edit.create(filled, "visits", {"date": day, "trip": trip})
    with filled.read() as session:
        found = listing.cells(
            session, "visits", listing.ids(session, ViewSpec("visits", filters=(Filter("trip", "filled"),)))
        )
        assert [r.values["trip"] for r in found] == ["2024-05-08 苏州 孟月文"]


def test_an_arrival_is_titled_by_its_project(filled: Book) -> None:
    lead, _ = edit.create(filled, "leads", {"name": "光学膜二期"})
    edit.create(filled, "arrivals", {"lead": lead, "month": dt.date(2024, 5, 1), "amount": 1_000_000})
    ledger = LEDGERS["arrivals"]
    with filled.read() as session:
        title = session.execute(listing.select(listing.title_of(ledger)).select_from(ledger.table)).scalar()
        (row,) = listing.cells(session, "leads", [lead], ["arrived"])
    assert (title, row.values["arrived"]) == ("光学膜二期", 1_000_000)


def test_a_view_survives_being_saved_and_leaves_out_what_no_longer_exists() -> None:
    view = ViewSpec(
        "enterprises", (Filter("state", "in", ("在谈", "签约")),), "光电", ("-name",), ("name", "city"), True
    )
    assert ViewSpec.from_json(view.to_json()) == view
    assert ViewSpec.from_json(view.to_json().replace('"city"', '"颜色"')).columns == ("name",)


def test_a_view_without_chosen_columns_shows_the_ledgers_own() -> None:
    assert ViewSpec("stations").shown_columns() == ("name", "region", "leader", "order", "note")


def test_a_view_may_name_more_rows_than_a_statement_takes_one_by_one(book: Book) -> None:
    firm, _ = edit.create(book, "enterprises", {"name": "恒业光电"})
    view = ViewSpec("enterprises", (Filter(ROWS, "in", (*range(300_000), firm)),))
    with book.read() as session:
        assert (listing.ids(session, view), listing.count(session, view)) == ([firm], 1)


def test_what_is_overdue_is_what_nobody_has_settled(book: Book) -> None:
    due = dt.date(2024, 5, 10)

    def overdue(ledger: str, field: str) -> list[str]:
        view = ViewSpec(ledger, (Filter(field, "overdue", "2024-06-20"),))
        with book.read() as session:
            found = listing.cells(session, ledger, listing.ids(session, view))
        return sorted(str(row.values[LEDGERS[ledger].title]) for row in found)

    firms = {}
    for name, met in (("无人联系", None), ("联系过早", dt.date(2024, 5, 9)), ("已联系", dt.date(2024, 5, 10))):
        firms[name], _ = edit.create(book, "enterprises", {"name": name, "next_contact": due})
        if met:
            edit.create(book, "visits", {"date": met, "enterprise": firms[name], "content": "通话"})
    edit.create(book, "enterprises", {"name": "未到期", "next_contact": dt.date(2024, 6, 20)})
    assert overdue("enterprises", "next_contact") == ["无人联系", "联系过早"]

    edit.create(book, "leads", {"name": "该开工", "due_start": due})
    edit.create(book, "leads", {"name": "已开工", "due_start": due, "started_date": dt.date(2024, 6, 1)})
    edit.create(book, "leads", {"name": "已终止", "due_start": due, "ended_date": dt.date(2024, 6, 1)})
    assert overdue("leads", "due_start") == ["该开工"]

    first = edit.create(book, "visits", {"date": due, "next_date": due, "content": "甲"})[0]
    edit.create(book, "visits", {"date": due, "next_date": due, "content": "乙", "done": True})
    with book.read() as session:
        assert listing.ids(session, ViewSpec("visits", (Filter("next_date", "overdue", "2024-06-20"),))) == [first]
