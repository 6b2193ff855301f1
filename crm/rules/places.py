"""Places as ledgers write them: province, city and the rest; township and village."""

from __future__ import annotations

import re
from typing import NamedTuple

from crm.rules.numbers import squeeze


class Province(NamedTuple):
    """A province-level division with its two-digit GB/T 2260 code."""

    code: str
    name: str
    short: str


PROVINCES = [
    Province(*line.split())
    for line in """
11 北京市 北京
12 天津市 天津
13 河北省 河北
14 山西省 山西
15 内蒙古自治区 内蒙古
21 辽宁省 辽宁
22 吉林省 吉林
23 黑龙江省 黑龙江
31 上海市 上海
32 江苏省 江苏
33 浙江省 浙江
34 安徽省 安徽
35 福建省 福建
36 江西省 江西
37 山东省 山东
41 河南省 河南
42 湖北省 湖北
43 湖南省 湖南
44 广东省 广东
45 广西壮族自治区 广西
46 海南省 海南
50 重庆市 重庆
51 四川省 四川
52 贵州省 贵州
53 云南省 云南
54 西藏自治区 西藏
61 陕西省 陕西
62 甘肃省 甘肃
63 青海省 青海
64 宁夏回族自治区 宁夏
65 新疆维吾尔自治区 新疆
71 台湾省 台湾
81 香港特别行政区 香港
82 澳门特别行政区 澳门
""".strip().splitlines()
]
"""The 34 province-level divisions in code order."""

# Prefecture-level cities by short name, then "+" and the county-level cities that ledgers give as the city itself;
# divisions not called 市 are written in full.
_CITIES = {
    "河北": "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 + 辛集 定州 迁安 任丘 三河 涿州",
    "山西": "太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁",
    "内蒙古": "呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 兴安盟 锡林郭勒盟 阿拉善盟",
    "辽宁": "沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛 + 海城 瓦房店",
    "吉林": "长春 吉林 四平 辽源 通化 白山 松原 白城 延边朝鲜族自治州 + 延吉 公主岭",
    "黑龙江": "哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 大兴安岭地区",
    "江苏": "南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 + 昆山 江阴 张家港 常熟 太仓 宜兴 "
    "丹阳 溧阳 启东 海安 如皋 靖江 泰兴 兴化 邳州 新沂 仪征 高邮 扬中 句容 东台",
    "浙江": "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 + 义乌 "
    "慈溪 余姚 诸暨 海宁 桐乡 平湖 乐清 瑞安 温岭 "
    "临海 玉环 东阳 永康 兰溪 江山 嵊州 龙泉 建德 龙港",
    "安徽": "合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 "
    "亳州 池州 宣城 + 巢湖 天长 明光 界首 桐城 "
    "潜山 宁国 广德 无为",
    "福建": "福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 + 晋江 石狮 南安 福清 福安 福鼎",
    "江西": "南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 + 瑞金 丰城 樟树 高安 贵溪",
    "山东": "济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 "
    "聊城 滨州 菏泽 + 寿光 诸城 龙口 招远 莱州 "
    "滕州 邹城 曲阜 新泰 肥城 荣成 胶州 平度",
    "河南": "郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 "
    "南阳 商丘 信阳 周口 驻马店 + 济源 巩义 新郑 "
    "登封 永城 长葛 禹州 长垣 邓州",
    "湖北": "武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 "
    "恩施土家族苗族自治州 + 仙桃 潜江 天门 大冶 枝江 "
    "宜都 枣阳 麻城 武穴",
    "湖南": "长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西土家族苗族自治州 + 浏阳 醴陵 宁乡",
    "广东": "广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮 "
    "+ 普宁 四会 开平 台山",
    "广西": "南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 + 北流 桂平",
    "海南": "海口 三亚 三沙 儋州 + 琼海 文昌 万宁 五指山",
    "四川": "成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 "
    "阿坝藏族羌族自治州 甘孜藏族自治州 凉山彝族自治州 + 简阳 江油 广汉 绵竹 都江堰 西昌",
    "贵州": "贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南布依族苗族自治州 "
    "黔东南苗族侗族自治州 黔南布依族苗族自治州 + 仁怀 凯里 都匀 兴义",
    "云南": "昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄彝族自治州 红河哈尼族彝族自治州 文山壮族苗族自治州 "
    "西双版纳傣族自治州 大理白族自治州 德宏傣族景颇族自治州 怒江傈僳族自治州 迪庆藏族自治州 + 安宁 个旧 瑞丽",
    "西藏": "拉萨 日喀则 昌都 林芝 山南 那曲 阿里地区",
    "陕西": "西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 + 韩城 兴平 神木",
    "甘肃": "兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏回族自治州 甘南藏族自治州 + 敦煌 玉门",
    "青海": "西宁 海东 海北藏族自治州 黄南藏族自治州 海南藏族自治州 果洛藏族自治州 "
    "玉树藏族自治州 海西蒙古族藏族自治州 + 格尔木",
    "宁夏": "银川 石嘴山 吴忠 固原 中卫 + 灵武",
    "新疆": "乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉回族自治州 博尔塔拉蒙古自治州 巴音郭楞蒙古自治州 阿克苏地区 "
    "克孜勒苏柯尔克孜自治州 喀什地区 和田地区 伊犁哈萨克自治州 塔城地区 阿勒泰地区 + 石河子 库尔勒 阿拉尔 图木舒克",
    "台湾": "台北 新北 桃园 台中 台南 高雄 基隆 新竹 嘉义",
}
_FULL = re.compile(r".*(?:盟|地区|自治州)")
_PEOPLES = re.compile(
    r"(?:朝鲜族|土家族|苗族|藏族|羌族|彝族|布依族|侗族|哈尼族|壮族|傣族|白族|"
    r"景颇族|傈僳族|回族|蒙古族?|柯尔克孜|哈萨克)*(?:自治州|地区|盟)$"
)
_MUNICIPAL = ("北京市", "天津市", "上海市", "重庆市", "香港特别行政区", "澳门特别行政区")
_COUNTRY = re.compile(r"^(?:中华人民共和国|中国)(?=.)")
_WRITTEN_CITY = re.compile(r"(.{2,10}?(?:市|自治州|地区|盟))(?!场|民|政|委|区)(.*)")
_COUNTY_FIRST = re.compile(r"^(?:.+?县|.{2,}?市)(?=.{2,}[镇乡]|.+街道)")
_TOWN = re.compile(r"(.{1,10}?(?:街道办事处|街道|镇|乡|苏木|农场|林场))(?![镇乡街])(.*)")
_VILLAGE = re.compile(r".*(?:村|社区|组|庄|居委会|屯|湾)")


