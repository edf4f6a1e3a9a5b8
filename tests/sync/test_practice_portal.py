"""The practice portal itself: the real one's answers and traps (portals.md A.2 to A.9, H.1)."""

import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import requests

from receptiondesk.domain.errors import Refused, Trouble
from sync.practice.server import run
from tests.support.portals.practice import PracticePortal

CODE = "1.001193"
DRAFT = {
    "serviceCode": CODE,
    "govAgencyCode": "H99.99.99",
    "dossierTemplateNo": f"MAU-{CODE}",
    "originality": "3",
}
FAR = "23/11/2026 09:00:00"


def ask(
    portal: PracticePortal,
    method: str,
    path: str,
    headers: Mapping[str, str] | None = None,
    **form: str,
) -> requests.Response:
    """Make one call with exactly these headers."""
    url = f"{portal.reach['url']}/o/rest/v2{path}"
    with requests.Session() as line:
        return line.request(method, url, data=form or None, headers=dict(headers or {}), timeout=5)


def basic(user: str, password: str) -> dict[str, str]:
    word = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {word}", "groupId": "55301"}


def test_every_answer_carries_the_mark(portal: PracticePortal) -> None:
    portal.faults(html_page=1.0)
    for answer in (ask(portal, "GET", "/dossiers"), portal.call("GET", "/nowhere")):
        assert answer.headers["X-Practice-Portal"] == "1"


def test_the_error_table(portal: PracticePortal) -> None:
    nobody = ask(portal, "GET", "/dossiers/1")
    assert (nobody.status_code, nobody.json()["message"]) == (401, "permission denied")
    bearer = ask(portal, "GET", "/dossiers/1", {"Authorization": "Bearer abc"})
    assert bearer.status_code == 401
    unknown = portal.call("GET", "/dossiers/khong-co")
    assert (unknown.status_code, unknown.json()["message"]) == (403, "No Content.")
    guest = ask(portal, "POST", "/dossiers", {"groupId": "55301"}, **DRAFT)
    assert (guest.status_code, guest.json()["code"]) == (203, 203)
    looker = basic("xemthoi@thuchanh.example", portal.reach["password"])
    no_role = ask(portal, "POST", "/dossiers", looker, **DRAFT)
    assert (no_role.status_code, no_role.json()["description"]) == (
        203,
        "No permission create dossier",
    )
    impossible = portal.call("POST", "/dossiers/khong-co/actions", actionCode="1100")
    assert (impossible.status_code, impossible.content) == (405, b"")


def test_a_password_is_cut_at_its_colon(portal: PracticePortal) -> None:
    whole = basic(portal.reach["user"], portal.reach["password"] + ":duoi")
    assert ask(portal, "GET", "/serviceconfigs", whole).status_code == 200


def test_without_group_id_it_is_an_empty_site(portal: PracticePortal) -> None:
    headers = basic(portal.reach["user"], portal.reach["password"])
    del headers["groupId"]
    assert ask(portal, "GET", "/serviceinfos", headers).json() == {"total": 0, "data": []}
    create = ask(portal, "POST", "/dossiers", headers, **DRAFT)
    assert (create.status_code, create.json()["description"]) == (403, "Cant find process")


def test_a_known_uid_gets_its_dates_reset_and_keeps_its_applicant(portal: PracticePortal) -> None:
    first = portal.call("POST", "/dossiers", referenceUid="u1", **DRAFT).json()
    portal.call("PUT", f"/dossiers/{first['dossierId']}", applicantName="Ánh", receiveDate=FAR)
    again = portal.call("POST", "/dossiers", referenceUid="u1", applicantName="Khác", **DRAFT)
    assert again.json()["dossierId"] == first["dossierId"]
    assert again.json()["applicantName"] == "Ánh"
    assert again.json()["receiveDate"] != FAR


def test_an_unstarted_draft_is_overwritten_and_keeps_its_own_uid(portal: PracticePortal) -> None:
    first = portal.call("POST", "/dossiers", referenceUid="u1", **DRAFT).json()
    portal.call("PUT", f"/dossiers/{first['dossierId']}", applicantName="Ánh")
    second = portal.call("POST", "/dossiers", referenceUid="u2", applicantName="Bình", **DRAFT)
    assert second.json()["referenceUid"] == "u1"
    assert portal.dossier("u1")["fields"]["applicantName"] == "Bình"
    portal.act("u1", "1100")
    third = portal.call("POST", "/dossiers", referenceUid="u2", **DRAFT)
    assert third.json()["referenceUid"] == "u2"


def test_a_group_dossier_is_always_new(portal: PracticePortal) -> None:
    group = {**DRAFT, "originality": "9"}
    one = portal.call("POST", "/dossiers", referenceUid="u1", **group).json()
    two = portal.call("POST", "/dossiers", referenceUid="u1", **group).json()
    assert one["dossierId"] != two["dossierId"]


