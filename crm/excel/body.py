"""The rows under a header: which are data, which are sums, notes and repeated headers, and merged cells filled down."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.excel.foot import NOTE, foot_of, is_signed
from crm.excel.header import Header, is_head, order_of, repeats_header
from crm.excel.mapping import is_ignored, is_known
from crm.excel.sections import GROUP, MARK, NUMERAL, SECTION, Headings, Under, heading_name, is_figure, names_station
from crm.excel.sheet import Sheet
from crm.records.field import Kind
from crm.records.ledger import Ledger
from crm.records.values import is_blank
from crm.rules.numbers import squeeze
from crm.rules.places import is_place

_SUM = re.compile(
    r"(?:.{0,12}?)(?:小计|合计|总计|共计|累计)(?:数|额|金额)?[:：]?[(]?(?:[拜走]访|接待|对接|洽谈|外出|新增)?(?:企业|客商|项目|线索)?(?:[\d.,]*(?:家|人|个|条|项|次|笔|场|件|天|亿元|万元)?(?:企业|次)?)?[)]?"
)
AGAIN, OTHER = "重复的表头", "另一张表的表头"
_CONTINUED = re.compile(r"^[(（]?(?:接上表|续上?表|转下页|接下表)\d*[)）]?")
_OF_WHICH = re.compile(r"\s*其中\s*[:：]")
_DITTO = frozenset(("同上", "同 上", "同\u3000上", "同前", "〃", "″", '"', "”", "“", "''", "''", "—〃—", "-〃-", "〞"))
_EXAMPLE = ("示例", "样例", "例", "示例行", "填写示例")
_FIGURES = (Kind.MONEY, Kind.NUMBER, Kind.INT)


@dataclass
class Body:
    """The data rows as (row of the file, cells) with merged cells filled down, and the rows that are not data.

    `headings` are by row of the file the headings that a data row stands under, the nearest first; `foreign` are the
    rows under another table's header, (row, cells, reason).
    """

    data: list[tuple[int, Sequence[Any]]]
    skipped: list[tuple[int, str]]
    headings: dict[int, Headings] = field(default_factory=dict)
    foreign: list[tuple[int, Sequence[Any], str]] = field(default_factory=list)


def read_body(
    ledger: Ledger, sheet: Sheet, header: Header, mapping: Mapping[int, str], *, knows: Callable[[str], bool]
) -> Body:
    """Part the rows under the header into data and the rest, each with its reason; `knows` says what is a 片区."""
    judge = _Judge(ledger, sheet, header, mapping, knows)
    reasons: dict[int, str] = {}
    filled_in: dict[int, list[int]] = {}
    for at in range(header.last, len(sheet.rows)):
        original = sheet.rows[at]
        filled = [c for c, cell in enumerate(original) if cell != "" and cell is not None]
        if filled and isinstance(original[filled[0]], str):
            filled = [c for c in filled if not isinstance(original[c], str) or original[c].strip()]
        if filled:
            reasons[at] = judge.reason(at, original, filled)
            if reasons[at] == SECTION:
                filled_in[at] = filled
    rows = _filled_down(ledger, sheet, header, mapping, data=[at for at, reason in reasons.items() if not reason])
    parts = _Parts(ledger, sheet, header, mapping)
    for at, reason in reasons.items():
        if at in filled_in:
            parts.under.enter(sheet.rows[at], filled_in[at])
        if reason:
            parts.leave_out(at, reason)
        else:
            parts.take(at, rows[at])
    return parts.body


class _Parts:
    """Gathers the rows of a body one after another, with what the rows before them say of them."""

    def __init__(self, ledger: Ledger, sheet: Sheet, header: Header, mapping: Mapping[int, str]) -> None:
        self.body, self.under = Body([], []), Under()
        self._ledger, self._rows, self._header, self._mapping = ledger, sheet.rows, header, mapping
        self._merged = _merged_names(ledger, sheet, mapping)
        self._order: dict[int, int] = {}
        self._other = ""

    def leave_out(self, at: int, reason: str) -> None:
        """A row that is no data; a header says in which columns the rows under it stand."""
        self.body.skipped.append((at + 1, reason))
        if reason == AGAIN:
            self._order, self._other = order_of(self._header, self._rows[at]), ""
        elif reason == OTHER:
            self._order = {}
            self._other = f"第 {at + 1} 行是另一张表的表头，请把它和下面的行分到另一张工作表再导入"

    def take(self, at: int, cells: Sequence[Any]) -> None:
        """A row of data, in the columns of the first header."""
        body = self.body
        if self._order:
            cells = _moved(cells, self._order)
        if self._other:
            body.foreign.append((at + 1, cells, self._other))
            return
        if self._is_laid_together(at, cells):
            return
        if not _DITTO.isdisjoint(cells):
            cells = _as_above(cells, body.data[-1][1] if body.data else ())
        body.data.append((at + 1, cells))
        if self.under.names:
            body.headings[at + 1] = self.under.names

    def _is_laid_together(self, at: int, cells: Sequence[Any]) -> bool:
        """Whether a row went into the one above, whose merged name it shares."""
        body = self.body
        if at not in self._merged or not body.data or body.data[-1][0] <= self._merged[at]:
            return False
        number, above = body.data[-1]
        joined = _laid_together(self._ledger, self._mapping, above, cells)
        if joined is None:
            return False
        body.data[-1] = number, joined
        body.skipped.append((at + 1, f"与第 {number} 行是同一个项目，已合在一起"))
        return True


def _moved(cells: Sequence[Any], order: Mapping[int, int]) -> list[Any]:
    """The cells in the columns of the first header."""
    found: list[Any] = [""] * max(len(cells), max(order.values()) + 1)
    for column, to in order.items():
        found[to] = cells[column] if column < len(cells) else ""
    return found


def _merged_names(ledger: Ledger, sheet: Sheet, mapping: Mapping[int, str]) -> dict[int, int]:
    """Of projects the rows whose name is one cell with that of the rows above: row -> first row of that cell."""
    if ledger.identity[0] != ("name", "investor"):
        return {}
    titles = {column for column, key in mapping.items() if key == ledger.title}
    return {at: top for top, left, bottom, _ in sheet.merged if left in titles for at in range(top + 1, bottom + 1)}


def _laid_together(
    ledger: Ledger, mapping: Mapping[int, str], above: Sequence[Any], cells: Sequence[Any]
) -> list[Any] | None:
    """The row above with a row of the same merged name: texts are joined, 甲公司、乙公司.

    None where the row tells other figures or dates, for then nobody knows which of them count.
    """
    found = list(above)
    for column, key in mapping.items():
        before, after = (row[column] if column < len(row) else "" for row in (above, cells))
        if is_blank(after) or before == after:
            continue
        kind = ledger.fields[key].kind
        if not is_blank(before) and kind not in (Kind.TEXT, Kind.NOTE, Kind.REF):
            return None
        found.extend([""] * (column + 1 - len(found)))
        mark = "\n" if kind is Kind.NOTE else "、"
        found[column] = after if is_blank(before) else f"{before}{mark}{after}"
    return found


def _as_above(cells: Sequence[Any], above: Sequence[Any]) -> list[Any]:
    """The cells with what stands above in place of 同上 and its marks."""
    return [
        (above[column] if column < len(above) else "") if cell in _DITTO else cell for column, cell in enumerate(cells)
    ]


class _Judge:
    """Tells rows that are not data from those that are, with what it knows of the sheet's columns."""

    def __init__(
        self,
        ledger: Ledger,
        sheet: Sheet,
        header: Header,
        mapping: Mapping[int, str],
        knows: Callable[[str], bool],
    ) -> None:
        self.header, self._rows, self._knows, self._ledger = header, sheet.rows, knows, ledger
        self._groups: frozenset[str] | None = None
        self._is_place = ledger.key == "stations"
        self.numbers = {c for c, name in enumerate(header.names) if name and is_ignored(name)}
        self.stations = {c for c, key in mapping.items() if ledger.fields[key].ref == "stations"}
        self.parted = "station" in ledger.fields
        self.titles = {c for c, key in mapping.items() if key == ledger.title or ledger.fields[key].required}
        refs = {c for c, key in mapping.items() if ledger.fields[key].kind is Kind.REF}
        self.leading = self.numbers | self.titles | refs
        self.mapped = set(mapping)
        self.edge = next((c for c, name in enumerate(header.names) if name), 0)
        self.heads = {str(cell).strip() for row in sheet.rows[header.first - 1 : header.last] for cell in row if cell}
        held = {at for top, _, bottom, _ in sheet.merged for at in range(top + 1, bottom + 1)}
        self.foot = foot_of(sheet.rows, header.last, self.titles, held)
        self.wide = {top for top, left, bottom, right in sheet.merged if right - left + 1 >= len(header.names) / 2}

    def reason(self, at: int, cells: Sequence[Any], filled: list[int]) -> str:
        """Why a row is not data; "" for a data row."""
        first = cells[filled[0]]
        text = squeeze(first) if isinstance(first, str) else ""
        if self._is_sum(cells, filled):
            return "小计或合计行"
        if isinstance(cells[filled[0]], str) and text in _EXAMPLE and filled[0] in self.numbers:
            return "模板的示例行"
        if text and _CONTINUED.match(text):
            return "续表标题"
        near = any(cells[c].__class__ is str and cells[c].strip() in self.heads for c in filled[:3])
        if near and len(filled) > 1 and repeats_header(self.header, cells):
            return AGAIN
        if text and len(filled) > 2 and is_known(self._ledger, text.lower()) and is_head(self._ledger, cells):
            return OTHER
        if self._heads_station(cells, filled) or self._heads_group(cells, filled):
            return SECTION
        if at in self.foot or (
            text and (NOTE.match(text) or (len(filled) == 1 and self._is_note(at, text, filled[0])))
        ):
            return "表下的说明"
        if not self.titles.intersection(filled) and len(filled) < 6 and is_signed(cells, filled):
            return "表下的说明"
        if len(filled) == 1 and (self._is_section(at, text, filled[0]) or self._names_group(at, text, filled[0])):
            return SECTION
        if not self.mapped.intersection(filled) and self.mapped:
            return "只有序号，没有内容"
        return ""

    def _is_sum(self, cells: Sequence[Any], filled: list[int]) -> bool:
        """Whether a row is 小计, 合计 and the like, or 其中：… of one."""
        for column in filled[:3]:
            cell = cells[column]
            if not isinstance(cell, str) or (column > filled[0] and column not in self.leading):
                continue
            if len(cell) < 30 and "计" in cell and _SUM.fullmatch(squeeze(cell)):
                return True
            if column in self.titles and _OF_WHICH.match(cell):
                return True
        return False

    def _is_note(self, at: int, text: str, column: int) -> bool:
        return (len(text) > 40 and column not in self.titles) or (at in self.wide and len(text) > 20)

    def _heads_station(self, cells: Sequence[Any], filled: list[int]) -> bool:
        """Whether a row is the name of a 片区 with at most a number before it and sums beside it."""
        first = cells[filled[0]]
        if not self.parted or len(filled) > 6 or not isinstance(first, str):
            return False
        apart = len(filled) > 1 and filled[0] in self.numbers and NUMERAL.fullmatch(squeeze(first))
        lead, *beside = filled[1:] if apart else filled
        named = isinstance(cells[lead], str) and names_station(cells[lead])
        return named and lead not in self.stations and all(is_figure(cells[c]) for c in beside)

    def _heads_group(self, cells: Sequence[Any], filled: list[int]) -> bool:
        """Whether a row is 一、工业项目 with nothing but sums beside it, where the records are numbered 1, 2, 3."""
        if len(filled) < 3 or filled[0] not in self.numbers or filled[1] not in self.titles:
            return False
        number = cells[filled[0]]
        if not isinstance(number, str) or not NUMERAL.fullmatch(squeeze(number)) or not self._is_numbered(filled[0]):
            return False
        return all(is_figure(cells[c]) for c in filled[2:])

    def _is_numbered(self, column: int) -> bool:
        found = (row[column] for row in self._rows[self.header.last :] if column < len(row))
        return any(isinstance(cell, int | float) or (isinstance(cell, str) and cell.isdecimal()) for cell in found)

    def _names_group(self, at: int, text: str, column: int) -> bool:
        """Whether a lone name in the column of names is no record: a 片区, a province, a city, one of several groups.

        A record may have its name alone, so fuller rows must follow.
        """
        if not text or column not in self.titles or self._is_place or not self._fuller_follows(at):
            return False
        name = heading_name(text)
        return self._knows(name) or is_place(name) or text in self._repeated(column)

    def _fuller_follows(self, at: int) -> bool:
        return next((_filled(row) > 1 for row in self._rows[at + 1 : at + 4] if _filled(row)), False)

    def _repeated(self, column: int) -> frozenset[str]:
        """The lone names that all end as the names of groups do, where there are several."""
        if self._groups is None:
            lone = [
                squeeze(str(row[column]))
                for at, row in enumerate(self._rows[self.header.last :], self.header.last)
                if column < len(row) and _filled(row) == 1 and row[column] and self._fuller_follows(at)
            ]
            alike = len(set(lone)) > 1 and all(GROUP.fullmatch(heading_name(one)) for one in lone)
            self._groups = frozenset(lone) if alike else frozenset()
        return self._groups

    def _is_section(self, at: int, text: str, column: int) -> bool:
        if at in self.wide or MARK.match(text):
            return True
        return bool(text) and column == self.edge and column not in self.titles and bool(self.titles)


