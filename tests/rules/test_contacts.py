"""People in one cell are told apart, each with post and telephone."""

import pytest

from crm.rules.contacts import Person, paired, split_contacts
from crm.rules.names import closed_up, part_title
from crm.rules.problem import BadValue

WANG, LI = "13812345678", "13900000000"
BOTH = [Person("王建国"), Person("李敏")]


@pytest.mark.parametrize("text", ["王建国、李敏", "王建国/李敏", "王建国\n李敏", "王建国 李敏", "王建国和李敏"])
def test_names_alone(text: str) -> None:
    assert split_contacts(text) == BOTH


@pytest.mark.parametrize(
    "text",
    [
        f"王建国 {WANG}；李敏（副总）{LI}",
        f"王建国{WANG}李敏副总{LI}",
        f"王建国：{WANG}\n副总李敏 电话：{LI}",
        f"{WANG}（王建国），{LI}（李敏副总）",
        f"王建国（{WANG}）、李敏（副总，{LI}）",
    ],
)
def test_names_with_posts_and_numbers(text: str) -> None:
    assert split_contacts(text) == [Person("王建国", "", WANG), Person("李敏", "副总", LI)]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("王总", Person("王总")),
        ("李经理", Person("李经理")),
        ("王 磊", Person("王磊")),
        ("王建国总经理", Person("王建国", "总经理")),
        ("总经理 王建国", Person("王建国", "总经理")),
        (f"王建国 {WANG}、{LI}", Person("王建国", "", f"{WANG}、{LI}")),
        ("欧阳修文 0571-88075998转8001", Person("欧阳修文", "", "0571-88075998-8001")),
        (f"王建国（微信同号）{WANG}", Person("王建国", "", WANG)),
        ("王建国（老家城关镇）", Person("王建国", "老家城关镇")),
        ("王建国等3人", Person("王建国")),
        (f"John Smith {WANG}", Person("John Smith", "", WANG)),
        ("王建国、董事长、党委书记", Person("王建国", "董事长、党委书记")),
        ("总经理", Person("", "总经理")),
        ("", Person("")),
        (
            "详见附件中各部门负责同志名单及其分工情况说明一览表",
            Person("详见附件中各部门负责同志名单及其分工情况说明一览表"),
        ),
    ],
)
def test_one_person_stays_one(text: str, person: Person) -> None:
    assert split_contacts(text) == [person]


def test_what_follows_a_break_is_the_next_person() -> None:
    assert split_contacts(f"王建国，总经理，{WANG}；李敏，副总，{LI}") == [
        Person("王建国", "总经理", WANG),
        Person("李敏", "副总", LI),
    ]


def test_a_number_that_is_none_is_told() -> None:
    with pytest.raises(BadValue, match="电话“1381”不像电话号码"):
        split_contacts("王建国 1381")


@pytest.mark.parametrize(
    ("names", "titles", "phones", "people"),
    [
        ("王建国、李敏", "董事长、总经理", f"{WANG}、{LI}", [("王建国", "董事长", WANG), ("李敏", "总经理", LI)]),
        ("王建国、李敏", "总经理", WANG, [("王建国", "总经理", WANG), ("李敏", "", "")]),
        ("王建国", "董事长、党委书记", f"{WANG}、{LI}", [("王建国", "董事长、党委书记", f"{WANG}、{LI}")]),
        ("王建国、李敏", "", f"李敏{LI}、王建国{WANG}", [("王建国", "", WANG), ("李敏", "", LI)]),
        ("王建国", "", f"王建国{WANG}、李敏{LI}", [("王建国", "", WANG), ("李敏", "", LI)]),
        (f"王建国 {WANG}", "", LI, [("王建国", "", f"{WANG}、{LI}")]),
        ("", "总经理", WANG, [("", "总经理", WANG)]),
    ],
)
def test_three_cells_are_paired_in_order(
    names: str, titles: str, phones: str, people: list[tuple[str, str, str]]
) -> None:
    assert paired(names, titles, phones) == ([Person(*one) for one in people], "")


def test_more_numbers_than_people_are_shared_out_and_told() -> None:
    people, doubt = paired("王建国、李敏", "", f"{WANG}、{LI}、13700000000")
    assert people == [Person("王建国", "", WANG), Person("李敏", "", f"{LI}、13700000000")]
    assert doubt == "2个联系人有3个电话，按先后对应，请核对"


def test_names_are_closed_up_and_posts_taken_off() -> None:
    assert [closed_up(name) for name in ("王 磊", "张　丽", "张 三 丰", "John Smith", "王磊 李敏")] == [
        "王磊", "张丽", "张三丰", "John Smith", "王磊 李敏",
    ]  # fmt: skip
    assert part_title("副总") == ("", "副总")
    assert part_title("王总") == ("王总", "")
