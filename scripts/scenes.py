"""The moments shown in pictures that are more than a page: a visit half told, an import half done, a card open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from crm.book import Book
from crm.queries.listing import cells, ids
from crm.queries.view import Filter, ViewSpec
from ui.dialogs.first_start import FirstStart
from ui.dialogs.guide import Guide
from ui.dialogs.import_wizard import ImportWizard
from ui.dialogs.quick_log import QuickLog
from ui.form.record_dialog import RecordDialog
from ui.pages.ledger import LedgerPage
from ui.shell.window import MainWindow

Settle = Callable[[], None]
Keep = Callable[[QWidget, str], None]

SHEET = (
    ("云溪县重点目标企业摸排表", None, None, None, None, None),
    ("填报单位：沪苏组", None, None, None, "2025年10月", None),
    ("序号", "企业名称", "所在地", "注册资金（万元）", "联系人及电话", "备注"),
    (1, "苏州澄远光电科技有限公司", "江苏苏州", "5,000", "顾明远 13800000001", "有扩产意向"),
    (2, "无锡启衡精密机械有限公司", "江苏无锡", "1.2亿", "沈知秋 13800000002", None),
    (3, "昆山岚川新材料有限公司", "江苏苏州", 3000, "陆书白 13800000003", "已对接"),
    (4, "常州曜石储能科技有限公司", "江苏常州", "八千", "唐以宁 13800000004", None),
    ("合计", None, None, 28000, None, None),
)


def posted_person(book: Book) -> dict[str, object]:
    """Someone posted, as the setting "me" tells who works here."""
    with book.read() as session:
        found = cells(session, "staff", ids(session, ViewSpec("staff", (Filter("role", "=", "驻外干部"),)))[:1])[0]
    station = found.values["station"]
    return {"name": found.values["name"], "role": "posted", "station": station, "station_id": found.refs["station"]}


def enterprise(window: MainWindow) -> int:
    """An enterprise in talks, of which there is something to tell."""
    with window.app.book.read() as session:
        found = ids(session, ViewSpec("enterprises", (Filter("state", "=", "在谈"),)))
    return found[0]


def select_first(window: MainWindow) -> None:
    """Stand on the first row of a ledger's page, so that the card beside it tells something."""
    page = window.stack.current
    if isinstance(page, LedgerPage) and page.grid.model.ids:
        page.grid.table.select_id(page.grid.model.ids[0])


def sheet(folder: Path) -> Path:
    """A workbook as offices keep them: a title, a unit line, a total, an amount in letters."""
    from openpyxl import Workbook

    path = folder / "重点目标企业摸排表.xlsx"
    book = Workbook()
    page = book.worksheets[0]
    for row in SHEET:
        page.append(row)
    page.merge_cells("A1:F1")
    book.save(path)
    return path


@contextmanager
def shown(dialog: QDialog, settle: Settle) -> Iterator[QDialog]:
    """A dialog open beside the window, without waiting for an answer."""
    dialog.show()
    settle()
    yield dialog
    dialog.close()
    settle()


def quick_log(window: MainWindow, settle: Settle, keep: Keep) -> None:
    """A visit half told."""
    log = QuickLog.ask(
        window.app, window, enterprise=enterprise(window), content="看了新车间，二期缺用地，愿意来县里看看。"
    )
    log.form.step.setText("邀请来县考察标准厂房")
    log.form.next_day.setText("下周三")
    settle()
    keep(log, "quick-log")
    log.close()
    log.drafts.drop()


def import_columns(window: MainWindow, settle: Settle, keep: Keep, folder: Path) -> None:
    """The columns of a workbook beside the fields that they mean, then what each row would become."""
    wizard = ImportWizard(window.app, ledger="enterprises", path=sheet(folder), parent=window)
    with shown(wizard, settle):
        wizard.next_button.click()
        settle()
        keep(wizard, "import-columns")
        wizard.next_button.click()
        settle()
        keep(wizard, "import-rows")


def record_form(window: MainWindow, settle: Settle, keep: Keep) -> None:
    """The form of an enterprise with its story beside it."""
    dialog = RecordDialog.open(window.app, "enterprises", enterprise(window))
    assert dialog is not None
    settle()
    keep(dialog, "form")
    dialog.close()


def board(window: MainWindow, settle: Settle, keep: Keep, *, tab: str = "board") -> None:
    """Leads as cards, as a funnel, or those that stand still."""
    window.go("leads", {"tab": tab})
    settle()
    keep(window, tab)
    window.go("leads", {"tab": "list"})
    settle()


def first_start(window: MainWindow, settle: Settle, keep: Keep) -> None:
    """The three questions."""
    dialog = FirstStart(window.app.settings)
    dialog.name.setText("王磊")
    dialog.county.setText("云溪县")
    dialog.station.setText("沪苏组")
    dialog.place.setText(r"D:\招引\招引.zhaoyin")
    with shown(dialog, settle):
        keep(dialog, "first-start")


def guide(window: MainWindow, settle: Settle, keep: Keep) -> None:
    """The guide, searched."""
    dialog = Guide.ask(window.app, window, chapter="03-lists.md")
    dialog.search.setText("筛选")
    settle()
    keep(dialog, "guide")
    dialog.close()
