"""The chooser of a month at the head of a page: one earlier, a list, one later."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from crm.rules.dates import MonthRange
from ui.core.buttons import IconButton
from ui.core.inputs import ComboBox
from ui.core.layouts import row
from ui.core.tokens import SPACE_S


class MonthChooser(QWidget):
    """Shows one month; `chosen` tells another (a MonthRange). Nothing later than the newest month can be chosen."""

    chosen = Signal(object)

    def __init__(self, month: MonthRange, *, newest: MonthRange, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.month, self.newest = month, newest
        self.earlier = IconButton("chevron-left", "上一个月", framed=True)
        self.later = IconButton("chevron-right", "下一个月", framed=True)
        self.box = ComboBox()
        self.box.setAccessibleName("月份")
        self.box.setFixedWidth(128)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        line = row(self, spacing=SPACE_S)
        for widget in (self.earlier, self.box, self.later):
            line.addWidget(widget)
        self.earlier.clicked.connect(self._go_earlier)
        self.later.clicked.connect(self._go_later)
        self.box.activated.connect(self._picked)
        for keys, button in (("Ctrl+PgUp", self.earlier), ("Ctrl+PgDown", self.later)):
            QShortcut(QKeySequence(keys), self).activated.connect(button.click)
        self.offer([month])

    def offer(self, months: Iterable[MonthRange]) -> None:
        """List these months, the newest first; the one shown is always among them, and time may have gone on."""
        offered = sorted({*months, self.month}, reverse=True)
        self.newest = max(self.newest, offered[0])
        self.box.clear()
        for month in offered:
            self.box.addItem(month.label, tuple(month))
        self.set(self.month)

    def set(self, month: MonthRange) -> None:
        """Show another month without telling."""
        self.month = month
        at = self.box.findText(month.label)
        if at < 0:
            self.offer([MonthRange(*self.box.itemData(i)) for i in range(self.box.count())])
            return
        self.box.setCurrentIndex(at)
        self.later.setEnabled(month < self.newest)

    @Slot()
    def _go_earlier(self) -> None:
        self._tell(self.month.shift(-1))

    @Slot()
    def _go_later(self) -> None:
        self._tell(self.month.shift(1))

    @Slot(int)
    def _picked(self, at: int) -> None:
        self._tell(MonthRange(*self.box.itemData(at)))

    def _tell(self, month: MonthRange) -> None:
        self.set(month)
        self.chosen.emit(month)
