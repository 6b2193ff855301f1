"""The one stylesheet, for the standard widgets that the kit does not paint itself."""

from __future__ import annotations

import re
from string import Template
from typing import Final

from PySide6.QtGui import QPalette

_Role = QPalette.ColorRole
CARRIERS: Final = {
    _Role.Window: "window",
    _Role.WindowText: "text",
    _Role.Base: "surface",
    _Role.Button: "raised",
    _Role.Highlight: "accent",
    _Role.HighlightedText: "on_accent",
    _Role.PlaceholderText: "secondary",
    _Role.Shadow: "line",
    _Role.Mid: "line_strong",
    _Role.Midlight: "hover",
    _Role.BrightText: "bad",
    # What follows means something else to Qt that is painted nowhere here: the sheet itself says how tool tips, frames
    # and every second row look.
    _Role.AlternateBase: "accent_wash",
    _Role.ToolTipBase: "good",
    _Role.ToolTipText: "warn",
    _Role.LinkVisited: "bad_mark",
    _Role.Light: "field",
    _Role.Dark: "disabled",
    _Role.NoRole: "track",
}
"""Which role of Qt's palette carries which token into the stylesheet."""

_SHEET = Template("""
QMainWindow, QDialog, QMessageBox { background: $window; }
QToolTip { background: $raised; color: $text; border: 1px solid $line_strong; padding: 4px 8px; font-size: 9pt; }

QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox {
    background: $field; color: $text; border: 1px solid $line; border-radius: 6px;
    padding: 0 7px; selection-background-color: $accent; selection-color: $on_accent;
    placeholder-text-color: $secondary;
}
QLineEdit, QAbstractSpinBox { min-height: 28px; }
QPlainTextEdit, QTextEdit { padding: 4px 6px; }
QLineEdit:hover, QPlainTextEdit:hover, QTextEdit:hover, QAbstractSpinBox:hover { border-color: $line_strong; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus { border: 1px solid $accent; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QAbstractSpinBox:disabled,
QLineEdit:read-only, QPlainTextEdit[readOnly="true"], QTextEdit[readOnly="true"] {
    background: $window; color: $secondary;
}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"] { border: 1px solid $bad_mark; }
QLineEdit[ground="window"] { background: $window; }
QLineEdit[ground="filter"] { min-height: 0; padding: 0 5px; font-size: 9pt; }
QComboBox { combobox-popup: 0; background: $field; color: $text; border: 1px solid $line; border-radius: 6px;
    padding: 0 9px; min-height: 28px; }
QComboBox:focus { border: 1px solid $accent; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: none; }
QComboBox QLineEdit { border: none; background: transparent; padding: 0; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }

QComboBox QAbstractItemView {
    background: $raised; color: $text; border: 1px solid $line_strong; padding: 4px; outline: none;
}
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 6px; }
QComboBox QAbstractItemView::item:selected { background: $accent_wash; color: $text; }

QAbstractItemView {
    background: $surface; alternate-background-color: $surface; color: $text; border: none; outline: none;
    gridline-color: $line; selection-background-color: $accent_wash; selection-color: $text;
}
QListWidget[lines="true"] { background: transparent; }
QListWidget[lines="true"]::item { padding-left: 8px; border-radius: 6px; }
QListWidget[lines="true"]::item:hover { background: $hover; }
QListWidget[lines="true"]::item:selected { background: $accent_wash; color: $accent; }
QTableView { gridline-color: $line; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section {
    background: $surface; color: $secondary; border: none; border-bottom: 1px solid $line;
    padding: 0 10px; font-size: 9.5pt; font-weight: normal;
}
QHeaderView::section:hover { color: $text; }
QTableCornerButton::section { background: $surface; border: none; }

QMenu { background: $raised; color: $text; border: 1px solid $line_strong; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 12px; border-radius: 4px; min-width: 150px; }
QMenu::item:selected { background: $accent_wash; color: $text; }
QMenu::item:disabled { color: $disabled; background: transparent; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $line_strong; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $disabled; }
QScrollBar[keyed="true"]::handle { background: $accent; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[scrolled="true"] { background: transparent; }

QSplitter::handle { background: transparent; }
QGroupBox { border: none; margin-top: 20px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; left: 0; }
QProgressBar { background: $track; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar::tab { background: transparent; color: $secondary; padding: 6px 2px; margin-right: 16px; border: none; }
QTabBar::tab:selected { color: $accent; font-weight: 600; border-bottom: 2px solid $accent; }

QLabel { background: transparent; }
QLabel[ink="secondary"] { color: $secondary; }
QLabel[ink="accent"] { color: $accent; }
QLabel[ink="good"] { color: $good; }
QLabel[ink="warn"] { color: $warn; }
QLabel[ink="bad"] { color: $bad; }
QLabel[type="note"] { font-size: 9pt; }
QLabel[type="section"] { font-size: 10.5pt; font-weight: 600; }
QLabel[type="heading"] { font-size: 11.5pt; font-weight: 600; }
QLabel[type="title"] { font-size: 15pt; font-weight: 600; }
QLabel[type="figure"] { font-size: 22pt; font-weight: 600; }
""")


def stylesheet() -> str:
    """The stylesheet of every colour scheme: it names roles of the palette, so a change of colours leaves it alone."""
    names = {token: re.sub("(?<!^)(?<!Tool)([A-Z])", r"-\1", role.name).lower() for role, token in CARRIERS.items()}
    return _SHEET.substitute({token: f"palette({name})" for token, name in names.items()})
