"""A receipt proves itself: the signed code, checked with the public key alone."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptiondesk.credentials.receipt_key import ReceiptKey
from receptiondesk.desk import corrections, intake, papers, receipt_seals
from receptiondesk.desk.receipt_seals import KnownKey, Outcome
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.receipt_seal import SealedFacts, message, parse, spell
from receptiondesk.office import Office
from tests.support import paper
from tests.support.office import MORNING, OfficeKind, make_office
from tests.support.walk_ins import walk_in

KEY = ReceiptKey(bytes(range(32)))
OURS = KnownKey(KEY.public, "H56.14", "UBND xã Thử Nghiệm")
FACTS = SealedFacts("H56.14-261120-0001", "1.001193", "H56.14", MORNING, None)


def signed(key: ReceiptKey = KEY, facts: SealedFacts = FACTS) -> str:
    text = message(facts, key.public.key_id)
    return spell(text, key.sign(text.encode()))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    kind = OfficeKind(number_range="1-999", practice=False)
    opened = make_office(tmp_path / "office", kind, clock=SetClock(MORNING))
    yield opened
    opened.close()


@pytest.fixture
def kept(office: Office) -> Dossier:
    return intake.accept(office, walk_in(office)).dossier


def test_the_printed_code_is_genuine_and_reads_from_the_paper(
    office: Office, kept: Dossier
) -> None:
    pdf = papers.receipt(office, kept.code).pdf
    found = [text for kind, text in paper.codes(pdf)[0] if kind == "QR" and text.startswith("RD1:")]
    assert found == [receipt_seals.code_of(office, kept)]
    verdict = receipt_seals.check_here(office, found[0])
    assert verdict.outcome is Outcome.GENUINE
    assert verdict.issuer == office.settings.org_name
    assert verdict.remarks == ()
    assert verdict.facts is not None
    assert verdict.facts.code == kept.code
    assert verdict.facts.due_at == kept.due_at
    assert f"khóa {verdict.key_id}" in paper.words(pdf)


@given(st.integers(0, 400), st.integers(1, 127))
def test_one_changed_byte_fails(place: int, change: int) -> None:
    text = signed()
    place %= len(text)
    changed = text[:place] + chr(ord(text[place]) ^ change) + text[place + 1 :]
    verdict = receipt_seals.check(changed, [OURS])
    assert verdict.outcome is not Outcome.GENUINE or changed.strip() == text


def test_a_changed_time_under_the_old_signature_is_named_forged() -> None:
    text = signed()
    changed = text.replace("20261", "20271", 1)
    assert changed != text
    assert parse(changed) is not None
    verdict = receipt_seals.check(changed, [OURS])
    assert verdict.outcome is Outcome.FORGED
    assert verdict.facts is None  # what nobody signed is not shown as if somebody had


def test_another_office_s_key_is_asked_for_by_name() -> None:
    other = ReceiptKey(bytes(32))
    verdict = receipt_seals.check(signed(other), [OURS])
    assert verdict.outcome is Outcome.UNKNOWN_KEY
    assert other.public.key_id in verdict.sentence


def test_a_key_vouches_for_its_own_unit_only() -> None:
    facts = replace(FACTS, unit="H56.15")
    verdict = receipt_seals.check(signed(facts=facts), [OURS])
    assert verdict.outcome is Outcome.OTHER_UNIT
    assert "H56.15" in verdict.sentence


def test_a_text_without_a_seal_says_which_code_to_scan() -> None:
    verdict = receipt_seals.check("H56.14-261120-0001|1.001193|", [OURS])
    assert verdict.outcome is Outcome.NO_SEAL
    assert "cuối tờ giấy" in verdict.sentence


def test_a_key_file_goes_out_and_comes_back(office: Office, kept: Dossier, tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text(receipt_seals.own_key(office).text, encoding="utf-8")
    known = receipt_seals.read_key(file)
    assert (known.unit, known.name) == (office.settings.org_code, office.settings.org_name)
    verdict = receipt_seals.check(receipt_seals.code_of(office, kept), [known])
    assert verdict.outcome is Outcome.GENUINE


def test_the_folder_of_keys_serves_other_offices(office: Office) -> None:
    folder = office.paths.root / "receipt-keys"
    folder.mkdir()
    (folder / "neighbour.pem").write_text(OURS.text, encoding="utf-8")
    assert receipt_seals.check_here(office, signed()).outcome is Outcome.GENUINE
    (folder / "broken.pem").write_text("không phải khóa", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        receipt_seals.check_here(office, signed())
    assert [problem.code for problem in refused.value.problems] == ["bad_key"]


def test_what_changed_after_printing_is_told(office: Office, kept: Dossier) -> None:
    code = receipt_seals.code_of(office, kept)
    corrections.cancel(office, kept.code, reason="Người dân rút hồ sơ")
    verdict = receipt_seals.check_here(office, code)
    assert verdict.outcome is Outcome.GENUINE
    assert any("đã hủy" in remark for remark in verdict.remarks)
    promise = replace(kept.promise, due_at=kept.received_at + timedelta(days=30))
    late = replace(kept, promise=promise)
    moved = receipt_seals.check_here(office, receipt_seals.code_of(office, late))
    assert any("Ngày hẹn trả đã thay" in remark for remark in moved.remarks)
    unknown = receipt_seals.check_here(
        office, receipt_seals.code_of(office, replace(kept, code="H56.14-261120-0999"))
    )
    assert any("không có hồ sơ" in remark for remark in unknown.remarks)


def test_the_key_is_the_same_after_opening_again_and_never_shown(office: Office) -> None:
    first, again = (receipt_seals.own_key(office).text for _ in range(2))
    assert first == again
    assert "PRIVATE" not in first
    assert repr(ReceiptKey(bytes(range(32)))) == f"ReceiptKey({KEY.public.key_id!r})"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_other_tools_confirm_the_signature_too(tmp_path: Path) -> None:
    seal = parse(signed())
    assert seal is not None
    for name, data in (("m", seal.message), ("s", seal.signature), ("k", OURS.text.encode())):
        (tmp_path / name).write_bytes(data)
    order = ["pkeyutl", "-verify", "-pubin", "-inkey", "k", "-rawin", "-in", "m", "-sigfile", "s"]
    told = subprocess.run(
        ["openssl", *order],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert b"Verified Successfully" in told.stdout
