"""What portals tell: written once, by the portal that tells it, never guessed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from receptiondesk.desk import day_close, intake, look, outbox, portals, safekeeping
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.day import Counted
from receptiondesk.domain.day_words import remarks
from receptiondesk.domain.dossier import Dossier, Status, SyncState
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.outbox import PulledMessage, PulledNews, RemoteRef
from receptiondesk.office import Office
from receptiondesk.storage import portals as rows
from tests.support.office import MORNING, make_office
from tests.support.sendings import join, read_back, send
from tests.support.walk_ins import walk_in

NAME, OTHER = "tinh", "bo"
CODE = "H56.14-261123-0457"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MORNING)


@pytest.fixture
def office(tmp_path: Path, clock: SetClock) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", clock=clock)
    join(opened, NAME)
    join(opened, OTHER)
    yield opened
    assert safekeeping.verify(opened) == ()
    opened.close()


@pytest.fixture
def dossier(office: Office) -> Dossier:
    kept = intake.accept(office, walk_in(office)).dossier
    send(office, NAME)
    read_back(office, NAME)
    return kept


def news(uid: str = "", **told: object) -> PulledNews:
    whole = {"remote_id": "", "code": "", "status": None, "status_raw": "", **told}
    return PulledNews(uid, **whole)  # type: ignore[arg-type]


def pull(office: Office, *told: PulledNews, target: str = NAME) -> outbox.Pulled:
    return outbox.apply_pull(office, target, told)


def kinds(office: Office, dossier: Dossier) -> list[EventKind]:
    return [event.kind for event in look.history(office, dossier.uid)]


def ref(office: Office, dossier: Dossier, target: str = NAME) -> RemoteRef:
    with office.database.read() as session:
        found = rows.remote_ref(session, target, dossier.uid)
    assert found is not None
    return found


def cursor(office: Office) -> str:
    return next(one.cursor for one in portals.targets(office) if one.name == NAME)


def test_a_feed_finds_dossiers_by_our_uid_by_code_and_by_its_own_number(
    office: Office, dossier: Dossier
) -> None:
    pull(office, news(dossier.uid, remote_id="17", code=CODE, status=2, status_raw="nhận"))
    assert look.dossier(office, CODE).uid == dossier.uid
    pull(office, news(code=CODE, status=4, status_raw="xử lý"))
    assert look.by_uid(office, dossier.uid).status is Status.PROCESSING
    pulled = pull(office, news(remote_id="17", status=9, status_raw="xong", result="KQ-1"))
    assert pulled.changes.dossiers == {dossier.uid}
    assert look.by_uid(office, dossier.uid).status is Status.RESOLVED
    assert ref(office, dossier).result == "KQ-1"


def test_news_of_others_is_counted_and_ignored(office: Office, dossier: Dossier) -> None:
    before = kinds(office, dossier)
    told = (
        news("00000000-0000-4000-8000-000000000000", code="H99-261123-0001", status=4),
        news(code="H99.99-261123-0001", status=9),
        news(remote_id="99", status=9),
        news(status=9),
    )
    pulled = pull(office, *told)
    assert (pulled.ignored, bool(pulled.changes)) == (4, False)
    assert kinds(office, dossier) == before


def test_a_number_of_one_portal_means_nothing_at_another(office: Office, dossier: Dossier) -> None:
    pull(office, news(dossier.uid, remote_id="17", status=2, status_raw="nhận"))
    assert pull(office, news(remote_id="17", status=9), target=OTHER).ignored == 1


def test_the_same_news_twice_is_one_line(office: Office, dossier: Dossier) -> None:
    told = news(dossier.uid, remote_id="17", code=CODE, status=4, status_raw="xử lý")
    assert pull(office, told).changes
    before = kinds(office, dossier)
    assert not pull(office, told).changes
    assert kinds(office, dossier) == before
    assert before.count(EventKind.STATUS_PULLED) == before.count(EventKind.NUMBER_BOUND) == 1


def test_an_unknown_status_is_kept_raw_and_changes_nothing_else(
    office: Office, dossier: Dossier
) -> None:
    pull(office, news(dossier.uid, status=4, status_raw="xử lý"))
    pull(office, news(dossier.uid, status_raw="chờ liên thông"))
    after = look.by_uid(office, dossier.uid)
    assert (after.status, after.status_raw) == (Status.PROCESSING, "chờ liên thông")
    pull(office, news(dossier.uid, status=5, status_raw="chờ liên thông"))
    assert look.by_uid(office, dossier.uid).status is Status.SUPPLEMENT_ASKED


def test_two_portals_that_see_it_otherwise_do_not_overwrite_each_other_for_ever(
    office: Office, dossier: Dossier
) -> None:
    for _ in range(3):
        pull(office, news(dossier.uid, status=4, status_raw="xử lý"))
        pull(office, news(dossier.uid, status=2, status_raw="received"), target=OTHER)
    assert kinds(office, dossier).count(EventKind.STATUS_PULLED) == 2
    assert look.by_uid(office, dossier.uid).status is Status.RECEIVED
    pull(office, news(dossier.uid, status=9, status_raw="xong"))
    assert look.by_uid(office, dossier.uid).status is Status.RESOLVED


def test_what_the_portal_leaves_out_is_not_taken_away(office: Office, dossier: Dossier) -> None:
    pull(office, news(dossier.uid, remote_id="17", code=CODE, status=9, status_raw="xong"))
    pull(office, news(dossier.uid, result="KQ-1"))
    pull(office, news(dossier.uid))
    kept = ref(office, dossier)
    assert (kept.remote_id, kept.remote_code, kept.status, kept.status_raw, kept.result) == (
        "17",
        CODE,
        9,
        "xong",
        "KQ-1",
    )
    assert look.by_uid(office, dossier.uid).status is Status.RESOLVED


def test_a_message_is_kept_once_by_the_portals_key(office: Office, dossier: Dossier) -> None:
    asked = PulledMessage("1", "Bổ sung giấy chứng sinh\nbản chính", MORNING)
    later = PulledMessage("2", "Mời nhận kết quả")
    pull(office, news(dossier.uid, messages=(asked,)))
    pull(office, news(dossier.uid, messages=(asked, later)))
    told = outbox.messages(office, dossier.uid)
    assert [(one.uid, one.text, one.told_at) for one in told] == [
        ("1", "Bổ sung giấy chứng sinh\nbản chính", MORNING),
        ("2", "Mời nhận kết quả", None),
    ]
    assert kinds(office, dossier).count(EventKind.MESSAGE_PULLED) == 2
    assert {one.target for one in told} == {NAME}


def test_a_portal_that_numbers_each_dossiers_messages_from_one_loses_none(
    office: Office, dossier: Dossier
) -> None:
    other = intake.accept(office, walk_in(office)).dossier
    for _ in range(2):
        for one in (dossier, other):
            pull(office, news(one.uid, messages=(PulledMessage("1", "Bổ sung"),)))
    assert [len(outbox.messages(office, one.uid)) for one in (dossier, other)] == [1, 1]


def test_a_message_without_a_key_is_known_by_its_words_and_time(
    office: Office, dossier: Dossier
) -> None:
    first, second = PulledMessage("", "Bổ sung", MORNING), PulledMessage("", "Đã nhận", MORNING)
    for _ in range(2):
        pull(office, news(dossier.uid, messages=(first, second, PulledMessage("", "  "))))
    assert [one.text for one in outbox.messages(office, dossier.uid)] == ["Bổ sung", "Đã nhận"]


def test_hidden_letters_of_a_message_do_not_reach_the_clerk(
    office: Office, dossier: Dossier
) -> None:
    pull(office, news(dossier.uid, messages=(PulledMessage("1", "Bo\u0302\u0309 \u202esung\x07"),)))
    (message,) = outbox.messages(office, dossier.uid)
    assert message.text == "Bổ sung"


def test_the_cursor_moves_with_its_data_and_only_when_there_is_one(
    office: Office, dossier: Dossier
) -> None:
    told = news(dossier.uid, status=4, status_raw="xử lý")
    outbox.apply_pull(office, NAME, (told,), "2026-11-23T02:00")
    assert cursor(office) == "2026-11-23T02:00"
    outbox.apply_pull(office, NAME, (told,))
    assert cursor(office) == "2026-11-23T02:00"


def test_a_cursor_stays_when_its_data_cannot_be_written(office: Office, dossier: Dossier) -> None:
    outbox.apply_pull(office, NAME, (), "1")
    told = news(dossier.uid, status=99, status_raw="không có trong bảng")
    with pytest.raises(IntegrityError):
        outbox.apply_pull(office, NAME, (told,), "2")
    assert cursor(office) == "1"
    assert look.by_uid(office, dossier.uid).status is Status.RECEIVED


def test_a_code_that_cannot_be_its_own_parks_the_dossier_and_binds_nothing(
    office: Office, dossier: Dossier
) -> None:
    pull(office, news(dossier.uid, code=CODE))
    other = intake.accept(office, walk_in(office)).dossier
    send(office, NAME)
    pulled = pull(office, news(other.uid, code=CODE, status=9, status_raw="xong"))
    assert pulled.conflicts == (CODE,)
    after = look.by_uid(office, other.uid)
    assert (after.codes, after.status, after.sync) == (
        other.codes,
        Status.RECEIVED,
        SyncState.NEEDS_PERSON,
    )
    assert (
        CODE in next(r for r in outbox.waiting(office, NAME) if r.dossier_uid == other.uid).reason
    )


def test_codes_of_a_system_with_its_own_stand_beside_the_receipts(
    office: Office, dossier: Dossier
) -> None:
    """A ministry's system numbers what the province numbered already; nobody need decide that."""
    join(office, OTHER, own_codes="1")
    theirs = "BO-2026-000123"
    early = pull(office, news(dossier.uid, code=theirs, remote_id="9"), target=OTHER)
    assert early.conflicts == ()
    assert look.by_uid(office, dossier.uid).codes == (dossier.code,), "it is never the official one"
    pull(office, news(dossier.uid, code=CODE))

    told = pull(office, news(dossier.uid, code=theirs, remote_id="9"), target=OTHER)

    assert told.conflicts == ()
    after = look.by_uid(office, dossier.uid)
    assert (after.code, after.codes) == (CODE, (dossier.code, CODE, theirs))
    assert look.dossier(office, theirs).uid == dossier.uid
    assert after.sync is not SyncState.NEEDS_PERSON
    assert ref(office, dossier, OTHER).remote_code == theirs


