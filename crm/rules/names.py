"""Names compared and taken apart: companies, people, and 工作单位及职务 written in one cell."""

from __future__ import annotations

import re
from functools import lru_cache

from crm.rules.numbers import narrow, squeeze

BRACKETS = re.compile(r"[(\[【〔《]([^()\[\]【】〔〕《》]*)[)\]】〕》]")
NOTE = re.compile(r"(?:原|曾用名|拟|筹|暂|简称|以下|母公司|子公司|新设).*|.*(?:筹|筹建|暂定名?|待定|拟设|筹备)")
MARKS = re.compile(r"[·•.,'\"“”‘’\-_/、:;]")
FORM = re.compile(
    r"(?:股份有限责任公司|有限责任股份公司|股份有限公司|有限责任公司|有限公司|股份公司|有限合伙|普通合伙|特殊普通合伙|"
    r"责任公司|总公司|公司)$"
)
HAN = re.compile("[\u4e00-\u9fff]+")

_HONORIFIC = re.compile(r"(?<=.)(?:先生|女士|同志)$")
_PEOPLE_MARKS = re.compile(r"[、,;/|\n\r\t]+")
_AND = re.compile(r"(.{2,}?)(?:以及|和|及|与)(.{2,})")
_AND_OTHERS = re.compile(
    r"(?:等(?:\d+|[一二三四五六七八九十]+)?|(?<=.{2})一行(?:\d+|[一二三四五六七八九十]+)?)(?:人|位|名)?$"
)
_ONE_SPACED_NAME = re.compile(r"\S(?:\s+\S){1,2}")
_SPACED_PAIR = re.compile(r"(?<!\S)(\S)\s+(\S)(?!\S)")

_ORG = (
    r"有限公司|公司|集团|企业|工厂|总厂|厂(?!长)|大学|学院|医院|研究院|设计院|院(?!长|士)|研究所|事务所|所(?!长)|中心|协会|商会|"
    r"促进会|联合会|学会|会(?!长|计)|支行|分行|银行|行(?!长|政)|局(?!长)|委员会|(?<!党)委(?!员)|政府|办公室|办事处|合作社|社(?!长)|学校|"
    r"中学|小学|校(?!长|董)|基金|工作室|门店|商行|农场|站(?!长)|队(?!长)|园区|开发区|"
    r"部队|政协|人大|村(?!长|支书|主任)|(?<=[市县省区])府"
)
_RANK = (
    r"党委|党组|党支部|支部|常务|执行|首席|高级|名誉|荣誉|创始|联合|独立|非执行|轮值|副|总|代|"
    r"区域|大区|华东|华南|华北|销售|技术|市场|"
    r"财务|生产|行政|运营|投资|人事|项目|招商|研发|采购|工程|业务|部门|办公室|法定"
)
_OFFICE = (
    r"董事长|董事|监事长?|总经理|经理|总裁|总监|总工程师|工程师|总工|厂长|院长|所长|校长|局长|处长|科长|部长|主任|主席|会长|理事长|理事|"
    r"秘书长|秘书|书记|委员|"
    r"行长|站长|队长|组长|村长|镇长|乡长|县长|市长|区长|司长|社长|馆长|店长|教授|研究员|讲师|博士|院士|医师|"
    r"律师|会计师|会计|代表人?|合伙人|创始人|负责人|联系人|对接人|股东|顾问|专员|专家|干部|职员|员工|助理|老板|CEO|CFO|CTO|COO"
)
_TITLE = rf"(?:(?:{_RANK})*(?:{_OFFICE})|副总|常务副总|老总)(?:助理|\([^()]*\))?"
_TITLES = re.compile(rf"({_TITLE}(?:(?:[、/,兼及和]|兼任)?{_TITLE})*)$", re.IGNORECASE)
_LEADING_TITLE = re.compile(rf"({_TITLE}(?:[、/,兼]?{_TITLE})*)([\u4e00-\u9fff]{{2,4}})$", re.IGNORECASE)
_PADDED = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])")
_BROKEN = re.compile(r"(?<=[\u4e00-\u9fff()（）])(?<!公司)(?<!集团)(?<!厂)[ \t]*\r?\n\s*(?=[\u4e00-\u9fff()（）])")
_UNIT_THEN_TITLE = re.compile(rf"(.*(?:{_ORG})(?:\([^()]*\))?)[、,:/\-]?(.+)")
_HAS_OFFICE = re.compile(_OFFICE, re.IGNORECASE)
_TITLE_APART = re.compile(rf"\(({_TITLE}(?:[、/,兼]?{_TITLE})*)\)$", re.IGNORECASE)


