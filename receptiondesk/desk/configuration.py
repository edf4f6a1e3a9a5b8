"""Reading and changing the office's settings; every change is a line of the journal."""

from collections.abc import Mapping
from dataclasses import dataclass

from receptiondesk.desk import lettering, number_hold
from receptiondesk.domain.clock import local
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.numbering import NumberRange
from receptiondesk.office import Office
from receptiondesk.settings import Settings, check_ranges, declared
from receptiondesk.settings import change as changed_setting
from receptiondesk.storage import journal, order_numbers, setting_rows
from receptiondesk.storage.engine import Session


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One setting as a person sees it; ``value`` is the text that `change` takes."""

    key: str
    label: str
    value: str
    help: str
    fixed: bool


def as_rows(office: Office) -> tuple[SettingLine, ...]:
    """Return every setting with its present text, in the order in which an office meets them."""
    texts = office.settings.as_texts()
    return tuple(
        SettingLine(one.key, one.label, texts[one.key], one.help, one.fixed) for one in declared()
    )


def change(office: Office, key: str, text: str) -> Office:
    """Change one setting and return the office with it.

    Raises:
        Refused: unknown_setting, fixed_setting, overlapping_range, or what the setting's own
            reader says; the field is the key. Nothing was changed.
        Trouble: disk_full, read_only, locked, damaged, disk_failing.
    """
    return change_all(office, {key: text})


def change_all(office: Office, texts: Mapping[str, str]) -> Office:
    """Change several settings at once: all of them or, if one is refused, none.

    Raises:
        Refused: every problem at once, each with its key as field.
        Trouble: as in `change`.
    """
    with office.database.write() as session:
        # Another window or command may have changed something since this one was opened.
        before = Settings.from_texts(setting_rows.texts(session))
        after = _changed(office, before, texts)
        _refuse_recorded_ranges(session, after)
        old, new = before.as_texts(), after.as_texts()
        differing = [key for key in new if new[key] != old[key]]
        if differing:
            setting_rows.put(session, {key: new[key] for key in differing})
            told: dict[str, object] = {
                "changed": {key: {"from": old[key], "to": new[key]} for key in differing}
            }
            journal.append(session, office.entry(EventKind.SETTING_CHANGED, told))
            _note_ranges(session, office, before, after)
            number_hold.release_by_range(session, office, before, after)
    return office.with_settings(after)


def _changed(office: Office, settings: Settings, texts: Mapping[str, str]) -> Settings:
    problems: list[Problem] = []
    for key, text in texts.items():
        try:
            code = _province_code(office, text) if key == "province" else text
            settings = changed_setting(settings, key, code)
        except Refused as refused:
            problems.extend(refused.problems)
    refused_keys = {problem.field for problem in problems}
    problems += lettering.setting_problems(
        {key: text for key, text in texts.items() if key not in refused_keys}
    )
    if problems:
        raise Refused.of(problems)
    return settings


def _province_code(office: Office, text: str) -> str:
    try:
        province, _ = office.gazetteer.resolve(text, "")
    except Refused as refused:
        problems = (Problem("province", p.code, p.message) for p in refused.problems)
        raise Refused.of(problems) from refused
    return province.code if province else ""


def _refuse_recorded_ranges(session: Session, after: Settings) -> None:
    """Refuse a range that overlaps one this file has known for another counter (law 5)."""
    recorded = order_numbers.ranges(session)
    check_ranges(
        "number_range", after.counter, after.number_range, recorded | dict(after.other_ranges)
    )


def _note_ranges(session: Session, office: Office, before: Settings, after: Settings) -> None:
    """Record the counter's range, and explain the numbers of today that it leaves unused."""
    if after.number_range is None:
        return
    order_numbers.record_range(session, after.counter, after.number_range)
    old = before.number_range
    if old == after.number_range or before.org_code != after.org_code:
        return
    series, today = order_numbers.official_series(after.org_code), local(office.clock.now()).date()
    ahead = order_numbers.highest_taken(session, series, today, after.number_range)
    following = after.number_range.first if ahead is None else ahead + 1
    # A range that was cleared meanwhile left its numbers too.
    left = NumberRange(1, following) if old is None else old
    newest = order_numbers.highest_taken(session, series, today, left)
    if newest is not None and following > newest + 1:
        gap: dict[str, object] = {
            "series": series,
            "day": today.isoformat(),
            "first": newest + 1,
            "last": following - 1,
            "reason": "range_changed",
        }
        journal.append(session, office.entry(EventKind.NUMBER_GAP, gap))
