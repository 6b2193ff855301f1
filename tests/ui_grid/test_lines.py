"""Lines on the screen and places in the view: heads of groups between the records, folded ones left out."""

import pytest

from crm.queries.groups import Group
from ui.grid.lines import Lines

A, B, C = (Group(key, key, count, {}) for key, count in (("甲", 2), ("乙", 3), ("丙", 1)))


def told(lines: Lines) -> list[str | int | None]:
    """Each line as the name of the group it heads, or the place of its record."""
    heads = [lines.group(line) for line in range(lines.total)]
    return [head.name if head is not None else lines.place(line) for line, head in enumerate(heads)]


def test_without_groups_each_record_is_its_own_line() -> None:
    lines = Lines(3)
    assert told(lines) == [0, 1, 2]
    assert lines.line(2) == 2
    assert lines.places(1, 9) == [range(1, 3)]
    assert lines.around(1) is None and lines.holder(1) is None
    assert lines.place(3) is None


def test_heads_stand_before_their_records() -> None:
    lines = Lines(6, (A, B, C))
    assert told(lines) == ["甲", 0, 1, "乙", 2, 3, 4, "丙", 5]
    assert [lines.line(place) for place in range(6)] == [1, 2, 4, 5, 6, 8]
    assert lines.head(B) == 3
    assert lines.around(5) is B and lines.holder(5) is C


def test_a_folded_group_leaves_its_head_alone() -> None:
    lines = Lines(6, (A, B, C), {("乙",)})
    assert told(lines) == ["甲", 0, 1, "乙", "丙", 5]
    assert [lines.line(place) for place in range(6)] == [1, 2, None, None, None, 5]


@pytest.mark.parametrize(
    ("first", "last", "seen", "within"),
    [
        (0, 5, [0, 1, 5], [0, 1, 2, 3, 4, 5]),
        (2, 3, [1], [1, 2, 3, 4]),
        (3, 3, [], [2, 3, 4]),
        (4, 4, [], []),
        (5, 9, [5], [5]),
    ],
)
def test_a_range_of_lines_holds_the_records_seen_or_those_folded_away_too(
    first: int, last: int, seen: list[int], within: list[int]
) -> None:
    lines = Lines(6, (A, B, C), {("乙",)})
    assert [place for part in lines.places(first, last) for place in part] == seen
    assert [place for part in lines.places(first, last, inside=True) for place in part] == within


def test_no_records_have_no_lines() -> None:
    assert Lines().total == 0
    assert Lines().places(0, 5) == []
    assert Lines().group(0) is None


D, E = Group("东", "东", 5, {}), Group("西", "西", 1, {})
NESTED = (D, Group("甲", "甲", 2, {}, "", D), Group("乙", "乙", 3, {}, "", D), E, Group("甲", "甲", 1, {}, "", E))


@pytest.mark.parametrize(
    ("folded", "shown"),
    [
        (set(), ["东", "甲", 0, 1, "乙", 2, 3, 4, "西", "甲", 5]),
        ({("东", "甲")}, ["东", "甲", "乙", 2, 3, 4, "西", "甲", 5]),
        ({("东",)}, ["东", "西", "甲", 5]),
        ({("东",), ("东", "乙"), ("西", "甲")}, ["东", "西", "甲"]),
        ({("东",), ("西",)}, ["东", "西"]),
    ],
)
def test_groups_stand_within_groups_and_fold_with_them(folded: set[object], shown: list[str | int]) -> None:
    lines = Lines(6, NESTED, folded)
    assert told(lines) == shown
    for place in range(6):
        line = lines.line(place)
        assert (line is None) == (place not in shown)
        assert line is None or lines.place(line) == place
    seen = [place for part in lines.places(0, lines.total) for place in part]
    assert seen == [what for what in shown if isinstance(what, int)]
    assert [place for part in lines.places(0, lines.total, inside=True) for place in part] == list(range(6))


def test_a_folded_group_stands_for_what_is_in_it() -> None:
    lines = Lines(6, NESTED, {("东",)})
    assert lines.head(NESTED[2]) == lines.head(D) == 0
    assert [lines.head(group) for group in NESTED[3:]] == [1, 2]
    assert lines.holder(3) is NESTED[2]
    assert [lines.span(group) for group in NESTED] == [range(5), range(2), range(2, 5), range(5, 6), range(5, 6)]
