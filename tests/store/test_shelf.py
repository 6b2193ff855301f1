"""The folder beside a book keeps each content once, whole, and finds it again wherever it was moved."""

import errno
import os
from pathlib import Path

import pytest

from crm.rules.problem import Problem
from crm.store import shelf as shelves
from crm.store.shelf import Content, Shelf, folder_of, take_along
from tests.rules.test_pictures import jpeg


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "云溪县.zhaoyin")


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_content_lies_under_its_own_hash_beside_the_book(shelf: Shelf, tmp_path: Path) -> None:
    content = shelf.put(b"abc", "协议.PDF")
    assert content.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert content.size == 3
    assert files(tmp_path) == [f"云溪县.附件/ba/{content.sha256}.pdf"]
    assert shelf.open(content).read_bytes() == b"abc"


def test_the_same_content_is_kept_once(shelf: Shelf, tmp_path: Path) -> None:
    assert shelf.put(b"abc", "甲.pdf").sha256 == shelf.put(b"abc", "乙.pdf").sha256
    assert len(files(tmp_path)) == 1


def test_a_file_that_was_moved_or_renamed_in_the_folder_is_found_by_its_content(shelf: Shelf) -> None:
    content = shelf.put(b"abc", "协议.pdf")
    other = shelf.put(b"xyz", "别的.pdf")
    moved = folder_of(shelf.book) / "2024年" / "签约协议.pdf"
    moved.parent.mkdir()
    shelf.open(content).rename(moved)
    assert shelf.find(content) == moved
    assert shelf.find(content) == moved
    assert shelf.open(other).read_bytes() == b"xyz"


def test_a_folder_that_moved_with_a_renamed_book_is_found(shelf: Shelf, tmp_path: Path) -> None:
    content = shelf.put(b"abc", "协议.pdf")
    assert Shelf(tmp_path / "云溪县2025.zhaoyin").open(content).read_bytes() == b"abc"


def test_what_is_lost_is_said_to_be_lost_with_the_way_to_find_it(shelf: Shelf) -> None:
    content = shelf.put(b"abc", "协议.pdf")
    shelf.open(content).write_bytes(b"abX")
    assert not shelf.sound(content)
    shelf.open(content).unlink()
    assert shelf.find(content) is None and not shelf.sound(content)
    with pytest.raises(Problem, match=r"找不到“协议.pdf”，请把文件夹“云溪县.附件”放回账本旁边，或从备份里拷回来"):
        shelf.open(content)


def test_a_file_that_vanishes_while_one_looks_is_not_found(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    content = shelf.put(b"abc", "协议.pdf")
    shelf.open(content).rename(folder_of(shelf.book) / "协议.pdf")
    monkeypatch.setattr(shelves, "_hash", lambda path: path.with_name("已经没有了").read_bytes())
    assert shelf.find(content) is None


def test_a_file_that_cannot_be_taken_is_refused_in_words(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "空.pdf").touch()
    with pytest.raises(Problem, match=r"“空.pdf”是空文件"):
        shelf.read(tmp_path / "空.pdf")
    with pytest.raises(Problem, match="是文件夹，请打开它，选里面的文件"):
        shelf.read(tmp_path)
    with pytest.raises(Problem, match=r"打不开“没有.pdf”"):
        shelf.read(tmp_path / "没有.pdf")
    large = tmp_path / "录像.mp4"
    with large.open("wb") as file:
        file.truncate(60 * 1024 * 1024)
    with pytest.raises(Problem, match=r"“录像.mp4”有 60.0 MB，超过每个文件 50 MB 的上限，没有添加"):
        shelf.read(large)


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "磁盘已满，“协议.pdf”没有写入"), (errno.EROFS, "“协议.pdf”所在的磁盘是只读的，没有写入")],
)
def test_a_full_or_read_only_disk_leaves_nothing_half_written(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def fail(_file: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(Problem, match=words):
        shelf.put(b"abc", "协议.pdf")
    assert files(tmp_path) == []


def test_a_thumbnail_is_made_once_and_kept(shelf: Shelf) -> None:
    photo = shelf.put(jpeg((1200, 900)), "厂区.jpg")
    small = shelf.thumbnail(photo)
    shelf.open(photo).unlink()
    assert shelf.thumbnail(photo) == small
    assert shelf.find(photo) is None, "a thumbnail never stands for the photo"


def test_a_thumbnail_is_shown_even_where_it_cannot_be_kept(shelf: Shelf, tmp_path: Path) -> None:
    photo = shelf.put(jpeg((1200, 900)), "厂区.jpg")
    (folder_of(shelf.book) / shelves.SMALL).write_text("不是文件夹", encoding="utf-8")
    assert len(shelf.thumbnail(photo)) > 500


def test_saving_as_writes_the_very_bytes(shelf: Shelf, tmp_path: Path) -> None:
    content = shelf.put(b"abc", "协议.pdf")
    shelf.save_as(content, tmp_path / "给市里.pdf")
    assert (tmp_path / "给市里.pdf").read_bytes() == b"abc"


def test_contents_are_taken_along_once_and_what_is_lost_or_damaged_is_named(shelf: Shelf, tmp_path: Path) -> None:
    kept, damaged = shelf.put(b"abc", "协议.pdf"), shelf.put(b"xyz", "批复.pdf")
    shelf.open(damaged).write_bytes(b"xyX")
    lost = Content("0" * 64, 3, "照片.jpg")
    target = Shelf(tmp_path / "备份" / "云溪县 1.zhaoyin", tmp_path / "备份" / "云溪县.附件")
    seen: list[tuple[int, int]] = []
    made = take_along([kept, kept, damaged, lost], shelf, target, report=lambda done, total: seen.append((done, total)))
    assert (made.total, made.new, made.missing) == (3, 1, ("批复.pdf", "照片.jpg"))
    assert target.open(kept).read_bytes() == b"abc"
    assert seen == [(1, 3)]
    again = take_along([kept], shelf, target)
    assert (again.total, again.new) == (1, 0)
