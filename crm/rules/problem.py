"""The world's faults, told to a user as one plain Chinese sentence."""

from __future__ import annotations


class Problem(Exception):
    """A fault of the world (file, disk, input), not of ours; str() is one Chinese sentence that says what to do."""


class BadValue(Problem):
    """A cell or box holds what its field cannot take; str() says what is wrong and what would be right."""


class Busy(Problem):
    """Another program or another thread is writing: the same step may well go through a little later."""
