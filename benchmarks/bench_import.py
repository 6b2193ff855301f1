"""How long an import takes beside the bare reading and writing of the same rows: the aim is 5 times at most."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.measure import Measured

ROWS = 100_000
HEADERS = (
    *("序号", "企业名称", "统一社会信用代码", "企业类型", "所属行业", "所在省", "所在市", "地址", "注册资本（万元）"),
    *("成立日期", "年营业收入（亿元）", "主要产品", "联系人", "职务", "联系电话", "片区", "备注"),
)
SOUNDS = "星源宏图博远东材新锦上晨阳华彩恒瑞达凌云沃特铭创天合盛皖维光万润汇能鑫绿中科微激智长阳裕田"
TRADES = ("科技", "电子", "新材料", "生物医药", "精密机械")
PLACES = (("广东省", "深圳市"), ("江苏省", "苏州市"), ("浙江省", "宁波市"), ("四川省", "成都市"))


def run(rows: int = ROWS) -> list[Measured]:
    """A first import beside as many existing rows, and the same file once more, as ratios to the bare work."""
    with tempfile.TemporaryDirectory() as folder:
        return _run(Path(folder), rows)


def _run(folder: Path, rows: int) -> list[Measured]:
    from crm.book import create_book
    from crm.excel.run import import_file

    before, source = folder / "已有.xlsx", folder / "新到.xlsx"
    _write(before, rows, seed=1)
    _write(source, rows, seed=2)
    book = create_book(folder / "账本.zhaoyin")
    import_file(book, "enterprises", before)
    bare = _bare(source, folder / "bare.db")
    first, report = _timed(lambda: import_file(book, "enterprises", source))
    again, second = _timed(lambda: import_file(book, "enterprises", source))
    book.close()
    if report.created != rows or second.unchanged != rows:
        raise AssertionError(f"{report.sentence()}; {second.sentence()}")
    size = f"{rows:,} × {len(HEADERS)}"
    return [
        Measured(f"import {size} beside {rows:,} ({first:.0f} s, bare {bare:.0f} s)", first / bare, "×", 5),
        Measured(f"import the same file again ({again:.0f} s)", again / bare, "×", 5),
    ]


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def _bare(source: Path, target: Path) -> float:
    """Seconds that python-calamine and a bare executemany need for the same rows."""
    import python_calamine

    start = time.perf_counter()
    found = python_calamine.CalamineWorkbook.from_path(str(source)).get_sheet_by_index(0).to_python()
    database = sqlite3.connect(target)
    columns = ",".join(f"c{at}" for at in range(len(HEADERS)))
    database.execute(f"CREATE TABLE bare ({columns})")
    marks = ",".join("?" * len(HEADERS))
    plain = [[cell.isoformat() if isinstance(cell, dt.date) else cell for cell in row] for row in found[1:]]
    database.executemany(f"INSERT INTO bare VALUES ({marks})", plain)
    database.commit()
    database.close()
    return time.perf_counter() - start


def _brand(number: int) -> str:
    """A brand of four characters, a different one for every number."""
    letters = []
    for _ in range(4):
        number, at = divmod(number, len(SOUNDS))
        letters.append(SOUNDS[at])
    return "".join(letters)


def _write(path: Path, rows: int, *, seed: int) -> None:
    from openpyxl import Workbook

    from crm.rules.credit_code import ALPHABET, check_character

    draw = random.Random(seed)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("目标企业")
    sheet.append(HEADERS)
    for at in range(rows):
        province, city = PLACES[seed % 2 * 2 + at % 2]
        body = "91" + "".join(draw.choices("0123456789", k=6)) + "".join(draw.choices(ALPHABET, k=9))
        name = f"{city[:2]}{_brand(at)}{draw.choice(TRADES)}有限公司"
        sheet.append(
            [
                at + 1,
                name,
                body + check_character(body),
                "私企",
                draw.choice(("电子", "食品", "包装", "新能源")),
                province,
                city,
                f"{city}科技路{at}号",
                draw.randint(100, 90_000),
                dt.date(2000, 1, 1) + dt.timedelta(days=draw.randrange(8000)),
                round(draw.random() * 30, 2),
                "".join(draw.choices(SOUNDS, k=2)) + "制品",
                draw.choice("王李张刘陈赵周") + "".join(draw.choices(SOUNDS, k=2)),
                draw.choice(("总经理", "董事长", "副总裁")),
                f"1{draw.randrange(3_000_000_000, 10_000_000_000)}",
                draw.choice(("长三角", "珠三角", "京津冀")),
                draw.choice(("", "有扩产意向\n关注皖北", "老客户推荐")),
            ]
        )
    book.save(path)
    _state_dimension(path, rows + 1)


def _state_dimension(path: Path, height: int) -> None:
    """Say how large the sheet is, as every workbook of Excel and WPS does and openpyxl's quick writer does not."""
    whole = f'<dimension ref="A1:Q{height}"/>'.encode()
    other = path.with_suffix(".part")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                content = content.replace(b"<sheetViews>", whole + b"<sheetViews>", 1)
            new.writestr(entry, content)
    other.replace(path)