def test_the_day_sheet_calls_official_what_the_receipt_bears(
    office: Office, dossier: Dossier, clock: SetClock
) -> None:
    """Two portals number it: the first code is the official one, the ministry's stands beside it.

    What was sealed stays as it was sealed; the ministry's code of the next day is told by itself.
    """
    join(office, OTHER, own_codes="1")
    other = intake.accept(office, walk_in(office)).dossier
    theirs, official = "BO-2026-000123", "H56.14-261123-0458"
    pull(office, news(dossier.uid, code=CODE), news(other.uid, code=official))
    pull(office, news(dossier.uid, code=theirs, remote_id="9"), target=OTHER)

    seal = day_close.close(office, Counted()).seal

    assert look.by_uid(office, dossier.uid).code == CODE
    said = " ".join(remarks(seal.figures, seal.book.day))
    assert f"{dossier.code} → {CODE}, {other.code} → {official}." in said
    assert theirs not in said
    assert "Có 1 hồ sơ đã có mã chính thức được cổng cấp thêm mã riêng." in said
    clock.advance(timedelta(days=1))
    pull(office, news(other.uid, code="BO-2026-000124", remote_id="10"), target=OTHER)
    said = " ".join(remarks(day_close.preview(office).figures, seal.book.day))
    assert "Mã tạm" not in said
    assert "Có 1 hồ sơ đã có mã chính thức được cổng cấp thêm mã riêng." in said


