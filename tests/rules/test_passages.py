"""A reader finds a place in the guide by what stands there and by how it is typed."""

from __future__ import annotations

import pytest

from crm.rules.passages import Passages, places_in

TEXT = "在任何一页按 Ctrl+I 导入，重庆的表格也能导入；导出另说"


def found(words: str) -> list[str]:
    """What is marked when one looks for these words."""
    (places,) = places_in([Passages(TEXT)], words)
    return [TEXT[start:end] for start, end in places]


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("导入", ["导入", "导入"]),
        ("ctrl+i", ["Ctrl+I"]),
        ("daoru", ["导入", "导入"]),
        ("daor", ["导入", "导入"]),
        ("DR", ["导入", "导入"]),
        ("chongqing", ["重庆"]),
        ("zhongqing", []),
        ("aoru", []),
        ("hongqing", []),
        ("d", []),
        ("", []),
        ("天气", []),
    ],
)
def test_words_full_pinyin_and_initials_lead_to_the_same_places(words: str, marked: list[str]) -> None:
    assert found(words) == marked


def test_the_last_syllable_may_be_unfinished_and_the_first_may_not() -> None:
    assert found("biao") == ["表"]
    assert found("biaog") == ["表格"]


def test_initials_do_not_reach_across_a_mark() -> None:
    assert found("rcq") == []
    assert found("cqdbg") == ["重庆的表格"]


def test_a_syllable_inside_another_one_hides_none_that_follows() -> None:
    (places,) = places_in([Passages("案板安")], "an")
    assert places == [(0, 1), (2, 3)]


def test_initials_count_only_where_no_text_is_read_so_in_full() -> None:
    texts = [Passages("按 dr 键"), Passages("导入"), Passages("大约 an")]
    assert places_in(texts, "dr") == [[(2, 4)], [(0, 2)], []]
    assert places_in(texts, "daoru") == [[], [(0, 2)], []]
    assert places_in(texts, "an") == [[(0, 1)], [], [(3, 5)]]
