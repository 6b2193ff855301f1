"""The kit: everything a page is built of, under one name."""

from __future__ import annotations

from ui.core.ask import Ask, Question
from ui.core.blocks import Amount, Card, ClickCard, Elided, ErrorText, FieldLabel, Figure, Label, Notes
from ui.core.buttons import (
    Button,
    DangerButton,
    IconButton,
    LinkButton,
    PrimaryButton,
    focus_ring,
    keyboard_focus,
    note_focus,
    note_key,
    pointed,
)
from ui.core.inputs import CheckBox, ComboBox, LineEdit, SearchBox, TextEdit
from ui.core.layouts import (
    FlowLayout,
    FlowRow,
    clear,
    column,
    open_at,
    passing_menu,
    row,
    scroll,
    scroll_area,
    scroll_column,
    scrolled,
)
from ui.core.marks import Bar, Chip, Hairline, Pill, paint_bar, paint_pill, pill_width
from ui.core.titles import EmptyState, PageTitle, Tabs

__all__ = [
    "Amount",
    "Ask",
    "Bar",
    "Button",
    "Card",
    "CheckBox",
    "Chip",
    "ClickCard",
    "ComboBox",
    "DangerButton",
    "Elided",
    "EmptyState",
    "ErrorText",
    "FieldLabel",
    "Figure",
    "FlowLayout",
    "FlowRow",
    "Hairline",
    "IconButton",
    "Label",
    "LineEdit",
    "LinkButton",
    "Notes",
    "PageTitle",
    "Pill",
    "PrimaryButton",
    "Question",
    "SearchBox",
    "Tabs",
    "TextEdit",
    "clear",
    "column",
    "focus_ring",
    "keyboard_focus",
    "note_focus",
    "note_key",
    "open_at",
    "paint_bar",
    "paint_pill",
    "passing_menu",
    "pill_width",
    "pointed",
    "row",
    "scroll",
    "scroll_area",
    "scroll_column",
    "scrolled",
]
