"""The command line run in this process, on a real book in a folder of its own."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from crm.book import create_book
from crm.cli import main


@dataclass
class Answer:
    """What a command left behind: its exit status and what it printed where."""

    status: int
    out: str
    err: str

    @property
    def json(self):
        """Standard output as the one JSON object that it must be."""
        return json.loads(self.out)


@pytest.fixture
def path(tmp_path):
    """Where this test's book is."""
    return tmp_path / "云溪.zhaoyin"


@pytest.fixture
def book(path):
    """An empty book, open beside the command line."""
    book = create_book(path)
    yield book
    book.close()


@pytest.fixture
def cli(path, capsys):
    """Run a command on this test's book."""

    def run(*words):
        status = main(["--book", str(path), *(str(w) if isinstance(w, Path) else w for w in words)])
        captured = capsys.readouterr()
        return Answer(status, captured.out, captured.err)

    return run
