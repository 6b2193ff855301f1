"""What the office keeps: assistance, events, opportunities, policies."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from crm.demo import words
from crm.demo.chains import CHAINS
from crm.demo.made import County, Made, Project, days, workday
from crm.demo.people import person, phone
from crm.rules.dates import Day, add_months

YI = 100_000_000
ITEMS = {
    "注册": ("公司注册登记", "县市场监督管理局", 7),
    "立项": ("项目备案", "县发展和改革局", 10),
    "用地": ("办理建设用地规划许可", "县自然资源局", 45),
    "环评": ("环境影响评价批复", "县生态环境分局", 40),
    "能评": ("节能审查", "县发展和改革局", 30),
    "融资": ("对接银行项目贷款", "县金融工作办公室", 60),
    "用工": ("组织专场招聘", "县人力资源和社会保障局", 30),
}
EVENT_NAMES = {
    "推介会": "{county}{place}{chain}产业推介会",
    "对接会": "{place}{county}商会企业对接会",
    "展会": "{chain}产业博览会{county}展区",
    "座谈": "在外乡贤{place}座谈会",
    "考察": "{place}{chain}企业家{county}考察活动",
    "培训": "{county}招商干部业务培训班",
}
POLICIES = (
    (
        "{county}招商引资优惠办法",
        "县",
        "{county}人民政府",
        "综合",
        "固定资产投资奖补、厂房租金减免、重大项目一事一议。",
    ),
    (
        "{county}产业链链长制实施方案",
        "县",
        "中共{county}委办公室",
        "产业链",
        "每条产业链明确一名县领导、一个牵头部门、一个专班。",
    ),
    (
        "{county}招商引资项目首谈报备管理办法",
        "县",
        "{county}招商引资工作领导小组",
        "项目管理",
        "首谈信息五个工作日内报备，有效期九十天。",
    ),
    (
        "{county}招商大使聘任管理办法",
        "县",
        "{county}人民政府办公室",
        "招商大使",
        "聘期两年，每年引荐有效线索不少于三条。",
    ),
    ("{county}标准化厂房租赁管理办法", "县", "经济开发区管委会", "园区", "符合条件的企业前三年租金减免。"),
    (
        "{county}驻外招商组管理考核办法",
        "县",
        "{county}招商引资工作领导小组",
        "考核",
        "按驻点天数、拜访、接待、项目等计分，按月通报。",
    ),
    ("{city}支持制造业项目落地若干措施", "市", "{city}人民政府", "制造业", "亿元以上项目按固定资产投资分档奖补。"),
    ("{city}人才引进办法", "市", "{city}人力资源和社会保障局", "人才", "企业引进高层次人才给予安家补助。"),
    ("{city}工业用地弹性出让实施细则", "市", "{city}自然资源局", "用地", "可采取先租后让、弹性年期方式供地。"),
    ("{city}招商引资项目认定办法", "市", "{city}商务局", "项目管理", "签约、开工、入统、投产按月认定。"),
)


def make_assistance(county: County) -> None:
    """Steps of help for signed projects; most done, some late, some in the way."""
    for project in county.projects:
        signed = project.when("签约")
        if signed is None:
            continue
        for kind in county.dice.sample(list(ITEMS), county.between(1, 3)):
            _item(county, project, kind, signed)


def _item(county: County, project: Project, kind: str, signed: dt.date) -> None:
    item, unit, allowed = ITEMS[kind]
    assigned = workday(signed + days(county.between(2, 40)))
    if not county.past(assigned):
        return
    due = assigned + days(allowed)
    finished = workday(assigned + days(round(allowed * county.dice.uniform(0.4, 1.25))))
    done = county.past(finished) and not project.stalled_since and county.chance(0.95)
    state = "已办结" if done else "受阻" if project.stalled_since else county.pick(("办理中", "办理中", "待办"))
    values = {
        "lead": project,
        "item": item,
        "kind": kind,
        "unit": unit,
        "person": person(county)[0],
        "assigned": assigned,
        "due": due,
        "finished": finished if done else None,
        "state": state,
    }
    county.assistance.append(Made(values, author=county.office[3].name))


def make_events(county: County) -> None:
    """About two events a month; one at which projects were signed names them with their sum."""
    for month in range(18):
        for kind in county.dice.sample(list(EVENT_NAMES), 1 if county.chance(0.6) else 2):
            day = workday(add_months(county.start, month) + days(county.between(3, 24)))
            if county.past(day):
                _event(county, kind, day)
    signings: dict[dt.date, list[Project]] = {}
    for project in county.projects:
        signed = project.when("签约")
        if signed is not None and signed >= county.start:
            signings.setdefault(signed, []).append(project)
    for day in [d for d, projects in sorted(signings.items()) if len(projects) > 1][:6] or sorted(signings)[:1]:
        projects = signings[day]
        values = {
            "name": f"{words.COUNTY}重点项目集中签约仪式（{day.year}年{day.month}月）",
            "kind": "推介会",
            "date": day,
            "place": words.COUNTY,
            "companies": "、".join(p.firm.name for p in projects),
            "company_count": len(projects),
            "signed": "、".join(p.name for p in projects),
            "signed_amount": sum(p.signed_amount for p in projects),
        }
        county.events.append(Made(values, author=county.office[0].name))


def _event(county: County, kind: str, day: dt.date) -> None:
    post = county.pick(county.posts)
    chain, city = county.pick(CHAINS), county.pick(post.region.cities)
    firms = [firm for firm in county.firms if firm.post is post][:200]
    invited = county.dice.sample(firms, min(len(firms), county.between(3, 6)))
    values = {
        "name": EVENT_NAMES[kind].format(county=words.COUNTY, place=city.short, chain=chain.name),
        "kind": kind,
        "date": day,
        "place": words.COUNTY if kind in ("考察", "培训") else city.name,
        "companies": "、".join(firm.name for firm in invited) if kind != "培训" else None,
        "company_count": len(invited) + county.between(0, 40) if kind != "培训" else None,
        "station": post if kind != "培训" else None,
    }
    county.events.append(Made(values, author=county.office[0].name))


def make_opportunities(county: County) -> None:
    """The three supply-demand lists and the county's own projects on offer."""
    forms = {
        "储备项目": "{product}建设项目",
        "有项目无投资主体": "{town}{product}项目",
        "有意愿无项目": "{town}村集体资金寻求合作项目",
        "有需求无门路": "本地企业求购{product}配套",
    }
    called: Counter[tuple[str, str]] = Counter()
    for number in range(county.many(40, least=8)):
        kind = ("储备项目", "储备项目", *forms)[number % 6]
        chain = county.pick(CHAINS)
        product, capacity = county.pick(chain.products)
        name = forms[kind].format(product=f"年产{capacity}{product}", town=county.pick(words.TOWNS))
        called[kind, name] += 1
        batch = called[kind, name]
        values = {
            "name": name if batch == 1 else f"{name}（第{batch}批）",
            "kind": kind,
            "industry": chain.name,
            "investment": county.between(3, 50) * YI // 10 if kind in ("储备项目", "有项目无投资主体") else None,
            "site": county.pick(words.SITES) if kind == "储备项目" else county.pick(words.TOWNS),
            "content": f"依托本地资源发展{product}，用地和配套已初步落实。",
            "contact": person(county)[0],
            "phone": phone(county),
            "unit": county.pick(words.UNITS),
            "state": county.pick(("在库", "在库", "在库", "已对接", "已落地")),
            "published": county.today - days(county.between(5, 500)),
        }
        county.opportunities.append(Made(values, author=county.office[3].name))


def make_policies(county: County) -> None:
    """Policies of the county and its city, some without an end."""
    for number, (name, level, issuer, field, summary) in enumerate(POLICIES, start=1):
        issued = county.today - days(county.between(60, 1100))
        short = "云" if level == "县" else "景"
        values = {
            "name": name.format(county=words.COUNTY, city=words.CITY),
            "document": f"{short}政发〔{issued.year}〕{number + 3}号",
            "level": level,
            "issuer": issuer.format(county=words.COUNTY, city=words.CITY),
            "issued": issued,
            "effective_to": Day(dt.date(issued.year + 5, 12, 31), "day") if county.chance(0.7) else None,
            "field": field,
            "summary": summary,
        }
        county.policies.append(Made(values, author=county.office[0].name))
