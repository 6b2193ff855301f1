"""在外乡贤/老乡 and 招商大使/招商顾问."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from crm.records import field as f
from crm.records.base import Record

HOMETOWN_KINDS = ("企业家", "高管", "学者", "公职")
CONTACT_GRADES = ("每月", "每季", "每半年", "每年")


class Hometown(Record):
    """在外乡贤: people from the county who live elsewhere."""

    __tablename__ = "hometown"

    name: Mapped[str] = f.text("姓名", required=True, search=True, person=True, shown=True, group="本人", aliases=("乡贤姓名", "老乡姓名", "乡贤", "老乡", "乡贤名称", "人员姓名", "能人姓名", "人才姓名", "在外人员姓名"))
    gender: Mapped[str | None] = f.choice("性别", ("男", "女"), shown=2, group="本人")
    town: Mapped[str | None] = f.text("籍贯乡镇", shown=True, group="本人", aliases=("籍贯（镇村）", "籍贯", "乡镇", "籍贯镇村", "家乡", "户籍地", "原籍", "祖籍", "籍贯地", "家庭住址", "家庭地址", "户籍所在地", "户籍地址", "老家", "老家地址", "家庭所在地", "原籍乡镇", "户籍乡镇", "家乡所在地", "户籍"))
    village: Mapped[str | None] = f.text("籍贯村", group="本人", aliases=("村", "所在村", "行政村"))
    province: Mapped[str | None] = f.text("现居省", place="province", group="本人", aliases=("省", "省份", "现居住省", "所在省", "工作省份"))
    city: Mapped[str | None] = f.text("现居市", place="city", shown=True, group="本人", aliases=("市", "城市", "所在市", "现居住地", "现居地", "所在地", "居住地", "现工作地", "工作地", "工作所在地", "常住地", "目前所在地", "经商地点", "务工地点", "在外务工地点", "在外经商地点", "务工地", "经商地", "创业地", "在外所在地", "现住址", "现居住地址", "在外地址", "发展地", "居住城市", "现居住城市", "工作城市", "现住地"))
    employer: Mapped[str | None] = f.text("所在单位", search=True, shown=True, width=220, group="单位", aliases=("工作单位", "单位", "单位名称", "工作单位及职务", "单位及职务", "现工作单位", "任职单位", "企业名称", "公司名称", "所在企业", "创办企业", "企业名称及职务", "企业及职务", "单位名称及职务", "公司及职务", "公司名称及职务", "就职单位", "任职企业", "所在公司"))
    title: Mapped[str | None] = f.text("职务", shown=True, group="单位", aliases=("职位", "现任职务", "单位职务", "担任职务", "职称"))
    kind: Mapped[str | None] = f.choice("类别", HOMETOWN_KINDS, closed=False, shown=2, group="单位", aliases=("人员类别", "乡贤类别", "类型", "身份", "界别", "人员类型", "人才类别", "人士类别", "群体类别"))
    industry: Mapped[str | None] = f.text("产业类型", shown=2, group="单位", aliases=("行业类别", "所属行业", "从事行业", "从事产业", "所属产业", "行业", "产业类别", "从事领域", "行业领域", "经营行业", "经营范围", "从事职业", "主营业务", "经营项目", "从事工作", "从业领域", "专业领域"))
    scale: Mapped[str | None] = f.text("企业规模", group="单位", aliases=("规模", "资产规模", "经营规模", "企业年产值", "年产值", "年营业额", "企业规模及产值", "资产（万元）", "企业总资产"))
    phone: Mapped[str | None] = f.phone("联系电话", search=True, shown=True, width=140, group="联系", aliases=("手机号码", "手机", "电话", "联系方式", "手机号", "联系号码", "电话号码", "移动电话"))
    wechat: Mapped[str | None] = f.text("微信", personal=True, group="联系", aliases=("微信号", "微信账号"))
    relative: Mapped[str | None] = f.text("家乡亲属联系人", personal=True, group="联系", aliases=("家乡联系人", "亲属", "在家亲属", "家庭联系人", "亲属姓名", "家属", "家属姓名", "父母姓名", "家乡亲属", "家庭成员", "家中联系人", "亲属联系人", "在乡亲属"))
    leader: Mapped[str | None] = f.text("包联县领导", shown=2, group="跟进", aliases=("包联领导", "联系领导", "包抓领导", "挂联领导", "联系县领导", "责任领导", "结对领导", "对接领导"))
    key: Mapped[bool | None] = f.yes_no("重点标记", group="跟进", aliases=("是否重点", "重点"))
    intention: Mapped[str | None] = f.text("返乡投资意向", shown=2, group="跟进", aliases=("投资意向", "返乡意向", "返乡创业意向", "回乡投资意向", "回乡意向", "投资意愿", "合作意向", "回乡意愿", "返乡意愿", "回乡投资意愿", "返乡投资意愿", "回乡创业意愿", "返乡创业意愿", "回乡创业意向", "投资意向及方向", "回归意向", "回乡发展意愿"))
    grade: Mapped[str | None] = f.choice("联系频次", CONTACT_GRADES, closed=False, group="跟进", aliases=("重要程度", "联系频率", "走访频次"))
    last_contact = f.derived("最近联系", f.Kind.DATE, shown=True, group="跟进")
    next_contact: Mapped[dt.date | None] = f.day("下次联系", shown=True, group="跟进", aliases=("下次联系日期",), prefer="future", settled_by=("last_contact",))
    note: Mapped[str | None] = f.note("备注", group="跟进", aliases=("说明", "其他情况"))


class Ambassador(Record):
    """招商大使 / 招商顾问."""

    __tablename__ = "ambassador"

    name: Mapped[str] = f.text("姓名", required=True, search=True, person=True, shown=True, group="本人", aliases=("大使姓名", "招商大使", "招商顾问", "顾问姓名", "大使"))
    employer: Mapped[str | None] = f.text("单位职务", search=True, shown=True, width=240, group="本人", aliases=("工作单位及职务", "单位及职务", "工作单位", "单位及现任职务", "现任职务", "所在单位", "单位"))
    phone: Mapped[str | None] = f.phone("联系电话", search=True, shown=True, width=140, group="本人", aliases=("手机号码", "手机", "电话", "联系方式", "手机号", "联系号码", "电话号码"))
    appointed_by: Mapped[str | None] = f.text("聘任单位", shown=2, group="聘任", aliases=("聘请单位", "聘用单位", "聘任机关", "聘任部门"))
    batch: Mapped[str | None] = f.text("聘任批次", shown=2, group="聘任", aliases=("批次",))
    certificate: Mapped[str | None] = f.text("聘书编号", group="聘任", aliases=("证书编号", "聘书号"))
    appointed_from: Mapped[dt.date | None] = f.day("聘期起", shown=True, group="聘任", aliases=("聘任日期", "聘期开始", "聘任时间", "聘用时间", "聘用日期", "受聘时间", "聘任起始时间", "聘任开始时间", "起聘时间"))
    appointed_to: Mapped[dt.date | None] = f.day("聘期止", shown=True, group="聘任", aliases=("聘期结束", "到期日期", "聘用年限", "聘任年限", "聘期年限", "聘任期限", "聘用期限", "到期时间", "聘任截止时间", "聘期截止", "聘任结束时间"), prefer="future")
    region: Mapped[str | None] = f.text("负责区域", shown=2, group="职责", aliases=("区域", "联系区域", "服务区域", "所在区域", "负责地区", "所在地区", "服务地区"))
    industry: Mapped[str | None] = f.text("擅长产业", shown=True, group="职责", aliases=("产业类型", "产业", "产业领域", "熟悉产业", "从事行业", "专业领域", "擅长领域", "行业领域", "熟悉领域", "所属行业"))
    introduced = f.derived("引荐线索数", f.Kind.INT, shown=True, group="职责")
    activities: Mapped[str | None] = f.note("活动记录", group="职责", aliases=("履职情况", "工作情况", "开展活动", "招商成效", "工作成效", "引荐情况", "推介情况", "履职成效"))
    expenses: Mapped[int | None] = f.money("经费", "万元", total=True, group="职责", aliases=("活动经费", "工作经费", "补助经费",))
    note: Mapped[str | None] = f.note("备注", group="职责", aliases=("说明",))
