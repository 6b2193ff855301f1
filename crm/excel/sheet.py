"""Files read as sheets of cells: workbooks of every kind by their content, text tables by their encoding."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crm.excel.lost import Lost, column_number, lost_cells, pieces
from crm.excel.markup import grids_of, is_markup
from crm.excel.struck import struck_cells
from crm.records.values import is_blank
from crm.rules.numbers import sayable
from crm.rules.problem import Problem

LIMIT_BYTES = 200 * 1024 * 1024
LIMIT_UNPACKED = 2 * 1024 * 1024 * 1024
LIMIT_CELLS = 40_000_000
"""A grid larger than this is read cell by cell, for the fast reader would ask for memory for every empty cell."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_STREAM_STARTS = (b"\x09\x08\x10\x00\x00\x06\x05\x00", b"\x09\x08\x08\x00\x00\x05\x05\x00")
_FILE_PASS = 0x2F
_DELIMITERS = (",", "\t", ";", "|")
_COLUMN = re.compile(rb'<c r="([A-Z]+)')
_WIDE = re.compile(rb'<c r="[A-Z]{2}')
_DIMENSION = re.compile(rb'<dimension ref="[A-Z]+\d+:([A-Z]+)(\d+)"')
_LAST_ROW = re.compile(rb'<row [^>]*?\br="(\d+)"')

Merge = tuple[int, int, int, int]
"""A merged block: first row, first column, last row, last column, all counted from 0."""


@dataclass
class Sheet:
    """One sheet: rows[i] is row i + 1 of the file (of a text table: record i + 1).

    `lost` are cells that show an error or have a formula without its result; they are blank in `rows`. `struck` are
    cells shown struck through.
    """

    name: str
    rows: list[list[Any]]
    merged: list[Merge] = field(default_factory=list)
    hidden: bool = False
    knows_merges: bool = True
    lost: dict[tuple[int, int], Lost] = field(default_factory=dict)
    struck: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class SheetInfo:
    """A sheet's name and whether it is hidden."""

    name: str
    hidden: bool


def sheets_of(path: Path) -> list[SheetInfo]:
    """The sheets of a file, for choosing one; Problem when the file cannot be read."""
    data = _bytes_of(path)
    if is_markup(data):
        return [SheetInfo(sheet.name, sheet.hidden) for sheet in _markup_sheets(data, path)]
    if not _is_workbook(data):
        _text_of(data, path)
        return [SheetInfo(sayable(path.stem), False)]
    book = _open(data, path)
    return [SheetInfo(meta.name, _hidden(meta)) for meta in book.sheets_metadata]


def read_sheets(path: Path, name: str | None = None) -> list[Sheet]:
    """The sheets with anything in them; hidden ones only when named.

    Problem, one sentence, for a file that is missing, empty, too large, broken, locked by a password or no table.
    """
    data = _bytes_of(path)
    if is_markup(data):
        sheets = _markup_sheets(data, path)
        _check_name(path, name, [sheet.name for sheet in sheets])
        return [sheet for sheet in sheets if sheet.name == name or (name is None and not sheet.hidden)]
    if not _is_workbook(data):
        return [_text_sheet(data, path)]
    book = _open(data, path)
    _check_name(path, name, [meta.name for meta in book.sheets_metadata])
    wanted = [meta for meta in book.sheets_metadata if meta.name == name or (name is None and not _hidden(meta))]
    vast = _vast_sheets(data) if data.startswith(_ZIP) else False
    sheets = [_read_vast(data, path, meta.name) if vast else _read_one(book, path, meta) for meta in wanted]
    for sheet in sheets:
        sheet.lost = {} if vast else lost_cells(data, sheet.name)
        sheet.struck = struck_cells(data, sheet.name)
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise Problem(f"“{path.name}”里没有内容，请检查是不是选错了文件或工作表")
    return filled


def _check_name(path: Path, name: str | None, names: list[str]) -> None:
    if name is not None and name not in names:
        raise Problem(f"“{path.name}”里没有名为“{name}”的工作表，可用的有：{'、'.join(names)}")


