"""Pictures of the screen as small PNG files: few colours, chosen from the picture itself."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from pathlib import Path

from PySide6.QtGui import QImage

Rgb = tuple[int, int, int]


def _channels(colour: int) -> Rgb:
    return (colour >> 16) & 255, (colour >> 8) & 255, colour & 255


def _widest(box: list[tuple[Rgb, int]]) -> tuple[int, int]:
    """The widest channel of a box of (colour, count), as (weighted width, channel)."""
    widths = []
    for channel in range(3):
        values = [colour[channel] for colour, _ in box]
        widths.append((max(values) - min(values), channel))
    return max(widths)


def palette_of(counts: Counter[int], size: int) -> tuple[list[Rgb], dict[int, int]]:
    """A palette for these 0xRRGGBB counts by median cut, and the place of every colour in it.

    Colours that fill whole areas keep themselves exactly; the rest, which are edges of letters, share what is left.
    """
    common = [_channels(colour) for colour, _ in counts.most_common(size // 3)]
    kept = set(common)
    rest = [(rgb, count) for colour, count in counts.items() if (rgb := _channels(colour)) not in kept]
    boxes = [rest] if rest else []
    while boxes and len(boxes) < size - len(common):
        number = max(range(len(boxes)), key=lambda i: _widest(boxes[i])[0])
        width, channel = _widest(boxes[number])
        if width == 0:
            break
        box = sorted(boxes.pop(number), key=lambda item: item[0][channel])
        half, seen, total = 1, 0, sum(count for _, count in box)
        for index, (_, count) in enumerate(box[:-1]):
            seen += count
            half = index + 1
            if seen * 2 >= total:
                break
        boxes += [box[:half], box[half:]]
    colours = list(common)
    places = {rgb: index for index, rgb in enumerate(common)}
    for box in boxes:
        total = sum(count for _, count in box)
        mean = [round(sum(rgb[c] * count for rgb, count in box) / total) for c in range(3)]
        places |= dict.fromkeys((rgb for rgb, _ in box), len(colours))
        colours.append((mean[0], mean[1], mean[2]))
    return colours, {colour: places[_channels(colour)] for colour in counts}


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _rows(places: bytes, width: int, bits: int) -> bytes:
    """The lines of a picture as PNG wants them: filter 0, then `bits` a pixel."""
    lines = []
    for start in range(0, len(places), width):
        line = places[start : start + width]
        if bits == 4:
            even = line + b"\0" * (width % 2)
            line = bytes(high << 4 | low for high, low in zip(even[::2], even[1::2], strict=True))
        lines.append(b"\0" + line)
    return b"".join(lines)


def save(image: QImage, file: Path, *, colours: int = 48) -> int:
    """Write a picture as an indexed PNG (RFC 2083, colour type 3); returns the bytes written."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    width, height = plain.width(), plain.height()
    pixels = [pixel & 0xFFFFFF for pixel in memoryview(plain.constBits()).cast("B").cast("I")]
    palette, places = palette_of(Counter(pixels), colours)
    bits = 4 if colours <= 16 else 8
    rows = _rows(bytes(map(places.__getitem__, pixels)), width, bits)
    data = (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, 3, 0, 0, 0))
        + _chunk(b"PLTE", b"".join(bytes(rgb) for rgb in palette))
        + _chunk(b"IDAT", zlib.compress(rows, 9))
        + _chunk(b"IEND", b"")
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return len(data)
