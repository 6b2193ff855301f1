"""import, export, template and monthly, on real files."""

import csv
import datetime as dt
import json
import os
from pathlib import Path

import openpyxl
import pytest

from crm.demo import fill


@pytest.fixture
def sheet(tmp_path):
    """A list of enterprises as an office keeps it: title, units in the header, one impossible date, a total."""
    path = tmp_path / "目标企业清单.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(
            [
                ["云溪县目标企业清单", "", "", ""],
                ["序号", "企业名称", "注册资本（万元）", "成立日期"],
                ["1", "杭州云帆光电有限公司", "5000", "2015.3.8"],
                ["2", "成都和风食品有限公司", "1.2亿", "2016年5月"],
                ["3", "苏州海岳机械有限公司", "800", "2017-02-30"],
                ["合计", "", "17800", ""],
            ]
        )
    return path


def test_an_import_reports_every_row(book, cli, sheet):
    answer = cli("import", "enterprises", sheet, "--json")
    assert answer.status == 1
    assert answer.err == "1 行有错误没有导入，可加 --errors 另存成表格，改正后再导入\n"
    data = answer.json
    assert set(data) >= {
        "ledger", "source", "sheet", "header_rows", "mapping", "unmapped", "rows", "created", "updated", "unchanged",
        "skipped", "errors", "duplicates", "batch",
    }  # fmt: skip
    assert data["header_rows"] == [2, 2]
    assert data["mapping"]["注册资本（万元）"] == "registered_capital"
    assert (data["rows"], data["created"]) == (3, 2)
    assert [(e["row"], e["value"]) for e in data["errors"]] == [(5, "2017-02-30")]
    assert [s["row"] for s in data["skipped"]] == [6]
    rows = cli("list", "enterprises", "--json", "--sort", "registered_capital").json["rows"]
    assert [(r["name"], r["registered_capital"]) for r in rows] == [
        ("杭州云帆光电有限公司", 50_000_000),
        ("成都和风食品有限公司", 120_000_000),
    ]
    assert rows[1]["month_only"] == ["established"]
    again = cli("import", "enterprises", sheet, "--json").json
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 2)
    assert cli("undo", str(data["batch"])).status == 0
    assert cli("list", "enterprises", "--json").json["total"] == 0


def test_a_dry_run_writes_nothing(book, cli, sheet, tmp_path):
    errors = tmp_path / "错误.xlsx"
    data = cli("import", "enterprises", sheet, "--dry-run", "--errors", errors, "--json").json
    assert (data["created"], data["batch"]) == (2, None)
    assert cli("list", "enterprises", "--json").json["total"] == 0
    assert openpyxl.load_workbook(errors).worksheets
    assert "第 5 行" in cli("import", "enterprises", sheet, "--dry-run").out


def test_where_the_wrong_rows_cannot_be_kept_nothing_is_imported(book, cli, sheet, tmp_path):
    for target in (tmp_path / "无此文件夹" / "错误.xlsx", tmp_path, sheet):
        answer = cli("import", "enterprises", sheet, "--errors", target, "--json")
        assert (answer.status, answer.out) == (1, "")
        assert len(answer.err.strip().splitlines()) == 1
    assert cli("list", "enterprises", "--json").json["total"] == 0


def test_a_mapping_by_hand(book, cli, sheet, tmp_path):
    cli("import", "enterprises", sheet, "--map", '{"成立日期":""}', "--json")
    row = cli("list", "enterprises", "--json", "--where", "企业名称~海岳").json["rows"][0]
    assert row["established"] is None
    kept = tmp_path / "对应.json"
    kept.write_text(json.dumps({"序号": "备注"}, ensure_ascii=False), encoding="utf-8")
    assert (
        cli("import", "enterprises", sheet, "--map", str(kept), "--dry-run", "--json").json["mapping"]["序号"] == "note"
    )
    for wrong in ("{坏", "[1]", "没有.json", '{"序号":"年龄"}'):
        assert cli("import", "enterprises", sheet, "--map", wrong).status == 2


def test_a_source_that_is_not_there(book, cli, tmp_path):
    answer = cli("import", "enterprises", tmp_path / "无.xlsx")
    assert answer.status == 1
    assert "无.xlsx" in answer.err


def test_an_export_holds_the_rows_and_columns_of_the_view(book, cli, sheet, tmp_path):
    cli("import", "enterprises", sheet)
    out = tmp_path / "导出.xlsx"
    answer = cli("export", "enterprises", out, "--where", "注册资本>1亿", "--columns", "企业名称,注册资本", "--json")
    assert answer.status == 0
    assert answer.json["rows"] == 1
    cells = [[c.value for c in row] for row in openpyxl.load_workbook(out).active.iter_rows()]
    assert cells[0] == ["企业名称", "注册资本（万元）"]
    assert cells[1] == ["成都和风食品有限公司", 12000]
    assert "已导出 1 家" in cli("export", "enterprises", out, "--where", "注册资本>1亿").out


def test_a_template_can_be_imported_as_it_is_filled(book, cli, tmp_path):
    out = tmp_path / "模板.xlsx"
    answer = cli("template", "目标企业", out)
    assert answer.status == 0
    headers = [cell.value for row in openpyxl.load_workbook(out).worksheets[0].iter_rows(max_row=4) for cell in row]
    assert any("企业名称" in str(h) for h in headers)