def _markup_sheets(data: bytes, path: Path) -> list[Sheet]:
    grids = grids_of(data, path.name)
    names = [grid.name or (sayable(path.stem) if len(grids) == 1 else f"表{at}") for at, grid in enumerate(grids, 1)]
    return [Sheet(name, _trimmed(grid.rows), grid.merged, grid.hidden) for name, grid in zip(names, grids, strict=True)]


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Problem(f"“{path.name}”是文件夹，请选择其中的一个表格文件")
        size = path.stat().st_size
        if size > LIMIT_BYTES:
            raise Problem(f"“{path.name}”有 {size // 1024 // 1024} MB，超过 200 MB，请拆成几个文件再导入")
        data = path.read_bytes()
    except FileNotFoundError:
        raise Problem(f"找不到文件“{path.name}”，请检查它是否被移走或改名") from None
    except PermissionError:
        raise Problem(f"没有权限读取“{path.name}”，请关掉正打开它的程序，或复制一份再导入") from None
    except OSError:
        raise Problem(f"读不出“{path.name}”，请检查磁盘或网络盘是否还连着") from None
    if not data.strip(b"\0 \t\r\n"):
        raise Problem(f"“{path.name}”是空文件，请重新导出一份再导入")
    return data


def _is_workbook(data: bytes) -> bool:
    return data.startswith((_OLE, _ZIP))


def _open(data: bytes, path: Path) -> Any:
    import python_calamine

    if data.startswith(_OLE) and _ENCRYPTED in data:
        raise _locked(path)
    _refuse_bombs(data, path)
    try:
        return python_calamine.CalamineWorkbook.from_object(io.BytesIO(data))
    except python_calamine.PasswordError:
        raise _locked(path) from None
    except BaseException as error:
        if _has_file_pass(data):
            raise _locked(path) from None
        raise _broken(error, path) from None


def _has_file_pass(data: bytes) -> bool:
    """Whether an xls names a password: the record FILEPASS stands among the first of its stream ([MS-XLS] 2.4.117)."""
    at = max(data.find(start) for start in _STREAM_STARTS)
    for _ in range(8):
        if at < 0 or at + 4 > len(data):
            return False
        kind, length = int.from_bytes(data[at : at + 2], "little"), int.from_bytes(data[at + 2 : at + 4], "little")
        if kind == _FILE_PASS:
            return True
        at += 4 + length
    return False


def _locked(path: Path) -> Problem:
    return Problem(f"“{path.name}”设了打开密码，请在 WPS 或 Excel 里去掉密码另存一份再导入")


def _broken(error: BaseException, path: Path) -> BaseException:
    """The reader panics outside Exception on some broken files; only a real interruption passes as it is."""
    if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit | Problem):
        return error
    return Problem(f"“{path.name}”已损坏或不是表格文件，请用 WPS 或 Excel 打开后另存为 xlsx 再导入")


def _refuse_bombs(data: bytes, path: Path) -> None:
    if not data.startswith(_ZIP):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
    except Exception as error:
        raise _broken(error, path) from None
    if size > LIMIT_UNPACKED:
        raise Problem(f"“{path.name}”展开后超过 2 GB，请拆成几个文件再导入")


def _hidden(meta: Any) -> bool:
    return not (str(meta.visible).endswith(".Visible") and str(meta.typ).endswith(".WorkSheet"))


def _read_one(book: Any, path: Path, meta: Any) -> Sheet:
    try:
        found = book.get_sheet_by_name(meta.name)
        rows = _rows_of(found)
        merged = [(r1, c1, r2, c2) for (r1, c1), (r2, c2) in found.merged_cell_ranges or []]
        knows = found.merged_cell_ranges is not None
    except BaseException as error:
        raise _broken(error, path) from None
    return Sheet(meta.name, _trimmed(rows), merged, _hidden(meta), knows)


def _rows_of(found: Any) -> list[list[Any]]:
    """All cells from A1 on, row by row: read at once, a large sheet would let no other thread run for a second."""
    left = [""] * (found.start[1] if found.start else 0)
    return [left + row if left else row for row in found.iter_rows()]


def _trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    end = len(rows)
    while end and all(is_blank(cell) for cell in rows[end - 1]):
        end -= 1
    return rows[:end]


