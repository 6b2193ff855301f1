"""What is typed into the panels of the settings: figures as they are typed, and whether it is kept already."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from crm.rules.problem import BadValue


def plain(number: Decimal) -> str:
    """A number as it is typed."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def unsaved(typed: Callable[[], object], kept: object) -> bool:
    """Whether something else is typed than what was `kept`, None where nothing has been shown yet."""
    try:
        return kept is not None and typed() != kept
    except BadValue:
        return True
