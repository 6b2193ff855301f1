"""The invented county holds together, and is the same every time."""

import csv
import datetime as dt
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, text

from crm.book import create_book
from crm.demo import fill
from crm.demo.chains import CHAINS
from crm.queries import listing
from crm.queries.attachments import attachments_finding, attachments_of
from crm.queries.view import Filter, ViewSpec
from crm.records.lead import Introducer, Milestone
from crm.records.ledger import LEDGERS, METADATA
from crm.rules import credit_code
from crm.rules.problem import Problem
from crm.rules.stages import out_of_order, stage_of
from crm.store.check import check_file
from crm.store.journal import batches
from resources import path

TODAY = dt.date(2024, 9, 18)


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    book = create_book(tmp_path_factory.mktemp("county") / "云溪.zhaoyin")
    fill(book, seed=7, today=TODAY)
    yield book
    book.close()


@pytest.fixture(scope="module")
def rows(county):
    """Every row of every ledger, refs by id under `<field>_id`."""
    found = {}
    with county.read() as session:
        for key in LEDGERS:
            cells = listing.cells(session, key, listing.ids(session, ViewSpec(key)))
            found[key] = [
                {"id": c.id, **c.values, **{f"{k}_id": v for k, v in c.refs.items()}, "month_only": c.month_only}
                for c in cells
            ]
    return found


@pytest.fixture(scope="module")
def milestones(county):
    """Lead id -> milestone -> basis -> date."""
    found = {}
    with county.read() as session:
        for m in session.execute(select(Milestone)).scalars():
            found.setdefault(m.lead, {}).setdefault(m.kind, {})[m.basis] = m.date
    return found


def dump(book):
    with book.engine.connect() as connection:
        return {
            name: connection.execute(text(f'SELECT * FROM "{name}" ORDER BY id')).all()
            for name in ["batch", "change", *(t.name for t in METADATA.sorted_tables)]
        }


def test_it_has_the_size_of_a_county(rows):
    assert {key: len(found) for key, found in rows.items() if key in ("stations", "enterprises", "hometown")} == {
        "stations": 6,
        "enterprises": 600,
        "hometown": 120,
    }
    posted = [r for r in rows["staff"] if r["role"] == "驻外干部"]
    assert 9 <= len(posted) <= 14
    assert len(rows["ambassadors"]) == 30
    assert 150 <= len(rows["leads"]) <= 155
    assert 1500 <= len(rows["visits"]) <= 3000


def test_the_same_seed_makes_the_same_book_row_by_row(tmp_path):
    books = [create_book(tmp_path / f"{n}.zhaoyin") for n in (1, 2)]
    for book in books:
        fill(book, seed=3, scale=0.1, today=TODAY)
    one, two = (dump(book) for book in books)
    assert one == two
    other = create_book(tmp_path / "3.zhaoyin")
    fill(other, seed=4, scale=0.1, today=TODAY)
    assert dump(other)["enterprise"] != one["enterprise"]
    for book in (*books, other):
        book.close()


def test_it_is_written_in_named_steps_before_today(county):
    with county.read() as session:
        steps = batches(session)
    assert steps[-1].label == "建立示范县（云溪县）"
    assert 5 <= len(steps) <= 10
    assert all(step.at.date() < TODAY for step in steps)
    assert county.setting("county") == "云溪县"


def test_the_book_is_sound(county):
    with county.read() as session:
        assert [f.rule for f in check_file(session, METADATA) if not f.ok] == []


def test_a_book_with_rows_is_not_filled_again(county):
    with pytest.raises(Problem, match="已经有"):
        fill(county, seed=1, today=TODAY)


def test_a_size_of_nothing_is_refused(tmp_path):
    book = create_book(tmp_path / "本.zhaoyin")
    with pytest.raises(Problem, match="规模"):
        fill(book, seed=1, scale=0, today=TODAY)
    book.close()


def test_the_next_step_after_it_is_the_newest(tmp_path):
    book = create_book(tmp_path / "本.zhaoyin", clock=lambda: dt.datetime(2024, 9, 18, 0, 0, 1))
    fill(book, seed=1, scale=0.05, today=TODAY)
    book.set_setting("laptop", 4, label="改编号")
    assert book.undo_label() == "改编号"
    book.close()


def test_codes_are_valid_and_industries_are_of_the_national_list(rows):
    codes = [r["credit_code"] for r in rows["enterprises"] if r["credit_code"]]
    assert len(codes) > 500
    assert len(set(codes)) == len(codes)
    assert [c for c in codes if credit_code.check(c)] == []
    with path("dictionaries", "industries.csv").open(encoding="utf-8") as file:
        known = {row["name"] for row in csv.DictReader(file)}
    assert {chain.industry for chain in CHAINS} <= known


def test_milestones_run_in_order_under_every_basis(milestones):
    wrong = [
        (lead, basis, out_of_order(facts, basis=basis))
        for lead, facts in milestones.items()
        for basis in ("自报", "市认定", "省认定")
        if out_of_order(facts, basis=basis)
    ]
    assert wrong == []
    for facts in milestones.values():
        for bases in facts.values():
            assert all(day <= TODAY for day in bases.values())
            if "省认定" in bases:
                assert bases["自报"] < bases["市认定"] < bases["省认定"]


