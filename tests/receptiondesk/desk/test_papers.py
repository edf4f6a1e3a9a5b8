"""Papers of a real office: filed before they come out, counted, and made of its settings."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from receptiondesk.desk import corrections, intake, look, papers, procedures, safekeeping
from receptiondesk.desk.papers import NoticeOrder
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.walk_in import (
    DeliveryMethod,
    FeeMethod,
    FeePaid,
    Person,
    ResultDelivery,
    Submitter,
)
from receptiondesk.office import Office
from receptiondesk.printing import receipt as receipt_paper
from tests.support import paper
from tests.support.office import MORNING, OfficeKind, make_office
from tests.support.walk_ins import COPY_OF_RECORD, WITHOUT_LIMIT, walk_in


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    kind = OfficeKind(number_range="1-999", practice=False)
    opened = make_office(tmp_path / "office", kind, clock=SetClock(MORNING))
    yield opened
    opened.close()


@pytest.fixture
def kept(office: Office) -> Dossier:
    return intake.accept(office, walk_in(office)).dossier


def with_settings(office: Office, **changes: object) -> Office:
    return office.with_settings(replace(office.settings, **changes))  # type: ignore[arg-type]


def printed(office: Office, dossier: Dossier) -> list[dict[str, object]]:
    events = look.history(office, dossier.uid)
    return [dict(event.payload) for event in events if event.kind is EventKind.PRINTED]


def test_a_print_is_filed_with_its_hash_and_counted(office: Office, kept: Dossier) -> None:
    made = papers.receipt(office, kept.code)
    assert made.sha256 == hashlib.sha256(made.pdf).hexdigest()
    assert printed(office, kept) == [
        {"document": "receipt", "code": kept.code, "print_no": 1, "sha256": made.sha256}
    ]
    assert look.dossier(office, kept.code).prints == 1
    assert made.changes.dossiers == {kept.uid}
    assert safekeeping.verify(office) == ()


def test_a_preview_shows_the_next_print_and_counts_nothing(office: Office, kept: Dossier) -> None:
    preview = papers.receipt(office, kept.code, issue=False)
    assert not printed(office, kept)
    assert not preview.changes
    assert papers.receipt(office, kept.code).pdf == preview.pdf


def test_further_prints_say_which_they_are(office: Office, kept: Dossier) -> None:
    told = [paper.words(papers.receipt(office, kept.code).pdf) for _ in range(3)]
    assert "Bản in lại" not in told[0]
    assert "Bản in lại lần 1" in told[1]
    assert "Bản in lại lần 2" in told[2]
    assert look.dossier(office, kept.code).prints == 3


def test_after_a_correction_the_receipt_replaces_the_former(office: Office, kept: Dossier) -> None:
    papers.receipt(office, kept.code)
    meant = replace(kept.facts, applicant=replace(kept.facts.applicant, full_name="Đỗ Văn Ước"))
    corrections.correct(office, kept.code, meant)
    text = paper.words(papers.receipt(office, kept.code).pdf)
    assert "Giấy này thay giấy đã cấp trước đó (sửa lần 1)" in text
    assert "Đỗ Văn Ước" in text
    corrections.correct(office, kept.code, replace(meant, note="Gọi trước"))
    assert "đã cấp trước đó (sửa lần 2)" in paper.words(papers.receipt(office, kept.code).pdf)


def test_a_first_print_after_a_correction_replaces_nothing(office: Office, kept: Dossier) -> None:
    papers.receipt(office, kept.code, issue=False)  # a look at it gives nothing out
    corrections.correct(office, kept.code, replace(kept.facts, note="Gọi trước"))
    told = [paper.words(papers.receipt(office, kept.code).pdf) for _ in range(2)]
    assert "thay giấy" not in told[0]
    assert "thay giấy" not in told[1]
    assert "Bản in lại lần 1" in told[1]


def test_a_price_per_copy_is_shown_as_it_was_computed(office: Office) -> None:
    by_rule = walk_in(office, COPY_OF_RECORD, fee=FeePaid(FeeMethod.CASH))
    code = intake.accept(office, by_rule).dossier.code
    text = paper.words(papers.receipt(office, code).pdf)
    assert "8.000 đồng/bản × 1 = 8.000 đồng (tiền mặt)" in text
    five = intake.accept(office, replace(by_rule, fee=FeePaid(FeeMethod.CASH, 40_000))).dossier
    text = paper.words(papers.receipt(office, five.code).pdf)
    assert "Phí, lệ phí: 40.000 đồng (tiền mặt)" in text


def test_who_hands_in_without_a_paper_is_not_called_authorised(office: Office) -> None:
    mother = Submitter(Person("Giàng Thị Mỷ"))
    code = intake.accept(office, walk_in(office, submitter=mother)).dossier.code
    text = paper.words(papers.receipt(office, code).pdf)
    assert "Người nộp hồ sơ thay chủ hồ sơ nêu trên: Giàng Thị Mỷ" in text
    assert "được ủy quyền" not in text


def test_after_a_cancellation_the_receipt_says_so(office: Office, kept: Dossier) -> None:
    corrections.cancel(office, kept.code, "Nộp nhầm nơi")
    text = paper.words(papers.receipt(office, kept.code).pdf)
    assert "HỒ SƠ ĐÃ HỦY" in text
    assert "Nộp nhầm nơi" in text


def test_a_paper_that_no_longer_fits_is_made_anew(
    office: Office, kept: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another counter prints while this one still draws: both get a number of their own."""
    draw = receipt_paper.render
    others = iter([True])

    def drawn_slowly(*given: object) -> bytes:
        pdf = draw(*given)  # type: ignore[arg-type]
        if next(others, False):
            papers.receipt(office, kept.code)
        return pdf

    monkeypatch.setattr(receipt_paper, "render", drawn_slowly)
    mine = papers.receipt(office, kept.code)
    assert mine.print_number == 2
    assert "Bản in lại lần 1" in paper.words(mine.pdf)
    assert [event["print_no"] for event in printed(office, kept)] == [1, 2]
    assert look.dossier(office, kept.code).prints == 2


