"""Names compare as the office means them, and mixed cells are taken apart."""

from __future__ import annotations

import pytest

from crm.rules.names import company_key, person_key, split_people, split_work_unit


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("深圳星源包装股份有限公司", "　深圳 星源包装有限责任公司 "),
        ("星源包装（深圳）有限公司", "星源包装(深圳)公司"),
        ("ＡＢＣ科技有限公司", "abc科技有限公司"),
        ("星源科技有限公司", "星源科技（筹）有限公司"),
        ("星源科技有限公司", "星源科技有限公司（原星源电子厂）"),
        ("某某投资合伙企业（有限合伙）", "某某投资合伙企业"),
        ("星源（集团）有限公司", "星源集团有限公司"),
    ],
)
def test_the_strict_key_sees_one_name_written_two_ways(one: str, other: str) -> None:
    assert company_key(one) == company_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("博世（中国）投资有限公司", "博世（上海）投资有限公司"),
        ("星源集团有限公司", "星源有限公司"),
        ("深圳星源包装有限公司", "星源包装有限公司"),
        ("星源科技有限公司", "星源有限公司"),
    ],
)
def test_the_strict_key_keeps_two_firms_apart(one: str, other: str) -> None:
    assert company_key(one) != company_key(other)


def test_a_key_is_never_empty() -> None:
    assert company_key("有限公司") == "有限公司"


def test_people_compare_without_spaces_dots_and_courtesy() -> None:
    assert person_key("王　磊") == person_key("王磊先生") == person_key("王磊（总经理）") == "王磊"
    assert person_key("阿里木·买买提") == person_key("阿里木•买买提")
    assert person_key("女士") == "女士"


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("陈刚、李敏", ["陈刚", "李敏"]),
        ("陈刚，李敏；王磊/赵静", ["陈刚", "李敏", "王磊", "赵静"]),
        ("陈刚和李敏", ["陈刚", "李敏"]),
        ("陈刚和李敏及王磊", ["陈刚", "李敏", "王磊"]),
        ("王　磊", ["王磊"]),
        ("欧 阳 静", ["欧阳静"]),
        ("陈 刚 李敏", ["陈刚", "李敏"]),
        ("王 磊 李 敏", ["王磊", "李敏"]),
        ("张三 李四\n王五", ["张三", "李四", "王五"]),
        ("陈刚（组长），李敏", ["陈刚", "李敏"]),
        ("陈刚等3人", ["陈刚"]),
        ("陈刚、李敏等", ["陈刚", "李敏"]),
        ("陈刚一行5人", ["陈刚"]),
        ("仇和、李和平、张晓名、李一行", ["仇和", "李和平", "张晓名", "李一行"]),
        ("陈刚、陈刚", ["陈刚"]),
        ("", []),
        (" 、", []),
    ],
)
def test_people_of_a_cell(text: str, people: list[str]) -> None:
    assert split_people(text) == people


@pytest.mark.parametrize(
    ("text", "unit", "title"),
    [
        ("深圳星源包装股份有限公司董事长", "深圳星源包装股份有限公司", "董事长"),
        ("宏图电子有限公司 董事长兼总经理", "宏图电子有限公司", "董事长兼总经理"),
        ("星源有限公司（深圳）副总经理", "星源有限公司(深圳)", "副总经理"),
        ("星源公司合肥分公司销售部经理", "星源公司合肥分公司", "销售部经理"),
        ("星源集团党委书记、董事长", "星源集团", "党委书记、董事长"),
        ("县招商中心主任", "县招商中心", "主任"),
        ("县财政局副局长", "县财政局", "副局长"),
        ("市发改委副主任", "市发改委", "副主任"),
        ("县委书记", "县委", "书记"),
        ("某某大学教授", "某某大学", "教授"),
        ("工商银行行长", "工商银行", "行长"),
        ("星源食品厂厂长", "星源食品厂", "厂长"),
        ("恒业电子总经理", "恒业电子", "总经理"),
        ("深圳市市长", "深圳市", "市长"),
        ("广州恒业公司（总经理）", "广州恒业公司", "总经理"),
        ("董事长", "", "董事长"),
        ("星源有限公司", "星源有限公司", ""),
        ("自由职业", "自由职业", ""),
        ("", "", ""),
    ],
)
def test_unit_and_title_written_in_one_cell(text: str, unit: str, title: str) -> None:
    assert split_work_unit(text) == (unit, title)
