"""Undo restores what no one has touched since, and lists what it kept."""

import datetime as dt

import pytest

from crm.actions import edit
from crm.actions.rows import insert_rows, update_rows
from crm.book import Book, put_setting
from crm.queries.listing import cells, count, ids
from crm.queries.view import ViewSpec
from crm.records import LEDGERS
from crm.rules.problem import Problem


def names(book: Book, ledger: str = "stations") -> list[str]:
    with book.read() as session:
        found = cells(session, ledger, ids(session, ViewSpec(ledger)))
    return sorted(row.values["name"] for row in found)


def value(book: Book, ledger: str, row: int, field: str):
    with book.read() as session:
        return cells(session, ledger, [row])[0].values[field]


def test_undo_and_redo_name_the_step(book: Book) -> None:
    edit.create(book, "stations", {"name": "沪苏组"})
    assert (book.undo_label(), book.redo_label()) == ("新建片区 沪苏组", None)
    book.undo()
    assert (book.undo_label(), book.redo_label(), names(book)) == (None, "新建片区 沪苏组", [])
    book.redo()
    assert (book.undo_label(), book.redo_label(), names(book)) == ("新建片区 沪苏组", None, ["沪苏组"])


def test_steps_go_back_and_forth_in_order(book: Book) -> None:
    row, _ = edit.create(book, "stations", {"name": "甲"})
    for name in ("乙", "丙", "丁"):
        edit.change(book, "stations", {row: {"name": name}})
    seen = [names(book)[0]]
    for _ in range(3):
        book.undo()
        seen.append(names(book)[0])
    for _ in range(3):
        book.redo()
        seen.append(names(book)[0])
    assert seen == ["丁", "丙", "乙", "甲", "乙", "丙", "丁"]
    assert book.redo() is None


def test_a_new_step_after_an_undo_ends_the_redo(book: Book) -> None:
    row, _ = edit.create(book, "stations", {"name": "甲"})
    edit.change(book, "stations", {row: {"name": "乙"}})
    book.undo()
    edit.change(book, "stations", {row: {"order": 3}})
    assert (book.redo_label(), book.undo_label()) == (None, "修改片区的排列次序")


def test_undo_on_an_empty_book_does_nothing(book: Book) -> None:
    assert (book.undo(), book.redo()) == (None, None)


def test_an_old_batch_undone_keeps_what_a_person_has_touched_since(book: Book) -> None:
    with book.write("导入 名单.xlsx") as writer:
        first, second = insert_rows(writer, LEDGERS["stations"], [{"name": "甲"}, {"name": "乙"}])
    batch = writer.changes.batch
    edit.change(book, "stations", {second: {"leader": "陈刚"}})
    changes = book.undo_batch(batch)
    assert names(book) == ["乙"]
    (kept,) = changes.kept
    assert (kept.row, kept.columns, kept.reason) == (second, ("leader",), "之后有人改过")
    assert first not in {k.row for k in changes.kept}


def test_an_update_undone_restores_the_untouched_fields_and_keeps_the_touched(book: Book) -> None:
    row, _ = edit.create(book, "stations", {"name": "甲", "leader": "陈刚", "order": 1})
    changed = edit.change(book, "stations", {row: {"name": "乙", "leader": "李敏"}})
    edit.change(book, "stations", {row: {"leader": "赵静"}})
    undone = book.undo_batch(changed.batch)
    assert (value(book, "stations", row, "name"), value(book, "stations", row, "leader")) == ("甲", "赵静")
    assert [k.columns for k in undone.kept] == [("leader",)]


def test_a_row_that_others_refer_to_is_kept_and_the_reason_given(book: Book) -> None:
    with book.write("导入 片区.xlsx") as writer:
        rows = insert_rows(writer, LEDGERS["stations"], [{"name": f"片区{n}"} for n in range(9)])
    edit.create(book, "staff", {"name": "陈刚", "station": rows[4]})
    changes = book.undo_batch(writer.changes.batch)
    assert (names(book), [(k.row, k.reason) for k in changes.kept]) == (["片区4"], [(rows[4], "别的记录正用着它")])


def test_a_record_that_is_kept_keeps_its_milestones_and_contacts(book: Book) -> None:
    signed = {"signed_date": dt.date(2024, 5, 6), "signed_amount": 100_000_000}
    with book.write("导入 项目.xlsx") as writer:
        leads = insert_rows(writer, LEDGERS["leads"], [{"name": f"项目{n}", **signed} for n in range(4)])
    edit.change(book, "leads", {leads[0]: {"progress": "选址"}})
    edit.change(book, "leads", {leads[1]: {"signed_amount": 200_000_000}})
    edit.create(book, "visits", {"date": dt.date(2024, 6, 1), "lead": leads[2]})
    changes = book.undo_batch(writer.changes.batch)
    assert {(k.row, k.reason) for k in changes.kept} == {
        (leads[0], "之后有人改过"), (leads[1], "之后有人改过"), (leads[2], "别的记录正用着它"),
    }  # fmt: skip
    assert [value(book, "leads", lead, "signed_date") for lead in leads[:3]] == [dt.date(2024, 5, 6)] * 3
    assert [value(book, "leads", lead, "signed_amount") for lead in leads[:3]] == [10**8, 2 * 10**8, 10**8]
    assert book.redo() is not None
    assert value(book, "leads", leads[3], "signed_amount") == 10**8


