"""Invented photos of the newest visits, drawn: works under a sky, the same ones for the same seed."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm.actions.attachments import NewAttachment, add_attachments
from crm.book import Writer
from crm.demo.made import County, Made
from crm.records.attachment import PHOTO
from crm.store.shelf import Shelf

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

SIZE = (960, 720)
DRAWN, HUNG = 9, 24
CAPTIONS = ("厂区大门", "生产车间", "厂房外景", "项目选址现场", "设备安装现场", "座谈现场外景")
_SKIES = ((168, 200, 226), (196, 214, 228), (226, 206, 184), (150, 186, 214))
_GROUNDS = ((112, 128, 96), (140, 132, 112), (98, 118, 104))
_WALLS = ((214, 218, 222), (196, 204, 212), (224, 216, 204), (178, 190, 200))

Colour = tuple[int, int, int]


def hang(writer: Writer, county: County, *, seed: int) -> None:
    """Put a photo or two under the newest visits that were made in person; a few drawings serve them all."""
    dice = random.Random(seed)
    shelf = Shelf(writer.book.path)
    drawn = [shelf.put(draw(dice), f"现场{number + 1}.jpg") for number in range(DRAWN)]
    for at, visit in enumerate(_newest(county.visits)):
        chosen = [drawn[at % DRAWN], drawn[(at + 4) % DRAWN]][: 1 + (at % 3 == 0)]
        items = [
            NewAttachment(
                kind=PHOTO, name=content.name, sha256=content.sha256, size=content.size,
                taken=visit.values["date"], caption=dice.choice(CAPTIONS),
            )
            for content in chosen
        ]  # fmt: skip
        add_attachments(writer, "visits", visit.id, items)


def _newest(visits: Sequence[Made]) -> list[Made]:
    seen = [visit for visit in visits if visit.values.get("method") in ("拜访", "接待")]
    return sorted(seen, key=lambda visit: (visit.values["date"], visit.id), reverse=True)[:HUNG]


def draw(dice: random.Random) -> bytes:
    """A plain picture of works: sky, hills, a hall with a saw-tooth roof, an office, a road; as JPEG."""
    from PIL import Image, ImageDraw

    sky, ground, wall = dice.choice(_SKIES), dice.choice(_GROUNDS), dice.choice(_WALLS)
    image = _sky(sky)
    pen = ImageDraw.Draw(image)
    wide, high = SIZE
    floor = round(high * 0.72)
    _hills(pen, dice, _mixed(sky, ground), floor)
    pen.rectangle((0, floor, wide, high), fill=ground)
    road = [(wide * 0.3, high), (wide * 0.7, high), (wide * 0.56, floor), (wide * 0.5, floor)]
    pen.polygon(road, fill=(120, 122, 126))
    _hall(pen, dice, wall, floor)
    _office(pen, dice, _mixed(wall, (120, 150, 180)), floor)
    out = io.BytesIO()
    image.resize(SIZE, Image.Resampling.BILINEAR).save(out, "JPEG", quality=84)
    return out.getvalue()


def _mixed(one: Colour, other: Colour) -> Colour:
    return ((one[0] + other[0]) // 2, (one[1] + other[1]) // 2, (one[2] + other[2]) // 2)


def _sky(colour: Colour) -> Image:
    """A sky that is lighter towards the ground."""
    from PIL import Image as Images

    column = Images.new("RGB", (1, 8))
    for at in range(8):
        column.putpixel((0, at), tuple(min(255, part + 8 * at) for part in colour))
    return column.resize(SIZE, Images.Resampling.BILINEAR)


def _hills(pen: ImageDraw, dice: random.Random, colour: Colour, floor: int) -> None:
    points: list[tuple[float, float]] = [(0, floor)]
    points += [(at * SIZE[0] / 6, floor - dice.randint(40, 150)) for at in range(7)]
    pen.polygon([*points, (SIZE[0], floor)], fill=colour)


def _hall(pen: ImageDraw, dice: random.Random, wall: Colour, floor: int) -> None:
    left, bays, wide = dice.randint(60, 160), dice.randint(4, 6), dice.randint(78, 96)
    top = floor - dice.randint(120, 170)
    pen.rectangle((left, top, left + bays * wide, floor), fill=wall)
    dark = _mixed(wall, (70, 84, 100))
    for bay in range(bays):
        x = left + bay * wide
        pen.polygon([(x, top), (x, top - 42), (x + wide, top)], fill=dark)
        pen.rectangle((x + 16, top + 34, x + wide - 16, top + 72), fill=_mixed(wall, (110, 150, 190)))
    pen.rectangle((left + wide, floor - 64, left + wide * 2 - 12, floor), fill=dark)


def _office(pen: ImageDraw, dice: random.Random, wall: Colour, floor: int) -> None:
    left, floors = dice.randint(620, 700), dice.randint(3, 6)
    top = floor - floors * 52
    pen.rectangle((left, top, left + 190, floor), fill=wall)
    for storey in range(floors):
        for bay in range(4):
            x, y = left + 16 + bay * 44, top + 12 + storey * 52
            pen.rectangle((x, y, x + 28, y + 26), fill=(226, 236, 244))
    pen.line((left + 214, floor, left + 214, floor - 150), fill=(120, 120, 124), width=4)
