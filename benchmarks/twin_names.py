"""5,000 invented company names as real ledgers write them: planted twins, and the neighbours that are none."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from crm.rules.credit_code import check_character

CITIES = (
    ("江苏省", "苏州市", "320500"), ("江苏省", "无锡市", "320200"), ("江苏省", "常州市", "320400"),
    ("浙江省", "宁波市", "330200"), ("浙江省", "杭州市", "330100"), ("浙江省", "嘉兴市", "330400"),
    ("上海市", "上海市", "310000"), ("广东省", "深圳市", "440300"), ("广东省", "东莞市", "441900"),
    ("广东省", "佛山市", "440600"), ("四川省", "成都市", "510100"), ("重庆市", "重庆市", "500000"),
    ("山东省", "青岛市", "370200"), ("河北省", "石家庄市", "130100"), ("福建省", "泉州市", "350500"),
)  # fmt: skip
FIRST = "恒铭华彩佰维沃凌正科顺泰和晨博远鼎盛启瑞丰金龙安信宏伟利嘉美立中天海云东南新德永昌兴旺飞翔长江大成国"
SECOND = "业瑞彩维特云帆顺和阳远盛明丰达信安通源升发隆昌宇翔腾驰捷诚泽润森川原野岳峰岭辉煌耀晖"
TRADES = (
    *("光电", "新材料", "智能装备", "生物医药", "精密机械", "食品", "包装", "电子", "纺织", "新能源", "汽车零部件"),
    *("医疗器械", "建材", "家具", "化工", "塑胶", "五金", "模具", "半导体", "自动化设备", "环保设备", "农业", "粮油"),
    *("服饰", "物流"),
)
FORMS = ("有限公司", "有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "建国志远敏丽军伟芳强静磊洋勇艳杰娟涛明超霞平刚桂英文华"
FILLER = ("科技", "实业", "发展", "工业", "技术")
HOMOPHONES = dict(
    zip(
        "业瑞维和阳盛明达信通源发隆宇翔诚川峰辉驰升丰安原岭",
        "叶锐为合洋胜铭大鑫同元法龙雨祥成穿锋晖池生风鞍园领",
        strict=True,
    )
)


@dataclass
class Names:
    """Rows by number, the pairs that are one firm, and how many of each kind were planted."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    same: set[tuple[int, int]] = field(default_factory=set)
    kinds: dict[tuple[int, int], str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)


def _code(dice: random.Random, area: str) -> str:
    first = f"91{area}MA" + "".join(dice.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(7))
    return first + check_character(first)


def _firm(dice: random.Random, brand: str, trade: str, at: tuple[str, str, str]) -> dict[str, Any]:
    province, city, area = at
    form = dice.choice(FORMS)
    prefix = dice.choices((city[:-1], city, province + city, ""), (70, 8, 7, 15))[0]
    if province == city:
        prefix = dice.choice((city[:-1], city))
    return {
        "name": f"{prefix}{brand}{trade}{form}",
        "credit_code": _code(dice, area) if dice.random() < 0.55 else None,
        "province": province if dice.random() < 0.85 else None,
        "city": city if dice.random() < 0.9 else None,
        "contact_name": dice.choice(SURNAMES) + dice.choice(GIVEN) + dice.choice(GIVEN)
        if dice.random() < 0.8
        else None,
        "contact_phone": f"1{dice.choice('3578')}{dice.randrange(10**9):09d}" if dice.random() < 0.75 else None,
        "brand": brand,
        "trade": trade,
        "at": at,
    }


# twins: the same firm in another hand


def _bracketed(dice: random.Random, of: dict[str, Any]) -> str:
    return f"{of['brand']}{of['trade']}（{of['at'][1][:-1]}）有限公司"


def _without_place(dice: random.Random, of: dict[str, Any]) -> str:
    return f"{of['brand']}{of['trade']}有限公司"


def _short(dice: random.Random, of: dict[str, Any]) -> str:
    return f"{of['at'][1][:-1]}{of['brand']}{of['trade']}"


def _wide(dice: random.Random, of: dict[str, Any]) -> str:
    name = of["name"]
    return dice.choice((f"{name}  ", name.replace(of["brand"], of["brand"] + " "), f"{name}（筹）", f"·{name}"))


def _other_form(dice: random.Random, of: dict[str, Any]) -> str:
    bare = of["name"].removesuffix("股份有限公司").removesuffix("有限责任公司").removesuffix("有限公司")
    return bare + dice.choice(("有限责任公司", "股份有限公司", "公司"))


def _filler(dice: random.Random, of: dict[str, Any]) -> str:
    return f"{of['at'][1][:-1]}{of['brand']}{of['trade']}{dice.choice(FILLER)}有限公司"


def _homophone(dice: random.Random, of: dict[str, Any]) -> str:
    wrong = HOMOPHONES.get(of["brand"][1])
    return str(of["name"]).replace(of["brand"], of["brand"][0] + wrong, 1) if wrong else _short(dice, of)


def _renamed(dice: random.Random, of: dict[str, Any]) -> str:
    return f"{of['at'][1][:-1]}{dice.choice(FIRST)}{dice.choice(SECOND)}{of['brand'][0]}{of['trade']}有限公司"


def _dropped(dice: random.Random, of: dict[str, Any]) -> str:
    name = str(of["name"])
    at = name.index(of["brand"]) + 2
    return name[:at] + name[at + 1 :] if len(of["trade"]) > 2 else _short(dice, of)


