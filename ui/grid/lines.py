"""Which line of the grid shows which record: heads of groups between the records, folded groups left out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from itertools import accumulate

from crm.queries.groups import Group


@dataclass
class Lines:
    """The lines of `count` records in groups; without groups each record is its own line.

    A place is where a record stands in the view, a line where the screen shows it; a folded group has its head alone.
    """

    count: int = 0
    groups: Sequence[Group] = ()
    folded: Set[object] = frozenset()
    _heads: list[int] = field(default_factory=list, init=False)
    _starts: list[int] = field(default_factory=list, init=False)
    total: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        shown = [1 + (0 if group.key in self.folded else group.count) for group in self.groups]
        self._heads = [0, *accumulate(shown)]
        self._starts = [0, *accumulate(group.count for group in self.groups)]
        self.total = self._heads[-1] if self.groups else self.count

    def _group_at(self, line: int) -> int:
        return bisect_right(self._heads, line) - 1

    def group(self, line: int) -> Group | None:
        """The group whose head this line is, or None."""
        if not self.groups or not 0 <= line < self.total:
            return None
        at = self._group_at(line)
        return self.groups[at] if self._heads[at] == line else None

    def around(self, line: int) -> Group | None:
        """The group that a line belongs to, its head included."""
        return self.groups[self._group_at(line)] if self.groups and 0 <= line < self.total else None

    def head(self, group: Group) -> int:
        """The line of a group's head."""
        return self._heads[self.groups.index(group)]

    def place(self, line: int) -> int | None:
        """The place of the record on a line; None for a head and past the end."""
        if not 0 <= line < self.total:
            return None
        if not self.groups:
            return line
        at = self._group_at(line)
        inside = line - self._heads[at]
        return self._starts[at] + inside - 1 if inside else None

    def line(self, place: int) -> int | None:
        """The line that shows a record; None while its group is folded."""
        if not self.groups:
            return place
        at = bisect_right(self._starts, place) - 1
        if self.groups[at].key in self.folded:
            return None
        return self._heads[at] + 1 + place - self._starts[at]

    def holder(self, place: int) -> Group | None:
        """The group of a record."""
        return self.groups[bisect_right(self._starts, place) - 1] if self.groups else None

    def places(self, first: int, last: int, *, inside: bool = False) -> list[range]:
        """The places of the records on the lines from first to last; with `inside`, those of folded groups too."""
        if not self.groups:
            whole = range(max(first, 0), min(last + 1, self.count))
            return [whole] if whole else []
        found: list[range] = []
        for at in range(self._group_at(max(first, 0)), len(self.groups)):
            head, start, end = self._heads[at], self._starts[at], self._starts[at + 1]
            if head > last:
                break
            if self.groups[at].key in self.folded:
                found.append(range(start, end if inside else start))
            else:
                found.append(range(start + max(first - head - 1, 0), min(start + last - head, end)))
        return [part for part in found if part]
