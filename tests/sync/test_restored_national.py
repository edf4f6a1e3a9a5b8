"""After a restore, what the bus shows to nobody is written over by nobody but a person."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from receptiondesk.desk import corrections, decisions, safekeeping
from receptiondesk.domain.dossier import Dossier, SyncState
from tests.support.portals.national_switches import PLAIN_COLUMNS
from tests.sync.restoring import Scene, scene

NEW, OLD = "0911111111", "0912345678"


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Scene]:
    with scene(tmp_path, "national") as made:
        yield made


def told(at: Scene, one: Dossier) -> dict[str, Any]:
    """Return what the bus holds."""
    fields: dict[str, Any] = at.core.dossiers[at.now(one).code].fields
    return fields


def correct(at: Scene, one: Dossier, **changes: Any) -> None:
    now = at.now(one)
    who = {name: changes.pop(name) for name in ("phone", "full_name") if name in changes}
    facts = replace(now.facts, applicant=replace(now.facts.applicant, **who), **changes)
    corrections.correct(at.office, now.code, facts)


def lose_a_corrected_phone(at: Scene) -> Dossier:
    """Come back to a file that knows nothing of what was sent and corrected since."""
    one = at.receive()
    at.backup()
    at.portal()
    at.rounds()
    correct(at, one, phone=NEW)
    at.rounds()
    at.restore()
    at.portal()
    at.rounds()
    return one


def test_an_older_file_leaves_what_the_bus_hides(at: Scene) -> None:
    one = lose_a_corrected_phone(at)
    assert told(at, one)["SoDienThoai"] == NEW
    assert at.now(one).sync is SyncState.UNPROVABLE
    assert "số điện thoại" in at.reasons(one)
    assert "có thể mới hơn tại quầy" in at.reasons(one)
    assert safekeeping.verify(at.office) == ()


def test_so_does_one_that_knew_the_portal(at: Scene) -> None:
    at.portal()
    one = at.receive()
    at.backup()
    at.rounds()
    correct(at, one, phone=NEW)
    at.rounds()
    at.restore()
    at.rounds()
    assert told(at, one)["SoDienThoai"] == NEW
    assert at.now(one).sync is SyncState.UNPROVABLE


def test_so_does_one_that_had_sent_it(at: Scene) -> None:
    at.portal()
    one = at.receive()
    at.rounds()
    at.backup()
    correct(at, one, phone=NEW)
    at.rounds()
    at.restore()
    at.rounds()
    assert told(at, one)["SoDienThoai"] == NEW
    correct(at, one, note="Gấp")
    at.rounds()
    assert at.now(one).sync is SyncState.NEEDS_PERSON
    assert told(at, one)["SoDienThoai"] == NEW


@pytest.mark.parametrize(
    "changes", [{"note": "Gấp"}, {"full_name": "Nguyễn Thị Ánh Tuyết"}], ids=["hidden", "shown"]
)
def test_a_correction_asks_before_it_takes_the_older_rest_along(
    at: Scene, changes: dict[str, str]
) -> None:
    one = lose_a_corrected_phone(at)
    correct(at, one, **changes)
    at.rounds()
    assert told(at, one)["SoDienThoai"] == NEW
    assert at.now(one).sync is SyncState.NEEDS_PERSON
    assert "không cho xem hết hồ sơ này; chưa ghi đè gì" in at.reasons(one)
    decisions.send_again(at.office, one.uid, at.target, "Đã so sánh, theo quầy")
    at.rounds()
    assert at.now(one).sync is SyncState.UNPROVABLE
    assert told(at, one)["SoDienThoai"] == OLD
    assert changes.get("note", "") in told(at, one)["TrichYeuHoSo"]
    assert at.names() == [at.now(one).facts.applicant.full_name]
    correct(at, one, phone="0987654321")
    at.rounds()
    assert told(at, one)["SoDienThoai"] == "0987654321", "what this file sent itself it knows"
    assert safekeeping.verify(at.office) == ()


def test_what_a_person_says_is_right_there_stays(at: Scene) -> None:
    one = lose_a_corrected_phone(at)
    correct(at, one, note="Gấp")
    at.rounds()
    decisions.arrived(at.office, one.uid, at.target, at.now(one).code, "Cổng đã đúng")
    at.rounds()
    assert at.now(one).sync is SyncState.UNPROVABLE
    assert told(at, one)["SoDienThoai"] == NEW
    texts = [step["NoiDungXuLy"] for step in at.core.steps]
    assert any("Sửa" in text for text in texts), "the step is told all the same"
    assert safekeeping.verify(at.office) == ()


def test_what_only_this_file_sent_is_corrected_as_ever(at: Scene) -> None:
    at.portal()
    one = at.receive()
    at.backup()
    at.restore()
    at.rounds()
    correct(at, one, phone=NEW)
    at.rounds()
    assert at.now(one).sync is SyncState.UNPROVABLE
    assert told(at, one)["SoDienThoai"] == NEW


def test_after_a_lost_answer_too(at: Scene) -> None:
    at.portal()
    one = at.receive()
    at.backup()
    at.restore()
    at.core.switches.lose_service, at.core.switches.lose_after = "DongBoHoSoMC", 1
    at.rounds()
    correct(at, one, phone=NEW)
    at.rounds()
    assert at.now(one).sync is SyncState.UNPROVABLE
    assert told(at, one)["SoDienThoai"] == NEW


@pytest.mark.parametrize("hidden", ["ChuHoSo", "NgayTiepNhan", "MaTTHC"])
@pytest.mark.parametrize("said_before", [False, True])
def test_a_bus_that_hides_whose_it_is_believes_who_was_asked(
    at: Scene, *, hidden: str, said_before: bool
) -> None:
    at.core.switches.columns = tuple(name for name in PLAIN_COLUMNS if name != hidden)
    at.portal()
    one = at.receive()
    at.backup()
    at.rounds(1)
    at.restore()
    at.rounds(1)
    assert at.now(one).sync is SyncState.NEEDS_PERSON
    assert "không cho xem" in at.reasons(one)
    code = at.now(one).code
    if said_before:
        decisions.arrived(at.office, one.uid, at.target, code, "Đúng là hồ sơ này")
        at.rounds(1)
        assert at.now(one).sync is SyncState.UNPROVABLE
    correct(at, one, note="Gấp")
    at.rounds(2)
    assert at.now(one).sync is SyncState.NEEDS_PERSON
    if not said_before:
        decisions.arrived(at.office, one.uid, at.target, code, "Đúng là hồ sơ này")
        at.rounds(2)
    assert "không cho xem hết hồ sơ này; chưa ghi đè gì" in at.reasons(one)
    decisions.send_again(at.office, one.uid, at.target, "Ghi theo tại quầy")
    at.rounds(2)
    assert at.now(one).sync is SyncState.UNPROVABLE
    assert "Gấp" in told(at, one)["TrichYeuHoSo"]
    assert safekeeping.verify(at.office) == ()


def test_a_correction_that_waited_in_the_backup_asks_what_the_newer_file_told(at: Scene) -> None:
    at.portal()
    one = at.receive()
    at.rounds()
    correct(at, one, phone="0922222222")
    at.backup()
    at.rounds()
    correct(at, one, phone=NEW)
    at.rounds()
    at.restore()
    at.rounds()
    assert told(at, one)["SoDienThoai"] == NEW
    assert at.now(one).sync is SyncState.NEEDS_PERSON
    decisions.send_again(at.office, one.uid, at.target, "Ghi theo tại quầy")
    at.rounds()
    assert told(at, one)["SoDienThoai"] == "0922222222"
    assert at.now(one).sync is SyncState.UNPROVABLE


def test_a_withdrawal_asks_too_and_goes_when_a_person_says_so(at: Scene) -> None:
    one = lose_a_corrected_phone(at)
    corrections.cancel(at.office, at.now(one).code, "Người dân rút")
    at.rounds()
    assert at.now(one).sync is SyncState.NEEDS_PERSON
    assert told(at, one)["SoDienThoai"] == NEW
    decisions.send_again(at.office, one.uid, at.target, "Rút theo tại quầy")
    at.rounds()
    assert told(at, one)["TrangThaiHoSo"] == "7"
    assert safekeeping.verify(at.office) == ()
