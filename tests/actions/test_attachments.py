"""Photos and files of records: attached in one step, undone, merged, purged, backed up, and never lost."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from crm.actions import edit
from crm.actions.attachments import NewAttachment, arrange, attach, describe, keep, remove
from crm.actions.backup import back_up, bring_attachments
from crm.actions.children import save_record
from crm.actions.merge import merge
from crm.actions.visits import VisitEntry, log_visit
from crm.book import Book, open_book
from crm.queries.attachments import attachments_finding, attachments_of, contents, visit_photos
from crm.queries.history import row_changes, steps
from crm.queries.listing import cells, ids
from crm.queries.soundness import soundness
from crm.queries.timeline import timeline
from crm.queries.view import Filter, ViewSpec
from crm.records.ledger import LEDGERS
from crm.rules.problem import Problem
from crm.store.shelf import Shelf, folder_of
from tests.rules.test_pictures import jpeg


@pytest.fixture
def firm(book: Book) -> int:
    book.set_setting("me", {"name": "王磊", "role": "office"})
    return edit.create(book, "enterprises", {"name": "苏州铭瑞新材料有限公司"})[0]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "桌面" / "厂区大门.JPG"
    path.parent.mkdir()
    path.write_bytes(jpeg((2400, 1800), taken="2024:05:28 10:20:30"))
    return path


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "投资协议.pdf"
    path.write_bytes(b"%PDF-1.4 agreement")
    return path


def named(book: Book, ledger: str, row: int) -> list[str]:
    with book.read() as session:
        return [one.name for one in attachments_of(session, ledger, [row])]


def first(book: Book, ledger: str, row: int) -> int:
    with book.read() as session:
        return attachments_of(session, ledger, [row])[0].id


def add(book: Book, ledger: str, row: int, *paths: Path) -> None:
    attach(book, ledger, row, keep(book, paths).items)


def test_a_photo_is_scaled_dated_and_kept_beside_the_book(book: Book, firm: int, photo: Path) -> None:
    add(book, "enterprises", firm, photo)
    with book.read() as session:
        (found,) = attachments_of(session, "enterprises", [firm])
    assert (found.name, found.kind, found.taken, found.author) == ("厂区大门.JPG", "照片", dt.date(2024, 5, 28), "王磊")
    assert (found.ledger, found.owner, found.is_photo) == ("enterprises", firm, True)
    path = Shelf(book.path).open(found.content)
    assert path.parent.parent == book.path.with_name("云溪县.附件")
    assert path.stat().st_size == found.content.size < photo.stat().st_size * 2


def test_a_picture_of_another_kind_bears_the_suffix_of_what_it_became(book: Book, tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (40, 30)).save(tmp_path / "扫描.tif")
    (tmp_path / "正面.jpeg").write_bytes(jpeg())
    kept = keep(book, [tmp_path / "扫描.tif", tmp_path / "正面.jpeg", ("剪贴板.png", jpeg())])
    assert [item.name for item in kept.items] == ["扫描.jpg", "正面.jpeg", "剪贴板.jpg"]


def test_what_cannot_be_read_is_refused_by_name_and_the_rest_is_kept(book: Book, photo: Path, tmp_path: Path) -> None:
    (tmp_path / "坏.jpg").write_bytes(b"broken")
    seen: list[int] = []
    kept = keep(
        book, [tmp_path / "坏.jpg", photo, tmp_path / "没有.pdf"], report=lambda done, _total: seen.append(done)
    )
    assert [item.name for item in kept.items] == ["厂区大门.JPG"]
    assert [words.split("，")[0] for words in kept.refused] == ["“坏.jpg”不是完好的照片", "打不开“没有.pdf”"]
    assert seen == [1, 2, 3]


def test_attaching_is_one_named_step_and_undo_takes_it_back_and_redo_brings_it_again(
    book: Book, firm: int, photo: Path, paper: Path
) -> None:
    add(book, "enterprises", firm, photo, paper)
    assert book.undo_label() == "给苏州铭瑞新材料有限公司添加 1 张照片、1 个文件"
    undone = book.undo()
    assert undone is not None and undone.ids["enterprises"] == {firm}, "the form hears of it"
    assert named(book, "enterprises", firm) == []
    book.redo()
    assert named(book, "enterprises", firm) == ["厂区大门.JPG", "投资协议.pdf"]
    with book.read() as session:
        assert attachments_finding(session).detail == "2 个附件都在"


def test_the_same_content_is_not_attached_twice_to_one_record(book: Book, firm: int, photo: Path) -> None:
    add(book, "enterprises", firm, photo, photo)
    add(book, "enterprises", firm, photo)
    assert named(book, "enterprises", firm) == ["厂区大门.JPG"]


def test_removing_is_undone_and_the_content_stays(book: Book, firm: int, paper: Path) -> None:
    add(book, "enterprises", firm, paper)
    changes = remove(book, [first(book, "enterprises", firm)])
    assert (changes.label, changes.ids["enterprises"]) == ("移除附件 投资协议.pdf", {firm})
    assert named(book, "enterprises", firm) == []
    book.undo()
    with book.read() as session:
        (back,) = attachments_of(session, "enterprises", [firm])
    assert Shelf(book.path).open(back.content).read_bytes() == b"%PDF-1.4 agreement"


def test_words_and_order_are_changed_in_steps_of_their_own(book: Book, firm: int, photo: Path, paper: Path) -> None:
    add(book, "enterprises", firm, photo, paper)
    describe(book, first(book, "enterprises", firm), " 二期厂房 ")
    with book.read() as session:
        found = attachments_of(session, "enterprises", [firm])
    assert [one.caption for one in found] == ["二期厂房", ""]
    arrange(book, [found[1].id, found[0].id])
    assert named(book, "enterprises", firm) == ["投资协议.pdf", "厂区大门.JPG"]
    with book.read() as session:
        told = [row_changes(session, step.id)[0] for step in steps(session, limit=2)]
    assert [(one.place, one.title) for one in told] == [("目标企业·附件", "苏州铭瑞新材料有限公司")] * 2
    assert [(line.label, line.after) for line in told[1].lines] == [("说明", "二期厂房")]


def test_a_record_that_is_gone_takes_no_attachments(book: Book, firm: int, paper: Path) -> None:
    edit.delete(book, "enterprises", [firm])
    edit.purge(book, "enterprises", [firm])
    with pytest.raises(Problem, match="这家目标企业已不在账本里，附件没有添加"):
        add(book, "enterprises", firm, paper)


def test_a_visit_is_logged_with_its_photos_and_the_enterprise_shows_them(book: Book, firm: int, photo: Path) -> None:
    items = keep(book, [photo]).items
    assert [NewAttachment.from_told(item.told()) for item in items] == list(items), "a draft keeps them"
    visit, changes = log_visit(book, VisitEntry(date=dt.date(2024, 5, 28), enterprise=firm, attachments=items))
    assert changes.ids["visits"] == {visit}
    assert named(book, "visits", visit) == ["厂区大门.JPG"]
    with book.read() as session:
        assert [one.owner for one in visit_photos(session, "enterprises", firm)] == [visit]
        assert visit_photos(session, "policies", firm) == []
    book.undo()
    assert named(book, "visits", visit) == []


def test_a_new_record_is_saved_with_what_was_attached_before(book: Book, paper: Path) -> None:
    items = keep(book, [paper]).items
    lead, _ = save_record(book, "leads", None, values={"name": "二期"}, attachments=items)
    assert named(book, "leads", lead) == ["投资协议.pdf"]
    assert book.undo_label() == "新建线索项目 二期"


def test_a_merge_keeps_the_attachments_of_both(book: Book, firm: int, photo: Path, paper: Path) -> None:
    other, _ = edit.create(book, "enterprises", {"name": "苏州铭瑞新材料公司"})
    add(book, "enterprises", firm, photo)
    add(book, "enterprises", other, paper)
    merge(book, "enterprises", firm, other, {})
    assert sorted(named(book, "enterprises", firm)) == ["厂区大门.JPG", "投资协议.pdf"]
    book.undo()
    assert (named(book, "enterprises", firm), named(book, "enterprises", other)) == (["厂区大门.JPG"], ["投资协议.pdf"])


def test_purging_a_record_takes_its_attachments_along_and_undo_brings_both_back(
    book: Book, firm: int, paper: Path
) -> None:
    add(book, "enterprises", firm, paper)
    edit.delete(book, "enterprises", [firm])
    edit.purge(book, "enterprises", [firm])
    with book.read() as session:
        assert attachments_finding(session).detail == "还没有附件"
    book.undo()
    book.undo()
    with book.read() as session:
        assert attachments_finding(session).ok
    assert named(book, "enterprises", firm) == ["投资协议.pdf"]


def test_lists_show_filter_and_export_the_names(book: Book, firm: int, photo: Path, paper: Path) -> None:
    edit.create(book, "enterprises", {"name": "无锡启衡精密机械有限公司"})
    add(book, "enterprises", firm, photo, paper)
    with book.read() as session:
        (row,) = cells(session, "enterprises", [firm], ["attachments"])
        filled = ids(session, ViewSpec("enterprises", (Filter("attachments", "filled"),)))
        held = ids(session, ViewSpec("enterprises", (Filter("attachments", "contains", "协议"),)))
    assert row.values["attachments"] == "厂区大门.JPG、投资协议.pdf"
    assert filled == held == [firm]
    assert all(ledger.field("附件").derived for ledger in LEDGERS.values())


def test_the_story_of_a_record_tells_what_was_added_and_by_whom(
    book: Book, firm: int, photo: Path, paper: Path
) -> None:
    add(book, "enterprises", firm, photo, paper)
    with book.read() as session:
        told = [(e.kind, e.who, e.text) for e in timeline(session, "enterprises", firm) if e.kind == "附件"]
    assert told == [("附件", "王磊", "厂区大门.JPG、投资协议.pdf")]


def test_a_check_names_what_is_lost_and_under_which_record(book: Book, firm: int, photo: Path, paper: Path) -> None:
    add(book, "enterprises", firm, photo, paper)
    shutil.rmtree(folder_of(book.path))
    with book.read() as session:
        (finding,) = [one for one in soundness(session) if one.rule == "附件齐全"]
    assert not finding.ok
    assert finding.detail.startswith("2 个附件的文件找不到或已损坏：苏州铭瑞新材料有限公司的“厂区大门.JPG”、")
    assert finding.detail.endswith("请把文件夹“云溪县.附件”放回账本旁边，或从备份里拷回来")


def test_a_backup_takes_the_attachments_along_and_a_book_restored_from_it_has_them(
    book: Book, firm: int, photo: Path, paper: Path, tmp_path: Path
) -> None:
    add(book, "enterprises", firm, photo)
    made = back_up(book, tmp_path / "备份" / "云溪县 1.zhaoyin")
    assert made.words == "1 个附件文件在“云溪县.附件”里（这次新拷 1 个）"
    add(book, "enterprises", firm, paper)
    remove(book, [first(book, "enterprises", firm)])
    again = back_up(book, tmp_path / "备份" / "云溪县 2.zhaoyin")
    assert (again.attachments.total, again.attachments.new) == (2, 1), "one that was removed can be asked for by undo"
    place = tmp_path / "新电脑"
    place.mkdir()
    restored = open_book(shutil.copy(again.path, place / "云溪县.zhaoyin"))
    try:
        assert bring_attachments(again.folder, restored).new == 2
        with restored.read() as session:
            assert attachments_finding(session).detail == "1 个附件都在"
            assert len(contents(session)) == 2
    finally:
        restored.close()


def test_a_backup_says_what_it_could_not_take_along(
    book: Book, firm: int, photo: Path, paper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = back_up(book, tmp_path / "备份" / "空.zhaoyin")
    assert plain.words == ""
    add(book, "enterprises", firm, paper, photo)
    with book.read() as session:
        Shelf(book.path).open(attachments_of(session, "enterprises", [firm])[0].content).unlink()
    made = back_up(book, tmp_path / "备份" / "一.zhaoyin")
    assert made.words.endswith("有 1 个找不到，没有备份：“投资协议.pdf”")
    with pytest.raises(Problem, match="备份不能写到账本自己"):
        back_up(book, book.path)
    blocked = tmp_path / "别处" / "云溪县.附件"
    blocked.parent.mkdir()
    blocked.write_text("不是文件夹", encoding="utf-8")
    with pytest.raises(Problem, match=r"账本已备份到“二.zhaoyin”，附件没有备份完"):
        back_up(book, blocked.with_name("二.zhaoyin"))
