"""照片和文件 of a record: tiles, adding by dialog, drag and paste, and what can be done with each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QShortcut,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from crm.actions.attachments import Kept, NewAttachment, Source, arrange, describe, remove
from crm.queries.attachments import Attached, attachments_of, visit_photos
from crm.records.ledger import LEDGERS
from crm.rules.pictures import SUFFIXES
from crm.rules.problem import Problem
from ui.core.app import App
from ui.core.ask import Ask
from ui.core.drops import take_copy, to_attach
from ui.core.files import Files
from ui.core.kit import ErrorText, FlowRow, Label, LinkButton, column, passing_menu, row
from ui.core.theme import colour
from ui.core.tokens import CORNER, SPACE_S, SPACE_XS
from ui.core.writing import Saving
from ui.form.attaching import copy_content, keep_and_tell, open_content, sources_in, without
from ui.form.thumbs import Thumbnails, Tile

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm.book import Changes

PHOTOS = " ".join(f"*{suffix}" for suffix in SUFFIXES)
KINDS = f"所有文件 (*);;照片 ({PHOTOS})"
STILL_READING = "照片还在处理，请稍等片刻再保存"
_TOLD = 3
_ADD = "添加照片或文件"
_WAYS = "可拖入，可粘贴"


Both = tuple[list[Attached], list[Attached]]
"""The attachments of a record, and the photos of the visits to it."""


def attachments_and_photos(session: Session, ledger: str, record: int) -> Both:
    """What is shown under 照片和文件 of a record."""
    return attachments_of(session, ledger, [record]), visit_photos(session, ledger, record)


class Attachments(QWidget):
    """The attachments of one record; before it is saved they wait in `pending` and `edited` tells of them.

    A host given to `listen_on` takes dropped files, and a paste of files or of a picture.
    """

    edited = Signal()

    def __init__(
        self, app: App, ledger_key: str, parent: QWidget | None = None, *, small: bool = False, most: int = 0
    ) -> None:
        super().__init__(parent)
        self.app, self.ledger = app, ledger_key
        self.record: int | None = None
        self.pending: list[NewAttachment] = []
        self.tiles: list[Tile] = []
        self._small, self._most = small, most
        self._waiting, self._hidden, self._round = 0, 0, 0
        self._over = False
        self._saving = Saving(app, self)
        self.thumbs = Thumbnails(app, self)
        self.flow, self.near = FlowRow(self, spacing=SPACE_S), FlowRow(self, spacing=SPACE_S)
        self.near_words = Label("拜访时的照片", type="note", ink="secondary")
        self.fault = ErrorText(self)
        self.state = Label(_WAYS, type="note", ink="secondary")
        self.add = LinkButton(_ADD, icon="plus", role="accent", size=9.5)
        self.add.setToolTip("也可以把文件拖进来，或按 Ctrl+V 粘贴截图")
        self.add.clicked.connect(self._offer)
        self._lay_out()

    def _lay_out(self) -> None:
        """Tiles above the link; small ones stand on its line."""
        outer = column(self, spacing=SPACE_XS)
        line = row(spacing=SPACE_S)
        line.addWidget(self.add)
        line.addWidget(self.state)
        if self._small:
            line.addWidget(self.flow, 1)
        else:
            line.addStretch(1)
            outer.addWidget(self.flow)
        outer.addWidget(self.fault)
        outer.addLayout(line)
        outer.addWidget(self.near_words)
        outer.addWidget(self.near)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def listen_on(self, host: QWidget, *, paste_in: QWidget | None = None) -> None:
        """Take what is dropped on the host, and a paste in it (or in a part of it) that no box there has a use for."""
        host.setAcceptDrops(True)
        host.installEventFilter(self)
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), paste_in or host)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.paste)

    # showing

    def show_record(self, record: int | None, found: Both | None = None) -> None:
        """Show the attachments of a record, read now unless given; without a record those that wait for it."""
        if record != self.record:
            self.fault.say("")
            self._round += 1
            self.pending = []
        self.record = record
        self._show(found or self._read())

    def start_with(self, pending: Sequence[NewAttachment]) -> None:
        """Begin a new record with attachments of a draft."""
        self.show_record(None)
        self._round += 1
        self.pending = list(pending)
        self.fault.say("")
        self.renew()

    @Slot()
    def renew(self) -> None:
        """Show what the book has now."""
        self._show(self._read())

    def _show(self, found: Both) -> None:
        focus = self.place_held
        own, near = found
        shown, self._hidden = (own[: self._most], len(own) - self._most) if self._most else (own, 0)
        self.tiles = []
        for flow, listed in ((self.flow, shown), (self.near, near[: self._most] if self._most else near)):
            flow.clear()
            flow.setVisible(bool(listed))
            self.tiles += [self._tile(one, flow) for one in listed]
        self.near_words.setVisible(bool(near))
        self._say_state()
        self.thumbs.ask([(tile.shown.content, tile.shown.is_photo) for tile in self.tiles])
        self.hold_place(focus)

    @property
    def place_held(self) -> int | None:
        """The number of the tile that has the keyboard, -1 where the link has it; None if none of them does.

        The window is asked: a question that has just been answered may still be the active one.
        """
        held = self.window().focusWidget()
        return -1 if held is self.add else next((at for at, tile in enumerate(self.tiles) if held is tile), None)

    def hold_place(self, at: int | None) -> None:
        """Give the keyboard back to the tile of this number, to the last, or to the link."""
        if at is not None:
            tile = self.tiles[min(at, len(self.tiles) - 1)] if at >= 0 and self.tiles else self.add
            tile.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tile(self, one: Attached, flow: FlowRow) -> Tile:
        tile = Tile(one, self.thumbs, flow, small=self._small)
        tile.wanted.connect(self._do)
        tile.installEventFilter(self)
        flow.add(tile)
        tile.show()
        return tile

    def _say_state(self) -> None:
        if not self._waiting:
            self.state.setText(f"还有 {self._hidden} 个，打开后查看" if self._hidden > 0 else _WAYS)
            self.state.setVisible(not (self._small and self.tiles))

    def _read(self) -> Both:
        if self.record is None:
            return [_as_shown(at, item) for at, item in enumerate(self.pending)], []
        with self.app.book.read() as session:
            return attachments_and_photos(session, self.ledger, self.record)

    @property
    def busy(self) -> bool:
        """Whether photos or files are still being read; a record saved now would go without them."""
        return self._waiting > 0

    # adding

    @Slot()
    def _offer(self) -> None:
        menu = passing_menu(self)
        menu.addAction("选择文件…", self.choose)
        paste = menu.addAction("粘贴截图或复制的文件", self.paste)
        paste.setEnabled(bool(self._clipboard()))
        menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def _clipboard(self) -> list[Source]:
        data = QGuiApplication.clipboard().mimeData()
        return sources_in(data, at=self.app.book.clock()) if data is not None else []

    @Slot()
    def choose(self) -> None:
        """Ask for files and attach them."""
        start = Path(str(self.app.settings.get("attach_from") or Path.home()))
        chosen = Files.several(self, "添加照片或文件", start=start, kinds=KINDS)
        if chosen:
            self.app.settings.set("attach_from", str(chosen[0].parent))
            self.take(list(chosen))

    @Slot()
    def paste(self) -> bool:
        """Attach the picture or the files that were copied; whether there were any."""
        found = self._clipboard()
        self.take(found)
        return bool(found)

    def take(self, sources: Sequence[Source]) -> None:
        """Keep contents off the screen's thread and attach them to the record that is shown now."""
        if not sources:
            return
        self.fault.say("")
        self._waiting += 1
        self.state.setText(f"正在处理 {len(sources)} 个…")
        self.state.show()
        work = partial(keep_and_tell, self.app, self.ledger, self.record, self._round, list(sources))
        self.app.run(work, self._kept, failed=self._failed, stopped=self._stopped, label="正在处理照片和文件")

    @Slot(object)
    def _kept(self, done: tuple[int, Kept]) -> None:
        turn, kept = done
        self._stopped()
        if turn != self._round:
            if kept.refused:
                self.app.message.emit(kept.refused[0])
            return
        if self.record is None and kept.items:
            kept = without(kept, {item.sha256 for item in self.pending})
            self.pending += kept.items
            self.renew()
            self.edited.emit()
        self.fault.say("\n".join([*kept.refused[:_TOLD], *(["……"] if len(kept.refused) > _TOLD else [])]))

    @Slot(object)
    def _failed(self, problem: object) -> None:
        self._stopped()
        self.fault.say(str(problem))

    @Slot()
    def _stopped(self) -> None:
        self._waiting -= 1
        self._say_state()

    # what can be done with one

    @Slot(object, str)
    def _do(self, tile: Tile, verb: str) -> None:
        at = self.tiles.index(tile)
        if verb in ("left", "right"):
            self.tiles[(at + (1 if verb == "right" else -1)) % len(self.tiles)].setFocus(Qt.FocusReason.TabFocusReason)
            return
        actions: dict[str, Callable[[Tile], None]] = {
            "open": self._open, "save": self._save_as, "record": self._open_owner, "caption": self._describe,
            "remove": self._remove, "earlier": partial(self._move, by=-1), "later": partial(self._move, by=1),
        }  # fmt: skip
        if verb in ("open", "save", "record") or self._own(tile):
            actions[verb](tile)

    def _own(self, tile: Tile) -> bool:
        return tile.shown.ledger in ("", self.ledger) and tile.shown.owner in (0, self.record)

    def _open(self, tile: Tile) -> None:
        open_content(self.app, tile.shown.content, failed=self._lost)

    @Slot(object)
    def _lost(self, problem: Problem) -> None:
        self.app.show_problem(problem, self.window())

    def _open_owner(self, tile: Tile) -> None:
        self.app.open_record(tile.shown.ledger, tile.shown.owner)

    def _save_as(self, tile: Tile) -> None:
        start = Path(str(self.app.settings.get("attach_to") or Path.home())) / tile.shown.name
        target = Files.to_save(self, "另存为", start=start, kinds="所有文件 (*)")
        if target is not None:
            self.app.settings.set("attach_to", str(target.parent))
            copy_content(self.app, tile.shown.content, target, failed=self._lost)

    def _describe(self, tile: Tile) -> None:
        now = tile.shown
        value = Ask.text(self.window(), f"“{now.name}”的说明", label="说明", value=now.caption, blank=True)
        if value is None:
            return
        if self.record is None:
            at = self.tiles.index(tile)
            self.pending[at] = replace(self.pending[at], caption=value)
            self._changed()
        else:
            self._keep(partial(describe, self.app.book, now.id, value))

    def _remove(self, tile: Tile) -> None:
        if self.record is None:
            del self.pending[self.tiles.index(tile)]
            self._changed()
        else:
            self._keep(partial(remove, self.app.book, [tile.shown.id]), self._say_removed)

    def _say_removed(self, changes: Changes) -> None:
        self.app.message.emit(f"已{changes.label}，按 Ctrl+Z 可以恢复")

    def _keep(self, action: Callable[[], Changes], done: Callable[[Changes], object] | None = None) -> None:
        """Write what was done with one; the record that is read anew shows it."""
        self._saving.save(action, done, label="正在改照片和文件")

    def _move(self, tile: Tile, *, by: int) -> None:
        own = [one for one in self.tiles if self._own(one)]
        at = own.index(tile)
        to = at + by
        if not 0 <= to < len(own):
            return
        own[to].setFocus(Qt.FocusReason.OtherFocusReason)
        if self.record is None:
            self.pending[at], self.pending[to] = self.pending[to], self.pending[at]
            self._changed()
        else:
            own[at], own[to] = own[to], own[at]
            self._keep(partial(arrange, self.app.book, [one.shown.id for one in own]))

    def _changed(self) -> None:
        self.renew()
        self.edited.emit()

    def menu_of(self, tile: Tile) -> list[tuple[str, str]]:
        """What the menu of a tile offers, as (words, verb)."""
        offered = [("打开\tEnter", "open"), ("另存为…", "save")]
        if self._own(tile):
            offered += [
                ("说明…\tF2", "caption"),
                ("前移\tAlt+←", "earlier"),
                ("后移\tAlt+→", "later"),
                ("移除\tDel", "remove"),
            ]
        elif tile.shown.ledger:
            offered.append((f"打开这次{LEDGERS[tile.shown.ledger].label[:2]}", "record"))
        return offered

    # events of tiles and hosts

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The menu of a tile, and what is dropped on a host."""
        if isinstance(watched, Tile):
            if event.type() == QEvent.Type.ContextMenu and isinstance(event, QContextMenuEvent):
                menu = passing_menu(self)
                for words, verb in self.menu_of(watched):
                    menu.addAction(words, partial(self._do, watched, verb))
                menu.popup(event.globalPos())
                return True
        elif event.type() == QEvent.Type.DragLeave:
            self._hang(False)
        elif event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            return isinstance(event, QDropEvent | QDragEnterEvent) and self._dragged(event)
        return False

    def _hang(self, over: bool) -> None:
        """Say where files that hang over the host would fall."""
        if over != self._over:
            self._over = over
            self.add.setText("松开鼠标，放到这里" if over else _ADD)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Light the place while files hang over the host."""
        if self._over:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colour("accent"), 1.2, Qt.PenStyle.DashLine))
            painter.setBrush(colour("accent_wash"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), CORNER, CORNER)

    def _dragged(self, event: QDropEvent) -> bool:
        data = event.mimeData()
        if not (to_attach(data) or data.hasImage()):
            return False
        take_copy(event)
        self._hang(event.type() != QEvent.Type.Drop)
        if event.type() == QEvent.Type.Drop:
            self.take(sources_in(data, at=self.app.book.clock()))
        return True


def _as_shown(at: int, item: NewAttachment) -> Attached:
    return Attached(-1 - at, item.kind, item.name, item.caption, item.taken, None, "", item.content, "", 0)
