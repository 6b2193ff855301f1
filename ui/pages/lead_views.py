"""漏斗 and 停滞: what the cohort came to, how long the stages take, and the leads that have stood still."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from crm.actions.edit import change
from crm.queries.board import LeadCard, Stalled
from crm.queries.funnel import Duration, Funnel, Step, durations, entered, funnel
from crm.records.ledger import LEDGERS, Counted
from crm.rules.dates import add_months
from crm.rules.money import format_money
from ui.charts.figure_model import Cell, Column, FigureRow
from ui.charts.figures import FigureTable
from ui.charts.funnel import Stretch, duration_chart, funnel_chart
from ui.core.days import day_text
from ui.core.kit import Card, ComboBox, EmptyState, Label, LinkButton, column, row, scrolled
from ui.core.tokens import LIGHT_TONES, SPACE_M
from ui.core.writing import write
from ui.pages.behind import open_rows

if TYPE_CHECKING:
    from ui.core.app import App

_LEADS = LEDGERS["leads"].fields
NONE_STALLED = "没有停滞的项目：每个在推进的项目一个月内都有联系或进展。"
NONE_AMONG = "符合这些条件的项目里没有停滞的，一个月内都有联系或进展。"
WINDOWS = ("今年首谈", "去年首谈", "近12个月首谈", "全部项目")


def window(name: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """The days of a cohort's window, both included."""
    year = dt.date(today.year, 1, 1)
    return {
        "今年首谈": (year, today),
        "去年首谈": (dt.date(today.year - 1, 1, 1), year - dt.timedelta(days=1)),
        "近12个月首谈": (add_months(today, -12) + dt.timedelta(days=1), today),
    }.get(name, (dt.date.min, today))


class FunnelView(QWidget):
    """The funnel of a cohort at the left, the days of each step at the right."""

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app = app
        self._cards: Sequence[LeadCard] = ()
        self._ended: tuple[int, ...] = ()
        self.windows = ComboBox(list(WINDOWS))
        self.windows.setAccessibleName("统计哪些项目")
        self.windows.setCurrentIndex(2)
        self.windows.currentTextChanged.connect(self._renew)
        self.funnel = funnel_chart("转化漏斗")
        self.funnel.opened.connect(self._open)
        self.days = duration_chart("各阶段用时")
        self.days.opened.connect(self._open)
        self.note = Label("", type="note", ink="secondary", wrap=True)
        self.ended = LinkButton("", role="secondary")
        self.ended.clicked.connect(self._open_ended)
        self._lay_out()

    def _lay_out(self) -> None:
        left, right = Card(heading="转化漏斗"), Card(heading="各阶段用时")
        left.head.addWidget(self.ended)
        left.head.addWidget(self.windows)
        left.body.addWidget(self.funnel)
        left.body.addWidget(self.note)
        left.body.addStretch(1)
        right.body.addWidget(self.days)
        words = "色条为居中一半项目的用时，竖线为中位数；只计两端日期都有的项目。"
        right.body.addWidget(Label(words, type="note", ink="secondary", wrap=True))
        right.body.addStretch(1)
        inside = QWidget()
        line = row(inside, spacing=SPACE_M)
        line.addWidget(left, 56)
        line.addWidget(right, 44)
        column(self).addWidget(scrolled(inside, name="漏斗"))

    def show_cards(self, cards: Sequence[LeadCard]) -> None:
        """Show these leads."""
        self._cards = cards
        self._renew()

    @Slot()
    def _renew(self) -> None:
        start, end = window(self.windows.currentText(), self.app.book.today())
        found = funnel(self._cards, start=start, end=end)
        inside = [c for c in self._cards if (day := entered(c, "线索")) is not None and start <= day <= end]
        self.funnel.show_lines(funnel_lines(found))
        self.days.show_lines(duration_lines(durations(inside)))
        self._ended = found.ended
        self.ended.setText(f"其中已终止 {len(found.ended)} 个" if found.ended else "")
        self.ended.setVisible(bool(found.ended))
        cohort = len(found.steps[0].ids)
        span = "" if start == dt.date.min else f"{start.year}年{start.month}月{start.day}日以来" if end == (
            self.app.book.today()
        ) else f"{start.year}年"  # fmt: skip
        self.note.setText(
            f"{span}首谈的 {cohort} 个项目，到过一个阶段或更后阶段的各计一次，退回再来不重复计。"
            if cohort
            else "这段时间没有首谈的项目。"
        )

    @Slot(object)
    def _open(self, target: tuple[int, ...] | Step) -> None:
        if isinstance(target, Step):
            worth = {card.id: card.investment for card in self._cards}
            counted = Counted("计划总投资", "亿元", tuple((i, worth[i]) for i in target.ids))
            open_rows(self.app, "leads", target.ids, counted)
        else:
            open_rows(self.app, "leads", target)

    @Slot()
    def _open_ended(self) -> None:
        open_rows(self.app, "leads", self._ended)


