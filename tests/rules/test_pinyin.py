"""Pinyin finds people and places by what someone would type."""

from __future__ import annotations

import pytest

from crm.rules.pinyin import full, initials, query_terms, search_key, sort_key, syllables


@pytest.mark.parametrize(
    ("text", "pinyin"),
    [
        ("重庆", "chongqing"),
        ("银行", "yinhang"),
        ("长沙", "changsha"),
        ("厦门", "xiamen"),
        ("六安", "luan"),
        ("东莞", "dongguan"),
        ("单县", "shanxian"),
        ("光学薄膜", "guangxuebomo"),
        ("超薄玻璃", "chaobaoboli"),
        ("冷轧带钢", "lengzhadaigang"),
        ("荥经畜禽", "yingjingxuqin"),
        ("朝阳", "chaoyang"),
        ("长三角", "changsanjiao"),
        ("董事长", "dongshizhang"),
        ("上海恒业", "shanghaihengye"),
        ("重庆长江工业银行", "chongqingchangjianggongyeyinhang"),
        ("绿色", "lvse"),
        ("三六九等", "sanliujiudeng"),
        ("晟鑫", "shengxin"),
    ],
)
def test_phrases_decide_the_reading(text: str, pinyin: str) -> None:
    assert full(text) == pinyin


def test_latin_letters_and_digits_stay_and_marks_go() -> None:
    assert full("安徽ＡＢ２科技（集团）") == "anhuiab2kejijituan"
    assert initials("安徽AB2科技（集团）") == "ahab2kjjt"
    assert full("、（）—") == ""
    assert full("") == ""


@pytest.mark.parametrize(
    ("name", "as_surname", "as_word"),
    [
        ("单雄", "shanxiong", "danxiong"),
        ("曾国", "zengguo", "cengguo"),
        ("解小东", "xiexiaodong", "jiexiaodong"),
        ("仇和", "qiuhe", "chouhe"),
        ("查良", "zhaliang", "chaliang"),
        ("区小明", "ouxiaoming", "quxiaoming"),
        ("盖文", "gewen", "gaiwen"),
        ("单于明", "chanyuming", "chanyuming"),
        ("长孙安", "zhangsunan", "zhangsunan"),
    ],
)
def test_surnames_have_their_own_readings(name: str, as_surname: str, as_word: str) -> None:
    assert full(name, person=True) == as_surname
    assert full(name) == as_word


def test_a_given_name_keeps_its_ordinary_reading() -> None:
    assert full("李单", person=True) == "lidan"
    assert full("任丽", person=True) == "renli"
    assert initials("李明朗", person=True) == "lml"


def test_names_sort_as_a_dictionary_would() -> None:
    names = ["林伟", "李明朗", "张敏", "李明", "安静", "曾可"]
    ordered = sorted(names, key=lambda name: sort_key(name, person=True))
    assert ordered == ["安静", "李明", "李明朗", "林伟", "曾可", "张敏"]


def test_sort_keys_part_syllables_but_not_latin_words() -> None:
    assert sort_key("上海AB2号") == "shang hai ab2 hao"
    assert sort_key("阿A") == "a a"


def test_a_search_key_holds_the_text_its_pinyin_and_its_initials() -> None:
    assert search_key(["星源包装", "Ａ公司"]) == "星源包装\nxingyuanbaozhuang\nxybz\na公司\nagongsi\nags"


def test_a_person_is_found_by_both_readings_of_the_surname() -> None:
    assert search_key(["单雄"], person=True).split("\n") == ["单雄", "shanxiong", "sx", "danxiong", "dx"]
    assert search_key(["李明朗"], person=True).split("\n") == ["李明朗", "liminglang", "lml"]


def test_telephones_are_found_by_their_digits() -> None:
    assert search_key(["0551-65135408", "", "  "]) == "0551-65135408\n055165135408"
    assert search_key(["www.example.cn"]) == "www.example.cn"
    assert search_key(["、"]) == "、"


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("ＬＭＬ", ["lml"]),
        ("  星源 深圳 ", ["星源", "深圳"]),
        ("138 0013-8000", ["13800138000"]),
        ("李 138-0013-8000", ["李", "13800138000"]),
        ("2024-05-01", ["2024-05-01"]),
        ("12-3", ["12-3"]),
        ("lü", ["lv"]),
        ("", []),
    ],
)
def test_what_a_user_types_is_normalised(typed: str, terms: list[str]) -> None:
    assert query_terms(typed) == terms


def test_every_term_typed_for_a_name_is_in_its_key() -> None:
    key = search_key(["重庆星源科技有限公司"])
    for typed in ("重庆", "星源", "cqxy", "ChongQing", "xingyuan"):
        assert all(term in key for term in query_terms(typed))


def test_a_rare_mark_reads_as_nothing_and_a_rare_character_by_its_dictionary() -> None:
    assert syllables("☆鱻") == ["xian"]


def test_every_character_that_a_phrase_reads_otherwise_is_known() -> None:
    from crm.rules import pinyin

    readings = pinyin._readings()
    found: set[str] = set()
    for phrase in readings.phrases:
        spelt = pinyin._phrase(phrase)
        alone = [pinyin._character(char) for char in phrase]
        found.update(char for char, one, two in zip(phrase, alone, spelt, strict=False) if one != two)
        if len(spelt) != len(phrase):
            found.update(phrase)
    assert found == pinyin._MANY_VOICED
