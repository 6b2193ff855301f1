"""The commands of the main window: what the menu holds, what the find box finds, what F1 lists."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from ui.core.actions import Command
from ui.core.app import App
from ui.shell.registry import Place


class Frame(Protocol):
    """What the commands need of the main window."""

    places: tuple[Place, ...]

    def new_book(self) -> None: ...
    def open_book(self) -> None: ...
    def back_up(self) -> None: ...
    def close(self) -> bool: ...
    def focus_find(self) -> None: ...
    def new_here(self) -> None: ...
    def refresh_here(self) -> None: ...
    def step(self, step: int) -> None: ...
    def can_step(self, step: int) -> bool: ...
    def turn_tab(self, step: int) -> None: ...
    def fold_sidebar(self) -> None: ...
    def sidebar_folded(self) -> bool: ...
    def show_shortcuts(self) -> None: ...
    def open_menu(self) -> None: ...
    def show_about(self) -> None: ...
    def show_hints(self) -> None: ...
    def show_guide(self) -> None: ...


def _step(verb: str, label: Callable[[], str | None]) -> Callable[[], str]:
    def words() -> str:
        step = label()
        return f"{verb} {step}" if step else verb

    return words


def add_commands(app: App, frame: Frame) -> None:
    """Fill the table of commands."""
    for command in [*_file(app, frame), *_edit(app, frame), *_go(app, frame), *_view(app, frame), *_help(app, frame)]:
        app.commands.add(command)


def _file(app: App, frame: Frame) -> list[Command]:
    return [
        Command(key="log_visit", text="记拜访", run=app.log_visit, menu="文件", shortcut="Ctrl+N", icon="visit"),
        Command(key="new_here", text="新建一条", run=frame.new_here, menu="文件", shortcut="Ctrl+Shift+N", icon="plus"),
        Command(
            key="import",
            text="导入表格…",
            run=partial(app.navigate, "exchange", choose=True),
            menu="文件",
            shortcut="Ctrl+I",
            icon="import",
            rule_before=True,
        ),
        Command(key="back_up", text="备份账本…", run=frame.back_up, menu="文件", shortcut="Ctrl+Shift+B", icon="save"),
        Command(
            key="open_book",
            text="打开账本…",
            run=frame.open_book,
            menu="文件",
            shortcut="Ctrl+O",
            icon="copy",
            rule_before=True,
        ),
        Command(key="new_book", text="新建账本…", run=frame.new_book, menu="文件", shortcut="Ctrl+Shift+O"),
        Command(key="quit", text="退出", run=frame.close, menu="文件", shortcut="Ctrl+Q", rule_before=True),
    ]


def _edit(app: App, frame: Frame) -> list[Command]:
    return [
        Command(
            key="undo",
            text=_step("撤销", app.book.undo_label),
            run=app.undo,
            menu="编辑",
            shortcut="Ctrl+Z",
            icon="undo",
            enabled=lambda: app.book.undo_label() is not None,
        ),
        Command(
            key="redo",
            text=_step("重做", app.book.redo_label),
            run=app.redo,
            menu="编辑",
            shortcut="Ctrl+Y",
            icon="redo",
            enabled=lambda: app.book.redo_label() is not None,
        ),
        Command(
            key="find",
            text="查找…",
            run=frame.focus_find,
            menu="编辑",
            shortcut="Ctrl+K",
            icon="search",
            rule_before=True,
            words="搜索",
        ),
    ]


def _go(app: App, frame: Frame) -> list[Command]:
    result, section = [], ""
    for place in frame.places:
        result.append(
            Command(
                key=f"go_{place.key}",
                text=place.label,
                run=partial(app.navigate, place.key),
                menu="前往",
                shortcut=place.shortcut,
                icon=place.icon,
                rule_before=bool(section) and place.section != section,
                words="前往 打开",
            )
        )
        section = place.section or "其他"
    return [*result, *_back_and_forth(frame)]


def _back_and_forth(frame: Frame) -> list[Command]:
    return [
        Command(
            key=key,
            text=words,
            run=partial(frame.step, step),
            menu="前往",
            shortcut=f"Alt+{arrow}",
            icon=icon,
            enabled=partial(frame.can_step, step),
            rule_before=step < 0,
            words="返回 上一页" if step < 0 else "下一页",
        )
        for key, words, step, arrow, icon in (
            ("back", "后退", -1, "Left", "chevron-left"),
            ("forward", "前进", 1, "Right", "chevron-right"),
        )
    ]


def _view(app: App, frame: Frame) -> list[Command]:
    return [
        Command(key="refresh", text="刷新", run=frame.refresh_here, menu="视图", shortcut="F5"),
        Command(key="next_tab", text="下一个标签", run=partial(frame.turn_tab, 1), menu="视图", shortcut="Ctrl+Tab"),
        Command(
            key="tab_before", text="上一个标签", run=partial(frame.turn_tab, -1), menu="视图", shortcut="Ctrl+Shift+Tab"
        ),
        Command(
            key="fold",
            text="收起侧栏",
            run=frame.fold_sidebar,
            menu="视图",
            shortcut="Ctrl+B",
            icon="sidebar",
            checked=frame.sidebar_folded,
            rule_before=True,
        ),
        *_looks(app),
    ]


def _looks(app: App) -> list[Command]:
    theme = app.theme

    def dark() -> None:
        theme.set_choice("light" if theme.dark else "dark")
        app.settings.set("theme", theme.choice)

    def system() -> None:
        theme.set_choice("system")
        app.settings.set("theme", "system")

    def compact() -> None:
        theme.set_compact(not theme.compact)
        app.settings.set("compact", theme.compact)

    command = partial(Command, menu="视图")
    return [
        command(key="compact", text="紧凑行距", run=compact, shortcut="Ctrl+Shift+D", checked=lambda: theme.compact),
        command(
            key="dark",
            text="深色外观",
            run=dark,
            shortcut="Ctrl+Shift+L",
            icon="moon",
            checked=lambda: theme.dark,
            rule_before=True,
            words="夜间 主题",
        ),
        command(
            key="system_theme",
            text="外观跟随系统",
            run=system,
            shortcut="Ctrl+Shift+A",
            checked=lambda: theme.choice == "system",
            words="主题",
        ),
    ]


def _help(app: App, frame: Frame) -> list[Command]:
    return [
        Command(key="shortcuts", text="快捷键", run=frame.show_shortcuts, menu="帮助", shortcut="F1", icon="help"),
        Command(
            key="guide",
            text="使用手册",
            run=frame.show_guide,
            menu="帮助",
            shortcut="Shift+F1",
            icon="info",
            words="帮助 说明",
        ),
        Command(key="hints", text="重新显示提示", run=frame.show_hints, menu="帮助", shortcut="Ctrl+Shift+H"),
        Command(key="menu", text="打开菜单", run=frame.open_menu, menu="帮助", shortcut="F10"),
        Command(key="about", text="关于招引", run=frame.show_about, menu="帮助", shortcut="Ctrl+F1", rule_before=True),
    ]
