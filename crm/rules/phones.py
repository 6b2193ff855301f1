"""Telephone numbers: several to a cell, stored as floats, dashed, masked on screen."""

from __future__ import annotations

import re
from decimal import Decimal

from crm.rules.numbers import narrow, parse_decimal, shown
from crm.rules.problem import BadValue

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))-?(\d{7,8})(?:(?:-|转|#)(\d{1,6}))?")
_SERVICE = re.compile(r"([48]00)-?(\d{3})-?(\d{4})")
_LOCAL = re.compile(r"\d{7,8}|1\d{4}|1\d{2}")
_ABROAD = re.compile(r"\+(?!86)\d{1,3}-?\d{5,13}|00(?!86)\d{8,14}")
_SEPARATORS = re.compile(r"[、,;/|\n\r\t]+|\s*(?:或|和)\s*")
_LABEL = re.compile(
    r"^['’]|^(?:手机号码|手机号|手机|联系电话|联系方式|电话|办公室|办公|座机|固话|tel|mobile)[:：.]?", re.IGNORECASE
)
_HOLDER = re.compile(r"\([^()\d]*\)$")
_SCIENTIFIC = re.compile(r"\d(?:\.(\d+))?[eE]\+?(\d{1,2})")
_GAPS = re.compile(r"[\s().]+")


def split_phones(value: object) -> list[str]:
    """The telephone numbers of a cell, each once and in order: mobiles as 11 digits, landlines as 0551-65135408.

    BadValue, in Chinese, for a number whose digits Excel has rounded away (1.38E+10) and for what is no number.
    """
    if value is None:
        return []
    text = _from_figure(value) if isinstance(value, int | float | Decimal) else narrow(str(value)).strip()
    found: dict[str, None] = {}
    for piece in _pieces(text):
        found[_one(piece, value)] = None
    return list(found)


def is_mobile(phone: str) -> bool:
    """Whether this is a mainland mobile number: 11 digits, 13 to 19 first."""
    return bool(_MOBILE.fullmatch(phone))


def mask(phone: str) -> str:
    """The number with its middle hidden (138****5678; landlines keep area code and last two digits)."""
    if is_mobile(phone):
        return f"{phone[:3]}****{phone[7:]}"
    area, dash, number = phone.partition("-")
    if not dash:
        area, number = "", phone
    kept = min(2, len(number) // 2)
    return f"{area}{dash}{'*' * (len(number) - kept)}{number[len(number) - kept :]}"


def _from_figure(value: float | Decimal) -> str:
    """The digits of a number; one that is a telephone number only with a 0 before it lost that 0 as a figure."""
    number = parse_decimal(value)
    if number != number.to_integral_value() or number < 0:
        raise _bad(value)
    digits = format(number, "f").partition(".")[0]
    return f"0{digits}" if _read(digits) is None and _LANDLINE.fullmatch(f"0{digits}") else digits


def _pieces(text: str) -> list[str]:
    """Split at marks first, then at spaces where each side is a number of its own ("0551 65135408" is one)."""
    pieces: list[str] = []
    for piece in _SEPARATORS.split(text):
        words = _HOLDER.sub("", _LABEL.sub("", piece.strip()).strip()).split()
        whole = "".join(words)
        if len(words) > 1 and _read(whole) is None and all(_read(word) for word in words):
            pieces.extend(words)
        elif whole:
            pieces.append(" ".join(words))
    return pieces


def _one(piece: str, value: object) -> str:
    scientific = _SCIENTIFIC.fullmatch(piece)
    if scientific:
        if len(scientific[1] or "") < int(scientific[2]):
            raise BadValue(f"电话“{shown(value)}”被表格软件改成了科学计数，尾数已丢失，请补填完整号码")
        piece = format(Decimal(piece), "f")
    phone = _read(piece)
    if phone is None:
        raise _bad(value)
    return phone


def _read(piece: str) -> str | None:
    """The number in its one written form, or None when it is no telephone number."""
    plain = _GAPS.sub("", piece.removesuffix(".0"))
    home = re.sub(r"^(?:\+|00)?86-?(?=1[3-9]|0\d)", "", plain)
    digits = home.replace("-", "")
    if _MOBILE.fullmatch(digits) or _LOCAL.fullmatch(digits):
        return digits
    landline = _LANDLINE.fullmatch(home)
    if landline:
        return "-".join(part for part in landline.groups() if part)
    service = _SERVICE.fullmatch(home)
    if service:
        return "-".join(service.groups())
    return plain if _ABROAD.fullmatch(plain) else None


def _bad(value: object) -> BadValue:
    return BadValue(f"电话“{shown(value)}”不像电话号码，请填11位手机号或带区号的座机号")
