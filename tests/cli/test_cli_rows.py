"""ledgers and list."""

import datetime as dt
from decimal import Decimal

from crm.actions.edit import create, delete
from crm.records.ledger import LEDGERS
from crm.rules.dates import Day


def fill(book):
    """Two stations, three enterprises, one lead signed in a month."""
    near, _ = create(book, "stations", {"name": "浙江组"})
    far, _ = create(book, "stations", {"name": "成渝组"})
    first, _ = create(
        book,
        "enterprises",
        {
            "name": "杭州云帆光电有限公司",
            "registered_capital": 50_000_000,
            "station": near,
            "state": "在谈",
            "listed": True,
            "contact_name": "李明朗",
            "contact_phone": "13900001234",
        },
    )
    create(book, "enterprises", {"name": "成都和风食品有限公司", "registered_capital": 5_000_000, "station": far})
    gone, _ = create(book, "enterprises", {"name": "已删企业"})
    delete(book, "enterprises", [gone])
    create(
        book,
        "leads",
        {
            "name": "光学镜片项目",
            "enterprise": first,
            "total_investment": 120_000_000,
            "land": Decimal("35.5"),
            "signed_date": Day(dt.date(2024, 5, 1), "month"),
            "signed_amount": 100_000_000,
            "first_date": dt.date(2024, 3, 8),
        },
    )
    return first


def test_rows_come_as_json_with_refs_by_name_and_amounts_in_yuan(book, cli):
    first = fill(book)
    answer = cli("list", "enterprises", "--json", "--sort", "-注册资本")
    assert answer.status == 0
    assert answer.err == ""
    data = answer.json
    assert (data["ledger"], data["total"]) == ("enterprises", 2)
    row = data["rows"][0]
    assert row["id"] == first
    assert row["name"] == "杭州云帆光电有限公司"
    assert row["registered_capital"] == 50_000_000
    assert row["station"] == "浙江组"
    assert row["listed"] is True
    assert row["contact_phone"] == "13900001234"
    assert set(row) == {"id", *LEDGERS["enterprises"].fields}


def test_a_date_known_to_the_month_is_its_first_day_and_marked(book, cli):
    fill(book)
    (row,) = cli("list", "leads", "--json").json["rows"]
    assert row["signed_date"] == "2024-05-01"
    assert row["first_date"] == "2024-03-08"
    assert row["month_only"] == ["signed_date"]
    assert row["land"] == 35.5
    assert row["stage"] == "签约"
    assert row["arrived"] is None


def test_columns_conditions_search_sort_and_limit(book, cli):
    fill(book)
    rows = cli(
        "list", "目标企业", "--json", "--columns", "企业名称,registered_capital", "--sort", "registered_capital"
    ).json
    assert [set(r) for r in rows["rows"]] == [{"id", "name", "registered_capital"}] * 2
    assert [r["name"] for r in rows["rows"]] == ["成都和风食品有限公司", "杭州云帆光电有限公司"]
    assert cli("list", "enterprises", "--json", "--where", "片区=浙江组 且 注册资本>500万").json["total"] == 1
    assert cli("list", "enterprises", "--json", "--where", "片区=浙江组 或 片区=成渝组").json["total"] == 2
    assert [r["name"][:4] for r in cli("list", "enterprises", "--json", "--sort", "-注册资金").json["rows"]] == [
        "杭州云帆", "成都和风",
    ]  # fmt: skip
    assert cli("list", "enterprises", "--json", "--where", "注册资本>=500").json["total"] == 2
    assert cli("list", "leads", "--json", "--where", "签约日期=2024.5").json["total"] == 1
    limited = cli("list", "enterprises", "--json", "--limit", "1").json
    assert (limited["total"], len(limited["rows"])) == (2, 1)
    for words in ("云帆", "yfgd", "yunfan", "lml", "1234"):
        found = cli("list", "enterprises", "--json", "--search", words).json["rows"]
        assert [r["name"] for r in found] == ["杭州云帆光电有限公司"], words


def test_people_get_a_table_with_phones_masked(book, cli):
    fill(book)
    answer = cli("list", "enterprises", "--where", "状态=在谈")
    assert answer.status == 0
    assert "杭州云帆光电有限公司" in answer.out
    assert "注册资本（万元）" in answer.out
    assert "5,000" in answer.out
    assert "13900001234" not in answer.out
    assert answer.out.rstrip().endswith("共 1 家")
    assert "2024-05" in cli("list", "leads", "--columns", "签约日期").out


def test_every_ledger_is_listed_with_its_fields(book, cli):
    data = cli("ledgers", "--json").json
    assert [ledger["key"] for ledger in data["ledgers"]] == list(LEDGERS)
    leads = next(ledger for ledger in data["ledgers"] if ledger["key"] == "leads")
    amount = next(f for f in leads["fields"] if f["key"] == "signed_amount")
    assert (amount["label"], amount["kind"], amount["unit"]) == ("签约金额", "money", "亿元")
    assert "签约金额（亿元）" in cli("ledgers").out


def test_what_there_is_not_is_wrong_usage(book, cli):
    for words in (
        ("list", "不存在"),
        ("list", "enterprises", "--where", "年龄>3"),
        ("list", "enterprises", "--sort", "年龄"),
        ("list", "enterprises", "--sort", "-"),
        ("list", "enterprises", "--where", "=5"),
        ("list", "enterprises", "--columns", "年龄"),
    ):
        answer = cli(*words)
        assert answer.status == 2
        assert answer.out == ""
        assert len(answer.err.strip().splitlines()) == 1
