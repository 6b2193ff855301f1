"""Where the user's own book and settings are."""

import json
import sys

import pytest

from crm import places


@pytest.mark.parametrize(
    ("system", "folder"),
    [("linux", ".config/zhaoyin"), ("darwin", "Library/Preferences/zhaoyin"), ("win32", "AppData/Local/zhaoyin")],
)
def test_settings_are_where_the_system_keeps_them(system, folder, own_folders, monkeypatch):
    for name in ("XDG_CONFIG_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name)
    monkeypatch.setattr(sys, "platform", system)
    assert places.config_home() == own_folders / folder


def test_the_book_opened_last_is_the_own_book(tmp_path):
    assert places.own_book().parts[-2:] == ("招引", "招引.zhaoyin")
    last = tmp_path / "云溪.zhaoyin"
    last.touch()
    settings = places.config_home() / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"recent_books": [str(tmp_path / "已移走.zhaoyin"), str(last)]}), encoding="utf-8")
    assert places.own_book() == last
    settings.write_text("坏的", encoding="utf-8")
    assert places.recent_books() == []
    settings.write_text('{"recent_books": 3}', encoding="utf-8")
    assert places.recent_books() == []


def test_the_documents_folder_may_have_a_chinese_name(own_folders, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    file = places.config_home().parent / "user-dirs.dirs"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('# 用户文件夹\nXDG_DOCUMENTS_DIR="$HOME/文档"\n', encoding="utf-8")
    assert places.documents() == own_folders / "文档"
    file.write_text("什么也没写", encoding="utf-8")
    assert places.documents() == own_folders / "Documents"


def test_window_and_command_line_look_in_the_same_folder():
    from ui.core.settings import home

    assert places.config_home() == home()
