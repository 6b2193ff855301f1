"""Conditions typed by people: --where on the command line and the grid's filter row."""

import datetime as dt

import pytest

from crm.actions.edit import create
from crm.book import create_book
from crm.queries import listing
from crm.queries.condition import parse_cell_filter
from crm.queries.view import Filter, ViewSpec
from crm.queries.where import parse_where
from crm.records.ledger import LEDGERS
from crm.rules.problem import Problem

TODAY = dt.date(2024, 6, 20)


def where(ledger, text):
    return parse_where(ledger, text, today=TODAY)


def cell(ledger, field, text):
    return parse_cell_filter(LEDGERS[ledger].field(field), text, today=TODAY)


def test_conditions_are_joined_by_and_in_any_of_its_spellings():
    both = (Filter("station", "=", "长三角"), Filter("registered_capital", ">", 5_000_000))
    for joined in (
        "片区=长三角 且 注册资本>500万",
        "片区=长三角且注册资本>500万",
        "片区=长三角 and 注册资本>500万",
        "片区=长三角; 注册资本＞500万",
        "片区=长三角；注册资本>500",
        "片区=长三角 && registered_capital > 500",
        "station=长三角 并且 注册资金 大于 500万元",
        "片区=长三角，注册资本>500万",
        "片区=长三角, 注册资本>500万",
        "片区=长三角 注册资本>500万",
        "片区为长三角 & 注册资本>500万",
    ):
        assert where("enterprises", joined) == both, joined


def test_either_of_two_conditions_in_any_spelling():
    near, rich = Filter("station", "=", "长三角"), Filter("registered_capital", ">", 100_000_000)
    for joined in (
        "片区=长三角 或 注册资本>1亿",
        "片区=长三角或注册资本>1亿",
        "片区=长三角 or 注册资本>1亿",
        "片区=长三角或者 注册资本>1亿",
        "片区=长三角 || 注册资本>1亿",
        "片区=长三角 | 注册资本>1亿",
        "(片区=长三角) 或 （注册资本>1亿）",
    ):
        assert where("enterprises", joined) == (Filter("", "any", ((near,), (rich,))),), joined


def test_and_binds_closer_than_or_unless_brackets_say_otherwise():
    near, far = Filter("station", "=", "长三角"), Filter("station", "=", "珠三角")
    rich = Filter("registered_capital", ">", 100_000_000)
    assert where("enterprises", "片区=长三角 或 片区=珠三角 且 注册资本>1亿") == (
        Filter("", "any", ((near,), (far, rich))),
    )
    assert where("enterprises", "(片区=长三角 或 片区=珠三角) 且 注册资本>1亿") == (
        Filter("", "any", ((near,), (far,))),
        rich,
    )


def test_joining_words_inside_a_value_stay_in_it():
    assert where("enterprises", "行业=光电 且 显示") == (Filter("industry", "=", "光电 且 显示"),)
    assert where("enterprises", "备注=甲, 乙; 丙 或 丁") == (Filter("note", "=", "甲, 乙; 丙 或 丁"),)
    assert where("enterprises", "备注 包含 “片区=甲 或 片区=乙”") == (Filter("note", "contains", "片区=甲 或 片区=乙"),)
    assert where("enterprises", "企业名称=海岳（集团）公司 且 上市=是") == (
        Filter("name", "=", "海岳（集团）公司"),
        Filter("listed", "=", True),
    )


def test_conditions_with_or_survive_as_a_saved_view():
    view = ViewSpec("enterprises", where("enterprises", "(片区=甲 或 上市=是 且 注册资本:1~2) 且 省=浙江省"))
    assert ViewSpec.from_json(view.to_json()) == view
    gone = view.to_json().replace('"listed"', '"a field of yesterday"')
    assert ViewSpec.from_json(gone).filters == (Filter("province", "=", "浙江省"),)


