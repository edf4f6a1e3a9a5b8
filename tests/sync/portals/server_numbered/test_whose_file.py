"""A file that stands at the portal after a restore: asked of one of ours, and each way apart."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from receptiondesk.desk import attachments, decisions, safekeeping
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.events import DeliveryState, EventKind
from tests.sync.portals.server_numbered.desk import DIALECTS
from tests.sync.portals.server_numbered.town import TARGET, Town, town_of

_FIRST, _SECOND = "giay-mot.png", "giay-hai.png"
_WHOSE = "nếu đó là tệp"


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Town, Dossier]]:
    """Two pages of one paper, of which a file that is gone brought only the second."""
    with town_of("tandan", tmp_path) as town:
        one = town.receive()
        town.rounds(2)
        town.attach(one, _FIRST, 1)
        town.attach(one, _SECOND, 2)
        town.back_up()
        first = attachments.of_dossier(town.office, one.uid)[0]
        attachments.detach(town.office, town.now(one).code, first.uid, "gửi sau")
        town.rounds(3)
        assert len(town.bound()) == 1
        town.restore()
        town.rounds(2)
        yield town, one


def test_one_word_of_a_person_is_of_one_file(two: tuple[Town, Dossier]) -> None:
    town, one = two
    assert _asked(town, one) == [Path(_FIRST).stem]
    decisions.send_again(town.office, one.uid, TARGET, "Trên cổng là tệp khác")
    town.rounds(2)
    assert _asked(town, one) == [Path(_SECOND).stem]
    _say_it_is_there(town, one)
    town.rounds(3)
    assert town.parked(one) == []
    assert sorted(town.bound()) == sorted(_names(town, one))  # each once
    assert town.now(one).sync is SyncState.UNPROVABLE
    assert safekeeping.verify(town.office) == ()


def test_not_there_said_of_one_file_is_said_of_that_file_alone(two: tuple[Town, Dossier]) -> None:
    """The second stands there: it is asked about still, and nothing is there twice."""
    town, one = two
    (asked,) = town.parked(one)
    assert "“đã có trên cổng”" in asked.reason
    assert "“chưa có, cho gửi lại”" in asked.reason
    assert "chỉ tệp này được gửi" in asked.reason
    assert "Mở cổng tìm hồ sơ này" not in asked.reason, "the dossier is not in question"
    _say_it_is_not_there(town, one)
    town.rounds(2)
    assert _asked(town, one) == [Path(_SECOND).stem]
    _say_it_is_there(town, one)
    town.rounds(3)
    assert town.parked(one) == []
    assert sorted(town.bound()) == sorted(_names(town, one))  # each once
    assert len(town.core.store.files) == len(_names(town, one))
    assert safekeeping.verify(town.office) == ()


def test_a_dossier_that_vanished_while_a_file_was_in_question_is_made_anew_in_the_end(
    two: tuple[Town, Dossier],
) -> None:
    """The first word is of the file, the next of the dossier: a person always gets through."""
    town, one = two
    town.core.store.dossiers.clear()
    town.core.store.files.clear()
    for _ in range(2):
        _say_it_is_not_there(town, one)
        town.rounds(3)
    code = town.stored.code  # the one that was made anew
    decisions.keep_both(town.office, one.uid, TARGET, code, "Đúng hồ sơ này")
    town.rounds(3)
    assert town.parked(one) == []
    assert sorted(town.bound()) == sorted(_names(town, one))
    assert safekeeping.verify(town.office) == ()


def test_a_file_at_the_portal_is_taken_for_one_of_ours_alone(two: tuple[Town, Dossier]) -> None:
    """The clerk takes it for the first: then the second is not there, and goes."""
    town, one = two
    _say_it_is_there(town, one)
    town.rounds(3)
    assert town.parked(one) == []
    assert len(town.bound()) == len(_names(town, one))


def test_a_file_given_up_lets_the_next_be_asked_about(two: tuple[Town, Dossier]) -> None:
    town, one = two
    held = [line for line in town.lines(one) if line.state is DeliveryState.UNKNOWN]
    assert ["một tệp khác" in line.reason for line in held] == [True]
    decisions.set_aside(town.office, one.uid, "Không gửi tệp này nữa", TARGET)
    town.rounds(2)
    assert _asked(town, one) == [Path(_SECOND).stem]


def test_what_is_said_of_the_dossier_is_said_of_no_file(two: tuple[Town, Dossier]) -> None:
    """A fact was changed there as well: one decision stands for facts and file."""
    town, one = two
    town.write_there("Nguyễn Thị Ánh", "Nguyễn Thị Ánh Nguyệt")
    town.rounds(2)
    kinds = {line.kind for line in town.parked(one)}
    assert kinds == {EventKind.RECEIVED, EventKind.ATTACHED}
    decisions.send_again(town.office, one.uid, TARGET, "Tại quầy đúng")
    town.rounds(3)
    assert len(town.core.store.files) == 1
    assert _asked(town, one) == [Path(_FIRST).stem]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_file_taken_back_while_it_is_in_question_is_not_green_while_it_stands_there(
    dialect: str, tmp_path: Path
) -> None:
    with town_of(dialect, tmp_path) as town:
        one = town.receive()
        town.rounds(2)
        town.attach(one)
        town.back_up()
        town.rounds(2)
        (file,) = town.core.store.files.values()
        town.write_there(file.sha256, "d41d8cd98f00b204e9800998ecf8427e")
        town.write_there(file.name, "1763_trang.png")
        town.restore()
        town.rounds(2)
        assert len(_asked(town, one)) == 1
        (page,) = attachments.of_dossier(town.office, one.uid)
        attachments.detach(town.office, town.now(one).code, page.uid, "Nhầm giấy")
        town.rounds(3)
        assert town.now(one).sync is SyncState.NEEDS_PERSON
        told = [line.reason for line in town.parked(one) if line.kind is EventKind.DETACHED]
        assert len(told) == 1
        assert "gỡ tệp này trực tiếp trên cổng" in told[0]
        assert "gửi lại" in told[0]
        decisions.send_again(town.office, one.uid, TARGET, "Tệp trên cổng là tệp khác")
        town.rounds(3)
        assert town.parked(one) == []
        assert town.now(one).sync is SyncState.UNPROVABLE  # something stands there still
        assert safekeeping.verify(town.office) == ()


def _asked(town: Town, one: Dossier) -> list[str]:
    """Return the files of which a person is asked, by name without its ending."""
    names = _names(town, one)
    told = [line.reason for line in town.parked(one) if _WHOSE in line.reason]
    return [Path(name).stem for text in told for name in names if f"“{name}”" in text]


def _names(town: Town, one: Dossier) -> list[str]:
    return [page.name for page in attachments.of_dossier(town.office, one.uid)]


def _say_it_is_there(town: Town, one: Dossier) -> None:
    decisions.arrived(town.office, one.uid, TARGET, town.now(one).code, "Đã thấy trên cổng")


def _say_it_is_not_there(town: Town, one: Dossier) -> None:
    decisions.not_there(town.office, one.uid, TARGET, "Đã xem trên cổng, chưa có")
