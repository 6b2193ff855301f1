"""What stands at the end of a sheet and is no record: the notes one by one, the office and the day under them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from typing import Any

from crm.records.values import is_blank
from crm.rules.numbers import squeeze

NOTE = re.compile(
    r"^[*＊※]?(?:附?注|备注|说明|填表说明|填报说明|填表人|填报人|填报单位|填报时间|填报日期|制表人?|制表单位|审核人?|审批人?|"
    r"单位负责人|分管领导签字|负责人签字|经办人|联系人|数据来源|续表|附件\d*|第.{1,3}页)\s*(?:\d{0,2}[:：、]|$)"
)
SIGNED = re.compile(
    r"(?:单位|分管|主要|部门)?(?:负责人|领导|填表人?|填报人?|制表人?|审核人?|审批人?|经办人|报送人|联系人|联系电话|盖章|签字|日期)"
    r"(?:\([^()]*\))?[:：].{0,30}"
)
_DATED = re.compile(
    r"\(?(?:(?:19|20)\d{2}|[二〇○零一三四五六七八九]{4})年(?:[\d一二三四五六七八九十]{1,3}月(?:[\d一二三四五六七八九十]{1,3}日)?)?\)?"
)
_OFFICE = re.compile(
    r".{2,20}(?:局|委|办|办公室|中心|镇|乡|街道|组|片区|政府|专班|委员会|开发区|商会|部|\(?(?:盖章|公章|章)\)?)"
)


def foot_of(
    rows: Sequence[Sequence[Any]], first: int, titles: Collection[int], held: Collection[int]
) -> frozenset[int]:
    """The rows from `first` on (from 0) that end a sheet without being records.

    `titles` are the columns without which there is no record, `held` the rows within cells merged down.
    """
    last: list[tuple[int, list[int]]] = []
    for at in range(len(rows) - 1, first - 1, -1):
        filled = [column for column, cell in enumerate(rows[at]) if not is_blank(cell)]
        if filled and (at in held or not _may_end(rows[at], filled)):
            break
        if filled:
            last.append((at, filled))
    found, noted = set(), False
    for at, filled in reversed(last):
        texts = [_text(rows[at][column]) for column in filled]
        begins = NOTE.match(texts[0]) is not None
        apart = not any(column in titles for column in filled)
        if begins or noted or all(_dated(text) or (apart and _OFFICE.fullmatch(text)) for text in texts):
            found.add(at)
        noted = noted or begins
    return frozenset(found)


def is_signed(cells: Sequence[Any], filled: Sequence[int]) -> bool:
    """Whether a row is the line of signatures under a table."""
    return all(isinstance(cells[column], str) and SIGNED.fullmatch(squeeze(cells[column])) for column in filled)


def _may_end(cells: Sequence[Any], filled: Sequence[int]) -> bool:
    if len(filled) == 1 or NOTE.match(_text(cells[filled[0]])):
        return True
    return len(filled) < 4 and all(
        SIGNED.fullmatch(text) or _dated(text) or _OFFICE.fullmatch(text) for text in (_text(cells[c]) for c in filled)
    )


def _dated(text: str) -> bool:
    return _DATED.fullmatch(text) is not None


def _text(cell: Any) -> str:
    return f"{cell.year}年{cell.month}月" if isinstance(cell, dt.date) else squeeze(str(cell))
