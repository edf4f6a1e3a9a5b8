"""A day's figures as the journal, the seal and ``close-day --json`` tell them, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from receptiondesk.domain.day import (
    Counted,
    Dossiers,
    Figures,
    Gap,
    Money,
    NumberLine,
    Papers,
    Sendings,
    Sum,
    UnknownFee,
)
from receptiondesk.domain.numbering import NumberRange


def to_json(figures: Figures) -> dict[str, Any]:
    """Return figures JSON-ready; days are ISO dates, ranges pairs of numbers, money in đồng."""
    dossiers, money, counted = figures.dossiers, figures.money, figures.counted
    cash, transfer = counted.differences(money)
    next_day = dossiers.due_next_day
    return {
        "dossiers": asdict(dossiers)
        | {"due_next_day": None if next_day is None else next_day.isoformat()},
        "numbers": [_line(line) for line in figures.numbers],
        "money": asdict(money)
        | {
            "unknown": [asdict(one) for one in money.unknown],
            "expected_cash": money.expected_cash,
            "expected_transfer": money.expected_transfer,
        },
        "counted": asdict(counted) | {"difference_cash": cash, "difference_transfer": transfer},
        "papers": {
            "printed": figures.papers.printed,
            "reprinted": figures.papers.reprinted,
            "failed": dict(sorted(figures.papers.failed.items())),
        },
        "portal": {"of_day": _plain(figures.of_day), "queue": _plain(figures.queue)},
        "bound": [list(pair) for pair in figures.bound],
        "covers": [day.isoformat() for day in figures.covers],
        "day_off": figures.day_off,
        "restored": figures.restored,
        "practice": figures.practice,
        "clock_doubted": figures.clock_doubted,
    }


def from_json(told: Mapping[str, Any]) -> Figures:
    """Return the figures that ``to_json`` wrote.

    Raises:
        AttributeError, KeyError, TypeError, ValueError: they were damaged.
    """
    dossiers, counted = dict(told["dossiers"]), told["counted"]
    next_day = dossiers.pop("due_next_day")
    return Figures(
        dossiers=Dossiers(
            **dossiers, due_next_day=None if next_day is None else date.fromisoformat(next_day)
        ),
        numbers=tuple(_line_from(line) for line in told["numbers"]),
        money=_money_from(told["money"]),
        counted=Counted(counted["cash"], counted["transfer"], counted["reason"]),
        papers=Papers(**told["papers"]),
        of_day=told["portal"]["of_day"],
        queue=told["portal"]["queue"],
        bound=tuple((before, after) for before, after in told["bound"]),
        covers=tuple(map(date.fromisoformat, told["covers"])),
        day_off=told["day_off"],
        restored=told["restored"],
        practice=told["practice"],
        clock_doubted=told["clock_doubted"],
    )


def _line(line: NumberLine) -> dict[str, Any]:
    return {
        "series": line.series,
        "day": line.day.isoformat(),
        "counter": line.counter,
        "count": line.count,
        "runs": [[one.first, one.last] for one in line.runs],
        "cancelled": list(line.cancelled),
        "gaps": [asdict(gap) for gap in line.gaps],
    }


def _line_from(told: Mapping[str, Any]) -> NumberLine:
    return NumberLine(
        series=told["series"],
        day=date.fromisoformat(told["day"]),
        counter=told["counter"],
        runs=tuple(NumberRange(first, last) for first, last in told["runs"]),
        cancelled=tuple(told["cancelled"]),
        gaps=tuple(Gap(**gap) for gap in told["gaps"]),
    )


def _money_from(told: Mapping[str, Any]) -> Money:
    kept = {
        key: value
        for key, value in told.items()
        if key not in {"expected_cash", "expected_transfer"}
    }
    for key in ("cash", "transfer", "unpaid"):
        kept[key] = Sum(**kept[key])
    kept["unknown"] = tuple(UnknownFee(**one) for one in kept["unknown"])
    return Money(**kept)


def _plain(sendings: Sendings) -> dict[str, dict[str, int]]:
    return {target: dict(sorted(sendings[target].items())) for target in sorted(sendings)}
