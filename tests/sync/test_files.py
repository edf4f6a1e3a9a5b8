"""The lane of attachments: what is proved is never sent again, and a cut costs one file at most."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from receptiondesk.desk import attachments, corrections, look, outbox, safekeeping
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.events import FILE_KINDS, DeliveryState
from receptiondesk.office import Office
from sync.answers import Answer, AnswerKind
from sync.round import run
from tests.support.kept import places
from tests.support.portals.scripted import ABLE, Book, how, join
from tests.support.sendings import attach

Receive = Callable[..., Dossier]


@pytest.fixture
def book(office: Office) -> Book:
    join(office, "a")
    return Book()


def files(office: Office, dossier: Dossier) -> list[tuple[DeliveryState, str]]:
    return [
        (one.state, one.reason)
        for one in look.deliveries(office, dossier.uid)
        if one.kind in FILE_KINDS
    ]


def test_files_follow_the_facts_and_are_proved_by_their_hash(
    office: Office, book: Book, receive: Receive
) -> None:
    one, other = receive(), receive()
    uid = attach(office, one, "giấy chứng sinh")

    result = run(office, how=how({"a": book}))

    order = [call for call, _ in book.log]
    assert order.index("put_file") > max(i for i, call in enumerate(order) if call == "deliver")
    assert book.calls("put_file") == [uid]
    assert [state for state, _ in files(office, one)] == [DeliveryState.PROVED]
    assert result.counts()["proved"] == 2
    assert look.by_uid(office, other.uid).sync is SyncState.PROVED
    (standing,) = outbox.files_standing(office, one.uid)
    assert standing.sentence == "1/1 giấy tờ đã được cổng xác nhận"
    assert safekeeping.verify(office) == ()


@pytest.mark.parametrize("during", ["put_file", "read_file"])
def test_facts_that_come_meanwhile_go_before_the_files_that_are_left(
    office: Office, book: Book, receive: Receive, during: str
) -> None:
    dossier = receive()
    uids = [attach(office, dossier, f"trang {number}", f"Giấy {number}") for number in range(5)]
    late: list[str] = []

    def come(call: str, _: str) -> None:
        if call == during and not late:
            late.append(receive().uid)

    book.before = come
    run(office, how=how({"a": book}))
    order = [call for call, uid in book.log if uid in late or call == during]
    assert order[:3] == [during, "deliver", "read_back"]
    assert sorted(book.calls("put_file")) == sorted(uids)
    assert sorted(book.calls("read_file")) == sorted(uids)
    assert look.by_uid(office, late[0]).sync is SyncState.PROVED


def test_facts_that_cannot_go_now_hold_no_file(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier, other = receive(), receive()
    uids = [attach(office, dossier, f"trang {number}", f"Giấy {number}") for number in range(3)]
    book.always[other.uid] = Answer(AnswerKind.NO_CODE_YET)
    run(office, how=how({"a": book}))
    assert book.calls("put_file") == uids
    assert book.calls("deliver").count(other.uid) <= 2


def test_a_cut_costs_the_file_being_sent_and_nothing_that_is_proved(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    uids = [attach(office, dossier, f"trang {number}", f"Giấy {number}") for number in range(5)]
    book.script("put_file", *[Answer(AnswerKind.ACCEPTED)] * 2)
    book.script("put_file", Answer(AnswerKind.OFFLINE, changing=True))

    run(office, how=how({"a": book}))
    assert book.calls("put_file") == uids[:3]
    run(office, ignore_backoff=True, how=how({"a": book}))

    sent = book.calls("put_file")
    assert [sent.count(uid) for uid in uids] == [1, 1, 2, 1, 1]
    assert {state for state, _ in files(office, dossier)} == {DeliveryState.PROVED}


def test_it_is_green_only_when_its_files_are_too(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    attach(office, dossier, "giấy")
    book.script("put_file", Answer(AnswerKind.PORTAL_DOWN))
    run(office, how=how({"a": book}))
    assert look.by_uid(office, dossier.uid).sync is not SyncState.PROVED
    run(office, ignore_backoff=True, how=how({"a": book}))
    assert look.by_uid(office, dossier.uid).sync is SyncState.PROVED


@pytest.mark.parametrize("way", ["none", "url"])
def test_a_family_without_upload_says_so_and_nothing_is_tried(
    office: Office, book: Book, receive: Receive, way: str
) -> None:
    dossier = receive()
    attach(office, dossier, "giấy")
    book.able = replace(ABLE, attachments=way)

    result = run(office, how=how({"a": book}))

    ((state, reason),) = files(office, dossier)
    assert state is DeliveryState.UNPROVABLE
    assert reason.startswith("Không gửi được tệp qua cổng này.")
    assert book.calls("put_file") == []
    assert result.counts() == {"sent": 1, "proved": 0, "waiting": 0, "parked": 0}
    assert safekeeping.verify(office) == ()


def test_where_files_are_not_given_back_they_stay_amber(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    attach(office, dossier, "giấy")
    book.able = replace(ABLE, files_given_back=False)
    run(office, how=how({"a": book}))
    ((state, reason),) = files(office, dossier)
    assert state is DeliveryState.UNPROVABLE
    assert "không kiểm chứng được ở cổng này" in reason
    assert book.calls("read_file") == []


def test_a_file_too_large_for_the_portal_parks_itself_alone(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    attach(office, dossier, "x" * 2000, "Giấy to")
    small = attach(office, dossier, "nhỏ", "Giấy nhỏ")
    book.able = replace(ABLE, file_limit=1000)

    run(office, how=how({"a": book}))

    assert book.calls("put_file") == [small]
    (large, _), (other, _) = sorted(files(office, dossier), key=lambda one: one[0].value)
    assert {large, other} == {DeliveryState.NEEDS_PERSON, DeliveryState.PROVED}
    (row,) = outbox.waiting(office)
    assert "quá lớn" in row.reason
    assert "Quét lại nhẹ hơn" in row.reason


def test_a_file_that_arrived_otherwise_never_turns_green(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    uid = attach(office, dossier, "giấy")
    book.before = lambda call, _: (
        book.files.update({uid: "0" * 64}) if call == "read_file" else None
    )
    run(office, how=how({"a": book}))
    ((state, reason),) = files(office, dossier)
    assert state is DeliveryState.NEEDS_PERSON
    assert "Cổng đang giữ khác với tệp tại quầy" in reason


def test_a_damaged_file_never_leaves_and_holds_no_other(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    bad = attach(office, dossier, "giấy sẽ hỏng", "Giấy một")
    good = attach(office, dossier, "giấy lành", "Giấy hai")
    out = attachments.outgoing(office, bad)
    assert out is not None
    (path,) = places(office, out.attachment.sha256)
    path.write_bytes(path.read_bytes()[:-3] + b"xyz")

    run(office, how=how({"a": book}))

    assert book.calls("put_file") == [good]
    states = {state for state, _ in files(office, dossier)}
    assert states == {DeliveryState.NEEDS_PERSON, DeliveryState.PROVED}


def test_a_file_taken_away_goes_at_the_portal_too(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    uid = attach(office, dossier, "nhầm giấy")
    run(office, how=how({"a": book}))
    assert uid in book.files
    attachments.detach(office, dossier.code, uid, "nhầm giấy")

    run(office, how=how({"a": book}))

    assert book.files == {}
    assert {state for state, _ in files(office, dossier)} == {DeliveryState.PROVED}
    assert look.by_uid(office, dossier.uid).sync is SyncState.PROVED


def test_a_parked_file_does_not_stop_the_facts_of_its_dossier(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    attach(office, dossier, "giấy")
    book.script("put_file", Answer(AnswerKind.REFUSED))
    run(office, how=how({"a": book}))
    from receptiondesk.desk import corrections

    facts = look.by_uid(office, dossier.uid).facts
    corrections.correct(office, dossier.code, replace(facts, note="sửa sau"))
    run(office, how=how({"a": book}))
    assert book.facts[dossier.uid].facts.note == "sửa sau"


def test_a_file_of_a_cancelled_dossier_is_not_sent_any_more_and_says_why(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    sent = attach(office, dossier, "trang 1")
    run(office, how=how({"a": book}))
    attach(office, dossier, "trang 2")
    corrections.cancel(office, dossier.code, "nộp nhầm")
    run(office, ignore_backoff=True, how=how({"a": book}))
    assert book.calls("put_file") == [sent]
    (_, (state, reason)) = files(office, dossier)
    assert state is DeliveryState.SET_ASIDE
    assert "Hồ sơ đã hủy tại quầy (nộp nhầm)" in reason
    assert not outbox.pending(office, "a")
    assert safekeeping.verify(office) == ()


def test_a_file_taken_back_goes_there_too_though_the_dossier_was_cancelled(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    uid = attach(office, dossier, "trang 1")
    run(office, how=how({"a": book}))
    attachments.detach(office, dossier.code, uid, "nhầm giấy")
    corrections.cancel(office, dossier.code, "nộp nhầm")
    run(office, ignore_backoff=True, how=how({"a": book}))
    assert book.files == {}
