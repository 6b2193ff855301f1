"""Likeness: the same firm in another hand is known, and its neighbours are told apart."""

from __future__ import annotations

from typing import Any

import pytest

from crm.rules.anatomy import company_parts, project_parts
from crm.rules.compared import firm, person, project
from crm.rules.credit_code import check_character
from crm.rules.likeness import SHOWN, Likeness, firms, level, people, projects

ONE = "91320500MA1ABCDE0"
CODE = ONE + check_character(ONE)
TWO = "91330200MA1ABCDE1"
OTHER_CODE = TWO + check_character(TWO)


def like(a: str, b: str, a_more: dict[str, Any] | None = None, b_more: dict[str, Any] | None = None) -> Likeness:
    """How alike two enterprises of these names are; the same both ways round."""
    x, y = firm({"name": a, **(a_more or {})}), firm({"name": b, **(b_more or {})})
    assert firms(x, y).confidence == firms(y, x).confidence
    return firms(x, y)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("苏州恒业光电有限公司", "苏州 恒业光电 有限责任公司"),
        ("苏州恒业光电有限公司", "苏州恒业光电"),
        ("苏州恒业光电有限公司", "苏州恒业光电有限公司（筹）"),
        ("苏州恒业光电有限公司", "恒业光电（苏州）有限公司"),
        ("苏州恒业光电有限公司", "恒业光电苏州有限公司"),
        ("苏州恒业光电有限公司", "江苏省苏州市恒业光电股份有限公司"),
        ("苏州恒业光电有限公司", "苏州工业园区恒业光电有限公司"),
        ("苏州恒业光电有限公司", "恒业光电"),
        ("苏州恒业光电有限公司", "苏州恒页光电有限公司"),
        ("苏州恒业光电有限公司", "苏州恒业光电科技有限公司"),
        ("苏州恒业光电有限公司", "ＳＵＺＨＯＵ苏州恒业光电有限公司".replace("ＳＵＺＨＯＵ", "")),
        ("恒业集团有限公司", "恒业集团股份有限公司"),
        ("德阳农业（嘉兴）有限公司", "嘉兴德阳农业有限公司"),
    ],
)
def test_one_firm_in_two_hands_is_worth_showing(a: str, b: str) -> None:
    assert like(a, b).confidence >= SHOWN


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("苏州恒业光电有限公司", "宁波恒业光电有限公司"),
        ("恒业光电（苏州）有限公司", "恒业光电（宁波）有限公司"),
        ("江苏恒业光电有限公司", "浙江恒业光电有限公司"),
        ("恒业集团有限公司", "恒业集团苏州光电有限公司"),
        ("恒业光电集团有限公司", "恒业光电有限公司"),
        ("苏州恒业光电有限公司", "苏州恒业光电有限公司宁波分公司"),
        ("苏州恒业光电有限公司", "苏州恒业食品有限公司"),
        ("苏州恒业光电有限公司", "苏州恒业光学有限公司"),
        ("苏州恒业光电有限公司", "苏州恒业光电销售有限公司"),
        ("苏州恒业第一塑料厂", "苏州恒业第二塑料厂"),
        ("苏州恒业1号仓储有限公司", "苏州恒业2号仓储有限公司"),
        ("", "苏州恒业光电有限公司"),
        ("", ""),
    ],
)
def test_neighbours_are_two_firms_even_with_one_phone(a: str, b: str) -> None:
    phone = {"contact_phone": "13800001234"}
    assert like(a, b).confidence < SHOWN
    assert like(a, b, phone, phone).confidence < SHOWN


def test_the_credit_code_decides_where_both_are_valid() -> None:
    same = like("苏州恒业光电有限公司", "宁波华彩食品有限公司", {"credit_code": CODE}, {"credit_code": CODE.lower()})
    assert same == Likeness(1.0, ("统一社会信用代码相同",))
    two = like("苏州恒业光电有限公司", "苏州恒业光电有限公司", {"credit_code": CODE}, {"credit_code": OTHER_CODE})
    assert two == Likeness(0.0, ("统一社会信用代码不同",))


def test_a_code_with_a_slip_does_not_part_two_rows_but_a_doubtful_one_casts_doubt() -> None:
    wrong = CODE[:-2] + ("9" if CODE[-2] != "9" else "8") + CODE[-1]
    slip = like("苏州恒业光电有限公司", "苏州恒业光电有限公司", {"credit_code": CODE}, {"credit_code": wrong})
    assert slip.confidence >= 0.9
    assert "统一社会信用代码只差一两位，其中一个校验不通过" in slip.reasons
    far = like(
        "苏州恒业光电有限公司", "苏州恒业光电有限公司", {"credit_code": CODE}, {"credit_code": "123456789012345679"}
    )
    assert far.confidence == 0.55
    both_wrong = like("苏州恒业光电有限公司", "苏州恒业材料有限公司", {"credit_code": wrong}, {"credit_code": wrong})
    assert both_wrong.confidence == 0.9


