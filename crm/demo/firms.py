"""Target enterprises: names, chains, places and codes that agree with one another."""

from __future__ import annotations

import datetime as dt

from crm.demo import words
from crm.demo.chains import BRAND_FIRST, BRAND_SECOND, CHAINS, ENTERPRISE_KINDS, WEIGHTS, City
from crm.demo.made import County, Firm, Officer
from crm.demo.people import person, phone
from crm.rules.credit_code import ALPHABET, check_character

WAN = 10_000
ROADS = ("科创", "兴业", "工业", "振华", "滨河")


def make_firms(county: County) -> None:
    """600 enterprises at scale 1, shared out among the stations; a few stand in the list twice, as in real lists."""
    taken: set[str] = set()
    by_post: dict[str, list[Officer]] = {}
    for officer in county.officers:
        by_post.setdefault(officer.post.name, []).append(officer)
    number = county.many(600, least=30)
    twins = max(1, number // 150)
    while len(county.firms) < number - twins:
        firm = _firm(county, county.pick(by_post[county.pick(county.posts).name]))
        if firm.name not in taken:
            taken.add(firm.name)
            county.firms.append(firm)
    county.firms.extend(_twin(county, county.firms[i * 7]) for i in range(twins))


def credit_code(county: County, city: City) -> str:
    """A made-up code of a firm registered in the city, with the check character of GB 32100."""
    body = "".join(county.pick(ALPHABET[:10]) for _ in range(8)) + county.pick(ALPHABET)
    first = f"91{city.code}MA{body[2:]}"
    return first + check_character(first)


def _firm(county: County, officer: Officer) -> Firm:
    city = county.pick(officer.post.region.cities)
    chain = county.dice.choices(CHAINS, WEIGHTS)[0]
    brand = county.pick(BRAND_FIRST) + county.pick(BRAND_SECOND)
    name = f"{city.short}{brand}{county.pick(chain.words)}{county.pick(('', '', '', '股份'))}有限公司"
    contact, _ = person(county)
    capital = county.pick((200, 500, 500, 1000, 1000, 2000, 3000, 5000, 8000, 12000, 20000)) * WAN
    revenue = round(capital * county.dice.uniform(1.5, 12) / 1_000_000) * 1_000_000
    large = capital >= 5000 * WAN
    district, road = county.pick(city.districts), county.pick(ROADS)
    values = {
        "name": name,
        "credit_code": credit_code(county, city) if county.chance(0.93) else None,
        "kind": county.pick(ENTERPRISE_KINDS),
        "industry": chain.industry,
        "chain": chain.name,
        "chain_link": county.pick(chain.links),
        "province": city.province,
        "city": city.name,
        "county": district,
        "address": f"{city.name}{district}{road}路{county.between(1, 399)}号",
        "registered_capital": capital,
        "established": dt.date(county.today.year - county.between(3, 24), county.between(1, 12), county.between(1, 28)),
        "revenue": revenue,
        "listed": large and county.chance(0.2),
        "top500": large and county.chance(0.08),
        "specialised": county.chance(0.22),
        "products": "、".join(p for p, _ in county.dice.sample(chain.products, 2)),
        "expansion": county.pick(words.EXPANSIONS) if county.chance(0.45) else None,
        "contact_name": contact,
        "contact_title": county.pick(words.CONTACT_TITLES),
        "contact_phone": phone(county),
        "station": officer.post,
        "staff": officer,
        "leader": county.pick(county.leaders).name if large and county.chance(0.5) else None,
        "source": county.pick(words.SOURCES),
        "state": "未接触",
    }
    firm = Firm(values, chain=chain, city=city, post=officer.post, officer=officer, brand=brand)
    if county.chance(0.25):
        firm.more_contacts.append(_contact(county))
    return firm


def _contact(county: County) -> dict[str, str]:
    name, _ = person(county)
    return {"name": name, "title": county.pick(words.CONTACT_TITLES), "phone": phone(county)}


def _twin(county: County, of: Firm) -> Firm:
    """The same enterprise entered again in another hand: a bracketed place, half of its boxes empty."""
    name = of.name.removeprefix(of.city.short).replace("有限公司", f"（{of.city.short}）有限公司")
    kept = ("chain", "province", "city", "contact_name", "contact_phone", "station", "state")
    values = {"name": name, **{key: of.values[key] for key in kept}, "source": "网络检索"}
    return Firm(values, chain=of.chain, city=of.city, post=of.post, officer=of.officer, brand=of.brand)
