"""Photos are kept upright, scaled and without what a phone writes beside them."""

import datetime as dt
import io

import pytest
from PIL import Image

from crm.rules.pictures import is_picture, scaled, thumbnail
from crm.rules.problem import Problem


def jpeg(size: tuple[int, int] = (400, 300), *, taken: str = "", turn: int = 1, changed: str = "") -> bytes:
    """A photo whose upper half is red and lower half blue, as a camera would write it."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0], size[1] // 2))
    exif = Image.Exif()
    exif[0x0112] = turn
    if changed:
        exif[0x0132] = changed
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def drawing(mode: str = "RGB", size: tuple[int, int] = (200, 100), form: str = "PNG", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, more.pop("fill", 0)).save(out, form, **more)  # type: ignore[arg-type]
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_a_large_photo_is_scaled_to_1920_pixels_and_keeps_its_shape() -> None:
    assert opened(scaled(jpeg((4000, 3000)), "厂区.jpg").data).size == (1920, 1440)
    assert opened(scaled(jpeg((800, 600)), "厂区.jpg").data).size == (800, 600)


def test_a_photo_taken_with_the_phone_held_upright_stands_upright() -> None:
    found = opened(scaled(jpeg((400, 300), turn=6), "厂区.jpg").data)
    assert found.size == (300, 400)
    right, left = found.getpixel((280, 200)), found.getpixel((20, 200))
    assert isinstance(right, tuple) and isinstance(left, tuple)
    assert right[0] > 200 and left[2] > 200
    assert found.getexif().get(0x0112) is None


def test_the_day_it_was_taken_is_read_and_the_place_is_left_out() -> None:
    found = scaled(jpeg(taken="2024:05:28 10:20:30"), "厂区.jpg")
    assert (found.taken, found.suffix) == (dt.date(2024, 5, 28), ".jpg")
    assert not opened(found.data).getexif().get_ifd(0x8825)
    assert scaled(jpeg(changed="2023:01:02 00:00:00"), "厂区.jpg").taken == dt.date(2023, 1, 2)


@pytest.mark.parametrize("told", ["", "0000:00:00 00:00:00", "1970:01:01 00:00:00", "昨天"])
def test_a_day_that_cannot_be_is_no_day(told: str) -> None:
    assert scaled(jpeg(taken=told), "厂区.jpg").taken is None


def test_a_screenshot_stays_sharp_and_what_is_transparent_stays_so() -> None:
    assert scaled(drawing(), "截图.png").suffix == ".png"
    found = scaled(drawing("RGBA", fill=(0, 0, 0, 0)), "章.png")
    assert (found.suffix, opened(found.data).mode) == (".png", "RGBA")
    assert scaled(drawing("P", form="GIF"), "图.gif").suffix == ".png"


def test_a_heavy_drawing_becomes_a_photo_on_white_ground() -> None:
    noise = Image.merge("RGB", [Image.effect_noise((1600, 1200), 90) for _ in range(3)])
    out = io.BytesIO()
    noise.putalpha(Image.linear_gradient("L").resize(noise.size))
    noise.save(out, "PNG")
    found = scaled(out.getvalue(), "扫描件.png")
    assert (found.suffix, opened(found.data).mode) == (".jpg", "RGB")
    top = opened(found.data).resize((1, 1)).getpixel((0, 0))
    assert isinstance(top, tuple) and min(top) > 150


def test_other_kinds_of_picture_become_photos() -> None:
    assert scaled(drawing("CMYK", form="TIFF"), "扫描.tif").suffix == ".jpg"
    assert scaled(drawing("RGB", form="WEBP"), "图.webp").suffix == ".jpg"


def test_the_same_photo_comes_out_the_same_twice() -> None:
    data = jpeg((2400, 1800), taken="2024:05:28 10:20:30")
    assert scaled(data, "甲.jpg").data == scaled(data, "乙.jpg").data


def test_a_thumbnail_is_small() -> None:
    small = thumbnail(jpeg((1920, 1440)), "厂区.jpg")
    assert opened(small).size == (320, 240)
    assert len(small) < 20_000


@pytest.mark.parametrize(
    "data", [b"", b"not a picture", jpeg()[:300], drawing()[:60], b"\x89PNG\r\n\x1a\n" + b"\0" * 40]
)
def test_what_is_no_picture_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Problem, match=r"“厂区.jpg”不是完好的照片，没有添加"):
        scaled(data, "厂区.jpg")


def test_a_photo_in_the_format_of_apple_is_refused_with_the_way_out() -> None:
    with pytest.raises(Problem, match="HEIC 格式，这里读不了，请先转成 JPG"):
        scaled(b"\0\0\0 ftypheic", "IMG_0001.HEIC")


def test_a_picture_too_large_to_unfold_is_refused() -> None:
    for size in ((20_000, 9_000), (10_100, 10_000)):
        with pytest.raises(Problem, match="“地图.png”的像素太多，没有添加，请先缩小到一亿像素以内"):
            scaled(drawing("1", size), "地图.png")


def test_a_photo_of_a_hundred_million_pixels_as_telephones_take_it_is_kept() -> None:
    photo = scaled(jpeg((12_032, 9_024)), "IMG_1.jpg")
    assert opened(photo.data).size == (1920, 1440)


def test_photos_are_told_from_files_by_their_name() -> None:
    assert is_picture("IMG_1.JPG") and is_picture("a.png") and is_picture("b.heic")
    assert not is_picture("协议.pdf") and not is_picture("无后缀")
