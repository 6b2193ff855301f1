"""Pinyin for search and order: fast, phrase-aware, with surname readings and the names of places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from crm.rules.numbers import narrow

_LONGEST = 4
_TAIL = 6
"""Many names end alike (科技有限公司), so the last characters are looked up as a text of their own."""


def _table(text: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in text.split())


_SURNAMES = _table(
    "单:shan 曾:zeng 解:xie 仇:qiu 查:zha 区:ou 任:ren 盖:ge 朴:piao 翟:zhai 逄:pang 乜:nie 员:yun 贠:yun 覃:qin "
    "召:shao 秘:bi 洗:xian 冼:xian 繁:po 种:chong 缪:miao 句:gou 郇:xun 郗:xi 那:na 宁:ning 令:ling 薄:bo 褚:chu "
    "晁:chao 隗:wei 卜:bu 折:she 黑:he 乐:yue 祭:zhai 谌:chen 訾:zi 郄:qie 藏:zang 於:yu 眭:sui 呙:guo 颉:xie "
    "牟:mou 应:ying 相:xiang 柏:bai 石:shi 车:che 万:wan 华:hua 燕:yan 盛:sheng 纪:ji 过:guo 都:du 大:da 占:zhan "
    "尉迟:yu,chi 万俟:mo,qi 长孙:zhang,sun 单于:chan,yu 澹台:tan,tai 鲜于:xian,yu 令狐:ling,hu 皇甫:huang,fu"
)
_CHARACTERS = _table("长:chang 佛:fo 晟:sheng 都:du 缪:miao 翟:zhai 覃:qin 卜:bu 厦:xia 郇:xun 纪:ji 轧:zha 似:si")
_PHRASES = _table(
    "朝阳:chao,yang 单县:shan,xian 浚县:xun,xian 涡阳:guo,yang 洪洞:hong,tong 曾都:zeng,du 六合:lu,he 泌阳:bi,yang "
    "大城:dai,cheng 蔚县:yu,xian 莘县:shen,xian 犍为:qian,wei 井陉:jing,xing 枞阳:zong,yang 渑池:mian,chi "
    "长三角:chang,san,jiao 乡长:xiang,zhang 重庆:chong,qing 厦门:xia,men 丽水:li,shui 综合:zong,he 合肥:he,fei "
    "什邡:shi,fang 荥经:ying,jing 召陵:shao,ling 歙县:she,xian 薄膜:bo,mo 冷轧:leng,zha 热轧:re,zha 轧制:zha,zhi "
    "畜禽:xu,qin 给排水:ji,pai,shui 还款:huan,kuan 圈养:juan,yang 猪圈:zhu,juan 调压:tiao,ya 囤货:tun,huo"
)
_MANY_VOICED = frozenset(
    "万不丱么乐乘乜了亲什仇从仔仿会传伧伯伺似伽佛侗侥侧便俟信俩倘偻傀傍僪免六其兹内冒冯凹刨券刹削剥剿劲勒匙匮"
    "卒单南卜卡厦参句叨叶吁合吓吖否吭吱告呗呢呱呲呵呷咋和咖咯咱咳咶咽哕哦哪啁啜喔喳嗒嗲嗽嘲噱噷嚓嚼囤圈圜圩地"
    "坏坻埋埏埔埶堕堡塞壳大夯奇姥娜婑孱宿寻射将尉尨尺尾尿屏属岂崴差巷干度弄弟強弹强彊得徵徼忪思恶惏惓房扁扎扒"
    "扛扞扢折抹拂拓拗择括拶拾挝挟挼捋捰掴掺提揭摩撮擘擿攒敦数於无景暴曝曾朘朝期术朴杉杓杕枞枸柏柚柞查栅栖校核"
    "桔棬椎楛槛槟模欹殖殷殽氏氓汤沈沓没泊泌泥洞浍浒浚涡淜混溃溺漯潦澄澹濩炰烙焯熨燋燵爪牟犍狧猲率玢琢瑱畜番疟"
    "痡的盛省眴着瞿矜石砉碌碡碻磅祕禅秘称稽窨籍粘粥糜系絜綮纚红纤纥纶给络绰绿缉缩缪耆耙聒肋胖脉腊腌膀膻臂臭般"
    "色艾艿芥芫苕苣若茄茜荑荠荤莎莘莞莨莩莫菹落著葚蔓蔚蕃薄藉藏虾蚌蛇蛤蝍螫血行被袷裨裳裼褎褚褪覃见觉角觜解识"
    "诘说读谁调谷豁豉貉贲贾赚趄路蹊车轧转辗辟还迫遗適邪郄都酖酾重鐀钥铅铛铤镐长閒阿陂陆降隗隽雀露靓革鞘鞞顿颈"
    "颉颤食騃驮骠鸟鹄鹘麇黾齐龈龟召荥"
)
"""The characters that some phrase reads otherwise than they are read alone; text without them needs no phrases."""
_LATIN = re.compile(r"[a-z0-9]")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_RUNS = re.compile(r"[a-z0-9]+|[^a-z0-9]+")
_PHONE = re.compile(r"[\d\s()+\-]+")
_DATE = re.compile(r"\d{4}-\d{1,2}(?:-\d{1,2})?")


class _Readings(NamedTuple):
    characters: dict[int, str]
    phrases: dict[str, list[list[str]]]
    longest: dict[str, int]
    """The length of the longest phrase that begins with these two characters."""


def full(text: str, *, person: bool = False) -> str:
    """The whole pinyin in lower case without tones or spaces (ü is v); Latin letters and digits stay, marks go."""
    return "".join(syllables(text, person=person))


def initials(text: str, *, person: bool = False) -> str:
    """The first letter of every syllable, digits and Latin letters kept whole: 李明朗 gives lml."""
    return "".join(token[0] for token in syllables(text, person=person))


def sort_key(text: str, *, person: bool = False) -> str:
    """Syllables parted by spaces, so that text order is pinyin order (李明 before 李明朗, 林 after both)."""
    plain = narrow(text).lower()
    if not _LATIN.search(plain):
        return " ".join(_spelt(plain.strip(), person))
    tokens: list[str] = []
    for run in _RUNS.findall(plain):
        tokens.extend([run] if _LATIN.match(run) else syllables(run, person=person))
    return " ".join(tokens)


def search_key(texts: Iterable[str], *, person: bool = False) -> str:
    """One lower-case string to look in with LIKE: each text, its full pinyin and initials, parted by line breaks.

    A person's name is given by its surname reading and by its ordinary one; a telephone number also as bare digits.
    """
    found: dict[str, None] = {}
    for text in texts:
        if text.isascii():
            plain = text.strip().lower()
            found[plain] = found[_bare_phone(plain)] = None
        else:
            found.update(dict.fromkeys(_forms(text, person)))
    found.pop("", None)
    return "\n".join(found)


@lru_cache(maxsize=8192)
def _forms(text: str, person: bool) -> tuple[str, ...]:
    """What one text can be found by; kept for a while, as people and words come again and again."""
    plain = narrow(text).strip().lower()
    if plain.isascii():
        return plain, _bare_phone(plain)
    forms = [plain]
    for surname in (True, False) if person and _surname(plain) else (False,):
        spelt = _spelt(plain, surname)
        forms.append("".join(spelt))
        forms.append("".join([token[0] for token in spelt]))
    return tuple(forms)


def matches(typed: str, words: str) -> bool:
    """Whether what was typed finds words: as they are, by full pinyin or by its initials; nothing typed finds none."""
    wanted = typed.strip().lower()
    return bool(wanted) and any(wanted in form for form in search_key([words]).split("\n"))


def query_terms(text: str) -> list[str]:
    """What a user typed as terms that must all occur in a search key; a telephone number loses its marks."""
    plain = narrow(text).strip().lower().replace("ü", "v")
    bare = _bare_phone(plain)
    return [bare] if bare != plain else [_bare_phone(term) for term in plain.split()]


def in_pieces(terms: Sequence[str]) -> list[str]:
    """One term of three or more Chinese characters in pieces of two, as people shorten names; [] for anything else."""
    if len(terms) != 1 or len(terms[0]) < 3 or not _HAN.fullmatch(terms[0]):
        return []
    return [terms[0][at : at + 2] for at in range(0, len(terms[0]), 2)]


def sound(text: str) -> str:
    """The ordinary reading of each character by itself, without phrases or surnames: to compare many names fast."""
    return "".join(map(_character, text))


def syllables(text: str, *, person: bool = False) -> list[str]:
    """The reading of every character in turn: a syllable, a Latin letter or digit; other marks are left out."""
    return list(_spelt(narrow(text).lower().strip(), person))


@lru_cache(maxsize=8192)
def _spelt(plain: str, person: bool) -> tuple[str, ...]:
    """The syllables of narrow lower-case text; kept for a while, as the search key and the sort key ask alike."""
    readings = _readings()
    if not person and _MANY_VOICED.isdisjoint(plain):
        return tuple([token for token in map(_character, plain) if token])
    tokens: list[str] = []
    surname = _surname(plain) if person else None
    position = surname[0] if surname else 0
    if surname:
        tokens.extend(surname[1].split(","))
    end = len(plain)
    while position < end:
        if end - position == _TAIL and position:
            return (*filter(None, tokens), *_spelt(plain[position:], False))
        for length in range(readings.longest.get(plain[position : position + 2], 1), 1, -1):
            phrase = plain[position : position + length]
            if phrase in readings.phrases:
                tokens.extend(_phrase(phrase))
                position += length
                break
        else:
            tokens.append(_character(plain[position]))
            position += 1
    return tuple(token for token in tokens if token)


def _surname(plain: str) -> tuple[int, str] | None:
    """Length and reading of a surname that is read otherwise than its characters."""
    for length in (2, 1):
        reading = _SURNAMES.get(plain[:length]) if len(plain) >= length else None
        if reading:
            return length, reading
    return None


def _bare_phone(plain: str) -> str:
    if plain.isdecimal():
        return plain
    if not _PHONE.fullmatch(plain) or _DATE.fullmatch(plain):
        return plain
    digits = re.sub(r"\D", "", plain)
    return digits if len(digits) >= 7 else plain


@cache
def _readings() -> _Readings:
    # Imported on first use: the dictionaries take some 80 ms that the first window does not need.
    from pypinyin.phrases_dict import phrases_dict
    from pypinyin.pinyin_dict import pinyin_dict

    phrases = {phrase: reading for phrase, reading in phrases_dict.items() if len(phrase) <= _LONGEST}
    phrases |= {phrase: [[syllable] for syllable in reading.split(",")] for phrase, reading in _PHRASES.items()}
    longest: dict[str, int] = {}
    for phrase in phrases:
        start = phrase[:2]
        longest[start] = max(longest.get(start, 0), len(phrase))
    return _Readings(pinyin_dict, phrases, longest)


@cache
def _character(char: str) -> str:
    if char in _CHARACTERS:
        return _CHARACTERS[char]
    reading = _readings().characters.get(ord(char))
    if reading:
        return _without_tone(reading.partition(",")[0])
    return char if _LATIN.match(char) else ""


@cache
def _phrase(phrase: str) -> tuple[str, ...]:
    return tuple(_without_tone(reading[0]) for reading in _readings().phrases[phrase])


def _without_tone(reading: str) -> str:
    parts = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(char for char in parts if not unicodedata.combining(char))
