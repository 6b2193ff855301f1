"""Which book a start opens: the last one, never another in its place unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm import places
from crm.book import create_book
from ui import app as start
from ui.core.ask import Ask
from ui.core.settings import Settings
from ui.core.theme import Theme
from ui.dialogs.first_start import FirstStart

ANOTHER = Path("另一本.zhaoyin")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Two books were opened, the newer last; the first start would find another."""
    kept = Settings(tmp_path / "settings.json")
    for name in ("旧.zhaoyin", "新.zhaoyin"):
        create_book(tmp_path / name).close()
        kept.add_recent(tmp_path / name)
    monkeypatch.setattr(FirstStart, "ask", lambda _settings: ANOTHER)
    return kept


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """What was asked with its ways; each is answered with the number in `answers`."""
    seen: list[tuple[str, list[str]]] = []

    def choose(_parent: object, sentence: str, *, verbs: list[str], **_rest: object) -> int | None:
        seen.append((sentence, list(verbs)))
        return answers.pop(0)

    monkeypatch.setattr(Ask, "choose", choose)
    return seen


answers: list[int | None] = []


def test_the_last_book_opens_and_a_newcomer_is_asked_the_first_questions(settings: Settings, tmp_path: Path) -> None:
    assert start.book_to_open(settings) == tmp_path / "新.zhaoyin"
    assert start.book_to_open(Settings(tmp_path / "none.json")) == ANOTHER


def test_lost_settings_do_not_make_a_newcomer_of_who_has_a_book(
    settings: Settings, tmp_path: Path, asked: list[tuple[str, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "招引.zhaoyin"
    monkeypatch.setattr(places, "own_book", lambda: own)
    create_book(own).close()
    answers[:] = [0, 1, None]
    lost = [start.book_to_open(Settings(tmp_path / "none.json")) for _ in range(3)]
    assert lost == [own, ANOTHER, None]
    assert asked[0] == (f"这台电脑上已经有一本账本：“{own}”。", ["打开“招引.zhaoyin”", "打开或新建别的账本"])


def test_damaged_settings_are_put_aside_and_said(
    settings: Settings, tmp_path: Path, asked: list[tuple[str, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "own_book", lambda: tmp_path / "没有.zhaoyin")
    settings.path.write_text('{"recent_books": ["/to', encoding="utf-8")
    answers[:] = [0]
    damaged = Settings(settings.path)
    assert start.book_to_open(damaged) == ANOTHER
    assert asked == [("招引在这台电脑上的设置坏了，记不得上次用的是哪本账本。账本没有受影响。", ["打开或新建别的账本"])]
    assert damaged.damaged == tmp_path / "settings.damaged.json"
    assert damaged.damaged.read_text(encoding="utf-8") == '{"recent_books": ["/to'
    damaged.add_recent(ANOTHER)
    assert Settings(settings.path).recent_books == [ANOTHER]


def test_a_book_on_an_unplugged_drive_is_asked_about_before_another_opens(
    settings: Settings, tmp_path: Path, asked: list[tuple[str, list[str]]]
) -> None:
    gone = tmp_path / "新.zhaoyin"
    gone.unlink()
    answers[:] = [0, 1, 2, None]
    assert [start.book_to_open(settings) for _ in range(4)] == [gone, tmp_path / "旧.zhaoyin", ANOTHER, None]
    assert asked[0] == (
        f"找不到上次用的账本“{gone}”。",
        ["再试一次", "打开“旧.zhaoyin”", "打开或新建别的账本"],
    )
    (tmp_path / "旧.zhaoyin").unlink()
    answers[:] = [1]
    assert start.book_to_open(settings) == ANOTHER
    assert asked[-1][1] == ["再试一次", "打开或新建别的账本"]


def test_a_book_that_does_not_open_is_not_forgotten(
    settings: Settings, tmp_path: Path, theme: Theme, asked: list[tuple[str, list[str]]]
) -> None:
    (tmp_path / "新.zhaoyin").write_bytes(b"not a book")
    answers[:] = [0, None]
    assert start.run(None, settings, theme) == 0
    assert [sentence for sentence, _ways in asked] == ["“新.zhaoyin”不是招引的账本，请另选一个文件，或从备份恢复"] * 2
    assert settings.recent_books[0] == tmp_path / "新.zhaoyin"


def test_a_book_named_on_the_command_line_is_told_about_and_the_start_fails(
    settings: Settings, tmp_path: Path, theme: Theme, said: list[str]
) -> None:
    (tmp_path / "新.zhaoyin").write_bytes(b"not a book")
    assert start.run(tmp_path / "新.zhaoyin", settings, theme) == 1
    assert len(said) == 1


@pytest.mark.parametrize("words", [["云溪县.zhaoyin"], ["--book", "云溪县.zhaoyin"]])
def test_a_book_is_named_bare_as_by_a_double_click_or_by_the_option(words: list[str]) -> None:
    assert start.arguments(words).book == Path("云溪县.zhaoyin")
    assert start.arguments([]).book is None
