"""Files of a dossier's papers: attached, sent, taken away, never a row without its file."""

import errno
import logging
import shutil
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from receptiondesk.desk import attachments, corrections, intake, look, portals, safekeeping
from receptiondesk.domain.attachments import clean_name
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.events import DeliveryState, EventKind
from receptiondesk.domain.outbox import PortalSetting
from receptiondesk.files import store as stores
from receptiondesk.files.cutting import streams
from receptiondesk.office import Office
from tests.support import disks, kept
from tests.support.kept import on_disk
from tests.support.office import LITTLE, make_office, reopen
from tests.support.scans import jpeg, photographed, saved, written
from tests.support.walk_ins import walk_in

SCAN = jpeg(written((413, 584)))
OTHER = jpeg(written((413, 584), 2))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", LITTLE)
    yield opened
    opened.close()


@pytest.fixture
def dossier(office: Office) -> Dossier:
    return intake.accept(office, walk_in(office)).dossier


def problem(refused: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    return refused.value.problems[0].field, refused.value.problems[0].code


def set_portal(office: Office, family: str, **options: str) -> None:
    setting = PortalSetting(family, "http://127.0.0.1:9/", "u", options, practice=True, name=family)
    portals.save(office, setting, "p", answers_practice=True)


def test_a_paper_is_attached_and_read_again(office: Office, dossier: Dossier) -> None:
    done = attachments.attach(office, dossier.code, "1", SCAN, "tờ khai.jpg")
    (one,) = done.attachments
    assert (one.name, one.part, one.parts, one.pages) == ("tờ khai.pdf", 1, 1, 1)
    assert one.paper_name == attachments.papers(office, dossier.code)[0].name
    assert done.changes.dossiers == {dossier.uid}
    assert PdfReader(BytesIO(attachments.content(office, one.uid))).pages
    assert attachments.of_dossier(office, dossier.uid) == done.attachments
    events = look.history(office, dossier.uid)
    assert events[-1].kind is EventKind.ATTACHED
    assert events[-1].uid == one.uid
    assert safekeeping.verify(office) == ()


def test_a_paper_is_named_by_place_code_or_name(office: Office, dossier: Dossier) -> None:
    first = attachments.papers(office, dossier.code)[0]
    for number, asked in enumerate(["1", first.code.lower(), first.name.upper()]):
        page = jpeg(written((200, 280), number))
        (one,) = attachments.attach(office, dossier.code, asked, page, "x").attachments
        assert one.paper_code == first.code


def test_what_is_not_on_the_list_is_refused_with_the_list(office: Office, dossier: Dossier) -> None:
    with pytest.raises(Refused) as refused:
        attachments.attach(office, dossier.code, "giấy lạ", SCAN, "x")
    assert problem(refused) == ("paper", "unknown_paper")
    assert "1. Tờ khai đăng ký khai sinh" in refused.value.problems[0].message
    assert on_disk(office) == []


def test_nothing_on_the_disk_can_be_read_without_the_key(office: Office, dossier: Dossier) -> None:
    attachments.attach(office, dossier.code, "1", SCAN, "x")
    (one,) = attachments.of_dossier(office, dossier.uid)
    content = attachments.content(office, one.uid)
    frame, page = kept.places(office, one.sha256)
    for file in (frame, page):
        assert b"PDF" not in file.read_bytes()
        assert b"JFIF" not in file.read_bytes()
    told = {one.sha256, sha256(page_of(content)).hexdigest()}
    assert told.isdisjoint(on_disk(office))  # who knows a page cannot tell that it is here


def page_of(content: bytes) -> bytes:
    """The bytes of the one picture of a PDF."""
    (run,) = streams(content)
    return content[run.start : run.stop]


def test_the_same_pages_are_kept_once(office: Office, dossier: Dossier) -> None:
    other = intake.accept(office, walk_in(office)).dossier
    attachments.attach(office, dossier.code, "1", SCAN, "một")
    attachments.attach(office, other.code, "1", SCAN, "hai")
    attachments.attach(office, dossier.code, "2", SCAN, "ba")
    assert len(on_disk(office)) == 2  # the page, and what a PDF has around it
    with pytest.raises(Refused) as refused:
        attachments.attach(office, dossier.code, "1", SCAN, "lần nữa")
    assert problem(refused) == ("file", "already_attached")
    assert safekeeping.verify(office) == ()


def test_a_long_scan_is_several_deliveries_of_one_paper(office: Office) -> None:
    set_portal(office, "opencps", file_limit_mb="1")
    dossier = intake.accept(office, walk_in(office)).dossier
    first, *more = [photographed((945, 1260), seed) for seed in range(6)]
    scan = saved(first, "TIFF", save_all=True, append_images=more, compression="jpeg")
    done = attachments.attach(office, dossier.code, "1", scan, "sổ hộ khẩu.tif")
    assert len(done.attachments) >= 2
    parts = len(done.attachments)
    assert done.attachments[0].name == f"sổ hộ khẩu (1-{parts}).pdf"
    for one in done.attachments:
        assert one.size <= 1024 * 1024
        assert [(way.target, way.state) for way in one.deliveries] == [
            ("opencps", DeliveryState.WAITING)
        ]
    assert safekeeping.verify(office) == ()


def test_only_the_portals_of_the_dossier_hear_of_its_files(office: Office) -> None:
    set_portal(office, "opencps", procedures="9.999999")
    dossier = intake.accept(office, walk_in(office)).dossier
    (one,) = attachments.attach(office, dossier.code, "1", SCAN, "x").attachments
    assert one.deliveries == ()


def test_a_portal_that_takes_no_files_says_so_at_once(office: Office) -> None:
    set_portal(office, "national")
    dossier = intake.accept(office, walk_in(office)).dossier
    done = attachments.attach(office, dossier.code, "1", SCAN, "x")
    assert [warning.code for warning in done.warnings] == ["no_upload"]
    assert "không gửi được tệp qua cổng này" in done.warnings[0].message


def test_a_page_too_large_for_a_portal_is_told_at_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_portal(office, "opencps", file_limit_mb="1")
    dossier = intake.accept(office, walk_in(office)).dossier
    signed = b"%PDF-1.7 " + b"x" * 1_500_000
    from receptiondesk.files import preparing

    made = preparing.Prepared((preparing.Part(signed, 1),))
    monkeypatch.setattr(preparing, "prepare", lambda data, part_bytes: made)
    done = attachments.attach(office, dossier.code, "1", SCAN, "x")
    assert [warning.code for warning in done.warnings] == ["too_large"]
    assert "chỉ nhận tệp đến 1 MB" in done.warnings[0].message


def test_a_file_is_taken_away_with_a_reason_and_the_portal_hears_of_it(office: Office) -> None:
    set_portal(office, "opencps")
    dossier = intake.accept(office, walk_in(office)).dossier
    (one,) = attachments.attach(office, dossier.code, "1", SCAN, "x").attachments
    with pytest.raises(Refused) as refused:
        attachments.detach(office, dossier.code, one.uid, "  ")
    assert problem(refused) == ("reason", "missing_reason")
    gone = attachments.detach(office, dossier.code, one.uid, "nhầm người").attachment
    assert gone.removed_at is not None
    assert attachments.of_dossier(office, dossier.uid) == ()
    removal = look.history(office, dossier.uid)[-1]
    assert (removal.kind, removal.payload["reason"]) == (EventKind.DETACHED, "nhầm người")
    told = attachments.outgoing(office, removal.uid)
    assert told is not None
    assert (told.attachment.uid, told.removed) == (one.uid, True)
    assert len([way for way in gone.deliveries if way.kind is EventKind.DETACHED]) == 1
    with pytest.raises(Refused) as refused:
        attachments.detach(office, dossier.code, one.uid, "nữa")
    assert problem(refused) == ("attachment", "already_removed")
    attachments.attach(office, dossier.code, "1", SCAN, "x")
    assert safekeeping.verify(office) == ()


def test_what_goes_out_is_read_whole(office: Office, dossier: Dossier) -> None:
    (one,) = attachments.attach(office, dossier.code, "1", SCAN, "x").attachments
    told = attachments.outgoing(office, one.uid)
    assert told is not None
    assert told.content() == attachments.content(office, one.uid)
    assert attachments.outgoing(office, look.history(office, dossier.uid)[0].uid) is None


def test_a_cancelled_dossier_takes_no_files(office: Office, dossier: Dossier) -> None:
    corrections.cancel(office, dossier.code, "nhầm")
    with pytest.raises(Refused) as refused:
        attachments.attach(office, dossier.code, "1", SCAN, "x")
    assert problem(refused) == ("code", "cancelled")


def test_a_file_from_the_disk_bears_its_own_name(
    office: Office, dossier: Dossier, tmp_path: Path
) -> None:
    file = tmp_path / "Giấy chứng sinh.PDF"
    file.write_bytes(SCAN)
    (one,) = attachments.attach(office, dossier.code, "3", file).attachments
    assert one.name == "Giấy chứng sinh.pdf"
    with pytest.raises(Refused) as refused:
        attachments.attach(office, dossier.code, "3", tmp_path / "none.pdf")
    assert problem(refused) == ("file", "no_such_file")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\a\\tờ khai.pdf", "tờ khai.pdf"),
        ('a<b>:"c|d?*.png', "a_b_c_d_.pdf"),
        ("CON.pdf", "giay-to CON.pdf"),
        ("...", "giay-to.pdf"),
        ("\u202egpj.exe\x00", "gpj.pdf"),
        ("x" * 500 + ".jpg", "x" * 120 + ".pdf"),
        ("to\u031b\u0300.pdf", "tờ.pdf"),
        ("", "giay-to.pdf"),
    ],
)
def test_a_name_is_one_that_every_system_takes(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_no_word_of_it_reaches_the_log(
    office: Office, dossier: Dossier, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="receptiondesk"):
        attachments.attach(office, dossier.code, "1", SCAN, "Nguyễn Thị Ánh.jpg")
        with pytest.raises(Refused):
            attachments.attach(office, dossier.code, "1", SCAN[:500], "Nguyễn Thị Ánh.jpg")
    assert "Ánh" not in caplog.text


def test_a_disk_that_fills_up_leaves_neither_row_nor_file(tmp_path: Path) -> None:
    with disks.small_disk(tmp_path / "disk", 8) as place:
        office = make_office(place / "office", LITTLE)
        dossier = intake.accept(office, walk_in(office)).dossier
        with (place / "filler").open("wb", buffering=0) as filler:
            free = 200_000
            while _free(place) > free:
                filler.write(b"x" * 4096)
        with pytest.raises(Trouble) as trouble:
            attachments.attach(office, dossier.code, "1", jpeg(photographed((1512, 2016))), "x")
        assert trouble.value.code == "disk_full"
        assert attachments.of_dossier(office, dossier.uid) == ()
        (place / "filler").unlink()
        attachments.sweep(office)
        assert on_disk(office) == []
        assert [file for file in office.paths.papers.rglob("*") if file.is_file()] == []
        attachments.attach(office, dossier.code, "1", SCAN, "x")
        assert safekeeping.verify(office) == ()
        office.close()


def _free(place: Path) -> int:
    return shutil.disk_usage(place).free


def test_what_a_crash_left_is_swept_and_nothing_else(
    office: Office, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    attachments.attach(office, dossier.code, "1", SCAN, "x")
    before = on_disk(office)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(attachments, "_file", dies)
    with pytest.raises(KeyboardInterrupt):
        attachments.attach(office, dossier.code, "1", OTHER, "y")
    monkeypatch.undo()
    assert len(on_disk(office)) == len(before) + 2
    stranger = office.paths.papers / "ff" / ("f" * 64)
    stranger.parent.mkdir(exist_ok=True)
    stranger.write_bytes(b"of a restore")
    assert attachments.sweep(office) == 2
    assert on_disk(office) == sorted([*before, stranger.name])
    assert attachments.sweep(office) == 0


@pytest.mark.parametrize("called", ["write_whole", "staged"])
def test_a_refused_act_leaves_nothing_to_sweep(
    office: Office, dossier: Dossier, monkeypatch: pytest.MonkeyPatch, called: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(stores, called, full)
    with pytest.raises(Trouble):
        attachments.attach(office, dossier.code, "1", OTHER, "y")
    monkeypatch.undo()
    assert not attachments.store(office).unswept()
    assert on_disk(office) == []


def test_two_openings_of_one_office_do_not_sweep_each_other(
    office: Office, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = reopen(office.paths.root)
    filed = attachments._file

    def meanwhile(*given: object) -> object:
        assert attachments.sweep(second) == 0
        return filed(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(attachments, "_file", meanwhile)
    (one,) = attachments.attach(office, dossier.code, "1", SCAN, "x").attachments
    assert attachments.content(second, one.uid)
    second.close()


def test_confirmed_counts_papers_not_files(office: Office, dossier: Dossier) -> None:
    attachments.attach(office, dossier.code, "1", SCAN, "x")
    attachments.attach(office, dossier.code, "1", OTHER, "y")
    attachments.attach(office, dossier.code, "3", OTHER, "z")
    counted = attachments.confirmed(office, dossier.uid)
    assert counted.sentence == "0/2 giấy tờ đã được cổng xác nhận"


def test_every_paper_of_the_list_is_there_with_its_files(office: Office, dossier: Dossier) -> None:
    attachments.attach(office, dossier.code, "3", SCAN, "x")
    papers = attachments.by_paper(office, dossier.uid)
    assert [one.paper.position for one in papers] == list(range(1, len(papers) + 1))
    assert [len(one.files) for one in papers][:4] == [0, 0, 1, 0]


def test_a_png_of_nothing_is_a_page_all_the_same(office: Office, dossier: Dossier) -> None:
    blank = saved(Image.new("L", (827, 1169), "white"), "PNG")
    (one,) = attachments.attach(office, dossier.code, "1", blank, "trắng").attachments
    assert one.size < 5_000
