"""Several contacts in one row of a ledger of enterprises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm.book import Book
from crm.excel.plan import plan_import
from crm.excel.run import import_file
from crm.queries.children import children_of
from crm.queries.listing import ids
from crm.queries.view import ViewSpec

Make = Callable[..., Path]
Read = Callable[..., list[tuple[Any, ...]]]
HEAD = ["企业名称", "联系人", "职务", "联系电话"]
WANG, LI, SUN = "13812345678", "13900000000", "13700000000"


@pytest.fixture
def people(book: Book) -> Callable[[], list[tuple[Any, ...]]]:
    """The contacts of the only enterprise, in order."""

    def read() -> list[tuple[Any, ...]]:
        with book.read() as session:
            found = children_of(session, "contact", *ids(session, ViewSpec("enterprises")))
        return [(row["name"], row["title"], row["phone"]) for row in found]

    return read


def test_people_of_one_cell_become_contacts_in_order(book: Book, sheet_file: Make, people: Any, read: Read) -> None:
    path = sheet_file([HEAD, ["甲有限公司", "王建国、李敏", "董事长、总经理", f"{WANG}、{LI}"]])
    import_file(book, "enterprises", path)
    assert people() == [("王建国", "董事长", WANG), ("李敏", "总经理", LI)]
    assert read("enterprises", "contact_name", "contact_phone") == [("王建国", WANG)]
    assert import_file(book, "enterprises", path).unchanged == 1
    assert len(people()) == 2


def test_names_posts_and_numbers_in_one_cell(book: Book, sheet_file: Make, people: Any) -> None:
    path = sheet_file([["企业名称", "联系人及电话"], ["甲有限公司", f"王建国 {WANG}；李敏（副总）{LI}"]])
    import_file(book, "enterprises", path)
    assert people() == [("王建国", None, WANG), ("李敏", "副总", LI)]
    assert import_file(book, "enterprises", path).unchanged == 1


def test_numbers_with_their_holders_names(book: Book, sheet_file: Make, people: Any) -> None:
    path = sheet_file([["企业名称", "联系电话"], ["甲有限公司", f"王总{WANG}，李敏{LI}"]])
    import_file(book, "enterprises", path)
    assert people() == [("王总", None, WANG), ("李敏", None, LI)]


def test_several_numbers_of_one_person_stay_with_that_person(book: Book, sheet_file: Make, people: Any) -> None:
    import_file(book, "enterprises", sheet_file([HEAD, ["甲有限公司", "王建国", "", f"{WANG}、{LI}"]]))
    assert people() == [("王建国", None, f"{WANG}、{LI}")]


def test_every_contact_is_found_by_name_and_number(book: Book, sheet_file: Make) -> None:
    import_file(book, "enterprises", sheet_file([HEAD, ["甲有限公司", "王建国、李明朗", "", f"{WANG}、{LI}"]]))
    with book.read() as session:
        for search in ("lml", LI):
            assert len(ids(session, ViewSpec("enterprises", search=search))) == 1


def test_a_later_ledger_completes_and_adds_whatever_its_order(book: Book, sheet_file: Make, people: Any) -> None:
    import_file(book, "enterprises", sheet_file([HEAD, ["甲有限公司", "王建国、李敏", "", WANG]]))
    path = sheet_file([HEAD, ["甲有限公司", "李敏、孙八、王建国", "", f"{LI}、{SUN}"]])
    plan = plan_import(book, "enterprises", path)
    assert plan.rows[0].changes == {"contact_name": ("王建国、李敏", "王建国、李敏、孙八")}
    assert import_file(book, "enterprises", path).updated == 1
    assert people() == [("王建国", None, WANG), ("李敏", None, LI), ("孙八", None, SUN)]
    assert import_file(book, "enterprises", path).unchanged == 1


def test_a_contact_whom_the_book_has_further_down_does_not_push_out_the_first(
    book: Book, sheet_file: Make, people: Any
) -> None:
    import_file(book, "enterprises", sheet_file([HEAD, ["甲有限公司", "王建国、李敏", "", f"{WANG}、{LI}"]]))
    path = sheet_file([HEAD, ["甲有限公司", "李敏", "总经理", LI]])
    assert import_file(book, "enterprises", path).updated == 1
    assert people() == [("王建国", None, WANG), ("李敏", "总经理", LI)]


def test_a_twin_row_with_another_contact_keeps_both(book: Book, sheet_file: Make, people: Any) -> None:
    path = sheet_file([HEAD, ["甲有限公司", "王建国", "", WANG], ["甲有限公司", "李敏", "经理", LI]])
    report = import_file(book, "enterprises", path)
    assert (report.created, report.updated) == (1, 1)
    assert people() == [("王建国", None, WANG), ("李敏", "经理", LI)]
    assert import_file(book, "enterprises", path).unchanged == 2


def test_undo_takes_the_added_contacts_back(book: Book, sheet_file: Make, people: Any) -> None:
    import_file(book, "enterprises", sheet_file([HEAD, ["甲有限公司", "王建国", "", WANG]]))
    report = import_file(book, "enterprises", sheet_file([HEAD, ["甲有限公司", "王建国、李敏", "", f"{WANG}、{LI}"]]))
    assert len(people()) == 2
    assert report.batch is not None
    book.undo_batch(report.batch)
    assert people() == [("王建国", None, WANG)]


def test_a_wrong_number_among_several_people_is_a_fault_of_that_row(book: Book, sheet_file: Make) -> None:
    report = import_file(book, "enterprises", sheet_file([HEAD, ["甲有限公司", f"王建国 {WANG}、李敏 1390", "", ""]]))
    assert [(e.row, e.column, e.reason) for e in report.errors] == [
        (2, "联系人", "电话“1390”不像电话号码，请填11位手机号或带区号的座机号")
    ]


def test_more_numbers_than_people_are_told(book: Book, sheet_file: Make) -> None:
    path = sheet_file([HEAD, ["甲有限公司", "王建国、李敏", "", f"{WANG}、{LI}、{SUN}"]])
    report = import_file(book, "enterprises", path)
    assert [w.reason for w in report.warnings] == ["2个联系人有3个电话，按先后对应，请核对"]


def test_a_visit_s_person_and_post_in_one_cell(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["日期", "接洽人及职务", "洽谈内容"],
            ["2024-05-03", "王建国（总经理）", "甲"],
            ["2024-05-04", "李敏副总", "乙"],
        ]
    )
    import_file(book, "visits", path)
    assert read("visits", "contact", "contact_title") == [("王建国", "总经理"), ("李敏", "副总")]


def test_people_who_joined_a_trip_that_the_book_has_already_are_given_theirs(
    book: Book, sheet_file: Callable[..., Path], read: Callable[..., list[tuple[Any, ...]]]
) -> None:
    head = ["人员", "类型", "目的地", "起始日期", "截止日期"]
    alone = sheet_file([head, ["王磊", "驻点", "苏州", "2024-05-06", "2024-05-10"]], name="一.xlsx")
    import_file(book, "trips", alone)
    path = sheet_file([head, ["王磊、李敏、赵强", "驻点", "", "2024-05-06", ""]], name="二.xlsx")
    plan = plan_import(book, "trips", path)
    assert [(row.status, len(row.fellows)) for row in plan.rows] == [("update", 2)]
    report = import_file(book, "trips", path)
    assert (report.created, report.updated) == (0, 1)
    own = ("苏州", dt.date(2024, 5, 6), dt.date(2024, 5, 10))
    assert read("trips", "staff", "destination", "start", "end") == [(name, *own) for name in ("王磊", "李敏", "赵强")]
    assert import_file(book, "trips", path).unchanged == 1
    assert import_file(book, "trips", alone).unchanged == 1
    assert len(read("trips", "staff")) == 3
    assert report.batch is not None
    book.undo_batch(report.batch)
    assert read("trips", "staff") == [("王磊",)]
