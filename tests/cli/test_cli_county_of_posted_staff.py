"""Two manned 片区 and a blank one in May 2024: days, visits, projects and points, worked out by hand."""

import pytest

from tests.cli.counties import County

COLUMNS = (
    "days", "visits", "enterprises", "receptions", "new_leads", "valid_leads", "leader_visits", "negotiating",
    "signed_count", "signed_amount", "score", "rank",
)  # fmt: skip


@pytest.fixture
def county(cli, tmp_path):
    county = County(cli, tmp_path)
    county.load("stations", ("片区名称", "排列次序"), ("长三角", 1), ("珠三角", 2), ("成渝", 3))
    county.load(
        "staff",
        ("姓名", "片区", "岗位"),
        ("李明朗", "长三角", "驻外干部"),
        ("王海", "长三角", None),
        ("周宁", "珠三角", "驻外干部"),
        ("赵闲", "珠三角", "驻外干部"),
        ("吴办", None, "办公室"),
    )
    county.load(
        "trips",
        ("人员", "类型", "领导类型", "目的地", "起始日期", "截止日期"),
        ("李明朗", "驻点", "驻外干部", "杭州", "2024-05-01", "2024-05-12"),
        ("李明朗", "外出招商", "驻外干部", "苏州", "2024-05-10", "2024-05-16"),
        ("李明朗", "驻点", "驻外干部", "苏州", "2024-05-28", "2024-06-05"),
        ("李明朗", "请假", None, None, "2024-05-16", "2024-05-17"),
        ("王海", "驻点", "驻外干部", "上海", "2024-04-20", "2024-05-09"),
        ("王海", "回县培训", None, None, "2024-05-20", "2024-05-22"),
        ("周宁", "驻点", "驻外干部", "东莞", "2024-05-01", "2024-05-31"),
    )
    county.load(
        "enterprises", ("企业名称",), *[(f"{name}有限公司",) for name in ("甲光电", "乙食品", "丙机械", "丁医药")]
    )
    county.load(
        "visits",
        ("日期", "方式", "驻外人员", "企业", "县领导带队", "人次", "洽谈内容"),
        ("2024-05-02", "拜访", "李明朗", "甲光电有限公司", "否", None, "初次拜访"),
        ("2024-05-03", "拜访", "李明朗", "甲光电有限公司", "是", None, "再次拜访"),
        ("2024-05-04", "拜访", "李明朗", "乙食品有限公司", "是", None, "县长拜访"),
        ("2024-05-05", "接待", "李明朗", "乙食品有限公司", "否", 6, "来县考察"),
        ("2024-05-06", "电话", "李明朗", "乙食品有限公司", "否", None, "电话联系"),
        ("2024-05-06", "拜访", "王海", "丁医药有限公司", "否", None, "初次拜访"),
        ("2024-05-07", "接待", "王海", "丁医药有限公司", "否", 3, "来县考察"),
        ("2024-05-08", "接待", "王海", "丁医药有限公司", "否", 4, "再来考察"),
        ("2024-06-08", "接待", "王海", "丁医药有限公司", "否", 9, "六月的事"),
        ("2024-05-09", "拜访", "周宁", "丙机械有限公司", "否", None, "初次拜访"),
    )
    county.load(
        "leads",
        (
            "项目名称",
            "驻外责任人",
            "首谈日期",
            "有效线索",
            "在谈日期",
            "签约日期",
            "签约金额（亿元）",
            "内外资",
            "引荐人",
        ),
        ("甲项目", "李明朗", "2024-05-02", "是", "2024-05-08", "2024-05-20", 1.5, "外资", "李明朗、王海"),
        ("乙项目", "李明朗", "2024-05-03", "否", None, None, None, None, None),
        ("丙项目", "周宁", "2024-04-03", "是", "2024-05-06", None, None, None, None),
        ("丁项目", "王海", "2024-05-06", "是", "2024-05-10", "2024-06-01", 2, "外资", "周宁"),
    )
    return county


