"""Saved views: pinned in the sidebar, moving with the day, as they were left at the next start."""

import datetime as dt

import pytest
from PySide6.QtWidgets import QMenu

from crm.actions.rows import insert_rows
from crm.book import Book
from crm.queries.condition import as_of, parse_cell_filter
from crm.queries.view import Filter, ViewSpec
from crm.queries.where import parse_where
from crm.records.ledger import LEDGERS
from crm.rules.problem import Problem
from tests.on_screen import steps, written_by_another
from ui.core.app import App
from ui.core.ask import Ask
from ui.core.kit import Chip
from ui.pages import saved_views
from ui.pages.ledger import LedgerPage
from ui.pages.view_tabs import MORE
from ui.shell.window import MainWindow

MAY = dt.date(2024, 5, 30)
JUNE = dt.date(2024, 6, 20)


@pytest.fixture
def firms(book: Book) -> Book:
    with book.write("建立名单") as writer:
        rows = [
            {"name": "甲", "state": "在谈", "next_contact": dt.date(2024, 5, 20)},
            {"name": "乙", "state": "在谈", "next_contact": dt.date(2024, 6, 10)},
            {"name": "丙", "state": "签约", "next_contact": dt.date(2024, 6, 25)},
        ]
        insert_rows(writer, LEDGERS["enterprises"], rows)
    return book


def page_of(app: App, qtbot) -> LedgerPage:
    page = LedgerPage(app, ledger="enterprises")
    qtbot.addWidget(page)
    page.resize(1130, 700)
    page.show()
    return page


def test_a_view_is_not_given_the_name_of_another(firms: Book) -> None:
    keep(firms, "谈着的", "状态=在谈")
    keep(firms, "签了的", "状态=签约")
    before = firms.setting(saved_views.SETTING)
    with pytest.raises(Problem, match="已经有名叫“签了的”的视图"):
        saved_views.rename(firms, "enterprises", "谈着的", "签了的")
    assert firms.setting(saved_views.SETTING) == before


