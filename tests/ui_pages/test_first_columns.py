"""In a window of 1366 pixels, the card open beside the list, the columns that one acts on need no scrolling."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from crm.actions.edit import create
from crm.book import Book
from crm.records.ledger import LEDGERS
from ui.core.app import App
from ui.pages.ledger import LedgerPage

ROOM = 1366 - 196
"""What a window of 1366 pixels leaves to a page beside the sidebar."""
DUE = dt.date(2024, 5, 20)
FIRM = "上海恒业光电科技集团有限公司"

ROWS: dict[str, dict[str, Any]] = {
    "assistance": {"item": "办理建设用地规划许可和施工许可手续", "kind": "用地", "unit": "县人力资源和社会保障局",
                   "person": "欧阳明朗", "assigned": DUE, "due": DUE, "state": "办理中"},
    "leads": {"name": "恒业年产8000万片光学镜片生产基地二期项目", "investor": FIRM, "total_investment": 1_234_500_000,
              "unit": "县住房和城乡建设局", "progress": "正在谈用地，已看过三块地。" * 3, "next_date": DUE},
    "enterprises": {"name": FIRM, "chain": "新型电子信息", "city": "上海市", "registered_capital": 12_345_000_000,
                    "state": "在谈", "next_contact": DUE},
    "hometown": {"name": "欧阳明朗", "town": "经济开发区", "city": "上海市", "employer": FIRM, "title": "董事长",
                 "phone": "13800138000", "next_contact": DUE},
    "ambassadors": {"name": "欧阳明朗", "employer": FIRM + "董事长", "phone": "13800138000", "appointed_from": DUE,
                    "appointed_to": DUE, "appointed_by": "云溪县招商引资工作领导小组"},
    "visits": {"date": DUE, "contact": "欧阳明朗", "content": "看了新车间，二期缺用地。" * 3,
               "next_step": "邀请来县考察标准厂房，寄送政策汇编", "next_date": DUE},
    "opportunities": {"name": "年产1万吨苹果浓缩汁深加工产业园招商项目", "kind": "有项目无投资主体", "industry": "食品",
                      "content": "需要一家龙头企业。" * 5, "contact": "欧阳明",
                      "phone": "13800138000", "state": "在库"},
    "policies": {"name": "云溪县促进先进制造业高质量发展若干措施", "document": "云政办发〔2024〕12号",
                 "issuer": "县人民政府办公室", "issued": DUE, "effective_to": DUE, "summary": "设备投资补助。" * 9},
    "targets": {"year": 2024, "indicator": "签约资金", "scope": "单位", "subject": "县住房和城乡建设局", "annual": 10},
}  # fmt: skip
ACTED_ON = {
    "assistance": ("unit", "due", "state"),
    "leads": ("stage", "total_investment", "unit", "next_date"),
    "enterprises": ("state", "next_contact"),
    "hometown": ("phone", "last_contact", "next_contact"),
    "ambassadors": ("phone", "appointed_to", "introduced"),
    "visits": ("next_step", "next_date"),
    "opportunities": ("contact", "phone", "state"),
    "policies": ("effective_to",),
    "targets": ("unit", "subject", "annual"),
}


def listed(app: App, book: Book, qtbot: Any, ledger: str) -> LedgerPage:
    given = dict(ROWS[ledger])
    if ledger == "visits":
        given["enterprise"] = create(book, "enterprises", {"name": FIRM})[0]
    if ledger == "assistance":
        given["lead"] = create(book, "leads", {"name": ROWS["leads"]["name"]})[0]
    create(book, ledger, given)
    page = LedgerPage(app, ledger=ledger)
    qtbot.addWidget(page)
    page.resize(ROOM, 696)
    page.show()
    page.refresh()
    qtbot.waitUntil(lambda: bool(page.grid.model.ids) and not app.working)
    qtbot.wait(1)
    return page


@pytest.mark.parametrize("ledger", ACTED_ON)
def test_what_one_acts_on_is_seen_beside_the_open_card(app: App, book: Book, qtbot: Any, ledger: str) -> None:
    page = listed(app, book, qtbot, ledger)
    assert page.panel.isVisible()
    header, room = page.grid.table.header, page.grid.table.viewport().width()
    keys = [spec.key for spec in page.grid.model.specs]
    ends = {key: header.sectionViewportPosition(at) + header.sectionSize(at) for at, key in enumerate(keys)}
    assert {key: ends[key] for key in ACTED_ON[ledger] if ends[key] > room} == {}


def test_columns_come_lot_by_lot_and_in_each_as_declared() -> None:
    for ledger in LEDGERS.values():
        lots = [ledger.fields[key].shown for key in ledger.first_columns]
        assert lots == sorted(lots)
        assert set(ledger.first_columns) == {key for key, spec in ledger.fields.items() if spec.shown}
    assert LEDGERS["assistance"].first_columns[:5] == ("lead", "item", "unit", "due", "state")
