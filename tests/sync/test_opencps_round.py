"""Whole rounds against the practice portal: files proved, each act its officer's, nothing noisy."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from receptiondesk.desk import attachments, catalogue_news, corrections, look, safekeeping
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.outbox import PortalSetting
from receptiondesk.office import Office
from sync import setup
from sync.practice.services import SITE
from sync.round import run, until_done
from tests.support.portals.opencps import PASSWORD, USER, OpenCpsCore
from tests.support.portals.practice import HOW, PracticePortal
from tests.support.portals.wire import Served
from tests.sync.conftest import Receive


def page(shade: int) -> bytes:
    """Return a photographed page."""
    out = BytesIO()
    Image.effect_noise((600, 800), shade).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def dossier(office: Office, portal: PracticePortal, receive: Receive) -> Dossier:
    """Return a dossier with two papers of two files each, at an office that sends."""
    portal.join(office)
    one = receive()
    for number, shade in ((1, 20), (1, 40), (3, 60), (3, 80)):
        paper = f"{one.procedure.code}-{number:02d}"
        attachments.attach(office, one.code, paper, page(shade), f"{paper}-{shade}.jpg")
    return one


def test_every_paper_is_proved_and_its_dossier_green(
    office: Office, portal: PracticePortal, dossier: Dossier
) -> None:
    until_done(office, how=HOW)
    told = attachments.confirmed(office, dossier.uid)
    assert told.sentence == "2/2 giấy tờ đã được cổng xác nhận"
    ours = sorted(one.sha256 for one in attachments.of_dossier(office, dossier.uid))
    assert sorted(one["sha256"] for one in portal.dossier(dossier.uid)["files"]) == ours
    assert look.by_uid(office, dossier.uid).sync is SyncState.PROVED


def test_a_line_that_cuts_every_upload_still_brings_each_file_once(
    office: Office, portal: PracticePortal, dossier: Dossier
) -> None:
    portal.faults(cut_file=1.0)
    run(office, how=HOW)
    assert attachments.confirmed(office, dossier.uid).proved == 0
    portal.faults()
    until_done(office, how=HOW)
    assert attachments.confirmed(office, dossier.uid).proved == 2
    assert len(portal.dossier(dossier.uid)["files"]) == 4


def test_an_altered_file_never_turns_green(
    office: Office, portal: PracticePortal, dossier: Dossier
) -> None:
    run(office, how=HOW)
    paper = f"{dossier.procedure.code}-01"
    attachments.attach(office, dossier.code, paper, page(99), "them.jpg")
    portal.faults(tamper=1.0)
    run(office, ignore_backoff=True, how=HOW)
    portal.faults()
    run(office, ignore_backoff=True, how=HOW)
    assert attachments.confirmed(office, dossier.uid).sentence.startswith("1/2")
    assert look.by_uid(office, dossier.uid).sync is SyncState.NEEDS_PERSON


def test_a_file_taken_away_goes_at_the_portal_too(
    office: Office, portal: PracticePortal, dossier: Dossier
) -> None:
    until_done(office, how=HOW)
    gone = attachments.of_dossier(office, dossier.uid)[0]
    attachments.detach(office, dossier.code, gone.uid, "Quét nhầm")
    until_done(office, how=HOW)
    kept = {one["sha256"] for one in portal.dossier(dossier.uid)["files"]}
    assert gone.sha256 not in kept
    assert len(kept) == 3
    assert look.by_uid(office, dossier.uid).sync is SyncState.PROVED


def test_a_record_made_anew_at_the_portal_is_given_its_files_again(
    office: Office, receive: Receive
) -> None:
    """A portal came back from an older copy and was told a correction before anybody saw it."""
    core = OpenCpsCore(clock=office.clock)
    with Served(core) as served:
        options = {"groupId": SITE}
        setting = PortalSetting("opencps", served.url, USER, options, practice=True)
        setup.save(office, setting, PASSWORD)
        one = receive()
        paper = f"{one.procedure.code}-01"
        attachments.attach(office, one.code, paper, page(20), "quet.jpg")
        run(office, how=HOW)
        (kept,) = core.dossiers()
        core.site.drop(kept)
        corrections.correct(office, one.code, replace(one.facts, note="Đã bổ sung"))
        run(office, how=HOW)
        assert look.by_uid(office, one.uid).sync is not SyncState.PROVED
        run(office, ignore_backoff=True, how=HOW)
        (again,) = core.dossiers()
    assert again.id != kept.id
    ours = [file.sha256 for file in attachments.of_dossier(office, one.uid)]
    assert [file.sha256 for file in again.files] == ours
    assert look.by_uid(office, one.uid).sync is SyncState.PROVED
    assert safekeeping.verify(office) == ()


def test_each_act_arrives_as_its_officers_whoever_sends(
    office: Office, portal: PracticePortal, dossier: Dossier
) -> None:
    received_by = dossier.officer
    corrections.cancel(office.with_officer("Phạm Văn Hủy"), dossier.code, "Công dân xin rút")
    until_done(office.with_officer("Đỗ Thị Gửi"), how=HOW)
    assert portal.dossier(dossier.uid)["users"] == [received_by, "Phạm Văn Hủy"]


def test_the_practice_portals_catalogue_tells_nothing_new(
    office: Office, portal: PracticePortal, dossier: Dossier
) -> None:
    until_done(office, how=HOW)
    assert [one.differences for one in catalogue_news.differences(office)] == []