def test_undo_twice_of_one_batch_is_refused_in_words(book: Book) -> None:
    _, changes = edit.create(book, "stations", {"name": "甲"})
    book.undo_batch(changes.batch)
    with pytest.raises(Problem, match="已经撤销过了"):
        book.undo_batch(changes.batch)
    with pytest.raises(Problem, match="没有编号为 42 的操作"):
        book.undo_batch(42)


def test_a_deleted_row_comes_back_with_its_contacts_and_its_search_words(book: Book) -> None:
    row, _ = edit.create(book, "enterprises", {"name": "苏州铭瑞新材料有限公司", "contact_name": "罗红明"})
    edit.delete(book, "enterprises", [row])
    edit.purge(book, "enterprises", [row])
    book.undo()
    book.undo()
    with book.read() as session:
        assert ids(session, ViewSpec("enterprises", search="lhm")) == [row]
        assert ids(session, ViewSpec("enterprises", search="szmr")) == [row]
    assert value(book, "enterprises", row, "contact_name") == "罗红明"


def test_an_undone_rename_is_found_by_its_old_name_again(book: Book) -> None:
    row, _ = edit.create(book, "enterprises", {"name": "上海恒业光电有限公司"})
    edit.change(book, "enterprises", {row: {"name": "宁波华彩包装有限公司"}})
    book.undo()
    with book.read() as session:
        assert ids(session, ViewSpec("enterprises", search="hygd")) == [row]
        assert ids(session, ViewSpec("enterprises", search="hcbz")) == []


def test_many_touches_of_a_row_in_one_batch_are_one_step_back(book: Book) -> None:
    row, _ = edit.create(book, "stations", {"name": "甲"})
    with book.write("一步改几次") as writer:
        update_rows(writer, LEDGERS["stations"], {row: {"name": "乙"}})
        update_rows(writer, LEDGERS["stations"], {row: {"name": "丙", "order": 2}})
        (fresh,) = insert_rows(writer, LEDGERS["stations"], [{"name": "新"}])
        update_rows(writer, LEDGERS["stations"], {fresh: {"name": "更新"}})
    book.undo()
    assert (names(book), value(book, "stations", row, "order")) == (["甲"], None)
    book.redo()
    assert names(book) == ["丙", "更新"]


def test_a_row_deleted_since_is_left_out_of_an_undo(book: Book) -> None:
    row, created = edit.create(book, "stations", {"name": "甲"})
    changed = edit.change(book, "stations", {row: {"name": "乙"}})
    edit.delete(book, "stations", [row])
    edit.purge(book, "stations", [row])
    assert [k.reason for k in book.undo_batch(changed.batch).kept] == ["之后已删除"]
    assert [k.reason for k in book.undo_batch(created.batch).kept] == ["之后已删除"]


def test_a_row_restored_otherwise_is_not_restored_twice(book: Book) -> None:
    row, _ = edit.create(book, "stations", {"name": "甲"})
    edit.delete(book, "stations", [row])
    purged = edit.purge(book, "stations", [row])
    with book.write("手工补回") as writer:
        writer.new_id = lambda: row
        insert_rows(writer, LEDGERS["stations"], [{"name": "甲"}])
    assert [k.reason for k in book.undo_batch(purged.batch).kept] == ["已另行恢复"]


def test_ten_thousand_rows_are_one_step(book: Book) -> None:
    with book.write("导入一万行") as writer:
        insert_rows(writer, LEDGERS["stations"], ({"name": f"片区{n}"} for n in range(10_000)))
    assert len(writer.changes.ids["stations"]) == 10_000
    book.undo()
    with book.read() as session:
        assert count(session, ViewSpec("stations")) == 0


def test_settings_are_undone_like_rows(book: Book) -> None:
    book.set_setting("county", "云溪县", label="改县名")
    book.set_setting("county", "青石县", label="改县名")
    book.undo()
    assert book.setting("county") == "云溪县"
    with book.write("清除县名") as writer:
        put_setting(writer, "county", None)
    assert book.setting("county", "未设") == "未设"


def test_those_who_listen_hear_of_each_write_once_and_of_its_parent_rows(book: Book) -> None:
    heard = []
    stop = book.on_changes(heard.append)
    row, _ = edit.create(book, "leads", {"name": "光学膜二期"})
    edit.change(book, "leads", {row: {"signed_amount": 500_000_000}})
    stop()
    edit.delete(book, "leads", [row])
    assert [(c.label, dict(c.ids)) for c in heard] == [
        ("新建线索项目 光学膜二期", {"leads": frozenset({row})}),
        ("修改线索项目的签约金额", {"leads": frozenset({row})}),
    ]
