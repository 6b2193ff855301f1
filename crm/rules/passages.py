"""Where in a text a reader's words stand: as they are written, by full pinyin or by its initials."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from crm.rules import pinyin

Span = tuple[int, int]
"""The first character of a place and the one after its last."""

_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z]{2,}")


class Passages:
    """A text made ready to be searched; its characters are spelt when the first pinyin is asked for."""

    def __init__(self, text: str) -> None:
        self._text = text.lower()

    def written(self, words: str) -> list[Span]:
        """Where the words stand as they are, in capitals or not."""
        return [(at, at + len(words)) for at in _all(self._text, words.lower())]

    def spelt(self, words: str) -> list[Span]:
        """Where Chinese characters are read like this; the last syllable may be unfinished: daor finds 导入."""
        letters, starts = self._letters
        found: list[Span] = []
        for at in _all(letters, _typed(words), step=1):
            first, last = bisect_left(starts, at), bisect_left(starts, at + len(words))
            if starts[first] == at and (not found or first >= found[-1][1]):
                found.append((first, last))
        return found

    def begun(self, words: str) -> list[Span]:
        """Where Chinese characters in a row begin with these letters: dr finds 导入."""
        return [(at, at + len(words)) for at in _all(self._initials, _typed(words))]

    @cached_property
    def _syllables(self) -> list[str]:
        """One syllable for each character; an empty one where it is no Chinese character."""
        result = [""] * len(self._text)
        for run in _HAN.finditer(self._text):
            read = pinyin.syllables(run[0])
            if len(read) == len(run[0]):
                result[run.start() : run.end()] = read
        return result

    @cached_property
    def _initials(self) -> str:
        return "".join(syllable[:1] or " " for syllable in self._syllables)

    @cached_property
    def _letters(self) -> tuple[str, list[int]]:
        """All that is spelt as one text, and where in it each character begins; the end of the text comes last."""
        letters = [syllable or " " for syllable in self._syllables]
        return "".join(letters), [0, *accumulate(map(len, letters))]


def places_in(texts: Sequence[Passages], words: str) -> list[list[Span]]:
    """For each text where the words stand as written and by full pinyin, or by initials where no text is so read."""
    spelt = [text.spelt(words) for text in texts]
    if not any(spelt):
        spelt = [text.begun(words) for text in texts]
    return [sorted([*text.written(words), *places]) for text, places in zip(texts, spelt, strict=True)]


def _typed(words: str) -> str:
    """Letters that may be pinyin; nothing for anything else."""
    plain = words.lower()
    return plain if _LATIN.fullmatch(plain) else ""


def _all(text: str, wanted: str, *, step: int = 0) -> Iterator[int]:
    """Where the text holds what is wanted, looked for again `step` characters on, or behind what was found."""
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        yield at
        at = text.find(wanted, at + (step or len(wanted)))
