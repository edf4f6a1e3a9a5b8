"""Forms of a real office: facts from the dossier, filed before they come out."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import corrections, forms, intake, look, safekeeping
from receptiondesk.desk.forms import PaperOrder
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.paper_kinds import OF_DOSSIER, PaperKind
from receptiondesk.domain.walk_in import (
    DeliveryMethod,
    FeeMethod,
    FeePaid,
    Person,
    ResultDelivery,
    Submitter,
)
from receptiondesk.office import Office
from receptiondesk.storage import journal
from tests.support import paper
from tests.support.office import MORNING, OFFICER, OfficeKind, make_office
from tests.support.walk_ins import BIRTH_REGISTRATION, COPY_OF_RECORD, person, walk_in


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    kind = OfficeKind(number_range="1-999", practice=False)
    opened = make_office(tmp_path / "office", kind, clock=SetClock(MORNING))
    yield opened
    opened.close()


@pytest.fixture
def kept(office: Office) -> Dossier:
    return intake.accept(office, walk_in(office)).dossier


def made_of(office: Office) -> list[dict[str, object]]:
    with office.database.read() as session:
        found = list(journal.of_kinds(session, [EventKind.PAPER_MADE]))
    return [dict(event.payload) for event in found]


def codes(found: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in found.value.problems]


@pytest.mark.parametrize("kind", sorted(OF_DOSSIER))
def test_a_form_is_filed_with_its_kind_version_and_hash(
    office: Office, kept: Dossier, kind: PaperKind
) -> None:
    made = forms.make(office, PaperOrder(kind.value, kept.code))
    assert made.sha256 == hashlib.sha256(made.pdf).hexdigest()
    assert made.version == "1"
    noted = {"document": kind.value, "template": "1", "sha256": made.sha256, "code": kept.code}
    assert made_of(office) == [noted]
    assert look.history(office, kept.uid)[-1].kind is EventKind.PAPER_MADE
    assert made.changes.dossiers == {kept.uid}
    assert kept.facts.applicant.full_name not in made.name
    assert safekeeping.verify(office) == ()


def test_the_dossier_s_facts_stand_on_it(office: Office) -> None:
    helper = Submitter(Person("Lê Văn Cường"), "Giấy ủy quyền số 12")
    kept = intake.accept(office, walk_in(office, submitter=helper)).dossier
    made = forms.make(office, PaperOrder("refusal", kept.code, {"reasons": ["Thiếu giấy."]}))
    text = paper.words(made.pdf)
    applicant = kept.facts.applicant
    assert applicant.identity is not None
    for told in (
        applicant.full_name,
        applicant.identity.number,
        applicant.phone,
        kept.code,
        kept.procedure.name,
        "Thiếu giấy.",
        "Lê Văn Cường",
        OFFICER,
        "ngày 23 tháng 11 năm 2026",
        "/PTC-BPTNTKQ",
    ):
        assert told in text
    ((kind, code),) = paper.codes(made.pdf)[0]
    day = "23/11/2026"
    parts = code.split("|")
    assert kind == "QR"
    assert parts[:3] == [kept.code, kept.procedure.code, applicant.identity.number]
    assert parts[-1] == day


def test_a_masked_number_is_masked_on_forms_too(office: Office, kept: Dossier) -> None:
    masking = office.with_settings(replace(office.settings, mask_personal_number=True))
    made = forms.make(masking, PaperOrder("supplement", kept.code))
    ((_, code),) = paper.codes(made.pdf)[0]
    assert code.split("|")[2].startswith("*********")


def test_a_form_may_be_asked_for_as_the_office_calls_it(office: Office, kept: Dossier) -> None:
    assert "Phiếu" not in forms.make(office, PaperOrder("02", kept.code)).name
    folder = office.paths.root / "forms"
    folder.mkdir()
    (folder / "control.toml").write_text('short = "BM.05"\n', encoding="utf-8")
    made = forms.make(office, PaperOrder("bm.05", kept.code))
    assert "PHIẾU KIỂM SOÁT" in paper.words(made.pdf)
    assert made.version.startswith("1+")
    assert made_of(office)[-1]["template"] == made.version


def test_without_a_dossier_a_refusal_tells_who_was_given(office: Office) -> None:
    given = {"applicant": {"full_name": "Trần Thị Lan"}, "procedure": "Cấp giấy phép xây dựng"}
    made = forms.make(office, PaperOrder("refusal", given=given))
    text = paper.words(made.pdf)
    assert "Tiếp nhận hồ sơ của: Trần Thị Lan" in text
    assert "Cấp giấy phép xây dựng" in text
    assert paper.codes(made.pdf) == [[]]
    (noted,) = made_of(office)
    assert set(noted) == {"document", "template", "sha256"}


def test_a_paper_that_cannot_be_kept_is_not_filed(office: Office, kept: Dossier) -> None:
    def full(_: bytes) -> None:
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - whatever stops the keeping
        forms.make(office, PaperOrder("supplement", kept.code), keep=full)
    assert made_of(office) == []


def test_a_dossier_corrected_meanwhile_is_printed_anew(office: Office, kept: Dossier) -> None:
    seen: list[bytes] = []

    def keep(pdf: bytes) -> None:
        if not seen:
            other = replace(kept.facts, applicant=person("Phạm Thị Dung"))
            corrections.correct(office, kept.code, other)
        seen.append(pdf)

    made = forms.make(office, PaperOrder("supplement", kept.code), keep=keep)
    assert len(seen) == 2
    assert made.pdf == seen[-1]
    assert "Phạm Thị Dung" in paper.words(made.pdf)
    assert len(made_of(office)) == 1


def test_what_changes_nothing_on_the_paper_makes_it_not_anew(office: Office, kept: Dossier) -> None:
    seen: list[bytes] = []

    def keep(pdf: bytes) -> None:
        if not seen:
            corrections.correct(office, kept.code, replace(kept.facts, note="khác"))
        seen.append(pdf)

    forms.make(office, PaperOrder("supplement", kept.code), keep=keep)
    assert len(seen) == 1


def test_lists_hold_each_dossier_once_in_the_order_named(office: Office) -> None:
    kept = [intake.accept(office, walk_in(office)).dossier for _ in range(3)]
    named = f"{kept[2].code}, {kept[0].code},{kept[2].code.lower()}"
    given = {"to": "Sở Tư pháp", "notes": {kept[0].code: "khẩn"}}
    made = forms.make(office, PaperOrder("transmittal", named, given))
    text = paper.words(made.pdf)
    assert text.index(kept[2].code) < text.index(kept[0].code)
    assert kept[1].code not in text
    assert "02 hồ sơ (hai hồ sơ)" in text
    assert "khẩn" in text
    assert made_of(office)[0]["codes"] == [kept[2].code, kept[0].code]
    assert not made.changes.dossiers
    assert safekeeping.verify(office) == ()


def test_the_post_gets_the_address_that_was_asked_for(office: Office) -> None:
    post = ResultDelivery(DeliveryMethod.POST, "Số 5, đường Lê Lợi")
    first = intake.accept(office, walk_in(office, delivery=post)).dossier
    second = intake.accept(office, walk_in(office)).dossier
    named = f"{first.code},{second.code}"
    given = {"post": "Bưu điện xã", "tracking": {first.code: "EB1"}}
    text = paper.words(forms.make(office, PaperOrder("manifest", named, given)).pdf)
    for told in ("Số 5, đường Lê Lợi", "Thôn 1", "EB1", "02 (hai) bưu gửi"):
        assert told in text
    text = paper.words(forms.make(office, PaperOrder("labels", named)).pdf)
    for told in ("Số 5, đường Lê Lợi", "Bưu gửi 1/2", "Bưu gửi 2/2", "0912345678"):
        assert told in text


def test_fees_are_those_of_the_days_received_cancelled_ones_left_out(office: Office) -> None:
    cash, transfer = FeePaid(FeeMethod.CASH), FeePaid(FeeMethod.TRANSFER)
    for fee in (cash, cash, transfer):
        last = intake.accept(office, walk_in(office, COPY_OF_RECORD, fee=fee)).dossier
    gone = intake.accept(office, walk_in(office, COPY_OF_RECORD, fee=cash)).dossier
    corrections.cancel(office, gone.code, "nhầm")
    made = forms.make(office, PaperOrder("fees", "2026-11-23", {"signers": ["Lê A", "Lê B"]}))
    text = paper.words(made.pdf)
    assert last.code in text
    assert gone.code not in text
    assert "Tiền mặt: 2 hồ sơ, 16.000 đồng (Mười sáu nghìn đồng)." in text
    assert "Chuyển khoản: 1 hồ sơ, 8.000 đồng (Tám nghìn đồng)." in text
    assert "24.000 đồng (Hai mươi bốn nghìn đồng)" in text
    assert "Lê B" in text
    other = paper.words(forms.make(office, PaperOrder("fees", "2026-11-01..2026-11-22")).pdf)
    assert "Không có hồ sơ nào." in other
    assert made_of(office)[0]["first"] == "2026-11-23"


def test_a_queue_slip_comes_on_the_roll_unless_otherwise_asked(office: Office) -> None:
    given = {"number": "A047", "waiting": 3}
    roll = forms.make(office, PaperOrder("queue", given=given))
    sheet = forms.make(office, PaperOrder("queue", given=given, size="a5"))
    for made in (roll, sheet):
        text = paper.words(made.pdf)
        assert "A047" in text
        assert "chờ trước: 3" in text
        assert "09:00 ngày 23/11/2026" in text
    assert paper.pictures(roll.pdf, 72)[0].width < paper.pictures(sheet.pdf, 72)[0].width


@pytest.mark.parametrize("kind", sorted(OF_DOSSIER))
def test_a_sample_holds_nobody_s_data_and_bears_its_mark(office: Office, kind: PaperKind) -> None:
    made = forms.make(office, PaperOrder("sample", kind.value))
    text = paper.words(made.pdf)
    assert "MẪU" in text
    assert "H00.00-990101-0001" in text
    assert OFFICER not in text
    assert "……" not in text or kind is PaperKind.CONTROL
    assert paper.codes(made.pdf) in ([[]], [[("Code 128", "H00.00-990101-0001")]])
    assert made_of(office)[0]["of"] == kind.value


def test_the_receipt_has_a_sample_too(office: Office) -> None:
    made = forms.make(office, PaperOrder("sample", "01"))
    text = paper.words(made.pdf)
    assert "MẪU" in text
    assert text.count("GIẤY TIẾP NHẬN HỒ SƠ") == 1
    assert "Nguyễn Văn Mẫu" in text
    assert "Liên" not in text
    assert OFFICER not in text
    assert made_of(office)[0]["of"] == "receipt"
    assert forms.make(office, PaperOrder("sample", "receipt")).pdf == made.pdf
    with pytest.raises(Refused) as refused:
        forms.make(office, PaperOrder("sample", "01", size="roll"))
    assert codes(refused) == [("size", "bad_paper")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('received = "mai"', ("forms.sample.received", "bad_moment")),
        ('day = "mai"', ("forms.sample.day", "bad_date")),
    ],
)
def test_bad_invented_data_of_the_office_are_refused(
    office: Office, text: str, found: tuple[str, str]
) -> None:
    folder = office.paths.root / "forms"
    folder.mkdir()
    (folder / "sample.toml").write_text(f"{text}\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        forms.make(office, PaperOrder("sample", "apology"))
    assert codes(refused) == [found]


@pytest.mark.parametrize(
    ("order", "found"),
    [
        (PaperOrder("poster", "X"), [("kind", "unknown_kind")]),
        (PaperOrder("register", "2026"), [("kind", "by_volumes")]),
        (PaperOrder("supplement", "X"), [("code", "unknown_code")]),
        (PaperOrder("apology"), [("code", "missing_code")]),
        (PaperOrder("transmittal", " , "), [("code", "missing_code")]),
        (PaperOrder("transmittal", ",".join("X" * 501)), [("code", "too_many")]),
        (PaperOrder("queue", "X"), [("code", "code_not_wanted")]),
        (PaperOrder("fees", "hôm qua"), [("code", "bad_date")]),
        (PaperOrder("fees", "2026-11-30..2026-11-01"), [("code", "bad_date")]),
        (PaperOrder("fees", "2026-01-01..2027-01-02"), [("code", "too_long")]),
        (PaperOrder("fees", "2026-11-01", {"signers": ["a"] * 4}), [("signers", "too_many")]),
        (PaperOrder("sample", "queue"), [("code", "no_sample")]),
        (PaperOrder("sample", "poster"), [("kind", "unknown_kind")]),
        (PaperOrder("fees", "2026-11-01", size="a5"), [("size", "bad_paper")]),
        (PaperOrder("queue", size="a3"), [("size", "bad_paper")]),
        (PaperOrder("refusal", given={"reasons": ["王"]}), [("reasons[0]", "not_in_fonts")]),
    ],
)
def test_what_cannot_be_made_is_refused_and_not_filed(
    office: Office, order: PaperOrder, found: list[tuple[str, str]]
) -> None:
    with pytest.raises(Refused) as refused:
        forms.make(office, order)
    assert codes(refused) == found
    assert made_of(office) == []


def test_what_contradicts_the_dossier_is_refused(office: Office, kept: Dossier) -> None:
    def refusals(kind: str, given: dict[str, object]) -> list[tuple[str, str]]:
        with pytest.raises(Refused) as found:
            forms.make(office, PaperOrder(kind, kept.code, given))
        return codes(found)

    assert refusals("refusal", {"procedure": "Khác"}) == [("procedure", "given_twice")]
    assert refusals("apology", {"new_date": "2026-11-20"}) == [("new_date", "not_later")]
    assert refusals("transmittal", {"notes": {"X": "?"}}) == [("notes.X", "unknown_code")]
    homeless = replace(
        kept.facts.applicant, address=replace(kept.facts.applicant.address, detail="")
    )
    corrections.correct(office, kept.code, replace(kept.facts, applicant=homeless))
    assert refusals("labels", {}) == [(kept.code, "no_address")]
    corrections.cancel(office, kept.code, "nhầm")
    assert refusals("control", {}) == [("code", "cancelled")]
    assert refusals("manifest", {}) == [("code", "cancelled")]
    assert forms.make(office, PaperOrder("refusal", kept.code)).pdf


def test_a_form_is_headed_by_the_desk_under_its_office_and_by_the_office_where_its_head_signs(
    office: Office, kept: Dossier
) -> None:
    """Circular 03/2025, Annex I: the superior body, below it the one-stop desk."""
    settings = office.settings
    above, own, desk = (
        paper.squeezed(name.upper())
        for name in (settings.parent_org, settings.org_name, settings.desk_name)
    )
    assert all((above, own, desk))

    def head(kind: str) -> str:
        text = paper.words(forms.make(office, PaperOrder(kind, kept.code)).pdf)
        return paper.squeezed(text.partition("Số:")[0])

    for kind in ("supplement", "refusal", "control"):
        assert f"{own}{desk}" in head(kind)
        assert above not in head(kind)
    for kind in ("apology", "stopping"):
        assert f"{above}{own}" in head(kind)
        assert desk not in head(kind)


def test_whose_head_a_form_bears_is_a_word_that_the_office_may_change(
    office: Office, kept: Dossier
) -> None:
    folder = office.paths.root / "forms"
    folder.mkdir()
    (folder / "apology.toml").write_text('issuer = "desk"\n', encoding="utf-8")
    text = paper.words(forms.make(office, PaperOrder("apology", kept.code)).pdf)
    assert paper.squeezed(office.settings.parent_org.upper()) not in paper.squeezed(text)
    (folder / "apology.toml").write_text('issuer = "tỉnh"\n', encoding="utf-8")
    with pytest.raises(Refused) as found:
        forms.make(office, PaperOrder("apology", kept.code))
    assert codes(found) == [("forms.apology.issuer", "bad_issuer")]


def test_an_apology_says_the_word_procedure_once(office: Office) -> None:
    birth = intake.accept(office, walk_in(office, BIRTH_REGISTRATION)).dossier
    assert birth.procedure.name.startswith("Thủ tục ")
    text = paper.words(forms.make(office, PaperOrder("apology", birth.code)).pdf)
    assert "hồ sơ thủ tục hành chính đăng ký khai sinh của" in text
