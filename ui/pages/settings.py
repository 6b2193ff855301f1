"""设置: who I am, how it looks, how work is scored and warned of, where the book and its backups lie."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from crm.queries.listing import cells, ids
from crm.queries.view import ViewSpec
from ui.core.days import moment_text
from ui.core.files import Files
from ui.core.kit import (
    Button,
    Card,
    ComboBox,
    Elided,
    ErrorText,
    FieldLabel,
    Label,
    LineEdit,
    LinkButton,
    PageTitle,
    Tabs,
    column,
    row,
    scroll,
    scroll_area,
)
from ui.core.lazy import LazyStack
from ui.core.page import Page
from ui.core.tokens import SPACE_M, SPACE_S, SPACE_XS
from ui.core.writing import Saving
from ui.pages import backups
from ui.pages.settings_check import CheckCard
from ui.pages.settings_lights import LightsPanel
from ui.pages.settings_scoring import ScoringPanel
from ui.pages.settings_templates import TemplatesPanel

if TYPE_CHECKING:
    from crm.book import Changes
    from ui.core.app import App
    from ui.core.theme import Choice

WIDTH = 560
ROLES = {"posted": "驻外干部", "office": "办公室"}
THEMES: dict[Choice, str] = {"system": "跟随系统", "light": "浅色", "dark": "深色"}
RESTORE = (
    "恢复时先退出招引，把备份文件复制到想放的位置（不要直接打开备份文件夹里的那一份），"
    "再用“文件 → 打开账本”打开复制出来的文件，核对条数和最近的操作；"
    "确认无误后，原来的账本改名留存，不要急着删除。备份文件和账本是同一种文件，可以直接打开。"
    "照片和文件在旁边以“.附件”结尾的文件夹里，请一起复制。"
)


_ALL_ROOM = 100
_Me = tuple[str, int, int | None, str, str]
"""The name, the place of the role among ROLES, the id of the 片区, the county and the office."""


class SettingsPage(Page):
    """Tabs of cards; what belongs to the book is changed in named steps, what belongs to this laptop at once."""

    key = "settings"
    title = "设置"

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(app, parent)
        self._shown_me: _Me | None = None
        self.tabs = Tabs()
        self.tabs.set_tabs(
            [
                ("basic", "使用者与外观"),
                ("scoring", "考核方案"),
                ("lights", "预警亮灯"),
                ("templates", "文字模板"),
                ("book", "账本与备份"),
            ]
        )
        self.content.addWidget(PageTitle(self.title, tabs=self.tabs))
        self.views = LazyStack(
            {
                "basic": lambda: self._in_area("使用者与外观", self._make_basic),
                "scoring": lambda: ScoringPanel(app),
                "lights": lambda: LightsPanel(app),
                "templates": lambda: TemplatesPanel(app),
                "book": lambda: self._in_area("账本与备份", self._make_book),
            },
            self._fill,
            self,
        )
        self.content.addWidget(self.views, 1)
        self.tabs.chosen.connect(self.views.show_view)
        self.views.show_view("basic")
        app.theme_changed.connect(self._show_look)

    def _in_area(self, name: str, lay_out: Callable[[QWidget], None]) -> QWidget:
        area = scroll_area(self.views, name=name, by_keys=False)
        place = QWidget(area.viewport())
        lay_out(place)
        scroll(area, place)
        return area

    def _fill(self, key: str) -> None:
        if key == "basic":
            self._show_me()
            self._show_look()
        elif key == "book":
            self._show_book()
        else:
            self.views.view(key).load()

    def on_show(self, **state: Any) -> None:
        """`tab` says which: basic, scoring, lights, templates or book."""
        if state.get("tab") in self.views.keys:
            self.tabs.set_current(str(state["tab"]))

    def concerned(self, changes: Changes) -> bool:
        """Settings, staff and stations are shown here; scores follow when the page is come to again."""
        return bool(changes.ids.keys() & {"setting", "stations", "staff"})

    def refresh(self) -> None:
        """Read what is seen anew now, the rest once it is."""
        self.views.renew()

    # who I am, and how it looks

    def _make_basic(self, place: QWidget) -> None:
        line = row(place, spacing=SPACE_M)
        for cards in ((self._make_me(),), (self._make_look(), self._make_about())):
            side = column(spacing=SPACE_M)
            for card in cards:
                side.addWidget(card)
            side.addStretch(1)
            line.addLayout(side, 1)

    def _make_me(self) -> Card:
        card = Card(heading="使用者与单位")
        self.name, self.county, self.office = LineEdit(), LineEdit(), LineEdit()
        self.office.setPlaceholderText("例如 云溪县招商中心")
        self.role, self.station = ComboBox(list(ROLES.values())), ComboBox()
        for words, box in (
            ("姓名（记在每一步操作上）", self.name),
            ("身份", self.role),
            ("所在片区", self.station),
            ("县市区名称（印在通报上）", self.county),
            ("单位名称（显示在左上角）", self.office),
        ):
            box.setAccessibleName(words)
            field = column(spacing=SPACE_XS)
            field.addWidget(FieldLabel(words))
            field.addWidget(box)
            card.body.addLayout(field)
        self.me_error = ErrorText()
        card.body.addWidget(self.me_error)
        foot = row(spacing=SPACE_S)
        for words, page in (("管理片区", "stations"), ("管理人员", "staff")):
            link = LinkButton(words, role="accent")
            link.setObjectName(page)
            link.clicked.connect(self._go_to)
            foot.addWidget(link)
        foot.addStretch(1)
        self.me_save = Button("保存", icon="save")
        self.me_save.clicked.connect(self.save_me)
        self._saving = Saving(self.app, card)
        foot.addWidget(self.me_save)
        card.body.addSpacing(SPACE_S)
        card.body.addLayout(foot)
        return card

    @Slot()
    def _go_to(self) -> None:
        self.app.navigate(self.sender().objectName())

    def _show_me(self) -> None:
        """Show what the book holds; what is typed and not saved stays."""
        typed, held = self._typed_me(), self._held_me()
        if typed not in (self._shown_me, held) and self._shown_me is not None:
            self._fill_stations(typed[2])
            return
        name, role, station, county, office = held
        self._fill_stations(station)
        self.role.setCurrentIndex(role)
        for box, text in ((self.name, name), (self.county, county), (self.office, office)):
            box.setText(text)
        self._shown_me = self._typed_me()
        self.me_error.say("")

    def _typed_me(self) -> _Me:
        name, county, office = (box.text().strip() for box in (self.name, self.county, self.office))
        return name, self.role.currentIndex(), self.station.currentData(), county, office

    def _held_me(self) -> _Me:
        book = self.app.book
        kept = book.setting("me") or {}
        role, roles = str(kept.get("role") or "office"), list(ROLES)
        place = roles.index(role) if role in roles else 1
        told = (str(text or "") for text in (kept.get("name"), book.setting("county"), book.setting("office")))
        name, county, office = told
        return name, place, kept.get("station_id"), county, office

    def _fill_stations(self, chosen: int | None) -> None:
        with self.app.book.read() as session:
            found = cells(session, "stations", ids(session, ViewSpec("stations")), ("name",))
        self.station.clear()
        self.station.addItem("不属于片区", None)
        for one in found:
            self.station.addItem(str(one.values["name"]), one.id)
        self.station.setCurrentIndex(max(self.station.findData(chosen), 0))

    @Slot()
    def save_me(self) -> None:
        """Keep who works here and for whom, as one step."""
        name, at, station, county, office = self._typed_me()
        role = list(ROLES)[at]
        if not name:
            self.me_error.say("请填写姓名，每一步操作都记着是谁做的")
            return
        if role == "posted" and station is None:
            self.me_error.say("驻外干部要选所在片区；没有的话先到“管理片区”新建")
            return
        self.me_error.say("")
        where = self.station.currentText() if station is not None else ""
        kept = dict(self.app.book.setting("me") or {})
        me = {**kept, "name": name, "role": role, "station": where, "station_id": station}
        told = {"me": me, "county": county or None, "office": office or None}
        action = partial(self.app.book.set_settings, told, label="修改使用者与单位")
        self._saving.save(action, label="正在保存使用者与单位", said="已保存使用者与单位")

    def _make_look(self) -> Card:
        card = Card(heading="外观", count="只改这台电脑")
        self.theme_box, self.rows_box = ComboBox(list(THEMES.values())), ComboBox(["舒适", "紧凑"])
        pair = row(spacing=SPACE_S)
        for words, box in (("颜色", self.theme_box), ("列表行距", self.rows_box)):
            box.setAccessibleName(words)
            side = column(spacing=SPACE_XS)
            side.addWidget(FieldLabel(words))
            side.addWidget(box)
            pair.addLayout(side, 1)
        card.body.addLayout(pair)
        said = "字的大小跟随系统的显示缩放：Windows 在“设置 → 系统 → 屏幕 → 缩放”里调，招引随之变大变小，不用另设。"
        card.body.addWidget(Label(said, type="note", ink="secondary", wrap=True))
        self.theme_box.activated.connect(self._theme_chosen)
        self.rows_box.activated.connect(self._rows_chosen)
        return card

    @Slot()
    def _show_look(self) -> None:
        theme = self.app.theme
        self.theme_box.setCurrentIndex(list(THEMES).index(theme.choice))
        self.rows_box.setCurrentIndex(1 if theme.compact else 0)

    @Slot(int)
    def _theme_chosen(self, at: int) -> None:
        choice = list(THEMES)[at]
        self.app.settings.set("theme", choice)
        self.app.theme.set_choice(choice)

    @Slot(int)
    def _rows_chosen(self, at: int) -> None:
        self.app.settings.set("compact", at == 1)
        self.app.theme.set_compact(at == 1)

    def _make_about(self) -> Card:
        card = Card(heading="关于")
        said = "招引，县级招商引资线索管理。数据只在本机的账本文件里，不上传。以 MIT 许可证发布。"
        card.body.addWidget(Label(said, ink="secondary", wrap=True))
        line = row(spacing=SPACE_S)
        for words, command in (
            ("版本与许可", "about"),
            ("使用手册", "guide"),
            ("快捷键", "shortcuts"),
            ("重新显示提示", "hints"),
        ):
            button = Button(words)
            button.setObjectName(command)
            button.clicked.connect(self._command)
            line.addWidget(button)
        line.addStretch(1)
        card.body.addLayout(line)
        return card

    @Slot()
    def _command(self) -> None:
        self.app.commands.trigger(self.sender().objectName())

    # the book

    def _make_book(self, place: QWidget) -> None:
        line = row(place, spacing=SPACE_M)
        left, right = column(spacing=SPACE_M), column(spacing=SPACE_M)
        left.addWidget(self._make_backup())
        left.addWidget(self._make_restore())
        left.addStretch(1)
        right.addWidget(self._make_place())
        self.check = CheckCard(self.app)
        right.addWidget(self.check)
        right.addStretch(1)
        # No larger than its words until there is something to list.
        self.check.listed.connect(partial(right.setStretchFactor, self.check, _ALL_ROOM))
        line.addLayout(left, 1)
        line.addLayout(right, 1)

    def _with_path(self, card: Card, box: Elided, *buttons: QWidget) -> None:
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.body.addWidget(box)
        line = row(spacing=SPACE_S)
        for button in buttons:
            line.addWidget(button)
        line.addStretch(1)
        card.body.addLayout(line)

    def _make_backup(self) -> Card:
        card = Card(heading="备份文件夹", count="只改这台电脑")
        self.folder, self.newest = Elided(""), Label("", ink="secondary", wrap=True)
        now, other, show = Button("立即备份", icon="save"), Button("换文件夹…"), Button("打开文件夹")
        self.backups = backups.BackupCommands(self.app, self, now=now, other=other, show=show)
        self.backups.changed.connect(self._show_book)
        card.body.addWidget(self.newest)
        self._with_path(card, self.folder, now, other, show)
        said = "最好放在另一块盘或 U 盘上。不要把账本放在网盘同步文件夹或共享盘里使用。"
        card.body.addWidget(Label(said, type="note", ink="secondary", wrap=True))
        return card

    def _make_restore(self) -> Card:
        card = Card(heading="怎样从备份恢复")
        card.body.addWidget(Label(RESTORE, wrap=True, ink="secondary"))
        return card

    def _make_place(self) -> Card:
        card = Card(heading="账本文件")
        self.place_words, self.size_words = Elided(""), Label("", ink="secondary")
        show, other = Button("打开所在文件夹"), Button("打开别的账本…")
        show.clicked.connect(self._show_place)
        other.setObjectName("open_book")
        other.clicked.connect(self._command)
        card.body.addWidget(self.size_words)
        self._with_path(card, self.place_words, show, other)
        return card

    @Slot()
    def _show_book(self) -> None:
        path = self.app.book.path
        self.place_words.setText(str(path))
        self.size_words.setText(f"{path.stat().st_size / 1_048_576:.1f} MB" if path.is_file() else "")
        self.folder.setText(str(backups.folder_of(self.app)))
        found = backups.backups(self.app)
        newest = f"，最近一份 {moment_text(found[0].at, self.app.book.clock())}" if found else ""
        self.newest.setText(f"有 {len(found)} 份备份{newest}" if found else "还没有备份")

    @Slot()
    def _show_place(self) -> None:
        Files.show(self.app.book.path.parent)
