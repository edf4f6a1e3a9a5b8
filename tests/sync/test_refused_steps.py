"""Steps: those that a portal refuses are a person's to end, and a page is none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from receptiondesk.desk import decisions, portals
from receptiondesk.domain.dossier import SyncState
from receptiondesk.domain.numbering import is_provisional
from sync.push import told_of
from sync.visit import open_portal
from tests.support.portals.practice import HOW
from tests.support.portals.wire import Asked, Said
from tests.sync.restoring import BLIND, Scene, scene

ADAPTERS = ("server_numbered:adapter2026", BLIND)


@pytest.fixture(params=ADAPTERS)
def refusing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    """An office whose portal takes the dossier and refuses its steps."""
    with scene(tmp_path, request.param) as made:
        made.portal()
        real = made.core.handle

        def handle(asked: Asked) -> Said:
            told = {"code": 400, "message": "TrangThai"}
            said: Said = made.core.store.said(400, told)
            return said if "TienTrinh" in asked.path else real(asked)

        made.core.handle = handle
        yield made
        made.core.handle = real


def test_what_was_created_has_its_code_and_the_sentence_tells_what_was_refused(
    refusing: Scene,
) -> None:
    one = refusing.receive()
    refusing.rounds()
    now = refusing.now(one)
    assert now.sync is SyncState.NEEDS_PERSON
    assert now.code == refusing.core.store.dossiers[0].code
    assert not is_provisional(now.code)
    told = refusing.reasons(one)
    assert "Cổng đã nhận hồ sơ nhưng không nhận tiến độ xử lý" in told
    assert "TrangThai" in told
    assert "đã có trên cổng" in told


def test_a_persons_there_ends_it_amber_and_names_the_steps(refusing: Scene) -> None:
    one = refusing.receive()
    refusing.rounds()
    decisions.arrived(refusing.office, one.uid, refusing.target, "", "Mở cổng thấy đủ")
    refusing.rounds()
    assert refusing.now(one).sync is SyncState.UNPROVABLE
    assert "tiến độ xử lý" in refusing.reasons(one)
    assert "không nhận tiến độ xử lý" in refusing.reasons(one)
    assert refusing.held() == 1


def test_a_later_correction_goes_with_its_own_step(refusing: Scene) -> None:
    one = refusing.receive()
    refusing.rounds()
    decisions.arrived(refusing.office, one.uid, refusing.target, "", "Mở cổng thấy đủ")
    refusing.rounds()
    del refusing.core.handle
    refusing.correct(one, "Nguyễn Thị Sửa Đúng")
    refusing.rounds()
    assert refusing.now(one).sync is SyncState.UNPROVABLE
    assert refusing.names() == ["Nguyễn Thị Sửa Đúng"]
    assert len(refusing.core.store.dossiers[0].steps) == 1


def test_send_again_tells_the_steps_once_the_portal_takes_them(refusing: Scene) -> None:
    one = refusing.receive()
    refusing.rounds()
    del refusing.core.handle
    decisions.send_again(refusing.office, one.uid, refusing.target)
    refusing.rounds()
    good = {SyncState.PROVED, SyncState.UNPROVABLE}
    assert refusing.now(one).sync in good
    assert "không nhận tiến độ xử lý" not in refusing.reasons(one)
    assert len(refusing.core.store.dossiers[0].steps) == 1


def test_a_page_is_no_step(tmp_path: Path) -> None:
    with scene(tmp_path, "server_numbered:adapter2026") as at:
        at.portal()
        one = at.receive()
        at.rounds(2)
        at.scan(one)
        at.rounds(2)
        assert at.now(one).sync is SyncState.PROVED
        portal = open_portal(at.office, portals.targets(at.office)[0], HOW)
        assert not portal.read_back(told_of(at.office, at.now(one))).untold
        at.correct(one, "Nguyễn Thị Sửa Đúng")
        at.rounds(2)
        assert len(at.core.store.dossiers[0].steps) == 2
        assert at.now(one).sync is SyncState.PROVED


def test_a_reading_alone_ends_no_refused_steps(refusing: Scene) -> None:
    """An earlier line of the dossier may be read back before anybody has spoken."""
    one = refusing.receive()
    refusing.rounds()
    portal = open_portal(refusing.office, portals.targets(refusing.office)[0], HOW)
    assert portal.read_back(told_of(refusing.office, refusing.now(one))).answer.good
    del refusing.core.handle
    decisions.send_again(refusing.office, one.uid, refusing.target, "Cổng đã nhận tiến độ")
    refusing.rounds()
    assert len(refusing.core.store.dossiers[0].steps) == 1
