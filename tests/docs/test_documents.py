"""What the documents say can be done: commands run, targets and links are there, shortcuts are the program's own."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm import cli
from crm.book import create_book
from ui.core.app import App
from ui.core.settings import Settings
from ui.core.theme import Theme
from ui.shell.shortcuts import rows
from ui.shell.window import MainWindow

ROOT = Path(__file__).parent.parent.parent
GUIDE = ROOT / "resources" / "guide"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *GUIDE.glob("*.md")])
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]
IMAGES_LIMIT = 6_000_000


def fenced(text: str) -> Iterator[str]:
    """The lines of every fenced block."""
    inside = False
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            inside = not inside
        elif inside:
            yield line.strip()


def commands_of(path: Path) -> list[list[str]]:
    """The words of every zhaoyin-cli line of a document, in order."""
    found = []
    for line in fenced(path.read_text(encoding="utf-8")):
        start = line.removeprefix("$ ").removeprefix(".venv/bin/")
        if start.startswith("zhaoyin-cli "):
            found.append(shlex.split(start, comments=True)[1:])
    return found


WITH_COMMANDS = [name for name, path in zip(NAMES, DOCUMENTS, strict=True) if commands_of(path)]


@pytest.mark.parametrize("name", WITH_COMMANDS)
def test_the_commands_of_a_document_work_in_the_order_in_which_it_gives_them(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for words in commands_of(ROOT / name):
        status = cli.main(words)
        assert status == 0, f"zhaoyin-cli {shlex.join(words)}: {capsys.readouterr().err}"


def test_the_readme_shows_commands_at_all() -> None:
    assert {"README.md", "README.zh-CN.md"} <= set(WITH_COMMANDS)


def test_every_make_target_that_a_document_names_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {
        (name, target)
        for name, path in zip(NAMES, DOCUMENTS, strict=True)
        for target in re.findall(r"(?:`|^\s*)make ([a-z-]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert {(name, target) for name, target in named if target not in targets} == set()
    assert {"run", "test"} <= {target for _, target in named}


def links_of(path: Path) -> list[str]:
    """The links and pictures of a document that lead into this repository."""
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|href)="([^"]+)"', text)
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def anchors_of(path: Path) -> set[str]:
    """The names under which the headings of a document can be linked to."""
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.strip().lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("name", NAMES)
def test_every_link_and_picture_of_a_document_leads_somewhere(name: str) -> None:
    path = ROOT / name
    lost = []
    for link in links_of(path):
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/architecture.md", "docs/twins.md"])
def test_every_file_and_folder_that_a_document_names_is_there(name: str) -> None:
    named = re.findall(
        r"`((?:crm|ui|tests|resources|docs|benchmarks)/[\w/.*-]*)`", (ROOT / name).read_text(encoding="utf-8")
    )
    assert named
    assert [path for path in named if not list(ROOT.glob(path.rstrip("/")))] == []


def test_the_guide_leads_only_to_itself_so_that_it_works_when_packed() -> None:
    for path in sorted(GUIDE.glob("*.md")):
        for link in links_of(path):
            assert (path.parent / link.partition("#")[0]).resolve().is_relative_to(GUIDE), f"{path.name}: {link}"


def test_every_picture_carried_is_shown_somewhere_and_all_together_are_light() -> None:
    pictures = [*GUIDE.rglob("*.png"), *(ROOT / "docs" / "images").iterdir()]
    assert sum(picture.stat().st_size for picture in pictures) < IMAGES_LIMIT
    shown = {(path.parent / link).resolve() for path in DOCUMENTS for link in links_of(path)}
    twins = {picture.with_name(f"{picture.stem}-dark{picture.suffix}") for picture in shown}
    assert {p.name for p in GUIDE.rglob("*.png")} <= {p.name for p in shown | twins}


def guide_table() -> list[tuple[str, str, str]]:
    """The shortcuts that the guide lists, as (where, keys, what it does)."""
    found, where = [], ""
    for line in (GUIDE / "09-shortcuts.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            where = line.removeprefix("## ").strip()
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 2 and cells[0].startswith("`"):
            found.append((where, cells[0].strip("`").replace("` / `", " / "), cells[1]))
    return found


def test_the_guide_lists_exactly_the_shortcuts_that_f1_lists(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    theme = Theme(qapp, choice="light")
    app = App(create_book(tmp_path / "云溪县.zhaoyin"), settings=Settings(tmp_path / "settings.json"), theme=theme)
    window = MainWindow(app)
    qtbot.addWidget(window)
    assert guide_table() == rows(app.commands)
    window.close()
    app.close()
    theme.deleteLater()
