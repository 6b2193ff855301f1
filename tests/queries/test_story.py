"""What the side panel, the history page, the bin and the sums of a selection read from the book."""

import datetime as dt
from decimal import Decimal

import pytest

from crm.actions import edit
from crm.actions.cells import read_cell, write_cells
from crm.actions.rows import insert_rows
from crm.book import Book
from crm.bulletin import cleared, frozen, let_out, settings, templates
from crm.excel import plan
from crm.queries import judged
from crm.queries.history import Line, people, row_changes, steps
from crm.queries.listing import cells
from crm.queries.recycle import counts, gone
from crm.queries.summary import Sum, summary
from crm.queries.timeline import timeline
from crm.queries.titles import titles
from crm.queries.view import Filter, ViewSpec
from crm.records.ledger import LEDGERS
from crm.records.setting import SETTING_LABELS
from crm.rules.dates import Day
from crm.rules.problem import BadValue


@pytest.fixture
def firm(book: Book) -> int:
    book.set_setting("me", {"name": "陈刚", "role": "office"})
    return edit.create(book, "enterprises", {"name": "恒业光电", "contact_name": "王建国"})[0]


def test_the_story_of_a_firm_joins_visits_milestones_and_changes_newest_first(book: Book, firm: int) -> None:
    staff, _ = edit.create(book, "staff", {"name": "李敏"})
    visit = {"date": dt.date(2024, 5, 2), "enterprise": firm, "staff": staff, "method": "接待", "content": "首次接洽"}
    edit.create(book, "visits", visit)
    lead = {"name": "光学膜二期", "enterprise": firm, "first_date": dt.date(2024, 4, 1)}
    lead_id, _ = edit.create(book, "leads", lead)
    edit.change(book, "leads", {lead_id: {"signed_date": dt.date(2024, 5, 9), "signed_amount": 500_000_000}})
    with book.read() as session:
        story = timeline(session, "enterprises", firm)
    told = [(entry.kind, entry.who, entry.text) for entry in story if entry.kind != "新建"]
    assert told == [
        ("签约", "自报", "光学膜二期，5亿元"),
        ("接待", "李敏", "首次接洽"),
        ("首谈", "", "线索 光学膜二期"),
    ]


def test_a_change_is_told_in_the_words_of_its_fields_with_names_for_ids(book: Book, firm: int) -> None:
    station, _ = edit.create(book, "stations", {"name": "长三角"})
    changes = edit.change(
        book, "enterprises", {firm: {"station": station, "registered_capital": 12_000_000, "listed": True}}
    )
    assert changes.batch is not None
    with book.read() as session:
        (change,) = row_changes(session, changes.batch)
    assert (change.place, change.title, change.verb) == ("目标企业", "恒业光电", "修改")
    assert change.lines == (
        Line("注册资本", "", "1,200万元"),
        Line("上市", "", "是"),
        Line("片区", "", "长三角"),
    )


def test_a_change_of_a_contact_is_told_under_its_firm_with_the_phone_masked(book: Book, firm: int) -> None:
    changes = edit.change(book, "enterprises", {firm: {"contact_phone": "13812345678"}})
    assert changes.batch is not None
    with book.read() as session:
        (change,) = row_changes(session, changes.batch)
    assert (change.place, change.title) == ("目标企业·联系人", "恒业光电")
    assert change.lines == (Line("电话", "", "138****5678"),)


def test_a_change_of_a_setting_is_told_by_what_people_call_it(book: Book) -> None:
    told = []
    for key, value in (
        ("county", "云溪县"),
        ("county", "清河县"),
        ("views", []),
        ("release/2025-0001", {"text": "略"}),
    ):
        changes = book.set_setting(key, value)
        assert changes.batch is not None
        with book.read() as session:
            (change,) = row_changes(session, changes.batch)
        told.append((change.verb, change.title, change.lines))
    assert told == [
        ("新建", "县（市、区）名称", (Line("内容", "", "云溪县"),)),
        ("修改", "县（市、区）名称", (Line("内容", "云溪县", "清河县"),)),
        ("新建", "存下的视图", ()),
        ("新建", "发布的通报", ()),
    ]


def test_a_setting_that_was_never_made_is_not_made_by_leaving_it_empty(book: Book) -> None:
    assert book.set_setting("office", None).batch is None


def test_a_setting_whose_making_was_undone_keeps_its_name(book: Book) -> None:
    made = book.set_setting("office", "云溪县招商中心")
    undone = book.undo()
    assert made.batch is not None and undone.batch is not None
    with book.read() as session:
        told = [row_changes(session, batch)[0].title for batch in (made.batch, undone.batch)]
    assert told == ["单位名称", "单位名称"]