def test_a_code_of_its_own_that_finds_another_dossier_is_a_persons_all_the_same(
    office: Office, dossier: Dossier
) -> None:
    join(office, OTHER, own_codes="1")
    pull(office, news(dossier.uid, code=CODE))
    other = intake.accept(office, walk_in(office)).dossier
    assert pull(office, news(other.uid, code=CODE), target=OTHER).conflicts == (CODE,)


def test_big_and_small_letters_of_a_code_are_one(office: Office, dossier: Dossier) -> None:
    pull(office, news(dossier.uid, code=CODE))
    pulled = pull(office, news(dossier.uid, code=CODE.lower(), status=4, status_raw="xử lý"))
    assert pulled.conflicts == ()
    assert look.by_uid(office, dossier.uid).codes == (dossier.code, CODE)
    other = intake.accept(office, walk_in(office)).dossier
    assert pull(office, news(other.uid, code=CODE.lower())).conflicts == (CODE.lower(),)


def test_when_it_moved_is_the_portals_word_and_no_news_is_no_move(
    office: Office, dossier: Dossier, clock: SetClock
) -> None:
    moved = MORNING - timedelta(hours=1)
    pull(office, news(dossier.uid, status=4, status_raw="xử lý", moved_at=moved))
    assert ref(office, dossier).moved_at == moved
    clock.at = MORNING + timedelta(days=3)
    pull(office, news(dossier.uid, status=4, status_raw="xử lý", moved_at=clock.at))
    assert ref(office, dossier).moved_at == moved
    assert ref(office, dossier).pulled_at == clock.at
    pull(office, news(dossier.uid, remote_id="17", status=4, status_raw="xử lý"))
    assert ref(office, dossier).moved_at == moved
    ahead = clock.at + timedelta(days=9)
    pull(office, news(dossier.uid, status=9, status_raw="xong", moved_at=ahead))
    assert ref(office, dossier).moved_at == clock.at