@lru_cache(maxsize=8192)
def company_key(name: str) -> str:
    """The strict comparing form: equal keys mean the same name written differently.

    Full-width forms, spaces, marks, letter case and the legal form (有限公司, 股份有限公司 …) do not count. A bracketed
    note (筹, 原…) is dropped; a bracketed place keeps its word, because 博世（上海） and 博世（中国） are two firms.
    集团, 控股 and place prefixes count: they tell a parent from its subsidiary.
    """
    if HAN.fullmatch(name):
        return FORM.sub("", name) or name
    plain = squeeze(name).lower()
    plain = BRACKETS.sub(lambda found: "" if NOTE.fullmatch(found[1]) else found[1], plain)
    plain = MARKS.sub("", plain)
    return FORM.sub("", plain) or plain


def person_key(name: str) -> str:
    """A person's comparing form: no spaces, brackets, dots or 先生/女士, lower case."""
    plain = BRACKETS.sub("", squeeze(name).lower())
    return _HONORIFIC.sub("", MARKS.sub("", plain))


def split_people(text: str) -> list[str]:
    """The people named in a cell, once each, in order: 陈刚、李敏 or 陈 刚 和 李敏（组长）; 等3人 is dropped."""
    found: dict[str, None] = {}
    plain = BRACKETS.sub("", narrow(text))
    for piece in _PEOPLE_MARKS.split(plain):
        for name in _words(piece):
            for one in _around_and(name):
                clean = _AND_OTHERS.sub("", one)
                found[clean] = None
    found.pop("", None)
    return list(found)


def split_work_unit(text: str) -> tuple[str, str]:
    """工作单位及职务 as (unit, title): 深圳星源包装股份有限公司董事长; without a known title all of it is the unit."""
    plain = _TITLE_APART.sub(r"\1", squeeze(text))
    found = _UNIT_THEN_TITLE.fullmatch(plain)
    if found and _HAS_OFFICE.search(found[2]):
        return found[1], found[2]
    title = _TITLES.search(plain)
    if title:
        return plain[: title.start()].rstrip("、,/:-"), title[1]
    return plain, ""


def part_title(text: str) -> tuple[str, str]:
    """A name with its post as (name, title): 王建国总经理, 总经理王建国; 王总 and 李经理 are names; 副总 is a title."""
    if _TITLES.fullmatch(text):
        return "", text
    after = _TITLES.search(text)
    if after and after.start() >= 2:
        return text[: after.start()], after[1]
    before = _LEADING_TITLE.match(text)
    return (before[2], before[1]) if before else (text, "")


def closed_up(name: str) -> str:
    """A name without the blanks by which ledgers pad it to three characters: 王 磊 is 王磊."""
    if name.isascii() or name.isalpha():
        return name
    if _ONE_SPACED_NAME.fullmatch(name):
        return "".join(name.split())
    return _PADDED.sub(r"\1\2", name)


def unbroken(name: str) -> str:
    """A name without the line breaks that a narrow column gave it; of two firms each keeps its line."""
    return _BROKEN.sub("", name) if "\n" in name else name


def _words(piece: str) -> list[str]:
    """Words at spaces, but single characters belong together: ledgers pad 王磊 to 王 磊."""
    plain = piece.strip()
    if _ONE_SPACED_NAME.fullmatch(plain):
        return ["".join(plain.split())]
    return _SPACED_PAIR.sub(r"\1\2", plain).split()


def _around_and(name: str) -> list[str]:
    found = _AND.fullmatch(name)
    if found is None:
        return [name]
    return [found[1], *_around_and(found[2])]
