"""One hint for each kind of page, shown until it has been read; settings of this laptop remember which were."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.core import icons
from ui.core.kit import Elided, LinkButton, row
from ui.core.settings import Settings
from ui.core.theme import colour
from ui.core.tokens import SPACE_L, SPACE_M

HEIGHT: Final = 32
SETTING: Final = "hints_read"
LEDGER: Final = "ledger"
HINTS: Final = {
    "home": "任何时候按 Ctrl+N 记拜访，按 Ctrl+K 查找企业、人和命令；每个数字都能点开看背后的记录。",
    "agenda": "方向键换一天，点一项或按 Enter 打开；联系过的人自己从“待跟进”和节日问候里消失，不用再勾。",
    "leads": "“看板”上把卡片拖到下一列就推进了项目，需要日期、金额或佐证的会当场问您；拖错了按 Ctrl+Z。",
    "bulletin": "改了数据回到这里，数字跟着变；合计与明细、开工与签约对不上的，会先说明再让您生成。",
    "exchange": "把工作簿拖进窗口就能导入，写入之前看得到每一行的结果；导错了按一次 Ctrl+Z 全部撤回。",
    LEDGER: "表头下面可以直接写条件：>100万、2024.3~2024.5、空、非空；Enter 打开一行，F2 就地修改，Space 收起详情。",
}
"""Place key ("ledger" for any list) -> what one should know there first."""


class HintStrip(QWidget):
    """A quiet line under the page; it goes with 知道了 and comes back from the help menu or the settings.

    `put_away` tells that it went with the keyboard in it, which belongs to the page then.
    """

    put_away = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._key = ""
        self.setFixedHeight(HEIGHT)
        line = row(self, spacing=SPACE_M)
        line.setContentsMargins(SPACE_L + 24, 0, SPACE_L, 0)
        self.words = Elided("")
        self.read_link, self.all_link = LinkButton("知道了", role="accent"), LinkButton("不再显示提示")
        line.addWidget(self.words, 1)
        line.addWidget(self.read_link)
        line.addWidget(self.all_link)
        self.read_link.clicked.connect(self._read)
        self.all_link.clicked.connect(self._read_all)
        self.setAccessibleName("提示")
        self.hide()

    def show_for(self, place: str, *, ledger: bool) -> None:
        """Show the hint of a place, if it has one that was not read yet."""
        key = place if place in HINTS else LEDGER if ledger else ""
        read = self._settings.get(SETTING, [])
        self._key = "" if key in (read if isinstance(read, list) else []) else key
        self.words.setText(HINTS.get(self._key, ""))
        self.setAccessibleDescription(self.words.text())
        self.setVisible(bool(self._key))

    @Slot()
    def _read(self) -> None:
        self._settings.set(SETTING, [*self._settings.get(SETTING, []), self._key])
        self._put_away()

    @Slot()
    def _read_all(self) -> None:
        self._settings.set(SETTING, list(HINTS))
        self._put_away()

    def _put_away(self) -> None:
        held = QApplication.focusWidget()
        self.hide()
        if held is not None and self.isAncestorOf(held):
            self.put_away.emit()

    def forget(self) -> None:
        """Let every hint be shown again."""
        self._settings.set(SETTING, None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the sign."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("accent_wash"))
        icons.paint(painter, "info", QRectF(SPACE_L, (self.height() - 16) / 2, 16, 16), "accent")