def test_the_bulletin_of_a_month(book, cli, tmp_path):
    fill(book, seed=2, scale=0.2, today=dt.date(2024, 9, 18))
    answer = cli("monthly", "2024-08", "--out", tmp_path / "通报", "--json")
    assert answer.status == 0
    data = answer.json
    assert data["month"] == "2024-08"
    signed = next(i for i in data["indicators"] if i["key"] == "signed_count")
    listed = cli("list", "leads", "--json", "--where", "签约日期:2024-01-01~2024-08-31").json
    assert signed["cumulative"] == listed["total"]
    assert sorted(p.suffix for p in (tmp_path / "通报").iterdir()) == [".docx", ".xlsx"]
    assert cli("monthly", "八月").status == 2
    assert cli("monthly", "2024-08", "--papers").status == 2
    files = cli("monthly", "2024-08", "--papers", "--out", tmp_path / "八月", "--json").json["files"]
    assert len(files) == len(list((tmp_path / "八月").iterdir())) == 17
    assert "截至8月底" in cli("monthly", "2024-08").out


def test_a_failing_check_is_named_and_a_reason_overrides_it(cli, book, tmp_path) -> None:
    source = tmp_path / "倒序.csv"
    source.write_text(
        "项目名称,签约日期,签约金额（亿元）,开工日期\n倒序项目,2024-08-10,1,2024-08-01\n", encoding="utf-8"
    )
    assert cli("import", "leads", source).status == 0
    refused = cli("monthly", "2024-08", "--out", tmp_path / "通报")
    assert refused.status == 1 and "里程碑日期先后有序" in refused.err
    assert refused.out == ""
    told = cli("monthly", "2024-08", "--out", tmp_path / "通报", "--json")
    assert told.status == 1 and len(told.err.splitlines()) == 1
    assert [c["rule"] for c in told.json["checks"] if not c["ok"]] == ["里程碑日期先后有序"]
    assert told.json["files"] == []
    assert not (tmp_path / "通报").exists()
    assert cli("monthly", "2024-08", "--out", tmp_path / "通报", "--override", "待市局更正").status == 0
    assert len(list((tmp_path / "通报").iterdir())) == 2


def test_a_paper_that_does_not_add_up_is_answered_with_its_checks_and_a_reason_overrides_it(
    cli, book, tmp_path
) -> None:
    source = tmp_path / "倒序.csv"
    source.write_text(
        "项目名称,签约日期,签约金额（亿元）,开工日期\n倒序项目,2024-08-10,1,2024-08-01\n", encoding="utf-8"
    )
    assert cli("import", "leads", source).status == 0
    asked = ("paper", "ranking", "--on", "2024-08-20", "--out", tmp_path / "排名")
    refused = cli(*asked)
    assert refused.status == 1 and refused.out == "" and not (tmp_path / "排名").exists()
    assert "2024年第3季度招商引资季度排名通报有1项核验不符：里程碑日期先后有序" in refused.err
    told = cli(*asked, "--json")
    assert told.status == 1 and len(told.err.splitlines()) == 1
    assert told.json == {
        "paper": "ranking",
        "files": [],
        "checks": [
            {
                "paper": "2024年第3季度招商引资季度排名通报",
                "rule": "里程碑日期先后有序",
                "ok": False,
                "detail": "日期先后颠倒：倒序项目（2024年8月1日开工，2024年8月10日签约）",
            }
        ],
    }
    assert cli(*asked, "--override", "待市局更正").status == 0
    assert len(list((tmp_path / "排名").iterdir())) == 2
    assert "核验不符仍生成2024年第3季度招商引资季度排名通报，理由：待市局更正" in cli("batches").out


def test_the_other_papers_are_listed_and_written(cli, tmp_path) -> None:
    cli("init")
    listed = cli("paper", "list", "--json").json
    assert {"key", "label", "period", "about"} == set(listed["papers"][0])
    assert "weekly      驻外招商工作周报" in cli("paper", "list").out
    made = cli("paper", "weekly", "--on", "2024-08-15", "--out", tmp_path / "周报", "--json").json
    assert [Path(file).name.removeprefix("云溪县") for file in made["files"]] == [
        "2024年第33周驻外招商工作周报.xlsx",
        "2024年第33周驻外招商工作周报.docx",
    ]
    assert all(Path(file).exists() for file in made["files"])
    every = cli("paper", "all", "--on", "2024-08-15", "--out", tmp_path / "全部", "--json").json["files"]
    assert len(every) == 15
    assert sorted(every) == sorted(str(path) for path in (tmp_path / "全部").iterdir())
    assert cli("paper", "日报", "--out", tmp_path).status == 2
    assert "请用 --out 指定" in cli("paper", "weekly").err


@pytest.mark.skipif(os.name == "nt", reason="file names are bytes on Unix only")
def test_a_file_whose_name_is_not_utf_8_is_imported_and_told_as_far_as_it_reads(book, cli, tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + "/企业[1].csv".encode("gb18030")))
    path.write_text("企业名称,成立日期\n甲公司,2024-02-28\n乙公司,2024-02-30\n", encoding="gb18030")
    errors = path.with_suffix(".xlsx")
    answer = cli("import", "enterprises", path, "--errors", errors, "--json")
    assert (answer.status, answer.json["created"]) == (1, 1)
    assert openpyxl.load_workbook(errors).active["C3"].value == "没有2024年2月30日这一天，请改成实际日期"
    assert cli("batches", "--json").json["batches"][0]["rows"] == 1


def test_a_folder_given_for_a_table_is_told_by_its_name(book, cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli("import", "enterprises", Path()).err == f"“{tmp_path.name}”是文件夹，请选择其中的一个表格文件\n"
