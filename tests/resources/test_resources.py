"""What the program carries with it is complete and sound."""

import csv
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import resources

SVG = "{http://www.w3.org/2000/svg}"


def table(name: str) -> list[dict[str, str]]:
    with resources.path("dictionaries", name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_packed_program_looks_for_its_resources_beside_its_code() -> None:
    assert resources.path("icons", "home.svg").is_file()
    assert resources.path() == Path(resources.__file__).parent


def test_the_divisions_are_34_provinces_and_333_prefectures_in_use() -> None:
    rows = [row for row in table("divisions.csv") if not row["retired"]]
    levels = Counter(row["level"] for row in rows)
    assert (levels["province"], levels["prefecture"]) == (34, 333)


def test_each_division_has_six_digits_of_its_own_and_lies_in_a_province() -> None:
    rows = table("divisions.csv")
    codes = {row["code"] for row in rows}
    assert len(codes) == len(rows)
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert all(row["parent"] == row["code"][:2] + "0000" for row in rows if row["level"] != "province")


def test_a_retired_code_stays_readable_and_names_what_took_its_place() -> None:
    rows = {row["code"]: row for row in table("divisions.csv")}
    chaohu = rows["341400"]
    assert (chaohu["name"], chaohu["retired"], rows[chaohu["successor"]]["name"]) == ("巢湖市", "2011", "合肥市")
    assert all(rows[row["successor"]]["retired"] == "" for row in rows.values() if row["retired"])


@pytest.mark.parametrize(
    ("code", "short"),
    [("420600", "襄阳"), ("222400", "延边"), ("429021", "神农架"), ("469021", "定安"), ("659001", "石河子")],
)
def test_a_division_has_the_short_name_people_say(code: str, short: str) -> None:
    assert {row["code"]: row["short"] for row in table("divisions.csv")}[code] == short


def test_the_industries_are_20_sections_and_97_divisions_without_a_gap() -> None:
    rows = table("industries.csv")
    sections = [row["code"] for row in rows if row["level"] == "门类"]
    divisions = [row["code"] for row in rows if row["level"] == "大类"]
    assert sections == list("ABCDEFGHIJKLMNOPQRST")
    assert divisions == [f"{number:02d}" for number in range(1, 98)]
    assert {row["parent"] for row in rows if row["level"] == "大类"} == set(sections)


ICONS = sorted(resources.path("icons").glob("*.svg"))


def test_every_icon_carried_is_asked_for() -> None:
    root = resources.path("icons").parent.parent
    code = "".join(
        path.read_text(encoding="utf-8") for folder in ("ui", "scripts") for path in (root / folder).rglob("*.py")
    )
    assert [icon.name for icon in ICONS if f'"{icon.stem}"' not in code and icon.name not in code] == []


@pytest.mark.parametrize("file", [icon for icon in ICONS if icon.stem != "zhaoyin"], ids=lambda file: file.stem)
def test_an_icon_is_a_line_drawing_that_takes_the_colour_of_its_place(file: Path) -> None:
    root = ElementTree.parse(file).getroot()
    assert (root.get("viewBox"), root.get("stroke"), root.get("stroke-width")) == ("0 0 24 24", "currentColor", "1.5")
    assert {child.get("fill", "none") for child in root} <= {"none", "currentColor"}
    assert {child.tag for child in root} <= {SVG + "path", SVG + "circle", SVG + "rect"}


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_font_knows_every_character_of_gb_2312_and_the_signs_on_our_screens(weight: str) -> None:
    with TTFont(resources.path("fonts", f"ZhaoyinSansSC-{weight}.otf")) as font:
        known = set(font.getBestCmap())
        assert font["name"].getDebugName(1) == "Zhaoyin Sans SC"
    hanzi = "".join(
        bytes((row, cell)).decode("gb2312", errors="ignore") for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)
    )
    assert len(hanzi) == 6763
    assert set(map(ord, hanzi + "·→←↑↓＋×✓●○◆▲▼①⑩≥≤％℃￥（）堃喆镕")) <= known


def test_both_weights_of_the_font_stay_under_6_mb_with_their_licence_beside_them() -> None:
    assert sum(file.stat().st_size for file in resources.path("fonts").glob("*.otf")) < 6_000_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in resources.path("fonts", "OFL.txt").read_text(encoding="utf-8")
