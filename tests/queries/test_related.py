"""What refers to a record is counted per ledger, without the bin, and listed by a view."""

import datetime as dt

import pytest

from crm.actions import edit
from crm.actions.children import add_child
from crm.book import Book
from crm.queries import related as relations
from crm.queries.listing import ids
from crm.queries.related import related


@pytest.fixture
def firm(book: Book) -> int:
    firm, _ = edit.create(book, "enterprises", {"name": "恒业光电"})
    for day in (2, 3, 4):
        edit.create(book, "visits", {"date": dt.date(2024, 5, day), "enterprise": firm})
    edit.create(book, "leads", {"name": "光学膜二期", "enterprise": firm})
    return firm


def told(book: Book, ledger: str, row: int) -> list[str]:
    with book.read() as session:
        found = related(session, ledger, row)
        for one in found:
            assert len(ids(session, one.view)) == one.count
    return [one.words for one in found]


def test_a_firms_visits_and_leads_are_counted(book: Book, firm: int) -> None:
    other, _ = edit.create(book, "enterprises", {"name": "铭瑞新材料"})
    assert told(book, "enterprises", firm) == ["拜访日志 3 条", "线索项目 1 个"]
    assert told(book, "enterprises", other) == []


def test_what_lies_in_the_bin_does_not_count(book: Book, firm: int) -> None:
    with book.read() as session:
        visits = next(one for one in related(session, "enterprises", firm) if one.view.ledger == "visits")
        edit.delete(book, "visits", ids(session, visits.view)[:1])
    assert told(book, "enterprises", firm) == ["拜访日志 2 条", "线索项目 1 个"]


def test_an_ambassador_shows_the_leads_that_were_brought(book: Book, firm: int) -> None:
    person, _ = edit.create(book, "ambassadors", {"name": "陈志远"})
    lead, _ = edit.create(book, "leads", {"name": "智能终端"})
    with book.write("登记引荐人") as writer:
        add_child(writer, "introducer", lead, {"kind": "大使", "name": "陈志远", "ambassador": person})
    assert told(book, "ambassadors", person) == ["线索项目 1 个"]


def test_very_many_rows_are_listed_by_the_name_of_the_record(
    book: Book, firm: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relations, "LISTED", 2)
    assert told(book, "enterprises", firm) == ["拜访日志 3 条", "线索项目 1 个"]
