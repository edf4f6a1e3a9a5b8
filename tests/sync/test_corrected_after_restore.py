"""A correction made right after a restore takes no older fact along over what a newer file told."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import corrections, decisions, safekeeping
from receptiondesk.domain.dossier import Dossier, SyncState
from tests.sync.restoring import Scene, scene

EVERY = ("server_numbered:igate", "server_numbered:tandan", "opencps", "national")
BEFORE, LOST = "0912345678", "0911111111"
_GREEN = {SyncState.PROVED, SyncState.UNPROVABLE}


@pytest.fixture(params=EVERY)
def at(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    """An office at a portal whose look-up shows what it holds."""
    with scene(tmp_path, request.param) as made:
        if request.param == "national":
            made.core.switches.columns = None
            made.core.switches.progress = True
        made.portal()
        yield made


def phone(at: Scene) -> str:
    (there,) = at.family.truths(at.core)
    return there.facts["phone"]


def call(at: Scene, one: Dossier, number: str) -> None:
    facts = at.now(one).facts
    applicant = replace(facts.applicant, phone=number)
    corrections.correct(at.office, at.now(one).code, replace(facts, applicant=applicant))


def note(at: Scene, one: Dossier) -> None:
    facts = replace(at.now(one).facts, note="Đã bổ sung một bản sao")
    corrections.correct(at.office, at.now(one).code, facts)


def answer_if_asked(at: Scene, one: Dossier) -> None:
    """A portal that numbers itself asks once about all that it shows and nobody here sent."""
    if at.now(one).sync is SyncState.NEEDS_PERSON:
        assert at.family.name.startswith("server_numbered:")
        decisions.send_again(at.office, one.uid, at.target, "Tại quầy đúng")


def lost(at: Scene, *, created: bool = True, number: str = LOST) -> Dossier:
    """Return a dossier whose newest correction the desk has lost, with nothing asked yet."""
    one = at.receive()
    if created:
        at.rounds(2)
    at.backup()
    at.rounds(2)
    if number:
        call(at, one, number)
        at.rounds(2)
        assert phone(at) == number
    at.restore()
    return one


@pytest.mark.parametrize("created", [True, False])
def test_an_older_fact_is_a_persons_when_another_is_corrected(at: Scene, *, created: bool) -> None:
    one = lost(at, created=created)
    note(at, one)
    at.rounds(3)
    assert phone(at) == LOST
    assert at.now(one).sync is SyncState.NEEDS_PERSON
    assert "điện thoại" in at.reasons(one)
    assert "phục hồi" in at.reasons(one)

    decisions.send_again(at.office, one.uid, at.target, "Đã gọi lại, số tại quầy đúng")
    at.rounds(3)
    assert phone(at) == BEFORE
    assert at.now(one).sync in _GREEN
    assert safekeeping.verify(at.office) == ()


def test_a_word_that_it_is_there_shows_nothing_of_what_stands_there(at: Scene) -> None:
    """The clerk finds that the portal is right, and corrects once more before the next round."""
    one = lost(at)
    note(at, one)
    at.rounds()
    assert at.now(one).sync is SyncState.NEEDS_PERSON
    code = at.now(one).code
    decisions.arrived(at.office, one.uid, at.target, code, "Số trên cổng mới đúng")
    facts = replace(at.now(one).facts, note="Đã bổ sung hai bản sao")
    corrections.correct(at.office, code, facts)
    at.rounds(3)
    assert phone(at) == LOST


def test_what_is_asked_once_is_asked_of_the_next_correction_too(at: Scene) -> None:
    one = lost(at)
    note(at, one)
    at.rounds(2)
    facts = replace(at.now(one).facts, note="Đã bổ sung hai bản sao")
    corrections.correct(at.office, at.now(one).code, facts)
    at.rounds(2)
    assert phone(at) == LOST
    assert at.now(one).sync is SyncState.NEEDS_PERSON


def test_the_clerk_may_take_over_what_stands_there(at: Scene) -> None:
    one = lost(at)
    note(at, one)
    at.rounds(2)
    call(at, one, LOST)
    at.rounds(2)
    answer_if_asked(at, one)
    at.rounds(2)
    assert phone(at) == LOST
    assert at.now(one).sync in _GREEN
    assert safekeeping.verify(at.office) == ()


@pytest.mark.parametrize("created", [True, False])
def test_nobody_is_asked_where_nothing_was_lost(at: Scene, *, created: bool) -> None:
    one = lost(at, created=created, number="")
    note(at, one)
    at.rounds(1)
    assert at.now(one).sync is not SyncState.NEEDS_PERSON
    at.rounds(2)
    assert at.now(one).sync in _GREEN


@pytest.mark.parametrize("again", [LOST, "0922222222"])
def test_nobody_is_asked_about_what_the_correction_itself_says(at: Scene, again: str) -> None:
    """The clerk does again what was lost, or knows better by now."""
    one = lost(at)
    call(at, one, again)
    at.rounds(1)
    if again == LOST:
        assert at.now(one).sync is not SyncState.NEEDS_PERSON
    answer_if_asked(at, one)
    at.rounds(2)
    assert phone(at) == again
    assert at.now(one).sync in _GREEN
    assert safekeeping.verify(at.office) == ()


def test_a_dossier_that_was_read_since_is_corrected_as_ever(at: Scene) -> None:
    one = lost(at, number="")
    at.rounds(2)
    assert at.now(one).sync in _GREEN
    call(at, one, LOST)
    note(at, one)
    at.rounds(3)
    assert phone(at) == LOST
    assert at.now(one).sync in _GREEN
