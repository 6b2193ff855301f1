"""Photos as they are kept: upright, no larger than a screen needs, without what a phone writes beside them."""

from __future__ import annotations

import datetime as dt
import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from crm.rules.problem import Problem

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST = 1920
"""Pixels of the longer side of a photo that is kept."""
THUMBNAIL = 320
MOST_PIXELS = 100_000_000
"""What a photo may come to when it is read: a JPEG is read smaller, so that those of any telephone are taken."""
SUFFIXES = (".jpg", ".jpeg", ".jfif", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff")
APPLE = (".heic", ".heif")
_PNG_AT_MOST = 1_500_000
_JPEG_QUALITY = 86
_EXIF_PART, _TAKEN, _CHANGED = 0x8769, 0x9003, 0x0132
_FAULTS = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, OverflowError, EOFError, struct.error)


@dataclass(frozen=True)
class Picture:
    """A photo ready to be kept: its bytes, their suffix (.jpg or .png), and the day it was taken where it tells."""

    data: bytes
    suffix: str
    taken: dt.date | None


def is_picture(name: str) -> bool:
    """Whether a file of this name is taken for a photo."""
    return PurePath(name).suffix.lower() in (*SUFFIXES, *APPLE)


def scaled(data: bytes, name: str) -> Picture:
    """The photo turned upright by its EXIF and scaled to at most 1920 pixels; place and device are left out.

    A drawing or screenshot stays PNG while that is small. Problem in words for one that cannot be read.
    """
    from PIL import ImageOps

    with _opened(data, name) as image:
        taken = _day_taken(image)
        kept_as_drawing = image.format in ("PNG", "GIF", "BMP")
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONGEST, LONGEST))
        if kept_as_drawing:
            drawing = _saved(upright.convert("RGBA" if _see_through(upright) else "RGB"), "PNG")
            if len(drawing) <= _PNG_AT_MOST:
                return Picture(drawing, ".png", taken)
        return Picture(_saved(_flat(upright), "JPEG"), ".jpg", taken)


def thumbnail(data: bytes, name: str, *, side: int = THUMBNAIL) -> bytes:
    """A small JPEG of a photo, no side longer than `side` pixels. Problem for one that cannot be read."""
    with _opened(data, name, longest=side) as image:
        image.thumbnail((side, side))
        return _saved(_flat(image), "JPEG")


def size_of(data: bytes, name: str) -> tuple[int, int]:
    """Width and height of a photo in pixels. Problem for one that cannot be read."""
    with _opened(data, name) as image:
        return image.size


@contextmanager
def _opened(data: bytes, name: str, *, longest: int = LONGEST) -> Iterator[Image]:
    """The picture in these bytes, a JPEG no larger than its use asks for; what its reader finds wrong is said."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # Pillow refuses by the size written in the file; ours is that which is read.

    if PurePath(name).suffix.lower() in APPLE:
        remedy = "请先转成 JPG，或在手机“设置 → 相机 → 格式”里选“兼容性最佳”"
        raise Problem(f"“{name}”是苹果手机的 HEIC 格式，这里读不了，{remedy}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as image:
                image.draft("RGB", (longest * 2, longest * 2))
                if image.width * image.height > MOST_PIXELS:
                    raise Image.DecompressionBombError
                yield image
    except Image.DecompressionBombError as fault:
        raise Problem(f"“{name}”的像素太多，没有添加，请先缩小到一亿像素以内") from fault
    except _FAULTS as fault:
        raise Problem(f"“{name}”不是完好的照片，没有添加，请在看图软件里打开确认后另存为 JPG 再添加") from fault


def _see_through(image: Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def _flat(image: Image) -> Image:
    """Without transparency, on white, in the colours that JPEG knows."""
    from PIL import Image as Images

    if not _see_through(image):
        return image.convert("RGB")
    layer = image.convert("RGBA")
    ground = Images.new("RGB", layer.size, "white")
    ground.paste(layer, mask=layer.getchannel("A"))
    return ground


def _saved(image: Image, form: str) -> bytes:
    out = io.BytesIO()
    more = {"quality": _JPEG_QUALITY, "optimize": True} if form == "JPEG" else {"optimize": True}
    for key in ("exif", "icc_profile", "comment", "xmp"):
        image.info.pop(key, None)
    image.save(out, form, **more)
    return out.getvalue()


def _day_taken(image: Image) -> dt.date | None:
    exif = image.getexif()
    for told in (exif.get_ifd(_EXIF_PART).get(_TAKEN), exif.get(_CHANGED)):
        try:
            found = dt.datetime.strptime(str(told)[:10], "%Y:%m:%d").date()
        except ValueError:
            continue
        if found.year >= 1990:
            return found
    return None