def test_every_column_of_every_person(county):
    people = county.people("2024-05")
    assert set(people) == {"李明朗", "王海", "周宁", "赵闲"}
    # 李明朗: 1–16 and 28–31 May are 20 days, less the 16th on leave. 9 + 10 + 5 + 15 + 15 + 20 and half of 20.
    assert [people["李明朗"][name] for name in COLUMNS] == [
        19, 3, 2, 1, 2, 1, 2, 0, 1, 150_000_000, "84.00", 1,
    ]  # fmt: skip
    # 王海: 9 days are 8 points, 1 ÷ 3 and 2 ÷ 2 of 10, 1 ÷ 2 and 1 ÷ 1 of 15, and half of 20.
    assert [people["王海"][name] for name in COLUMNS] == [9, 1, 1, 2, 1, 1, 0, 1, 0, 0, "53.83", 2]
    # 周宁 alone in the group: 31 days and the only visit; the project was new and valid in April.
    assert [people["周宁"][name] for name in COLUMNS] == [31, 1, 1, 0, 0, 0, 0, 1, 0, 0, "20.00", 1]
    # No day is not minus one point.
    assert [people["赵闲"][name] for name in COLUMNS] == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "0.00", 2]


def test_subtotals_a_blank_station_and_the_total(county):
    rows = county.month("2024-05")["stations"]
    sums = {row["station"]: [row[name] for name in COLUMNS] for row in rows if row["person"] is None}
    assert list(sums) == ["长三角", "珠三角", "成渝", "合计"]
    assert sums["长三角"] == [28, 4, 3, 3, 3, 2, 2, 1, 1, 150_000_000, None, None]
    assert sums["成渝"] == [0] * 10 + [None, None]
    assert sums["合计"] == [59, 5, 4, 3, 3, 2, 2, 2, 1, 150_000_000, None, None]


def test_a_month_later_only_that_months_work_counts(county):
    people = county.people("2024-06")
    assert (people["李明朗"]["days"], people["李明朗"]["score"]) == (5, "4.00")
    assert (people["王海"]["receptions"], people["王海"]["signed_count"]) == (1, 1)
    # 周宁 introduced 王海's foreign project: 20 points, and none for the days.
    assert (people["周宁"]["score"], people["周宁"]["rank"]) == ("20.00", 1)


def test_equal_scores_share_a_rank_and_the_next_is_passed_over(county):
    county.load(
        "trips",
        ("人员", "目的地", "起始日期", "截止日期"),
        ("李明朗", "杭州", "2024-07-01", "2024-07-20"),
        ("王海", "杭州", "2024-07-05", "2024-07-31"),
        ("周宁", "东莞", "2024-07-01", "2024-07-10"),
    )
    county.cli("list", "staff")
    county.load("staff", ("姓名", "片区"), ("孙宏", "长三角"))
    people = county.people("2024-07")
    assert {name: (row["score"], row["rank"]) for name, row in people.items()} == {
        "李明朗": ("10.00", 1),
        "王海": ("10.00", 1),
        "孙宏": ("0.00", 3),
        "周宁": ("8.00", 1),
        "赵闲": ("0.00", 2),
    }


def test_a_blank_station_is_the_news(county):
    data = county.month("2024-05")
    blank = {p["subject"] for p in data["problems"] if p["kind"] == "空白片区"}
    assert blank == {"珠三角", "成渝"}
    assert "驻外干部4人累计驻外59天，拜访企业5次，接待客商3批次13人次" in data["text"]


def test_ambassadors_are_credited_by_the_names_in_the_cell(county):
    county.load(
        "ambassadors", ("姓名", "聘期起", "聘期止"), ("洪大使", "2024-01-01", "2025-12-31"), ("丁大使", None, None)
    )
    county.load(
        "leads",
        ("项目名称", "引荐人", "首谈日期"),
        ("戊项目", "洪大使", "2024-05-01"),
        ("己项目", "洪大使，丁大使", "2024-05-02"),
    )
    rows = county.cli("list", "ambassadors", "--json").json["rows"]
    assert {row["name"]: row["introduced"] for row in rows} == {"洪大使": 2, "丁大使": 1}


def test_a_log_that_names_the_county_leader_counts_without_a_column_of_its_own(county):
    county.load(
        "visits",
        ("日期", "方式", "驻外人员", "企业", "县领导", "洽谈内容"),
        ("2024-07-02", "拜访", "周宁", "甲光电有限公司", "张县长", "随县长拜访"),
        ("2024-07-03", "拜访", "周宁", "乙食品有限公司", "无", "自行拜访"),
        ("2024-07-04", "拜访", "周宁", "丁医药有限公司", None, "自行拜访"),
    )
    county.load(
        "visits",
        ("日期", "方式", "驻外人员", "企业", "县领导", "县领导带队", "洽谈内容"),
        ("2024-07-05", "拜访", "周宁", "丙机械有限公司", "张县长", "否", "会后向县长汇报"),
    )
    zhou = county.people("2024-07")["周宁"]
    assert (zhou["enterprises"], zhou["leader_visits"]) == (4, 1)
