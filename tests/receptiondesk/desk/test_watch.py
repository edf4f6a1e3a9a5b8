"""Dossiers that nobody moves on the other side turn red here in good time."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from receptiondesk.desk import configuration, corrections, intake, look, outbox, watch
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.outbox import PulledNews
from receptiondesk.office import Office
from tests.support.office import MORNING, make_office
from tests.support.sendings import join, read_back, send
from tests.support.walk_ins import WITHOUT_LIMIT, walk_in

NAME = "tinh"
#: Monday 9:00 to Friday 9:00 two weeks on, the holidays of Tuesday 24 November apart.
DUE = MORNING + timedelta(days=11)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MORNING)


@pytest.fixture
def office(tmp_path: Path, clock: SetClock) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", clock=clock)
    join(opened, NAME)
    yield opened
    opened.close()


def at_portal(office: Office, status: int = 2, raw: str = "nhận") -> Dossier:
    """Return a dossier promised for `DUE`, proved at the portal, which told how it stands."""
    dossier = intake.accept(office, walk_in(office, WITHOUT_LIMIT, due_at=DUE)).dossier
    send(office, NAME)
    read_back(office, NAME)
    told(office, dossier, status, raw)
    return dossier


def told(office: Office, dossier: Dossier, status: int, raw: str) -> None:
    news = PulledNews(dossier.uid, "17", "", status, raw)
    outbox.apply_pull(office, NAME, (news,))


def test_half_of_its_time_in_silence_turns_it_red(office: Office, clock: SetClock) -> None:
    dossier = at_portal(office)
    assert watch.silent(office) == ()
    clock.at = MORNING + timedelta(days=4)
    assert look.silent_uids(office) == frozenset()
    clock.at = MORNING + timedelta(days=7)
    (one,) = watch.silent(office)
    assert one.dossier.uid == dossier.uid
    assert look.silent_uids(office) == {dossier.uid}
    assert f"Cổng {NAME} không đổi tình trạng hồ sơ này từ 23/11/2026" in one.sentence
    assert 50 <= one.percent < 60


def test_a_move_starts_the_silence_anew(office: Office, clock: SetClock) -> None:
    dossier = at_portal(office)
    clock.at = MORNING + timedelta(days=7)
    told(office, dossier, 4, "xử lý")
    assert watch.silent(office) == ()
    told(office, dossier, 4, "xử lý")
    clock.at = MORNING + timedelta(days=14)
    assert look.silent_uids(office) == {dossier.uid}


def test_the_share_is_the_offices_choice(office: Office, clock: SetClock) -> None:
    at_portal(office)
    clock.at = MORNING + timedelta(days=4)
    patient = configuration.change(office, "silent_share", "20")
    assert len(watch.silent(patient)) == 1
    with pytest.raises(Refused, match="bad_percent"):
        configuration.change(office, "silent_share", "0")
    assert configuration.change(office, "silent_share", "100%").settings.silent_share == 100


def test_days_off_are_no_silence(office: Office, clock: SetClock) -> None:
    at_portal(office)
    clock.at = MORNING + timedelta(days=5)
    before = watch.silent(configuration.change(office, "silent_share", "1"))[0].percent
    clock.at = MORNING + timedelta(days=6, hours=20)
    after = watch.silent(configuration.change(office, "silent_share", "1"))[0].percent
    assert before == after


def test_what_is_done_cancelled_or_not_there_is_not_watched(
    office: Office, clock: SetClock
) -> None:
    done, cancelled = at_portal(office), at_portal(office)
    told(office, done, 9, "xong")
    corrections.cancel(office, cancelled.code, "nhập nhầm")
    intake.accept(office, walk_in(office, WITHOUT_LIMIT, due_at=DUE))
    clock.at = DUE
    assert watch.silent(office) == ()


def test_a_portal_that_never_tells_is_never_called_silent(office: Office, clock: SetClock) -> None:
    intake.accept(office, walk_in(office, WITHOUT_LIMIT, due_at=DUE))
    send(office, NAME)
    read_back(office, NAME)
    clock.at = DUE
    assert watch.silent(office) == ()


def test_the_longest_silence_comes_first(office: Office, clock: SetClock) -> None:
    first, second = at_portal(office), at_portal(office)
    clock.at = MORNING + timedelta(days=3)
    told(office, first, 4, "xử lý")
    clock.at = DUE
    assert [one.dossier.uid for one in watch.silent(office)] == [second.uid, first.uid]
