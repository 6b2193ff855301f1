"""Ids sort by creation and never clash."""

import datetime as dt
from pathlib import Path

from crm.actions import edit
from crm.book import create_book, open_book
from crm.store.ids import EPOCH_MS, IdSource


def test_ids_made_in_one_millisecond_differ_and_rise() -> None:
    source = IdSource(3, lambda: EPOCH_MS + 5_000)
    made = [source() for _ in range(10_000)]
    assert made == sorted(set(made))


def test_an_id_holds_millisecond_laptop_and_sequence() -> None:
    made = IdSource(7, lambda: EPOCH_MS + 1_000)()
    assert (made >> 22, (made >> 12) & 1023, made & 4095) == (1_000, 7, 0)


def test_the_clock_set_back_does_not_send_ids_back() -> None:
    times = iter([EPOCH_MS + 9_000, EPOCH_MS + 1_000])
    source = IdSource(0, lambda: next(times))
    assert source() < source()


def test_a_book_reopened_by_a_clock_set_back_gives_no_id_twice(tmp_path: Path) -> None:
    path = tmp_path / "钟慢了.zhaoyin"
    rows = set()
    for hour in (9, 9, 8):
        opened = (open_book if path.exists() else create_book)(path, clock=lambda h=hour: dt.datetime(2024, 5, 30, h))
        rows |= {edit.create(opened, "stations", {"name": f"片区{n}"})[0] for n in range(5)}
        opened.close()
    assert len(rows) == 15


def test_two_laptops_never_make_the_same_id() -> None:
    one, other = (IdSource(n, lambda: EPOCH_MS + 77) for n in (1, 2))
    assert not {one() for _ in range(5_000)} & {other() for _ in range(5_000)}


def test_ids_fit_into_63_bits_for_the_rest_of_the_century_of_use() -> None:
    far = EPOCH_MS + 69 * 365 * 86_400_000
    assert IdSource(1023, lambda: far)() < 2**63
