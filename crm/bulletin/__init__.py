"""The monthly bulletin (月通报) and its papers, from the book to signed-off files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crm.bulletin.month import Bulletin, monthly

__all__ = ["Bulletin", "monthly"]


def __getattr__(name: str) -> Any:
    """Import the papers only when they are asked for: a first window needs none of it."""
    if name not in __all__:
        raise AttributeError(name)
    from crm.bulletin import month

    return getattr(month, name)
