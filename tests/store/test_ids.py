"""Ids sort by creation and never clash."""

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


def test_two_laptops_never_make_the_same_id() -> None:
    one, other = (IdSource(n, lambda: EPOCH_MS + 77) for n in (1, 2))
    assert not {one() for _ in range(5_000)} & {other() for _ in range(5_000)}


def test_ids_fit_into_63_bits_for_the_rest_of_the_century_of_use() -> None:
    far = EPOCH_MS + 69 * 365 * 86_400_000
    assert IdSource(1023, lambda: far)() < 2**63
