"""A field is declared once, and what is declared can be trusted."""

from collections import Counter

import pytest

from crm.queries.derived import EXPRESSIONS
from crm.records import LEDGERS, Kind, ledger_named
from crm.records.ledger import CHILD_PARENT, CHILDREN, METADATA, fields_of, table_of
from crm.rules.problem import Problem

LISTED = [pytest.param(ledger, id=ledger.key) for ledger in LEDGERS.values()]


@pytest.mark.parametrize("ledger", LISTED)
def test_labels_and_other_header_names_are_unique_within_a_ledger(ledger) -> None:
    labels = Counter(s.label for s in ledger.fields.values())
    assert [label for label, n in labels.items() if n > 1] == []
    names = Counter(name for s in ledger.fields.values() for name in {s.label, *s.aliases})
    assert [name for name, n in names.items() if n > 1] == []


@pytest.mark.parametrize("ledger", LISTED)
def test_every_column_is_a_declared_field_or_a_system_column(ledger) -> None:
    system = {"id", "created_at", "author", "deleted_at", "month_only", "search_key", "sort_key"}
    assert {c.name for c in ledger.table.columns} - system == {k for k, s in ledger.fields.items() if s.stored}


@pytest.mark.parametrize("ledger", LISTED)
def test_title_identity_and_order_name_real_fields(ledger) -> None:
    named = {ledger.title, *(k for group in ledger.identity for k in group), *(o.lstrip("-") for o in ledger.order)}
    assert named <= set(ledger.fields)


@pytest.mark.parametrize("ledger", LISTED)
def test_a_field_says_all_that_its_kind_needs(ledger) -> None:
    for spec in ledger.fields.values():
        assert (spec.kind is Kind.REF) == (spec.ref in LEDGERS), spec.key
        assert spec.kind is not Kind.MONEY or spec.unit in ("万元", "亿元"), spec.key
        assert spec.kind is not Kind.CHOICE or spec.choices, spec.key
        assert not spec.total or spec.numeric, spec.key
        assert spec.default is None or not spec.choices or spec.default in spec.choices, spec.key


def test_each_computed_field_has_its_expression_and_no_expression_is_left_over() -> None:
    computed = {(key, s.key) for key, ledger in LEDGERS.items() for s in ledger.fields.values() if s.derived}
    assert computed == set(EXPRESSIONS)


def test_each_field_of_a_child_row_names_a_column_that_exists() -> None:
    for ledger in LEDGERS.values():
        for spec in ledger.fields.values():
            if spec.child is not None:
                assert CHILD_PARENT[spec.child.table] == ledger.table.name
                columns = table_of(CHILDREN[spec.child.table]).columns
                assert {spec.child.column, *spec.child.where} <= set(columns.keys())
                assert fields_of(CHILDREN[spec.child.table])[spec.child.column].kind is spec.kind


def test_every_table_of_people_is_a_ledger_a_child_or_the_settings() -> None:
    known = {ledger.table.name for ledger in LEDGERS.values()} | set(CHILDREN) | {"setting"}
    assert {table.name for table in METADATA.sorted_tables} == known


def test_a_ledger_and_a_field_go_by_key_or_by_label() -> None:
    assert ledger_named("目标企业") is ledger_named("enterprises")
    ledger = ledger_named("enterprises")
    assert ledger.field("注册资本") is ledger.field("registered_capital") is ledger.field("注册资本（万元）")
    with pytest.raises(Problem, match="没有名为“客户”的台账，可用的有：enterprises、"):
        ledger_named("客户")


def test_phones_and_names_of_relatives_are_personal_data() -> None:
    for ledger in LEDGERS.values():
        for spec in ledger.fields.values():
            if spec.kind is Kind.PHONE:
                assert spec.personal, f"{ledger.key}.{spec.key}"
