"""Files that cannot be read end in one sentence that names the file, never in a crash."""

from __future__ import annotations

import io
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from crm.book import Book
from crm.excel.plan import plan_import
from crm.excel.sheet import read_sheets, sheets_of
from crm.rules.problem import Problem


def workbook(**cells: object) -> bytes:
    """A small workbook as bytes."""
    book = Workbook()
    for place, value in cells.items():
        book.worksheets[0][place] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def zipped(**files: bytes) -> bytes:
    """A zip that is no workbook."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return target.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WHOLE = workbook(A1="企业名称", A2="星源包装")
XML_2003 = (
    b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
    b'<Worksheet xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" ss:Name="A"><Table></Table>'
    b"</Worksheet></Workbook>"
)
CORPUS = {
    "空文件.xlsx": (b"", "空文件"),
    "只有空格.csv": (b" \r\n\t\n", "空文件"),
    "没有单元格.xlsx": (workbook(), "没有内容"),
    "截断.xlsx": (WHOLE[: len(WHOLE) // 2], "已损坏"),
    "只有文件头.xlsx": (b"PK\x03\x04", "已损坏"),
    "压缩包.xlsx": (zipped(readme=b"x"), "已损坏"),
    "截断.xls": (OLE + b"\0" * 700, "已损坏"),
    "乱码.xls": (OLE + bytes(random.Random(1).randbytes(4096)), "已损坏"),
    "加密.xlsx": (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600, "打开密码"),
    "图片.png": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "不是表格文件"),
    "论文.pdf": (b"%PDF-1.7\n" + bytes(random.Random(2).randbytes(2048)), "不是表格文件"),
    "网页.xls": (b"<html><body><p>404</p></body></html>", "网页格式，里面没有表格"),
    "空表.xls": (b"<table><tr><td></td></tr></table>", "网页格式，里面没有表格"),
    "二〇〇三.xls": (b'<?xml version="1.0"?><Workbook></Workbook>', "网页格式"),
    "半截二〇〇三.xls": (XML_2003[:200], "已损坏"),
    "实体.xls": (XML_2003.replace(b"<Workbook", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><Workbook', 1), "不该有的内容"),
}


@pytest.mark.parametrize("name", CORPUS)
def test_a_broken_file_is_told_in_one_sentence(book: Book, tmp_path: Path, name: str) -> None:
    content, words = CORPUS[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Problem, match=words) as told:
        plan_import(book, "enterprises", path)
    assert name in str(told.value)
    assert "\n" not in str(told.value)


def test_a_workbook_locked_by_a_password_is_told(book: Book, tmp_path: Path, samples: Path) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    xlsx, xls = tmp_path / "加密.xlsx", tmp_path / "加密.xls"
    with xlsx.open("wb") as target:
        OOXMLFile(io.BytesIO(WHOLE)).encrypt("密码123", target)
    content = bytearray((samples / "在外老乡名录.xls").read_bytes())
    # The record after the first of the workbook's stream becomes FILEPASS, by which Excel 97 marks a locked file.
    place = content.find(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    content[place : place + 2] = b"\x2f\x00"
    xls.write_bytes(content)
    for path in (xlsx, xls):
        with pytest.raises(Problem) as told:
            plan_import(book, "enterprises", path)
        assert str(told.value) == f"“{path.name}”设了打开密码，请在 WPS 或 Excel 里去掉密码另存一份再导入"


def test_a_missing_file_and_a_folder_are_told(book: Book, tmp_path: Path) -> None:
    for path, words in ((tmp_path / "没有.xlsx", "找不到文件"), (tmp_path, "是文件夹")):
        with pytest.raises(Problem, match=words):
            plan_import(book, "enterprises", path)


def test_a_file_of_more_than_200_mb_is_refused_before_it_is_read(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "太大.csv"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 201 * 1024 * 1024)
    with pytest.raises(Problem, match="超过 200 MB"):
        plan_import(book, "enterprises", path)


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "炸弹.xlsx"
    entry = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(entry, b"x")
    data = bytearray(packed.getvalue())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (3 * 1024**3).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    with pytest.raises(Problem, match="超过 2 GB"):
        read_sheets(path)


def test_a_stray_cell_at_the_far_corner_does_not_eat_the_memory(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "远处.xlsx"
    path.write_bytes(workbook(A1="企业名称", B1="所在市", A2="星源包装有限公司", B2="深圳市", XFD1048576=1))
    plan = plan_import(book, "enterprises", path)
    assert [row.values["name"] for row in plan.rows] == ["星源包装有限公司"]


def test_a_header_without_rows_and_a_foreign_table_are_told(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "别的.csv"
    path.write_text("水果,颜色\n苹果,红\n", encoding="utf-8")
    with pytest.raises(Problem, match="没有找到目标企业的表头"):
        plan_import(book, "enterprises", path)
    path.write_text("企业名称,所在市\n", encoding="utf-8")
    assert plan_import(book, "enterprises", path).rows == []


def test_an_unknown_sheet_and_an_unknown_column_are_told(
    book: Book, tmp_path: Path, sheet_file: Callable[..., Path]
) -> None:
    path = sheet_file([["企业名称"], ["星源包装有限公司"]], sheet="企业")
    with pytest.raises(Problem, match="没有名为“别的”的工作表，可用的有：企业"):
        plan_import(book, "enterprises", path, sheet="别的")
    with pytest.raises(Problem, match="表头里没有“城市”这一列"):
        plan_import(book, "enterprises", path, mapping={"城市": "city"})
    with pytest.raises(Problem, match="没有“颜色”这一项"):
        plan_import(book, "enterprises", path, mapping={"企业名称": "颜色"})


@given(cut=st.integers(0, len(WHOLE) - 1), byte=st.integers(0, 255), tail=st.integers(0, len(WHOLE)))
def test_no_damage_to_a_workbook_crashes_the_reader(
    tmp_path_factory: pytest.TempPathFactory, cut: int, byte: int, tail: int
) -> None:
    data = bytearray(WHOLE)
    data[cut] = byte
    path = tmp_path_factory.getbasetemp() / "受损.xlsx"
    path.write_bytes(bytes(data[: max(tail, cut + 1)]))
    for read in (read_sheets, sheets_of):
        try:
            read(path)
        except Problem as told:
            assert "受损.xlsx" in str(told)


@given(content=st.binary(max_size=400))
def test_no_bytes_at_all_crash_the_reader(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "任意.csv"
    path.write_bytes(content)
    try:
        read_sheets(path)
    except Problem as told:
        assert "任意.csv" in str(told)


PIECES = [
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "</td>",
    "<td rowspan=3>",
    "<td colspan=99>",
    "<br>",
    "<!--",
    "企业名称",
    "&amp;",
    "1",
]


@given(content=st.lists(st.sampled_from(PIECES), max_size=30))
def test_no_web_page_crashes_the_reader(tmp_path_factory: pytest.TempPathFactory, content: list[str]) -> None:
    path = tmp_path_factory.mktemp("页") / "页.xls"
    path.write_text("<html>" + "".join(content), encoding="utf-8")
    try:
        read_sheets(path)
    except Problem as told:
        assert path.name in str(told)