def test_actions_move_once_and_make_the_number_only_when_it_is_blank(
    portal: PracticePortal,
) -> None:
    for uid, number in (("u1", ""), ("u2", "H99.99.99-261123-0500")):
        made = portal.call("POST", "/dossiers", referenceUid=uid, **DRAFT).json()
        portal.call(
            "PUT",
            f"/dossiers/{made['dossierId']}",
            receiveDate=FAR,
            dossierNo=number,
            viaPostal="1",
        )
        portal.act(uid, "1100")
        again = portal.call("POST", f"/dossiers/{uid}/actions", actionCode="1100")
        assert again.status_code == 405
    assert portal.dossier("u1")["fields"]["dossierNo"] == "H99.99.99-261123-0001"
    assert portal.dossier("u2")["fields"]["dossierNo"] == "H99.99.99-261123-0500"
    offered = portal.call("GET", "/dossiers/u1/nextactions").json()
    assert [row["actionCode"] for row in offered["data"]] == ["1200", "1700"]


def test_a_get_may_change_state(portal: PracticePortal) -> None:
    portal.call("POST", "/dossiers", referenceUid="u1", **DRAFT)
    portal.act("u1", "1100")
    assert portal.call("GET", "/dossiers/u1/cancelling").status_code == 200
    assert portal.dossier("u1")["step"] == "700"


def test_the_search_index_lags_behind(portal: PracticePortal) -> None:
    portal.faults(index_delay=60)
    portal.call("POST", "/dossiers", referenceUid="u1", **DRAFT)
    assert portal.call("GET", "/dossiers").json()["total"] == 0
    assert portal.call("GET", "/dossiers/u1").status_code == 200
    portal.faults(index_delay=0)
    assert portal.call("GET", "/dossiers").json()["total"] == 1


def test_unknown_fields_are_ignored_and_a_bad_number_is_403(portal: PracticePortal) -> None:
    made = portal.call("POST", "/dossiers", referenceUid="u1", mauSac="xanh", **DRAFT).json()
    assert "mauSac" not in made
    path = f"/dossiers/{made['dossierId']}"
    assert portal.call("PUT", path, sampleCount="hai").status_code == 403
    assert portal.call("PUT", path, dueDate="2026-11-23").json()["dueDate"] == ""


def test_one_payment_per_dossier(portal: PracticePortal) -> None:
    portal.call("POST", "/dossiers", referenceUid="u1", **DRAFT)
    assert portal.call("GET", "/dossiers/u1/payment").status_code == 403
    for amount in ("5000", "8000"):
        portal.call("POST", "/dossiers/u1/payment", feeAmount=amount, paymentStatus="5")
    assert portal.call("GET", "/dossiers/u1/payment").json()["feeAmount"] == 8000


def test_only_drafts_can_be_removed(portal: PracticePortal) -> None:
    made = portal.call("POST", "/dossiers", referenceUid="u1", **DRAFT).json()
    portal.act("u1", "1100")
    assert portal.call("DELETE", f"/dossiers/{made['dossierId']}").status_code == 403
    made = portal.call("POST", "/dossiers", referenceUid="u2", **DRAFT).json()
    assert portal.call("DELETE", f"/dossiers/{made['dossierId']}").status_code == 200


def upload(portal: PracticePortal, content: bytes, **form: str) -> requests.Response | None:
    """Send one file of the dossier u1; ``None`` when the answer got lost."""
    told = {"dossierPartNo": "KHAC", "referenceUid": "f1", **form}
    with requests.Session() as line:
        line.headers["Connection"] = "close"
        try:
            return line.post(
                f"{portal.reach['url']}/o/rest/v2/dossiers/u1/files",
                data=told,
                files={"file": ("a.pdf", content, "application/pdf")},
                auth=(portal.reach["user"], portal.reach["password"]),
                headers={"groupId": portal.reach["groupId"]},
                timeout=5,
            )
        except requests.ConnectionError:
            return None


def test_a_file_is_replaced_by_a_newer_one_only(portal: PracticePortal) -> None:
    portal.call("POST", "/dossiers", referenceUid="u1", **DRAFT)
    answers = [
        upload(portal, content, modifiedDate=stamp)
        for content, stamp in ((b"cu", "2000"), (b"xung dot", "2000"), (b"moi", "3000"))
    ]
    assert [answer.status_code for answer in answers if answer is not None] == [200, 403, 200]
    assert answers[1] is not None
    assert answers[1].json()["description"] == "Conflict dossier file"
    assert portal.call("GET", "/dossiers/u1/files/f1").content == b"moi"
    (row,) = portal.call("GET", "/dossiers/u1/files").json()["data"]
    assert (row["referenceUid"], row["fileSize"]) == ("f1", 3)


