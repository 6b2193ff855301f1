"""附件: photos and files of any record; the row tells of them, the content lies in a folder beside the book."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.records import field as f
from crm.records.base import Record

PHOTO, FILE = "照片", "文件"


class Attachment(Record):
    """One photo or file of one record: exactly one of the columns that point to a ledger is filled.

    `sha256` names the content, which is found by it wherever it lies; `size` is in bytes.
    """

    __tablename__ = "attachment"

    enterprise: Mapped[int | None] = f.ref("企业", "enterprises", "enterprise")
    hometown: Mapped[int | None] = f.ref("乡贤", "hometown", "hometown")
    ambassador: Mapped[int | None] = f.ref("招商大使", "ambassadors", "ambassador")
    trip: Mapped[int | None] = f.ref("行程", "trips", "trip")
    visit: Mapped[int | None] = f.ref("拜访", "visits", "visit")
    lead: Mapped[int | None] = f.ref("线索项目", "leads", "lead")
    arrival: Mapped[int | None] = f.ref("到位资金", "arrivals", "arrival")
    target: Mapped[int | None] = f.ref("指标任务", "targets", "target")
    assistance: Mapped[int | None] = f.ref("帮办事项", "assistance", "assistance")
    event: Mapped[int | None] = f.ref("招商活动", "events", "event")
    opportunity: Mapped[int | None] = f.ref("供需信息", "opportunities", "opportunity")
    policy: Mapped[int | None] = f.ref("政策", "policies", "policy")
    staff: Mapped[int | None] = f.ref("人员", "staff", "staff")
    station: Mapped[int | None] = f.ref("片区", "stations", "station")
    kind: Mapped[str | None] = f.choice("类别", (PHOTO, FILE), required=True, default=FILE)
    name: Mapped[str | None] = f.text("文件名", required=True)
    caption: Mapped[str | None] = f.text("说明")
    taken: Mapped[dt.date | None] = f.day("拍摄日期")
    position: Mapped[int | None] = f.whole("次序", default=0)
    sha256: Mapped[str] = mapped_column(Text, index=True)
    size: Mapped[int] = mapped_column(BigInteger)
