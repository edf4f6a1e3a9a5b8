"""Setting a portal up: what is refused, what is kept, and the law of practice data."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import outbox, portals
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.outbox import PortalSetting, PortalTarget
from receptiondesk.office import Office
from receptiondesk.storage import portals as rows
from sync import setup
from sync.round import run
from tests.support.office import OfficeKind, make_office
from tests.support.portals import server_numbered as double
from tests.support.portals.practice import HOW, PracticePortal
from tests.support.portals.wire import Served

Receive = Callable[..., Dossier]


def refused_fields(office: Office, portal: PracticePortal, **changes: object) -> set[str]:
    password = str(changes.pop("password", "mat-khau"))
    setting = replace(portal.setting(), **changes)  # type: ignore[arg-type]
    with pytest.raises(Refused) as caught:
        setup.save(office, setting, password)
    assert portals.targets(office) == ()
    return {problem.field for problem in caught.value.problems}


def test_what_cannot_work_is_refused_with_the_field_named(
    office: Office, portal: PracticePortal
) -> None:
    assert refused_fields(office, portal, password="co:hai-cham") == {"password"}
    assert refused_fields(office, portal, password="") == {"password"}
    assert refused_fields(office, portal, family="igate") == {"family"}
    assert refused_fields(office, portal, options={}) == {"option.groupId"}
    assert refused_fields(office, portal, options={"groupId": "1", "mau": "x"}) == {"option.mau"}
    assert refused_fields(office, portal, options={"groupId": "1", "status.a": "11"}) == {
        "option.status.a"
    }
    assert refused_fields(office, portal, user=" ") == {"user"}


def test_practice_data_go_to_practice_portals_only(office: Office, portal: PracticePortal) -> None:
    assert refused_fields(office, portal, practice=False) == {"practice"}
    assert "practice" in refused_fields(
        office, portal, url="https://127.0.0.1.motcua.invalid", practice=False
    )
    portal.join(office)
    assert portals.targets(office)[0].practice


def test_only_a_practice_portal_may_be_called_one(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        portals.save(
            make_office(tmp_path / "real", OfficeKind(practice=False)),
            replace(PracticePortal(tmp_path, reach=_REACH).setting(), url="https://motcua.invalid"),
            "mat-khau",
            answers_practice=False,
        )
    assert [problem.code for problem in caught.value.problems] == ["not_a_practice_portal"]


_REACH = {"url": "http://127.0.0.1:9", "user": "a", "password": "b", "groupId": "1"}


def test_a_target_changed_behind_our_back_gets_no_practice_data(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    receive()
    portal.join(office)
    before = portals.targets(office)[0]
    with office.database.write() as session:
        rows.put(session, replace(before, practice=False))

    with pytest.raises(Refused) as caught:
        run(office, how=HOW)

    assert [problem.code for problem in caught.value.problems] == ["practice_office"]
    assert portal.dossiers() == []


def test_a_real_office_may_use_any_portal(tmp_path: Path, portal: PracticePortal) -> None:
    office = make_office(tmp_path / "real", OfficeKind(practice=False))
    saved = setup.save(office, replace(portal.setting(), practice=False), portal.reach["password"])
    assert not saved.target.practice
    assert run(office, how=HOW).reached
    office.close()


def test_a_portal_set_later_gets_everything_and_set_again_nothing_twice(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    receive()
    receive()
    assert outbox.due(office, "opencps", ignore_backoff=True) == ()
    portal.join(office)
    assert len(outbox.due(office, "opencps", ignore_backoff=True)) == 2
    run(office, how=HOW)
    portal.join(office)
    assert outbox.due(office, "opencps", ignore_backoff=True) == ()
    assert run(office, how=HOW).proved == 2


def test_the_password_is_kept_in_the_encrypted_file_where_there_is_no_keyring(
    office: Office, portal: PracticePortal
) -> None:
    portal.join(office)
    (target,) = portals.targets(office)
    assert portals.password(office, target) == portal.reach["password"]
    assert portal.reach["password"].encode() not in office.paths.database.read_bytes()
    missing = PortalTarget("khac", "opencps", target.url, target.user)
    with pytest.raises(Trouble) as caught:
        portals.password(office, missing)
    assert caught.value.code == "no_portal_password"


def test_a_changed_password_asks_for_it_and_a_new_one_goes_on(
    office: Office, portal: PracticePortal, receive: Receive
) -> None:
    receive()
    setup.save(office, portal.setting(), "mat-khau-cu")
    result = run(office, how=HOW)
    assert (result.waiting, result.proved) == (1, 0)
    assert "Nhập lại mật khẩu" in result.sentence
    portal.join(office)
    assert run(office, how=HOW).proved == 1


def test_a_portal_that_numbers_what_the_desk_numbers_is_warned_of(
    office: Office, own_range_office: Office
) -> None:
    core = double.ServerNumberedCore("tandan", clock=office.clock)
    with Served(core) as served:
        options = {"dialect": "tandan", **double.OPTIONS["tandan"]}
        setting = PortalSetting("server_numbered", served.url, double.USER, options, practice=True)

        def warned(one: Office, **more: str) -> tuple[str, ...]:
            changed = replace(setting, options={**options, **more})
            return setup.save(one, changed, double.PASSWORD).warnings

        assert warned(office) == ()
        (warning,) = warned(own_range_office)
        assert "hai mã" in warning
        assert "own_codes=1" in warning
        assert warned(own_range_office, own_codes="1") == ()


def test_only_a_named_person_answers_for_it_that_a_portal_was_told_nothing(office: Office) -> None:
    core = double.ServerNumberedCore("tandan", clock=office.clock)
    with Served(core) as served:
        options = {"dialect": "tandan", **double.OPTIONS["tandan"], "never_told": "1"}
        setting = PortalSetting("server_numbered", served.url, double.USER, options, practice=True)
        with pytest.raises(Refused) as refused:
            setup.save(office.with_officer(""), setting, double.PASSWORD)
        assert [one.field for one in refused.value.problems] == ["option.never_told"]
        setup.save(office, setting, double.PASSWORD)
        never = replace(setting, options={**options, "never_told": "có"})
        with pytest.raises(Refused):
            setup.save(office, never, double.PASSWORD)
