"""What is found while one types, and in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm.actions import edit
from crm.actions.edit import create
from crm.actions.rows import insert_rows
from crm.book import Book, create_book, open_book
from crm.queries import find_keys
from crm.queries.find import find_anything, find_rows
from crm.records.ledger import LEDGERS


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
    assert first.note == "上海 · …8216 · 2024.05.28 陈刚"
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


def test_a_name_shortened_as_people_do_is_found_though_no_run_of_it_is_so_written(book: Book) -> None:
    def asked(text: str) -> list[str]:
        with book.read() as session:
            return [hit.title for hit in find_anything(session, text)]

    assert asked("恒业科技") == ["上海恒业光电科技集团有限公司"]
    assert asked("恒远装备") == ["海宁恒远轨道交通装备有限公司"]
    assert asked("恒业装备") == []
    assert titles(book, "enterprises", "恒业科技") == [], "to a form it is a new name"


def test_what_was_found_once_follows_every_write(book: Book, tmp_path: Path) -> None:
    assert titles(book, "enterprises", "轨道") == ["海宁恒远轨道交通装备有限公司"]
    row_id = ids_named(book, "轨道")
    edit.change(book, "enterprises", {row_id: {"name": "海宁恒远船舶有限公司", "contact_phone": "13911112222"}})
    assert titles(book, "enterprises", "轨道") == []
    assert titles(book, "enterprises", "hnhycb") == titles(book, "enterprises", "13911112222")
    book.undo()
    assert titles(book, "enterprises", "13911112222") == []
    edit.delete(book, "enterprises", [row_id])
    assert titles(book, "enterprises", "轨道") == []
    other = open_book(book.path)
    edit.restore(other, "enterprises", [row_id])
    other.close()
    assert titles(book, "enterprises", "轨道") == ["海宁恒远轨道交通装备有限公司"]


def test_a_great_many_new_rows_are_found_as_well(book: Book) -> None:
    assert titles(book, "events", "推介") == []
    with book.write("导入") as writer:
        insert_rows(
            writer,
            LEDGERS["events"],
            ({"name": f"推介会{n}", "date": dt.date(2024, 5, 1)} for n in range(find_keys.MANY)),
        )
    assert titles(book, "events", "推介会17")[:2] == ["推介会17", "推介会179"]
    assert len(titles(book, "events", "tjh")) == 8


def test_among_a_great_many_the_ones_that_begin_so_lead_and_the_shortest_is_first(book: Book) -> None:
    with book.write("导入") as writer:
        names = [f"苏州第{n}光电" for n in range(find_keys.ENOUGH)]
        insert_rows(writer, LEDGERS["enterprises"], ({"name": name} for name in [*names, "光电"]))
    assert titles(book, "enterprises", "光电")[:2] == ["光电", "光电新材料有限公司"]
    assert titles(book, "enterprises", "第777 光电") == ["苏州第777光电"]


def test_a_name_that_begins_so_leads_though_a_great_many_begin_so_in_pinyin(book: Book) -> None:
    with book.write("导入") as writer:
        names = ["SZ精密", *(f"深圳{n}号" for n in range(find_keys.ENOUGH))]
        insert_rows(writer, LEDGERS["enterprises"], ({"name": name} for name in names))
    assert titles(book, "enterprises", "sz")[0] == "SZ精密"


def test_a_row_is_found_by_what_it_refers_to_unless_that_is_an_answer_itself(book: Book) -> None:
    hengye = ids_named(book, "上海恒业")
    create(book, "leads", {"name": "二期厂房", "enterprise": hengye, "content": "光电"})
    assert titles(book, "leads", "恒业 厂房") == ["二期厂房"]
    assert titles(book, "leads", "恒业 船舶") == []
    with book.write("导入") as writer:
        insert_rows(writer, LEDGERS["enterprises"], ({"name": f"恒业{n}"} for n in range(1000)))
    assert titles(book, "leads", "恒业 厂房") == ["二期厂房"]
    with book.read() as session:
        assert {hit.ledger for hit in find_anything(session, "恒业")} == {"enterprises"}


def ids_named(book: Book, text: str) -> int:
    with book.read() as session:
        return find_rows(session, "enterprises", text)[0].id
