"""init, check, backup; the ways in and out of the command line."""

import datetime as dt
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

import crm.cli.rows
from crm.actions.edit import create, delete
from crm.book import open_book
from crm.cli import main
from crm.demo import fill


def test_a_new_book_is_empty(cli, path):
    answer = cli("init", "--json")
    assert answer.status == 0
    assert answer.json["book"] == str(path)
    assert set(answer.json["rows"].values()) == {0}
    again = cli("init")
    assert again.status == 1
    assert "已经存在" in again.err


def test_the_demo_is_the_same_for_the_same_seed(cli, path, tmp_path, capsys):
    day = ("--today", "2024-09-18")
    first = cli("init", "--demo", "--scale", "0.1", "--seed", "5", *day, "--json")
    assert first.json["rows"]["enterprises"] == 60
    assert "示范县" in first.err
    other = tmp_path / "二.zhaoyin"
    assert main(["init", "--demo", "--scale", "0.1", "--seed", "5", *day, "--book", str(other), "--json"]) == 0
    capsys.readouterr()
    listed = []
    for book in (path, other):
        main(["list", "leads", "--json", "--book", str(book)])
        listed.append(json.loads(capsys.readouterr().out))
    assert listed[0] == listed[1]
    assert listed[0]["total"] >= 15


def test_a_fill_that_fails_leaves_no_file(cli, path, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError("halfway")

    monkeypatch.setattr("crm.demo.fill", broken)
    answer = cli("init", "--demo")
    assert answer.status == 1
    assert not path.exists()


def test_a_sound_book_passes_every_check(cli, book):
    fill(book, seed=2, scale=0.1, today=dt.date(2024, 9, 18))
    answer = cli("check", "--json")
    assert answer.status == 0
    assert answer.json["ok"] is True
    assert all(c["ok"] for c in answer.json["checks"])
    details = {c["rule"]: c["detail"] for c in answer.json["checks"]}
    assert "逐条相符" in details["日志与记录一致"]
    assert details["到位资金不超过签约金额"].startswith("提示：1 个项目")
    assert "账本完好" in cli("check").out


def test_a_row_changed_behind_the_journal_is_found(cli, book):
    create(book, "enterprises", {"name": "云帆光电"})
    with book.engine.connect() as connection:
        connection.execute(text("DROP TRIGGER journal_enterprise_u"))
        connection.execute(text("UPDATE enterprise SET name = '别的企业'"))
        connection.commit()
    answer = cli("check", "--json")
    assert answer.status == 1
    assert answer.err == "账本有问题，请从备份恢复或联系维护人员\n"
    assert answer.json["ok"] is False
    assert [c["rule"] for c in answer.json["checks"] if not c["ok"]] == ["日志与记录一致"]


def test_records_in_doubt_are_noted(cli, book):
    station, _ = create(book, "stations", {"name": "浙江组"})
    create(
        book,
        "leads",
        {
            "name": "倒置项目",
            "station": station,
            "signed_date": dt.date(2024, 5, 2),
            "started_date": dt.date(2024, 4, 1),
        },
    )
    delete(book, "stations", [station])
    details = {c["rule"]: c["detail"] for c in cli("check", "--json").json["checks"]}
    assert details["里程碑先后有序"] == "提示：1 处日期倒置：倒置项目（自报开工早于签约），请核对"
    assert "线索项目的片区（1 条）" in details["关联的记录都在用"]


def test_a_backup_opens_as_a_book_of_its_own(cli, book, path, tmp_path):
    create(book, "enterprises", {"name": "云帆光电"})
    answer = cli("backup", tmp_path / "新文件夹" / "副本.zhaoyin", "--json")
    assert answer.status == 0
    copy = Path(answer.json["backup"])
    assert answer.json["bytes"] == copy.stat().st_size
    open_book(copy).close()
    folder = cli("backup", tmp_path, "--json")
    assert Path(folder.json["backup"]).parent == tmp_path
    assert Path(folder.json["backup"]).suffix == ".zhaoyin"
    own = cli("backup", path)
    assert own.status == 1
    assert "不能写到账本自己" in own.err


def test_without_a_book_it_says_what_to_do(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    assert main(["list", "enterprises"]) == 1
    assert "zhaoyin-cli init" in capsys.readouterr().err
    assert main(["--book", str(tmp_path / "无.zhaoyin"), "check"]) == 1
    assert "找不到账本" in capsys.readouterr().err


def test_the_users_own_book_is_made_and_found_again(capsys):
    assert main(["init", "--json"]) == 0
    path = Path(json.loads(capsys.readouterr().out)["book"])
    assert path.name == "招引.zhaoyin"
    assert path.parent.name == "招引"
    assert main(["list", "enterprises", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["total"] == 0
    open_book(path).close()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "缺少参数：命令"),
        (["跳舞"], "命令没有“跳舞”"),
        (["list"], "缺少参数：LEDGER"),
        (["list", "enterprises", "--limit", "很多"], "“很多”不是整数"),
        (["list", "enterprises", "--limit", "99999999999999999999"], "太大"),
        (["history", "leads", "99999999999999999999"], "太大"),
        (["undo", "99999999999999999999"], "太大"),
        (["--book", "", "check"], "没有写文件名"),
        (["monthly", "2024-13"], "没有“2024-13”这个月份，请写成2024-05"),
        (["monthly", "去年"], "没有“去年”这个月份"),
        (["list", "enterprises", "--sort"], "缺少一个值"),
        (["init", "--scale", "0"], "大于0"),
        (["init", "--scale", "大"], "大于0"),
        (["init", "--today", "昨天"], "2024-05-03"),
        (["check", "--多余"], "不认识的参数"),
        (["import", "visits", "甲.csv", "--duplicates", "合并"], "没有“合并”"),
        (["list", "enterprises", "--search", "\udcb1\udcb9"], "不是UTF-8的字符"),
    ],
)
def test_wrong_usage_is_told_in_one_sentence(words, says, capsys):
    assert main(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert says in captured.err
    assert len(captured.err.strip().splitlines()) == 1


def test_help_is_chinese(capsys):
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("用法：")
    assert "导入表格" in out
    assert "usage" not in out


def test_our_own_fault_is_logged_and_not_thrown_at_the_user(cli, book, own_folders, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(crm.cli.rows.listing, "count", broken)
    answer = cli("list", "enterprises")
    assert answer.status == 1
    assert "程序内部出错" in answer.err
    assert "Traceback" not in answer.err
    (log,) = own_folders.rglob("cli.log")
    assert "a fault of ours" in log.read_text(encoding="utf-8")


def test_an_interrupted_command_says_so(cli, book, monkeypatch):
    def stopped(*_args, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr(crm.cli.rows.listing, "count", stopped)
    answer = cli("list", "enterprises")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err == "已中断，没有完成的写入全部退回\n"


def test_a_reader_who_has_seen_enough_hears_no_complaint(path, book):
    fill(book, seed=2, scale=0.1, today=dt.date(2024, 9, 18))
    command = _program(path, "list", "visits", "--json")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_APART["env"]) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_output_that_finds_no_room_is_told(path, book):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(_program(path, "list", "visits", "--json"), stdout=full, **_APART)
    assert done.returncode == 1
    assert done.stderr.decode() == "结果写不到标准输出，请检查磁盘空间，账本里已经做完的操作不受影响\n"


@pytest.mark.skipif(sys.platform == "win32", reason="closed by the shell's own words")
def test_closed_streams_are_no_fault(path, book):
    for closed in (">&-", "2>&-", "<&-"):
        command = f"{shlex.join(_program(path, 'list', 'visits', '--json'))} {closed}"
        assert subprocess.run(command, shell=True, stdout=subprocess.PIPE, **_APART).returncode == 0
    wrong = shlex.join(_program(path, "list", "无")) + " 2>&-"
    done = subprocess.run(wrong, shell=True, stdout=subprocess.PIPE, **_APART)
    assert (done.returncode, done.stdout) == (2, b"")


_APART = {
    "stderr": subprocess.PIPE,
    "check": False,
    "env": {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
}


def _program(path, *words):
    """The command line as a process of its own."""
    return [sys.executable, "-c", "import sys; from crm.cli import main; sys.exit(main())", "--book", str(path), *words]


def test_a_damaged_book_makes_no_backup(path, book, tmp_path, cli):
    fill(book, seed=2, scale=0.1, today=dt.date(2024, 9, 18))
    book.close()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + b"\x00" * 40_000 + whole[len(whole) // 2 + 40_000 :])
    answer = cli("backup", tmp_path / "副本.zhaoyin")
    assert answer.status == 1
    assert len(answer.err.strip().splitlines()) == 1
    assert not list(tmp_path.glob("*副本*"))


def test_it_runs_as_a_program_of_its_own(path, book):
    create(book, "enterprises", {"name": "云帆光电"})
    program = [sys.executable, "-c", "import sys; from crm.cli import main; sys.exit(main())"]
    where = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [*program, "--book", str(path), "--json", "list", "enterprises"], capture_output=True, env=where, check=False
    )
    assert done.returncode == 0
    assert done.stderr == b""
    assert json.loads(done.stdout.decode("utf-8"))["rows"][0]["name"] == "云帆光电"
    wrong = subprocess.run([*program, "list", "无"], capture_output=True, env=where, check=False)
    assert wrong.returncode == 2
    assert "没有名为“无”的台账" in wrong.stderr.decode("utf-8")
