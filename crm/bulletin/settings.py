"""口径 as data: which date, which money, which cohort, which pace; dated, versioned, printed as a footnote."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from crm.book import Book, Changes
from crm.bulletin.definitions import MONEYS, Definition, checked
from crm.bulletin.definitions import PRESETS as DEFINITIONS
from crm.bulletin.definitions import from_json as definition_from
from crm.queries.lead_lights import BoardRules
from crm.records.lead import ARRIVAL_SOURCES
from crm.rules.dates import day_label
from crm.rules.indicators import TIERS_OF_100_MILLION, time_progress
from crm.rules.lights import PRESETS, LightRule, rule_from_json
from crm.rules.problem import Problem
from crm.rules.scoring import EXAMPLE, Scheme, scheme_from_json
from crm.rules.stages import BASES

SETTING = "indicators"
SCORING = "scoring"
LIGHTS = "lights"
PACES = ("月", "天")
ARRIVAL_RATES = ("A", "B")


@dataclass(frozen=True, kw_only=True)
class Convention:
    """口径 of the indicators from a day on; amounts in 元, `effective_from` ISO ("" has always held).

    `rate_floor`: only projects of at least so much money count in 开工率, 资金到位率 and 入统率.
    `arrival_sources`: whose 到位资金 counts. `start_months`: months after 签约 within which works are due
    where no day was agreed, 0 for none. `tiers`: 规模档 as (lower bound in 元, name), largest first.
    `definitions`: the indicators, in the order of their table.
    """

    effective_from: str = ""
    basis: str = "自报"
    money: str = "签约金额"
    pace: str = "月"
    arrival_rate: str = "A"
    arrival_sources: tuple[str, ...] = ARRIVAL_SOURCES
    rate_floor: int = 0
    tiers: tuple[tuple[int, str], ...] = TIERS_OF_100_MILLION
    start_months: int = 6
    definitions: tuple[Definition, ...] = DEFINITIONS

    def __post_init__(self) -> None:
        _known("统计口径", self.basis, BASES)
        _known("金额口径", self.money, MONEYS)
        _known("时间进度", self.pace, PACES)
        _known("资金到位率", self.arrival_rate, ARRIVAL_RATES)
        for source in self.arrival_sources:
            _known("到位资金来源", source, ARRIVAL_SOURCES)
        floors = [floor for floor, _ in self.tiers]
        if not floors or floors[-1] != 0 or floors != sorted(set(floors), reverse=True):
            raise Problem("规模档要由大到小排列、到0为止，请改正后再保存")
        checked(self.definitions)
        if self.effective_from:
            _iso(self.effective_from)

    def to_json(self) -> dict[str, Any]:
        """As the book keeps it; from_json reads it back."""
        return dataclasses.asdict(self)

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Convention:
        """Read back a kept 口径; unknown entries are left out, unknown words raise Problem."""
        known = {f.name for f in dataclasses.fields(Convention)}
        values = {key: value for key, value in data.items() if key in known}
        if "tiers" in values:
            values["tiers"] = tuple((int(floor), str(name)) for floor, name in values["tiers"])
        if "arrival_sources" in values:
            values["arrival_sources"] = tuple(values["arrival_sources"])
        if "definitions" in values:
            values["definitions"] = tuple(map(definition_from, values["definitions"]))
        return Convention(**values)

    def progress(self, day: dt.date) -> Fraction:
        """时间进度 on a day in percent, exact."""
        return time_progress(day, convention="month" if self.pace == "月" else "day")

    def _formulas(self) -> list[str]:
        """The rates, and of the others those that depart from the 口径 of all."""
        found = []
        for own in self.definitions:
            if own.key == "arrival_rate" and self.arrival_rate == "B":
                own = dataclasses.replace(own, numerator="有资金到位项目的签约资金", cohort="同期")
            plain = not own.is_rate and not (own.basis or own.money or own.floor) and own in DEFINITIONS
            found += [] if plain else [own.formula(floor=self.rate_floor)]
        return found

    def _due_words(self) -> str:
        return f"，未约定的按签约满{self.start_months}个月" if self.start_months else "，未约定的不计"

    def _increase_words(self) -> str:
        if self.money == "固投":
            return "增资未分固定资产投资，不计入签约资金。"
        arrived = "" if self.arrival_rate == "B" else "，资金到位率的到位资金仍只计当期新签约项目"
        return (
            "首次签约之后的增资按增资日期只计增加的金额，不计个数；此前签约项目的增资计入当期签约资金"
            f"{arrived}；规模档和规模下限按首次签约金额划分。"
        )

    def footnote(self) -> list[str]:
        """口径说明, one sentence a line, as papers print it below their tables."""
        sources = "、".join(self.arrival_sources)
        return [
            f"里程碑日期按{self.basis}口径统计，项目以首次签约计1次。{_since(self.effective_from)}",
            f"签约资金按{_MONEY_WORDS[self.money]}；到位资金含{sources}资金，按{_arrival_word(self.basis)}金额统计。",
            self._increase_words(),
            f"时间进度按{_PACE_WORDS[self.pace]}计算；完成率=累计完成÷任务，超序时进度=完成率－时间进度，单位为百分点。",
            *self._formulas(),
            "季度目标为当年累计数；同比=（本期－上年同期）÷上年同期，环比=（当月－上月）÷上月，比率类指标的同比、环比和超（欠）额以百分点表示。",
            f"超期未开工以约定开工日期为准{self._due_words()}；终止项目不列入问题清单。",
            "利用外资以美元计，不折算人民币；各项数据四舍五入，占比合计为100.0%。",
        ]


_MONEY_WORDS = {
    "签约金额": "签约时填报的签约金额统计，未填的按计划总投资",
    "总投资": "计划总投资统计，未填的按签约金额",
    "固投": "固定资产投资统计，未填的不计",
}
_PACE_WORDS = {"月": "月份÷12", "天": "已过天数÷全年天数"}


def _arrival_word(basis: str) -> str:
    return "自报" if basis == "自报" else "认定"


def _since(day: str) -> str:
    if not day:
        return ""
    return f"本口径自{day_label(dt.date.fromisoformat(day))}起执行。"


def _known(what: str, word: str, words: tuple[str, ...]) -> None:
    if word not in words:
        raise Problem(f"{what}只能是{'、'.join(words)}，现在是“{word}”，请在设置里重新选择")


def _iso(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Problem(f"口径的执行日期“{text}”看不懂，请写成2025-01-01") from None


def conventions(book: Book) -> list[Convention]:
    """Every version of the 口径 kept in the book, oldest first; the default one where none was set."""
    return _versions(book.setting(SETTING)) or [Convention()]


def _versions(kept: Any) -> list[Convention]:
    found = [Convention.from_json(data) for data in ([kept] if isinstance(kept, dict) else kept or [])]
    return sorted(found, key=lambda c: c.effective_from)


def convention_on(book: Book, day: dt.date) -> Convention:
    """The 口径 that holds on a day: the newest version in effect by then, else the oldest."""
    versions = conventions(book)
    held = [c for c in versions if c.effective_from <= day.isoformat()]
    return held[-1] if held else versions[0]


def save_convention(book: Book, convention: Convention) -> Changes:
    """Keep a version of the 口径, replacing the one of the same date; a named step that can be undone.

    The default one that held until the first dated version is kept with it: earlier months stay as they were.
    """

    def with_it(kept: Any) -> list[Any]:
        held = _versions(kept) or [Convention()]
        others = [c for c in held if c.effective_from != convention.effective_from]
        return [c.to_json() for c in sorted([*others, convention], key=lambda c: c.effective_from)]

    return book.revise_setting(SETTING, with_it, label="修改指标口径")


def drop_convention(book: Book, effective_from: str) -> Changes:
    """Leave out the version of a date, as a named step; Problem when it is the only one."""

    def without(kept: Any) -> list[Any]:
        left = [c.to_json() for c in _versions(kept) if c.effective_from != effective_from]
        if not left:
            raise Problem("口径至少要留一版，请直接修改它")
        return left

    return book.revise_setting(SETTING, without, label="删去一版指标口径")


def scheme_of(book: Book) -> Scheme:
    """The scoring scheme kept in the book (JSON text or object), the example scheme where none is."""
    kept = book.setting(SCORING)
    return scheme_from_json(_text(kept)) if kept else EXAMPLE


def lights_of(book: Book) -> dict[str, LightRule]:
    """The warning lights by key: the presets, each replaced where the book keeps its own under its key."""
    kept = book.setting(LIGHTS) or {}
    own = {key: rule_from_json(_text(rule)) for key, rule in kept.items() if key in PRESETS}
    return {**PRESETS, **own}


def board_rules(book: Book, basis: str = BASES[0]) -> BoardRules:
    """How leads are judged today under a basis: the lights and the months within which works are due."""
    return BoardRules(basis, lights_of(book), convention_on(book, book.today()).start_months)


def _text(kept: Any) -> str:
    return kept if isinstance(kept, str) else json.dumps(kept, ensure_ascii=False)
