"""How alike two enterprises, people or projects are: a confidence from 0 to 1 and the reasons in words."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from crm.rules import credit_code
from crm.rules.compared import Firm, Person, Project
from crm.rules.phones import mask

SHOWN = 0.6
"""Pairs at least this alike are worth showing."""

_RENAMED = "一方的名称是另一方的曾用名"
_LEVELS = ((0.95, "基本确定"), (0.8, "很可能"), (SHOWN, "可能"), (0.0, "不大可能"))


class Likeness(NamedTuple):
    """How sure (0 to 1) it is that two rows are one, and why, for and against."""

    confidence: float
    reasons: tuple[str, ...]


def level(confidence: float) -> str:
    """The confidence as a word."""
    return next(word for least, word in _LEVELS if confidence >= least)


# enterprises


def firms(a: Firm, b: Firm) -> Likeness:
    """How alike two enterprises are.

    The credit code decides where both have a valid one (GB 32100); else the name without its place and legal form, held
    against the place; phone, contact and address make it surer. Same brand in another city, parent and subsidiary,
    head office and branch are two firms.
    """
    code = _codes(a.code, b.code)
    if code is not None and code.confidence in (0.0, 1.0):
        return code
    place = _places(a, b)
    sure, reason = _names(a, b, place)
    reasons = [reason] if reason else []
    if sure >= 0.1:
        sure = _evidence(a, b, sure, reasons)
    if place == "other" and a.name.key != b.name.key and reason != _RENAMED:
        sure = min(sure, 0.45)
        reasons.append("所在地不同")
    elif place == "same" and sure >= 0.1:
        reasons.append("所在地相同")
    sure = _kin(a, b, sure, reasons)
    if code is not None:
        sure = max(sure, 0.9) if code.confidence > 0.5 else min(sure, 0.55) if code.confidence < 0.5 else sure
        reasons.extend(code.reasons)
    return Likeness(round(sure, 2), tuple(reasons))


def _codes(a: str, b: str) -> Likeness | None:
    """What two credit codes say: 1 the same, 0.9 the same wrong one, 0.5 a slip, 0.3 a doubt, 0 two firms."""
    if not a or not b:
        return None
    if a == b:
        return Likeness(1.0 if _valid(a) else 0.9, ("统一社会信用代码相同",))
    if _valid(a) and _valid(b):
        return Likeness(0.0, ("统一社会信用代码不同",))
    if len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) <= 2:
        return Likeness(0.5, ("统一社会信用代码只差一两位，其中一个校验不通过",))
    return Likeness(0.3, ("统一社会信用代码不同，其中有校验不通过的",))


def _places(a: Firm, b: Firm) -> str:
    """Whether two firms sit in one place: same, within (a city and its own province), other, or unknown."""
    inner, outer = (a, b) if _own_city(a) else (b, a)
    city, other = _own_city(inner), _own_city(outer)
    if city and other:
        if city == other or {inner.city, city} & {outer.city, other} - {""}:
            # Two names that each say another city are two firms, whatever the boxes say.
            named = inner.name.city and outer.name.city and inner.name.city != outer.name.city
            return "other" if named else "same"
        return "other"
    provinces = _own_province(inner), _own_province(outer)
    if not all(provinces):
        return "unknown"
    if provinces[0] != provinces[1]:
        return "other"
    return "within" if outer.name.province else "unknown"


def _own_city(of: Firm) -> str:
    return of.name.city.removesuffix("市") or of.city


def _own_province(of: Firm) -> str:
    return of.name.province[:2] or of.province


_BY_PLACE = {
    "key": {"same": 0.97, "unknown": 0.95, "within": 0.9, "other": 0.5},
    "core": {"same": 0.92, "unknown": 0.74, "within": 0.5, "other": 0.15},
    "sound": {"same": 0.74, "unknown": 0.5, "within": 0.35, "other": 0.1},
    "filler": {"same": 0.62, "unknown": 0.4, "within": 0.3, "other": 0.1},
    "slip": {"same": 0.5, "unknown": 0.35, "within": 0.25, "other": 0.1},
}
"""How sure the names alone make it, by how they agree and where the two firms sit."""


def _names(a: Firm, b: Firm, place: str) -> tuple[float, str]:
    x, y = a.name, b.name
    if not x.key or not y.key:
        return 0.0, ""
    if x.key == y.key:
        # A full name with its place in it is given once in the whole country, so another city is a slip of the pen.
        sure = 0.85 if place == "other" and (x.city or x.province) else _BY_PLACE["key"][place]
        return sure, "企业名称相同" if x.core else ""
    if x.key in b.former or y.key in a.former:
        return 0.94, _RENAMED
    if x.core == y.core:
        return _BY_PLACE["core"][place], "去掉地名、括号和公司形式后名称相同"
    if x.numbers != y.numbers:
        return 0.0, "名称中的序号不同"
    if a.sound == b.sound and len(x.core) > 2:
        return _BY_PLACE["sound"][place], "名称同音"
    if x.skeleton == y.skeleton and len(x.skeleton) > 2:
        return _BY_PLACE["filler"][place], "名称只差“科技”“实业”一类的词"
    if _slip(x.core, y.core):
        return _BY_PLACE["slip"][place], "名称只多一字、少一字或前后颠倒"
    return 0.0, ""


def _slip(a: str, b: str) -> bool:
    """Whether one name is the other with a character left out, or with two neighbours changed over."""
    short, long = sorted((a, b), key=len)
    if len(short) < 4 or len(long) - len(short) > 1:
        return False
    if len(short) < len(long):
        return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
    different = [at for at in range(len(short)) if short[at] != long[at]]
    return (
        len(different) == 2
        and different[1] == different[0] + 1
        and short[different[0]] == long[different[1]]
        and short[different[1]] == long[different[0]]
    )


def _evidence(a: Firm, b: Firm, sure: float, reasons: list[str]) -> float:
    """What phone, contact and address add to or take from the likeness of the names."""
    if shared := a.phones & b.phones:
        sure = _surer(sure, 0.3)
        reasons.append(f"联系电话相同（{mask(min(shared))}）")
    elif a.phones and b.phones:
        # Where the place is not known either, two phones are what is known.
        sure *= 0.97 if sure > 0.9 else 0.85 if a.name.core == b.name.core and sure > 0.8 else 0.7
        reasons.append("但联系电话不同")
    if a.people & b.people:
        sure = _surer(sure, 0.5)
        reasons.append(f"联系人相同（{min(a.people & b.people)}）")
    if a.address and a.address == b.address:
        sure = _surer(sure, 0.4)
        reasons.append("地址相同")
    return min(sure, 0.99)


def _surer(sure: float, doubt_left: float) -> float:
    return 1 - (1 - sure) * doubt_left


def _kin(a: Firm, b: Firm, sure: float, reasons: list[str]) -> float:
    """Parent and subsidiary, head office and branch share brand, phone and house, and are two firms all the same."""
    if a.name.branch != b.name.branch:
        reasons.append("一方是分支机构")
        return min(sure, 0.3)
    if a.name.group != b.name.group and a.name.key != b.name.key:
        reasons.append("一方是集团")
        return min(sure, 0.45)
    return sure


# people


def people(a: Person, b: Person) -> Likeness:
    """How alike two people are: by name together with phone, WeChat, employer or township, for names are common."""
    if not a.name or not b.name:
        return Likeness(0.0, ())
    same_name, same_sound = a.name == b.name, a.sound == b.sound
    if not same_sound:
        return Likeness(
            0.3 if a.phones & b.phones else 0.0, ("联系电话相同，但姓名不同",) if a.phones & b.phones else ()
        )
    reasons = ["姓名相同" if same_name else "姓名同音"]
    sure = 0.62 if same_name else 0.4
    facts = (
        (a.phones & b.phones, bool(a.phones and b.phones), "联系电话", 0.04, 0.8),
        (a.wechat == b.wechat, bool(a.wechat and b.wechat), "微信", 0.05, 0.9),
        (a.employer == b.employer, bool(a.employer and b.employer), "所在单位", 0.18, 0.7),
        (a.town == b.town, bool(a.town and b.town), "籍贯乡镇", 0.6, 0.5),
    )
    for agrees, known, what, doubt_left, factor in facts:
        if known:
            sure = _surer(sure, doubt_left) if agrees else sure * factor
            reasons.append(f"{what}相同" if agrees else f"但{what}不同")
    if a.gender and b.gender and a.gender != b.gender:
        sure *= 0.4
        reasons.append("但性别不同")
    return Likeness(round(min(sure, 0.99), 2), tuple(reasons))


# projects


def projects(a: Project, b: Project) -> Likeness:
    """How alike two projects are: by who invests and what is built; one phase of a project is not another."""
    if not a.name.key or not b.name.key:
        return Likeness(0.0, ())
    owner = _same_owner(a, b)
    sure, reason = _built(a, b, owner)
    reasons = [reason] if reason else []
    if owner:
        reasons.insert(0, "投资主体相同")
    elif owner is False:
        reasons.append("但投资主体不同")
    if sure and a.total and b.total:
        sure = _amounts(a, b, sure, reasons)
    if a.name.sizes and b.name.sizes and a.name.sizes != b.name.sizes:
        sure *= 0.8
        reasons.append("但规模不同")
    if a.name.phase != b.name.phase:
        sure = min(sure, 0.2)
        reasons.append("期次不同")
    return Likeness(round(min(sure, 0.99), 2), tuple(reasons))


def _same_owner(a: Project, b: Project) -> bool | None:
    if a.owner is not None and a.owner == b.owner:
        return True
    x, y = a.investor, b.investor
    if x.key and y.key:
        if x.key == y.key:
            return True
        apart = (x.city and y.city and x.city != y.city) or x.group != y.group or x.branch != y.branch
        return x.core == y.core and not apart
    return False if a.owner is not None and b.owner is not None else None


def _built(a: Project, b: Project, owner: bool | None) -> tuple[float, str]:
    """How sure the names of two projects make it; the same words of two investors are two projects."""
    x, y = a.name, b.name
    if x.key == y.key:
        return ({True: 0.96, None: 0.82, False: 0.45}[owner], "项目名称相同")
    if x.core == y.core or (len(x.product) > 2 and x.product == y.product):
        return ({True: 0.9, None: 0.7, False: 0.3}[owner], "去掉地名、品牌和规模后建设内容相同")
    if a.sound == b.sound:
        return ({True: 0.85, None: 0.6, False: 0.2}[owner], "项目名称同音")
    share = _shared_pairs(x.product, y.product)
    if share >= 0.5:
        return ({True: 0.45 + 0.4 * share, None: 0.3, False: 0.1}[owner], "项目名称相近")
    return (0.35, "") if owner else (0.0, "")


def _amounts(a: Project, b: Project, sure: float, reasons: list[str]) -> float:
    assert a.total and b.total
    if a.total == b.total:
        reasons.append("计划总投资相同")
        sure = _surer(sure, 0.5)
        if a.land and a.land == b.land:
            reasons.append("用地相同")
            sure = _surer(sure, 0.5)
        return sure
    if max(a.total, b.total) > 2 * min(a.total, b.total):
        reasons.append("但计划总投资相差一倍以上")
        return sure * 0.8
    return sure


def _shared_pairs(a: str, b: str) -> float:
    """The share of neighbouring characters that two texts have in common (Dice)."""
    x, y = ({text[at : at + 2] for at in range(len(text) - 1)} for text in (a, b))
    return 2 * len(x & y) / (len(x) + len(y)) if x and y else 0.0


@lru_cache(maxsize=65536)
def _valid(code: str) -> bool:
    return credit_code.check(code) is None
