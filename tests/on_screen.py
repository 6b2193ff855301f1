"""What the tests of forms, dialogs and pages share; their conftest files take it in by name."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from crm.book import Book, create_book
from crm.store.journal import batches
from ui.core.app import App
from ui.core.ask import Ask
from ui.core.settings import Settings
from ui.core.theme import Theme


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """A light theme, taken off again afterwards."""
    theme = Theme(qapp, choice="light")
    yield theme
    theme.set_choice("light")
    theme.set_compact(False)
    theme.deleteLater()


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """An empty book whose clock stands at 10:42:07 on Thursday, 30 May 2024."""
    return create_book(tmp_path / "云溪县.zhaoyin", clock=lambda: dt.datetime(2024, 5, 30, 10, 42, 7))


@pytest.fixture
def app(book: Book, theme: Theme, tmp_path: Path) -> Iterator[App]:
    """An App on the empty book, with settings of its own."""
    app = App(book, settings=Settings(tmp_path / "settings.json"), theme=theme)
    yield app
    app.close()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sentences that would have been shown, instead of the dialogs."""
    sentences: list[str] = []

    def tell(parent: object, sentence: str, **_rest: object) -> None:
        sentences.append(sentence)

    monkeypatch.setattr(Ask, "tell", tell)
    return sentences


@pytest.fixture(autouse=True)
def no_open_question(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[None]:
    """A question that no test answers fails the test instead of waiting for ever."""

    def run(dialog: QDialog) -> None:
        raise AssertionError(f"a question was left open: {dialog.accessibleName()}")

    monkeypatch.setattr(Ask, "run", run)
    yield
    assert qapp.activeModalWidget() is None


@contextmanager
def written_by_another(book: Book) -> Iterator[None]:
    """Another program is writing to the book."""
    other = sqlite3.connect(book.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def unreadable(book: Book) -> Iterator[None]:
    """The book's file is damaged, and whole again afterwards."""
    book.engine.dispose()
    whole = book.path.read_bytes()
    book.path.write_bytes(b"no book " * 1000)
    try:
        yield
    finally:
        book.engine.dispose()
        book.path.write_bytes(whole)


def steps(book: Book) -> list[str]:
    """The named steps of the book, oldest first."""
    with book.read() as session:
        return [batch.label for batch in reversed(batches(session))]


def compose(widget: QWidget, preedit: str) -> None:
    """An input method composes: the letters are shown, nothing is entered yet."""
    QApplication.sendEvent(widget, QInputMethodEvent(preedit, []))


def commit(widget: QWidget, text: str) -> None:
    """An input method enters Chinese characters."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)
