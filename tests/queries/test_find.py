"""What is found while one types, and in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm.actions.edit import create
from crm.book import Book, create_book
from crm.queries.find import find_anything, find_rows


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book with a few enterprises, one of them visited."""
    book = create_book(tmp_path / "云溪县.zhaoyin", clock=lambda: dt.datetime(2024, 5, 30, 10, 42))
    hengye, _ = create(
        book,
        "enterprises",
        {"name": "上海恒业光电科技集团有限公司", "city": "上海市", "credit_code": "914403001922038216"},
    )
    create(
        book, "enterprises", {"name": "海宁恒远轨道交通装备有限公司", "city": "嘉兴市", "contact_phone": "13800001234"}
    )
    create(book, "enterprises", {"name": "光电新材料有限公司"})
    staff, _ = create(book, "staff", {"name": "陈刚"})
    create(book, "visits", {"date": dt.date(2024, 5, 28), "enterprise": hengye, "staff": staff, "contact": "王建国"})
    create(book, "hometown", {"name": "李明朗", "city": "苏州市", "employer": "苏州铭瑞新材料"})
    yield book
    book.close()


def titles(book: Book, ledger: str, text: str) -> list[str]:
    with book.read() as session:
        return [hit.title for hit in find_rows(session, ledger, text)]


def test_a_name_that_begins_with_the_words_comes_before_names_that_hold_them(book: Book) -> None:
    assert titles(book, "enterprises", "光电") == ["光电新材料有限公司", "上海恒业光电科技集团有限公司"]


def test_initials_find_an_enterprise_and_one_in_touch_lately_leads(book: Book) -> None:
    assert titles(book, "enterprises", "hy") == ["上海恒业光电科技集团有限公司", "海宁恒远轨道交通装备有限公司"]
    assert titles(book, "enterprises", "hngy") == []
    assert titles(book, "enterprises", "hnhygd") == ["海宁恒远轨道交通装备有限公司"]


@pytest.mark.parametrize("typed", ["shanghaihengye", "914403001922038216", "恒业 光电", "shhygd"])
def test_full_pinyin_code_and_two_words_find_it_too(book: Book, typed: str) -> None:
    assert titles(book, "enterprises", typed) == ["上海恒业光电科技集团有限公司"]


def test_digits_of_a_contacts_phone_find_the_enterprise(book: Book) -> None:
    assert titles(book, "enterprises", "138 0000 1234") == ["海宁恒远轨道交通装备有限公司"]


def test_a_hit_on_an_enterprise_tells_city_code_tail_and_the_last_contact(book: Book) -> None:
    with book.read() as session:
        first, second = find_rows(session, "enterprises", "hy")
    assert first.note == "上海 · …8216 · 5月28日 陈刚"
    assert second.note == "嘉兴 · 未接触"


def test_nothing_typed_offers_the_ones_in_touch_lately(book: Book) -> None:
    assert titles(book, "enterprises", "")[0] == "上海恒业光电科技集团有限公司"


def test_a_percent_sign_is_a_percent_sign(book: Book) -> None:
    assert titles(book, "enterprises", "%") == []


def test_one_question_is_put_to_every_ledger(book: Book) -> None:
    with book.read() as session:
        assert [(h.ledger, h.title) for h in find_anything(session, "lml")] == [("hometown", "李明朗")]
        assert [h.ledger for h in find_anything(session, "陈刚")] == ["staff"]
        assert [h.id for h in find_rows(session, "visits", "陈刚")] == [h.id for h in find_rows(session, "visits", "")]
        visit = find_anything(session, "wjg")[0]
        assert (visit.title, visit.note) == ("2024-05-28 上海恒业光电科技集团有限公司", "陈刚 · 王建国")
        assert find_anything(session, "  ") == []
