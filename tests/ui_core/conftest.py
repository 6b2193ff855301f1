"""The screen that these tests work on."""

from tests.on_screen import app, book, no_open_question, said, theme

__all__ = ["app", "book", "no_open_question", "said", "theme"]
