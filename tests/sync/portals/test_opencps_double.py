"""The double itself, where the adapter does not go: it must stay as the facts say (H.1)."""

import base64
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from receptiondesk.domain.clock import VIETNAM, SetClock
from tests.support.portals.opencps import PASSWORD, REST, USER, OpenCpsCore
from tests.support.portals.opencps_stored import WorkTime
from tests.support.portals.wire import Asked, Said

CODE = "1.001193"
DRAFT = {
    "serviceCode": CODE,
    "govAgencyCode": "H99.99.99",
    "dossierTemplateNo": f"MAU-{CODE}",
    "originality": "3",
}
LOGIN = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


class Site:
    """The double with a hand that asks it."""

    def __init__(self) -> None:
        self.clock = SetClock(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
        self.core = OpenCpsCore(clock=self.clock)
        self.headers = {"authorization": f"Basic {LOGIN}", "groupid": "55301"}

    def ask(self, method: str, path: str, **form: str) -> Said:
        headers = {**self.headers, "content-type": "application/json"}
        return self.core.handle(Asked(method, REST + path, {}, headers, json.dumps(form).encode()))

    def json(self, method: str, path: str, **form: str) -> Any:
        said = self.ask(method, path, **form)
        assert said.status == 200, said
        return json.loads(said.body)


@pytest.fixture
def site() -> Site:
    return Site()


def test_without_a_site_everything_is_empty(site: Site) -> None:
    del site.headers["groupid"]
    assert site.json("GET", "/serviceinfos") == {"total": 0, "data": []}
    said = site.ask("POST", "/dossiers", **DRAFT)
    assert (said.status, json.loads(said.body)["description"]) == (403, "Cant find process")


def test_only_basic_is_understood(site: Site) -> None:
    site.headers["authorization"] = "Bearer abc"
    said = site.ask("GET", "/dossiers/1")
    assert (said.status, json.loads(said.body)["message"]) == (401, "permission denied")
    word = base64.b64encode(f"{USER}:{PASSWORD}:duoi".encode()).decode()
    site.headers["authorization"] = f"Basic {word}"
    assert site.ask("GET", "/serviceconfigs").status == 200


def test_one_gate_and_group_dossiers_are_always_new(site: Site) -> None:
    group = {**DRAFT, "originality": "9", "referenceUid": "u1"}
    ids = {site.json("POST", "/dossiers", **group)["dossierId"] for _ in range(2)}
    ids |= {site.json("POST", "/onegate", **DRAFT)["dossierId"] for _ in range(2)}
    assert len(ids) == 4


def test_the_receipt_wants_an_action_and_then_some_time(site: Site) -> None:
    site.json("POST", "/dossiers", referenceUid="u1", **DRAFT)
    assert site.ask("GET", "/dossiers/u1/documents/preview/PHIEU").status == 403
    site.json("POST", "/dossiers/u1/actions", actionCode="1100")
    assert site.ask("GET", "/dossiers/u1/documents/preview/PHIEU").body.startswith(b"%PDF")
    pending = site.ask("GET", "/dossiers/u1/documents/print")
    assert (pending.status, pending.body) == (204, b"")
    site.clock.advance(timedelta(seconds=3))
    assert site.ask("GET", "/dossiers/u1/documents/print").status == 200


def test_a_number_asked_for_is_consumed(site: Site) -> None:
    first, second = (site.json("GET", "/dossiers/generateDossierNo") for _ in range(2))
    assert first["dossierNo"] == "H99.99.99-261123-0001"
    assert second["dossierNo"] == "H99.99.99-261123-0002"


def test_a_get_may_change_state(site: Site) -> None:
    site.json("POST", "/dossiers", referenceUid="u1", **DRAFT)
    site.json("POST", "/dossiers/u1/actions", actionCode="1100")
    site.json("GET", "/dossiers/u1/cancelling")
    assert site.core.dossier("u1").step == "700"
    assert site.core.changing_gets == 1
    again = site.ask("POST", "/dossiers/u1/actions", actionCode="1700")
    assert (again.status, again.body) == (405, b"")


def test_the_search_lags_behind_and_reading_does_not(site: Site) -> None:
    site.json("POST", "/dossiers", referenceUid="u1", **DRAFT)
    assert site.json("GET", "/dossiers")["total"] == 0
    assert site.json("GET", "/dossiers/u1")["referenceUid"] == "u1"
    site.clock.advance(timedelta(seconds=3))
    assert site.json("GET", "/dossiers")["total"] == 1


def test_an_error_in_the_queue_blocks_what_comes_after_it(site: Site) -> None:
    number = site.json("POST", "/dossiers", referenceUid="u1", **DRAFT)["dossierId"]
    site.core.switches.sync_errors = True
    site.json("PUT", f"/dossiers/{number}", applicantName="Ánh")
    site.core.switches.sync_errors = False
    site.json("PUT", f"/dossiers/{number}", applicantName="Ánh")
    assert [row["state"] for row in site.json("GET", "/dossiers/u1/syncs")["data"]] == [4, 0]
    site.json("POST", "/dossiers/u1/resync")
    rows = site.json("GET", "/dossiers/u1/syncs")["data"]
    assert [row["state"] for row in rows] == [3, 3]
    assert "classPK0020" in rows[0]


def test_a_file_without_a_date_is_one_more(site: Site) -> None:
    site.json("POST", "/dossiers", referenceUid="u1", **DRAFT)
    one = site.core.site.find("u1", "55301")
    form = {"referenceUid": "f1", "dossierPartNo": "KHAC"}
    for _ in range(2):
        site.core.site.upload(one, form, "a.pdf", b"x")
    assert [file.uid for file in site.core.dossier("u1").files] == ["f1", "f1"]


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("23/11/2026 09:00", 1, "23/11/2026 10:00"),
        ("23/11/2026 10:30", 2, "23/11/2026 14:00"),  # over the lunch break
        ("23/11/2026 12:15", 1, "23/11/2026 14:00"),  # begins in the lunch break
        ("23/11/2026 16:30", 1, "25/11/2026 08:00"),  # over a day off
        ("27/11/2026 16:00", 2, "28/11/2026 08:30"),  # a Saturday that is made up
        ("28/11/2026 18:00", 8, "30/11/2026 17:00"),  # after hours, over a Sunday
        ("20/11/2026 07:30", 8, "20/11/2026 17:00"),
    ],
)
def test_working_hours(start: str, hours: float, due: str) -> None:
    times = WorkTime(days_off={date(2026, 11, 24)}, made_up={date(2026, 11, 28)})
    at = datetime.strptime(start, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)
    assert times.due(at, hours).strftime("%d/%m/%Y %H:%M") == due