def test_nothing_typed_is_no_condition():
    assert where("enterprises", "  ") == ()


def test_a_month_a_year_and_a_span_are_their_first_and_last_days():
    assert where("leads", "签约日期=2024.5") == (Filter("signed_date", "between", ("2024-05-01", "2024-05-31")),)
    assert where("leads", "签约日期:2024.3~2024.5") == (Filter("signed_date", "between", ("2024-03-01", "2024-05-31")),)
    assert where("leads", "签约日期:2024.3~5") == (Filter("signed_date", "between", ("2024-03-01", "2024-05-31")),)
    assert where("leads", "签约日期 2024年") == (Filter("signed_date", "between", ("2024-01-01", "2024-12-31")),)
    assert where("leads", "签约日期=2024-01-05至2024-02-07") == (
        Filter("signed_date", "between", ("2024-01-05", "2024-02-07")),
    )
    assert where("leads", "签约日期:2024.3-2024.5") == (Filter("signed_date", "between", ("2024-03-01", "2024-05-31")),)
    assert where("leads", "签约日期:2024.3~") == (Filter("signed_date", ">=", "2024-03-01"),)
    assert where("leads", "签约日期=2024-05-06") == (Filter("signed_date", "=", "2024-05-06"),)


def test_later_than_a_month_begins_after_its_last_day():
    assert where("leads", "签约日期>2024.5") == (Filter("signed_date", ">", "2024-05-31"),)
    assert where("leads", "签约日期>=2024.5") == (Filter("signed_date", ">=", "2024-05-01"),)
    assert where("leads", "签约日期<2024.5") == (Filter("signed_date", "<", "2024-05-01"),)
    assert where("leads", "签约日期 不晚于 2024.5") == (Filter("signed_date", "<=", "2024-05-31"),)


def test_named_spans_count_from_today():
    assert where("visits", "日期=近30天") == (Filter("date", "between", ("2024-05-22", "2024-06-20")),)
    assert where("visits", "日期=本月") == (Filter("date", "between", ("2024-06-01", "2024-06-30")),)
    assert where("visits", "日期:一季度") == (Filter("date", "between", ("2024-01-01", "2024-03-31")),)
    assert where("visits", "日期:去年") == (Filter("date", "between", ("2023-01-01", "2023-12-31")),)
    assert where("enterprises", "下次联系 逾期") == (Filter("next_contact", "overdue", "2024-06-20"),)
    assert where("enterprises", "下次联系=未来7天") == (
        Filter("next_contact", "between", ("2024-06-20", "2024-06-26")),
    )


def test_amounts_take_the_fields_unit_or_their_own():
    assert where("leads", "计划总投资>=1") == (Filter("total_investment", ">=", 100_000_000),)
    assert where("leads", "计划总投资≥6000万") == (Filter("total_investment", ">=", 60_000_000),)
    assert where("enterprises", "注册资本:100~500万") == (
        Filter("registered_capital", "between", (1_000_000, 5_000_000)),
    )
    assert where("enterprises", "注册资本 100-500") == (
        Filter("registered_capital", "between", (1_000_000, 5_000_000)),
    )
    for text in ("注册资本 between 100 and 500", "注册资本在100和500之间", "注册资本 介于 100 至 500 之间"):
        assert where("enterprises", text) == (Filter("registered_capital", "between", (1_000_000, 5_000_000)),), text
    assert where("leads", "用地<=30.5亩") == (Filter("land", "<=", "30.5"),)
    assert where("trips", "天数>5天") == (Filter("days", ">", 5),)


