"""Whole ledgers as offices keep them, one kind of trouble each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from crm.actions.edit import create
from crm.book import Book
from crm.excel.run import import_file

Make = Callable[..., Path]
Read = Callable[..., list[tuple[Any, ...]]]


def test_a_table_that_begins_in_the_fifth_row_and_third_column(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            [],
            [],
            ["", "", "附件1"],
            ["", "", "××县目标企业清单（2024年）"],
            ["", "", "序　号", "企 业 名 称", "联 系 电 话", "注册资本金\n（万元人民币）"],
            ["", "", "①", "嘉兴甲有限公司", "0573-8210 1234", "5,000.50"],
            ["", "", "(2)", "嘉兴乙有限公司", "13800000061.0", "约1.2亿"],
            ["", "", "共2家企业"],
            ["", "", "单位负责人（签字）：", "", "填表人：李四", "联系电话：13800000000"],
        ]
    )
    report = import_file(book, "enterprises", path)
    assert report.header_rows == (5, 5)
    assert report.skipped == [(8, "分组标题"), (9, "表下的说明")]
    assert read("enterprises", "name", "contact_phone", "registered_capital") == [
        ("嘉兴甲有限公司", "0573-82101234", 50_005_000),
        ("嘉兴乙有限公司", "13800000061", 120_000_000),
    ]


def test_a_continued_page_repeats_its_title_and_both_header_rows(book: Book, sheet_file: Make) -> None:
    head = [["序号", "企业名称", "所在地", "", "注册资本"], ["", "", "省", "市", "（万元）"]]
    path = sheet_file(
        [
            ["目标企业清单"], *head, [1, "甲一有限公司", "浙江", "宁波", 1000], ["本页小计", "", "", "", 1000],
            ["目标企业清单（续表）"], *head, [2, "甲二有限公司", "浙江", "宁波", 1200], ["总  计", "", "", "", 2200],
        ],
        merged=["A1:E1", "C2:D2", "A6:E6", "C7:D7"],
    )  # fmt: skip
    report = import_file(book, "enterprises", path)
    assert (report.header_rows, report.created) == ((2, 3), 2)
    assert [row for row, _ in report.skipped] == [5, 6, 7, 8, 10]


def test_a_continued_page_may_have_both_header_rows_in_one(book: Book, sheet_file: Make) -> None:
    path = sheet_file(
        [
            ["企业名称", "注册资本（万元）", "联系方式", ""], ["", "", "联系人", "联系电话"],
            ["甲一有限公司", "", "", ""],
            ["企业名称", "注册资本（万元）", "联系人", "联系电话"],
            ["甲二有限公司", 1200, "", ""],
        ],
        merged=["A1:A2", "B1:B2", "C1:D1"],
    )  # fmt: skip
    report = import_file(book, "enterprises", path)
    assert (report.created, report.errors, report.skipped) == (2, [], [(4, "重复的表头")])


def test_name_and_post_stand_under_a_header_that_names_both(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["企业名称", "联系人及职务", "", "电话"], ["", "姓名", "职务", ""],
            ["甲一有限公司", "张三", "总经理", "13800000001"],
        ],
        merged=["A1:A2", "B1:C1", "D1:D2"],
    )  # fmt: skip
    import_file(book, "enterprises", path)
    assert read("enterprises", "contact_name", "contact_title", "contact_phone") == [("张三", "总经理", "13800000001")]


def test_a_sum_with_its_count_in_brackets_is_no_enterprise(book: Book, sheet_file: Make) -> None:
    path = sheet_file(
        [["序号", "企业名称", "注册资本（万元）"], [1, "甲一有限公司", 1], ["", "小计（1家）", 1], ["合计(1家)", "", 1]]
    )
    report = import_file(book, "enterprises", path)
    assert (report.created, [row for row, _ in report.skipped]) == (1, [3, 4])


def test_a_person_s_office_and_post_in_one_cell_and_a_posting_that_goes_on(
    book: Book, sheet_file: Make, read: Read
) -> None:
    path = sheet_file(
        [
            ["片区", "姓名", "派出单位及职务", "驻外起止时间"],
            ["长三角片区", "张三", "县发改局副局长", "2024.3-2025.3"],
            ["长三角片区", "李四", "县科工局", "2024年3月至今"],
        ]
    )
    assert import_file(book, "staff", path).errors == []
    assert read("staff", "name", "unit", "title", "posted_from", "posted_to") == [
        ("张三", "县发改局", "副局长", dt.date(2024, 3, 1), dt.date(2025, 3, 1)),
        ("李四", "县科工局", None, dt.date(2024, 3, 1), None),
    ]


def test_a_bare_day_takes_its_year_from_the_line_of_signatures(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["日期", "驻外人员", "拜访企业"],
            ["5月3日", "张三", "甲一有限公司"],
            ["12月3日", "张三", "甲二有限公司"],
            ["填表人：李四", "", "填报时间：2024年6月1日"],
        ]
    )
    assert import_file(book, "visits", path).errors == []
    assert read("visits", "date") == [(dt.date(2024, 5, 3),), (dt.date(2023, 12, 3),)]


def test_a_header_whose_cells_are_merged_down_beside_one_that_is_parted(
    book: Book, sheet_file: Make, read: Read
) -> None:
    path = sheet_file(
        [
            ["乡贤登记表"],
            ["姓名", "现居地", "", "职务/职称", "出生年月"],
            ["", "省", "市", "", ""],
            ["刘成", "四川", "成都", "总裁", "1970.5"],
        ],
        merged=["A2:A3", "B2:C2", "D2:D3", "E2:E3"],
    )
    report = import_file(book, "hometown", path)
    assert (report.header_rows, report.unmapped) == ((2, 3), ["出生年月"])
    assert read("hometown", "name", "province", "city", "title") == [("刘成", "四川省", "成都市", "总裁")]


def test_a_merged_name_over_several_contacts_is_one_enterprise_with_all_of_them(book: Book, sheet_file: Make) -> None:
    path = sheet_file(
        [["企业名称", "联系人", "联系电话"], ["常州甲有限公司", "王建国", "13800000081"], ["", "李敏", "13800000082"]],
        merged=["A2:A3"],
    )
    report = import_file(book, "enterprises", path)
    assert (report.created, report.updated, report.errors) == (1, 1, [])
    assert import_file(book, "enterprises", path).unchanged == 2


def test_a_column_without_a_header_is_listed_by_its_letter_and_can_be_mapped(
    book: Book, sheet_file: Make, read: Read
) -> None:
    path = sheet_file([["企业名称", "联系人", "", "所在市"], ["甲有限公司", "王五", "老客户", "苏州"]])
    assert import_file(book, "enterprises", path, dry_run=True).unmapped == ["C列"]
    import_file(book, "enterprises", path, mapping={"C列": "备注"})
    assert read("enterprises", "note") == [("老客户",)]


def test_a_code_kept_as_a_number_has_lost_digits_and_is_refused(book: Book, sheet_file: Make) -> None:
    path = sheet_file([["企业名称", "信用代码"], ["甲有限公司", 914403001922038216], ["乙有限公司", "9.14403E+17"]])
    report = import_file(book, "enterprises", path)
    assert [e.row for e in report.errors] == [2, 3]
    assert all("被表格软件存成了数字，后几位已丢失，请把这一列设为文本再填" in e.reason for e in report.errors)


def test_marks_in_words_and_amounts_with_remarks(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["企业名称", "是否上市", "专精特新", "年营业收入（亿元）", "成立时间"],
            ["一有限公司", "未上市", "国家级专精特新小巨人", "3.2亿元（2023年）", "2010年底"],
            ["二有限公司", "A股上市", "否", "3.2（亿元）", "2010年初"],
        ]
    )
    report = import_file(book, "enterprises", path)
    assert [w.reason for w in report.warnings] == ["“3.2亿元（2023年）”按“3.2亿元”导入，括号里的话没有导入"]
    assert read("enterprises", "listed", "specialised", "revenue", "established") == [
        (False, True, 320_000_000, dt.date(2010, 12, 1)),
        (True, False, 320_000_000, dt.date(2010, 1, 1)),
    ]


def test_a_trip_of_several_people_is_a_trip_of_each(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file([["人员", "起止日期", "目的地"], ["陈刚、李敏", "2024年5月6日-10日", "苏州"]])
    report = import_file(book, "trips", path)
    assert (report.rows, report.created) == (1, 1)
    assert read("trips", "staff", "start", "end", "days") == [
        ("陈刚", dt.date(2024, 5, 6), dt.date(2024, 5, 10), 5),
        ("李敏", dt.date(2024, 5, 6), dt.date(2024, 5, 10), 5),
    ]
    assert import_file(book, "trips", path).unchanged == 1
    assert report.batch is not None
    book.undo_batch(report.batch)
    assert read("trips", "staff") == []


def test_a_project_has_one_posted_person_and_says_so_where_two_are_named(
    book: Book, sheet_file: Make, read: Read
) -> None:
    report = import_file(book, "leads", sheet_file([["项目名称", "驻外责任人"], ["甲项目", "陈刚、李敏"]]))
    assert [w.reason for w in report.warnings] == ["这里有2个人，这一项只记一人，按陈刚导入"]
    assert read("leads", "staff") == [("陈刚",)]


def test_an_opportunity_s_contact_and_number_in_one_cell(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file([["项目名称", "联系人及电话", "入库时间"], ["物流园", "张三 13800000111", "2024-03-01"]])
    import_file(book, "opportunities", path)
    assert read("opportunities", "contact", "phone", "published") == [("张三", "13800000111", dt.date(2024, 3, 1))]


def test_of_a_policy_s_term_the_end_counts(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file([["政策名称", "有效期"], ["若干政策", "2024年3月5日-2027年3月4日"]])
    import_file(book, "policies", path)
    assert read("policies", "effective_to") == [(dt.date(2027, 3, 4),)]


def test_the_one_who_was_visited_is_the_enterprise(book: Book, sheet_file: Make, read: Read) -> None:
    import_file(book, "visits", sheet_file([["日期", "拜访对象", "洽谈情况"], ["2024-05-03", "甲有限公司", "谈"]]))
    assert read("visits", "enterprise") == [("甲有限公司",)]


def test_a_task_is_its_unit_s_though_no_column_says_so(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["年份", "指标", "单位", "全年任务"],
            [2025, "签约额（万元）", "全县", 450_500],
            [2025, "到位资金", "发改局", "3亿元"],
            [2025, "新签约项目数", "长三角片区", 12],
            [2025, "新能源产业链产值", None, 7],
        ]
    )
    assert import_file(book, "targets", path).errors == []
    assert read("targets", "indicator", "scope", "subject", "annual") == [
        ("签约资金", "全县", None, Decimal("45.05")),
        ("到位资金", "单位", "发改局", 3),
        ("签约项目", "片区", "长三角片区", 12),
        ("新能源产业链产值", "全县", None, 7),
    ]
    assert import_file(book, "targets", path).unchanged == 4


def test_a_foreign_sum_at_a_stated_rate_has_its_worth_in_yuan(book: Book, sheet_file: Make, read: Read) -> None:
    create(book, "leads", {"name": "甲项目"})
    head = ["项目", "月份", "自报金额（万元）", "外币金额（万美元）", "折算汇率"]
    path = sheet_file(
        [
            head,
            ["甲项目", "2024.1", None, 0.3333, 7.1235],
            ["甲项目", "2024.2", 700, 100, 7.1],
            ["甲项目", "2024.3", None, 50, None],
        ]
    )
    report = import_file(book, "arrivals", path)
    # 0.3333万 × 7.1235 = 23742.6255元.
    assert read("arrivals", "amount", "foreign_amount") == [(23_743, Decimal("0.3333")), (7_000_000, 100)]
    assert [(e.row, e.reason) for e in report.errors] == [(4, "只有外币金额，请填写自报金额或折算汇率")]


def test_foreign_capital_in_yuan_is_no_foreign_currency(book: Book, sheet_file: Make) -> None:
    create(book, "leads", {"name": "甲项目"})
    for header, unmapped in (("到位外资（万美元）", []), ("到位外资（万元）", ["到位外资（万元）"])):
        path = sheet_file([["项目", "月份", "金额（万元）", header], ["甲项目", "2024.5", 70, 10]])
        assert import_file(book, "arrivals", path, dry_run=True).unmapped == unmapped


def test_a_leader_known_by_trips_alone_is_no_posted_person(book: Book, sheet_file: Make, read: Read) -> None:
    rows = [["王磊", "驻外干部"], ["李县长", "党政主职"], ["周副县长", "分管领导"], ["周副县长", "党政主职"]]
    days = [[f"2024-05-0{day}", f"2024-05-0{day}"] for day in range(1, 5)]
    head = ["人员", "领导类型", "起始日期", "截止日期"]
    import_file(book, "trips", sheet_file([head, *([*row, *span] for row, span in zip(rows, days, strict=True))]))
    assert read("staff", "name", "role") == [("王磊", "驻外干部"), ("李县长", "县领导"), ("周副县长", "县领导")]


def test_a_deadline_in_words_is_its_last_day_in_the_year_of_the_title(book: Book, sheet_file: Make, read: Read) -> None:
    create(book, "leads", {"name": "甲项目"})
    path = sheet_file(
        [
            ["2024年重点项目帮办事项"],
            ["项目", "事项", "办结时限"],
            ["甲项目", "环评", "6月底前"],
            ["甲项目", "能评", "年底"],
            ["甲项目", "用地", "上半年"],
            ["甲项目", "融资", "9月30日前"],
            ["甲项目", "立项", "明年一季度"],
        ]
    )
    report = import_file(book, "assistance", path)
    assert report.errors == []
    days = ("2024-06-30", "2024-12-31", "2024-06-30", "2024-09-30", "2025-03-31")
    assert read("assistance", "due") == [(dt.date.fromisoformat(day),) for day in days]


def test_a_day_alone_is_in_the_month_that_the_title_names(book: Book, sheet_file: Make, read: Read) -> None:
    rows = [["日期", "企业", "洽谈内容"], ["3日", "甲一有限公司", "考察"], ["15号", "甲一有限公司", "回访"]]
    import_file(book, "visits", sheet_file([["拜访日志（2024年5月）"], *rows]))
    assert read("visits", "date") == [(dt.date(2024, 5, 3),), (dt.date(2024, 5, 15),)]
    report = import_file(book, "visits", sheet_file([["2024年拜访日志"], *rows]), dry_run=True)
    assert [fault.reason for fault in report.errors] == [
        "“3日”没有写年份和月份，请写成2024年5月3日这样的完整日期",
        "“15号”没有写年份和月份，请写成2024年5月3日这样的完整日期",
    ]


def test_a_province_or_city_has_its_full_name_however_it_is_written(book: Book, sheet_file: Make, read: Read) -> None:
    rows = [["企业名称", "省", "市"], ["甲一有限公司", "浙江", "宁波"], ["甲二有限公司", "浙江省", "宁波市"]]
    import_file(book, "enterprises", sheet_file(rows))
    assert read("enterprises", "province", "city") == [("浙江省", "宁波市")] * 2
    assert import_file(book, "enterprises", sheet_file(rows)).unchanged == 2


def test_a_lone_day_in_a_table_of_several_months_asks_for_its_month(book: Book, sheet_file: Make) -> None:
    path = sheet_file([["2024年1-9月拜访日志"], ["日期", "企业", "洽谈内容"], ["3日", "甲一有限公司", "考察"]])
    assert [fault.column for fault in import_file(book, "visits", path).errors] == ["日期"]


def test_december_in_a_log_of_january_is_of_the_year_before(book: Book, sheet_file: Make, read: Read) -> None:
    rows = [["日期", "企业", "洽谈内容"], ["12月28日", "甲一有限公司", "考察"], ["1月5日", "甲一有限公司", "回访"]]
    import_file(book, "visits", sheet_file([["2024年1月拜访日志"], *rows]))
    assert read("visits", "date") == [(dt.date(2023, 12, 28),), (dt.date(2024, 1, 5),)]


def test_a_sum_in_foreign_money_goes_to_the_field_for_it_and_asks_for_the_rate(
    book: Book, sheet_file: Make, read: Read
) -> None:
    create(book, "leads", {"name": "甲项目"})
    bare = sheet_file([["项目名称", "到位月份", "金额（万美元）"], ["甲项目", "2024.3", 200]])
    report = import_file(book, "arrivals", bare)
    assert report.mapping["金额（万美元）"] == "foreign_amount"
    assert [fault.reason for fault in report.errors] == ["只有外币金额，请填写自报金额或折算汇率"]
    rated = sheet_file([["项目名称", "到位月份", "金额（万美元）", "汇率"], ["甲项目", "2024.3", 200, 7.1]])
    import_file(book, "arrivals", rated)
    assert read("arrivals", "amount", "foreign_amount") == [(14_200_000, Decimal(200))]


def test_a_trip_named_in_two_rows_is_one(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["姓名", "目的地", "起止时间"],
            ["赵静、陈刚", "苏州", "2024年5月6日-10日"],
            ["陈刚", "苏州", "2024年5月6日-10日"],
            ["孙莉、陈刚", "苏州", "2024年5月6日-10日"],
        ]
    )
    import_file(book, "trips", path)
    assert sorted(name for (name,) in read("trips", "staff")) == ["孙莉", "赵静", "陈刚"]
    assert import_file(book, "trips", path).unchanged == 3


def test_two_people_of_one_name_are_told_apart_by_phone_and_asked_about_without(book: Book, sheet_file: Make) -> None:
    head = ["姓名", "职务", "联系电话"]
    two = sheet_file([head, ["王伟", "科员", "13800000001"], ["王伟", "主任", "13800000002"]])
    report = import_file(book, "staff", two)
    assert (report.created, report.warnings) == (2, [])
    report = import_file(book, "staff", sheet_file([head, ["李静", "科员", ""], ["李静", "主任", ""]]))
    assert [(fault.row, fault.reason) for fault in report.warnings] == [
        (3, "与第 2 行同名，没有电话或单位可比，按同一个人处理；不是同一个人请改成“另建”")
    ]


def test_a_column_of_provinces_with_cities_is_parted(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file([["企业名称", "所在省市"], ["甲一有限公司", "江苏苏州"], ["甲二有限公司", "上海"]])
    import_file(book, "enterprises", path)
    assert read("enterprises", "province", "city") == [("江苏省", "苏州市"), ("上海市", "上海市")]


def test_a_phone_that_lost_its_digits_in_a_text_file_says_so(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text("企业名称,联系电话\n甲一有限公司,1.38E+10\n", encoding="utf-8")
    (fault,) = import_file(book, "enterprises", path).errors
    assert fault.reason == "电话“1.38E+10”被表格软件改成了科学计数，尾数已丢失，请补填完整号码"


def test_stations_whose_merges_were_lost_reach_down_though_notes_stand_under_the_table(
    book: Book, tmp_path: Path, read: Read
) -> None:
    path = tmp_path / "表.csv"
    lines = [
        "片区,企业名称",
        "长三角,甲一有限公司",
        ",甲二有限公司",
        "小计,2家",
        "片区,企业名称",
        "珠三角,甲三有限公司",
    ]
    path.write_text("\n".join([*lines, ",甲四有限公司", "注：由各片区填报", "填表人：赵六"]), encoding="utf-8")
    import_file(book, "enterprises", path)
    assert read("enterprises", "station") == [("长三角",), ("长三角",), ("珠三角",), ("珠三角",)]


def test_a_log_of_trips_has_its_days_its_people_and_its_sum_in_words(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["招商小分队外出情况登记表（2024年5月）"],
            ["批次", "参加人员", "时间", "地点"],
            [1, "陈刚、李敏", "5月6日-5月10日", "苏州"],
            [2, "赵静", "5月20日", "深圳"],
            ["本月合计外出3次"],
        ]
    )
    report = import_file(book, "trips", path)
    assert report.skipped == [(5, "小计或合计行")]
    assert sorted(read("trips", "staff", "start", "end", "destination")) == [
        ("李敏", dt.date(2024, 5, 6), dt.date(2024, 5, 10), "苏州"),
        ("赵静", dt.date(2024, 5, 20), dt.date(2024, 5, 20), "深圳"),
        ("陈刚", dt.date(2024, 5, 6), dt.date(2024, 5, 10), "苏州"),
    ]


def test_beside_the_firm_s_own_contact_the_对接人_is_ours(book: Book, sheet_file: Make, read: Read) -> None:
    heads = ["企业名称", "联系人及方式", "对接人", "是否上市"]
    rows = [["甲有限公司", "周明13912345678", "陈刚", "拟上市"], ["乙有限公司", "无", "李敏", "上市（沪市）"]]
    import_file(book, "enterprises", sheet_file([heads, *rows]))
    assert read("enterprises", "name", "contact_name", "contact_phone", "staff", "listed") == [
        ("甲有限公司", "周明", "13912345678", "陈刚", False),
        ("乙有限公司", None, None, "李敏", True),
    ]


def test_a_bare_对接人_is_the_firm_s(book: Book, sheet_file: Make, read: Read) -> None:
    import_file(book, "enterprises", sheet_file([["企业名称", "对接人", "对接情况"], ["甲有限公司", "周明", "已电联"]]))
    assert read("enterprises", "contact_name", "staff") == [("周明", None)]


def test_two_firms_in_one_visit_are_told(book: Book, sheet_file: Make) -> None:
    rows = [["日期", "走访企业", "洽谈内容"], ["2024-05-11", "昆山甲汽车电器公司、太仓乙轴承厂", "看车间"]]
    report = import_file(book, "visits", sheet_file(rows))
    told = "“昆山甲汽车电器公司、太仓乙轴承厂”像是2家企业，现按一家导入，请分成2行"
    assert (report.created, [fault.reason for fault in report.warnings]) == (1, [told])


def test_a_deadline_that_names_no_day_leaves_its_row_in(book: Book, sheet_file: Make, read: Read) -> None:
    create(book, "leads", {"name": "光伏组件"})
    heads = ["项目名称", "存在问题", "牵头部门", "办结时限", "是否办结", "办理进展"]
    rows = [
        ["光伏组件", "用电增容", "供电公司", "长期", "否", "已报方案"],
        ["光伏组件", "环评", "环保局", "尽快", "是", ""],
    ]
    report = import_file(book, "assistance", sheet_file([heads, *rows]))
    assert [fault.reason for fault in report.warnings] == [
        "“长期”不是办结时限，按空白导入",
        "“尽快”不是办结时限，按空白导入",
    ]
    assert read("assistance", "item", "unit", "due", "state", "note") == [
        ("用电增容", "供电公司", None, "办理中", "已报方案"),
        ("环评", "环保局", None, "已办结", None),
    ]


def test_what_stands_behind_a_unit_or_a_person_goes_to_the_note(book: Book, sheet_file: Make, read: Read) -> None:
    heads = ["项目名称", "乙方（投资方）", "项目来源地", "责任单位及责任人"]
    import_file(book, "leads", sheet_file([heads, ["光伏组件", "绍兴纺织有限公司", "浙江绍兴", "经开区 张三"]]))
    assert read("leads", "investor", "origin", "unit", "note") == [
        ("绍兴纺织有限公司", "浙江省", "经开区", "项目来源地：浙江绍兴\n责任单位及责任人：张三")
    ]
    heads = ["项目名称", "需协调解决的问题", "责任人及电话", "要求办结时限", "是否销号"]
    rows = [["光伏组件", "临时用电", "王工13800001234", "5个工作日", "是"]]
    import_file(book, "assistance", sheet_file([heads, *rows]))
    assert read("assistance", "person", "due", "state", "note") == [
        ("王工", None, "已办结", "责任人及电话：13800001234")
    ]


def test_a_term_of_office_in_bare_years_and_a_year_as_an_end(book: Book, sheet_file: Make, read: Read) -> None:
    rows = [["姓名", "聘用时间", "聘用年限"], ["欧阳文静", "2024年1月10日", 3], ["孙立", "2024年1月10日", "两年"]]
    import_file(book, "ambassadors", sheet_file(rows))
    assert sorted(read("ambassadors", "appointed_to")) == [(dt.date(2026, 1, 9),), (dt.date(2027, 1, 9),)]
    rows = [["文件名", "执行期限"], ["优惠办法", "2024-2028"], ["意见", "长期有效"]]
    import_file(book, "policies", sheet_file(rows))
    assert read("policies", "name", "effective_to") == [("优惠办法", dt.date(2028, 12, 1)), ("意见", None)]


def test_a_hometown_list_of_those_who_work_away(book: Book, sheet_file: Make, read: Read) -> None:
    heads = ["姓名", "家庭住址", "在外务工/经商地点", "企业名称及职务", "企业年产值"]
    rows = [["王建", "柳林镇东村3组", "浙江义乌", "义乌市宏图饰品厂厂长", "3000万"]]
    import_file(book, "hometown", sheet_file([heads, *rows]))
    assert read("hometown", "town", "village", "province", "city", "employer", "title", "scale") == [
        ("柳林镇", "东村3组", "浙江省", "义乌市", "义乌市宏图饰品厂", "厂长", "3000万")
    ]


def test_a_firm_s_kind_in_other_words_and_a_day_with_its_feast(book: Book, sheet_file: Make, read: Read) -> None:
    rows = [["类别", "企业名称", "法人代表", "法人电话", "对接人员"], ["民企", "甲泵业", "李某", "13800002222", "陈刚"]]
    import_file(book, "enterprises", sheet_file(rows))
    assert read("enterprises", "kind", "contact_name", "contact_phone", "staff") == [
        ("私企", "李某", "13800002222", "陈刚")
    ]
    import_file(book, "events", sheet_file([["活动名称", "举办时间"], ["座谈会", "2024.2.12（正月初三）"]]))
    assert read("events", "date") == [(dt.date(2024, 2, 12),)]
