"""A random user on a real file: after each step the book checks clean, and undo restores exactly what was."""

import datetime as dt
import itertools
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import text

from crm.actions import edit
from crm.book import create_book, open_book
from crm.excel.run import import_file
from crm.queries.listing import ids
from crm.queries.view import ViewSpec
from crm.records.ledger import METADATA
from crm.rules.dates import Day
from crm.store.check import check_file

NAMES = st.sampled_from(["上海恒业光电", "苏州铭瑞新材料", "宁波华彩包装", "深圳佰维智能装备", "成都天合盛食品"])
CITIES = st.sampled_from(["上海市", "苏州市", None, "宁波市"])
DATES = st.dates(dt.date(2023, 1, 1), dt.date(2024, 5, 30))
PHONES = st.sampled_from([None, "13800001111", "0551-65135408、13900002222"])


class RandomUser(RuleBasedStateMachine):
    """Keeps a picture of the whole file after each step, and two stacks of pictures for undo and redo."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "随机.zhaoyin"
        ticks = itertools.count()
        self.clock = lambda: dt.datetime(2024, 5, 30, 9, 0) + dt.timedelta(seconds=next(ticks))
        self.book = create_book(self.path, clock=self.clock)
        self.before: list[dict] = []
        self.after: list[dict] = []

    def teardown(self) -> None:
        self.book.close()
        self.folder.cleanup()

    def picture(self) -> dict:
        """Every row of every table, system columns included."""
        with self.book.read() as session:
            return {
                t.name: session.execute(text(f'SELECT * FROM "{t.name}" ORDER BY id')).all()
                for t in METADATA.sorted_tables
            }

    def step(self, act) -> None:
        """Do something; when it changed the file it can be undone."""
        was = self.picture()
        if act().batch is not None:
            self.before.append(was)
            self.after.clear()

    def rows(self, ledger: str, *, deleted: bool = False) -> list[int]:
        with self.book.read() as session:
            return sorted(ids(session, ViewSpec(ledger, deleted=deleted)))

    @initialize()
    def begin(self) -> None:
        self.step(lambda: edit.create(self.book, "enterprises", {"name": "最初的公司"})[1])

    @rule(name=NAMES, city=CITIES, phone=PHONES)
    def make_enterprise(self, name, city, phone) -> None:
        self.step(
            lambda: edit.create(self.book, "enterprises", {"name": name, "city": city, "contact_phone": phone})[1]
        )

    @rule(name=NAMES, day=DATES, amount=st.none() | st.integers(0, 10**10), month=st.booleans())
    def make_lead(self, name, day, amount, month) -> None:
        signed = Day(day.replace(day=1), "month") if month else day
        values = {"name": f"{name}项目", "signed_date": signed, "signed_amount": amount}
        self.step(lambda: edit.create(self.book, "leads", values)[1])

    @precondition(lambda self: self.rows("enterprises"))
    @rule(pick=st.randoms(use_true_random=False), name=NAMES, phone=PHONES, contact=st.sampled_from([None, "李明朗"]))
    def change_one(self, pick, name, phone, contact) -> None:
        row = pick.choice(self.rows("enterprises"))
        values = {"name": name, "contact_phone": phone, "contact_name": contact}
        self.step(lambda: edit.change(self.book, "enterprises", {row: values}))

    @precondition(lambda self: self.rows("leads"))
    @rule(
        pick=st.randoms(use_true_random=False), day=st.none() | DATES, basis=st.sampled_from(["", "city_", "province_"])
    )
    def set_milestone(self, pick, day, basis) -> None:
        row = pick.choice(self.rows("leads"))
        self.step(lambda: edit.change(self.book, "leads", {row: {f"{basis}started_date": day}}))

    @rule(city=CITIES)
    def change_all(self, city) -> None:
        rows = self.rows("enterprises")
        self.step(lambda: edit.change(self.book, "enterprises", {row: {"city": city} for row in rows}))

    @precondition(lambda self: self.rows("enterprises"))
    @rule(pick=st.randoms(use_true_random=False), day=DATES)
    def log_visit(self, pick, day) -> None:
        row = pick.choice(self.rows("enterprises"))
        self.step(lambda: edit.create(self.book, "visits", {"date": day, "enterprise": row, "content": "谈用地"})[1])

    @precondition(lambda self: self.rows("enterprises"))
    @rule(pick=st.randoms(use_true_random=False))
    def delete_some(self, pick) -> None:
        rows = self.rows("enterprises")
        chosen = pick.sample(rows, pick.randint(1, len(rows)))
        self.step(lambda: edit.delete(self.book, "enterprises", chosen))

    @precondition(lambda self: self.rows("enterprises", deleted=True))
    @rule()
    def restore_all(self) -> None:
        rows = self.rows("enterprises", deleted=True)
        self.step(lambda: edit.restore(self.book, "enterprises", rows))

    @rule(rows=st.lists(st.tuples(NAMES, CITIES, PHONES), min_size=1, max_size=5))
    def import_a_list(self, rows) -> None:
        source = self.path.with_name("名单.csv")
        lines = ["企业名称,所在市,联系电话", *(f"{n}有限公司,{c or ''},{p or ''}" for n, c, p in rows)]
        source.write_text("\n".join(lines), encoding="utf-8")
        was = self.picture()
        report = import_file(self.book, "enterprises", source)
        if report.as_json()["batch"] is not None:
            self.before.append(was)
            self.after.clear()

    @rule()
    def undo(self) -> None:
        was = self.picture()
        changes = self.book.undo()
        assert (changes is None) == (not self.before)
        if changes is not None:
            assert changes.kept == ()
            assert self.picture() == self.before.pop()
            self.after.append(was)

    @rule()
    def redo(self) -> None:
        was = self.picture()
        changes = self.book.redo()
        assert (changes is None) == (not self.after)
        if changes is not None:
            assert self.picture() == self.after.pop()
            self.before.append(was)

    @rule()
    def reopen(self) -> None:
        was = self.picture()
        self.book.close()
        self.book = open_book(self.path, clock=self.clock)
        assert self.picture() == was

    @invariant()
    def the_book_checks_clean(self) -> None:
        with self.book.read() as session:
            assert [f for f in check_file(session, METADATA) if not f.ok] == []


TestRandomUser = RandomUser.TestCase
TestRandomUser.settings = settings(max_examples=12, stateful_step_count=20, deadline=None)