def test_every_setting_of_the_book_has_a_name(book: Book) -> None:
    keys = {judged.NOT_TWINS, judged.DISMISSED, settings.SETTING, settings.SCORING, settings.LIGHTS, frozen.PREFIX[:-1]}
    keys |= {cleared.SETTING, templates.SETTING, let_out.OVERRIDES, plan.MAPPINGS}
    assert keys <= set(SETTING_LABELS)


def test_steps_are_found_by_person_day_and_ledger(book: Book, firm: int) -> None:
    edit.create(book, "stations", {"name": "长三角"})
    today = book.today()
    with book.read() as session:
        assert people(session) == ["陈刚"]
        assert [s.label for s in steps(session, ledger="stations")] == ["新建片区 长三角"]
        assert len(steps(session, who="陈刚", since=today, until=today)) == 2
        assert steps(session, until=today - dt.timedelta(days=1)) == []


def test_the_bin_says_what_went_when_and_by_whom(book: Book, firm: int) -> None:
    edit.delete(book, "enterprises", [firm])
    with book.read() as session:
        assert counts(session) == {"enterprises": 1}
        (row,) = gone(session, "enterprises")
    assert (row.title, row.who, row.label) == ("恒业光电", "陈刚", "删除 1 家目标企业")


def test_a_visit_is_named_by_day_manner_and_whom(book: Book, firm: int) -> None:
    visit, _ = edit.create(book, "visits", {"date": dt.date(2024, 5, 2), "enterprise": firm})
    with book.read() as session:
        assert titles(session, "visits", [visit]) == {visit: "2024-05-02 拜访 恒业光电"}


def test_sums_over_a_view_and_over_chosen_rows_leave_out_blanks(book: Book) -> None:
    with book.write("导入") as writer:
        rows = [{"name": f"企业{at}", "registered_capital": at * 10_000 if at else None} for at in range(4)]
        ids = insert_rows(writer, LEDGERS["enterprises"], rows)
    with book.read() as session:
        view = ViewSpec("enterprises")
        assert summary(session, view, ["registered_capital"]) == {"registered_capital": Sum(60_000, 3)}
        assert summary(session, view, ["registered_capital"], only=ids[:2])["registered_capital"] == Sum(10_000, 1)
        narrow = view.replace(filters=(Filter("registered_capital", ">", 10_000),))
        assert summary(session, narrow, ["registered_capital"])["registered_capital"].total == 50_000


def test_typed_cells_are_one_step_with_names_looked_up_or_made(book: Book, firm: int) -> None:
    before = book.undo_label()
    typed = {firm: {"station": "长三角", "registered_capital": "1.2亿", "next_contact": "2024.6", "city": ""}}
    changes, warnings = write_cells(book, "enterprises", typed, new=[{"name": "新来的", "credit_code": "123"}])
    with book.read() as session:
        (row,) = cells(session, "enterprises", [firm])
    assert (row.values["station"], row.values["registered_capital"]) == ("长三角", 120_000_000)
    assert "next_contact" in row.month_only
    assert len(changes.ids["enterprises"]) == 2 and len(changes.ids["stations"]) == 1
    assert len(warnings) == 1 and warnings[0].startswith("统一社会信用代码")
    book.undo()
    assert book.undo_label() == before


def test_a_lead_that_does_not_exist_is_not_made_by_typing_its_name(book: Book, firm: int) -> None:
    visit, _ = edit.create(book, "visits", {"date": dt.date(2024, 5, 2), "enterprise": firm})
    with pytest.raises(BadValue, match="线索项目里没有“光学膜三期”"):
        write_cells(book, "visits", {visit: {"lead": "光学膜三期"}})


def test_a_day_may_be_said_forwards_or_backwards_as_its_field_means(book: Book) -> None:
    fields, today = LEDGERS["enterprises"].fields, dt.date(2024, 5, 30)
    assert read_cell(fields["next_contact"], "5.20", today=today) == (dt.date(2025, 5, 20), "")
    assert read_cell(fields["established"], "5.20", today=today) == (dt.date(2024, 5, 20), "")
    assert read_cell(fields["established"], "2024.3", today=today) == (Day(dt.date(2024, 3, 1), "month"), "")
    assert read_cell(LEDGERS["leads"].fields["land"], "80亩", today=today) == (Decimal(80), "")
