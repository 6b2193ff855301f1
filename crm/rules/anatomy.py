"""Names taken apart for comparing: where a company sits in its name, group, branch; a project's phase and product."""

from __future__ import annotations

import re
from typing import NamedTuple

from crm.rules.names import BRACKETS, FORM, HAN, MARKS, NOTE, company_key
from crm.rules.numbers import squeeze
from crm.rules.places import is_place, split_place

_BRANCH = re.compile(r"(.{2,}?(?:公司|集团|厂))(.{0,8}(?:分公司|分厂|办事处|营业部|事业部|代表处))")
_BRANCH_ENDS = frozenset("司厂处部")
_GROUP = re.compile(r"集团|控股")
_STANDING = frozenset(("集团", "控股", "股份"))
_ZONE = re.compile(
    r"^(?:(?:工业园|高新技术产业开发|高新|经济技术开发|经济开发|经开|开发)区|.{1,3}(?:县|新区)|.{2}(?<!社|小|园)区)(?=.{2,})"
)
FILLERS = re.compile(r"科技|技术|实业|发展|工贸|制造|工业|产业|股份|国际|企业")
"""Words that ledgers drop or add without meaning another company."""

_NUMBERS = re.compile(r"\d+|第[一二三四五六七八九十]+|[一二三四五六七八九十](?=[厂分号])")

_PHASE = re.compile(
    r"[(]?第?([一二三四五六七八九十]|[1-9]|[ivx]{1,3})期(?:工程)?[)]?|(扩建|改扩建|扩产|增资|技改|技术改造|续建|二次投资|追加投资)"
)
_PHASES = {"1": "一", "2": "二", "3": "三", "4": "四", "5": "五", "i": "一", "ii": "二", "iii": "三"}
_CAPACITY = re.compile(
    r"(?:年产|年加工|年处理|年生产|日处理|日产|年)?(\d[\d.,]*[万亿千百]?)"
    r"(平方米|立方米|吉瓦时|兆瓦时|吉瓦|兆瓦|台套|公里|公斤|吨|套|台|件|只|片|支|米|亩|辆|个|条|头|羽|瓶|盒|gwh|gw|mw)(?=.)"
)
_PROJECT_FILL = re.compile(
    r"建设项目|投资项目|产业化项目|项目|生产基地|产业基地|产业园区?|示范基地|基地|生产线|生产|建设|新建|投资|年产|"
    r"有限公司|有限责任公司|股份|及配套设施|及配套|配套"
)


class CompanyName(NamedTuple):
    """A company's name in parts; `core` is what is left without place, form, 集团; `skeleton` also without fillers."""

    key: str
    core: str
    skeleton: str
    province: str
    city: str
    group: bool
    branch: str
    numbers: tuple[str, ...]


class ProjectName(NamedTuple):
    """A project's name in parts: `core` without place and the words every project has, `product` also without size."""

    key: str
    core: str
    product: str
    phase: str
    sizes: frozenset[str]


def company_parts(name: str, *, leading: bool = True) -> CompanyName:
    """Take a company's name apart; `leading` False: its first word is a brand, though like a place (南安化工)."""
    found: list[str] = []
    plain = name
    if not HAN.fullmatch(name):
        plain = squeeze(name).lower()
        plain = BRACKETS.sub(lambda bracket: _bracket(bracket[1], found), plain) or plain
        plain = MARKS.sub("", plain)
    branch = _BRANCH.fullmatch(plain) if plain[-1:] in _BRANCH_ENDS else None
    plain, tail = (branch[1], branch[2]) if branch else (plain, "")
    bare = FORM.sub("", plain) or plain
    province, city, rest = _leading_place(bare, found) if leading else ("", "", bare)
    if not city:
        rest, city, province = _place_at_end(rest, found, province)
    group = bool(_GROUP.search(rest))
    core = rest
    while len(core) > 3 and core[-2:] in _STANDING:
        core = core[:-2]
    skeleton = core[:2] + FILLERS.sub("", core[2:])
    return CompanyName(company_key(name), core, skeleton, province, city, group, tail, tuple(_NUMBERS.findall(core)))


def _bracket(inner: str, places: list[str]) -> str:
    if is_place(inner):
        places.append(inner)
        return ""
    return "" if NOTE.fullmatch(inner) else inner


def _leading_place(bare: str, bracketed: list[str]) -> tuple[str, str, str]:
    """Province, city and rest; a bracket that names another place makes the first word a brand: 德阳农业（嘉兴）."""
    province, city, rest = split_place(bare)
    if len(rest) < 2:
        return "", "", bare
    for place in bracketed:
        of, other, _ = split_place(place)
        if (of and province and of != province) or (other and city and other != city):
            return "", "", bare
    return province, city, _ZONE.sub("", rest) if province else rest


def _place_at_end(rest: str, bracketed: list[str], province: str) -> tuple[str, str, str]:
    """A place in brackets, or written after the trade name: 恒业光电（苏州）, 恒业光电苏州."""
    for place in bracketed:
        of, city, _ = split_place(place)
        if of or city:
            return rest, city, of or province
    for length in (3, 2):
        if len(rest) >= length + 4 and is_place(rest[-length:]):
            of, city, _ = split_place(rest[-length:])
            return rest[:-length], city, of or province
    return rest, "", province


def project_parts(name: str, owner: str = "") -> ProjectName:
    """Take a project's name apart; `owner` is the core of its investor's name, which the product leaves out."""
    plain = MARKS.sub("", squeeze(name).lower())
    phase = _PHASE.search(plain)
    word = (phase[1] or phase[2]) if phase else ""
    sizes = frozenset("".join(size) for size in _CAPACITY.findall(plain))
    key = re.sub(r"[()\[\]【】]", "", plain)
    _, _, rest = split_place(_PHASE.sub("", key) or key)
    core = _PROJECT_FILL.sub("", rest) or rest
    product = _CAPACITY.sub("", core)
    for length in range(min(len(owner), len(product) - 2), 1, -1):
        if product.startswith(owner[:length]):
            product = product[length:]
            break
    return ProjectName(key, core, product, _PHASES.get(word, word), sizes)
