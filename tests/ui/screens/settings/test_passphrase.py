"""Changing the passphrase in Thiết lập, by keyboard."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from receptiondesk.credentials import Credentials
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.errors import Trouble
from receptiondesk.office import Office, open_office
from tests.support.office import (
    CHEAP,
    MORNING,
    OFFICER,
    PASSPHRASE,
    FakeKeyring,
    OfficeKind,
    make_office,
)
from tests.ui.keyboard import Keyboard
from tests.ui.looking import cut_off, english, overlapping
from tests.ui.screens.settings.sections import PEOPLE, go
from ui.screens.settings.people import PeopleSection
from ui.screens.settings.screen import SettingsScreen

NEW = "mật khẩu mới toanh"
#: A machine without a keyring, whose passphrase a person types.
OWN = Credentials(environ={}, system_keyring=FakeKeyring(forgetful=True), cost=CHEAP)


def opened(root: Path, passphrase: str) -> Office:
    from receptiondesk.paths import Paths

    return open_office(
        Paths(root),
        clock=SetClock(MORNING),
        officer=OFFICER,
        passphrase=lambda: passphrase,
        credentials=OWN,
    )


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    make_office(tmp_path / "office", OfficeKind(number_range="1-999")).close()
    office = opened(tmp_path / "office", PASSPHRASE)
    yield office
    office.close()


def form_of(keys: Keyboard, settings: SettingsScreen) -> PeopleSection:
    go(keys, PEOPLE)
    section = cast("PeopleSection", settings.section(PEOPLE))
    keys.wait(section.passphrase.isVisible)
    section.passphrase.old.setFocus()
    return section


def test_the_passphrase_is_changed_and_the_old_one_opens_nothing(
    keys: Keyboard, settings: SettingsScreen, office: Office
) -> None:
    form_of(keys, settings)
    for words in ("không phải", NEW, NEW):
        keys.type(words)
        keys.press("Return")
    keys.wait_to_see("Mật khẩu đang dùng chưa đúng. Mật khẩu chưa đổi")
    keys.press("Ctrl+A")
    keys.type(PASSPHRASE)
    keys.press("Return", "Return", "Return")
    keys.wait_to_see("Đã đổi mật khẩu; mật khẩu cũ không mở được nữa.")
    assert cut_off(settings) == []
    assert overlapping(settings) == []
    assert english(keys.seen()) == []
    opened(office.paths.root, NEW).close()
    with pytest.raises(Trouble) as wrong:
        opened(office.paths.root, PASSPHRASE)
    assert wrong.value.code == "wrong_key"


def test_two_different_new_passphrases_and_an_empty_one_change_nothing(
    keys: Keyboard, settings: SettingsScreen, office: Office
) -> None:
    before = office.paths.key_file.read_bytes()
    section = form_of(keys, settings)
    for words in (PASSPHRASE, NEW, "khác"):
        keys.type(words)
        keys.press("Return")
    keys.wait_to_see("Hai lần nhập chưa giống nhau")
    section.passphrase.new.clear()
    section.passphrase.again.clear()
    keys.press("Return")
    keys.wait_to_see("Xin ghi mật khẩu mới.")
    assert office.paths.key_file.read_bytes() == before


def test_where_no_passphrase_is_asked_for_there_is_none_to_change(
    keys: Keyboard, settings: SettingsScreen, office: Office
) -> None:
    given = replace(OWN, environ={"RECEPTIONDESK_PASSPHRASE": PASSPHRASE})
    settings.place.move_to(replace(office, credentials=given))
    go(keys, PEOPLE)
    keys.wait(lambda: not settings.place.background.busy)
    keys.wait_to_see("Cán bộ đang làm việc tại quầy")
    assert "Đổi mật khẩu" not in keys.seen()
