"""What an undo leaves as it is, is told by the name of the record."""

from __future__ import annotations

from crm.actions import edit
from crm.book import Book, Changes
from crm.queries.kept import told


def left(book: Book, changes: Changes) -> list[str]:
    """What taking a step back leaves, told."""
    assert changes.batch is not None
    undone = book.undo_batch(changes.batch)
    with book.read() as session:
        return told(session, undone.kept)


def test_a_row_is_told_by_its_name_its_fields_and_the_reason(book: Book) -> None:
    firm, _ = edit.create(book, "enterprises", {"name": "恒业光电"})
    changed = edit.change(book, "enterprises", {firm: {"city": "宁波市", "state": "已接触"}})
    edit.change(book, "enterprises", {firm: {"city": "杭州市"}})
    assert left(book, changed) == ["恒业光电：市，之后有人改过"]


def test_a_contact_is_told_under_its_firm(book: Book) -> None:
    firm, _ = edit.create(book, "enterprises", {"name": "恒业光电", "contact_name": "王建国"})
    changed = edit.change(book, "enterprises", {firm: {"contact_phone": "13800000001"}})
    edit.change(book, "enterprises", {firm: {"contact_phone": "13800000002"}})
    assert left(book, changed) == ["恒业光电·联系人：电话，之后有人改过"]


def test_a_setting_is_told_by_what_people_call_it(book: Book) -> None:
    book.set_setting("county", "云溪县")
    changed = book.set_setting("county", "清河县")
    book.set_setting("county", "临河县")
    assert left(book, changed) == ["县（市、区）名称：整条，之后有人改过"]


def test_of_many_rows_the_first_are_named_and_the_rest_counted(book: Book) -> None:
    firms = [edit.create(book, "enterprises", {"name": f"企业{n:02}"})[0] for n in range(10)]
    changed = edit.change(book, "enterprises", {firm: {"city": "宁波市"} for firm in firms})
    edit.change(book, "enterprises", {firm: {"city": "杭州市"} for firm in firms})
    lines = left(book, changed)
    assert (lines[0], lines[7:]) == ("企业00：市，之后有人改过", ["企业07：市，之后有人改过", "另有 2 处"])
    removed = edit.delete(book, "enterprises", firms[:1])
    edit.restore(book, "enterprises", firms[:1])
    edit.delete(book, "enterprises", firms[:1])
    assert left(book, removed) == ["企业00：在回收站里与否，之后有人改过"]