def split_place(text: str) -> tuple[str, str, str]:
    """A place as (province, city, rest), full names; the unknown stays in the rest ("江苏昆山")."""
    plain = _COUNTRY.sub("", squeeze(text).replace("/", "").replace("-", ""))
    if plain.startswith("吉林市"):
        plain = "吉林省" + plain
    province, rest = _take(plain, _PROVINCE_NAMES)
    if province in _MUNICIPAL:
        return province, province, rest.removeprefix("市辖区").removeprefix(province)
    names = _CITY_NAMES.get(province, {})
    city, rest = _take(rest, names if province else _ANY_CITY)
    if city:
        return province or _PROVINCE_OF[city], city, rest
    written = _WRITTEN_CITY.fullmatch(rest) if province else None
    if written:
        return province, written[1], written[2]
    return province, "", rest


def split_town(text: str) -> tuple[str, str]:
    """A home place as (township, village): 城关镇东街村 gives 城关镇 and 东街村; a county before them is dropped."""
    plain = re.sub(r"[/、,\-]", "", squeeze(text))
    plain = _COUNTY_FIRST.sub("", plain)
    found = _TOWN.fullmatch(plain)
    if found:
        return found[1], found[2]
    return ("", plain) if _VILLAGE.fullmatch(plain) else (plain, "")


def is_place(text: str) -> bool:
    """Whether the text is a province or city by its full or short name, or 中国."""
    return text == "中国" or text in _PROVINCE_NAMES or text in _ANY_CITY


def full_province(text: str) -> str:
    """浙江 as 浙江省, so that both stand in one group; anything that is no province alone stays as it is."""
    return _PROVINCE_NAMES.get(squeeze(text), text)


def full_city(text: str) -> str:
    """宁波 as 宁波市; what may be a province as well (吉林, 海南) stays as it is, a municipality is one."""
    plain = squeeze(text)
    province = _PROVINCE_NAMES.get(plain)
    if province:
        return province if province in _MUNICIPAL else text
    return _ANY_CITY.get(plain, text)


FULL_PLACES = {"province": full_province, "city": full_city}
"""How a place's name is completed, by what a field holds."""


def _take(text: str, names: dict[str, str]) -> tuple[str, str]:
    for length in range(min(len(text), 12), 1, -1):
        name = names.get(text[:length])
        if name:
            return name, text[length:]
    return "", text


def _names_of(line: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for word in line.replace("+", " ").split():
        full = word if _FULL.fullmatch(word) else f"{word}市"
        names[full] = full
        names[_PEOPLES.sub("", full) if full == word else word] = full
    return names


_PROVINCE_NAMES = {name: p.name for p in PROVINCES for name in (p.name, p.short, f"{p.short}省")}
_CITY_NAMES = {p.name: _names_of(_CITIES.get(p.short, "")) for p in PROVINCES}
_PROVINCE_OF = {city: province for province, names in _CITY_NAMES.items() for city in names.values()}
_ANY_CITY = {name: city for names in _CITY_NAMES.values() for name, city in names.items()}