def test_the_receipt_says_what_was_received(office: Office) -> None:
    facts = walk_in(
        office,
        submitter=Submitter(Person("Giàng A Páo", phone="0987654321"), "Giấy ủy quyền số 5"),
        delivery=ResultDelivery(DeliveryMethod.POST, "Thôn 9, xã Thử Nghiệm"),
        fee=FeePaid(FeeMethod.CASH, 16_000),
        copies=2,
    )
    dossier = intake.accept(office, facts).dossier
    text = paper.words(papers.receipt(office, dossier.code).pdf)
    for part in (
        "ỦY BAN NHÂN DÂN XÃ THỬ NGHIỆM BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ",
        "Số: 0001/BPTNTKQ",
        "Thử Nghiệm, ngày 23 tháng 11 năm 2026",
        f"Mã hồ sơ: {dossier.code}",
        "Bộ phận Tiếp nhận và Trả kết quả, Ủy ban nhân dân xã Thử Nghiệm",
        facts.applicant.full_name,
        "nộp hồ sơ: Giàng A Páo",
        "Giấy tờ ủy quyền: Giấy ủy quyền số 5",
        f"{dossier.procedure.name} ({dossier.procedure.code})",
        "Số lượng hồ sơ: 02 (bộ)",
        "Thời gian nhận hồ sơ: 09 giờ 00 phút, ngày 23 tháng 11 năm 2026",
        "Qua bưu chính, theo địa chỉ: Thôn 9, xã Thử Nghiệm",
        "16.000 đồng (tiền mặt)",
        "Lê Thị Thử",
        "1022",
    ):
        assert part in text
    assert "THỰC HÀNH" not in text


def test_papers_only_shown_are_never_listed(office: Office, kept: Dossier) -> None:
    shown = [one.name for one in kept.procedure.papers if one.shown_only]
    assert shown
    text = paper.squeezed(paper.words(papers.receipt(office, kept.code).pdf))
    assert not [name for name in shown if paper.squeezed(name) in text]


def test_a_time_set_by_the_officer_is_said_to_be_so(office: Office) -> None:
    promised = MORNING + timedelta(days=10)
    facts = walk_in(office, WITHOUT_LIMIT, due_at=promised)
    dossier = intake.accept(office, facts).dossier
    text = paper.words(papers.receipt(office, dossier.code).pdf)
    assert "theo quy định là: chưa công bố" in text
    assert "Giờ hẹn do cán bộ ấn định" in text


def test_a_provisional_code_is_called_provisional(tmp_path: Path) -> None:
    office = make_office(tmp_path / "other", OfficeKind(practice=False), clock=SetClock(MORNING))
    try:
        dossier = intake.accept(office, walk_in(office)).dossier
        assert "là mã tạm của quầy" in paper.words(papers.receipt(office, dossier.code).pdf)
    finally:
        office.close()


