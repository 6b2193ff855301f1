"""Books made once and kept between runs; the big one has 100,000 enterprises and 200,000 visits."""

from __future__ import annotations

import datetime as dt
import random
import tempfile
from collections.abc import Callable
from pathlib import Path

from crm.actions.rows import insert_rows
from crm.book import Book, create_book, open_book
from crm.records import LEDGERS

ENTERPRISES, VISITS = 100_000, 200_000
PLACES = (("江苏省", "苏州市"), ("浙江省", "宁波市"), ("广东省", "深圳市"), ("四川省", "成都市"), ("上海市", "上海市"))
BRANDS = "恒业铭瑞华彩佰维沃特凌云正帆科顺泰和晨阳博远鼎盛启明"
TRADES = ("光电", "新材料", "智能装备", "生物医药", "精密机械", "食品", "包装")
STATES = ("未接触", "已接触", "在谈", "签约")


def kept_book(name: str, fill: Callable[[Book], None], *, clock: Callable[[], dt.datetime] = dt.datetime.now) -> Book:
    """Open the book kept under a name between runs, made and filled when it is not there."""
    path = Path(tempfile.gettempdir()) / f"zhaoyin-bench-{name}.zhaoyin"
    if path.exists():
        return open_book(path)
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    book = create_book(part, clock=clock)
    fill(book)
    with book.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    book.close()
    part.rename(path)
    return open_book(path)


def big_book() -> Book:
    """Open the big book, making it when it is not there (about a minute)."""
    return kept_book(f"{ENTERPRISES}-{VISITS}", _fill)


def _fill(book: Book) -> None:
    pick = random.Random(7)
    with book.write("建立大账本") as writer:
        companies = insert_rows(writer, LEDGERS["enterprises"], (_enterprise(pick, n) for n in range(ENTERPRISES)))
        insert_rows(writer, LEDGERS["visits"], (_visit(pick, companies) for _ in range(VISITS)))


def _enterprise(pick: random.Random, n: int) -> dict[str, object]:
    province, city = pick.choice(PLACES)
    brand = "".join(pick.sample(BRANDS, 2))
    return {
        "name": f"{city[:2]}{brand}{pick.choice(TRADES)}{n % 997}有限公司",
        "province": province,
        "city": city,
        "chain": pick.choice(TRADES),
        "registered_capital": pick.randrange(100, 90_000) * 10_000,
        "contact_name": "李明朗",
        "contact_phone": f"138{pick.randrange(10**8):08d}",
        "state": pick.choice(STATES),
    }


def _visit(pick: random.Random, companies: list[int]) -> dict[str, object]:
    day = dt.date(2023, 1, 1) + dt.timedelta(days=pick.randrange(700))
    return {"date": day, "enterprise": pick.choice(companies), "content": "商谈用地与能耗指标"}
