"""The colours, sizes and spaces that every part of the screen shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Tone = Literal["good", "warn", "bad", "info", "plain"]
LIGHT_TONES: Final[dict[str, Tone]] = {"红": "bad", "黄": "warn", "绿": "good"}
"""How the lights (亮灯) look; each also says its word."""

SPACE_XS: Final = 4
SPACE_S: Final = 8
SPACE_M: Final = 12
SPACE_L: Final = 16
SPACE_XL: Final = 24
SPACE_XXL: Final = 32
CONTROL_HEIGHT: Final = 30
CORNER: Final = 6
ROW_COMFORTABLE: Final = 32
ROW_COMPACT: Final = 26
HEADER_HEIGHT: Final = 32

SIZE_NOTE: Final = 9.0
SIZE_BODY: Final = 10.0
SIZE_SECTION: Final = 11.5
SIZE_TITLE: Final = 15.0
SIZE_FIGURE: Final = 22.0


@dataclass(frozen=True, kw_only=True)
class Palette:
    """One colour scheme as #RRGGBB; good, warn and bad are inks for words, their _mark twins are for bars and dots.

    `edge` outlines what would not be seen without its outline: an empty tick box, a round mark.
    """

    dark: bool
    window: str
    surface: str
    raised: str
    field: str
    line: str
    line_strong: str
    edge: str
    hover: str
    pressed: str
    track: str
    text: str
    secondary: str
    disabled: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_wash: str
    on_accent: str
    good: str
    good_mark: str
    good_wash: str
    warn: str
    warn_mark: str
    warn_wash: str
    bad: str
    bad_mark: str
    bad_wash: str

    def ink(self, tone: Tone) -> str:
        """The colour of words of a tone."""
        return {"good": self.good, "warn": self.warn, "bad": self.bad, "info": self.accent, "plain": self.secondary}[
            tone
        ]

    def wash(self, tone: Tone) -> str:
        """The ground behind words of a tone."""
        return {
            "good": self.good_wash,
            "warn": self.warn_wash,
            "bad": self.bad_wash,
            "info": self.accent_wash,
            "plain": self.hover,
        }[tone]

    def mark(self, tone: Tone) -> str:
        """The colour of bars, dots and lights of a tone."""
        return {
            "good": self.good_mark,
            "warn": self.warn_mark,
            "bad": self.bad_mark,
            "info": self.accent,
            "plain": self.secondary,
        }[tone]

    def role(self, name: str) -> str:
        """A colour by its field name, as icons and stylesheets name it; KeyError if there is no such colour."""
        value = getattr(self, name, None)
        if not isinstance(value, str):
            raise KeyError(name)
        return value


LIGHT: Final = Palette(
    dark=False,
    window="#F5F6F8",
    surface="#FFFFFF",
    raised="#FFFFFF",
    field="#FFFFFF",
    line="#E4E7EC",
    line_strong="#CBD1DA",
    edge="#808A99",
    hover="#F0F2F5",
    pressed="#E9ECF0",
    track="#EEF0F3",
    text="#1F2329",
    secondary="#626B80",
    disabled="#A3ABB8",
    accent="#2563B8",
    accent_hover="#1F57A5",
    accent_pressed="#1A4B90",
    accent_wash="#EAF1FB",
    on_accent="#FFFFFF",
    good="#17754A",
    good_mark="#1E8E5A",
    good_wash="#E5F4EC",
    warn="#8A5A12",
    warn_mark="#B7791F",
    warn_wash="#FCF0D8",
    bad="#BC332E",
    bad_mark="#C93C37",
    bad_wash="#FBE8E7",
)

DARK: Final = Palette(
    dark=True,
    window="#17191D",
    surface="#1F2227",
    raised="#262A30",
    field="#1A1D21",
    line="#30353C",
    line_strong="#454C56",
    edge="#757E8B",
    hover="#292D34",
    pressed="#30353D",
    track="#2C3138",
    text="#E7E9EC",
    secondary="#9AA3AF",
    disabled="#626A75",
    accent="#6AA6F8",
    accent_hover="#82B5FA",
    accent_pressed="#5793E6",
    accent_wash="#22344D",
    on_accent="#10151C",
    good="#4CC38A",
    good_mark="#4CC38A",
    good_wash="#1A3428",
    warn="#E2B04A",
    warn_mark="#E2B04A",
    warn_wash="#3A2F18",
    bad="#F58C86",
    bad_mark="#F0716B",
    bad_wash="#422626",
)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two #RRGGBB colours, 1 to 21 (WCAG 2.1, 1.4.3)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)
