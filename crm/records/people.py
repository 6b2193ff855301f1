"""片区 and 人员: who works where."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from crm.records import field as f
from crm.records.base import Record


class Station(Record):
    """片区 / 驻外招商组: posted staff of one region."""

    __tablename__ = "station"

    name: Mapped[str] = f.text("片区名称", required=True, search=True, shown=True, width=160, aliases=("片区", "驻外招商组", "招商组", "组别", "招商组名称", "组名", "小组名称", "驻外招商片区", "分局名称"))
    region: Mapped[str | None] = f.text("负责区域", shown=True, width=240, aliases=("区域", "驻点城市", "覆盖省市", "覆盖区域", "负责省市", "驻点地区", "覆盖范围", "招商区域", "负责省份", "负责城市", "覆盖地区", "所辖区域", "招商范围", "辐射区域", "联系区域"))
    leader: Mapped[str | None] = f.text("负责人", shown=True, aliases=("组长", "片区负责人", "片长", "牵头人"))
    order: Mapped[int | None] = f.whole("排列次序", shown=True, aliases=("次序",))
    note: Mapped[str | None] = f.note("备注", shown=True)


class Staff(Record):
    """驻外招商干部 and office staff."""

    __tablename__ = "staff"

    name: Mapped[str] = f.text("姓名", required=True, search=True, person=True, shown=True, aliases=("人员", "驻外人员", "驻外干部", "干部姓名", "招商专员"))
    station: Mapped[int | None] = f.ref("片区", "stations", "station", shown=True, aliases=("所在片区", "招商组", "组别", "驻外招商组", "驻点片区", "所在组", "所属片区", "所属组", "所属招商组", "驻外小组", "驻点小组", "招商小组"))
    role: Mapped[str | None] = f.choice("岗位", ("驻外干部", "办公室", "县领导"), closed=False, default="驻外干部", shown=True)
    unit: Mapped[str | None] = f.text("派出单位", shown=True, aliases=("单位", "原单位", "派出单位及职务", "单位及职务", "工作单位及职务", "工作单位", "派出部门", "选派单位", "来源单位", "派驻单位"))
    title: Mapped[str | None] = f.text("职务", shown=True, aliases=("现任职务", "原职务", "原任职务", "行政职务", "职级"))
    phone: Mapped[str | None] = f.phone("联系电话", search=True, shown=True, aliases=("手机", "电话", "手机号码", "手机号", "联系方式", "电话号码"))
    posted_from: Mapped[dt.date | None] = f.day("驻外起始", shown=True, aliases=("驻外开始日期", "派驻时间", "派驻日期", "到岗时间", "驻点时间", "派驻开始时间", "到任时间", "派出时间", "外派时间"))
    posted_to: Mapped[dt.date | None] = f.day("驻外截止", shown=True, aliases=("驻外结束日期", "派驻结束时间", "返回时间", "轮换时间", "期满时间"), prefer="future")
    active: Mapped[bool | None] = f.yes_no("在岗", default=True, shown=True)
    note: Mapped[str | None] = f.note("备注")
