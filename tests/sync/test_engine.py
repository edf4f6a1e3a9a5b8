"""The engine's own rules, whatever the family: marks, pages, strikes, doubts, attribution."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from receptiondesk.desk import corrections, decisions, look, outbox, safekeeping
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.events import DeliveryState, EventKind
from receptiondesk.office import Office
from sync.answers import Answer, AnswerKind
from sync.round import run
from tests.support.portals.scripted import ABLE, Book, failing, how, join

Receive = Callable[..., Dossier]


@pytest.fixture
def book(office: Office) -> Book:
    join(office, "a")
    return Book()


def state(office: Office, dossier: Dossier) -> DeliveryState:
    return look.deliveries(office, dossier.uid)[-1].state


def test_it_is_marked_before_the_first_byte_and_only_success_turns_it(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    seen: list[tuple[str, DeliveryState]] = []
    book.before = lambda call, _: seen.append((call, state(office, dossier)))

    run(office, how=how({"a": book}))

    assert seen[:2] == [("deliver", DeliveryState.SENDING), ("read_back", DeliveryState.SENT)]
    assert state(office, dossier) is DeliveryState.PROVED


def test_an_edit_during_the_upload_stays_to_be_sent(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    seen: list[tuple[DeliveryState, ...]] = []

    def edit(call: str, _: str) -> None:
        if call == "deliver":
            seen.append(tuple(one.state for one in look.deliveries(office, dossier.uid)))
        if call == "deliver" and len(book.told) == 1:
            facts = look.by_uid(office, dossier.uid).facts
            corrections.correct(office, dossier.code, replace(facts, note="thêm trong lúc gửi"))

    book.before = edit
    run(office, how=how({"a": book}))

    assert seen == [
        (DeliveryState.SENDING,),
        (DeliveryState.SENT, DeliveryState.SENDING),
    ], "the first answer settles only what was sent, and the edit follows in the same round"
    assert look.by_uid(office, dossier.uid).sync is SyncState.PROVED
    assert book.facts[dossier.uid].facts.note == "thêm trong lúc gửi"
    assert safekeeping.verify(office) == ()


def test_one_poisoned_among_two_hundred_is_named_and_the_rest_is_proved(
    office: Office, book: Book, receive: Receive
) -> None:
    dossiers = [receive() for _ in range(200)]
    bad = dossiers[70]
    book.always[bad.uid] = Answer(AnswerKind.REFUSED, fields=("số giấy tờ",))

    result = run(office, how=how({"a": book}))

    assert result.counts() == {"sent": 0, "proved": 199, "waiting": 0, "parked": 1}
    (row,) = outbox.waiting(office)
    assert (row.dossier_uid, row.state) == (bad.uid, DeliveryState.NEEDS_PERSON)
    assert "số giấy tờ" in row.reason
    assert run(office, ignore_backoff=True, how=how({"a": book})).parked == 1
    assert book.calls("deliver").count(bad.uid) == 1, "it is not tried for ever"


def test_dossiers_that_crash_the_portal_hold_no_fresh_one_behind_them(
    office: Office, book: Book, receive: Receive
) -> None:
    """Three failures in a row look like a portal that is down; the door says that it is not."""
    dossiers = [receive() for _ in range(30)]
    for bad in dossiers[:4]:
        book.always[bad.uid] = Answer(AnswerKind.PORTAL_DOWN)

    result = run(office, how=how({"a": book}))

    assert result.counts()["proved"] == 26
    assert result.targets["a"].ended_by is None
    for bad in dossiers[:4]:
        assert book.calls("deliver").count(bad.uid) == 1, "once a round at most"


def test_a_portal_that_takes_nothing_is_left_alone_though_its_door_opens(
    office: Office, book: Book, receive: Receive
) -> None:
    for _ in range(60):
        receive()
    book.script("deliver", *failing(AnswerKind.PORTAL_DOWN, 100))

    run(office, ignore_backoff=True, how=how({"a": book}))

    assert len(book.calls("deliver")) <= 9


def test_pages_shrink_on_trouble_and_grow_back(
    office: Office, book: Book, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossiers = [receive() for _ in range(70)]
    for bad in (dossiers[0], dossiers[1]):
        book.always[bad.uid] = Answer(AnswerKind.LOST, changing=True)
    sizes: list[int] = []
    due = outbox.due

    def watched(*words: object, limit: int, **more: object) -> object:
        sizes.append(limit)
        return due(*words, limit=limit, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(outbox, "due", watched)
    run(office, how=how({"a": book}))
    assert sizes[:5] == [50, 25, 12, 24, 48]
    assert len(book.facts) == 68


def test_a_failed_one_goes_behind_the_fresh_ones(
    office: Office, book: Book, receive: Receive
) -> None:
    first = receive()
    book.script("deliver", Answer(AnswerKind.LOST, changing=True))
    run(office, how=how({"a": book}))
    fresh = [receive() for _ in range(3)]

    run(office, ignore_backoff=True, how=how({"a": book}))

    assert book.calls("deliver")[1:] == [*(one.uid for one in fresh), first.uid]


def test_after_a_lost_answer_the_portal_is_asked_first(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    book.script("deliver", Answer(AnswerKind.LOST, changing=True))
    run(office, how=how({"a": book}))
    assert state(office, dossier) is DeliveryState.UNKNOWN

    run(office, ignore_backoff=True, how=how({"a": book}))

    assert [told.ask_first for told in book.told] == [False, True]


def test_what_nobody_can_tell_is_never_sent_again_before_a_person_says_it_is_not_there(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    book.script("deliver", Answer(AnswerKind.UNDECIDED, changing=True))

    for _ in range(3):
        run(office, ignore_backoff=True, how=how({"a": book}))

    assert book.calls("deliver") == [dossier.uid]
    (row,) = outbox.waiting(office)
    assert row.undecided
    assert "không gửi lại để khỏi trùng" in row.reason
    decisions.not_there(office, dossier.uid, "a", "đã tìm trên cổng, không có")
    run(office, how=how({"a": book}))
    assert state(office, dossier) is DeliveryState.PROVED
    assert safekeeping.verify(office) == ()


def test_a_look_up_that_fails_says_nothing_of_the_dossier(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    run(office, how=how({"a": book}))
    before = look.history(office, dossier.uid)
    book.script("look", *failing(AnswerKind.PORTAL_DOWN, 3))

    run(office, how=how({"a": book}))

    assert state(office, dossier) is DeliveryState.PROVED
    assert look.history(office, dossier.uid) == before


def test_what_was_taken_and_cannot_be_shown_is_asked_for_before_it_is_sent_again(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    book.script("read_back", Answer(AnswerKind.REFUSED))
    run(office, how=how({"a": book}))
    assert state(office, dossier) is DeliveryState.UNKNOWN
    run(office, ignore_backoff=True, how=how({"a": book}))
    assert book.told[-1].ask_first
    assert state(office, dossier) is DeliveryState.PROVED


class _KilledError(Exception):
    """Stands for the end of the process."""


def test_a_number_is_kept_before_its_dossier_counts_as_proved(
    office: Office, book: Book, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody asks for the number of what is green, so a death in between would lose it."""
    dossier = receive()

    def number(call: str, uid: str) -> None:
        if call == "read_back":  # it shows the number later than it takes the dossier
            book.codes[uid] = "H99.99.99-261123-0001"

    book.before = number
    settle = outbox.settle_proof

    def killed_behind_it(*told: Any) -> None:
        settle(*told)
        raise _KilledError

    monkeypatch.setattr(outbox, "settle_proof", killed_behind_it)
    with pytest.raises(_KilledError):
        run(office, how=how({"a": book}))
    assert state(office, dossier) is DeliveryState.PROVED
    assert "H99.99.99-261123-0001" in look.by_uid(office, dossier.uid).codes


