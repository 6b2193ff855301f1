"""关于招引."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from PySide6.QtWidgets import QDialog, QWidget

from ui.core.ask import Ask
from ui.core.kit import Button, Label, column, row
from ui.core.tokens import SPACE_S, SPACE_XL


def own_version() -> str:
    """The version of the application, 开发版 where it is not installed."""
    try:
        return version("zhaoyin")
    except PackageNotFoundError:
        return "开发版"


class About(QDialog):
    """Name, version, licence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("关于招引")
        self.setMinimumWidth(400)
        outer = column(self, spacing=SPACE_S, margin=SPACE_XL)
        outer.addWidget(Label("招引", type="title", ink="accent"))
        outer.addWidget(Label(f"版本 {own_version()}"))
        outer.addSpacing(SPACE_S)
        said = "县级招商引资线索管理。数据只在本机的账本文件里，不上传。以 MIT 许可证发布。"
        outer.addWidget(Label(said, ink="secondary", wrap=True))
        outer.addSpacing(SPACE_S)
        line = row()
        line.addStretch(1)
        close = Button("关闭", hint="Esc")
        close.clicked.connect(self.accept)
        line.addWidget(close)
        outer.addLayout(line)

    @classmethod
    def ask(cls, parent: QWidget | None) -> None:
        """Show it."""
        Ask.run(cls(parent))
