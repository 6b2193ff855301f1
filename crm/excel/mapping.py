"""Which column is which field: proposed from labels, other names and the cells; remembered; corrected by hand."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from crm.excel.parting import SPANS
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import LEDGERS, Ledger
from crm.records.office import INDICATOR_WORDS, INDICATORS
from crm.records.values import is_blank, parse
from crm.rules.dates import find_year
from crm.rules.money import detect_currency, detect_unit
from crm.rules.numbers import squeeze
from crm.rules.problem import BadValue, Problem

EXACT, ALIAS, NEUTRAL, LEAF, GUESS = 100, 90, 80, 75, 40
LONGEST = 16
IGNORED = ("序号", "编号", "序", "no", "no.", "行号", "错误原因", "项次")
UNNAMED = re.compile(r"[A-Z]{1,3}列")
REPORTED = ("填报时间", "填报日期", "上报时间", "上报日期")

_BRACKETS = re.compile(r"[(\[【〔《][^()\[\]【】〔〕《》]*[)\]】〕》]")
_YEAR = re.compile(r"(?:19|20)\d{2}年?度?(?:\d{1,2}月末?)?|^(?:上年度?|本年度?|当年|去年|近一年)(?=.{2})")
_UNIT_TAIL = re.compile(r"[:/、,]?(?:单位:?)?(?:亿元|万元|万美元|元|亩|天|%)$|[:/、,](?:单位:?)?人次?$")
_MARKS = re.compile(r"[*＊★:：、,.。/\\\-_·]")
_NEUTRAL_HEAD = re.compile(
    r"^(?:企业|项目|单位|公司|拟|计划|现|目前|主要|所在|所属|本人|其中|预计|实际|具体|详细|我县|县内|当前|最新|乡贤|老乡|招商|是否)"
)
_NEUTRAL_TAIL = re.compile(r"(?:情况|信息|说明|名称|姓名|简介|意见|时间|日期|号码|等)$")


_YEARLY = re.compile(r"(?:(?:19|20)\d{2}年|年|本年|当年)度?计划(?:完成)?(?:固定资产)?投资")
"""What is to be spent within a year is a part of the investment."""
_PLANNED = re.compile(r"(?:项目)?(?:拟|计划|预计|约定|力争|承诺|规定)")
"""What is planned is no fact: 预计投产时间 is not when it was."""

_OTHER_HEAD = re.compile(
    r"(?:数量?|个数|家数|次数|人数|率|占比|比例|比重|电话|手机|号码|时间|日期|单位|部门|职务|地址|性质|金额|编号|排名|级别)$"
)
"""A header that ends so is about that: 引荐人电话 is no 引荐人, 拜访企业数 no 企业."""
_OTHER_FACT = re.compile(r"(?:累计|已?完成|本[年月]完成|不予|未|非|核减|剩余|尚[需差])")
"""累计到位资金 is no month's, 完成固定资产投资 not what was planned, 不予认定金额 not what was."""

_MONTH = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})[年./-])?(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])(?P<word>月份?|(?<=[./-]\d)|(?<=[./-]\d\d))"
    r"(?P<rest>(?:当月)?(?:实际|计划|累计)?(?:到位|到资|完成|签约)?(?:资金|金额|数额|额)?(?:任务|目标)?(?:自报|认定|市认定)?)"
)
_TASK_TAIL = re.compile(r"(?:调度)?(?:任务|目标|指标|计划)(?:数|值|分解)?$")
_CHINESE = {char: at for at, char in enumerate("一二三四五六七八九", 1)} | {"十": 10, "十一": 11, "十二": 12}


_SPAN = re.compile(
    r"(?:驻外|外出)?起止(?:日期|时间)?|聘期(?:起止)?(?:日期|时间)?|任期|(?:驻外|外出|出差|派驻|驻点|考察|活动|行程)?(?:时间|日期|期限)"
)
COMBINED = (
    (
        re.compile(
            r"(?:项目|企业|单位|公司|业主|对方|客商)*(?:联系人|接洽人|对接人|负责人|姓名).*[及和与、/].*(?:电话|方式|手机|号码)"
        ),
        ("contact_name", "contact"),
    ),
    (re.compile(r"(?:联系人|接洽人|对接人|负责人)(?:姓名)?[及和与、/].*职[务位]"), ("contact_name", "contact")),
    (re.compile(r"姓名[及和与、/].*(?:职[务位]|电话|方式|手机|号码)"), ("contact_name", "contact", "name")),
    (_SPAN, tuple(start for start, _ in SPANS)),
)
"""Headers of cells that hold several fields, with the first of these fields."""
OUR_OWN = ("对接人", "负责人", "跟进负责人")
"""Of the enterprise where no 联系人 stands beside, else of ours."""
_JOINED = re.compile("[及和与、/]")


