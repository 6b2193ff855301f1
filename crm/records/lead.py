"""线索项目 with milestones, introducers and arrivals of funds."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm.records import field as f
from crm.records.base import Record
from crm.rules import stages
from crm.rules.stages import BASES, INCREASE

MILESTONES = tuple(str(stage) for stage in stages.MILESTONES)
SECTORS = ("一产", "二产", "三产")
SECTOR_WORDS = f.other_words(一产="第一产业 农业", 二产="第二产业 工业 制造业", 三产="第三产业 服务业")
CAPITAL_WORDS = f.other_words(内资="内 国内 民资", 外资="外 外商 港澳台 港澳台资 境外")
METHODS = ("以商招商", "乡情招商", "驻点招商", "链式招商", "基金招商", "委托招商", "展会活动", "小分队招商", "网络招商")
METHOD_WORDS = f.other_words(
    以商招商="以企招商 以企引企 企业引荐",
    乡情招商="乡贤招商 乡贤引荐 乡贤回归 老乡招商 亲情招商 乡友招商",
    驻点招商="驻点 驻外招商",
    链式招商="产业链招商 链条招商 延链招商 补链招商",
    基金招商="资本招商",
    委托招商="中介招商 代理招商",
    展会活动="展会招商 会展招商 节会招商 活动招商",
    小分队招商="小分队",
    网络招商="线上招商 云招商",
)
ARRIVAL_SOURCES = ("省外", "境外", "省内")
SOURCE_WORDS = f.other_words(省外="外省 国内省外 县外省外", 境外="外资 国外 港澳台", 省内="本省 省内县外")


def _milestone(kind: str, column: str, basis: str = "自报") -> f.Child:
    return f.Child(table="milestone", column=column, where={"kind": kind, "basis": basis})


def _increase(column: str, basis: str = "自报") -> f.Child:
    return f.Child(table="milestone", column=column, where={"kind": INCREASE, "basis": basis}, repeats=True)


class Milestone(Record):
    """里程碑 or 增资: a dated fact of a lead under one basis (自报 / 市认定 / 省认定)."""

    __tablename__ = "milestone"
    __table_args__ = (Index("ix_milestone_lead_kind", "lead", "kind", "basis"),)

    lead: Mapped[int | None] = f.ref("线索项目", "leads", "lead", search=True, required=True)
    kind: Mapped[str | None] = f.choice("里程碑", (*MILESTONES, INCREASE), required=True)
    basis: Mapped[str | None] = f.choice("口径", BASES, required=True, default="自报")
    date: Mapped[dt.date | None] = f.day("日期")
    amount: Mapped[int | None] = f.money("金额", "亿元")
    evidence: Mapped[str | None] = f.text("佐证材料")
    note: Mapped[str | None] = f.note("说明")


class Introducer(Record):
    """引荐人 of a lead with a share in percent."""

    __tablename__ = "introducer"

    lead: Mapped[int | None] = f.ref("线索项目", "leads", "lead", search=True, required=True)
    kind: Mapped[str | None] = f.choice("引荐人类别", ("乡贤", "大使", "企业", "单位"), closed=False)
    name: Mapped[str | None] = f.text("引荐人", search=True, person=True)
    ambassador: Mapped[int | None] = f.ref("招商大使", "ambassadors", "ambassador")
    hometown: Mapped[int | None] = f.ref("乡贤", "hometown", "hometown")
    share: Mapped[Decimal | None] = f.number("份额", "%")
    position: Mapped[int | None] = f.whole("次序", default=0)


class Lead(Record):
    """线索项目; its stage is derived from its milestones."""

    __tablename__ = "lead"

    name: Mapped[str] = f.text("项目名称", required=True, search=True, shown=True, width=240, group="项目", aliases=("线索名称", "名称", "项目", "线索", "意向项目"))
    registered_name: Mapped[str | None] = f.text("纳统项目名称", search=True, group="项目", aliases=("入统项目名称", "备案项目名称", "入库项目名称", "统计项目名称", "纳统名称", "固投库名称"))
    investor: Mapped[str | None] = f.text("投资主体", search=True, shown=3, width=200, group="项目", aliases=("投资方", "投资单位", "投资企业", "投资企业名称", "投资商", "客商", "投资公司", "业主", "投资人", "投资者", "项目业主", "签约企业", "签约单位", "签约主体", "乙方", "乙方单位", "投资主体名称", "投资方名称", "企业（投资方）名称", "投资客商", "投资业主"))
    enterprise: Mapped[int | None] = f.ref("企业", "enterprises", "enterprise", search=True, group="项目", aliases=("关联企业", "企业名称"))
    stage = f.derived("阶段", f.Kind.CHOICE, choices=("线索", *MILESTONES), shown=True, group="项目")
    capital_kind: Mapped[str | None] = f.choice("内外资", ("内资", "外资"), default="内资", group="项目", aliases=("资金性质", "内资/外资"), words=CAPITAL_WORDS)
    origin: Mapped[str | None] = f.text("来源地", place="province", group="项目", aliases=("投资来源地", "资金来源地", "客商来源地", "企业来源地", "投资方所在地", "来源省份", "投资来源", "客商来源", "投资方注册地", "投资企业所在地"))
    sector: Mapped[str | None] = f.choice("产次", SECTORS, group="项目", aliases=("三次产业", "产业分类", "一二三产", "产次类别", "三次产业类型"), words=SECTOR_WORDS)
    industry: Mapped[str | None] = f.text("产业类别", group="项目", aliases=("产业", "所属产业", "行业", "产业类型", "所属行业", "行业类别", "产业领域", "行业分类", "产业分类名称", "产业方向", "所属领域"))
    chain: Mapped[str | None] = f.text("产业链", group="项目", aliases=("所属产业链", "对应产业链", "链条"))
    method: Mapped[str | None] = f.choice("招商方式", METHODS, closed=False, group="项目", words=METHOD_WORDS, aliases=("引资方式", "招引方式", "引进方式", "招商途径", "招商形式", "招引途径", "招商模式"))
    introducer = f.of_child("引荐人", f.Kind.TEXT, f.Child(table="introducer", column="name", where={"position": 0}), person=True, search=True, group="项目", aliases=("引荐单位", "推荐人", "介绍人", "引荐人员", "引荐企业", "引荐大使", "信息提供人", "推介人", "招商大使", "牵线人", "引进人"))
    total_investment: Mapped[int | None] = f.money("计划总投资", "亿元", total=True, shown=True, group="投资", aliases=("总投资", "投资总额", "计划投资", "投资额", "投资规模", "投资金额", "项目总投资", "总投资额", "拟投资额", "计划投资额", "概算投资", "拟投资（亿元）"))
    fixed_investment: Mapped[int | None] = f.money("固定资产投资", "亿元", total=True, group="投资", aliases=("其中固定资产投资", "固投", "其中固投", "固定投资", "固定资产投资额", "固定资产", "其中固定资产", "固投额", "固定投资额"))
    first_phase: Mapped[int | None] = f.money("一期投资", "亿元", total=True, group="投资", aliases=("一期总投资", "首期投资",))
    land: Mapped[Decimal | None] = f.number("用地", "亩", total=True, group="投资", aliases=("用地面积", "拟用地", "用地需求", "需用地", "占地", "占地面积", "用地规模", "土地需求", "供地面积", "需地（亩）"))
    content: Mapped[str | None] = f.note("建设内容", group="投资", aliases=("建设内容及规模", "项目内容", "主要建设内容", "建设规模及内容", "建设规模", "项目概况", "项目简介", "建设内容与规模", "项目建设内容", "项目建设内容及规模", "主要建设内容及规模", "主要内容", "项目基本情况", "项目情况", "建设规模与内容", "项目简介及规模", "建设性质及内容"))
    site: Mapped[str | None] = f.text("建设地点", group="投资", aliases=("落户地", "选址", "落地地点", "拟选址", "建设地址", "项目选址", "落户园区", "落地园区", "落地位置", "落地乡镇", "项目地址", "建设位置"))
    land_papers: Mapped[bool | None] = f.yes_no("用地手续", group="投资", aliases=("是否有用地手续",))
    first_unit: Mapped[str | None] = f.text("首谈单位", group="责任", aliases=("首谈报备单位", "首报单位", "首谈责任单位", "首次报备单位", "首谈人单位", "报备单位"))
    first_date: Mapped[dt.date | None] = f.day("首谈日期", group="责任", aliases=("首次接洽时间", "首次接洽日期", "首谈时间", "接洽时间", "首次洽谈时间", "首次对接时间", "报备时间", "对接时间", "初次接触时间", "线索获取时间", "洽谈开始时间", "首次接触时间"))
    unit: Mapped[str | None] = f.text("责任单位", shown=True, group="责任", aliases=("牵头单位", "引资单位", "引进单位", "招引单位", "责任部门", "承接单位", "包联单位", "责任单位及责任人", "责任单位及联系人", "引进单位及责任人", "招商单位", "承办单位", "服务单位", "实施单位"))
    unit_leader: Mapped[str | None] = f.text("责任领导", group="责任", aliases=("单位负责人", "部门负责人", "单位责任人",))
    leader: Mapped[str | None] = f.text("包抓领导", group="责任", aliases=("领衔县领导", "包联领导", "县领导", "包联县领导", "包抓县领导", "挂联领导", "包保领导", "领衔领导", "牵头县领导", "联系领导", "县级领导", "牵头领导", "县级责任领导", "领衔推进县领导"))
    team: Mapped[str | None] = f.text("服务专班", group="责任", aliases=("专班", "工作专班", "推进专班"))
    staff: Mapped[int | None] = f.ref("驻外责任人", "staff", "staff", search=True, shown=2, group="责任", aliases=("责任人", "驻外人员", "驻外干部", "招商人员", "招商责任人", "跟踪人", "责任干部", "招商专员", "跟进人"))
    station: Mapped[int | None] = f.ref("片区", "stations", "station", group="责任", aliases=("所属片区", "招商组", "驻外招商组", "招商片区", "驻外组", "所属小组"))
    valid: Mapped[bool | None] = f.yes_no("有效线索", group="责任", aliases=("是否有效线索", "是否有效"))
    valid_date: Mapped[dt.date | None] = f.day("认定有效日期", group="责任")
    talk_date = f.of_child("在谈日期", f.Kind.DATE, _milestone("在谈", "date"), group="里程碑", aliases=("意向日期", "洽谈日期", "在谈时间"))
    signed_date = f.of_child("签约日期", f.Kind.DATE, _milestone("签约", "date"), shown=3, group="里程碑", aliases=("签约时间", "正式签约时间", "协议签订时间", "合同签订时间", "签订时间", "签订合同时间"))
    signed_amount = f.of_child("签约金额", f.Kind.MONEY, _milestone("签约", "amount"), unit="亿元", total=True, group="里程碑", aliases=("签约额", "合同金额", "签约资金", "合同额", "协议资金", "协议金额", "签约总额", "协议投资额", "合同投资额", "签约投资额", "协议投资", "协议引资额", "合同引资额", "签约总投资", "合同总投资"))
    increased_date = f.of_child("增资日期", f.Kind.DATE, _increase("date"), group="里程碑", aliases=("增资时间", "增资签约日期"), hint="有多次增资的，这里是最近一次")
    increased_amount = f.of_child("增资金额", f.Kind.MONEY, _increase("amount"), unit="亿元", group="里程碑", aliases=("增资额", "增资资金"), hint="只填比签约增加的金额")
    started_date = f.of_child("开工日期", f.Kind.DATE, _milestone("开工", "date"), shown=3, group="里程碑", aliases=("开工时间", "动工时间", "开工建设时间", "实际开工时间", "开建时间"))
    registered_date = f.of_child("入统日期", f.Kind.DATE, _milestone("入统", "date"), group="里程碑", aliases=("入统时间", "纳统时间", "纳统日期", "入库时间", "纳入统计时间"))
    produced_date = f.of_child("投产日期", f.Kind.DATE, _milestone("投产", "date"), group="里程碑", aliases=("投产时间", "竣工投产时间", "建成投产时间", "投运时间"))
    full_date = f.of_child("达产日期", f.Kind.DATE, _milestone("达产", "date"), group="里程碑", aliases=("达产时间",))
    company_date = f.of_child("注册日期", f.Kind.DATE, _milestone("注册", "date"), group="里程碑", aliases=("公司注册时间", "注册时间", "注册成立时间", "公司成立时间", "注册公司时间"))
    ended_date = f.of_child("终止日期", f.Kind.DATE, _milestone("终止", "date"), group="里程碑", aliases=("终止时间", "退出时间"))
    city_signed_date = f.of_child("签约日期·市认定", f.Kind.DATE, _milestone("签约", "date", "市认定"), group="市省认定", aliases=("市认定签约日期",))
    city_signed_amount = f.of_child("签约金额·市认定", f.Kind.MONEY, _milestone("签约", "amount", "市认定"), unit="亿元", group="市省认定", aliases=("市认定签约金额",))
    city_increased_date = f.of_child("增资日期·市认定", f.Kind.DATE, _increase("date", "市认定"), group="市省认定", aliases=("市认定增资日期",))
    city_increased_amount = f.of_child("增资金额·市认定", f.Kind.MONEY, _increase("amount", "市认定"), unit="亿元", group="市省认定", aliases=("市认定增资金额",))
    city_started_date = f.of_child("开工日期·市认定", f.Kind.DATE, _milestone("开工", "date", "市认定"), group="市省认定", aliases=("市认定开工日期",))
    city_registered_date = f.of_child("入统日期·市认定", f.Kind.DATE, _milestone("入统", "date", "市认定"), group="市省认定", aliases=("市认定入统日期",))
    city_produced_date = f.of_child("投产日期·市认定", f.Kind.DATE, _milestone("投产", "date", "市认定"), group="市省认定", aliases=("市认定投产日期",))
    province_signed_date = f.of_child("签约日期·省认定", f.Kind.DATE, _milestone("签约", "date", "省认定"), group="市省认定", aliases=("省认定签约日期",))
    province_signed_amount = f.of_child("签约金额·省认定", f.Kind.MONEY, _milestone("签约", "amount", "省认定"), unit="亿元", group="市省认定", aliases=("省认定签约金额",))
    province_increased_date = f.of_child("增资日期·省认定", f.Kind.DATE, _increase("date", "省认定"), group="市省认定", aliases=("省认定增资日期",))
    province_increased_amount = f.of_child("增资金额·省认定", f.Kind.MONEY, _increase("amount", "省认定"), unit="亿元", group="市省认定", aliases=("省认定增资金额",))
    province_started_date = f.of_child("开工日期·省认定", f.Kind.DATE, _milestone("开工", "date", "省认定"), group="市省认定", aliases=("省认定开工日期",))
    province_registered_date = f.of_child("入统日期·省认定", f.Kind.DATE, _milestone("入统", "date", "省认定"), group="市省认定", aliases=("省认定入统日期",))
    province_produced_date = f.of_child("投产日期·省认定", f.Kind.DATE, _milestone("投产", "date", "省认定"), group="市省认定", aliases=("省认定投产日期",))
    due_start: Mapped[dt.date | None] = f.day("约定开工日期", group="里程碑", aliases=("计划开工时间", "计划开工日期", "拟开工时间", "预计开工时间", "计划动工时间", "预计动工时间", "约定开工时间", "承诺开工时间"), prefer="future", settled_by=("started_date",))
    arrived = f.derived("到位资金", f.Kind.MONEY, unit="万元", total=True, group="里程碑")
    last_contact = f.derived("最近联系", f.Kind.DATE, shown=3, group="进展")
    progress: Mapped[str | None] = f.note("进展", shown=3, width=240, group="进展", aliases=("目前进展", "项目进展", "最新进展", "洽谈情况", "洽谈进展", "对接情况", "对接进展", "推进情况", "项目推进情况", "工作进展", "当前进度", "进度", "项目进度", "形象进度", "项目现状", "进展及问题"))
    problem: Mapped[str | None] = f.note("存在问题", group="进展", aliases=("存在的问题", "问题", "困难问题", "需协调问题", "存在的困难", "需要解决的问题", "存在困难和问题", "需协调解决事项"))
    stall_reason: Mapped[str | None] = f.note("停滞原因", group="进展", aliases=("未开工原因", "滞后原因", "未签约原因", "搁置原因", "进展缓慢原因",))
    next_step: Mapped[str | None] = f.note("下一步", group="进展", aliases=("下一步工作", "下一步计划", "下一步打算", "下步计划", "后续安排", "下步工作举措"))
    next_date: Mapped[dt.date | None] = f.day("下次跟进日期", shown=True, group="进展", aliases=("下次跟进", "下次推进时间", "下次洽谈时间"), prefer="future", settled_by=("last_contact",))
    plan: Mapped[str | None] = f.note("一企一策", group="进展")
    end_reason: Mapped[str | None] = f.note("终止原因", group="进展", aliases=("退出原因", "取消原因",))
    note: Mapped[str | None] = f.note("备注", group="进展", aliases=("说明", "其他"))


class Arrival(Record):
    """到位资金 of a project in a month."""

    __tablename__ = "arrival"

    lead: Mapped[int | None] = f.ref("项目", "leads", "lead", search=True, required=True, shown=True, width=240, aliases=("项目名称", "线索项目", "签约项目"))
    month: Mapped[dt.date | None] = f.day("月份", required=True, shown=True, aliases=("到位月份", "到位时间", "日期", "入账日期", "到账日期", "到资时间", "所属月份", "年月", "时间", "统计月份"))
    amount: Mapped[int | None] = f.money("自报金额", "万元", required=True, total=True, shown=True, aliases=("金额", "到位资金", "到位金额", "自报", "本月到位", "当月到位", "本月到位资金", "当月到位资金", "本月实际到位", "实际到位资金", "到资额", "到账金额", "到账资金", "本月到资", "本月完成"))
    confirmed: Mapped[int | None] = f.money("认定金额", "万元", total=True, shown=True, aliases=("认定", "市认定金额", "认定到位资金", "核定到位资金", "认定资金", "确认到位资金"))
    source: Mapped[str | None] = f.choice("来源", ARRIVAL_SOURCES, default="省外", shown=True, aliases=("资金来源",), words=SOURCE_WORDS)
    kind: Mapped[str | None] = f.choice("资金类别", ("固定资产", "流动"), closed=False, default="固定资产", shown=True, aliases=("固定资产/流动", "资金类型", "资金用途", "投资类别", "资金性质"))
    foreign_amount: Mapped[Decimal | None] = f.number("外币金额", "万美元", total=True, aliases=("外资金额", "美元金额", "外资", "到位外资", "利用外资", "实际利用外资", "外币（万美元）"))
    rate: Mapped[Decimal | None] = f.number("折算汇率", hint="1 美元折合人民币元", aliases=("汇率", "当日汇率"))
    rate_date: Mapped[dt.date | None] = f.day("汇率日期")
    evidence: Mapped[str | None] = f.text("凭证", aliases=("佐证材料", "到资凭证", "进账凭证", "证明材料"))
    note: Mapped[str | None] = f.note("备注", shown=True)
