"""What is believed of a record that was made again, and of what a lost newer file may have sent."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from sync.answers import AnswerKind
from sync.portal import Outgoing
from tests.support.portals.server_numbered_store import without
from tests.support.portals.wire import HUNG_UP, Asked, Said
from tests.sync.portals.server_numbered.desk import (
    DIALECTS,
    Bench,
    aimed,
    bench,
    cancelled,
    corrected,
    dossier,
    file,
)

CONTENT = b"%PDF-1.7 to khai"
pytestmark = pytest.mark.skipif(aimed(), reason="the portal of PORTAL_URL loses nothing")
#: Those that show of a file neither its hash nor its name and size.
_BY_ID = "tandan"


@pytest.fixture(params=DIALECTS)
def there(request: pytest.FixtureRequest) -> Iterator[Bench]:
    with bench(request.param) as made:
        yield made


@pytest.fixture(params=[{}, {"path.lookup": ""}], ids=["readable", "unreadable"])
def adapter2026(request: pytest.FixtureRequest) -> Iterator[Bench]:
    with bench("adapter2026") as made:
        made.options = dict(request.param)
        yield made


def _older(one: Outgoing) -> Outgoing:
    """Return a dossier of which a file that is gone may have told more."""
    return replace(one, older=max(step.seq for step in one.steps))


def _bound(there: Bench) -> list[str]:
    text = str([one.doc for one in there.store.dossiers])
    return [word for word in there.store.files if word in text]


def _lose(there: Bench, one: Outgoing) -> None:
    """Let the portal come back from an older copy; a person says that the dossier is not there."""
    there.store.dossiers.clear()
    there.store.files.clear()
    there.memory.not_there(one.uid)


def test_a_file_of_the_record_before_is_sent_to_the_new_one(there: Bench) -> None:
    one, scan = dossier(), file(CONTENT)
    there.adapter().deliver(one)
    there.adapter().put_file(one, scan)
    _lose(there, one)
    assert there.adapter().read_file(one, scan).answer.kind is AnswerKind.REFUSED
    there.adapter().deliver(one)
    assert there.adapter().read_file(one, scan).answer.kind is AnswerKind.REFUSED
    assert _bound(there) == []
    assert there.adapter().put_file(one, scan).answer.kind is AnswerKind.ACCEPTED
    assert len(_bound(there)) == 1
    assert there.adapter().read_file(one, scan).differing() == ()


def test_steps_of_the_record_before_are_told_to_the_new_one(adapter2026: Bench) -> None:
    one = dossier()
    adapter2026.adapter().deliver(one)
    _lose(adapter2026, one)
    assert adapter2026.adapter().deliver(one).answer.kind is AnswerKind.ACCEPTED
    (record,) = adapter2026.store.dossiers
    assert len(record.steps) == 1


def test_a_withdrawal_of_the_record_before_is_told_to_the_new_one(there: Bench) -> None:
    one = dossier()
    there.adapter().deliver(one)
    gone = cancelled(one)
    there.adapter().deliver(gone)
    _lose(there, one)
    assert there.adapter().deliver(gone).answer.kind is AnswerKind.ACCEPTED
    (record,) = there.store.dossiers
    assert record.withdrawn_by


def test_steps_that_nobody_saw_arrive_stay_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    with bench("adapter2026") as there:
        one = dossier()
        real = type(there.core).handle

        def lost(core: Any, heard: Asked) -> Said:
            return Said(HUNG_UP) if "TienTrinh" in heard.path else real(core, heard)

        monkeypatch.setattr(type(there.core), "handle", lost)
        there.adapter().deliver(one)
        monkeypatch.setattr(type(there.core), "handle", real)
        asked = replace(one, ask_first=True)
        assert there.adapter().deliver(asked).answer.kind is AnswerKind.UNDECIDED
        there.decided(one)
        there.adapter().deliver(asked)  # a person says that the dossier arrived
        assert there.adapter().read_back(one).unseen == ("tiến độ xử lý",)


def test_steps_that_a_lost_file_may_have_told_are_not_told_again() -> None:
    with bench("adapter2026") as there:
        one = dossier()
        there.adapter().deliver(one)
        there.memory.kept.pop(f"steps:{one.uid}")
        two = corrected(_older(one), "Nguyễn Thị Sửa")
        assert there.adapter().deliver(two).answer.kind is AnswerKind.ACCEPTED
        (record,) = there.store.dossiers
        assert len(record.steps) == 2  # received by the lost file, corrected by this one
        assert there.adapter().read_back(two).unseen == ("tiến độ xử lý",)


def test_steps_of_a_dossier_that_no_file_ever_sent_are_told_after_a_restore() -> None:
    with bench("adapter2026") as there:
        one = replace(_older(dossier()), ask_first=True)
        there.memory.kept[f"number:{one.uid}"] = "G09-1"  # taken, and the file ended there
        there.adapter().deliver(one)
        there.later()
        there.adapter().deliver(one)
        (record,) = there.store.dossiers
        assert len(record.steps) == 1
        assert there.adapter().read_back(one).unseen == ()


def test_a_step_that_was_never_told_is_not_green() -> None:
    with bench("adapter2026") as there:
        one = dossier()
        there.adapter().deliver(one)
        assert not there.adapter().read_back(one).untold
        there.memory.kept.pop(f"steps:{one.uid}")  # the process ended before; a person saw it there
        assert there.adapter().read_back(one).untold


def test_what_was_done_after_what_left_is_untold_where_nothing_is_read() -> None:
    with bench("adapter2026") as there:
        there.options = {"path.lookup": ""}
        one = dossier()
        there.adapter().deliver(one)
        assert not there.adapter().read_back(one).untold
        for later in (corrected(one, "Nguyễn Thị Sửa"), cancelled(one)):
            assert there.adapter().read_back(later).untold
            assert there.adapter().deliver(later).answer.good
            assert not there.adapter().read_back(later).untold


def test_a_step_answered_too_fast_is_not_told_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    with bench("adapter2026") as there:
        one = dossier()
        real = type(there.core).handle

        def denied(core: Any, asked: Asked) -> Said:
            said = real(core, asked)
            return Said(429, {}, b"{}") if "TienTrinh" in asked.path else said

        monkeypatch.setattr(type(there.core), "handle", denied)
        assert there.adapter().deliver(one).answer.kind is AnswerKind.TOO_FAST
        monkeypatch.setattr(type(there.core), "handle", real)
        assert there.adapter().deliver(replace(one, ask_first=True)).answer.good
        (record,) = there.store.dossiers
        assert len(record.steps) == 1
        assert there.adapter().read_back(one).unseen == ("tiến độ xử lý",)


def _uploaded_by_a_newer_file(there: Bench) -> tuple[Outgoing, Any]:
    one, scan = dossier(), file(CONTENT)
    there.adapter().deliver(one)
    there.adapter().put_file(one, scan)
    there.memory.kept["keep:remote"] = "1"
    there.memory.kept.pop(f"files:{one.uid}")
    return _older(one), scan


def test_a_file_that_a_lost_file_brought_there_is_not_brought_twice(there: Bench) -> None:
    one, scan = _uploaded_by_a_newer_file(there)
    answer = there.adapter().put_file(one, scan).answer
    if there.dialect == _BY_ID:
        assert answer.kind is AnswerKind.UNDECIDED
        assert "Tờ khai" in answer.sentence
        there.memory.kept[f"arrived:{one.uid}"] = "H-1"  # a person looked
        there.decided(one)
        answer = there.adapter().put_file(one, scan).answer
    assert answer.kind is AnswerKind.ALREADY_EQUAL
    assert len(there.store.files) == 1
    assert there.adapter().read_file(one, scan).differing() == ()


def test_a_file_that_a_person_says_is_another_is_sent() -> None:
    with bench(_BY_ID) as there:
        one, scan = _uploaded_by_a_newer_file(there)
        there.memory.kept[f"arrived:{one.uid}"] = "H-1"  # of the dossier, long ago
        assert there.adapter().put_file(one, scan).answer.kind is AnswerKind.UNDECIDED
        there.decided(one)
        assert there.adapter().put_file(one, scan).answer.kind is AnswerKind.ACCEPTED
        assert len(_bound(there)) == 2


def test_another_file_of_the_paper_is_sent_beside_it() -> None:
    with bench("adapter2026") as there:  # shows by its hash that a file is another one
        one, _ = _uploaded_by_a_newer_file(there)
        other = file(b"%PDF-1.7 khac")
        assert there.adapter().put_file(one, other).answer.kind is AnswerKind.ACCEPTED
        assert len(_bound(there)) == 2


def test_a_file_that_a_lost_file_brought_there_and_that_is_taken_back_is_a_persons(
    there: Bench,
) -> None:
    one, scan = _uploaded_by_a_newer_file(there)
    gone = replace(scan, removed=True)
    assert there.adapter().read_file(one, gone).differing()
    assert there.adapter().put_file(one, gone).answer.kind is AnswerKind.CONFLICT
    assert len(_bound(there)) == 1
    (record,) = there.store.dossiers
    record.doc = without(record.doc, set(there.store.files))
    assert there.adapter().put_file(one, gone).answer.good
    assert there.adapter().read_file(one, gone).differing() == ()


def test_what_cannot_be_read_and_may_hold_more_is_not_written_over() -> None:
    with bench("adapter2026") as there:
        there.options = {"path.lookup": ""}
        one, _ = _uploaded_by_a_newer_file(there)
        said = there.adapter().deliver(corrected(one, "Nguyễn Thị Sửa")).answer
        assert said.kind is AnswerKind.CONFLICT
        assert "không ghi đè" in said.sentence
        more = file(b"%PDF-1.7 moi", name="moi.pdf")
        assert there.adapter().put_file(one, more).answer.kind is AnswerKind.CONFLICT
        assert len(_bound(there)) == len(there.store.files) == 1
        later = dossier("Trần Thị Sau")
        assert there.adapter().deliver(later).answer.good
        sooner = replace(corrected(later, "Trần Thị Sửa"), older=one.older)
        assert there.adapter().deliver(sooner).answer.good


def test_what_a_person_removed_by_hand_is_not_bound_again_by_a_correction(there: Bench) -> None:
    one, scan = dossier(), file(CONTENT)
    there.adapter().deliver(one)
    there.adapter().put_file(one, scan)
    there.memory.kept["keep:remote"] = "1"
    gone = replace(scan, removed=True)
    assert there.adapter().put_file(one, gone).answer.kind is AnswerKind.CONFLICT
    two = corrected(one, "Nguyễn Thị Sửa")
    assert there.adapter().deliver(two).answer.good
    assert len(_bound(there)) == 1  # nothing is removed there
    (record,) = there.store.dossiers
    record.doc = without(record.doc, set(there.store.files))
    assert there.adapter().deliver(corrected(two, "Nguyễn Thị Sửa Nữa")).answer.good
    assert _bound(there) == []
    assert there.adapter().put_file(two, gone).answer.kind is AnswerKind.ALREADY_EQUAL


def test_a_removal_that_cannot_be_read_ends_with_a_persons_word() -> None:
    with bench("adapter2026") as there:
        there.options = {"path.lookup": ""}
        one, scan = dossier(), file(CONTENT)
        there.adapter().deliver(one)
        there.adapter().put_file(one, scan)
        there.memory.kept["keep:remote"] = "1"
        gone = replace(scan, removed=True)
        assert there.adapter().put_file(one, gone).answer.kind is AnswerKind.CONFLICT
        there.decided(one)
        assert there.adapter().put_file(one, gone).answer.kind is AnswerKind.ALREADY_EQUAL
        there.adapter().deliver(corrected(one, "Nguyễn Thị Sửa"))
        assert _bound(there) == []
