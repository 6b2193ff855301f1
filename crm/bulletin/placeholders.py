"""The placeholders of templates as a table: what to write, and what that prints now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from crm.bulletin.template import Bound, Many, Thing


class Placeholder(NamedTuple):
    """A placeholder: its name with dots, what to paste into Word, what it prints for the month at hand."""

    name: str
    code: str
    now: str


_NAMES = {
    "比率": "率",
    "片区": "区",
    "驻外人员": "人",
    "片区任务": "区",
    "单位任务": "位",
    "转化": "步",
    "占比": "类",
    "分项": "项",
    "问题": "类",
    "名单": "个",
    "口径": "条",
    "对照": "句",
    "任务": "项",
    "差额": "项",
    "结构": "类",
    "有签约片区": "区",
    "有签约单位": "位",
    "空白": "类",
    "项目问题": "类",
    "下一步": "条",
    "居前": "名",
    "居后": "名",
    "落后": "名",
    "无签约": "名",
    "动态": "类",
    "项目动态": "条",
    "拜访接待": "条",
    "次日跟进": "条",
    "情况": "项",
}
"""What a thing is called inside its loop."""


def placeholders(words: Mapping[str, Any]) -> list[Placeholder]:
    """Every placeholder in the order of the vocabulary; those of a loop carry the loop that they stand in."""
    return [found for name, value in words.items() for found in _of(name, value)]


def _of(name: str, value: Any) -> Iterator[Placeholder]:
    if isinstance(value, Bound):
        yield Placeholder(name, f"{{{{ {name} }}}}", value.text if value.full else "")
    elif isinstance(value, Thing):
        for part, inner in value.items():
            yield from _of(f"{name}.{part}", inner)
    elif isinstance(value, Many):
        own = _NAMES[name.rpartition(".")[2]]
        loop = f"{{% for {own} in {name} %}} … {{% endfor %}}"
        yield Placeholder(f"{name}（逐个）", loop, f"{len(value)}项")
        if isinstance(value.each, Thing):
            first = value[0] if value else value.each
            for part, inner in first.items():
                yield from _of(f"{own}.{part}", inner)
    elif isinstance(value, bool | str):
        yield Placeholder(name, f"{{% if {name} %}} … {{% endif %}}", "是" if value else "否")