def test_one_of_several_words():
    one_of = (Filter("state", "in", ("在谈", "签约")),)
    for text in (
        "状态 in 在谈|签约",
        "状态 in 在谈、签约",
        "状态=在谈|签约",
        "状态 属于 在谈，签约",
        "状态是在谈、签约",
    ):
        assert where("enterprises", text) == one_of, text
    assert where("enterprises", "片区 in ('长三角', \"珠三角\")") == (Filter("station", "in", ("长三角", "珠三角")),)
    for text in ("状态 不属于 在谈、签约", "状态 not in (在谈,签约)"):
        assert where("enterprises", text) == (Filter("state", "!=", "在谈"), Filter("state", "!=", "签约")), text
    assert where("enterprises", "状态!=在谈|签约") == (Filter("state", "!=", "在谈"), Filter("state", "!=", "签约"))
    assert where("enterprises", "状态≠在谈") == (Filter("state", "!=", "在谈"),)


def test_words_contained_or_not():
    assert where("enterprises", "企业名称 包含 光电") == (Filter("name", "contains", "光电"),)
    assert where("enterprises", "企业名称~光电") == (Filter("name", "contains", "光电"),)
    assert where("enterprises", "企业名称包含光电") == (Filter("name", "contains", "光电"),)
    assert where("enterprises", "企业名称 like %光电%") == (Filter("name", "contains", "光电"),)
    assert where("enterprises", "统一社会信用代码 包含 xg") == (Filter("credit_code", "contains", "XG"),)
    assert where("enterprises", "企业名称 不含 光电") == (Filter("name", "lacks", "光电"),)
    assert where("enterprises", "备注 包含 “甲; 乙 且 丙”") == (Filter("note", "contains", "甲; 乙 且 丙"),)
    assert where("enterprises", "备注 包含 且行且珍惜") == (Filter("note", "contains", "且行且珍惜"),)


def test_blank_and_filled():
    assert where("enterprises", "备注 空") == (Filter("note", "empty"),)
    assert where("enterprises", '备注=""') == (Filter("note", "empty"),)
    assert where("enterprises", "备注 is null") == (Filter("note", "empty"),)
    assert where("enterprises", '备注!=""') == (Filter("note", "filled"),)
    assert where("enterprises", "备注 非空") == (Filter("note", "filled"),)
    assert where("enterprises", "备注=空") == (Filter("note", "empty"),)
    assert where("enterprises", "片区!=空") == (Filter("station", "filled"),)
    assert where("enterprises", "片区=空|浙江组") == (Filter("station", "in", (None, "浙江组")),)


def test_a_day_left_out_and_whole_numbers_listed():
    assert where("leads", "签约日期!=2024-05-06") == (Filter("signed_date", "!=", "2024-05-06"),)
    assert where("leads", "签约日期 不在 2024-05-06") == (Filter("signed_date", "!=", "2024-05-06"),)
    assert where("trips", "天数 in 3|5") == (Filter("days", "in", (3, 5)),)


def test_yes_and_no():
    assert where("enterprises", "上市=是") == (Filter("listed", "=", True),)
    assert where("enterprises", "上市 否") == (Filter("listed", "=", False),)
    assert where("enterprises", "上市") == (Filter("listed", "=", True),)