@dataclass(frozen=True)
class Match:
    """A field that a header may mean, and how sure that is (0 to 100)."""

    field: str
    score: int


def plain_header(text: str) -> str:
    """A header without spaces, brackets, years, units and marks: "2023年营业收入（亿元）" is 营业收入."""
    plain = _BRACKETS.sub("", squeeze(text).lower())
    plain = _YEAR.sub("", plain).replace("县级领导", "县领导")
    shorter = _UNIT_TAIL.sub("", plain)
    return _MARKS.sub("", shorter or plain) or _MARKS.sub("", squeeze(text).lower())


def is_ignored(text: str) -> bool:
    """Whether a column is never data: 序号 and the 错误原因 that a corrected copy carries."""
    return plain_header(text) in IGNORED


def is_reported_on(text: str) -> bool:
    """Whether a column says when its row was filled in."""
    return plain_header(text) in REPORTED


@lru_cache(maxsize=64)
def _names(ledger_key: str) -> dict[str, Match]:
    """Every known header of a ledger, as written and plain; "" stands for a computed field, which takes nothing."""
    known: dict[str, Match] = {}
    specs = list(LEDGERS[ledger_key].fields.values())
    for spec in specs:
        for name in (spec.label, spec.header, spec.key):
            known.setdefault(squeeze(name).lower(), Match(_target(spec), EXACT))
    for spec in specs:
        for name in spec.aliases:
            known.setdefault(squeeze(name).lower(), Match(_target(spec), ALIAS))
    for spec in specs:
        for name in (spec.label, *spec.aliases):
            known.setdefault(plain_header(name), Match(_target(spec), ALIAS - 2))
    for name, match in list(known.items()):
        if name.endswith(("日期", "时间")) and len(name) > 2:
            for other in ("日期", "时间", "日", "年月"):
                known.setdefault(name[:-2] + other, Match(match.field, min(match.score, ALIAS - 3)))
    return known


def is_known(ledger: Ledger, text: str) -> bool:
    """Whether a text is, letter by letter, a name that a column of the ledger may have, or one of 序号."""
    return text in _names(ledger.key) or text in IGNORED


def _target(spec: FieldSpec) -> str:
    return "" if spec.derived else spec.key


