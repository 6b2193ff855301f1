"""Qt's own words in Chinese: its catalogue, and the few labels that the catalogue lacks."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

_LACKING = {
    "&Undo": "撤销(&U)",
    "Folder": "文件夹",
    "Size": "大小",
    "&Look in:": "查找范围(&I)：",
    "Files of &type:": "文件类型(&T)：",
    "Page &Set:": "页面(&S)：",
    "Pages &per sheet:": "每张页数(&P)：",
    "Page &order:": "页面次序(&O)：",
    "Scheduled &printing:": "打印时间(&P)：",
    "&Billing information:": "记账信息(&B)：",
    "Job priority:": "优先级：",
    "&Start:": "开头(&S)：",
    "&End:": "结尾(&E)：",
}


class _Lacking(QTranslator):
    """The labels of file and print dialogs that Qt 6.11 leaves in English, or puts oddly."""

    def isEmpty(self) -> bool:
        """Qt: there is something to ask for."""
        return False

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        """Qt: the Chinese words, None to let the catalogue answer."""
        return _LACKING.get(text)


def speak_chinese(app: QCoreApplication) -> None:
    """Give the application the locale of China and Qt's words in Chinese."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    catalogue = QTranslator(app)
    if catalogue.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(catalogue)
    app.installTranslator(_Lacking(app))
