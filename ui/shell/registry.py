"""Every place in the sidebar, and the class that shows it; a class is imported when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.core.app import App
    from ui.core.page import Page

SECTIONS = ("工作", "台账", "数据")


@dataclass(frozen=True, kw_only=True)
class Place:
    """One place: `target` is "module:Class", `options` go to the class; a record of `ledger` opens here.

    A place without a section is not in the sidebar; the menu and other pages lead to it.
    """

    key: str
    section: str
    label: str
    icon: str
    target: str
    shortcut: str = ""
    ledger: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    def make(self, app: App, parent: QWidget | None = None) -> Page:
        """Import the class and make the page."""
        module, _, name = self.target.partition(":")
        page: Page = getattr(import_module(module), name)(app, parent, **self.options)
        return page


def _ledger(key: str, label: str, icon: str, *, section: str = "台账", shortcut: str = "") -> Place:
    return Place(
        key=key,
        section=section,
        label=label,
        icon=icon,
        target="ui.pages.ledger:LedgerPage",
        shortcut=shortcut,
        ledger=key,
        options={"ledger": key, "icon": icon},
    )


PLACES: tuple[Place, ...] = (
    Place(key="home", section="工作", label="工作台", icon="home", target="ui.pages.home:HomePage", shortcut="Ctrl+1"),
    Place(
        key="visits",
        section="工作",
        label="拜访日志",
        icon="visit",
        target="ui.pages.visits:VisitsPage",
        shortcut="Ctrl+2",
        ledger="visits",
    ),
    Place(
        key="leads",
        section="工作",
        label="线索项目",
        icon="lead",
        target="ui.pages.leads:LeadsPage",
        shortcut="Ctrl+3",
        ledger="leads",
    ),
    Place(
        key="agenda",
        section="工作",
        label="日程",
        icon="calendar",
        target="ui.pages.agenda:AgendaPage",
        shortcut="Ctrl+4",
    ),
    _ledger("enterprises", "目标企业", "enterprise", shortcut="Ctrl+5"),
    _ledger("hometown", "在外乡贤", "people", shortcut="Ctrl+6"),
    _ledger("ambassadors", "招商大使", "ambassador", shortcut="Alt+1"),
    _ledger("trips", "驻外行程", "trip", shortcut="Alt+2"),
    _ledger("arrivals", "到位资金", "money", shortcut="Alt+3"),
    _ledger("events", "招商活动", "event", shortcut="Alt+4"),
    _ledger("assistance", "帮办事项", "assist", shortcut="Alt+5"),
    _ledger("opportunities", "供需信息", "opportunity", shortcut="Alt+6"),
    _ledger("policies", "政策汇编", "policy", shortcut="Alt+7"),
    Place(
        key="posting",
        section="数据",
        label="驻外管理",
        icon="station",
        target="ui.pages.posting:PostingPage",
        shortcut="Ctrl+7",
    ),
    _ledger("targets", "指标任务", "target", section="数据", shortcut="Alt+8"),
    Place(
        key="bulletin",
        section="数据",
        label="指标与通报",
        icon="bulletin",
        target="ui.pages.bulletin:BulletinPage",
        shortcut="Ctrl+8",
    ),
    Place(
        key="exchange",
        section="数据",
        label="导入导出",
        icon="exchange",
        target="ui.pages.exchange:ExchangePage",
        shortcut="Ctrl+9",
    ),
    Place(
        key="twins",
        section="数据",
        label="查重与疑点",
        icon="copy",
        target="ui.pages.twins:TwinsPage",
        shortcut="Alt+9",
    ),
    Place(
        key="history",
        section="数据",
        label="历史",
        icon="history",
        target="ui.pages.history:HistoryPage",
        shortcut="Ctrl+H",
    ),
    Place(
        key="recycle",
        section="数据",
        label="回收站",
        icon="recycle",
        target="ui.pages.recycle:RecyclePage",
        shortcut="Alt+0",
    ),
    Place(
        key="settings",
        section="数据",
        label="设置",
        icon="settings",
        target="ui.pages.settings:SettingsPage",
        shortcut="Ctrl+,",
    ),
    _ledger("staff", "人员", "staff", section="", shortcut="Ctrl+Shift+R"),
    _ledger("stations", "片区", "station", section="", shortcut="Ctrl+Shift+P"),
)


def existing(places: tuple[Place, ...] = PLACES) -> tuple[Place, ...]:
    """The places whose module is part of this build."""
    return tuple(place for place in places if find_spec(place.target.partition(":")[0]) is not None)


def load(target: str) -> Callable[..., Any]:
    """The class or function that "module:name" means; imported now."""
    module, _, name = target.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found
