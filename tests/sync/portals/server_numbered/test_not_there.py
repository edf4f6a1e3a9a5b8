"""A person's "chưa có" ends what was known of a record, and nothing else makes a second one."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import corrections, decisions, look, safekeeping
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.events import DeliveryState
from receptiondesk.paths import Paths
from sync.answers import AnswerKind
from tests.support.office import OFFICER, credentials, reopen
from tests.support.portals.wire import Asked, Said
from tests.support.sendings import attach
from tests.sync.portals.server_numbered.desk import DIALECTS, asking, bench, dossier
from tests.sync.portals.server_numbered.test_persons_word import BLIND, TARGET, Desk, opened

WHY = "tìm trên cổng không thấy"
SOMEBODY = "11111111-2222-4333-8444-555555555555"
_OVER = {DeliveryState.PROVED, DeliveryState.UNPROVABLE}


@pytest.fixture(params=DIALECTS)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path, str(request.param)) as found:
        yield found


@pytest.fixture
def blind(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path, BLIND, without="path.lookup") as desk:
        yield desk


def sent(desk: Desk) -> Dossier:
    """Receive a dossier and send it; return it as it then is."""
    dossier = desk.receive()
    desk.sync(2)
    return look.by_uid(desk.office, dossier.uid)


def lose_everything(desk: Desk) -> None:
    """Let the portal come back from a copy older than what was sent."""
    desk.core.store.dossiers.clear()
    desk.core.store.files.clear()


def correct(desk: Desk, dossier: Dossier, note: str = "Đã bổ sung") -> None:
    now = look.by_uid(desk.office, dossier.uid)
    corrections.correct(desk.office, now.code, replace(now.facts, note=note))


def reason(desk: Desk, dossier: Dossier) -> str:
    return look.deliveries(desk.office, dossier.uid)[-1].reason


def not_there(desk: Desk, dossier: Dossier) -> None:
    decisions.not_there(desk.office, dossier.uid, TARGET, WHY)


def found_with_another_code(desk: Desk, dossier: Dossier) -> None:
    """Do what the desk asks for where the portal gave the dossier made anew another number."""
    (there,) = (one for one in desk.core.store.dossiers if one.holds(dossier.uid))
    if there.code not in look.by_uid(desk.office, dossier.uid).codes:
        assert there.code in reason(desk, dossier), "the sentence names the code that is there"
        decisions.keep_both(desk.office, dossier.uid, TARGET, there.code, "đúng hồ sơ này")
        desk.sync(3)


def test_a_record_made_anew_whose_answer_is_lost_is_found_by_its_own_code(desk: Desk) -> None:
    dossier = sent(desk)
    lose_everything(desk)
    correct(desk, dossier)
    desk.sync(4)
    assert desk.states(dossier)[-1] is DeliveryState.NEEDS_PERSON

    not_there(desk, dossier)
    desk.core.switches.lose_after = 1
    desk.sync(4)
    found_with_another_code(desk, dossier)

    assert len(desk.core.store.dossiers) == 1
    assert set(desk.states(dossier)) == {DeliveryState.PROVED}
    assert safekeeping.verify(desk.office) == ()


def test_a_dossier_whose_code_is_anothers_now_is_sent_anew(desk: Desk) -> None:
    dossier = sent(desk)
    (there,) = desk.core.store.dossiers
    told = json.dumps(there.doc, ensure_ascii=False).replace(dossier.uid, SOMEBODY)
    there.doc = json.loads(told.replace(dossier.facts.applicant.full_name, "Lý Văn Lạ"))
    before = json.dumps(there.doc, ensure_ascii=False)
    correct(desk, dossier)
    desk.sync(2)
    assert desk.states(dossier)[-1] is DeliveryState.NEEDS_PERSON

    not_there(desk, dossier)
    desk.sync(4)
    found_with_another_code(desk, dossier)

    assert len(desk.core.store.dossiers) == 2
    assert json.dumps(there.doc, ensure_ascii=False) == before, "nothing is written over"
    assert set(desk.states(dossier)) == {DeliveryState.PROVED}


def test_what_one_reading_does_not_show_is_never_made_again_without_a_person(desk: Desk) -> None:
    dossier = desk.receive()
    if desk.core.dialect == BLIND:
        desk.core.switches.lose_after = 1
        desk.sync()  # its number is known to the copy, and its mark
    desk = restored(desk, sends=2)
    assert set(desk.states(dossier)) <= _OVER, "found by looking it up"
    hidden = list(desk.core.store.dossiers)

    desk.core.store.dossiers.clear()
    correct(desk, dossier)
    desk.sync()
    desk.core.store.dossiers.extend(hidden)
    desk.sync(3)

    assert desk.core.store.dossiers == hidden
    assert desk.states(dossier)[-1] is DeliveryState.NEEDS_PERSON
    not_there(desk, dossier)
    desk.sync(3)
    assert desk.core.store.dossiers == hidden, "said in error, and found all the same"
    assert set(desk.states(dossier)) <= _OVER


def restored(desk: Desk, *, sends: int) -> Desk:
    """Copy the file, send with the newer one, and go on with the copy."""
    copy = Path(desk.office.paths.root).parent / "copy.db"
    root = desk.office.paths.root
    safekeeping.backup(desk.office, copy)
    desk.sync(sends)
    desk.office.close()
    safekeeping.restore(
        Paths(root), copy, clock=desk.clock, officer=OFFICER, credentials=credentials()
    ).office.close()
    back = replace(desk, office=reopen(root, clock=desk.clock))
    back.sync(4)
    return back


@pytest.mark.parametrize("dialect", ["igate", "tandan"])
def test_a_reading_that_a_gateway_denies_makes_no_second_dossier(
    dialect: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path, dialect) as first:
        dossier = first.receive()
        desk = restored(first, sends=2)
        (there,) = desk.core.store.dossiers
        real = type(desk.core).handle

        def denied(core: object, asked: Asked) -> Said:
            if asked.method == "GET" and asked.path.endswith((there.id, there.code)):
                return Said(404, {"Content-Type": "text/html"}, b"not found")
            return real(core, asked)  # type: ignore[arg-type]

        monkeypatch.setattr(type(desk.core), "handle", denied)
        correct(desk, dossier)
        desk.sync()
        monkeypatch.setattr(type(desk.core), "handle", real)
        desk.sync(2)
        assert desk.core.store.dossiers == [there]
        desk.office.close()


def test_what_was_never_read_is_sent_anew_though_only_its_file_was_parked(blind: Desk) -> None:
    dossier = blind.receive()
    attach(blind.office, dossier, "giấy nặng")
    blind.core.switches.too_large = 1
    blind.sync(2)
    assert blind.states(dossier) == [DeliveryState.UNPROVABLE, DeliveryState.NEEDS_PERSON]
    lose_everything(blind)

    not_there(blind, dossier)
    blind.sync(4)

    assert len(blind.core.store.dossiers) == len(blind.core.store.files) == 1
    assert set(blind.states(dossier)) == {DeliveryState.UNPROVABLE}


@pytest.mark.parametrize("arrives", [True, False])
def test_a_record_made_anew_that_nobody_can_read_and_that_is_lost_is_a_persons(
    blind: Desk, arrives: bool
) -> None:
    dossier = sent(blind)
    lose_everything(blind)
    correct(blind, dossier)
    blind.sync(2)
    assert blind.states(dossier)[-1] is DeliveryState.NEEDS_PERSON

    not_there(blind, dossier)
    setattr(blind.core.switches, "lose_after" if arrives else "lose_before", 1)
    blind.sync(3)
    assert blind.states(dossier)[-1] is DeliveryState.NEEDS_PERSON
    assert "không có lời gọi tra cứu" in reason(blind, dossier)

    if arrives:
        code = blind.core.store.dossiers[0].code
        decisions.arrived(blind.office, dossier.uid, TARGET, code, "thấy trên cổng")
    else:
        not_there(blind, dossier)
    blind.sync(3)
    assert len(blind.core.store.dossiers) == 1
    assert set(blind.states(dossier)) == {DeliveryState.UNPROVABLE}


@pytest.mark.parametrize("dialect", ["igate", "tandan"])
def test_a_persons_word_counts_where_no_look_up_ever_answers(dialect: str) -> None:
    with bench(dialect) as there:
        there.switches.lose_before, there.switches.search_fails = 1, 99
        one = dossier()
        there.adapter().deliver(one)
        there.later()
        assert there.adapter().deliver(asking(one)).answer.kind is AnswerKind.UNDECIDED
        there.memory.not_there(one.uid)
        there.adapter().deliver(one)
        there.later()
        assert there.adapter().deliver(one).answer.good
        assert len(there.store.dossiers) == 1


def test_an_older_file_believes_no_word_that_was_said_before_it(blind: Desk) -> None:
    dossier = sent(blind)
    lose_everything(blind)
    correct(blind, dossier)
    blind.sync(2)
    not_there(blind, dossier)

    desk = restored(blind, sends=1)  # the newer file made it anew

    assert len(desk.core.store.dossiers) == 1
    assert desk.states(dossier)[-1] is DeliveryState.NEEDS_PERSON
    desk.office.close()


def test_an_update_that_is_refused_where_nothing_can_be_read_may_mean_a_lost_dossier(
    blind: Desk,
) -> None:
    dossier = sent(blind)
    lose_everything(blind)
    correct(blind, dossier)
    blind.sync(2)
    assert blind.states(dossier)[-1] is DeliveryState.NEEDS_PERSON
    assert "không còn hồ sơ này thì chọn “chưa có, cho gửi lại”" in reason(blind, dossier)

    not_there(blind, dossier)
    blind.sync(3)

    (there,) = blind.core.store.dossiers
    assert "Đã bổ sung" in str(there.doc)
    assert set(blind.states(dossier)) <= _OVER
    assert safekeeping.verify(blind.office) == ()


def test_an_update_that_is_refused_where_the_dossier_was_just_read_is_about_its_facts(
    desk: Desk,
) -> None:
    dossier = sent(desk)
    desk.core.switches.refuse = "SAI"
    applicant = replace(dossier.facts.applicant, full_name="Nguyễn SAI")
    corrections.correct(desk.office, dossier.code, replace(dossier.facts, applicant=applicant))
    desk.sync(2)
    assert desk.states(dossier)[-1] is DeliveryState.NEEDS_PERSON
    assert "chưa có" not in reason(desk, dossier)
