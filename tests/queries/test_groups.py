"""Rows that share a value stand together, in the order of the field, with what they come to."""

import datetime as dt
from decimal import Decimal
from itertools import groupby

import pytest

from crm.actions import edit
from crm.actions.rows import insert_rows
from crm.book import Book
from crm.queries import listing
from crm.queries.groups import Group, groups, only
from crm.queries.order import groupable
from crm.queries.view import Filter, ViewSpec
from crm.records import LEDGERS

WAN = 10_000
FIRMS = (
    # name, capital in 万元, state, city, station, listed, next_contact
    ("甲", 100, "在谈", "苏州市", "珠三角组", True, dt.date(2024, 6, 3)),
    ("乙", 200, "未接触", "", "长三角组", None, None),
    ("丙", None, "在谈", "重庆市", "长三角组", False, dt.date(2024, 6, 28)),
    ("丁", 400, "看地", None, None, True, dt.date(2024, 5, 30)),
    ("戊", 500, None, "苏州市", "珠三角组", None, dt.date(2023, 12, 1)),
)


@pytest.fixture
def firms(book: Book) -> Book:
    with book.write("建立名单") as writer:
        names = ("珠三角组", "长三角组")
        made = insert_rows(writer, LEDGERS["stations"], [{"name": name} for name in names])
        stations = dict(zip(names, made, strict=True))
        rows = [
            {
                "name": name,
                "registered_capital": None if capital is None else capital * WAN,
                "state": state,
                "city": city,
                "station": stations.get(station or ""),
                "listed": listed,
                "next_contact": day,
            }
            for name, capital, state, city, station, listed, day in FIRMS
        ]
        insert_rows(writer, LEDGERS["enterprises"], rows)
    return book


def grouped(book: Book, field: str, **more: object) -> list[tuple[str, str, int]]:
    """(group, names of its rows, capital in 万元) as the grid would show them, counts and order checked."""
    view = ViewSpec("enterprises", group=field, **{"sort": ("-registered_capital",), **more})
    with book.read() as session:
        found = groups(session, view)
        rows = listing.cells(session, "enterprises", listing.ids(session, view), ["name"])
    names = iter(row.values["name"] for row in rows)
    told = []
    for group in found:
        members = "".join(next(names) for _ in range(group.count))
        told.append((group.name, members, (group.sums["registered_capital"] or 0) // WAN))
    assert next(names, None) is None
    return told


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        # Choices as they were declared, one's own words after them, blank last.
        ("state", [("未接触", "乙", 200), ("在谈", "甲丙", 100), ("看地", "丁", 400), ("未填", "戊", 500)]),
        # Words by pinyin: 重庆 reads chong; an empty text is as blank as none at all.
        ("city", [("重庆市", "丙", 0), ("苏州市", "戊甲", 600), ("未填", "丁乙", 600)]),
        # Refs by the name behind them, whichever was made first.
        ("station", [("长三角组", "乙丙", 200), ("珠三角组", "戊甲", 600), ("未填", "丁", 400)]),
        ("listed", [("否", "丙", 0), ("是", "丁甲", 500), ("未填", "戊乙", 700)]),
        # Days by month.
        (
            "next_contact",
            [("2023年12月", "戊", 500), ("2024年5月", "丁", 400), ("2024年6月", "甲丙", 100), ("未填", "乙", 200)],
        ),
    ],
)
def test_groups_stand_in_the_order_of_their_field_with_their_totals(
    firms: Book, field: str, shown: list[tuple[str, str, int]]
) -> None:
    assert grouped(firms, field) == shown


def test_a_view_that_sorts_its_group_field_downwards_turns_the_groups_round(firms: Book) -> None:
    turned = grouped(firms, "state", sort=("-state", "name"))
    assert [name for name, _, _ in turned] == ["看地", "在谈", "未接触", "未填"]


def test_a_field_computed_from_other_rows_groups_too(firms: Book) -> None:
    with firms.read() as session:
        first = listing.ids(session, ViewSpec("enterprises", (Filter("name", "=", "甲"),)))[0]
    edit.create(firms, "visits", {"date": dt.date(2024, 5, 8), "enterprise": first, "content": "谈用地"})
    assert [(name, rows) for name, rows, _ in grouped(firms, "last_contact")] == [
        ("2024年5月", "甲"),
        ("未填", "戊丁乙丙"),
    ]