def test_a_file_without_a_date_is_one_more(portal: PracticePortal) -> None:
    portal.call("POST", "/dossiers", referenceUid="u1", **DRAFT)
    for _ in range(2):
        upload(portal, b"x")
    assert portal.call("GET", "/dossiers/u1/files").json()["total"] == 2


def test_a_single_valued_part_keeps_one_file(portal: PracticePortal) -> None:
    portal.call("POST", "/dossiers", referenceUid="u1", **DRAFT)
    for uid, stamp in (("f1", "2000"), ("f2", "3000")):
        upload(
            portal,
            uid.encode(),
            referenceUid=uid,
            dossierPartNo=f"{CODE}-01",
            modifiedDate=stamp,
        )
    (kept,) = portal.dossier("u1")["files"]
    assert (kept["uid"], kept["size"], kept["modified"]) == ("f1", 2, 3000)


def test_a_missing_file_is_204_and_an_unknown_part_403(portal: PracticePortal) -> None:
    portal.call("POST", "/dossiers", referenceUid="u1", **DRAFT)
    missing = portal.call("GET", "/dossiers/u1/files/khong-co")
    assert (missing.status_code, missing.content) == (204, b"")
    strange = upload(portal, b"x", dossierPartNo="LA")
    assert strange is not None
    assert strange.status_code == 403


def test_a_file_that_is_too_large_or_in_conflict_is_not_kept(portal: PracticePortal) -> None:
    portal.call("POST", "/dossiers", referenceUid="u1", **DRAFT)
    portal.faults(file_limit=10)
    large = upload(portal, b"x" * 11)
    portal.faults(conflict_files=1.0)
    conflict = upload(portal, b"x")
    assert large is not None
    assert conflict is not None
    assert [large.status_code, conflict.status_code] == [403, 403]
    assert portal.dossier("u1")["files"] == []


def test_a_file_whose_answer_is_cut_was_kept(portal: PracticePortal) -> None:
    portal.call("POST", "/dossiers", referenceUid="u1", **DRAFT)
    portal.faults(cut_file=1.0)
    assert upload(portal, b"giu") is None
    portal.faults()
    (kept,) = portal.dossier("u1")["files"]
    assert kept["size"] == 3
    assert portal.call("DELETE", "/dossiers/u1/files/f1").status_code == 200
    assert portal.dossier("u1")["files"] == []


def test_a_lost_answer_was_committed(portal: PracticePortal) -> None:
    portal.faults(lost_answer=1.0)
    with pytest.raises(requests.ConnectionError):
        portal.call("POST", "/dossiers", referenceUid="u1", **DRAFT)
    portal.faults()
    assert [one["uid"] for one in portal.dossiers()] == ["u1"]


def test_a_restart_keeps_data_and_password(portal: PracticePortal) -> None:
    portal.call("POST", "/dossiers", referenceUid="u1", **DRAFT)
    before = dict(portal.reach)
    portal.stop()
    portal.start()
    assert portal.reach == before
    assert portal.dossier("u1")["step"] == "100"


def test_every_shipped_procedure_is_served(portal: PracticePortal) -> None:
    listed = portal.call("GET", "/serviceinfos?start=0&end=1000").json()
    assert listed["total"] == len(listed["data"]) >= 469
    assert {row["serviceCode"] == row["serviceCodeDVCQG"] for row in listed["data"]} == {
        True,
        False,
    }


def test_wrong_switches_and_ports_are_refused(tmp_path: Path, portal: PracticePortal) -> None:
    for faults in ({"chay": 0.5}, {"slow": 1.5}):
        with pytest.raises(Refused) as caught:
            run(0, tmp_path, faults)
        assert caught.value.problems[0].field == "fault"
    with pytest.raises(Refused):
        run(70_000, tmp_path, {})
    with pytest.raises(Trouble) as taken:
        run(portal.port, tmp_path, {})
    assert taken.value.code == "port_in_use"


def test_as_a_program_it_says_when_it_is_ready_and_ends_cleanly(
    tmp_path: Path, project_root: Path
) -> None:
    words = "import sys; from pathlib import Path; from sync.practice.server import run;"
    child = subprocess.Popen(
        [sys.executable, "-c", words + "run(0, Path(sys.argv[1]), {})", str(tmp_path / "store")],
        cwd=project_root,
        env={**os.environ, "PYTHONPATH": str(project_root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    reach = json.loads(child.stdout.readline())
    assert set(reach) == {"url", "user", "password", "groupId"}
    child.send_signal(signal.SIGTERM)
    rest, complaint = child.communicate(timeout=15)
    assert (child.returncode, rest, complaint) == (0, "", "")


def test_without_the_extra_a_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "fastapi", None)
    monkeypatch.delitem(sys.modules, "sync.practice.app", raising=False)
    with pytest.raises(Trouble, match=r"receptiondesk\[practice\]") as told:
        run(0, tmp_path, {})
    assert told.value.code == "practice_extra_missing"
    assert not list(tmp_path.iterdir())
