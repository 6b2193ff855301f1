"""One item of the scoring scheme, with its tiers, to edit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from crm.rules.numbers import parse_decimal
from crm.rules.problem import BadValue
from crm.rules.scoring import Band, Item
from ui.core.kit import (
    ComboBox,
    IconButton,
    Label,
    LineEdit,
    LinkButton,
    column,
    row,
)
from ui.core.tokens import SPACE_S
from ui.pages.settings_typed import plain

KINDS = {"banded": "分档", "relative": "比最高", "each": "按个数"}
NOTES = {
    "banded": "落在哪一档得哪一档的分",
    "relative": "本人 ÷ 组内最多 × 分值",
    "each": "每一个加这么多分",
}


class BandLine(QWidget):
    """One tier: from so many up, so many points; or as many as there are, more or less."""

    edited = Signal()
    removed = Signal(object)

    def __init__(self, band: Band, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = row(self, spacing=SPACE_S - 2)
        line.setContentsMargins(20, 0, 0, 0)
        self.floor, self.points = LineEdit(plain(band.at_least)), LineEdit()
        self.by_count = ComboBox(["得", f"按{unit}数加减"])
        self.by_count.setCurrentIndex(0 if band.points is not None else 1)
        self.points.setText(plain(band.points if band.points is not None else band.offset))
        for words, box in (("这一档从多少起", self.floor), ("这一档得多少分", self.points)):
            box.setFixedWidth(56)
            box.setAlignment(Qt.AlignmentFlag.AlignRight)
            box.setAccessibleName(words)
            box.textChanged.connect(self.edited)
        self.by_count.currentIndexChanged.connect(self.edited)
        self.by_count.setFixedWidth(126)
        cross = IconButton("close", "去掉这一档")
        cross.clicked.connect(self._remove)
        line.addWidget(self.floor)
        line.addWidget(Label(f"{unit}及以上", ink="secondary"))
        line.addWidget(self.by_count)
        line.addWidget(self.points)
        line.addWidget(Label("分", ink="secondary"))
        line.addStretch(1)
        line.addWidget(cross)

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self)

    def band(self) -> Band:
        """The tier as typed; BadValue."""
        number = parse_decimal(self.points.text())
        floor = parse_decimal(self.floor.text())
        return Band(floor, number) if self.by_count.currentIndex() == 0 else Band(floor, None, number)


class ItemBox(QWidget):
    """One item of the scheme."""

    edited = Signal()
    removed = Signal(object)

    def __init__(self, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        outer = column(self, spacing=4)
        outer.setContentsMargins(0, 6, 0, 6)
        line = row(spacing=SPACE_S)
        self.said, self.points = LineEdit(item.said), LineEdit(plain(item.points))
        self.said.setAccessibleName("考核项")
        self.points.setAccessibleName(f"{item.said} 分值")
        self.kind = ComboBox(list(KINDS.values()))
        self.kind.setAccessibleName(f"{item.said} 计分方式")
        self.kind.setCurrentIndex(list(KINDS).index(item.kind))
        self.kind.setFixedWidth(92)
        self.points.setFixedWidth(56)
        self.points.setAlignment(Qt.AlignmentFlag.AlignRight)
        cross = IconButton("close", f"去掉{item.said}")
        cross.clicked.connect(self._remove)
        line.addWidget(self.said, 1)
        line.addWidget(self.kind)
        line.addWidget(self.points)
        line.addWidget(Label("分", ink="secondary"))
        line.addWidget(cross)
        outer.addLayout(line)
        self.note = Label("", type="note", ink="secondary")
        outer.addWidget(self.note)
        self.bands: list[BandLine] = []
        self.place = column(spacing=4)
        outer.addLayout(self.place)
        self.more = LinkButton("加一档", icon="plus", role="accent")
        self.more.clicked.connect(self._add_band)
        outer.addWidget(self.more)
        for band in item.bands:
            self._take_band(band)
        self.said.textChanged.connect(self.edited)
        self.points.textChanged.connect(self.edited)
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self._show_kind()

    def _take_band(self, band: Band) -> None:
        line = BandLine(band, self.item.unit)
        line.edited.connect(self.edited)
        line.removed.connect(self._remove_band)
        self.bands.append(line)
        self.place.addWidget(line)

    @Slot()
    def _add_band(self) -> None:
        self._take_band(Band(Decimal(0), Decimal(0)))
        self.edited.emit()

    @Slot(object)
    def _remove_band(self, line: BandLine) -> None:
        self.bands.remove(line)
        self.place.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.edited.emit()

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self)

    @Slot()
    def _kind_changed(self) -> None:
        self._show_kind()
        if self._chosen() == "banded" and not self.bands:
            self._add_band()
        self.edited.emit()

    def _chosen(self) -> str:
        return list(KINDS)[self.kind.currentIndex()]

    def _show_kind(self) -> None:
        kind = self._chosen()
        self.note.setText(f"{NOTES[kind]}，单位{self.item.unit}")
        self.more.setVisible(kind == "banded")
        for line in self.bands:
            line.setVisible(kind == "banded")

    def value(self) -> Item:
        """The item as typed; BadValue."""
        said = self.said.text().strip()
        if not said:
            raise BadValue("每个考核项都要有名称")
        kind = cast("Any", self._chosen())
        bands = tuple(line.band() for line in self.bands) if kind == "banded" else ()
        return replace(self.item, said=said, kind=kind, points=parse_decimal(self.points.text()), bands=bands)
