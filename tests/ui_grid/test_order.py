"""Where each record of a view stands."""

from ui.grid.order import Order


def test_each_record_is_found_where_it_stands_whether_few_are_asked_for_or_all():
    ids = [70, 30, 50, 10, 90, 20, 60]
    order = Order(ids)
    assert [order.place(record) for record in ids] == [0, 1, 2, 3, 4, 5, 6]
    assert [order.place(record) for record in reversed(ids)] == [6, 5, 4, 3, 2, 1, 0]


def test_a_record_that_is_not_in_the_view_stands_nowhere():
    order = Order([70, 30])
    assert [order.place(record) for record in (1, 2, 3, 4, 5, 6)] == [None] * 6
    assert order.place(30) == 1
    assert Order([]).place(30) is None
