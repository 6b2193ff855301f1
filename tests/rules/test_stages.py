"""A project's stage follows from its dated facts under the chosen basis."""

from __future__ import annotations

import datetime as dt

from crm.rules.stages import (
    MILESTONES,
    Milestones,
    Stage,
    date_of,
    days_in_stage,
    out_of_order,
    skipped,
    stage_of,
)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def facts(**reported: str) -> Milestones:
    return {kind: {"自报": day(text)} for kind, text in reported.items()}


def test_the_stages_are_in_the_order_of_the_work() -> None:
    words = ["线索", "在谈", "签约", "注册", "开工", "入统", "投产", "达产", "终止"]
    assert [str(stage) for stage in Stage] == words
    assert [stage.rank for stage in Stage] == list(range(9))
    assert list(MILESTONES) == words[1:]


def test_a_project_without_facts_is_a_lead() -> None:
    assert stage_of({}, basis="自报") is Stage.LEAD


def test_the_furthest_fact_is_the_stage() -> None:
    assert stage_of(facts(签约="2024-01-05", 投产="2024-09-01"), basis="自报") is Stage.PRODUCING


def test_only_the_chosen_basis_counts() -> None:
    project = {"签约": {"自报": day("2024-01-05"), "市认定": day("2024-02-01")}, "开工": {"自报": day("2024-03-01")}}
    assert stage_of(project, basis="自报") is Stage.STARTED
    assert stage_of(project, basis="市认定") is Stage.SIGNED
    assert stage_of(project, basis="省认定") is Stage.LEAD
    assert date_of(project, "签约", basis="市认定") == day("2024-02-01")


def test_facts_after_the_asked_day_have_not_happened_yet() -> None:
    project = facts(签约="2024-01-05", 开工="2024-06-01")
    assert stage_of(project, basis="自报", on=day("2024-05-31")) is Stage.SIGNED
    assert stage_of(project, basis="自报", on=day("2024-06-01")) is Stage.STARTED


def test_an_ended_project_stays_ended_until_work_resumes() -> None:
    assert stage_of(facts(签约="2024-01-05", 终止="2024-06-01"), basis="自报") is Stage.ENDED
    assert stage_of(facts(签约="2024-01-05", 终止="2024-06-01", 开工="2024-08-01"), basis="自报") is Stage.STARTED


def test_days_are_counted_from_entering_the_stage() -> None:
    project = facts(签约="2024-05-01")
    assert days_in_stage(project, basis="自报", today=day("2024-05-31")) == 30
    assert days_in_stage({}, basis="自报", today=day("2024-05-31"), lead_since=day("2024-05-21")) == 10
    assert days_in_stage({}, basis="自报", today=day("2024-05-31")) is None


def test_in_production_but_not_registered_is_named() -> None:
    project = facts(签约="2024-01-05", 开工="2024-03-01", 投产="2024-09-01")
    assert skipped(project, basis="自报") == [Stage.REGISTERED]
    assert skipped(project, basis="自报", on=day("2024-04-01")) == []
    assert skipped(facts(在谈="2024-01-05", 终止="2024-02-01"), basis="自报") == []


def test_dates_that_run_backwards_are_found_but_late_registration_is_allowed() -> None:
    assert out_of_order(facts(签约="2024-03-05", 开工="2024-02-01"), basis="自报") == [(Stage.SIGNED, Stage.STARTED)]
    assert out_of_order(facts(开工="2024-02-01", 入统="2024-12-01", 投产="2024-09-01"), basis="自报") == []