@pytest.mark.parametrize("field", ["state", "city", "station", "listed", "next_contact"])
def test_groups_together_are_the_whole_and_each_can_be_kept_alone(firms: Book, field: str) -> None:
    view = ViewSpec("enterprises", (Filter("registered_capital", "filled"),), group=field)
    with firms.read() as session:
        found = groups(session, view)
        assert sum(group.count for group in found) == listing.count(session, view) == 4
        assert sum(group.sums["registered_capital"] or 0 for group in found) == 1_200 * WAN
        assert listing.sums(session, view)["registered_capital"] == 1_200 * WAN
        for group in found:
            kept = view.replace(filters=(*view.filters, *only(view, group)))
            assert listing.count(session, kept) == group.count
            assert listing.sums(session, kept)["registered_capital"] == group.sums["registered_capital"]


def test_sums_are_of_the_shown_columns_in_their_own_type(book: Book) -> None:
    edit.create(book, "leads", {"name": "光学膜", "land": Decimal("80.5")})
    view = ViewSpec("leads", columns=("name", "land", "stage"), group="stage")
    with book.read() as session:
        assert groups(session, view) == [Group("线索", "线索", 1, {"land": Decimal("80.5")}, "stage")]
        assert groups(session, view.replace(group="")) == []


def test_what_recurs_can_group_and_what_names_a_row_cannot() -> None:
    ledger = LEDGERS["enterprises"]
    wanted = {key for key, spec in ledger.fields.items() if groupable(ledger, spec)}
    assert {"chain", "city", "state", "station", "staff", "leader", "listed", "next_contact", "last_contact"} <= wanted
    assert not wanted & {"name", "credit_code", "contact_phone", "contact_wechat", "registered_capital", "remark"}


def test_grouping_and_pinned_columns_are_part_of_the_view_and_older_views_have_none() -> None:
    view = ViewSpec("enterprises", group="state", pinned=2)
    assert ViewSpec.from_json(view.to_json()) == view
    older = '{"ledger": "enterprises", "filters": [], "search": "", "sort": [], "columns": [], "deleted": false}'
    assert ViewSpec.from_json(older) == ViewSpec("enterprises")
    assert ViewSpec.from_json(view.to_json().replace('"state"', '"no_such_field"')).group == ""


def test_rows_of_the_order_agree_with_groupby(firms: Book) -> None:
    view = ViewSpec("enterprises", group="station")
    with firms.read() as session:
        rows = listing.cells(session, "enterprises", listing.ids(session, view), ["station"])
    assert [key for key, _ in groupby(row.values["station"] for row in rows)] == ["长三角组", "珠三角组", None]


def tree(book: Book, view: ViewSpec) -> list[tuple[str, int, object]]:
    """(name, standing back inside its group; count; capital in 万元) of every group."""
    with book.read() as session:
        found = groups(session, view)
    told = []
    for group in found:
        capital = group.sums["registered_capital"]
        told.append(("  " * group.level + group.name, group.count, None if capital is None else capital // WAN))
    return told


def test_groups_within_groups_add_up_to_the_group_around_them(firms: Book) -> None:
    view = ViewSpec("enterprises", group="station", subgroup="city", sort=("-registered_capital",))
    assert tree(firms, view) == [
        ("长三角组", 2, 200),
        ("  重庆市", 1, None),
        ("  未填", 1, 200),
        ("珠三角组", 2, 600),
        ("  苏州市", 2, 600),
        ("未填", 1, 400),
        ("  未填", 1, 400),
    ]
    with firms.read() as session:
        rows = listing.cells(session, "enterprises", listing.ids(session, view), ["name"])
    assert "".join(row.values["name"] for row in rows) == "丙乙戊甲丁"


def test_a_group_inside_another_can_be_kept_alone(firms: Book) -> None:
    view = ViewSpec("enterprises", group="station", subgroup="next_contact")
    with firms.read() as session:
        for group in groups(session, view):
            assert listing.count(session, view.replace(filters=only(view, group))) == group.count
        inner = [group for group in groups(session, view) if group.parent is not None]
    assert [(group.path[1], group.name) for group in inner] == [
        ("2024-06", "2024年6月"),
        (None, "未填"),
        ("2023-12", "2023年12月"),
        ("2024-06", "2024年6月"),
        ("2024-05", "2024年5月"),
    ]


def test_a_second_level_is_part_of_the_view_and_needs_a_first(firms: Book) -> None:
    view = ViewSpec("enterprises", group="station", subgroup="city")
    assert ViewSpec.from_json(view.to_json()) == view
    assert view.levels == ("station", "city")
    assert ViewSpec.from_json(view.to_json().replace('"city"', '"no_such_field"')).levels == ("station",)
    assert ViewSpec("enterprises", subgroup="city").levels == ()
    assert ViewSpec("enterprises", group="city", subgroup="city").levels == ("city",)