def test_phone_contact_and_address_make_it_surer_and_another_phone_less_sure() -> None:
    here = {"city": "苏州市"}
    bare = like("苏州恒业光电有限公司", "苏州恒业光电科技有限公司", here, here)
    phone = {**here, "contact_phone": "13800001234、0512-66668888", "contact_name": "王 建国"}
    shared = like("苏州恒业光电有限公司", "苏州恒业光电科技有限公司", phone, phone)
    assert shared.confidence > 0.9 > bare.confidence
    assert "联系电话相同（0512-******88）" in shared.reasons
    assert "联系人相同（王建国）" in shared.reasons
    other = like("苏州恒业光电有限公司", "苏州恒业光电科技有限公司", phone, {**here, "contact_phone": "13911112222"})
    assert other.confidence < SHOWN
    assert "但联系电话不同" in other.reasons
    house = {"address": "苏州市吴中区滨河路18号"}
    assert "地址相同" in like("苏州恒业光电有限公司", "苏州恒业光电科技有限公司", house, house).reasons
    road = {"address": "苏州市吴中区滨河路"}
    assert "地址相同" not in like("苏州恒业光电有限公司", "苏州恒业光电科技有限公司", road, road).reasons


def test_a_name_one_character_off_counts_only_with_the_same_phone() -> None:
    phone = {"contact_phone": "13800001234"}
    for slip in ("苏州恒业光电材有限公司", "苏州恒业电光材料有限公司"):
        assert like("苏州恒业光电材料有限公司", slip).confidence < SHOWN
        assert like("苏州恒业光电材料有限公司", slip, phone, phone).confidence >= SHOWN


def test_a_former_name_is_the_same_firm() -> None:
    former = {"former_name": "苏州华业光电有限公司、苏州恒业材料有限公司"}
    renamed = like("苏州恒业光电有限公司", "苏州华业光电公司", former)
    assert renamed.confidence == 0.94
    assert renamed.reasons[0] == "一方的名称是另一方的曾用名"


def test_the_same_words_without_a_place_in_two_cities_are_two_firms() -> None:
    ways = like("恒业光电有限公司", "恒业光电有限公司", {"city": "苏州市"}, {"city": "宁波"})
    assert ways.confidence == 0.5
    # A full name with its place is given once in the country, whatever stands in the boxes.
    assert like("苏州恒业光电有限公司", "苏州恒业光电有限公司", {"city": "苏州"}, {"city": "上海"}).confidence == 0.97
    assert like("江苏恒业光电有限公司", "江苏恒业光电有限公司", {"city": "苏州"}, {"city": "上海"}).confidence == 0.85


def test_a_city_and_its_province_are_one_place_only_with_the_same_phone() -> None:
    phone = {"contact_phone": "13800001234"}
    assert like("江苏恒业光电有限公司", "苏州恒业光电有限公司").confidence == 0.5
    assert like("江苏恒业光电有限公司", "苏州恒业光电有限公司", phone, phone).confidence == 0.85


def test_a_county_level_city_in_the_name_agrees_with_the_city_in_its_box() -> None:
    assert (
        like("昆山恒业光电有限公司", "恒业光电有限公司", {"city": "江苏省苏州市"}, {"city": "苏州"}).confidence == 0.92
    )


def test_a_brand_that_reads_like_a_place_is_a_brand_where_the_boxes_say_so() -> None:
    here = {"province": "广东省", "city": "佛山市"}
    assert like("佛山南安化工有限公司", "南安化工有限公司", here, here).confidence == 0.92


def test_a_place_known_by_the_province_alone_leaves_the_question_open() -> None:
    assert like("启森半导体有限公司", "启森半导体（泉州）有限公司", {"province": "福建"}).confidence == 0.74


def test_confidence_has_a_word() -> None:
    assert [level(x) for x in (0.99, 0.9, 0.7, 0.2)] == ["基本确定", "很可能", "可能", "不大可能"]


def test_a_company_name_comes_apart() -> None:
    parts = company_parts("上海市浦东新区恒业光电科技（集团）股份有限公司")
    assert (parts.city, parts.group) == ("上海市", True)
    assert company_parts("苏州恒业光电有限公司宁波分公司").branch == "宁波分公司"
    assert company_parts("苏州").core == "苏州"
    assert company_parts("恒业（新）能源有限公司").core == "恒业新能源"
    assert company_parts("恒业光电（中国）有限公司").core == "恒业光电"


def test_people_are_known_by_name_with_something_beside_it() -> None:
    def both(a: dict[str, Any], b: dict[str, Any]) -> Likeness:
        return people(person(a), person(b))

    name = {"name": "李明朗"}
    assert both(name, {"name": "李 明朗先生"}).confidence == 0.62
    phone = {**name, "phone": "13800001234"}
    assert both(phone, phone).confidence >= 0.98
    assert both(phone, {"name": "李明郎", "phone": "13800001234"}).confidence >= 0.95
    employer = {**name, "employer": "苏州恒业光电有限公司"}
    assert both(employer, {**name, "employer": "苏州恒业光电公司"}).confidence >= 0.9
    assert both({**name, "wechat": "lml88"}, {**name, "wechat": "LML88"}).confidence >= 0.95
    town = {**name, "town": "城关镇"}
    assert both(town, town).confidence > 0.7
    assert both(town, {**name, "town": "石桥镇"}).confidence < SHOWN
    assert both({**phone, **employer}, {**name, "phone": "13911112222", "employer": "县中学"}).confidence < 0.4
    woman = both({**phone, "gender": "男"}, {**phone, "gender": "女"})
    assert woman.confidence < SHOWN
    assert "但性别不同" in woman.reasons


