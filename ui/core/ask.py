"""The few questions the application asks, each a class method so that a test can answer it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QLayout, QWidget

from ui.core import icons
from ui.core.blocks import ErrorText, FieldLabel, Label
from ui.core.buttons import Button, DangerButton, PrimaryButton
from ui.core.inputs import LineEdit
from ui.core.layouts import column, row
from ui.core.theme import colour
from ui.core.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, Tone

_SIGNS: dict[str, str] = {"info": "info", "warn": "warning", "bad": "warning", "good": "check", "plain": "help"}


class _Sign(QWidget):
    """The round sign at the left of a question."""

    def __init__(self, tone: Tone, parent: QWidget) -> None:
        super().__init__(parent)
        self._tone: Tone = tone
        self.setFixedSize(QSize(36, 36))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        role = {"info": "accent", "plain": "secondary"}.get(self._tone, self._tone)
        wash = {"info": "accent_wash", "plain": "hover"}.get(self._tone, f"{self._tone}_wash")
        painter.setBrush(colour(wash))
        painter.drawEllipse(QRectF(self.rect()))
        icons.paint(painter, _SIGNS[self._tone], QRectF(9, 9, 18, 18), role)


class Question(QDialog):
    """One sentence with buttons that are verbs; `answer` is the index of the button pressed, -1 for Esc.

    The first button asks `ready` before it closes the question.
    """

    def __init__(
        self,
        parent: QWidget | None,
        sentence: str,
        *,
        verbs: Sequence[str],
        detail: str = "",
        tone: Tone = "info",
        danger: bool = False,
    ) -> None:
        super().__init__(parent)
        self.answer = -1
        self.ready: Callable[[], bool] = lambda: True
        self.setWindowTitle("招引")
        self.setMinimumWidth(400)
        self.setMaximumWidth(600)
        outer = column(self, spacing=SPACE_XL - 4, margin=SPACE_XL)
        top = row(spacing=SPACE_L)
        top.addWidget(_Sign(tone, self), 0, Qt.AlignmentFlag.AlignTop)
        self.words = column(spacing=SPACE_S)
        text = Label(sentence, wrap=True, type="section" if detail else "body")
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setMinimumHeight(36)
        text.setMinimumWidth(320)
        self.words.addWidget(text)
        if detail:
            self.words.addWidget(Label(detail, wrap=True, ink="secondary"))
        top.addLayout(self.words, 1)
        outer.addLayout(top)
        outer.addLayout(self._foot(verbs, danger=danger))
        self.setAccessibleName(sentence)
        (self.buttons[-1] if danger else self.buttons[0]).setFocus(Qt.FocusReason.OtherFocusReason)

    def _foot(self, verbs: Sequence[str], *, danger: bool) -> QLayout:
        self.buttons: list[Button] = []
        for index, verb in enumerate(verbs):
            button = self._button(verb, first=index == 0, danger=danger)
            button.clicked.connect(self._press)
            self.buttons.append(button)
        line = row(spacing=SPACE_M - 4)
        line.addStretch(1)
        for button in reversed(self.buttons):
            line.addWidget(button)
        return line

    def _button(self, verb: str, *, first: bool, danger: bool) -> Button:
        if first and danger:
            return DangerButton(verb, self)
        return PrimaryButton(verb, self) if first else Button(verb, self)

    def _press(self) -> None:
        sender = self.sender()
        pressed = next(i for i, button in enumerate(self.buttons) if button is sender)
        if pressed == 0 and not self.ready():
            return
        self.answer = pressed
        self.accept()


class Ask:
    """Questions and notices; a test replaces `run`, or a whole method, to answer without a screen."""

    @classmethod
    def run(cls, dialog: QDialog) -> None:
        """Show a dialog and wait for its end."""
        dialog.exec()
        dialog.deleteLater()

    @classmethod
    def confirm(
        cls,
        parent: QWidget | None,
        sentence: str,
        *,
        verb: str,
        cancel: str = "取消",
        detail: str = "",
        danger: bool = False,
    ) -> bool:
        """Ask before something that matters; True when the user chose the verb."""
        tone: Tone = "warn" if danger else "info"
        question = Question(parent, sentence, verbs=[verb, cancel], detail=detail, tone=tone, danger=danger)
        cls.run(question)
        return question.answer == 0

    @classmethod
    def choose(
        cls, parent: QWidget | None, sentence: str, *, verbs: Sequence[str], cancel: str = "取消", detail: str = ""
    ) -> int | None:
        """Ask for one of several ways; its index, or None."""
        question = Question(parent, sentence, verbs=[*verbs, cancel], detail=detail)
        cls.run(question)
        return question.answer if 0 <= question.answer < len(verbs) else None

    @classmethod
    def tell(cls, parent: QWidget | None, sentence: str, *, tone: Tone = "warn", detail: str = "") -> None:
        """Say something that the user must not miss."""
        cls.run(Question(parent, sentence, verbs=["知道了"], detail=detail, tone=tone))

    @classmethod
    def text(
        cls,
        parent: QWidget | None,
        sentence: str,
        *,
        label: str,
        verb: str = "确定",
        value: str = "",
        blank: bool = False,
    ) -> str | None:
        """Ask for a line of words, such as a name for a view; None when nothing was given, "" where `blank` may be."""
        question = Question(parent, sentence, verbs=[verb, "取消"])
        box = LineEdit(value)
        box.setAccessibleName(label)
        error = ErrorText()
        error.setMinimumHeight(error.fontMetrics().lineSpacing())
        kept = error.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # or the sentence above would lose a line to it
        error.setSizePolicy(kept)
        question.words.addWidget(FieldLabel(label))
        question.words.addWidget(box)
        question.words.addWidget(error)
        box.returnPressed.connect(question.buttons[0].click)
        box.selectAll()
        box.setFocus()

        def ready() -> bool:
            given = blank or bool(box.text().strip())
            error.say("" if given else f"请填写{label}。")
            box.setFocus()
            return given

        question.ready = ready
        cls.run(question)
        if question.answer != 0:
            return None
        return box.text().strip() or ("" if blank else None)
