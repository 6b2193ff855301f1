"""What the office keeps: targets, assistance, events, opportunities, policies."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy.orm import Mapped

from crm.records import field as f
from crm.records.base import Record
from crm.rules.numbers import squeeze

INDICATORS = ("签约资金", "签约项目", "到位资金", "开工率", "资金到位率", "入统率", "投产项目", "利用外资", "有效线索", "拜访企业")
INDICATOR_UNITS = {
    **dict.fromkeys(("签约资金", "到位资金"), "亿元"),
    **dict.fromkeys(("签约项目", "投产项目"), "个"),
    **dict.fromkeys(("开工率", "资金到位率", "入统率", "履约率"), "%"),
    "利用外资": "万美元",
    "有效线索": "条",
    "拜访企业": "家",
}
"""In which unit the tasks of an indicator are kept and written."""
INDICATOR_WORDS = f.other_words(
    签约资金="签约金额 签约额 合同金额 合同额 合同资金 合同引资额 签约总额 新签约资金 新签约金额 项目签约资金 招商引资签约资金 招商引资签约额",
    签约项目="新签约项目 签约项目数 签约项目个数 新签约项目数 新签约项目个数 签约个数 签约数 招商引资签约项目 签约招商引资项目",
    到位资金="资金到位 到位金额 到位资金额 到位额 到资额 招商引资到位资金 实际到位资金 到账资金 省外到位资金 到位省外资金 实际到位省外资金 引进省外资金 省外资金 引进省外到位资金 实际引进省外资金",
    开工率="项目开工率 签约项目开工率",
    资金到位率="到位率 项目资金到位率 签约资金到位率",
    入统率="项目入统率 纳统率 开工项目入统率",
    投产项目="新投产项目 投产项目数 投产项目个数 新投产项目数 新投产项目个数",
    利用外资="实际利用外资 外资 到位外资 实际到位外资 外资到位 引进外资 外资到位资金 利用外资额 实际使用外资 使用外资",
    有效线索="有效线索数 有效项目线索",
    拜访企业="拜访企业数 拜访企业家数 走访企业",
)
SCOPES = ("全县", "片区", "单位")
ASSISTANCE_KINDS = ("注册", "立项", "用地", "环评", "能评", "融资", "用工", "其他")
FINISHING = f.other_words(
    待办="未办 未办理 未启动 未开始 待办理 尚未办理",
    办理中="正在办理 在办 正办 推进中 进行中 正在推进 未办结 未完成 已受理 已启动 否 未销号 未解决",
    已办结="办结 已完成 完成 已办 已办理 办理完毕 已办毕 是 已销号 销号 已解决",
    受阻="停滞 暂停 搁置 有困难 无法办理",
)
SETTLED = "已办结"
EVENT_KINDS = ("推介会", "论坛", "展会", "对接会", "考察", "培训", "座谈")
OPPORTUNITY_KINDS = ("有项目无投资主体", "有意愿无项目", "有需求无门路", "储备项目")


def indicator_in(text: str) -> str:
    """The one indicator that a header or title names, 2025年签约资金任务分解表; "" where it names none or several."""
    plain = squeeze(text)
    said = [word for word in (*INDICATORS, *INDICATOR_WORDS) if len(word) > 2 and word in plain]
    # 资金到位率 says 资金到位 too, and means the longer.
    named = {INDICATOR_WORDS.get(one, one) for one in said if not any(one in word and one != word for word in said)}
    return named.pop() if len(named) == 1 else ""


class Target(Record):
    """指标任务; amounts in 亿元, counts in 个, rates in % as the indicator has it."""

    __tablename__ = "target"

    year: Mapped[int | None] = f.whole("年度", required=True, shown=True, aliases=("年份", "考核年度"))
    indicator: Mapped[str | None] = f.choice("指标", INDICATORS, required=True, closed=False, shown=True, aliases=("指标名称", "任务指标", "考核指标", "任务名称", "指标类别", "考核内容", "目标名称"), words=INDICATOR_WORDS)
    unit = f.derived("计量单位", f.Kind.TEXT, shown=True)
    scope: Mapped[str | None] = f.choice("对象类别", SCOPES, required=True, default="全县", shown=True, aliases=("对象",))
    subject: Mapped[str | None] = f.text("对象名称", search=True, shown=True, hint="片区或单位的名称，全县留空", aliases=("单位", "片区", "责任单位", "牵头单位", "承担单位", "任务单位", "部门", "乡镇", "片区名称", "责任主体", "乡镇街道", "单位名称", "考核单位"))
    annual: Mapped[Decimal | None] = f.number("年度任务", required=True, shown=True, hint="资金填亿元，外资填万美元，其余填数字", aliases=("全年任务", "任务数", "年度目标", "目标任务", "全年目标", "年任务", "目标值", "任务", "年计划", "全年计划", "下达任务", "年初任务"))
    q1: Mapped[Decimal | None] = f.number("一季度目标", shown=True, aliases=("一季度", "一季度调度目标", "一季度任务", "第一季度", "1季度"))
    q2: Mapped[Decimal | None] = f.number("二季度目标", shown=True, aliases=("二季度", "上半年", "二季度调度目标", "二季度任务", "第二季度", "2季度", "上半年任务", "前两季度"))
    q3: Mapped[Decimal | None] = f.number("三季度目标", shown=True, aliases=("三季度", "前三季度", "三季度调度目标", "三季度任务", "第三季度", "3季度"))
    q4: Mapped[Decimal | None] = f.number("四季度目标", shown=True, aliases=("四季度", "四季度调度目标", "四季度任务", "第四季度", "4季度"))
    note: Mapped[str | None] = f.note("备注", shown=True)


class Assistance(Record):
    """帮办事项."""

    __tablename__ = "assistance"

    lead: Mapped[int | None] = f.ref("项目", "leads", "lead", search=True, required=True, shown=True, width=220, aliases=("项目名称", "线索项目", "服务项目", "帮办项目", "企业（项目）名称", "帮办企业"))
    item: Mapped[str | None] = f.text("事项", required=True, search=True, shown=True, width=220, aliases=("帮办事项", "事项名称", "需帮办事项", "帮办服务事项", "服务事项", "事项内容", "需协调事项", "需协调解决事项", "需协调解决的问题", "存在问题", "问题", "存在的问题", "存在困难", "存在的困难和问题", "困难问题", "问题诉求", "企业诉求", "诉求事项", "诉求", "反映问题", "需解决的问题", "问题清单", "需解决问题", "帮办内容", "服务内容", "代办事项", "需办理事项", "手续名称", "办理事项", "问题描述", "困难和问题"))
    kind: Mapped[str | None] = f.choice("类别", ASSISTANCE_KINDS, closed=False, shown=2, aliases=("事项类别", "问题类别", "事项类型", "问题类型", "手续类型", "事项分类"))
    unit: Mapped[str | None] = f.text("责任单位", shown=True, aliases=("承办单位", "承办部门", "办理单位", "责任部门", "牵头单位", "牵头部门", "主办单位", "协调单位", "代办单位", "负责单位", "主责单位"))
    person: Mapped[str | None] = f.text("责任人", search=True, person=True, shown=2, aliases=("经办人", "帮办人", "帮办员", "承办人", "责任人及电话", "责任人及联系方式", "责任人及联系电话", "经办人及电话", "帮办人员", "帮办专员", "代办员", "联络员", "服务专员"))
    assigned: Mapped[dt.date | None] = f.day("交办日期", shown=2, aliases=("交办时间", "受理日期", "提出日期", "反映时间", "收集时间", "派单时间"))
    due: Mapped[dt.date | None] = f.day("办结时限", shown=True, aliases=("完成时限", "时限", "办理时限", "办结期限", "完成期限", "要求完成时间", "要求办结时间", "规定办结时间", "拟办结时间", "承诺办结时间", "预计办结时间", "计划办结时间", "计划完成时间", "限办时间"), prefer="future", settled_by=("finished", f"state={SETTLED}"))
    finished: Mapped[dt.date | None] = f.day("办结日期", shown=2, aliases=("完成时间", "实际完成时间", "实际办结时间", "解决时间", "销号时间"))
    state: Mapped[str | None] = f.choice("状态", ("待办", "办理中", SETTLED, "受阻"), default="待办", shown=True, aliases=("办理状态", "办理进度", "完成情况", "是否办结", "办结情况", "是否完成", "是否销号", "销号情况", "是否解决", "办结状态", "进展状态"), words=FINISHING)
    note: Mapped[str | None] = f.note("备注", aliases=("办理情况", "办理进展", "进展情况", "工作进展", "推进情况", "目前进展", "办理结果", "解决措施", "落实情况"))


class Event(Record):
    """招商活动."""

    __tablename__ = "event"

    name: Mapped[str] = f.text("活动名称", required=True, search=True, shown=True, width=260, aliases=("名称", "活动", "活动主题", "推介会名称", "活动内容名称"))
    kind: Mapped[str | None] = f.choice("类型", EVENT_KINDS, closed=False, shown=True, aliases=("活动类型", "活动形式", "活动类别", "形式"))
    date: Mapped[dt.date | None] = f.day("日期", required=True, shown=True, aliases=("活动日期", "时间", "活动时间", "举办时间", "拟举办时间", "计划举办时间", "活动开展时间", "开展时间", "活动起止时间"))
    place: Mapped[str | None] = f.text("地点", shown=True, aliases=("活动地点", "举办地点", "举办城市", "会议地点", "活动举办地"))
    companies: Mapped[str | None] = f.note("参加企业", shown=True, aliases=("参会企业", "邀请企业", "参会客商", "参加单位", "参会单位", "邀请客商", "参加客商", "邀请对象", "参会嘉宾", "参与企业"))
    company_count: Mapped[int | None] = f.whole("参加企业数", "家", total=True, shown=True, aliases=("企业数", "参会企业数", "邀请企业数", "企业数量", "参加企业家数", "邀请企业（家）", "参会企业（家）"))
    signed: Mapped[str | None] = f.note("签约项目", shown=True, aliases=("签约情况", "签约成果", "达成意向"))
    signed_amount: Mapped[int | None] = f.money("签约金额", "亿元", total=True, aliases=("签约额", "签约总金额", "签约总额", "签约资金", "签约总投资"))
    station: Mapped[int | None] = f.ref("片区", "stations", "station", aliases=("所属片区",))
    note: Mapped[str | None] = f.note("备注")


class Opportunity(Record):
    """供需信息 and 储备项目."""

    __tablename__ = "opportunity"

    name: Mapped[str] = f.text("名称", required=True, search=True, shown=True, width=260, aliases=("项目名称", "信息名称", "项目", "需求名称", "信息标题"))
    kind: Mapped[str | None] = f.choice("清单", OPPORTUNITY_KINDS, required=True, default="储备项目", shown=True, aliases=("类别", "类型", "信息类别", "清单类别", "信息类型"))
    industry: Mapped[str | None] = f.text("产业类别", shown=True, aliases=("产业", "所属产业", "产业类型", "行业", "所属行业", "产业链", "所属产业链", "产业门类", "行业类别"))
    investment: Mapped[int | None] = f.money("计划投资", "亿元", total=True, shown=True, aliases=("总投资", "投资额", "投资规模", "总投资额", "估算投资", "投资估算", "拟投资额", "项目投资", "拟引资额", "引资规模"))
    site: Mapped[str | None] = f.text("建设地点", shown=2, aliases=("地点", "项目选址", "选址", "拟建地点", "落地地点", "项目位置"))
    content: Mapped[str | None] = f.note("内容", shown=2, width=260, aliases=("建设内容", "需求内容", "主要建设内容", "建设规模", "建设规模及内容", "项目概况", "项目简介", "需求情况", "建设内容与规模", "主要建设内容及规模", "项目内容", "建设内容及规模", "信息内容", "需求描述", "具体需求", "合作内容"))
    contact: Mapped[str | None] = f.text("联系人", search=True, person=True, shown=True, aliases=("对接人", "联络人"))
    phone: Mapped[str | None] = f.phone("联系电话", search=True, shown=True, aliases=("电话", "联系方式", "联系人电话", "手机"))
    unit: Mapped[str | None] = f.text("提供单位", shown=2, aliases=("单位", "责任单位", "申报单位", "牵头单位", "业主单位", "主管部门", "发布单位", "需求单位", "承办单位", "项目业主", "申报部门", "责任部门"))
    state: Mapped[str | None] = f.choice("状态", ("在库", "已对接", "已落地", "已出库"), default="在库", shown=True)
    published: Mapped[dt.date | None] = f.day("发布日期", aliases=("入库日期", "入库时间", "收集时间"))
    note: Mapped[str | None] = f.note("备注")


class Policy(Record):
    """政策汇编."""

    __tablename__ = "policy"

    name: Mapped[str] = f.text("政策名称", required=True, search=True, shown=True, width=320, aliases=("名称", "文件名称", "政策", "文件名", "政策文件", "标题", "文件标题", "文件题目", "政策标题"))
    document: Mapped[str | None] = f.text("文号", search=True, shown=True, width=180, aliases=("发文字号", "文件号", "文件文号"))
    level: Mapped[str | None] = f.choice("层级", ("国家", "省", "市", "县"), shown=True, closed=False, aliases=("级别", "政策层级", "文件层级", "政策级别"))
    issuer: Mapped[str | None] = f.text("发文单位", shown=True, aliases=("制定单位", "发文机关", "制发单位", "出台单位", "发布单位", "印发单位", "发布机构", "发文部门", "出台部门", "印发部门", "制定机关"))
    issued: Mapped[dt.date | None] = f.day("发文日期", shown=True, aliases=("印发日期", "发布日期", "出台日期", "公布时间"))
    effective_to: Mapped[dt.date | None] = f.day("有效期至", shown=True, aliases=("有效期", "有效期限", "截止日期", "有效期截至", "执行期限", "实施期限", "有效时间", "执行时间", "失效时间"), prefer="future")
    field: Mapped[str | None] = f.text("适用领域", shown=True, aliases=("领域", "适用范围", "适用对象", "政策类别", "政策类型", "政策领域", "涉及领域", "支持领域"))
    summary: Mapped[str | None] = f.note("要点", shown=True, width=280, aliases=("主要内容", "政策要点", "政策内容", "主要条款", "核心内容", "政策摘要", "扶持内容", "主要政策", "支持措施", "奖补标准"))
    note: Mapped[str | None] = f.note("备注")
