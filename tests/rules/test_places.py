"""Places are split into province, city and rest without guessing what is not known."""

from __future__ import annotations

import pytest

from crm.rules.places import PROVINCES, full_city, full_province, is_place, split_place, split_town


def test_there_are_34_provinces_in_code_order() -> None:
    assert len(PROVINCES) == 34
    assert [p.code for p in PROVINCES] == sorted(p.code for p in PROVINCES)
    assert {p.short: p.code for p in PROVINCES}["安徽"] == "34"
    assert PROVINCES[0] == ("11", "北京市", "北京")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("广东省深圳市", ("广东省", "深圳市", "")),
        ("北京市", ("北京市", "北京市", "")),
        ("北京市海淀区", ("北京市", "北京市", "海淀区")),
        ("北京市市辖区海淀区", ("北京市", "北京市", "海淀区")),
        ("上海浦东新区", ("上海市", "上海市", "浦东新区")),
        ("上海市/上海市", ("上海市", "上海市", "")),
        ("江苏昆山", ("江苏省", "昆山市", "")),
        ("江苏省苏州市昆山市", ("江苏省", "苏州市", "昆山市")),
        ("深圳", ("广东省", "深圳市", "")),
        ("中国上海", ("上海市", "上海市", "")),
        ("广东省深圳市南山区科技园", ("广东省", "深圳市", "南山区科技园")),
        ("吉林", ("吉林省", "", "")),
        ("吉林市", ("吉林省", "吉林市", "")),
        ("吉林省吉林市", ("吉林省", "吉林市", "")),
        ("新疆伊犁", ("新疆维吾尔自治区", "伊犁哈萨克自治州", "")),
        ("云南大理", ("云南省", "大理白族自治州", "")),
        ("内蒙古包头", ("内蒙古自治区", "包头市", "")),
        ("河北省雄安市容城县", ("河北省", "雄安市", "容城县")),
        ("安徽寿县", ("安徽省", "", "寿县")),
        ("香港", ("香港特别行政区", "香港特别行政区", "")),
        ("美国硅谷", ("", "", "美国硅谷")),
        ("", ("", "", "")),
    ],
)
def test_places_are_split(text: str, parts: tuple[str, str, str]) -> None:
    assert split_place(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("城关镇东街村", ("城关镇", "东街村")),
        ("清河乡李湾村", ("清河乡", "李湾村")),
        ("城西街道幸福社区", ("城西街道", "幸福社区")),
        ("蒙城县城关镇东街村", ("城关镇", "东街村")),
        ("莒县城阳镇东关村", ("城阳镇", "东关村")),
        ("城关镇/东街村", ("城关镇", "东街村")),
        ("新镇镇王村", ("新镇镇", "王村")),
        ("柳市镇", ("柳市镇", "")),
        ("东街村", ("", "东街村")),
        ("城关", ("城关", "")),
        ("", ("", "")),
    ],
)
def test_home_places_are_split_into_township_and_village(text: str, parts: tuple[str, str]) -> None:
    assert split_town(text) == parts


def test_place_words_are_known() -> None:
    assert is_place("安徽")
    assert is_place("昆山市")
    assert is_place("中国")
    assert not is_place("星源")


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("浙江", "浙江省"),
        ("浙江省", "浙江省"),
        ("内蒙古", "内蒙古自治区"),
        ("上海", "上海市"),
        ("德国", "德国"),
        ("", ""),
    ],
)
def test_a_province_has_one_name(written: str, full: str) -> None:
    assert full_province(written) == full


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("宁波", "宁波市"),
        ("北京", "北京市"),
        ("凉山", "凉山彝族自治州"),
        ("吉林", "吉林"),
        ("浙江", "浙江"),
        ("慕尼黑", "慕尼黑"),
    ],
)
def test_a_city_has_one_name_unless_it_may_be_a_province(written: str, full: str) -> None:
    assert full_city(written) == full
