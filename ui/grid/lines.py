"""Which line of the grid shows which record: heads of groups between the records, folded groups left out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from crm.queries.groups import Group


@dataclass
class Lines:
    """The lines of `count` records in groups; without groups each record is its own line.

    A place is where a record stands in the view, a line where the screen shows it. `groups` come each before its parts;
    `folded` holds the paths of those whose head stands alone.
    """

    count: int = 0
    groups: Sequence[Group] = ()
    folded: Set[object] = frozenset()
    total: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        deep = any(group.level for group in self.groups)
        self._seen: list[Group] = []
        self._heads: list[int] = []
        self._starts: dict[object, int] = {}
        self._open: list[int] = []
        self._inner: list[tuple[Group, int | None]] = []
        self._inner_starts: list[int] = []
        self._line_of: dict[object, int] = {}
        line = start = 0
        hidden = False
        for group in self.groups:
            path, shut, inner = group.path, group.path in self.folded, bool(group.level) or not deep
            hidden = hidden and bool(group.level)
            self._starts[path] = start
            self._line_of[path] = self._heads[-1] if hidden else line
            if not hidden:
                shown = group.count if inner and not shut else 0
                self._seen.append(group)
                self._heads.append(line)
                self._open.append(shown)
                line += 1 + shown
            if inner:
                self._inner.append((group, None if hidden or shut else self._heads[-1]))
                self._inner_starts.append(start)
                start += group.count
            else:
                hidden = shut
        self.total = line if self.groups else self.count

    def _seen_at(self, line: int) -> int:
        return bisect_right(self._heads, line) - 1

    def group(self, line: int) -> Group | None:
        """The group whose head this line is, or None."""
        if not self.groups or not 0 <= line < self.total:
            return None
        at = self._seen_at(line)
        return self._seen[at] if self._heads[at] == line else None

    def around(self, line: int) -> Group | None:
        """The innermost group that a line belongs to, its head included."""
        return self._seen[self._seen_at(line)] if self.groups and 0 <= line < self.total else None

    def head(self, group: Group) -> int:
        """The line of a group's head, of the group around it where that is folded."""
        return self._line_of[group.path]

    def span(self, group: Group) -> range:
        """The places of a group's records."""
        start = self._starts[group.path]
        return range(start, start + group.count)

    def place(self, line: int) -> int | None:
        """The place of the record on a line; None for a head and past the end."""
        if not 0 <= line < self.total:
            return None
        if not self.groups:
            return line
        at = self._seen_at(line)
        inside = line - self._heads[at]
        return self.span(self._seen[at]).start + inside - 1 if inside else None

    def line(self, place: int) -> int | None:
        """The line that shows a record; None while a group of it is folded."""
        if not self.groups:
            return place
        at = bisect_right(self._inner_starts, place) - 1
        head = self._inner[at][1]
        return None if head is None else head + 1 + place - self._inner_starts[at]

    def holder(self, place: int) -> Group | None:
        """The innermost group of a record."""
        return self._inner[bisect_right(self._inner_starts, place) - 1][0] if self.groups else None

    def places(self, first: int, last: int, *, inside: bool = False) -> list[range]:
        """The places of the records on the lines from first to last; with `inside`, those of folded groups too."""
        if not self.groups:
            whole = range(max(first, 0), min(last + 1, self.count))
            return [whole] if whole else []
        found: list[range] = []
        for at in range(self._seen_at(max(first, 0)), len(self._seen)):
            head, group = self._heads[at], self._seen[at]
            if head > last:
                break
            span = self.span(group)
            if group.path in self.folded:
                found.append(span if inside else range(0))
            else:
                end = min(last - head, self._open[at])
                found.append(range(span.start + max(first - head - 1, 0), span.start + end))
        return [part for part in found if part]
