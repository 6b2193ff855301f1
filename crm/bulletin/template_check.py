"""A template read through before it is taken into use: the branches that today's figures do not reach, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crm.bulletin.template import Many, Thing, faulty, no_such, parsed_tree

if TYPE_CHECKING:
    from jinja2 import nodes

_LOOP = Thing(first=True, last=True)


def look_through(lines: Sequence[str], words: Mapping[str, Any]) -> None:
    """Problem naming the line of the first placeholder, anywhere in the template, that stands for nothing."""
    _walk(parsed_tree(lines), {**words, "原文": None}, lines)


def _walk(node: nodes.Node, known: Mapping[str, Any], lines: Sequence[str]) -> None:
    from jinja2 import nodes

    if isinstance(node, nodes.For):
        many = _value(node.iter, known, lines)
        if not isinstance(many, Many) or not isinstance(node.target, nodes.Name):
            raise faulty(lines, node.lineno, "for 后面只能循环列出的清单，例如“问题”")
        inside = {**known, node.target.name: many.each, "loop": _LOOP}
        for child in node.body:
            _walk(child, inside, lines)
        return
    if isinstance(node, nodes.Name | nodes.Getattr):
        _value(node, known, lines)
        return
    for child in node.iter_child_nodes():
        _walk(child, known, lines)


def _value(node: nodes.Node, known: Mapping[str, Any], lines: Sequence[str]) -> Any:
    """What a name with its dots stands for."""
    from jinja2 import nodes

    if isinstance(node, nodes.Name):
        if node.name not in known:
            raise faulty(lines, node.lineno, no_such(node.name, known))
        return known[node.name]
    if isinstance(node, nodes.Getattr):
        owner = _value(node.node, known, lines)
        if isinstance(owner, Thing) and node.attr in owner:
            return owner[node.attr]
        if not isinstance(owner, Thing):
            raise faulty(lines, node.lineno, f"“{node.attr}”前面的占位符没有下一级")
        raise faulty(lines, node.lineno, no_such(node.attr, owner, part=True))
    raise faulty(lines, node.lineno, "占位符只能写成“名称.项目”")
