"""Indicators as data: each names its numerator, its denominator, whose dates, which money, how large, which cohort."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from crm.rules.money import format_money
from crm.rules.problem import Problem
from crm.rules.stages import BASES

MONEYS = ("签约金额", "总投资", "固投")
COHORTS = ("同批", "同期")
"""同批: of the denominator's own projects; 同期: of all projects that reached the numerator in the same window."""


class Quantity(NamedTuple):
    """What can be counted in a window: its kind (count, money, dollars) and how footnotes say it."""

    kind: str
    said: str


QUANTITIES = {
    "签约项目": Quantity("count", "当年新签约项目个数"),
    "签约资金": Quantity("money", "当年签约资金"),
    "履约项目": Quantity("count", "未终止且已注册、开工、入统、投产或有资金到位的项目个数"),
    "开工项目": Quantity("count", "新开工项目个数"),
    "入统项目": Quantity("count", "新入统项目个数"),
    "投产项目": Quantity("count", "新投产项目个数"),
    "到位资金": Quantity("money", "到位资金"),
    "有资金到位项目": Quantity("count", "已有资金到位项目个数"),
    "有资金到位项目的签约资金": Quantity("money", "已有资金到位项目的签约资金"),
    "利用外资": Quantity("dollars", "境外到位资金（美元）"),
    "新增线索": Quantity("count", "新增线索条数"),
    "有效线索": Quantity("count", "有效线索条数"),
}


@dataclass(frozen=True)
class Definition:
    """One indicator: a quantity, or for a rate a quantity ÷ another; "" or 0 follow the 口径 of all.

    `floor`: only projects of at least so many 元 count. `name` is also the 指标 of its tasks in 指标任务.
    """

    key: str
    name: str
    numerator: str
    denominator: str = ""
    basis: str = ""
    money: str = ""
    floor: int = 0
    cohort: str = "同批"

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise Problem("每个指标都要有名称")
        _one_of("分子", self.numerator, tuple(QUANTITIES))
        _one_of("分母", self.denominator, ("", *QUANTITIES))
        _one_of("统计口径", self.basis, ("", *BASES))
        _one_of("金额口径", self.money, ("", *MONEYS))
        _one_of("项目范围", self.cohort, COHORTS)

    @property
    def is_rate(self) -> bool:
        """Whether it is one quantity ÷ another."""
        return bool(self.denominator)

    @property
    def kind(self) -> str:
        """count, money, dollars or rate."""
        return "rate" if self.is_rate else QUANTITIES[self.numerator].kind

    def formula(self, *, floor: int = 0) -> str:
        """How it is computed, for footnotes: 开工率=…÷…; `floor` is that of the 口径 of all."""
        above = self.floor or (floor if self.is_rate else 0)
        told = [f"仅计{format_money(above, '亿元')}亿元以上项目"] if above else []
        told += [f"按{self.basis}口径"] if self.basis else []
        told += [f"金额按{self.money}"] if self.money else []
        more = "".join(f"，{words}" for words in told)
        if not self.is_rate:
            return f"{self.name}={QUANTITIES[self.numerator].said}{more}。"
        return f"{self.name}={self._part()}÷{QUANTITIES[self.denominator].said}{more}。"

    def _part(self) -> str:
        own, whole = QUANTITIES[self.numerator], QUANTITIES[self.denominator]
        if self.cohort == "同期":
            return own.said
        among = whole.said.removesuffix("个数").removesuffix("条数")
        if self.numerator in _REACHED:
            return f"{among}中{_REACHED[self.numerator]}个数"
        return f"{among}的{own.said}" if own.kind == "money" else f"{among}中{own.said}"


_REACHED = {"开工项目": "已开工", "入统项目": "已入统", "投产项目": "已投产", "签约项目": "已签约"}


def _one_of(what: str, word: str, words: tuple[str, ...]) -> None:
    if word not in words:
        raise Problem(f"指标的{what}只能是{'、'.join(w for w in words if w)}，现在是“{word}”，请重新选择")


PRESETS = (
    Definition("signed_count", "签约项目", "签约项目"),
    Definition("signed_amount", "签约资金", "签约资金"),
    Definition("arrived_amount", "到位资金", "到位资金"),
    Definition("start_rate", "开工率", "开工项目", "签约项目"),
    Definition("arrival_rate", "资金到位率", "到位资金", "签约资金"),
    Definition("register_rate", "入统率", "入统项目", "开工项目"),
    Definition("production_count", "投产项目", "投产项目"),
    Definition("foreign_capital", "利用外资", "利用外资"),
    Definition("honour_rate", "履约率", "履约项目", "签约项目"),
)
"""The indicators of domain sheet §4; a county changes them or adds its own."""
CONTRACT = tuple(preset.key for preset in PRESETS[:8])
"""The keys of the headless contract; they are always there."""


def from_json(kept: Mapping[str, Any]) -> Definition:
    """Read back a kept definition; Problem when a word in it is unknown."""
    known = {field.name for field in dataclasses.fields(Definition)}
    return Definition(**{key: value for key, value in kept.items() if key in known})


def checked(definitions: tuple[Definition, ...]) -> tuple[Definition, ...]:
    """The definitions with the contract's in place and every name once; Problem names what is wrong."""
    names = [own.name.strip() for own in definitions]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise Problem(f"有两个指标都叫“{twice}”，请改一个名称")
    missing = [preset.name for preset in PRESETS if preset.key in CONTRACT and preset.key not in _keys(definitions)]
    if missing:
        raise Problem(f"通报固定要列{'、'.join(missing)}，不能删去")
    kinds = {preset.key: (preset.name, preset.kind) for preset in PRESETS if preset.key in CONTRACT}
    for own in definitions:
        if own.key in kinds and kinds[own.key] != (own.name, own.kind):
            raise Problem(f"通报固定要列的“{kinds[own.key][0]}”不能改名称，也不能改成另一类数，请新增一个指标")
    return definitions


def _keys(definitions: tuple[Definition, ...]) -> set[str]:
    return {own.key for own in definitions}
