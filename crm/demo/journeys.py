"""Trips month by month, and the visits that fall into them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from crm.demo import words
from crm.demo.made import County, Firm, Made, Officer, Project, days, workday
from crm.rules.dates import add_months, month_end

WAYS_AFAR = ("电话", "电话", "线上")


def make_trips(county: County) -> None:
    """驻点 spans of each posted officer over 18 months, with 请假 and 回县培训 kept apart."""
    for officer in county.officers:
        for back in range(17, -1, -1):
            first = add_months(county.start, 17 - back)
            start = first + days(county.between(1, 7))
            end = min(start + days(county.between(13, 21)), month_end(first))
            if county.past(start):
                _post(county, officer, start, end)
            training = end + days(1)
            if first.month % 3 == 0 and county.past(training + days(2)):
                _trip(county, officer, "回县培训", words.COUNTY, training, training + days(2))


def _post(county: County, officer: Officer, start: dt.date, end: dt.date) -> None:
    city = county.pick(officer.post.region.cities)
    trip = _trip(county, officer, "驻点", city.short, start, end)
    officer.posted.update({start + days(i): trip for i in range((end - start).days + 1)})
    leave = start + days(county.between(4, 9))
    if county.chance(0.16) and county.past(leave + days(1)) and leave + days(1) < end:
        _trip(county, officer, "请假", words.COUNTY, leave, leave + days(1))
        for day in (leave, leave + days(1)):
            officer.posted.pop(day, None)


def _trip(county: County, officer: Officer, kind: str, place: str, start: dt.date, end: dt.date) -> Made:
    values = {
        "staff": officer,
        "station": officer.post,
        "kind": kind,
        "leader_kind": "驻外干部",
        "destination": place,
        "start": start,
        "end": end,
    }
    trip = Made(values, author=officer.name)
    county.trips.append(trip)
    return trip


def posted_day(county: County, officer: Officer, wanted: dt.date) -> dt.date:
    """The first working day from `wanted` on, within 25 days and not after today, on which the officer is posted.

    A day before the trips begin, or without any such day, stays as it is.
    """
    for ahead in range(26):
        day = wanted + days(ahead)
        if not county.past(day):
            break
        if day in officer.posted and day.weekday() < 5:
            return day
    return wanted


def add_visit(county: County, officer: Officer, day: dt.date, **values: Any) -> Made:
    """One visit by an officer; where and how follow from the trip of that day."""
    trip = officer.posted.get(day)
    before_trips = day < county.start
    method = "拜访" if trip or before_trips else county.pick(WAYS_AFAR)
    if trip and county.chance(0.06):
        method = "活动"
    filled = {
        "date": day,
        "method": method,
        "staff": officer,
        "station": officer.post,
        "trip": trip,
        "people": county.between(2, 5) if method == "拜访" else None,
        "reported_on": min(day + days(county.between(0, 2)), county.today),
        **values,
    }
    visit = Made(filled, author=officer.name)
    county.visits.append(visit)
    return visit


def visit_firm(county: County, firm: Firm, officer: Officer, day: dt.date, **values: Any) -> Made:
    """A visit to an enterprise, speaking with its first contact."""
    firm.visited.append(day)
    own = firm.values
    fields = {
        "enterprise": firm,
        "contact": own["contact_name"],
        "contact_title": own.get("contact_title"),
        "contact_phone": own["contact_phone"] if county.chance(0.5) else None,
        "place": own.get("address"),
        "appeal": county.pick(words.APPEALS) if county.chance(0.4) else None,
        "judgement": county.pick(words.JUDGEMENTS) if county.chance(0.5) else None,
        "next_step": county.pick(words.NEXT_STEPS) if county.chance(0.7) else None,
    }
    return add_visit(county, officer, day, **{**fields, **values})


def follow_projects(county: County) -> None:
    """Visits of every project: from first talks through building, until it stalls, ends or produces."""
    for project in county.projects:
        for day in _days_of(county, project):
            _follow(county, project, day)


def _days_of(county: County, project: Project) -> Iterator[dt.date]:
    """When the project was followed up, its first day included; the last is recent unless it stalled or ended."""
    stop = min(d for d in (project.stalled_since, project.when("终止"), county.today) if d)
    started = project.when("开工")
    produced = project.when("投产")
    day = project.first
    yield day
    while True:
        slow = started is not None and day >= started
        day = workday(day + days(county.between(50, 85) if slow else county.between(16, 40)))
        if day >= stop - days(3) or (produced and day > produced + days(60)):
            break
        near = posted_day(county, project.officer, day) if county.chance(0.7) else day
        day = near if near < stop else day
        yield day
    done = project.stalled_since or project.when("终止") or (produced and produced < county.today - days(60))
    last = county.today - days(county.between(0, 24))
    if not done and last > day - days(16) and last > project.first:
        yield last if last.weekday() < 5 else last - days(2)


def _follow(county: County, project: Project, day: dt.date) -> None:
    firm, officer = project.firm, project.officer
    texts = words.FIRST_TALK if day == project.first else words.FOLLOW_UPS
    if project.reached("签约", day):
        texts = words.AFTER_SIGNING
    content = county.pick(texts).format(product=firm.values["products"].split("、")[0], site=county.pick(words.SITES))
    visit = visit_firm(county, firm, officer, day, lead=project, content=content)
    if visit.values["trip"] is None and day != project.first and county.chance(0.45):
        visit.values.update(method="接待", people=county.between(3, 12), place=words.COUNTY)
    if project.total >= 200_000_000 and county.chance(0.22) and visit.values["method"] in ("拜访", "接待"):
        _led_by_leader(county, visit, officer)
    if county.chance(0.3):
        mate = county.pick([o for o in county.officers if o.post is officer.post])
        visit.values["companions"] = mate.name if mate is not officer else county.office[1].name


def _led_by_leader(county: County, visit: Made, officer: Officer) -> None:
    leader = county.pick(county.leaders)
    visit.values.update(leader=leader.name, leader_led=True)
    day = visit.values["date"]
    if visit.values["method"] != "拜访" or day < county.start:
        return
    trip = {
        "staff": leader,
        "station": officer.post,
        "kind": "外出招商",
        "leader_kind": dict(words.LEADERS)[leader.values["title"]],
        "destination": county.pick(officer.post.region.cities).short,
        "start": day,
        "end": min(day + days(county.between(0, 2)), county.today),
    }
    made = Made(trip, author=county.office[0].name)
    county.trips.append(made)
    visit.values["trip"] = made


def prospect(county: County) -> None:
    """Visits to enterprises that have no project, and talks with hometown entrepreneurs."""
    busy = {project.firm for project in county.projects}
    free: dict[str, list[Firm]] = {}
    for firm in county.firms:
        if firm not in busy and "contact_title" in firm.values and county.chance(0.62):
            free.setdefault(firm.post.name, []).append(firm)
    near: dict[str, list[Made]] = {}
    for one in county.hometown:
        near.setdefault(_region_of(county, one), []).append(one)
    per_month = max(1, round(county.scale * 48 / len(county.officers)))
    for officer in county.officers:
        for month in range(18):
            first = add_months(county.start, month)
            listed = [
                d for d in officer.posted if first <= d <= month_end(first) and county.past(d) and d.weekday() < 5
            ]
            for _ in range(per_month if listed else 0):
                _prospect_once(county, officer, county.pick(listed), free, near)


def _prospect_once(
    county: County, officer: Officer, day: dt.date, free: dict[str, list[Firm]], near: dict[str, list[Made]]
) -> None:
    home, firms = near.get(officer.post.name), free.get(officer.post.name)
    if home and (county.chance(0.3) or not firms):
        one = county.pick(home)
        values = {
            "hometown": one,
            "contact": one.name,
            "content": county.pick(words.HOMETOWN_TALKS),
            "next_step": "节前再次联系" if county.chance(0.4) else None,
        }
        add_visit(county, officer, day, **values)
    elif firms:
        firm = county.pick(firms)
        content = county.pick(words.PROSPECTS).format(product=firm.values["products"].split("、")[0])
        visit_firm(county, firm, firm.officer if day in firm.officer.posted else officer, day, content=content)


def _region_of(county: County, one: Made) -> str:
    return next(p.name for p in county.posts if any(c.name == one.values["city"] for c in p.region.cities))


def plan_follow_ups(county: County) -> None:
    """Next dates: done where another visit came after; of the latest ones some today, a few overdue, most ahead."""
    county.visits.sort(key=lambda visit: visit.values["date"])
    latest: dict[int, Made] = {}
    for visit in county.visits:
        who = visit.values.get("enterprise") or visit.values.get("hometown")
        before = latest.get(id(who))
        if before is not None and before.values.get("next_step"):
            before.values.update(next_date=visit.values["date"], done=True)
        latest[id(who)] = visit
    recent = [v for v in latest.values() if v.values["date"] >= county.today - days(45) and county.chance(0.55)]
    recent.sort(key=lambda visit: visit.values["date"])
    for at, visit in enumerate(recent):
        # The oldest two make sure that a small county, too, has one overdue and one for today.
        _plan(county, visit, roll=(0.1, 0.0)[at] if at < 2 else county.dice.random())


def _plan(county: County, visit: Made, *, roll: float) -> None:
    day = visit.values["date"]
    if roll < 0.08:
        next_date = county.today
    elif roll < 0.2 and day < county.today - days(8):
        next_date = county.today - days(county.between(1, 7))
    else:
        next_date = workday(county.today + days(county.between(1, 32)))
    step = visit.values.get("next_step") or county.pick(words.NEXT_STEPS)
    visit.values.update(next_date=next_date, next_step=step, done=False)
    project, firm = visit.values.get("lead"), visit.values.get("enterprise")
    if isinstance(project, Project):
        project.values.update(next_date=next_date, next_step=step)
    elif isinstance(firm, Firm):
        firm.values["next_contact"] = next_date


def settle_states(county: County) -> None:
    """The state of every enterprise, from its visits and its project."""
    for firm in county.firms:
        if firm.visited:
            roll = county.dice.random()
            firm.values["state"] = "已接触" if roll < 0.78 else "搁置" if roll < 0.9 else "无意向"
            if firm.values["state"] == "无意向":
                firm.values.pop("next_contact", None)
    # Of two claims to one enterprise the further one counts, so it comes last.
    for project in sorted(county.projects, key=lambda p: (p.when("签约") is not None, p.when("终止") is None)):
        going = "签约" if project.when("签约") else "在谈"
        project.firm.values["state"] = "搁置" if project.when("终止") else going