@lru_cache(maxsize=4096)
def match_header(ledger_key: str, text: str, parent: str = "") -> Match | None:
    """The field that a header means, seen with the header above it; None when no field comes near."""
    if not text or is_ignored(text) or _YEARLY.match(squeeze(text)):
        return None
    both = _match_text(ledger_key, _shared(parent) + text) if parent else None
    alone = _match_text(ledger_key, text)
    if alone and parent and (both is None or both.field != alone.field):
        alone = Match(alone.field, min(alone.score, LEAF + alone.score // 20))
    found = max((m for m in (both, alone) if m), key=lambda m: m.score, default=None)
    if found and found.field and not _currency_fits(LEDGERS[ledger_key].fields[found.field], text):
        return _in_its_currency(LEDGERS[ledger_key], found, text)
    return found


def _in_its_currency(ledger: Ledger, found: Match, text: str) -> Match | None:
    """The ledger's field of amounts in the very unit of a header, 万美元, that would else mean an amount in 元."""
    if ledger.fields[found.field].kind is not Kind.MONEY:
        return None
    plain = squeeze(text)
    own = [spec.key for spec in ledger.fields.values() if detect_currency(spec.unit) and spec.unit in plain]
    return Match(own[0], min(found.score, NEUTRAL)) if len(own) == 1 else None


def _shared(parent: str) -> str:
    """What the header above says of each column under it: of 联系人及职务 over 姓名 and 职务 it is the 联系人."""
    plain = squeeze(parent)
    parted = any(pattern.fullmatch(plain) for pattern, _ in COMBINED)
    return _JOINED.split(plain)[0] if parted else parent


def _currency_fits(spec: FieldSpec, text: str) -> bool:
    """Whether a header's unit can be the field's: no 美元 among the 元, no 元 among the 美元."""
    if detect_currency(spec.unit):
        return detect_unit(text) is None
    return spec.kind is not Kind.MONEY or detect_currency(text) is None


def _match_text(ledger_key: str, text: str) -> Match | None:
    names = _names(ledger_key)
    exact = names.get(squeeze(text).lower().strip("*"))
    if exact:
        return exact
    plain = plain_header(text)
    found = names.get(plain)
    if found:
        return Match(found.field, min(found.score, ALIAS - 1))
    near = _near(LEDGERS[ledger_key], text, plain)
    if near and near.field and _PLANNED.match(plain):
        spec = LEDGERS[ledger_key].fields[near.field]
        fact = spec.child is not None if spec.kind is Kind.MONEY else spec.kind is Kind.DATE and spec.prefer == "past"
        return None if fact else near
    return near


def _near(ledger: Ledger, text: str, plain: str) -> Match | None:
    """The field of a header that is no known name, by its parts."""
    names = _names(ledger.key)
    for pattern, keys in COMBINED:
        # A 姓名 is a person's, and never a firm's or a project's name.
        held = next((k for k in keys if k in ledger.fields and (k != "name" or ledger.fields[k].person)), None)
        if held and pattern.fullmatch(_BRACKETS.sub("", squeeze(text))):
            # Beside 联系人及电话 the 对接人 is one of our own.
            return Match(held, ALIAS + 2 if text.startswith("联系人") else NEUTRAL)
    shorter = plain
    for pattern in (_NEUTRAL_HEAD, _NEUTRAL_TAIL, _NEUTRAL_HEAD, _NEUTRAL_TAIL):
        shorter = pattern.sub("", shorter)
        found = names.get(shorter) if len(shorter) >= 2 else None
        if found:
            return Match(found.field, min(found.score, NEUTRAL))
    for part in re.split("[/／、或]", squeeze(text)):
        found = names.get(plain_header(part)) if part != squeeze(text) else None
        if found:
            return Match(found.field, LEAF)
    return _within(names, plain)


def _within(names: Mapping[str, Match], plain: str) -> Match | None:
    """A known name that makes up most of the header, at its end where Chinese keeps the head noun."""
    best: tuple[float, Match] | None = None
    if plain.isascii() or len(plain) > LONGEST:
        return None
    for name, match in names.items():
        if len(name) < 2 or name.isascii():
            continue
        share = len(name) / len(plain) if name in plain else 0.0
        before, _, after = plain.partition(name)
        ends = not after
        if share and (_OTHER_HEAD.search(after) or _OTHER_FACT.search(before)):
            continue
        # 项目数 is no 项目, though the word makes up most of it.
        # Nor is 母公司 the 公司.
        if (share >= 0.6 and (ends or len(name) >= 3) and len(plain) > 3) or (share >= 0.5 and len(name) >= 3 and ends):
            weight = share + (0.2 if ends else 0.0)
            if best is None or weight > best[0]:
                best = weight, match
    return Match(best[1].field, 55) if best else None


def propose(
    ledger: Ledger, names: Sequence[str], parents: Sequence[str], *, samples: Callable[[int], list[Any]]
) -> dict[int, str]:
    """The field of each column; each field is given once, to the surest column; `samples` gives a column's cells."""
    offers: list[tuple[int, int, int, str]] = []
    claimed: set[int] = set()
    for column, text in enumerate(names):
        match = match_header(ledger.key, text, parents[column])
        if match is None:
            continue
        claimed.add(column)
        if match.field:
            doubt = 30 if not _cells_fit(ledger.fields[match.field], samples(column)) else 0
            # Of 2022年营业收入 and 2023年营业收入 the later counts.
            offers.append((match.score - doubt, find_year([text]) or 0, -column, match.field))
    chosen: dict[int, str] = {}
    for score, _, at, key in sorted(offers, reverse=True):
        if key not in chosen.values() and score >= GUESS:
            chosen[-at] = key
    for column in claimed - chosen.keys():
        if squeeze(names[column]) in OUR_OWN and "staff" not in {*chosen.values()} and ledger.key == "enterprises":
            chosen[column] = "staff"
        if _SPAN.fullmatch(plain_header(names[column])):
            # Beside 聘任时间, 聘期 tells the end.
            free = [end for start, end in SPANS if start in chosen.values() and end not in chosen.values()]
            chosen.update((column, end) for end in free[:1])
    for column, text in enumerate(names):
        if text and column not in claimed and not is_ignored(text):
            told = _by_content(ledger, samples(column), taken=set(chosen.values()))
            if told:
                chosen[column] = told
    return dict(sorted(chosen.items()))


def _cells_fit(spec: FieldSpec, cells: list[Any]) -> bool:
    """Whether most cells can be read as the field's kind; too few cells prove nothing."""
    if len(cells) < 2 or spec.kind in (Kind.TEXT, Kind.NOTE, Kind.REF):
        return True
    good = 0
    for cell in cells:
        try:
            parse(spec, cell, year=2024)
            good += 1
        except (BadValue, OverflowError, ValueError):
            continue
    return good * 2 >= len(cells)


_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_PHONE = re.compile(r"1[3-9]\d{9}(?:\.0)?")


def _by_content(ledger: Ledger, cells: list[Any], *, taken: set[str]) -> str | None:
    """A field told by its cells alone: credit codes and telephone numbers are unlike anything else."""
    if len(cells) < 2:
        return None
    for kind, pattern in ((Kind.CODE, _CODE), (Kind.PHONE, _PHONE)):
        if sum(bool(pattern.fullmatch(str(cell).strip())) for cell in cells) * 3 >= len(cells) * 2:
            for spec in ledger.fields.values():
                if spec.kind is kind and spec.key not in taken:
                    return spec.key
    return None


def by_hand(
    ledger: Ledger, names: Sequence[str], proposed: dict[int, str], chosen: Mapping[str, str]
) -> dict[int, str]:
    """The proposal with a person's choices over it: {header: field key or label, "" for none}; Problem when unknown."""
    columns: dict[str, int] = {}
    for column, name in enumerate(names):
        columns.setdefault(name, column)
        columns.setdefault(squeeze(name), column)
        columns.setdefault(plain_header(name), column)
    mapping = dict(proposed)
    given: dict[int, str] = {}
    for header, target in chosen.items():
        column = columns.get(header, columns.get(squeeze(header), -1))
        if column < 0:
            raise Problem(f"表头里没有“{header}”这一列，现有的列：{'、'.join(n for n in names if n)}")
        if not target:
            given[column] = ""
            continue
        spec = ledger.field(target)
        if spec.derived:
            raise Problem(f"{ledger.label}的“{spec.label}”是算出来的，不能导入")
        given[column] = spec.key
    for column, key in given.items():
        for other in [c for c, k in mapping.items() if k == key and c != column]:
            del mapping[other]
        mapping.pop(column, None)
        if key:
            mapping[column] = key
    return dict(sorted(mapping.items()))


def signature(ledger: Ledger, names: Sequence[str]) -> str:
    """What files of the same shape share: the ledger and its headers, whatever their order and years."""
    shape = "\n".join(
        sorted(plain_header(name) for name in names if name and not is_ignored(name) and not UNNAMED.fullmatch(name))
    )
    return f"{ledger.key}:{hashlib.sha256(shape.encode()).hexdigest()[:16]}"


def samples_of(rows: Sequence[Sequence[Any]], column: int, *, limit: int = 40) -> list[Any]:
    """The first filled cells of a column."""
    found: list[Any] = []
    for row in rows:
        if column < len(row) and not is_blank(row[column]):
            found.append(row[column])
            if len(found) >= limit:
                break
    return found


def month_in(text: str) -> tuple[int | None, int, str] | None:
    """(year, month, the words after it) of a header that names a month: 2025年3月到位资金."""
    found = _MONTH.fullmatch(re.sub(r"\([^()]*\)", "", squeeze(text)))
    if found is None:
        return None
    month = found["month"]
    return int(found["year"]) if found["year"] else None, _CHINESE.get(month) or int(month), found["rest"]


def indicator_of(text: str) -> str:
    """The indicator that a header is, 签约资金任务（亿元）; "" for none."""
    plain = _TASK_TAIL.sub("", plain_header(text)) if text else ""
    known = INDICATOR_WORDS.get(plain, plain)
    return known if known in INDICATORS else ""
