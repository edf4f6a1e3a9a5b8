from collections.abc import Iterator
from pathlib import Path

import pytest

from receptiondesk.desk import configuration, intake, safekeeping
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.office import Office
from receptiondesk.storage import journal
from tests.support.office import OfficeKind, make_office, reopen
from tests.support.walk_ins import walk_in


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", OfficeKind(number_range="1-99"))
    yield opened
    opened.close()


def events(office: Office, kind: EventKind) -> list[dict[str, object]]:
    with office.database.read() as session:
        return [dict(event.payload) for event in journal.of_kinds(session, [kind])]


def test_a_change_holds_and_is_a_line_of_the_journal(office: Office) -> None:
    changed = configuration.change(office, "hotline", "1900 1234")
    assert changed.settings.hotline == "1900 1234"
    assert office.settings.hotline == "1022"
    again = reopen(office.paths.root)
    assert again.settings.hotline == "1900 1234"
    again.close()
    told = events(office, EventKind.SETTING_CHANGED)[-1]
    assert told == {"changed": {"hotline": {"from": "1022", "to": "1900 1234"}}}


def test_the_same_text_again_changes_nothing(office: Office) -> None:
    before = events(office, EventKind.SETTING_CHANGED)
    assert configuration.change(office, "hotline", "1022").settings == office.settings
    assert events(office, EventKind.SETTING_CHANGED) == before


def test_a_province_may_be_told_by_name(office: Office) -> None:
    assert configuration.change(office, "province", "nghe an").settings.province == "40"
    assert configuration.change(office, "province", "").settings.province == ""
    with pytest.raises(Refused) as caught:
        configuration.change(office, "province", "Nước Lào")
    assert [problem.field for problem in caught.value.problems] == ["province"]


def test_several_changes_are_all_or_none(office: Office) -> None:
    with pytest.raises(Refused) as caught:
        configuration.change_all(office, {"hotline": "113", "counter": "x", "lookup_url": "y"})
    assert [problem.field for problem in caught.value.problems] == ["counter", "lookup_url"]
    again = reopen(office.paths.root)
    assert again.settings.hotline == "1022"
    again.close()


def test_a_change_made_elsewhere_meanwhile_is_kept(office: Office) -> None:
    other = reopen(office.paths.root)
    configuration.change(other, "phone", "111")
    changed = configuration.change(office, "hotline", "222")
    assert (changed.settings.phone, changed.settings.hotline) == ("111", "222")
    other.close()


def test_every_setting_is_shown_with_its_text(office: Office) -> None:
    rows = {row.key: row for row in configuration.as_rows(office)}
    assert rows["number_range"].value == "1-99"
    assert rows["practice"].fixed
    assert all(row.label and row.help for row in rows.values())


def test_practice_is_for_ever(office: Office) -> None:
    with pytest.raises(Refused) as caught:
        configuration.change(office, "practice", "không")
    assert caught.value.problems[0].code == "fixed_setting"


def test_numbers_left_behind_by_a_new_range_are_explained(office: Office) -> None:
    intake.accept(office, walk_in(office))
    office = configuration.change(office, "number_range", "50-99")
    assert intake.accept(office, walk_in(office)).dossier.code.endswith("-0050")
    (gap,) = events(office, EventKind.NUMBER_GAP)
    assert (gap["first"], gap["last"], gap["reason"]) == (2, 49, "range_changed")


@pytest.mark.parametrize("text", ["1-200", "1-50", ""])
def test_a_range_that_leaves_nothing_behind_needs_no_explanation(office: Office, text: str) -> None:
    intake.accept(office, walk_in(office))
    configuration.change(office, "number_range", text)
    assert events(office, EventKind.NUMBER_GAP) == []


def test_a_range_that_was_cleared_meanwhile_is_explained_when_the_next_one_begins(
    office: Office,
) -> None:
    intake.accept(office, walk_in(office))
    office = configuration.change(office, "number_range", "")
    office = configuration.change(office, "number_range", "50-99")
    intake.accept(office, walk_in(office))
    (gap,) = events(office, EventKind.NUMBER_GAP)
    assert (gap["first"], gap["last"], gap["reason"]) == (2, 49, "range_changed")
    assert safekeeping.verify(office) == ()


def test_a_range_that_was_only_cleared_for_a_while_goes_on(office: Office) -> None:
    intake.accept(office, walk_in(office))
    office = configuration.change(office, "number_range", "")
    office = configuration.change(office, "number_range", "1-99")
    intake.accept(office, walk_in(office))
    assert events(office, EventKind.NUMBER_GAP) == []
    assert safekeeping.verify(office) == ()


def test_a_range_changed_before_any_number_needs_none_either(office: Office) -> None:
    configuration.change(office, "number_range", "50-60")
    assert events(office, EventKind.NUMBER_GAP) == []


def test_a_second_stay_in_a_range_goes_on_where_it_was(office: Office) -> None:
    intake.accept(office, walk_in(office))
    office = configuration.change(office, "number_range", "50-99")
    intake.accept(office, walk_in(office))
    office = configuration.change(office, "number_range", "60-99")
    office = configuration.change(office, "number_range", "50-99")
    assert intake.accept(office, walk_in(office)).dossier.code.endswith("-0051")


def test_the_range_of_another_counter_in_this_file_stays_its_own(office: Office) -> None:
    with pytest.raises(Refused) as caught:
        configuration.change(office, "counter", "2")
    assert caught.value.problems[0].code == "overlapping_range"
    moved = configuration.change_all(office, {"counter": "2", "number_range": "100-199"})
    assert (moved.settings.counter, str(moved.settings.number_range)) == (2, "100-199")
    with pytest.raises(Refused):
        configuration.change(moved, "number_range", "90-110")
    provisional = configuration.change(moved, "number_range", "")
    assert provisional.settings.number_range is None