Twin = Callable[[random.Random, dict[str, Any]], str]
TWINS: tuple[tuple[str, Twin, int], ...] = (
    ("place in brackets", _bracketed, 18),
    ("place left out", _without_place, 14),
    ("form left out", _short, 16),
    ("spaces, marks, 筹", _wide, 14),
    ("another legal form", _other_form, 12),
    ("科技 and the like added", _filler, 8),
    ("homophone", _homophone, 10),
    ("renamed, former name given", _renamed, 4),
    ("a character dropped", _dropped, 4),
)
"""Kinds of twins with how often each occurs."""


def _twin(dice: random.Random, of: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    kind, write, _ = dice.choices(TWINS, [n for *_, n in TWINS])[0]
    row = {**of, "name": write(dice, of), "brand": of["brand"]}
    row["credit_code"] = of["credit_code"] if dice.random() < 0.3 else None
    row["city"] = of["at"][1] if dice.random() < 0.85 else None
    row["province"] = of["at"][0] if dice.random() < 0.6 else None
    if kind == "renamed, former name given":
        row["former_name"] = of["name"]
    if kind in ("科技 and the like added", "a character dropped"):
        # Names that differ so much are the same firm only where something else says so.
        of["contact_phone"] = of["contact_phone"] or f"138{dice.randrange(10**8):08d}"
        row["contact_phone"] = of["contact_phone"]
    elif dice.random() < 0.35:
        row["contact_phone"] = row["contact_name"] = None
    elif dice.random() < 0.1:
        row["contact_phone"] = f"139{dice.randrange(10**8):08d}"
    return kind, row


# neighbours: another firm that looks alike


def _neighbours(dice: random.Random, of: dict[str, Any]) -> list[dict[str, Any]]:
    """Another firm of the same brand, of one kind or another; they often share a phone with their parent."""
    brand, trade, at = of["brand"], of["trade"], of["at"]
    short = at[1][:-1]
    other = dice.choice([city for city in CITIES if city[1] != at[1]])
    kind = dice.randrange(7)
    if kind == 0:
        row = _firm(dice, brand, trade, other)
        row["name"] = f"{other[1][:-1]}{brand}{trade}有限公司"
        return [row]
    if kind == 1:
        row = _firm(dice, brand, trade, at)
        row.update(name=f"{brand}集团有限公司", contact_phone=of["contact_phone"])
        child = _firm(dice, brand, trade, at)
        child.update(name=f"{brand}集团{short}{trade}有限公司", contact_phone=of["contact_phone"])
        return [row, child]
    if kind == 2:
        row = _firm(dice, brand, trade, other)
        row.update(name=f"{of['name']}{other[1][:-1]}分公司", contact_phone=of["contact_phone"])
        return [row]
    if kind == 3:
        another = dice.choice([one for one in TRADES if one != trade])
        row = _firm(dice, brand, another, at)
        row["contact_phone"] = of["contact_phone"] if dice.random() < 0.5 else row["contact_phone"]
        return [row]
    if kind == 4:
        row = _firm(dice, brand, trade, at)
        row["name"] = f"{short}{brand}{trade}{dice.choice(('销售', '贸易', '研究院', '投资', '服务'))}有限公司"
        return [row]
    if kind == 5:
        row = _firm(dice, brand, trade, other)
        row["name"] = f"{brand}{trade}（{other[1][:-1]}）有限公司"
        return [row]
    row = _firm(dice, brand, trade, at)
    row["name"] = f"{short}{brand}第{dice.choice('二三四')}{trade}厂"
    return [row]


_NEIGHBOURS = 0.12


def make(count: int = 5000, *, seed: int = 3, twins: float = 0.08) -> Names:
    """So many names, one in twelve a twin, one in eight a neighbour; the same for the same seed."""
    dice = random.Random(seed)
    names = Names()
    firms: list[int] = []
    while len(names.rows) < count:
        draw = dice.random()
        if firms and draw < twins:
            at = dice.choice(firms)
            kind, row = _twin(dice, names.rows[at])
            if row["name"] not in names.taken:
                names.same.add((at, len(names.rows)))
                names.kinds[at, len(names.rows)] = kind
                _add(names, row)
                firms.remove(at)
            continue
        if firms and draw < twins + _NEIGHBOURS:
            for row in _neighbours(dice, names.rows[dice.choice(firms)]):
                if row["name"] not in names.taken and not (plain := _plain_mark(row)) & names.taken:
                    names.taken |= plain
                    _add(names, row)
            continue
        brand = dice.choice(FIRST) + dice.choice(SECOND)
        row = _firm(dice, brand, dice.choice(TRADES), dice.choice(CITIES))
        mark = _mark(row)
        if row["name"] not in names.taken and mark not in names.taken:
            names.taken.add(mark)
            firms.append(len(names.rows))
            _add(names, row)
    return names


def _mark(row: dict[str, Any]) -> str:
    return f"{row['brand']}{row['trade']}{row['at'][1]}"


def _plain_mark(row: dict[str, Any]) -> set[str]:
    """The mark of a neighbour whose name is brand, trade and city alone: by chance it may be a firm that there is."""
    alone = row["name"].removesuffix("有限公司").replace("（", "").replace("）", "").replace(row["at"][1][:-1], "")
    return {_mark(row)} if alone == f"{row['brand']}{row['trade']}" else set()


def _add(names: Names, row: dict[str, Any]) -> None:
    names.taken.add(row["name"])
    names.rows.append(row)
