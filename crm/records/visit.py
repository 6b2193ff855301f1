"""驻外行程 and 拜访日志: a trip holds many visits."""

from __future__ import annotations

import datetime as dt
import re

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm.records import field as f
from crm.records.base import Record

LEADER_KINDS = ("驻外干部", "部门负责人", "分管领导", "党政主职")
TRIP_KINDS = ("驻点", "外出招商", "请假", "回县培训")
VISIT_METHODS = ("拜访", "接待", "电话", "线上", "活动")
METHOD_WORDS = f.other_words(
    拜访="走访 上门 登门 考察 座谈 面谈 外出",
    接待="来访 来县 来县考察 到县考察 接访",
    电话="电联 通话 致电",
    线上="视频 微信 网络 视频会议 腾讯会议 云洽谈",
    活动="推介会 展会 论坛 对接会",
)
TRIP_WORDS = f.other_words(
    驻点="驻外 驻点招商 常驻",
    外出招商="出差 外出 招商 外出拜访 外出考察 考察",
    请假="休假 事假 病假 年假 公休 探亲",
    回县培训="培训 回县 返县 学习 开会 回县开会",
)
_PURPOSES = (
    ("请假", re.compile(r"[请休事病年婚产]假|公休|探亲")),
    ("回县培训", re.compile(r"回县|返县|(?:培训班?|学习)$")),
    ("驻点", re.compile(r"驻点|驻外|常驻|驻地")),
)


def trip_kind(purpose: str) -> str:
    """The kind of a trip as the words of its 事由 tell it: 病假 is 请假, 参加推介会 is 外出招商."""
    known = TRIP_WORDS.get(purpose, purpose)
    return known if known in TRIP_KINDS else next((k for k, p in _PURPOSES if p.search(purpose)), "外出招商")


class Trip(Record):
    """一次外出或驻外; 请假 and 回县培训 are spans that do not count as posting days."""

    __tablename__ = "trip"

    staff: Mapped[int | None] = f.ref("人员", "staff", "staff", search=True, required=True, shown=True, aliases=("驻外人员", "外出人员", "姓名", "招商人员", "出差人员", "驻点人员", "人员姓名", "参加人员", "参与人员", "随行人员", "小分队成员", "带队人员", "外出人", "参加人", "人员名单", "驻外招商干部"))
    station: Mapped[int | None] = f.ref("片区", "stations", "station", shown=True, aliases=("所属片区", "招商组", "驻外招商组", "组别", "所在组", "所在片区", "所属组", "所属招商组"))
    kind: Mapped[str | None] = f.choice("类型", TRIP_KINDS, default="驻点", shown=True, aliases=("行程类型", "事由", "外出事由", "外出类型", "行程性质", "出差事由", "工作事由"), words=TRIP_WORDS)
    leader_kind: Mapped[str | None] = f.choice("领导类型", LEADER_KINDS, closed=False, default="驻外干部", shown=True, aliases=("领导类别", "人员类别", "带队领导级别", "领导级别"))
    destination: Mapped[str | None] = f.text("目的地", search=True, shown=True, aliases=("地点", "外出地点", "驻点城市", "外出地区", "出差地点", "驻点地点", "前往地", "去往地点", "驻点地"))
    start: Mapped[dt.date | None] = f.day("起始日期", required=True, shown=True, aliases=("开始日期", "出发日期", "起", "外出日期", "外出时间", "出差时间", "日期", "时间", "去程日期", "到达时间", "离县时间"))
    end: Mapped[dt.date | None] = f.day("截止日期", required=True, shown=True, aliases=("结束日期", "返回日期", "止", "返程日期", "返县日期", "回程日期", "离开时间"), prefer="near")
    days = f.derived("天数", f.Kind.INT, shown=True, total=True, unit="天")
    chain: Mapped[str | None] = f.text("所属产业链", aliases=("产业链",))
    visit_count = f.derived("拜访次数", f.Kind.INT, shown=True, total=True)
    note: Mapped[str | None] = f.note("备注", shown=True, aliases=("说明",))


