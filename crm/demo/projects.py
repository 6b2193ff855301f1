"""Leads with their milestones in order, their money, and the few wrongs that an office has to find."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from crm.demo import words
from crm.demo.journeys import posted_day
from crm.demo.made import County, Firm, Made, Project, days, workday
from crm.rules.dates import Day, add_months, month_start

YI = 100_000_000
WAN = 10_000
SIZES = (3000, 5000, 6000, 8000, 10000, 12000, 15000, 20000, 26000, 30000, 50000, 80000, 120000)
SIZE_WEIGHTS = (8, 10, 10, 10, 16, 12, 10, 7, 4, 3, 1.5, 0.5, 0.2)
METHODS = ("驻点招商", "驻点招商", "以商招商", "乡情招商", "链式招商", "委托招商", "展会活动", "小分队招商")
RECOGNISED = ("签约", "开工", "入统", "投产")
CONTENTS = {
    "一产": "建设{product}及配套分拣、冷藏设施，规模{capacity}。",
    "二产": "建设{product}生产线及配套仓储、办公设施，达产后形成{capacity}产能。",
    "三产": "建设{product}及配套办公、信息设施，规模{capacity}。",
}
ABROAD = ("中国香港", "新加坡", "德国")


def make_projects(county: County) -> None:
    """150 leads at scale 1, first met up to a year before last year's end; milestones as far as their time allows."""
    county_wide = [firm for firm in county.firms if "contact_title" in firm.values]
    chosen = county.dice.sample(county_wide, min(county.many(150, least=12), len(county_wide) * 2 // 3))
    earliest = min(county.start, dt.date(county.today.year - 1, 1, 1)) - days(110)
    span = (county.today - earliest).days - 4
    for at, firm in enumerate(chosen):
        # Spread evenly, so that no month is without a new lead.
        day = earliest + days(round(span * (at + county.dice.random()) / len(chosen)))
        _project(county, firm, workday(min(day, county.today - days(3))))
    _claimed_twice(county)


def _project(county: County, firm: Firm, wanted: dt.date) -> None:
    officer = firm.officer
    first = posted_day(county, officer, wanted)
    product, capacity = county.pick(firm.chain.products)
    total = county.dice.choices(SIZES, SIZE_WEIGHTS)[0] * WAN
    foreign = total >= YI and county.chance(0.08)
    yearly = f"年产{capacity}" if county.chance(0.5) else ""
    name = f"{firm.brand}{yearly}{product}{county.pick(('项目', '生产基地项目', '产业园项目'))}"
    fixed = _round(total * county.dice.uniform(0.6, 0.8))
    values = {
        "name": name,
        "registered_name": f"{firm.name}{name.removeprefix(firm.brand)}",
        "investor": firm.name,
        "enterprise": firm,
        "capital_kind": "外资" if foreign else "内资",
        "origin": county.pick(ABROAD) if foreign else firm.city.province,
        "sector": firm.chain.sector,
        "industry": firm.chain.industry,
        "chain": firm.chain.name,
        "method": county.pick(METHODS),
        "total_investment": total,
        "fixed_investment": fixed,
        "first_phase": _round(total * 0.4) if total >= 2 * YI else None,
        "land": Decimal(county.between(15, 40)) + total // YI * 18 if firm.chain.sector != "一产" else None,
        "content": CONTENTS[firm.chain.sector].format(product=product, capacity=capacity),
        "site": county.pick(words.SITES),
        "first_unit": firm.post.name,
        "first_date": first,
        "unit": county.pick(words.UNITS),
        "unit_leader": county.pick(county.leaders[2:]).name,
        "leader": county.pick(county.leaders).name if total >= YI else None,
        "team": f"{firm.chain.name}产业链专班" if total >= YI else None,
        "staff": officer,
        "station": firm.post,
        "valid": False,
    }
    _follow(county, Project(values, author=officer.name, firm=firm, officer=officer, first=first, total=total))


def _follow(county: County, project: Project) -> None:
    """What became of a project: how far it came, who recognised it, who brought it, what was paid in."""
    _advance(county, project)
    _recognise(county, project)
    _describe(county, project)
    _introduce(county, project)
    county.projects.append(project)
    _arrivals(county, project)


def _round(amount: float) -> int:
    """To 0.01 亿元."""
    return round(amount / 1_000_000) * 1_000_000


def _reach(
    county: County, project: Project, kind: str, after: tuple[dt.date, int, int], chance: float
) -> dt.date | None:
    """Give the project a milestone so many days after another, if its time has come."""
    since, least, most = after
    day = workday(since + days(county.between(least, most)))
    if not county.chance(chance) or not county.past(day):
        return None
    project.milestones[kind, "自报"] = (day, None)
    return day


def _advance(county: County, project: Project) -> None:
    talks = _reach(county, project, "在谈", (project.first, 6, 40), 0.88)
    if talks is None:
        return
    signed = _reach(county, project, "签约", (talks, 20, 90), 0.82)
    if signed is None:
        _end(county, project, talks)
        return
    project.signed_amount = project.total if county.chance(0.7) else _round(project.total * 0.9)
    project.milestones["签约", "自报"] = (signed, project.signed_amount)
    company = _reach(county, project, "注册", (signed, 4, 30), 0.95)
    project.values["due_start"] = Day(add_months(month_start(signed), county.between(2, 5)), "month")
    started = _reach(county, project, "开工", (company or signed, 15, 110), 0.88 if company else 0.6)
    if started is None:
        _end(county, project, company or signed)
        return
    project.values["land_papers"] = county.chance(0.95)
    entered = _reach(county, project, "入统", (started, 15, 60), 0.93)
    produced = _reach(county, project, "投产", (max(started + days(160), entered or started), 30, 200), 0.9)
    if produced:
        _reach(county, project, "达产", (produced, 90, 180), 0.6)


def _end(county: County, project: Project, since: dt.date) -> None:
    if _reach(county, project, "终止", (since, 60, 150), 0.3):
        project.values["end_reason"] = county.pick(words.END_REASONS)


def _recognise(county: County, project: Project) -> None:
    """The city recognises most milestones some weeks later, the province fewer and later still, each in order."""
    for basis, of, chance, least, most in (("市认定", "自报", 0.9, 6, 35), ("省认定", "市认定", 0.8, 15, 60)):
        previous: dt.date | None = None
        for kind in RECOGNISED:
            source = project.milestones.get((kind, of))
            if source is None or not county.chance(chance):
                continue
            day = source[0] + days(county.between(least, most))
            day = max(day, previous) if previous else day
            if county.past(day):
                amount = source[1]
                lowered = amount and county.chance(0.12)
                project.milestones[kind, basis] = (day, _round(amount * 0.92) if amount and lowered else amount)
                previous = day


def _describe(county: County, project: Project) -> None:
    """Validity, progress, problems, and why a quiet project is quiet."""
    values, first = project.values, project.first
    if project.total >= YI and values["fixed_investment"] >= 60_000_000 and county.past(first + days(25)):
        values.update(valid=True, valid_date=first + days(county.between(8, 25)))
    own = {kind: day for (kind, basis), (day, _) in project.milestones.items() if basis == "自报"}
    stage = max(own, key=lambda kind: own[kind], default="线索")
    values["progress"] = _PROGRESS[stage]
    last = own.get(stage, first)
    if stage in ("线索", "在谈", "签约", "注册", "开工") and last < county.today - days(75) and county.chance(0.35):
        project.stalled_since = max(last, county.today - days(county.between(45, 110)))
        values["stall_reason"] = county.pick(words.STALL_REASONS) if county.chance(0.65) else None
    if stage in ("签约", "注册", "开工") and county.chance(0.4):
        values["problem"] = county.pick(words.PROBLEMS)


_PROGRESS = {
    "线索": "已初步接触，正在了解企业投资意向。",
    "在谈": "企业已来县考察，正在商谈投资协议。",
    "签约": "已签订正式投资协议，正在办理公司注册。",
    "注册": "已注册项目公司，正在办理备案、用地等前期手续。",
    "开工": "已开工建设，主体工程正在施工。",
    "入统": "已入统，正在进行厂房建设和设备采购。",
    "投产": "已投产，正在爬坡达产。",
    "达产": "已达产。",
    "终止": "已终止。",
}


def _introduce(county: County, project: Project) -> None:
    method = project.values["method"]
    if method == "乡情招商":
        who = county.pick(county.hometown)
        project.introducers.append({"kind": "乡贤", "name": who.name, "hometown": who, "share": Decimal(100)})
    elif method == "委托招商" or (method == "链式招商" and county.chance(0.4)):
        share = Decimal(100) if county.chance(0.8) else Decimal(50)
        who = county.pick(county.ambassadors)
        project.introducers.append({"kind": "大使", "name": who.name, "ambassador": who, "share": share})
        if share == 50:
            unit = project.values["unit"]
            project.introducers.append({"kind": "单位", "name": unit, "share": share, "position": 1})
    elif method == "以商招商":
        other = county.pick(county.firms)
        project.introducers.append({"kind": "企业", "name": other.name, "share": Decimal(100)})


def _arrivals(county: County, project: Project) -> None:
    """Funds by month after the signing, never above what was signed."""
    signed, started, ended = project.when("签约"), project.when("开工"), project.when("终止")
    if signed is None or county.chance(0.06):
        return
    limit = project.signed_amount * (county.dice.uniform(0.6, 0.97) if started else county.dice.uniform(0.08, 0.3))
    last = min(d for d in (ended, county.today - days(4)) if d)
    month = add_months(month_start(signed), 1 if signed.day > 12 else 0)
    while month <= last and project.arrived < limit:
        share = project.signed_amount * county.dice.uniform(0.06, 0.26)
        amount = int(min(share, limit - project.arrived) / 100_000) * 100_000
        if amount and county.chance(0.85):
            add_arrival(county, project, month, amount)
        month = add_months(month, 1)


def add_arrival(county: County, project: Project, month: dt.date, amount: int) -> None:
    """One month's funds; what is older than two months has been recognised."""
    old = month < add_months(month_start(county.today), -1)
    values = {
        "lead": project,
        "month": Day(month, "month"),
        "amount": amount,
        "confirmed": (amount if county.chance(0.7) else int(amount * 0.9 / WAN) * WAN) if old else None,
        "source": "省外",
        "kind": "固定资产" if county.chance(0.8) else "流动",
        "evidence": "银行进账单",
    }
    if project.values["capital_kind"] == "外资":
        rate = Decimal(county.between(69_800, 72_400)) / 10_000
        foreign = (Decimal(amount) / rate / WAN).quantize(Decimal("0.01"))
        values.update(source="境外", foreign_amount=foreign, rate=rate, rate_date=month, evidence="外汇业务登记凭证")
    project.arrived += amount
    county.arrivals.append(Made(values, author=county.office[3].name))


def _claimed_twice(county: County) -> None:
    """Two stations on one enterprise: the same project again under another name, first met later."""
    talks = [p for p in county.projects if p.when("在谈") and not p.when("终止") and p.first < county.today - days(60)]
    for project in county.dice.sample(talks, min(len(talks), county.many(2))):
        rivals = [o for o in county.officers if o.post is not project.officer.post]
        officer = county.pick(rivals)
        first = posted_day(county, officer, project.first + days(county.between(15, 35)))
        name = f"{project.firm.city.short}{project.firm.brand}{project.name.removeprefix(project.firm.brand)}"
        values = {
            **project.values,
            "name": name,
            "registered_name": None,
            "first_unit": officer.post.name,
            "first_date": first,
            "staff": officer,
            "station": officer.post,
            "valid": False,
            "valid_date": None,
            "due_start": None,
            "land_papers": None,
            "stall_reason": None,
            "problem": None,
            "progress": _PROGRESS["线索"],
        }
        twin = Project(
            values, author=officer.name, firm=project.firm, officer=officer, first=first, total=project.total
        )
        county.projects.append(twin)


def plant_suspicions(county: County) -> None:
    """Make sure of the wrongs that checks look for: more arrived than signed, works without land papers, 投产未入统."""
    started = [p for p in county.projects if p.when("开工") and p.arrived and not p.when("投产")]
    if started:
        project = started[len(started) // 2]
        last = [arrival for arrival in county.arrivals if arrival.values["lead"] is project][-1]
        more = int(project.signed_amount * 1.06 / WAN) * WAN - project.arrived
        last.values.update(amount=last.values["amount"] + more, confirmed=None)
        project.arrived += more
        started[0].values["land_papers"] = False
    produced = [p for p in county.projects if p.when("投产")]
    for project in produced[:: max(1, len(produced) // 3)][:3]:
        for basis in ("自报", "市认定", "省认定"):
            project.milestones.pop(("入统", basis), None)
        project.values["problem"] = "项目单位对入统政策不熟悉"
