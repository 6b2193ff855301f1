"""目标企业 and their contacts."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from crm.records import field as f
from crm.records.base import Record

ENTERPRISE_TYPES = ("央企", "国企", "省属企业", "私企", "外资企业", "合资企业")
TYPE_WORDS = f.other_words(
    央企="中央企业 中央国有企业",
    国企="国有企业 地方国企 国有 国有控股",
    省属企业="省属 省属国企 省企 省属国有企业",
    私企="民企 民营企业 民营 私营企业 私营",
    外资企业="外资 外企 外商独资 外商投资企业 港澳台企业",
    合资企业="合资 中外合资",
)
ENTERPRISE_STATES = ("未接触", "已接触", "在谈", "签约", "搁置", "无意向")
FIRST = {"position": 0}


class Contact(Record):
    """联系人 of an enterprise; position 0 is shown in its row."""

    __tablename__ = "contact"

    enterprise: Mapped[int | None] = f.ref("企业", "enterprises", "enterprise", required=True)
    position: Mapped[int | None] = f.whole("次序", default=0)
    name: Mapped[str | None] = f.text("姓名", search=True, person=True)
    title: Mapped[str | None] = f.text("职务")
    phone: Mapped[str | None] = f.phone("电话", search=True)
    wechat: Mapped[str | None] = f.text("微信", personal=True)


class Enterprise(Record):
    """目标企业."""

    __tablename__ = "enterprise"

    name: Mapped[str] = f.text("企业名称", required=True, search=True, shown=True, width=240, group="基本情况", aliases=("单位名称", "公司名称", "企业全称", "名称", "企业", "公司", "客商名称", "目标企业", "公司全称", "单位全称", "企业名录", "拟对接企业", "客商企业"))
    former_name: Mapped[str | None] = f.text("曾用名", search=True, group="基本情况", aliases=("原名称",))
    credit_code: Mapped[str | None] = f.code("统一社会信用代码", "credit_code", search=True, group="基本情况", width=180, aliases=("信用代码", "社会信用代码", "税号", "统一信用代码", "纳税人识别号"))
    kind: Mapped[str | None] = f.choice("企业类型", ENTERPRISE_TYPES, closed=False, group="基本情况", aliases=("企业性质", "类型", "性质", "企业属性", "所有制性质", "经济类型", "企业类别", "类别", "企业分类", "所有制类型", "企业登记类型"), words=TYPE_WORDS)
    industry: Mapped[str | None] = f.text("行业", group="基本情况", aliases=("所属行业", "行业类别", "所属产业", "行业代码", "产业类别", "产业类型", "行业分类", "主导产业", "行业领域", "行业门类", "国民经济行业", "产业方向", "产业领域", "所属领域"))
    chain: Mapped[str | None] = f.text("产业链", group="基本情况", shown=True, aliases=("所属产业链", "对应产业链", "重点产业链", "所属链条"))
    chain_link: Mapped[str | None] = f.text("链上环节", group="基本情况", aliases=("环节", "产业链环节", "所处环节", "产业链节点", "上下游环节", "链条环节"))
    province: Mapped[str | None] = f.text("省", place="province", group="基本情况", aliases=("所在省", "省份", "所属省份", "所属省", "省市区", "注册省份", "归属省份"))
    city: Mapped[str | None] = f.text("市", place="city", group="基本情况", shown=True, aliases=("所在市", "城市", "所在地", "企业所在地", "总部所在地", "注册地", "所在地区", "所属地市", "地市", "所属市", "地级市", "所在城市"))
    county: Mapped[str | None] = f.text("县", group="基本情况", aliases=("所在县", "区县", "所在区县", "区（县）", "所在区", "区域"))
    address: Mapped[str | None] = f.text("地址", group="基本情况", width=240, aliases=("详细地址", "注册地址", "企业地址", "通讯地址", "办公地址", "总部地址", "联系地址", "生产地址", "办公地点"))
    registered_capital: Mapped[int | None] = f.money("注册资本", "万元", total=True, shown=True, group="基本情况", aliases=("注册资金", "注册资本金", "实缴资本", "认缴资本"))
    established: Mapped[dt.date | None] = f.day("成立日期", group="基本情况", aliases=("成立时间", "注册日期", "注册时间", "成立年份", "设立时间", "创办时间", "创立时间"))
    revenue: Mapped[int | None] = f.money("年营业收入", "亿元", total=True, group="经营情况", aliases=("营业收入", "年产值", "年销售额", "营收", "营业额", "年营收", "销售收入", "主营业务收入", "年收入", "产值", "销售额", "主营收入", "工业总产值"))
    listed: Mapped[bool | None] = f.yes_no("上市", group="经营情况", words=f.other_words(是="主板 创业板 科创板 北交所 上交所 深交所 港交所 a股 h股 港股 美股"), aliases=("是否上市", "上市企业", "是否为上市公司", "上市公司"))
    top500: Mapped[bool | None] = f.yes_no("百强", group="经营情况", aliases=("是否百强", "500强", "百强企业", "是否500强企业", "是否为百强"))
    specialised: Mapped[bool | None] = f.yes_no("专精特新", group="经营情况", aliases=("是否专精特新",), words=f.other_words(是="国家级 省级 市级 小巨人 国家级小巨人"))
    products: Mapped[str | None] = f.text("主要产品", group="经营情况", width=200, aliases=("主营产品", "主营业务", "主导产品", "经营范围", "主要业务", "产品", "主要产品及服务", "主营范围", "主营产品及业务", "业务范围", "经营产品"))
    expansion: Mapped[str | None] = f.note("扩产意向", group="经营情况", aliases=("投资意向", "扩产计划", "投资意愿", "合作意向", "对外投资计划", "拟投资方向", "外迁意向", "转移意向", "投资动向", "扩张计划", "产业转移意向", "投资需求", "投资计划"))
    contact_name = f.of_child("联系人", f.Kind.TEXT, f.Child(table="contact", column="name", where=FIRST), person=True, search=True, group="联系人", aliases=("姓名", "企业联系人", "联系人姓名", "企业负责人", "负责人", "对接人", "企业对接人", "法人代表", "法定代表人", "法人", "企业法人", "企业联络人", "联络人", "董事长", "总经理", "实际控制人"))
    contact_title = f.of_child("联系人职务", f.Kind.TEXT, f.Child(table="contact", column="title", where=FIRST), group="联系人", aliases=("职务", "职位", "联系人职位"))
    contact_phone = f.of_child("联系电话", f.Kind.PHONE, f.Child(table="contact", column="phone", where=FIRST), search=True, personal=True, group="联系人", width=140, aliases=("联系方式", "电话", "手机", "手机号码", "手机号", "联系号码", "电话号码", "负责人电话", "法人电话", "法人联系电话", "企业电话", "联系人电话", "法人联系方式", "移动电话", "办公电话", "座机", "联系人手机"))
    contact_wechat = f.of_child("微信", f.Kind.TEXT, f.Child(table="contact", column="wechat", where=FIRST), personal=True, group="联系人", aliases=("微信号", "联系人微信"))
    station: Mapped[int | None] = f.ref("片区", "stations", "station", group="招商跟进", aliases=("所属片区", "招商片区", "驻外招商组", "招商组", "负责片区", "归口片区", "驻外组", "所属组", "驻点组", "责任片区"))
    staff: Mapped[int | None] = f.ref("责任人", "staff", "staff", shown=True, group="招商跟进", aliases=("跟进人", "驻外责任人", "招商责任人", "招商专员", "对接责任人", "包联责任人", "招商人员", "对接人员", "跟进人员", "驻外干部", "驻外人员", "招商干部", "对接干部", "跟踪人", "包联干部", "联络员", "我方对接人", "驻点干部", "我方联系人"))
    leader: Mapped[str | None] = f.text("包联领导", group="招商跟进", aliases=("包联县领导", "联系领导", "领衔县领导", "包抓领导", "挂联领导", "挂钩领导", "包保领导", "领衔领导", "责任领导", "牵头领导", "县领导", "挂包领导", "领办领导"))
    source: Mapped[str | None] = f.text("来源", group="招商跟进", aliases=("信息来源", "线索来源", "企业来源", "推荐单位", "提供单位", "来源渠道", "获取渠道", "线索渠道", "推荐人", "信息提供人"))
    state: Mapped[str | None] = f.choice("状态", ENTERPRISE_STATES, closed=False, default="未接触", shown=True, group="招商跟进", aliases=("对接状态", "跟进状态", "企业状态", "招商状态", "对接阶段", "进展状态", "跟进情况", "对接进度", "洽谈状态", "所处阶段"))
    last_contact = f.derived("最近联系", f.Kind.DATE, shown=True, group="招商跟进")
    next_contact: Mapped[dt.date | None] = f.day("下次联系", shown=True, group="招商跟进", aliases=("下次联系日期", "计划联系", "下次对接时间", "下次拜访时间", "计划拜访时间", "拟拜访时间", "下次跟进时间"), prefer="future", settled_by=("last_contact",))
    visit_count = f.derived("拜访次数", f.Kind.INT, group="招商跟进")
    note: Mapped[str | None] = f.note("备注", group="招商跟进", aliases=("说明", "其他", "其它", "其他说明"))
