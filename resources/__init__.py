"""What the program carries with it besides code: icons, fonts, dictionaries, templates."""

import sys
from pathlib import Path

_ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).parent.parent)) / "resources"


def path(*parts: str) -> Path:
    """The place of a resource on this machine, the same from source and when packed: `path("icons", "home.svg")`."""
    return _ROOT.joinpath(*parts)