def _filled(row: Sequence[Any]) -> int:
    return sum(not is_blank(cell) for cell in row)


def _filled_down(
    ledger: Ledger, sheet: Sheet, header: Header, mapping: Mapping[int, str], *, data: Sequence[int]
) -> Sequence[Sequence[Any]]:
    """The rows with merged cells filled down; figures are not, for a shared total would be counted twice."""
    blocks: list[tuple[int, int, int]] = []
    for top, left, bottom, right in sheet.merged:
        if bottom > top >= header.last and left == right:
            key = mapping.get(left)
            if key is None or ledger.fields[key].kind not in _FIGURES:
                blocks.append((left, top, bottom))
    if not sheet.knows_merges:
        blocks.extend(_guessed_blocks(ledger, sheet, mapping, data))
    if not blocks:
        return sheet.rows
    rows: list[Sequence[Any]] = list(sheet.rows)
    for column, top, bottom in blocks:
        value = rows[top][column] if column < len(rows[top]) else ""
        for at in range(top + 1, min(bottom + 1, len(rows))):
            cells = list(rows[at])
            if column >= len(cells):
                cells.extend([""] * (column + 1 - len(cells)))
            if cells[column] in ("", None):
                cells[column] = value
                rows[at] = cells
    return rows


def _guessed_blocks(
    ledger: Ledger, sheet: Sheet, mapping: Mapping[int, str], data: Sequence[int]
) -> list[tuple[int, int, int]]:
    """Blocks of a 片区 column whose merges were lost on the way to text: few names, each once, the first row filled."""
    blocks: list[tuple[int, int, int]] = []
    for column, key in mapping.items():
        if ledger.fields[key].ref != "stations":
            continue
        named = [at for at in data if column < len(sheet.rows[at]) and str(sheet.rows[at][column]).strip()]
        names = [str(sheet.rows[at][column]).strip() for at in named]
        if named and named[0] == data[0] and len(set(names)) == len(names) and len(names) * 2 <= len(data):
            ends = [*(at - 1 for at in named[1:]), len(sheet.rows) - 1]
            blocks.extend((column, top, bottom) for top, bottom in zip(named, ends, strict=True))
    return blocks
