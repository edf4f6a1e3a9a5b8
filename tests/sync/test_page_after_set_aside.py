"""A page that is scanned after a correction was given up: a person is told, and can end it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from receptiondesk.desk import attachments, decisions, safekeeping
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.events import DeliveryState, EventKind
from tests.sync.restoring import Scene, scene

NUMBERING = ("server_numbered:tandan", "server_numbered:adapter2026")
GIVEN_UP = "Nguyễn SAI"


@pytest.fixture(params=NUMBERING)
def at(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    with scene(tmp_path, request.param) as made:
        made.portal()
        yield made


def _page_behind(at: Scene) -> Dossier:
    """Let a correction be refused and given up, then scan a page."""
    one = at.receive()
    at.rounds(2)
    at.core.switches.refuse = "SAI"
    at.correct(one, GIVEN_UP)
    at.rounds(2)
    decisions.set_aside(at.office, one.uid, "Không sửa nữa", at.target)
    at.core.switches.refuse = ""
    at.scan(one)
    at.rounds()
    return one


def test_a_page_taken_back_behind_given_up_facts_is_not_called_one_to_be_sent(at: Scene) -> None:
    one = at.receive()
    at.scan(one)
    at.rounds(2)
    at.core.switches.refuse = "SAI"
    at.correct(one, GIVEN_UP)
    at.rounds(2)
    decisions.set_aside(at.office, one.uid, "Không sửa nữa", at.target)
    (page,) = attachments.of_dossier(at.office, one.uid)
    attachments.detach(at.office, at.now(one).code, page.uid, "Nhầm giấy")
    at.rounds()
    (taken,) = [line for line in at.deliveries(one) if line.kind is EventKind.DETACHED]
    assert taken.state is DeliveryState.NEEDS_PERSON
    assert "Tệp này đã gỡ tại quầy, cổng chưa được báo" in taken.reason
    assert "chưa gửi" not in taken.reason
    assert "gỡ tệp trực tiếp trên cổng" in taken.reason


def _states(at: Scene, one: Dossier) -> list[DeliveryState]:
    return [line.state for line in at.deliveries(one)]


def test_the_page_goes_to_a_person_who_is_told_why(at: Scene) -> None:
    one = _page_behind(at)
    assert at.now(one).sync is SyncState.NEEDS_PERSON
    (page,) = [line for line in at.deliveries(one) if line.kind is EventKind.ATTACHED]
    assert page.state is DeliveryState.NEEDS_PERSON
    assert "đã ngừng gửi" in page.reason
    assert "gửi lại" in page.reason
    assert GIVEN_UP not in at.names()


def test_nobody_is_asked_whether_a_page_that_the_desk_has_lost_is_there(at: Scene) -> None:
    """After a restore every page may have arrived; one that cannot be read asks nothing."""
    one = at.receive()
    at.rounds(2)
    at.scan(one)
    at.backup()
    at.restore()
    for block in (at.folder / "office" / "papers").glob("??/*"):
        block.unlink()
    at.rounds(2)
    (page,) = [line for line in at.deliveries(one) if line.kind is EventKind.ATTACHED]
    assert page.state is DeliveryState.NEEDS_PERSON
    assert not page.unsure


def test_send_again_sends_what_was_given_up_and_the_page(at: Scene) -> None:
    one = _page_behind(at)
    decisions.send_again(at.office, one.uid, at.target, "Gửi cả nội dung đã sửa")
    at.rounds()
    assert set(_states(at, one)) <= {DeliveryState.PROVED, DeliveryState.UNPROVABLE}
    assert at.names() == [GIVEN_UP]
    (truth,) = at.family.truths(at.core)
    assert len(truth.files) == 1
    assert safekeeping.verify(at.office) == ()


def test_set_aside_ends_it(at: Scene) -> None:
    one = _page_behind(at)
    decisions.set_aside(at.office, one.uid, "Không cần trang này trên cổng", at.target)
    at.rounds()
    assert at.now(one).sync is SyncState.SET_ASIDE
    assert GIVEN_UP not in at.names()
    assert safekeeping.verify(at.office) == ()
