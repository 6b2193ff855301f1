"""The month's workbook as a quick script makes it: pandas over the same file, groupby and to_excel, plain."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pandas as pd

YEAR, START, END = "2025-01-01", "2025-09-01", "2025-09-30"
DIMENSIONS = ("sector", "chain", "origin", "method", "unit")
LISTED = ["name", "investor", "unit", "leader", "staff", "station", "chain", "origin", "total_investment", "content"]
TABLES = ("lead", "milestone", "arrival", "visit", "trip", "staff", "station", "target")


def write(book: Path, out: Path) -> None:
    """Read the tables, group them, and write the sheets with as many rows as ours, plain."""
    connection = sqlite3.connect(book)
    tables = {name: pd.read_sql(f"SELECT * FROM {name} WHERE deleted_at IS NULL", connection) for name in TABLES}
    connection.close()
    lead, milestone = tables["lead"], tables["milestone"]
    milestone = milestone[milestone["date"] <= END].sort_values(["date", "id"])
    first = milestone.groupby(["lead", "kind", "basis"], as_index=False).first()
    own = first[first["basis"] == "自报"].pivot(index="lead", columns="kind", values="date")
    projects = lead.merge(own, left_on="id", right_index=True, how="left")
    signed = projects[(projects["签约"] >= YEAR) & (projects["签约"] <= END)]
    sheets: dict[str, Any] = {
        "主要指标": _indicators(tables, projects),
        "驻外工作情况": _posted(tables, projects),
        "片区和单位完成情况": signed.groupby("unit")["total_investment"].agg(["count", "sum"]),
        "项目转化": projects[["签约", "开工", "入统", "投产"]].count(),
        "自报与认定对照": _compared(first, lead),
        "问题清单": _problems(projects),
    }
    for sheet, kind in (("新签约项目", "签约"), ("新开工项目", "开工"), ("新投产项目", "投产")):
        listed = projects[(projects[kind] >= YEAR) & (projects[kind] <= END)]
        sheets[sheet] = listed[[*LISTED, kind, "fixed_investment"]].sort_values(["unit", kind])
    parts = [signed.groupby(name)["total_investment"].agg(["count", "sum"]) for name in DIMENSIONS]
    sheets["项目结构"] = pd.concat([part / part.sum() for part in parts])
    with pd.ExcelWriter(out, engine="openpyxl") as writer:
        for name, frame in sheets.items():
            frame.to_excel(writer, sheet_name=name)


def _indicators(tables: dict[str, Any], projects: Any) -> Any:
    arrival = tables["arrival"]
    money = arrival[(arrival["month"] >= YEAR) & (arrival["month"] <= END)]
    rows = {kind: projects[projects[kind].between(YEAR, END)]["total_investment"].agg(["count", "sum"])
            for kind in ("签约", "开工", "入统", "投产")}  # fmt: skip
    rows["到位资金"] = money[["amount", "foreign_amount"]].sum()
    return pd.DataFrame(rows)


def _posted(tables: dict[str, Any], projects: Any) -> Any:
    visit = tables["visit"]
    month = visit[visit["date"].between(START, END)]
    counts = month.pivot_table(index="staff", columns="method", values="id", aggfunc="count")
    firms = month.groupby("staff")["enterprise"].nunique()
    trip = tables["trip"]
    trip = trip[(trip["start"] <= END) & (trip["end"] >= START)]
    span = pd.to_datetime(trip["end"].clip(upper=END)) - pd.to_datetime(trip["start"].clip(lower=START))
    days = span.dt.days.add(1).groupby(trip["staff"]).sum()
    new = projects[projects["first_date"].between(START, END)].groupby("staff")["id"].count()
    staff = tables["staff"].set_index("id")[["name", "station"]]
    return staff.join([counts, firms.rename("firms"), days.rename("days"), new.rename("leads")])


def _compared(first: Any, lead: Any) -> Any:
    """What own report, city and province say of each milestone, where they do not agree."""
    recent = first[first["kind"].isin(["签约", "开工", "入统", "投产"])]
    wide = recent.pivot(index=["lead", "kind"], columns="basis", values=["date", "amount"])
    wide = wide[(wide["date"].max(axis=1) >= YEAR) & (wide["date"].count(axis=1) < 3)]
    wide.columns = [" ".join(column) for column in wide.columns]
    return wide.reset_index().merge(lead[["id", "name", "unit"]], left_on="lead", right_on="id")


def _problems(projects: Any) -> Any:
    tests = {
        "已报开工无用地手续": projects["开工"].notna() & (projects["land_papers"] != 1),
        "已投产未入统": projects["投产"].notna() & projects["入统"].isna(),
        "已签约未开工": projects["签约"].notna() & projects["开工"].isna(),
        "已开工未入统": projects["开工"].notna() & projects["入统"].isna(),
    }
    return pd.concat([projects[test][["name", "unit"]].assign(kind=kind) for kind, test in tests.items()])
