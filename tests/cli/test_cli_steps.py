"""batches, undo and history."""

import datetime as dt

from crm.actions.edit import change, create, delete


def test_steps_are_listed_newest_first_and_one_is_undone(book, cli):
    create(book, "enterprises", {"name": "云帆光电"})
    create(book, "enterprises", {"name": "和风食品"})
    steps = cli("batches", "--json").json["batches"]
    assert [s["label"] for s in steps] == ["新建目标企业 和风食品", "新建目标企业 云帆光电"]
    assert [s["rows"] for s in steps] == [1, 1]
    undone = cli("undo", str(steps[1]["batch"]), "--json")
    assert undone.status == 0
    assert undone.json["undone"] == steps[1]["batch"]
    assert undone.json["rows"] == {"enterprises": 1}
    assert undone.json["kept"] == []
    assert [r["name"] for r in cli("list", "enterprises", "--json").json["rows"]] == ["和风食品"]
    after = cli("batches", "--limit", "1", "--json").json["batches"]
    assert [s["label"] for s in after] == ["撤销：新建目标企业 云帆光电"]
    assert "已撤销" in cli("batches").out
    again = cli("undo", str(steps[1]["batch"]))
    assert again.status == 1
    assert "已经撤销过了" in again.err


def test_an_undo_undone_does_the_step_again(book, cli):
    create(book, "enterprises", {"name": "云帆光电"})
    step = cli("batches", "--json").json["batches"][0]["batch"]
    undo = cli("undo", str(step), "--json").json["batch"]
    redone = cli("undo", str(undo), "--json").json
    assert (redone["label"], redone["rows"]) == ("重做：新建目标企业 云帆光电", {"enterprises": 1})
    assert cli("list", "enterprises", "--json").json["total"] == 1
    assert cli("undo", str(undo)).err == "“撤销：新建目标企业 云帆光电”已经撤销过了，没有再次改动\n"
    assert "请撤销它重做的那一步" in cli("undo", str(redone["batch"])).err
    assert cli("undo", str(step)).status == 0
    assert cli("list", "enterprises", "--json").json["total"] == 0
    assert cli("check").status == 0


def test_an_export_that_is_noted_is_no_step_to_undo(book, cli, tmp_path):
    create(book, "hometown", {"name": "李明朗", "phone": "13800000001"})
    assert cli("export", "hometown", tmp_path / "乡贤.xlsx", "--columns", "name,phone").status == 0
    noted = cli("batches", "--json").json["batches"][0]
    answer = cli("undo", str(noted["batch"]))
    assert (noted["kind"], answer.status) == ("log", 1)
    assert answer.err == "“导出 1 人在外乡贤到 乡贤.xlsx”只是一条记录，没有可以撤销的改动\n"


def test_undo_keeps_what_was_changed_since_and_says_so(book, cli):
    row, _ = create(book, "enterprises", {"name": "云帆光电"})
    change(book, "enterprises", {row: {"city": "杭州市"}})
    first = cli("batches", "--json").json["batches"][-1]["batch"]
    undone = cli("undo", str(first), "--json").json
    assert [(k["ledger"], k["id"]) for k in undone["kept"]] == [("enterprises", row)]
    assert cli("list", "enterprises", "--json").json["total"] == 1


def test_a_step_that_is_not_there(book, cli):
    assert cli("batches").out.strip() == "还没有操作"
    answer = cli("undo", "12345")
    assert answer.status == 1
    assert "没有编号为 12345 的操作" in answer.err


def test_history_tells_each_field_with_names_for_refs(book, cli):
    one, _ = create(book, "stations", {"name": "浙江组"})
    two, _ = create(book, "stations", {"name": "成渝组"})
    row, _ = create(book, "enterprises", {"name": "云帆光电", "station": one, "registered_capital": 5_000_000})
    change(book, "enterprises", {row: {"station": two, "registered_capital": 12_000_000}})
    delete(book, "enterprises", [row])
    data = cli("history", "enterprises", str(row), "--json").json
    assert (data["ledger"], data["id"], data["title"]) == ("enterprises", row, "云帆光电")
    told = [(c["verb"], c["field"], c["before"], c["after"]) for c in data["changes"]]
    assert ("新建", "片区", None, "浙江组") in told
    assert ("修改", "片区", "浙江组", "成渝组") in told
    assert ("修改", "注册资本", "500万元", "1,200万元") in told
    assert told[-1] == ("删除", "", None, None)
    assert {c["label"] for c in data["changes"] if c["verb"] == "修改"} == {"修改目标企业的注册资本、片区"}
    assert all(c["batch"] and c["at"] for c in data["changes"])


def test_history_counts_milestones_and_contacts_under_the_names_of_their_fields(book, cli):
    lead, _ = create(
        book, "leads", {"name": "镜片项目", "signed_date": dt.date(2024, 5, 2), "signed_amount": 100_000_000}
    )
    change(book, "leads", {lead: {"signed_date": dt.date(2024, 5, 9), "city_signed_date": dt.date(2024, 6, 1)}})
    change(book, "leads", {lead: {"city_signed_date": None}})
    told = [(c["field"], c["before"], c["after"]) for c in cli("history", "leads", str(lead), "--json").json["changes"]]
    assert ("签约金额", None, "1亿元") in told
    assert ("签约日期", "2024-05-02", "2024-05-09") in told
    assert ("签约日期·市认定", None, "2024-06-01") in told
    assert told[-1] == ("签约日期·市认定", "2024-06-01", None)
    row, _ = create(book, "enterprises", {"name": "云帆光电", "contact_name": "李明朗"})
    fields = [c["field"] for c in cli("history", "enterprises", str(row), "--json").json["changes"]]
    assert "联系人·姓名" in fields
    assert "李明朗" in cli("history", "enterprises", str(row)).out


def test_history_of_a_record_that_is_not_there(book, cli):
    answer = cli("history", "enterprises", "99")
    assert answer.status == 1
    assert "没有编号为 99 的记录" in answer.err