class Visit(Record):
    """一次拜访、接待或联系."""

    __tablename__ = "visit"
    # The last contact of 100,000 enterprises is read from these alone: 0.3 s instead of 0.9 s.
    __table_args__ = tuple(Index(f"ix_visit_{owner}_date", owner, "deleted_at", "date") for owner in ("enterprise", "hometown", "lead"))

    date: Mapped[dt.date | None] = f.day("日期", required=True, shown=True, group="见面", aliases=("拜访日期", "拜访时间", "时间", "接洽日期", "走访时间", "对接时间", "洽谈时间", "接待时间", "来访时间", "会谈时间", "拜访日", "活动时间", "外出时间", "会见时间", "考察时间", "工作日期"))
    method: Mapped[str | None] = f.choice("方式", VISIT_METHODS, default="拜访", shown=True, group="见面", aliases=("拜访方式", "形式", "对接方式", "洽谈方式", "接洽方式", "拜访类型", "对接形式", "活动形式", "工作方式", "活动类型"), words=METHOD_WORDS)
    staff: Mapped[int | None] = f.ref("驻外人员", "staff", "staff", search=True, shown=True, group="见面", aliases=("人员", "拜访人", "招商人员", "记录人", "拜访人员", "走访人员", "驻外干部", "外出人员", "填报人", "经办人", "招商干部", "工作人员", "驻点人员", "走访人", "接待人"))
    station: Mapped[int | None] = f.ref("片区", "stations", "station", shown=2, group="见面", aliases=("所属片区", "招商组", "驻外招商组", "组别", "所在组", "所在片区", "所属组", "所属招商组", "招商小组", "驻外片区", "驻点组"))
    trip: Mapped[int | None] = f.ref("行程", "trips", "trip", group="见面")
    enterprise: Mapped[int | None] = f.ref("企业", "enterprises", "enterprise", search=True, shown=True, width=220, group="见面", aliases=("拜访对象", "走访企业", "对接单位", "洽谈企业", "拜访单位", "来访企业", "客商单位", "拜访企业", "企业名称", "对接企业", "单位名称", "公司", "公司名称", "客商名称", "客商", "来访单位", "接待对象", "拜访客商", "对接客商", "洽谈客商", "考察企业", "来访客商", "接洽企业", "目标企业"))
    hometown: Mapped[int | None] = f.ref("乡贤", "hometown", "hometown", search=True, shown=True, group="见面", aliases=("在外乡贤", "老乡"))
    contact: Mapped[str | None] = f.text("接洽人", search=True, person=True, shown=2, group="见面", aliases=("对接人", "联系人", "接洽对象", "洽谈对象", "企业联系人", "企业负责人", "对方联系人", "客商姓名", "对接负责人", "会见人", "对方代表", "洽谈人", "企业方人员", "对方参加人员", "企业参加人员", "企业方参加人员", "客商参加人员", "对方人员", "企业参会人员"))
    contact_title: Mapped[str | None] = f.text("接洽人职务", group="见面", aliases=("职务", "职位", "对方职务", "联系人职务", "对接人职务", "客商职务"))
    contact_phone: Mapped[str | None] = f.phone("接洽人电话", search=True, group="见面", aliases=("联系方式", "联系电话", "电话", "手机", "手机号", "对方电话", "客商电话", "对接人电话", "联系人电话"))
    companions: Mapped[str | None] = f.text("参加人员", group="见面", aliases=("同行人员", "陪同人员", "参与人员", "随行人员", "陪同人", "同行人", "参与人", "随同人员", "参加人", "我方人员", "随行人", "参会人员"))
    leader: Mapped[str | None] = f.text("县领导", group="见面", aliases=("带队领导", "带队县领导", "随行领导", "参加领导", "参与领导", "陪同领导", "县级领导", "领导带队", "带队人"))
    leader_led: Mapped[bool | None] = f.yes_no("县领导带队", shown=2, group="见面", aliases=("是否县领导带队",))
    people: Mapped[int | None] = f.whole("人次", "人", total=True, group="见面", aliases=("接待人次", "人数", "来访人数", "接待人数", "来访人员数", "参加人数", "来客人数"))
    place: Mapped[str | None] = f.text("地点", group="见面", aliases=("拜访地点", "走访地点", "接洽地点", "洽谈地点", "企业地址", "地址", "单位地址", "会谈地点", "见面地点", "活动地点", "接待地点", "洽谈地址", "考察地点"))
    content: Mapped[str | None] = f.note("洽谈内容", shown=2, width=320, search=True, group="谈了什么", aliases=("内容", "拜访内容", "洽谈情况", "对接情况", "主要内容", "洽谈事项", "工作内容", "走访情况", "拜访情况", "交流内容", "座谈内容", "对接内容", "会谈内容", "沟通内容", "洽谈内容及结果", "交流情况", "洽谈进展", "工作情况", "洽谈项目内容", "会谈情况", "走访内容", "活动内容", "工作开展情况", "对接成果", "取得成效", "洽谈结果", "考察内容"))
    appeal: Mapped[str | None] = f.note("企业诉求", group="谈了什么", aliases=("诉求", "企业需求", "需求", "企业诉求及问题", "诉求事项", "存在问题", "需要协调的问题", "客商诉求", "企业关切"))
    judgement: Mapped[str | None] = f.note("研判", group="谈了什么", aliases=("研判意见", "分析研判", "初步判断", "研判结果", "意向研判", "意向程度", "投资可能性"))
    lead: Mapped[int | None] = f.ref("关联线索", "leads", "lead", group="结果", aliases=("线索", "关联项目"))
    next_step: Mapped[str | None] = f.note("下一步", shown=True, group="结果", aliases=("下一步打算", "下一步工作", "下一步计划", "下步打算", "下步工作", "下步计划", "下步工作打算", "后续工作", "后续跟进", "后续计划", "工作计划", "跟进计划", "后续安排", "下步安排", "下一步对接计划", "下一步跟进措施", "工作打算"))
    next_date: Mapped[dt.date | None] = f.day("下次跟进日期", shown=True, group="结果", aliases=("下次跟进", "下次联系", "下次对接时间", "跟进时间", "下次拜访时间", "下次沟通时间", "下一步时间"), prefer="future", settled_by=("done", "met_again"))
    done: Mapped[bool | None] = f.yes_no("跟进已办", group="结果")
    met_again = f.derived("后来又联系", f.Kind.BOOL, group="结果")
    reported_on: Mapped[dt.date | None] = f.day("填报时间", group="结果", aliases=("填报日期", "填表时间", "上报日期"))
    note: Mapped[str | None] = f.note("备注", group="结果", aliases=("其他",))