@pytest.mark.parametrize(
    ("ledger", "text", "says"),
    [
        ("enterprises", "年龄>5", "没有“年龄”"),
        ("enterprises", "=5", "没有写明是目标企业的哪一项"),
        ("enterprises", "(片区=甲 或 片区=乙", "括号没有配对"),
        ("enterprises", "(片区=甲) 乙", "括号没有配对"),
        ("enterprises", "片区=甲 或 年龄>5", "没有“年龄”"),
        ("leads", "签约日期 不在 2024.5", "只能跟一天"),
        ("enterprises", "注册资本>很多", "条件“注册资本>很多”"),
        ("enterprises", "注册资本 包含 5", "不能用“包含”，请写注册资本>500万"),
        ("trips", "天数 含 5", "请写天数>10"),
        ("leads", "签约日期 包含 5", "请写签约日期:2024.3~2024.5"),
        ("enterprises", "企业名称", "例如企业名称 包含 某某"),
        ("enterprises", "企业名称>光电", "不能比大小"),
        ("enterprises", "企业名称=", "没有写明“企业名称”的条件"),
        ("leads", "签约日期!=2024.5", "只能跟一天"),
        ("leads", "签约日期=2024.13", "没有13月"),
        ("leads", "签约日期=何时", "看不懂"),
        ("leads", "签约日期:2024.5~2024.3", "起点比终点大"),
        ("leads", "计划总投资:5~3", "起点比终点大"),
        ("leads", "计划总投资>3~5", "范围不能再用"),
        ("enterprises", "上市>是", "只有是和否"),
        ("enterprises", "上市=也许", "请填“是”或“否”"),
        ("leads", "内外资=港资", "只能填内资、外资"),
        ("leads", "内外资!=|", "没有写要找什么"),
        ("trips", "天数>9e+30", "太大，请检查是不是多写了几位"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(ledger, text, says):
    with pytest.raises(Problem, match=says):
        where(ledger, text)


def test_a_cell_of_the_filter_row():
    assert cell("enterprises", "name", "") is None
    assert cell("enterprises", "name", "光电") == Filter("name", "contains", "光电")
    assert cell("enterprises", "name", "=云帆光电") == Filter("name", "=", "云帆光电")
    assert cell("enterprises", "name", "含光") == Filter("name", "contains", "含光")
    assert cell("enterprises", "name", "包含 光") == Filter("name", "contains", "光")
    assert cell("enterprises", "registered_capital", ">100万") == Filter("registered_capital", ">", 1_000_000)
    assert cell("enterprises", "registered_capital", "500") == Filter("registered_capital", "=", 5_000_000)
    assert cell("enterprises", "state", "在谈") == Filter("state", "=", "在谈")
    assert cell("enterprises", "state", "接触") == Filter("state", "contains", "接触")
    assert cell("enterprises", "station", "浙江") == Filter("station", "contains", "浙江")
    assert cell("enterprises", "listed", "是") == Filter("listed", "=", True)
    assert cell("enterprises", "next_contact", "逾期") == Filter("next_contact", "overdue", "2024-06-20")
    assert cell("enterprises", "next_contact", "空") == Filter("next_contact", "empty")
    assert cell("leads", "signed_date", "2024.3~2024.5") == Filter(
        "signed_date", "between", ("2024-03-01", "2024-05-31")
    )
    with pytest.raises(Problem, match="只能写一个"):
        cell("enterprises", "state", "!=在谈|签约")


def test_the_conditions_find_the_rows_that_they_name(tmp_path):
    book = create_book(tmp_path / "本.zhaoyin")
    for name, capital, day in (
        ("云帆光电", 5_000_000, dt.date(2024, 5, 1)),
        ("海岳机械", 50_000_000, dt.date(2024, 5, 31)),
        ("和风食品", 900_000, dt.date(2024, 6, 1)),
    ):
        create(book, "enterprises", {"name": name, "registered_capital": capital, "next_contact": day})

    def names(text):
        view = ViewSpec("enterprises", where("enterprises", text), sort=("registered_capital",))
        with book.read() as session:
            rows = listing.cells(session, "enterprises", listing.ids(session, view), ["name"])
        return [row.values["name"] for row in rows]

    assert names("下次联系=2024.5") == ["云帆光电", "海岳机械"]
    assert names("下次联系=2024.5 且 注册资本>500万") == ["海岳机械"]
    assert names("注册资本:90~500") == ["和风食品", "云帆光电"]
    assert names("状态=未接触 且 备注 空 且 企业名称~机械") == ["海岳机械"]
    assert names("注册资本<100 或 企业名称~机械") == ["和风食品", "海岳机械"]
    assert names("(注册资本<100 或 企业名称~机械) 且 下次联系=2024.5") == ["海岳机械"]
    assert names("企业名称 in 云帆光电|和风食品") == ["和风食品", "云帆光电"]
    book.close()
