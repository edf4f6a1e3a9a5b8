"""What may be set for a bus, and what is refused before anything is saved."""

import pytest

from receptiondesk.domain.errors import Refused
from receptiondesk.domain.outbox import PortalSetting
from receptiondesk.office import Office
from sync import setup
from sync.portals.national.options import Options
from tests.support.portals.national import DSTCODE, PASSWORD, UNIT, USER

NEEDED = {"dstcode": DSTCODE, "madonvi": UNIT, "unit": "UBND xã Thử"}


def setting(**options: str) -> PortalSetting:
    return PortalSetting("national", "http://127.0.0.1:9", USER, options, practice=True)


def test_the_paths_are_only_a_beginning() -> None:
    read = Options.read({**NEEDED, "sharePath": "/chia-se", "lagMinutes": ""})
    assert (read.auth, read.share, read.integration) == ("/auth", "/chia-se", "/integration")
    assert (read.session.total_seconds(), read.lag.total_seconds()) == (600, 600)
    assert read.expired_words == ("phien", "session", "dang nhap")


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"unit": ""}, "option.unit"),
        ({"dstcode": "tỉnh"}, "option.dstcode"),
        ({"authPath": "auth"}, "option.authPath"),
        ({"lagMinutes": "-1"}, "option.lagMinutes"),
        ({"sessionMinutes": "9999"}, "option.sessionMinutes"),
        ({"mau": "1"}, "option.mau"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(
    office: Office, options: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        setup.save(office, setting(**{**NEEDED, **options}), PASSWORD)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_a_bus_that_is_away_is_saved_with_a_word(office: Office) -> None:
    saved = setup.save(office, setting(**NEEDED, procedures="1.001193"), PASSWORD)
    assert saved.target.family == "national"
    assert saved.warnings