def test_views_are_saved_pinned_and_named_once_another_program_lets_go_of_the_book(
    app: App, firms: Book, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(app, qtbot)
    typed = ["谈着的", "在跟的"]
    monkeypatch.setattr(Ask, "text", lambda *_a, **_k: typed.pop(0))
    with written_by_another(firms):
        page.saved.save()
        assert app.writing and not page.saved.tabs.isEnabled()
    qtbot.waitUntil(lambda: page.saved.name == "谈着的")
    with written_by_another(firms):
        page.saved.pin(page.saved.views[-1], True)
        page.saved.pin(page.saved.views[-1], True)
    qtbot.waitUntil(lambda: page.saved.views[-1].pinned)
    with written_by_another(firms):
        page.saved.rename(page.saved.views[-1])
    qtbot.waitUntil(lambda: page.saved.name == "在跟的")
    with written_by_another(firms):
        page.saved.forget(page.saved.views[-1])
    qtbot.waitUntil(lambda: page.saved.name == "")
    assert steps(firms)[1:] == [
        "保存视图 谈着的",
        "视图 谈着的 固定到侧栏",
        "视图 谈着的 改名为 在跟的",
        "删除视图 在跟的",
    ]
    assert page.saved.tabs.isEnabled()


def names(page: LedgerPage) -> str:
    model = page.grid.model
    return "".join(model.shown(row).texts[0] for row in range(model.rowCount()))


def keep(book: Book, name: str, condition: str, **more: object) -> ViewSpec:
    spec = ViewSpec("enterprises", parse_where("enterprises", condition, today=book.today()), **more)
    saved_views.save(book, name, spec)
    return spec


@pytest.mark.parametrize(
    ("typed", "in_may", "in_june"),
    [
        ("近30天", ("between", ("2024-05-01", "2024-05-30")), ("between", ("2024-05-22", "2024-06-20"))),
        ("逾期", ("overdue", "2024-05-30"), ("overdue", "2024-06-20")),
        ("<今天", ("<", "2024-05-30"), ("<", "2024-06-20")),
        ("未来7天", ("between", ("2024-05-30", "2024-06-05")), ("between", ("2024-06-20", "2024-06-26"))),
        ("月底", ("=", "2024-05-31"), ("=", "2024-06-30")),
        ("本月", ("between", ("2024-05-01", "2024-05-31")), ("between", ("2024-06-01", "2024-06-30"))),
        ("2024.3~2024.5", ("between", ("2024-03-01", "2024-05-31")), ("between", ("2024-03-01", "2024-05-31"))),
        ("3月5日", ("=", "2024-03-05"), ("=", "2024-03-05")),
    ],
)
def test_a_condition_that_names_its_days_from_today_moves_with_the_day_and_one_of_fixed_days_does_not(
    typed: str, in_may: tuple, in_june: tuple
) -> None:
    spec = LEDGERS["enterprises"].fields["next_contact"]
    condition = parse_cell_filter(spec, typed, today=MAY)
    view = ViewSpec("enterprises", (condition,))
    assert (condition.op, condition.value) == in_may
    (later,) = as_of(ViewSpec.from_json(view.to_json()), JUNE).filters
    assert (later.op, later.value) == in_june


def test_moving_conditions_among_alternatives_move_too() -> None:
    filters = parse_where("enterprises", "下次联系 逾期 或 状态=在谈", today=MAY)
    (either,) = as_of(ViewSpec("enterprises", filters), JUNE).filters
    assert either.value[0] == (Filter("next_contact", "overdue", "2024-06-20"),)
    assert either.value[1] == (Filter("state", "=", "在谈"),)


def test_a_view_saved_last_month_shows_what_is_overdue_today(app: App, firms: Book, qtbot) -> None:
    keep(firms, "该打电话了", "下次联系 逾期")
    firms.clock = lambda: dt.datetime(2024, 6, 20, 9)
    page = page_of(app, qtbot)
    page.saved.choose("own:该打电话了")
    assert sorted(names(page)) == ["乙", "甲"]
    assert [chip.text for chip in page.tools.chips.findChildren(Chip)] == ["下次联系 逾期"]
    assert page.grid.filters.boxes["next_contact"].text() == "逾期"


def test_a_ledger_comes_back_as_it_was_left_without_what_was_searched_for(app: App, firms: Book, qtbot) -> None:
    keep(firms, "在谈的", "状态=在谈")
    page = page_of(app, qtbot)
    page.saved.choose("own:在谈的")
    page.grid.group_by("state")
    page.grid.pin(2)
    page.grid.set_columns(("name", "next_contact", "state"))
    page.grid.change_view(page.grid.view.replace(sort=("-next_contact",), search="甲"))
    again = page_of(app, qtbot)
    assert again.saved.current == "own:在谈的"
    assert again.grid.view == page.grid.view.replace(search="")
    assert names(again) == "在谈  2 家乙甲"
    assert "在谈的（已改）" in [words for _, words in again.saved.tabs._tabs]


def test_the_columns_and_groups_of_a_saved_view_stay_with_it(app: App, firms: Book, qtbot) -> None:
    keep(firms, "分组的", "状态=在谈", group="state", columns=("name", "state"))
    page = page_of(app, qtbot)
    page.grid.set_columns(("name", "next_contact"))
    page.saved.choose("own:分组的")
    assert (page.grid.view.group, page.grid.view.columns) == ("state", ("name", "state"))
    page.saved.choose("all")
    assert (page.grid.view.group, page.grid.view.columns) == ("", ("name", "next_contact"))
    page.saved.choose("own:分组的")
    again = page_of(app, qtbot)
    again.saved.choose("all")
    assert again.grid.view == ViewSpec("enterprises")


def test_the_tabs_stay_where_they_are_while_the_count_changes(app: App, firms: Book, qtbot) -> None:
    page = page_of(app, qtbot)
    places = set()
    for count in (1_286, 6):
        page.head.set_note(f"{count:,} 家")
        qtbot.wait(1)
        places.add(page.saved.tabs.x())
    assert len(places) == 1


def test_rows_that_a_figure_named_are_not_taken_up_again(app: App, firms: Book, qtbot) -> None:
    page = page_of(app, qtbot)
    page.arrive(view=ViewSpec("enterprises", (Filter("id", "in", (page.grid.model.ids[0],)),)))
    page.grid.change_view(page.grid.view.replace(sort=("name",)))
    assert len(names(page_of(app, qtbot))) == 3


def test_a_kept_view_that_cannot_be_read_is_all_rows(app: App, firms: Book, qtbot) -> None:
    app.settings.set(f"view:enterprises:{firms.path}", {"tab": "all", "spec": "{"})
    assert len(names(page_of(app, qtbot))) == 3


def test_a_view_is_pinned_into_the_sidebar_where_a_click_opens_it(app: App, firms: Book, qtbot) -> None:
    keep(firms, "在谈的", "状态=在谈", group="state")
    window = MainWindow(app, first="enterprises")
    qtbot.addWidget(window)
    window.show()
    page = window.stack.current
    page.saved.pin(next(view for view in page.saved.views if view.own), True)
    assert firms.undo_label() == "视图 在谈的 固定到侧栏"
    qtbot.waitUntil(lambda: [item.badge for item in window.sidebar.pins] == ["2"])
    (item,) = window.sidebar.pins
    assert item.accessibleName() == "在谈的，2 家"
    assert item.y() > window.sidebar.items["enterprises"].y()
    window.go("home", {})
    item.click()
    assert window.stack.current_key == "enterprises"
    assert page.saved.current == "own:在谈的"
    assert names(page).startswith("在谈  2 家")
    window.sidebar.set_folded(True)
    assert not item.isVisible()
    window.sidebar.set_folded(False)
    app.undo()
    qtbot.waitUntil(lambda: not window.sidebar.pins)
    window.close()


def test_views_without_room_for_a_tab_wait_under_the_last_one(app: App, firms: Book, qtbot) -> None:
    for number in range(1, 6):
        keep(firms, f"视图{number}", "状态=在谈")
    page = page_of(app, qtbot)
    assert [words for _, words in page.saved.tabs._tabs] == [
        "全部", "在谈", "逾期未联系", "视图1", "视图2", "视图3", "更多 2",
    ]  # fmt: skip
    page.saved.choose(MORE)
    (menu,) = page.findChildren(QMenu)
    assert [action.text() for action in menu.actions()] == ["视图4", "视图5"]
    menu.actions()[1].trigger()
    menu.close()
    assert page.saved.current == "own:视图5"
    assert "视图5" in [words for _, words in page.saved.tabs._tabs]
