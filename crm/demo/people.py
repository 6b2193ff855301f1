"""Stations, staff, hometown entrepreneurs and ambassadors of the invented county."""

from __future__ import annotations

import datetime as dt

from crm.demo import words
from crm.demo.chains import CHAINS, REGIONS
from crm.demo.made import County, Made, Officer, Post, days
from crm.rules.dates import add_months

MOST_OFFICERS = 60


def person(county: County) -> tuple[str, str]:
    """An invented (name, gender), no name given twice while there are new ones."""
    man = county.chance(0.72)
    given = words.MALE if man else words.FEMALE
    for _ in range(20):
        tail = "".join(county.dice.sample(given, 2)) if county.chance(0.8) else county.pick(given)
        name = county.pick(words.SURNAMES) + tail
        if name not in county.names:
            break
    county.names.add(name)
    return name, "男" if man else "女"


def phone(county: County) -> str:
    """An invented mobile number."""
    return (
        f"1{county.pick(('33', '35', '37', '39', '50', '59', '77', '86', '89', '99'))}00{county.between(0, 999999):06d}"
    )


def make_staff(county: County) -> None:
    """Six stations, 9 to 14 posted officers at scale 1, the office and the county's leaders."""
    for order, region in enumerate(REGIONS, start=1):
        cities = "、".join(city.short for city in region.cities)
        county.posts.append(Post({"name": region.name, "region": cities, "order": order}, region=region))
    number = min(MOST_OFFICERS, county.many(12, least=9))
    for at in range(number):
        post = county.posts[at % len(county.posts)]
        county.officers.append(_officer(county, post, head=at < len(county.posts)))
    for title in words.OFFICE_TITLES:
        name, _ = person(county)
        county.office.append(
            Made({"name": name, "role": "办公室", "unit": "县招商中心", "title": title, "phone": phone(county)})
        )
    for title, _kind in words.LEADERS:
        name, _ = person(county)
        county.leaders.append(Made({"name": name, "role": "县领导", "title": title}))


def _officer(county: County, post: Post, *, head: bool) -> Officer:
    name, _ = person(county)
    values = {
        "name": name,
        "station": post,
        "role": "驻外干部",
        "unit": county.pick(words.UNITS),
        "title": "组长" if head else "驻外招商专员",
        "phone": phone(county),
        "posted_from": add_months(county.start, -county.between(0, 6)),
    }
    if head:
        post.values["leader"] = name
    return Officer(values, post=post)


def make_hometown(county: County) -> None:
    """People from the county who made their way elsewhere."""
    for _ in range(county.many(120, least=12)):
        name, gender = person(county)
        post = county.pick(county.posts)
        city = county.pick(post.region.cities)
        chain = county.pick(CHAINS)
        kind = county.pick(("企业家",) * 6 + ("高管",) * 3 + ("学者", "公职"))
        key = kind == "企业家" and county.chance(0.35)
        values = {
            "name": name,
            "gender": gender,
            "town": county.pick(words.TOWNS),
            "village": county.pick(words.VILLAGES) if county.chance(0.7) else None,
            "province": city.province,
            "city": city.name,
            "employer": _employer(county, city.short, kind, chain.words),
            "title": county.pick(words.HOMETOWN_TITLES[kind]),
            "kind": kind,
            "industry": chain.name if kind in ("企业家", "高管") else "科教卫生" if kind == "学者" else "机关事业",
            "scale": county.pick(("规上企业", "小微企业", "中型企业", None)) if kind == "企业家" else None,
            "phone": phone(county),
            "relative": person(county)[0] if county.chance(0.3) else None,
            "leader": county.pick(county.leaders).name if key else None,
            "key": key,
            "intention": county.pick(("有返乡办厂意愿", "愿意牵线搭桥", "暂无")) if county.chance(0.6) else None,
            "grade": "每月" if key else county.pick(("每季", "每半年", "每年")),
            "next_contact": _next(county, 0.55),
        }
        county.hometown.append(Made(values))


def _employer(county: County, city: str, kind: str, chain_words: tuple[str, ...]) -> str:
    if kind == "学者":
        return f"{city}{county.pick(('理工学院', '农业科学研究所', '职业技术学院'))}"
    if kind == "公职":
        return f"{city}{county.pick(('云溪商会', '异地商会联合会'))}"
    first, second = county.pick("恒启瑞华博佳新中"), county.pick("源腾昌茂通达盛和")
    return f"{city}{first}{second}{county.pick('联泰嘉宝')}{county.pick(chain_words)}有限公司"


def _next(county: County, probability: float) -> dt.date | None:
    """A next contact: mostly ahead, some today, a few overdue."""
    if not county.chance(probability):
        return None
    roll = county.dice.random()
    if roll < 0.06:
        return county.today
    if roll < 0.14:
        return county.today - days(county.between(1, 12))
    return county.today + days(county.between(1, 75))


def make_ambassadors(county: County) -> None:
    """招商大使 appointed in yearly batches for two years; some terms are over."""
    for number in range(1, county.many(30, least=5) + 1):
        name, _ = person(county)
        post = county.posts[number % len(county.posts)]
        chain = county.pick(CHAINS)
        year = county.today.year - county.between(0, 2)
        employer = _employer(county, county.pick(post.region.cities).short, "企业家", chain.words)
        start = min(dt.date(year, county.pick((3, 9)), 18), county.today - days(20))
        values = {
            "name": name,
            "employer": f"{employer}{county.pick(('董事长', '总经理'))}",
            "phone": phone(county),
            "appointed_by": f"{words.COUNTY}人民政府",
            "batch": f"{start.year}年第{'一' if start.month < 7 else '二'}批",
            "certificate": f"云招聘〔{start.year}〕{number}号",
            "appointed_from": start,
            "appointed_to": add_months(start, 24) - days(1),
            "region": post.region.name.removesuffix("组"),
            "industry": chain.name,
            "expenses": county.between(0, 6) * 5_000 or None,
            "activities": county.pick(("参加年度招商大使座谈会", "协助举办产业推介会", None)),
        }
        county.ambassadors.append(Made(values))