def test_practice_papers_are_stamped(tmp_path: Path) -> None:
    office = make_office(tmp_path / "other", OfficeKind(), clock=SetClock(MORNING))
    try:
        dossier = intake.accept(office, walk_in(office)).dossier
        receipt = papers.receipt(office, dossier.code)
        notice = papers.notices(office, NoticeOrder(codes=(dossier.procedure.code,)))
    finally:
        office.close()
    for made in (receipt, notice):
        assert "KHÔNG CÓ GIÁ TRỊ" in paper.words(made.pdf)


def test_settings_change_the_form(office: Office, kept: Dossier) -> None:
    changed = with_settings(
        office,
        receipt_title="PHIẾU HẸN",
        receipt_form_number="",
        receipt_number_suffix="PH",
        mask_personal_number=True,
        receipt_paper="a4",
    )
    made = papers.receipt(changed, kept.code, issue=False)
    text = paper.words(made.pdf)
    assert "PHIẾU HẸN" in text
    assert "Mẫu số 01" not in text
    assert "/PH" in text
    [page] = paper.codes(made.pdf)
    number = kept.facts.applicant.identity.number  # type: ignore[union-attr]
    assert len(page) == 2 * 3  # on each copy the circular's code, the bar code, the signed one
    assert not [code for _, code in page if number in code]


def test_the_office_s_own_words_are_used(office: Office, kept: Dossier) -> None:
    folder = office.paths.root / "forms"
    folder.mkdir()
    (folder / "receipt.toml").write_text('owner = "Người nộp đơn:"\n', encoding="utf-8")
    text = paper.words(papers.receipt(office, kept.code).pdf)
    assert f"Người nộp đơn: {kept.facts.applicant.full_name}" in text


def test_an_unknown_code_or_paper_is_refused(office: Office, kept: Dossier) -> None:
    with pytest.raises(Refused) as unknown:
        papers.receipt(office, "H56.14-200101-0001")
    assert unknown.value.problems[0].code == "unknown_code"
    with pytest.raises(Refused) as other:
        papers.receipt(office, kept.code, size="a3")
    assert other.value.problems[0].code == "bad_paper"
    assert not printed(office, kept)


def test_notices_print_exactly_the_codes_asked_for(office: Office) -> None:
    codes = ("2.000635", "1.001193", "2.000635")
    made = papers.notices(office, NoticeOrder("list", codes=codes))
    text = paper.words(made.pdf)
    assert "2 thủ tục" in text
    assert "1.001193" in text
    assert "2.000635" in text
    assert [len(page) for page in paper.codes(made.pdf)] == [2]


def test_notices_without_codes_print_what_the_office_posts(office: Office) -> None:
    with pytest.raises(Refused) as caught:
        papers.notices(office, NoticeOrder())
    assert caught.value.problems[0].code == "nothing_posted"
    procedures.offer(office, ["1.001193", "2.000815"])
    whole = paper.words(papers.notices(office, NoticeOrder("index")).pdf)
    assert "2 thủ tục, 2 lĩnh vực" in whole
    one = paper.words(papers.notices(office, NoticeOrder("index", field="hộ tịch")).pdf)
    assert "1 thủ tục, 1 lĩnh vực" in one
    assert "1.001193" in one


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (NoticeOrder("plakat", codes=("1.001193",)), "bad_kind"),
        (NoticeOrder(size="a5", codes=("1.001193",)), "bad_paper"),
        (NoticeOrder(codes=("9.999999",)), "unknown_procedure"),
        (NoticeOrder(codes=("1.001193",), field="Không có"), "unknown_field"),
    ],
)
def test_a_notice_that_cannot_be_made_is_refused(
    office: Office, order: NoticeOrder, code: str
) -> None:
    with pytest.raises(Refused) as caught:
        papers.notices(office, order)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_printing_a_wall_can_be_watched_and_stopped(office: Office) -> None:
    told: list[tuple[int, int]] = []
    order = NoticeOrder("sheets", codes=("1.001193", "2.000635"))
    papers.notices(office, order, progress=lambda *step: told.append(step))
    assert told == [(0, 2), (1, 2), (2, 2)]
    with pytest.raises(Refused) as caught:
        papers.notices(office, order, cancelled=lambda: True)
    assert caught.value.problems[0].code == "cancelled"