def _vast_sheets(data: bytes) -> bool:
    """Whether a stray cell far away makes a sheet's grid larger than memory should hold."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for entry in packed.infolist():
            if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", entry.filename):
                continue
            try:
                with packed.open(entry) as part:
                    head = part.read(4096)
                stated = _DIMENSION.search(head)
                if stated and column_number(stated[1]) * int(stated[2]) <= LIMIT_CELLS:
                    continue
                with packed.open(entry) as part:
                    height, wide = _size(pieces(part))
                if wide or height * 26 > LIMIT_CELLS:
                    letters = max(set(_COLUMN.findall(packed.read(entry))), key=column_number, default=b"A")
                    if height * column_number(letters) > LIMIT_CELLS:
                        return True
            except Exception:
                return False
    return False


def _size(pieces_of_rows: Iterable[bytes]) -> tuple[int, bool]:
    """The number of the last row, and whether any cell lies beyond column Z."""
    height, wide = 0, False
    for rows in pieces_of_rows:
        row = _LAST_ROW.match(rows, max(rows.rfind(b"<row "), 0))
        height = int(row[1]) if row else height
        wide = wide or _WIDE.search(rows) is not None
    return height, wide


def _read_vast(data: bytes, path: Path, name: str) -> Sheet:
    """Read cell by cell; ends after ten thousand empty rows, 200 columns wide at most."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows: list[list[Any]] = []
        empty = 0
        for cells in book[name].iter_rows(max_col=200, values_only=True):
            row = ["" if cell is None else cell for cell in cells]
            empty = empty + 1 if all(is_blank(cell) for cell in row) else 0
            rows.append(row)
            if empty > 10_000:
                break
    except Exception as error:
        raise _broken(error, path) from None
    return Sheet(name, _trimmed(rows), knows_merges=False)


def _text_sheet(data: bytes, path: Path) -> Sheet:
    text = _text_of(data, path)
    csv.field_size_limit(LIMIT_BYTES)
    try:
        rows: list[list[Any]] = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error:
        raise Problem(f"“{path.name}”的引号或分隔符不完整，请用 WPS 打开后另存为 xlsx 再导入") from None
    if "'" in text or '="' in text:
        rows = [[_unquoted(cell) for cell in row] for row in rows]
    rows = _trimmed(rows)
    if not rows:
        raise Problem(f"“{path.name}”里没有内容，请检查是不是选错了文件")
    return Sheet(sayable(path.stem), rows, knows_merges=False)


def _unquoted(cell: str) -> str:
    """A cell without the mark by which a text table says that a figure is a text: '0138 and ="0138"."""
    if cell.startswith("'") and cell[1:2].isdecimal() | (cell[1:2] in ("=", "+", "-", "@")):
        return cell[1:]
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell


def _text_of(data: bytes, path: Path) -> str:
    if data.startswith(codecs.BOM_UTF8):
        return _decoded(data, "utf-8-sig", path)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(data, "utf-16", path)
    if b"\0" in data[:4096]:
        name = _bare_utf16(data[:4096])
        if name is None:
            raise Problem(f"“{path.name}”不是表格文件，请选择 xlsx、xls、et、ods 或 csv 文件")
        return _decoded(data, name, path)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "gb18030", path)


def _decoded(data: bytes, name: str, path: Path) -> str:
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        raise Problem(f"“{path.name}”不是表格文件，或文字编码看不懂，请用 WPS 打开后另存为 xlsx 再导入") from None
    if sum(ord(char) < 32 and char not in "\t\r\n\f" for char in text[:4096]) > 8:
        raise Problem(f"“{path.name}”不是表格文件，请选择 xlsx、xls、et、ods 或 csv 文件")
    return text


def _bare_utf16(head: bytes) -> str | None:
    """UTF-16 without its mark: commas, digits and line ends have a zero byte always on the same side."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > even * 5 and odd * 20 > len(head) // 2:
        return "utf-16-le"
    if even > odd * 5 and even * 20 > len(head) // 2:
        return "utf-16-be"
    return None


def _delimiter(text: str) -> str:
    """The mark that parts the first records into the most columns most evenly."""
    sample = io.StringIO(text[:65536], newline="")
    best, best_score = ",", 0.0
    for mark in _DELIMITERS:
        sample.seek(0)
        widths: Counter[int] = Counter()
        try:
            for at, record in enumerate(csv.reader(sample, delimiter=mark)):
                if at >= 200:
                    break
                if record:
                    widths[len(record)] += 1
        except csv.Error:
            continue
        if not widths:
            continue
        width, times = widths.most_common(1)[0]
        score = (width - 1) * times / widths.total()
        if width == 1:
            score = sum((w - 1) * n for w, n in widths.items()) / widths.total() / 10
        if score > best_score:
            best, best_score = mark, score
    return best
