"""Make the Windows icon of the application from resources/icons/zhaoyin.svg: `python scripts/make_icon.py OUT.ico`."""

import os
import struct
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWING = Path(__file__).resolve().parent.parent / "resources" / "icons" / "zhaoyin.svg"
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)


def picture(renderer: QSvgRenderer, size: int) -> bytes:
    """The drawing as a PNG of this many pixels a side."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def icon(pictures: dict[int, bytes]) -> bytes:
    """An .ico file of PNG pictures by size: a header, a directory entry each, then the pictures."""
    entries, body = b"", b""
    start = 6 + 16 * len(pictures)
    for size, data in pictures.items():
        side = size % 256  # 256 is written as 0
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(data), start + len(body))
        body += data
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + body


def main() -> int:
    """Write the icon to the file named on the command line."""
    target = Path(sys.argv[1])
    app = QGuiApplication.instance() or QGuiApplication([])
    renderer = QSvgRenderer(str(DRAWING))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(icon({size: picture(renderer, size) for size in SIZES}))
    app.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