def test_leads_stand_at_every_stage(milestones, rows):
    stages = Counter(str(stage_of(milestones.get(r["id"], {}), basis="自报")) for r in rows["leads"])
    assert set(stages) >= {"线索", "在谈", "注册", "开工", "入统", "投产", "达产", "终止"}


def test_a_visit_comes_before_the_lead_and_states_agree(rows, milestones):
    first = {}
    for visit in rows["visits"]:
        if visit["enterprise_id"]:
            key = visit["enterprise_id"]
            first[key] = min(first.get(key, visit["date"]), visit["date"])
    states = {r["id"]: r["state"] for r in rows["enterprises"]}
    signed = set()
    for lead in rows["leads"]:
        assert first[lead["enterprise_id"]] <= lead["first_date"]
        if "签约" in milestones.get(lead["id"], {}) and "终止" not in milestones[lead["id"]]:
            signed.add(lead["enterprise_id"])
    assert {i for i, state in states.items() if state == "签约"} == signed
    assert {states[i] for i in first} <= {"已接触", "在谈", "签约", "搁置", "无意向"}
    assert {state for i, state in states.items() if i not in first} == {"未接触"}


def test_visits_lie_within_their_trips(rows):
    trips = {r["id"]: r for r in rows["trips"]}
    in_trip = [v for v in rows["visits"] if v["trip_id"]]
    assert len(in_trip) > len(rows["visits"]) / 2
    for visit in in_trip:
        trip = trips[visit["trip_id"]]
        assert trip["start"] <= visit["date"] <= trip["end"]
        assert trip["kind"] in ("驻点", "外出招商")
    assert {r["kind"] for r in rows["trips"]} == {"驻点", "外出招商", "请假", "回县培训"}


def test_funds_stay_below_the_signing_except_for_one_suspicion(rows):
    arrived = Counter()
    for arrival in rows["arrivals"]:
        arrived[arrival["lead_id"]] += arrival["amount"]
        assert arrival["month"] <= TODAY
        assert arrival["month_only"] == {"month"}
    above = [r["name"] for r in rows["leads"] if arrived[r["id"]] > (r["signed_amount"] or 0)]
    assert len(above) == 1
    keys = [(a["lead_id"], a["month"]) for a in rows["arrivals"]]
    assert len(keys) == len(set(keys))


def test_the_wrongs_that_an_office_looks_for_are_there(rows):
    leads = rows["leads"]
    assert any(r["produced_date"] and not r["registered_date"] for r in leads)
    assert any(r["started_date"] and r["land_papers"] is False for r in leads)
    assert any(r["stall_reason"] for r in leads)
    twice = [name for name, n in Counter(r["investor"] for r in leads).items() if n == 2]
    assert twice
    for name in twice:
        assert len({r["station"] for r in leads if r["investor"] == name}) == 2


def test_follow_ups_are_overdue_for_today_and_ahead(rows):
    open_dates = [v["next_date"] for v in rows["visits"] if v["next_date"] and not v["done"]]
    assert min(open_dates) < TODAY < max(open_dates)
    assert TODAY in open_dates
    assert sum(day < TODAY for day in open_dates) < len(open_dates) / 4


def test_results_stand_near_their_targets(rows):
    whole = {(r["year"], r["indicator"]): r for r in rows["targets"] if r["scope"] == "全县"}
    signed = [r for r in rows["leads"] if r["signed_date"] and r["signed_date"].year == 2024]
    target = whole[2024, "签约资金"]
    done = Decimal(sum(r["signed_amount"] for r in signed)) / 100_000_000
    assert Decimal("0.85") <= done / (target["annual"] * 9 / 12) <= Decimal("1.15")
    count = whole[2024, "签约项目"]
    assert Decimal("0.85") <= Decimal(len(signed)) / (count["annual"] * 9 / 12) <= Decimal("1.15")
    assert (2023, "到位资金") in whole
    for row in rows["targets"]:
        assert row["q1"] <= row["q2"] <= row["q3"] <= row["q4"] == row["annual"]
    assert {r["scope"] for r in rows["targets"]} == {"全县", "片区", "单位"}


def test_contacts_beyond_the_first_are_found_by_search(county):
    with county.read() as session:
        name = session.execute(text("SELECT name FROM contact WHERE position = 1 LIMIT 1")).scalar_one()
        assert listing.count(session, ViewSpec("enterprises", search=name)) >= 1
        introduced = session.execute(select(Introducer).where(Introducer.ambassador.is_not(None))).scalars().first()
        view = ViewSpec("ambassadors", (Filter("introduced", ">", 0),))
        assert introduced.ambassador in listing.ids(session, view)


def test_the_newest_visits_have_invented_photos_the_same_for_the_same_seed(tmp_path: Path) -> None:
    def hung(name: str) -> list[tuple[str, str]]:
        book = create_book(tmp_path / name / "云溪县.zhaoyin")
        fill(book, seed=3, scale=0.1, today=dt.date(2025, 10, 30))
        with book.read() as session:
            assert attachments_finding(session).ok
            found = attachments_of(session, "visits", listing.ids(session, ViewSpec("visits")))
        book.close()
        return [(one.content.sha256, one.caption) for one in found]

    first = hung("甲")
    assert len(first) > 20 and len({sha for sha, _ in first}) == 9
    assert first == hung("乙")