def test_one_phone_under_two_names_is_two_people() -> None:
    a, b = person({"name": "李明朗", "phone": "13800001234"}), person({"name": "王芳", "phone": "13800001234"})
    assert people(a, b) == Likeness(0.3, ("联系电话相同，但姓名不同",))
    assert people(a, person({"name": "王芳"})) == Likeness(0.0, ())
    assert people(a, person({})) == Likeness(0.0, ())


HENGYE: dict[str, Any] = {"enterprise": 7, "investor": "苏州恒业光电有限公司", "total_investment": 500_000_000}


def pair(a: str, b: str, more: dict[str, Any] | None = None, other: dict[str, Any] | None = None) -> Likeness:
    """How alike two projects are, by default of one investor."""
    x = project({"name": a, **(HENGYE if more is None else more)})
    y = project({"name": b, **(HENGYE if other is None else other)})
    assert projects(x, y).confidence == projects(y, x).confidence
    return projects(x, y)


def test_one_project_under_two_names_is_known() -> None:
    found = pair("恒业年产300万套车载显示模组项目", "苏州恒业光电车载显示模组生产基地项目")
    assert found.confidence >= 0.9
    assert found.reasons == ("投资主体相同", "去掉地名、品牌和规模后建设内容相同", "计划总投资相同")
    assert pair("车载显示模组项目", "车载显示模组项目").confidence >= 0.95
    assert pair("车载显示模组项目", "车载显示磨组项目").confidence >= 0.85
    assert pair("车载显示模组项目", "车载显示模组及背光项目").confidence >= 0.7


def test_phases_and_expansions_are_projects_of_their_own() -> None:
    for other in ("车载显示模组项目（二期）", "车载显示模组扩建项目", "车载显示模组技改项目"):
        found = pair("车载显示模组项目一期", other)
        assert found.confidence <= 0.2
        assert "期次不同" in found.reasons
    assert pair("车载显示模组项目第2期", "车载显示模组项目二期").confidence >= 0.9
    assert project_parts("光学膜二期").phase == "二"


def test_two_projects_of_one_investor_are_two() -> None:
    assert (
        pair("车载显示模组项目", "预制菜加工项目", None, {**HENGYE, "total_investment": 80_000_000}).confidence < SHOWN
    )


def test_equal_money_and_land_speak_for_one_project() -> None:
    more = {**HENGYE, "land": 60}
    found = pair("车载显示模组项目", "光电产业园项目", more, more)
    assert found.confidence >= SHOWN
    assert "用地相同" in found.reasons


def test_the_same_words_of_two_investors_are_two_projects() -> None:
    other = {"enterprise": 8, "investor": "宁波华彩食品有限公司", "total_investment": 90_000_000}
    found = pair("年产3万吨预制菜项目", "年产3万吨预制菜项目", None, other)
    assert found.confidence < SHOWN
    assert "但投资主体不同" in found.reasons
    assert "但计划总投资相差一倍以上" in found.reasons
    one, two = ({"investor": name} for name in ("苏州恒业光电有限公司", "宁波恒业光电有限公司"))
    assert pair("年产3万吨预制菜项目", "年产3万吨预制菜项目", one, two).confidence < SHOWN
    third, fourth = {"enterprise": 1}, {"enterprise": 2}
    assert pair("预制菜项目", "预制菜项目", third, fourth).confidence < SHOWN


def test_without_an_investor_the_name_and_the_money_have_to_agree() -> None:
    money = {"total_investment": 500_000_000}
    assert pair("车载显示模组项目", "车载显示模组项目", {}, HENGYE).confidence >= 0.8
    assert pair("苏州车载显示模组项目", "车载显示模组项目", money, money).confidence >= 0.8
    assert pair("车载显示模组项目", "预制菜项目", money, money).confidence == 0.0
    assert pair("", "预制菜项目", money, money).confidence == 0.0


def test_investors_written_differently_are_one() -> None:
    one, two = ({"investor": name} for name in ("苏州恒业光电有限公司", "恒业光电（苏州）有限公司"))
    assert pair("车载显示模组项目", "车载显示模组项目", one, two).confidence >= 0.95


def test_another_capacity_makes_it_less_sure() -> None:
    found = pair("年产300万套车载显示模组项目", "年产500万套车载显示模组项目")
    assert "但规模不同" in found.reasons
    assert found.confidence < pair("年产300万套车载显示模组项目", "苏州年产300万套车载显示模组项目").confidence
