"""线索项目: one ledger seen as 列表, 看板, 漏斗 and 停滞, all under the same conditions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QWidget

from crm.actions.leads import move_back
from crm.bulletin.settings import board_rules
from crm.queries.board import LeadCard, Stalled, cards, piles, stalled
from crm.queries.view import Filter, ViewSpec
from crm.records.lead import MILESTONES
from crm.rules.lights import Colour
from crm.rules.stages import BASES, CONFIRMED, INCREASE
from ui.core import skeleton
from ui.core.ask import Ask
from ui.core.kit import ComboBox, Hairline, Label, LinkButton, Tabs, passing_menu, scroll, scroll_area
from ui.core.skeleton import Shape, Skeleton
from ui.core.tokens import Tone
from ui.core.work import Task
from ui.core.writing import Saving
from ui.dialogs.advance import AdvanceDialog
from ui.grid.marks import LightMark
from ui.pages import bones
from ui.pages.behind import open_rows
from ui.pages.board import Board
from ui.pages.board_cards import money_words
from ui.pages.lead_views import FunnelView, StalledView
from ui.pages.ledger import LedgerPage

if TYPE_CHECKING:
    from crm.book import Changes
    from ui.core.app import App

MODES: Final = (("list", "列表"), ("board", "看板"), ("funnel", "漏斗"), ("stalled", "停滞"))
_FACES: Final = {"list": "grid", "board": "board", "funnel": "funnel", "stalled": "stalls"}
"""The part of the page that each mode shows."""
_WIDE: Final = 880
ORDER: Final = ("线索", *MILESTONES)
_TONES: Final[dict[Colour, Tone]] = {Colour.RED: "bad", Colour.YELLOW: "warn"}


@dataclass(frozen=True)
class Loaded:
    """The leads of a view as cards, and the stalled ones; `number` is the one it was asked under."""

    number: int
    cards: list[LeadCard]
    stalled: list[Stalled]


class LeadsPage(LedgerPage):
    """The ledger page of leads with its other faces. It may be sent here with `tab` (list, board, funnel, stalled)."""

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        self.mode = "list"
        self._asked = 0
        self._ended: tuple[int, ...] = ()
        self._lit: dict[Colour, tuple[int, ...]] = {Colour.RED: (), Colour.YELLOW: ()}
        self._drilled: tuple[tuple[Filter, ...], ViewSpec, str] | None = None
        self._filled: set[str] = set()
        self._faces: dict[str, QWidget] = {}
        self.skeletons: list[Skeleton] = []
        self._reading: Task | None = None
        self.loaded: Loaded | None = None
        super().__init__(app, parent, ledger="leads", icon="lead")

    # building

    def _build(self) -> None:
        super()._build()
        self.modes = Tabs()
        self.modes.set_tabs(MODES, "list")
        self.modes.chosen.connect(self.choose_mode)
        line = self.head.layout()
        assert isinstance(line, QHBoxLayout)
        at = line.indexOf(self.saved.tabs)
        self._rule = Hairline(upright=True)
        self._rule.setFixedHeight(18)
        line.insertWidget(at, self._rule)
        line.insertWidget(at, self.modes)
        self._add_tools()
        self.faces = QStackedWidget()
        self.content.removeWidget(self.stack)
        self.faces.addWidget(self.stack)
        self.content.addWidget(self.faces, 1)
        self._show_face()

    @cached_property
    def board(self) -> Board:
        """The face 看板, made when it is first wanted."""
        area = scroll_area(self.faces, name="看板")
        board = Board(self.app, area.viewport())
        board.moved.connect(self.move_card)
        board.opened.connect(self.rows.open)
        board.menu_wanted.connect(self._card_menu)
        self._moving = Saving(self.app, board)
        scroll(area, board)
        self._add_face("board", board, skeleton.piles, area)
        return board

    @cached_property
    def funnel(self) -> FunnelView:
        """The face 漏斗, made when it is first wanted."""
        view = FunnelView(self.app)
        self._add_face("funnel", view, bones.funnel, view)
        return view

    @cached_property
    def stalls(self) -> StalledView:
        """The face 停滞, made when it is first wanted."""
        view = StalledView(self.app)
        self._add_face("stalled", view, skeleton.sheet, view)
        return view

    def _add_face(self, mode: str, face: QWidget, shape: Shape, outside: QWidget) -> None:
        self._faces[mode] = outside
        self.faces.addWidget(outside)
        bars = Skeleton(face, shape, words="正在整理项目")
        self.skeletons.append(bars)
        if self.loaded is None and self._reading is not None and not self._reading.over:
            bars.during(self._reading)

    def _add_tools(self) -> None:
        self.ended_link = LinkButton("")
        self.ended_link.clicked.connect(self._open_ended)
        self.basis_label = Label("口径", ink="secondary")
        self.basis = ComboBox(list(BASES))
        self.basis.setAccessibleName("里程碑口径")
        self.basis.currentTextChanged.connect(self._basis_chosen)
        for widget in (self.ended_link, self.basis_label, self.basis):
            self.tools.line.addWidget(widget)
        self.light_links: dict[Colour, LinkButton] = {}
        for colour in (Colour.RED, Colour.YELLOW):
            link = self.light_links[colour] = LinkButton("")
            link.clicked.connect(partial(self._open_lit, colour))
            self.tools.line.insertWidget(self.tools.line.indexOf(self.tools.links[0]), link)

    def _show_face(self) -> None:
        """Show the face of the mode, of an empty ledger what to do next, and only the tools that it knows."""
        bare = self.stack.currentIndex() == 1
        if not bare:
            getattr(self, _FACES[self.mode])
            self._fill()
        self.faces.setCurrentWidget(self.stack if bare else self._faces.get(self.mode, self.stack))
        listing = self.mode == "list"
        for link in self.tools.links:
            link.setVisible(listing)
        for widget in (self.basis_label, self.basis):
            widget.setVisible(not listing)
        self.ended_link.setVisible(self.mode == "board" and bool(self._ended))
        for colour, link in self.light_links.items():
            link.setVisible(listing and not bare and bool(self._lit[colour]))

    def _fill(self) -> None:
        """Fill the face that is seen; the others wait until they are."""
        if self.loaded is None or self.mode in self._filled:
            return
        self._filled.add(self.mode)
        if self.mode == "board":
            self.board.show_piles(piles(self.loaded.cards))
        elif self.mode == "funnel":
            self.funnel.show_cards(self.loaded.cards)
        elif self.mode == "stalled":
            view = self.grid.view
            self.stalls.show_stalled(self.loaded.stalled, narrowed=bool(view.filters or view.search))

    def resizeEvent(self, event: object) -> None:
        """A narrow window keeps the faces and lets the saved views go; they stay in the list's conditions."""
        super().resizeEvent(event)
        wide = self.width() >= _WIDE
        self.saved.tabs.setVisible(wide)
        self._rule.setVisible(wide)

    # refreshing

    def on_show(self, **state: Any) -> None:
        """Take over a face; a view, conditions or a record ask for the list.

        Where a face here asked for the rows behind its figure, the view it was made of is kept until one goes back.
        """
        view = state.get("view")
        if {"view", "filters", "search", "saved"} & state.keys():
            from_face = self.isVisible() and self.mode != "list" and isinstance(view, ViewSpec)
            self._drilled = (view.filters, self.grid.view, self.saved.current) if view and from_face else None
        super().on_show(**state)
        if state.get("tab") in dict(MODES):
            self.modes.set_current(str(state["tab"]))
        elif {"view", "filters", "search", "record"} & state.keys():
            self.modes.set_current("list")

    def _show_view(self, view: ViewSpec) -> None:
        super()._show_view(view)
        self.reload()

    def concerned(self, changes: Changes) -> bool:
        """Visits move the day of the last contact, settings the 口径 and the lights."""
        return super().concerned(changes) or "visits" in changes.ids

    def refresh_rows(self, changes: Changes) -> None:
        """Show what a batch did, in every face."""
        typed_here = self.grid.model.typed.writing
        super().refresh_rows(changes)
        if typed_here:
            self.reload()

    @Slot()
    def reload(self) -> None:
        """Read the cards of the view on another thread."""
        self._asked += 1
        number, book, view, basis = self._asked, self.app.book, self.grid.view, self.basis.currentText()
        today = book.today()

        def work(_task: Task) -> Loaded:
            rules = board_rules(book, basis)
            with book.read() as session:
                found = cards(session, view.replace(columns=()), today=today, rules=rules)
            return Loaded(number, found, stalled(found, today=today, rules=rules))

        task = self.read(work, self._loaded, label="正在整理项目", quiet=self.mode == "list")
        self._reading = task
        if self.loaded is None:
            for one in self.skeletons:
                one.during(task)

    @Slot(object)
    def _loaded(self, loaded: Loaded) -> None:
        if loaded.number != self._asked:
            return
        self.loaded = loaded
        self._ended = tuple(card.id for card in loaded.cards if card.stage == "终止")
        self._show_lights(loaded.cards)
        self.ended_link.setText(f"已终止 {len(self._ended)} 个")
        self._filled.clear()
        count = f"停滞 {len(loaded.stalled)}" if loaded.stalled else "停滞"
        self.modes.set_tabs([(k, count if k == "stalled" else label) for k, label in MODES], self.mode)
        self._show_face()
        self._say_status()

    def _show_lights(self, found: list[LeadCard]) -> None:
        """Say in the list which lights are on, and how many; each count opens its rows."""
        today = self.app.book.today()
        self.grid.model.light(
            {
                card.id: LightMark(
                    str(card.light.colour),
                    _TONES[card.light.colour],
                    "\n".join(one.words(today) for one in card.lit),
                )
                for card in found
                if card.lit
            }
        )
        for colour, link in self.light_links.items():
            self._lit[colour] = tuple(card.id for card in found if card.lit and card.light.colour is colour)
            link.setText(f"{colour}灯 {len(self._lit[colour]):,}")

    def _open_lit(self, colour: Colour) -> None:
        open_rows(self.app, "leads", self._lit[colour])

    def _say_status(self) -> None:
        if self.mode == "list" or self.loaded is None:
            super()._say_status()
            return
        shown = self.loaded.cards
        total = sum(card.investment for card in shown)
        self.say_status(f"{len(shown):,} 个　·　计划总投资 {money_words(total) if total else '0 亿元'}")

    @Slot(str)
    def choose_mode(self, key: str) -> None:
        """Show the leads as list, board, funnel or the stalled ones."""
        held = self.window().focusWidget()
        within = held is not None and self.faces.isAncestorOf(held)
        self.mode = key
        self._go_back()
        self._show_face()
        self._say_status()
        if within:  # else Qt passes the keyboard to whatever comes next
            self.take_keyboard()

    def _go_back(self) -> None:
        """Make a face of the view again that it was made of before the rows behind its figure were looked at."""
        if self.mode == "list" or self._drilled is None:
            return
        (looked_at, view, tab), self._drilled = self._drilled, None
        if self.grid.view.filters == looked_at:
            self.saved.current = tab
            self.grid.change_view(view)

    def take_keyboard(self) -> None:
        """Put the keyboard into the face that is seen."""
        if self.mode == "funnel" and self.loaded is not None:
            self.funnel.funnel.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().take_keyboard()

    @Slot(str)
    def _basis_chosen(self, _basis: str) -> None:
        self.reload()

    # moving cards

    @Slot(object, str)
    def move_card(self, card: LeadCard, stage: str) -> None:
        """Move a lead to a stage as one step: onwards with the date asked for, back after a question."""
        if stage == card.column:
            return
        basis = self.basis.currentText()
        self.board.follow(card.id)
        moved = False
        if stage != "终止" and ORDER.index(stage) < ORDER.index(card.stage):
            moved = self._move_back(card, stage, basis)
        else:
            with self.app.guard(self):
                moved = AdvanceDialog.ask(self.app, self, card, stage, basis=basis)
            if moved:
                self.app.message.emit(f"{card.name} 已推进到{stage}，Ctrl+Z 撤销")
        if not moved:
            self.board.follow(0)

    def add_increase(self, card: LeadCard) -> None:
        """Note more money for a signed project, on its own day; the card stays where it is."""
        with self.app.guard(self):
            if AdvanceDialog.ask(self.app, self, card, INCREASE, basis=self.basis.currentText()):
                self.app.message.emit(f"{card.name} 已登记增资，Ctrl+Z 撤销")

    def _move_back(self, card: LeadCard, stage: str, basis: str) -> bool:
        beyond = [kind for kind in ORDER[ORDER.index(stage) + 1 :] if kind in card.dates]
        if basis != "自报" and any(kind not in CONFIRMED for kind in beyond):
            Ask.tell(self, f"“{card.name}”的{'、'.join(k for k in beyond if k not in CONFIRMED)}按自报统计，"
                           "请先把口径换成自报再退回。", tone="info")  # fmt: skip
            return False
        gone = "、".join(beyond)
        agreed = Ask.confirm(
            self,
            f"把“{card.name}”退回到{stage}？",
            verb=f"退回到{stage}",
            cancel="不退回",
            detail=f"{gone}的{basis}日期会去掉，Ctrl+Z 可以撤销。",
        )
        action = partial(move_back, self.app.book, card.id, stage, basis=basis)
        said = f"{card.name} 已退回到{stage}，Ctrl+Z 撤销"
        return agreed and self._moving.save(action, label=f"正在退回到{stage}", said=said)

    @Slot(object, object)
    def _card_menu(self, card: LeadCard, where: QPoint) -> None:
        self.card_menu(card).popup(where)

    def card_menu(self, card: LeadCard) -> QMenu:
        """The menu of a card: open it, move it on, add an increase, log a visit, end it."""
        menu = passing_menu(self)
        menu.addAction("打开\tEnter", lambda: self.rows.open(card.id))
        menu.addAction("记拜访", lambda: self.app.log_visit(lead=card.id))
        menu.addSeparator()

        def to(stage: str) -> Callable[[], None]:
            return lambda: self.move_card(card, stage)

        after = [stage for stage in ORDER[ORDER.index(card.stage) + 1 :] if stage != "终止"]
        for at, stage in enumerate(after):
            menu.addAction(
                f"推进到{stage}" + ("\tCtrl+→" if at == 0 and stage not in ("注册", "达产") else ""), to(stage)
            )
        menu.addAction("登记增资…", lambda: self.add_increase(card)).setEnabled("签约" in card.dates)
        menu.addSeparator()
        menu.addAction("终止…", to("终止"))
        return menu

    @Slot()
    def _open_ended(self) -> None:
        open_rows(self.app, "leads", self._ended)
