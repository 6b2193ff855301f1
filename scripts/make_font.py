"""Build resources/fonts from Noto Sans CJK: the characters a county office writes, in two weights.

The built fonts are kept in the project, because the machine that needs them has no Chinese font to build them from.
Source: the Debian package fonts-noto-cjk (SIL Open Font License 1.1).
Run: `python scripts/make_font.py [SOURCE FOLDER]`.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

SOURCE = Path("/usr/share/fonts/opentype/noto")
TARGET = Path(__file__).resolve().parent.parent / "resources" / "fonts"
FAMILY = "Zhaoyin Sans SC"
SIMPLIFIED = 2  # place of the SC face in the collection
LIMIT = 6_000_000  # bytes, both weights together

# Names of people and firms use characters that GB 2312 does not know.
NAMES = (
    "喆堃珺镕旸玥琤彧翀玮晗昇昉玟珅珩琬琰瑄璟璐璿甯睿祎禛筠莙菡蓁谞赟钊铖锴锟霈霏韫颋颢骁骐鹍麒暐曈烜煊煜燊犇玎璠"
    "垚淼鑫焱昶晟珣珂琪瑀瑨璘瑢瑛珈玘玭玢珉珹珽琇琎琨琮瑗瑭璁璇璋璞璨瓒芃芊苒茜荃荇莜菁萱蕙薇薰蘅宬峣嵘嶷巘弢忞怡恺惇愔憬懋"
    "旻旼昊昕昀昳晊晔晞晢晧暕暄曦朒杺枫柠栩桢梓棣楠榕樾橦沄沅沚泓泠洺洹浛浠涔淏淦淳湉湜溦滢漪潆潇澍澄濛瀚灏炆炜炫烨焜焯熠熹燚"
    "皓皞皑砚硙祐祚祺禔禤稷穆竑笙笪篪綦繇纮绂绾缙缦羿翊翎翯聿胤臻舸艾芮苡茗荔荥菀葳蒟蔺藜蘧虓虢蚺衎衿裎觅詠诩诏谌谡谧豫貔贇赉趸跹"
    "辀逄逯逵邈邬邳郄郇郏郗郜郢郦郯鄄鄱鄯酆鎏钏钦钧钰铄铠铨铮锜锳锵镒镐镓镔镛闫闳阇陟隗隽雒雯靓靖韪韬頔顗颀颉飏馥骅骉骏骞骢骥"
    "鬯魁鲲鸢鸾鹄鹭鹮麟黎黛龑龢仝佟佶佾侃侑俣俶倓倢倧倬偀偲傃傕僖僮儁儆儇儒兕冼凇劢劭勍勖匡卞厍叆叇吉呙咏哿啓喬嗣嘉囡圳坤坻垕垣埇埕"
    "堉堽塬墉夔奕姈姒姝姞姣姮姵娅娉娈娜娟婕婧婳嫄嫣嬅嬿孖孚孜孺宓宸寀寔寯尕尧岚岢岩峋峥崚崧崟嵇嵩巍帏幡廙弈弋彤彬彭彰徵怀恂恒恬悌悦"
    "碁镁铱钼铌钽铍锗铟铼铪锆镨钕镝铽钇钬铒锶锂钴钒硼砷硒碲烯炔烷酯醚酮酚醛胺酐吡啶嘧噻唑咪哌喹"
    "㙍㵐䶮﨑"
)
SYMBOLS = (
    "·→←↑↓↗↘⇄＋－×÷±≈≠≥≤＝√∞✓●○◎◆◇■□▲△▼▽▶▷◀◁★☆①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
    "％‰℃°㎡㎥㎏㎜㎝㎞§№℡™©®†‡•…—–‐‑‘’“”〈〉《》「」『』【】〔〕〖〗、。〃々〇〒〓￥¥€£¢Σπμαβγδθλσφω²³¹½¼¾ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
    "⌘⏎␣⋯⚠☎♂♀\u00a0\u2002\u2003\u3000"
)
FEATURES = ["ccmp", "kern", "liga", "mark", "mkmk", "tnum"]


def characters() -> set[int]:
    """Code points of the font: ASCII, Latin-1, all of GB 2312, full-width forms, box drawing, names and symbols."""
    wanted = set(range(0x20, 0x7F)) | set(range(0xA0, 0x100))
    wanted |= set(range(0xFF01, 0xFF5F)) | set(range(0x3000, 0x3020)) | set(range(0x2500, 0x2580))
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            wanted.update(map(ord, bytes((row, cell)).decode("gb2312", errors="ignore")))
    return wanted | set(map(ord, NAMES + SYMBOLS))


def rename(font: TTFont, weight: str) -> None:
    """Give the font our own family name, as the licence asks of a changed version."""
    postscript = f"{FAMILY.replace(' ', '')}-{weight}"
    names = {1: FAMILY, 2: weight, 3: postscript, 4: f"{FAMILY} {weight}", 6: postscript}
    table = font["name"]
    table.names = [n for n in table.names if n.nameID in (0, 5, 13, 14) and n.langID == 0x409]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames[0] = postscript
    top.topDictIndex[0].FamilyName = FAMILY
    top.topDictIndex[0].FullName = f"{FAMILY} {weight}"


def build(source: Path, target: Path, weight: str) -> None:
    """Write one weight; KeyError names the wanted characters that the source does not have."""
    options = subset.Options(
        hinting=False,
        layout_features=FEATURES,
        name_languages=["*"],
        name_IDs=["*"],
        notdef_outline=True,
        drop_tables=["vhea", "vmtx"],
    )
    options.font_number = SIMPLIFIED
    font = subset.load_font(str(source), options)
    wanted = characters()
    lacking = wanted - set(font.getBestCmap())
    if lacking:
        raise KeyError("".join(map(chr, sorted(lacking))))
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    rename(font, weight)
    subset.save_font(font, str(target), options)


def main() -> int:
    """Build both weights and refuse to let them outgrow the limit."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE
    total = 0
    for weight in ("Regular", "Bold"):
        target = TARGET / f"ZhaoyinSansSC-{weight}.otf"
        build(source / f"NotoSansCJK-{weight}.ttc", target, weight)
        total += target.stat().st_size
        print(f"{target.name}: {target.stat().st_size:,} bytes")
    print(f"{total:,} bytes of {LIMIT:,}")
    return 0 if total <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
