"""Small counties as workbooks, typed as an office would type them."""

from pathlib import Path

import openpyxl


def workbook(path: Path, *rows):
    """A workbook of one sheet with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


class County:
    """A book that knows only what workbooks and the command line put into it."""

    def __init__(self, cli, folder: Path) -> None:
        self.cli, self.folder = cli, folder
        assert cli("init").status == 0

    def load(self, ledger: str, *rows):
        """Import a sheet; every row must go in, every column must be understood."""
        report = self.cli("import", ledger, workbook(self.folder / f"{ledger}.xlsx", *rows), "--json").json
        assert (report["errors"], report["skipped"], report["unmapped"]) == ([], [], [])
        assert report["created"] == len(rows) - 1
        return report

    def month(self, month: str):
        """The month's JSON."""
        answer = self.cli("monthly", month, "--json")
        assert (answer.status, answer.err) == (0, "")
        return answer.json

    def indicators(self, month: str):
        """The month's indicators by key."""
        return {row["key"]: row for row in self.month(month)["indicators"]}

    def people(self, month: str):
        """The month's posted staff by name."""
        return {row["person"]: row for row in self.month(month)["stations"] if row["person"]}