def funnel_lines(found: Funnel) -> list[Stretch]:
    """The funnel as lines of the chart: widths against the cohort, the share that went on below each."""
    most = max((len(step.ids) for step in found.steps), default=0)
    lines = []
    for at, step in enumerate(found.steps):
        after = found.steps[at + 1] if at + 1 < len(found.steps) else None
        between = ""
        if after is not None and after.of_previous is not None:
            between = f"↓ {after.of_previous}% 到{after.stage}"
        share = "" if step.of_first is None or at == 0 else f"　占 {step.of_first}%"
        words = f"{format_money(step.total, '亿元', places=1)} 亿元{share}"
        high = len(step.ids) / most if most else 0.0
        lines.append(Stretch(step.stage, high, words, inside=f"{len(step.ids)} 个", between=between, target=step))
    return lines


def duration_lines(found: Sequence[Duration]) -> list[Stretch]:
    """The steps as lines of the chart, on one scale that ends at the largest upper quartile."""
    scale = max((one.at(3, 4) or 0 for one in found), default=0) * 1.05 or 1.0
    lines = []
    for one in found:
        name = f"{one.stage}→{one.after}"
        if one.median is None:
            lines.append(Stretch(name, 0.0, "没有可比的项目", target=one.ids))
            continue
        low, high = one.at(1, 4) or 0, one.at(3, 4) or 0
        words = f"中位 {one.median} 天　{len(one.days)} 个"
        lines.append(Stretch(name, high / scale, words, low / scale, one.median / scale, target=one.ids))
    return lines


def _typed_head(key: str) -> str:
    return f"{_LEADS[key].label}（双击填写）"


_STALLED = (
    Column("name", _LEADS["name"].label, right=False, grow=3, least=180, most=280),
    Column("stage", _LEADS["stage"].label, right=False),
    Column("investment", _LEADS["total_investment"].header, least=96),
    Column("days", "无进展（天）"),
    Column("last", _LEADS["last_contact"].label, right=False),
    Column("light", "灯", right=False, least=62),
    Column("who", "责任人", right=False),
    Column(
        "reason",
        _typed_head("stall_reason"),
        right=False,
        grow=3,
        least=190,
        most=300,
        typed=True,
    ),
    Column(
        "next",
        _typed_head("next_step"),
        right=False,
        grow=2,
        least=120,
        most=240,
        typed=True,
    ),
)


class StalledView(QWidget):
    """The stalled leads: days since the last real contact, cause, next step; the reason is typed in place."""

    counted = Signal(int)

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app = app
        self.stack = QStackedWidget()
        self.table = FigureTable(
            "停滞项目",
            _STALLED,
            choosing=True,
        )
        self.table.opened.connect(self._open)
        self.table.figures.typed.connect(self._typed)
        card = Card(margin=5)
        card.body.addWidget(self.table, 1)
        self.stack.addWidget(card)
        self.none = EmptyState("check", NONE_STALLED)
        self.stack.addWidget(self.none)
        column(self).addWidget(self.stack)

    def show_stalled(self, found: Sequence[Stalled], *, narrowed: bool = False) -> None:
        """Show the stalled leads; where there are none, of all projects or of those that the conditions let through."""
        self.none.set_sentence(NONE_AMONG if narrowed else NONE_STALLED)
        self.table.show_rows([_stalled_row(one, self.app.book.today()) for one in found])
        self.stack.setCurrentIndex(0 if found else 1)

    @Slot(object, str)
    def _open(self, lead: int, _field: str) -> None:
        self.app.open_record("leads", lead)

    @Slot(object, str, str)
    def _typed(self, lead: int, field: str, text: str) -> None:
        key = {"reason": "stall_reason", "next": "next_step"}[field]
        book, cells = self.app.book, {lead: {key: text or None}}
        write(self.app, lambda: change(book, "leads", cells), lambda _changes: None, rows=1, label="正在修改")


def _stalled_row(one: Stalled, today: dt.date) -> FigureRow:
    card = one.card
    day: Any = card.last_contact
    last = "从未联系" if day is None else day_text(day)
    days = "—" if one.days is None else f"{one.days}"
    light, told = one.light, [lit.words(today) for lit in card.lit]
    waiting = not card.stall_reason and not card.problem
    reason = " ".join(card.stall_reason.split()) or card.problem
    cells = {
        "name": Cell(card.name, opens=True, tip=card.name),
        "stage": Cell(card.stage),
        "investment": Cell(format_money(card.investment, "亿元", places=2) if card.investment else "—"),
        "days": Cell(days, "bad" if one.days is None or one.days > 90 else None),
        "last": Cell(last, "plain"),
        "light": Cell(f"{light.colour}灯", LIGHT_TONES[light.colour], pill=True, tip="\n".join(told) or light.reason),
        "who": Cell(card.who, "plain", tip=card.station),
        "reason": Cell(
            "待说明" if waiting else reason, "warn" if waiting else None, tip=one.cause, typed=card.stall_reason
        ),
        "next": Cell(card.next_step, tip=card.next_step),
    }
    return FigureRow(card.id, cells)