def _with_a_correction_set_aside(office: Office, book: Book, dossier: Dossier) -> None:
    """Let it be sent and not read back yet, then a correction be refused and given up."""
    book.script("read_back", Answer(AnswerKind.PORTAL_DOWN))
    run(office, how=how({"a": book}))
    facts = look.by_uid(office, dossier.uid).facts
    corrections.correct(office, dossier.code, replace(facts, note="sửa tại quầy"))
    book.script("deliver", Answer(AnswerKind.CONFLICT))
    book.script("read_back", Answer(AnswerKind.PORTAL_DOWN))
    run(office, ignore_backoff=True, how=how({"a": book}))
    decisions.set_aside(office, dossier.uid, "Đã sửa trực tiếp trên cổng", "a")
    book.told.clear()


def test_steps_that_go_untold_take_no_correction_along_that_a_person_gave_up(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    _with_a_correction_set_aside(office, book, dossier)
    book.untold = True
    run(office, ignore_backoff=True, how=how({"a": book}))
    run(office, ignore_backoff=True, how=how({"a": book}))
    assert book.told == []
    first, last = look.deliveries(office, dossier.uid)
    assert (first.state, last.state) == (DeliveryState.UNPROVABLE, DeliveryState.SET_ASIDE)
    assert "tiến độ xử lý" in first.reason


def test_what_is_gone_there_takes_no_correction_along_that_a_person_gave_up(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    _with_a_correction_set_aside(office, book, dossier)
    book.facts.clear()
    run(office, ignore_backoff=True, how=how({"a": book}))
    run(office, ignore_backoff=True, how=how({"a": book}))
    assert book.told == []
    first, last = look.deliveries(office, dossier.uid)
    assert (first.state, last.state) == (DeliveryState.NEEDS_PERSON, DeliveryState.SET_ASIDE)
    assert "ngừng gửi" in first.reason
    decisions.send_again(office, dossier.uid, "a", "Cổng mất hồ sơ")
    run(office, ignore_backoff=True, how=how({"a": book}))
    assert [one.facts.note for one in book.told] == ["sửa tại quầy"], "a person says so"


def test_steps_that_go_untold_are_told_by_themselves(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    book.untold = True
    book.script("read_back", Answer(AnswerKind.PORTAL_DOWN))
    run(office, how=how({"a": book}))
    run(office, ignore_backoff=True, how=how({"a": book}))
    assert len(book.told) == 1
    book.untold = False
    run(office, ignore_backoff=True, how=how({"a": book}))
    assert len(book.told) == 2
    assert state(office, dossier) is DeliveryState.PROVED


def test_where_nothing_is_given_back_it_stays_amber(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    book.able = replace(ABLE, gives_back=False)
    result = run(office, how=how({"a": book}))
    assert state(office, dossier) is DeliveryState.UNPROVABLE
    assert "Không kiểm chứng được ở cổng này" in look.deliveries(office, dossier.uid)[0].reason
    assert result.counts() == {"sent": 1, "proved": 0, "waiting": 0, "parked": 0}
    assert "cổng không cho kiểm chứng" in result.sentence


def test_each_event_is_told_as_the_officer_who_did_it(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    second = office.with_officer("Trần Thị Hai")
    facts = look.by_uid(office, dossier.uid).facts
    corrections.correct(second, dossier.code, replace(facts, note="sửa"))
    corrections.cancel(office.with_officer("Phạm Văn Ba"), dossier.code, "Công dân rút")

    run(office.with_officer("Người Bấm Nút"), how=how({"a": book}))

    (told,) = book.told
    assert [(step.kind, step.officer) for step in told.steps] == [
        (EventKind.RECEIVED, office.officer),
        (EventKind.CORRECTED, "Trần Thị Hai"),
        (EventKind.CANCELLED, "Phạm Văn Ba"),
    ]
    assert told.officer == office.officer
    assert told.cancelled_by == "Phạm Văn Ba"


def test_two_that_ask_at_once_make_one_round_after_the_other(
    office: Office, book: Book, receive: Receive
) -> None:
    receive()

    def again(call: str, _: str) -> None:
        if call == "deliver":
            from receptiondesk.domain.errors import Trouble

            with pytest.raises(Trouble) as caught:
                run(office, how=how({"a": book}))
            assert caught.value.code == "round_running"

    book.before = again
    assert run(office, how=how({"a": book})).proved == 1
    assert len(book.calls("deliver")) == 1
