"""自报与认定对照 and 与上期差异: the sheets that set one account of the facts beside another."""

from __future__ import annotations

from decimal import Decimal

from crm.bulletin import sheet_style as style
from crm.bulletin.dataset import Dataset
from crm.bulletin.figures import Figure, Spec
from crm.bulletin.sheet import Sheet
from crm.bulletin.sheet_style import COUNT, ONE, TWO
from crm.bulletin.workbook import as_of, yi
from crm.rules.stages import BASES

TRUTH_COLUMNS: tuple[tuple[str, float], ...] = (
    ("序号", 7),
    ("项目（指标）", 34),
    ("责任单位", 18),
    ("里程碑（单位）", 12),
    *((basis, 22) for basis in BASES),
    ("差异及缺少的佐证", 40),
)
DIFFERENCE_COLUMNS = (("序号", 7), ("指标", 24), ("上期印发数", 18), ("现在账面数", 18), ("变动原因", 84))


def truths_sheet(sheet: Sheet, data: Dataset) -> None:
    """The indicators under each basis, then the projects whose milestones are not told alike."""
    width = len(TRUTH_COLUMNS)
    style.title(sheet, f"{data.county}{data.month.label}自报与认定对照", as_of(data), width)
    style.head(sheet, TRUTH_COLUMNS)
    at = 4
    for truth in data.truths:
        texts = ("", truth.spec.target, "全县", truth.spec.unit)
        for column, text in enumerate(texts, start=1):
            style.put(sheet, at, column, text, left=column == 2)
        for column, basis in enumerate(BASES, start=5):
            value, form = _shown(truth.spec, truth.values[basis])
            style.put(sheet, at, column, value, form=form, centre=True)
        alike = len(set(truth.values.values())) == 1
        style.put(sheet, at, width, "一致" if alike else "不一致，见下列项目", left=True)
        at += 1
    for number, dispute in enumerate(data.disputes, start=1):
        style.put(sheet, at, 1, number)
        said = [dispute.said[basis] for basis in BASES]
        for column, text in enumerate((dispute.project, dispute.unit, dispute.stage, *said, dispute.gap), start=2):
            style.put(sheet, at, column, text, left=column in (2, width))
        at += 1
    if not data.disputes:
        style.nothing(sheet, at, "本期无三方不一致的项目节点", width)
        at += 1
    words = "指标为本年累计，到位资金只分自报与认定；项目列出本年签约、开工、入统、投产中三方不一致的各个节点。"
    style.note(sheet, at, words, width)
    style.page(sheet, head_rows="3:3", width=width)


def _shown(spec: Spec, value: Figure) -> tuple[Decimal | int | None, str]:
    if value is None:
        return None, COUNT
    if spec.kind == "money":
        return yi(int(value)), TWO
    return (Decimal(value), ONE) if isinstance(value, str) else (value, COUNT)


def differences_sheet(sheet: Sheet, data: Dataset) -> None:
    """The figures of the last issue that read otherwise today, each with the steps that changed it."""
    width = len(DIFFERENCE_COLUMNS)
    style.title(sheet, f"{data.county}{data.month.label}通报与上期差异", as_of(data), width)
    style.head(sheet, DIFFERENCE_COLUMNS)
    at = 4
    for number, found in enumerate(data.differences, start=1):
        style.put(sheet, at, 1, number)
        name = f"{found.month}{found.name}"
        for column, text in enumerate((name, found.before, found.after, "\n".join(found.causes)), start=2):
            style.put(sheet, at, column, text, left=column in (2, width))
        at += 1
    if not data.differences:
        why = f"{data.compared}印发的各项数据没有变动" if data.compared else "此前没有发布存档的通报"
        style.nothing(sheet, at, f"本期无差异：{why}", width)
    else:
        words = f"上期指{data.differences[0].issue}，已印发的数据不改，变动体现在本期累计数中。原因取自账本的变更记录。"
        style.note(sheet, at, words, width)
    style.page(sheet, head_rows="3:3", width=width)
