"""What the first window does without, so that it opens quickly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAVY = ("jinja2", "PIL", "docx", "openpyxl", "alembic", "pypinyin", "lxml", "numpy", "pandas", "python_calamine")
START = """
import sys
from pathlib import Path
from crm.book import create_book
from ui.app import dressed, make_application, open_window
from ui.core.settings import Settings

folder = Path(sys.argv[1])
application = make_application()
settings = Settings(folder / "settings.json")
create_book(folder / "county.zhaoyin").close()
theme = dressed(application, settings)
window = open_window(folder / "county.zhaoyin", settings, theme)
window.show()
while window.app.working or not window.stack.current_key:
    application.processEvents()
print(window.windowTitle(), *(name for name in sys.argv[2:] if name in sys.modules))
window.close()
window.app.close()
"""


def test_the_first_window_and_its_home_page_load_nothing_heavy(tmp_path: Path) -> None:
    started = subprocess.run(
        [sys.executable, "-c", START, str(tmp_path), *HEAVY], capture_output=True, text=True, check=False
    )
    assert (started.stdout.strip(), started.returncode) == ("工作台 - 招引", 0), started.stderr
