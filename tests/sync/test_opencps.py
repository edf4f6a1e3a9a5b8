"""The desk's facts in OpenCPS's words, and what a person may set for such a target."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from receptiondesk.domain.code_map import CodeKind, CodeLine, CodeMap, Way
from receptiondesk.domain.outbox import PortalSetting
from receptiondesk.domain.procedures import Channel
from receptiondesk.domain.walk_in import (
    ApplicantKind,
    DeliveryMethod,
    FeeMethod,
    FeePaid,
    ResultDelivery,
)
from sync.portals.opencps import fields
from sync.portals.opencps.options import Options, problems
from sync.portals.opencps.portal_site import moment_of
from sync.portals.opencps.ticks_and_fee import told_marks
from sync.portals.opencps.words import Words
from tests.support.portals.opencps_bench import CODE, WHO, dossier

WORDS = Words.of(CodeMap(), {})


def test_the_form_in_the_portals_words() -> None:
    firm = replace(WHO, kind=ApplicantKind.ENTERPRISE)
    by_post = ResultDelivery(DeliveryMethod.POST, "Thôn 2")
    facts = replace(
        dossier().facts, applicant=firm, delivery=by_post, copies=3, channel=Channel.POST
    )
    form = fields.facts(dossier(facts=facts), WORDS)
    assert form["applicantIdType"] == "business"
    assert (form["viaPostal"], form["postalAddress"]) == ("2", "Thôn 2")
    assert (form["receiveDate"], form["dueDate"]) == (
        "23/11/2026 09:00:00",
        "23/11/2026 17:00:00",
    )
    assert form["sampleCount"] == "3"
    assert "dossierNo" not in form
    assert form["briefNote"] == "Mã tạm tại quầy: TAM-1-261123-0001. Nộp qua bưu chính"


def test_an_unknown_fee_is_never_a_zero() -> None:
    unknown = dossier(facts=replace(dossier().facts, fee=FeePaid(FeeMethod.CASH, None)))
    assert fields.payment(unknown, WORDS) is None
    exempt = dossier(facts=replace(dossier().facts, fee=FeePaid(FeeMethod.EXEMPT, 0)))
    told = fields.payment(exempt, WORDS)
    assert told is not None
    assert told["paymentNote"].startswith("Miễn")
    assert fields.payment_text(told) != fields.payment_text({})


def test_nothing_paid_and_no_payment_at_all_are_one() -> None:
    """A person sees no difference between them at the portal, so none may be shown for ever."""
    one = dossier(facts=replace(dossier().facts, fee=FeePaid()), revision=1)
    taken_back = fields.payment(one, WORDS)
    assert taken_back is not None
    assert fields.payment_text(taken_back) == fields.payment_text({})


def test_an_offices_own_words_win_and_the_other_kinds_stay_as_shipped() -> None:
    own = CodeLine(CodeKind.FEE, "cash", "TM", Way.OUT)
    words = Words.of(CodeMap(3, (own,)), {})
    told = fields.payment(dossier(), words)
    assert told is not None
    assert told["paymentMethod"] == "TM"
    assert fields.facts(dossier(), words)["applicantIdType"] == "citizen"


def test_the_most_special_word_that_is_mapped_tells_the_state() -> None:
    lines = (
        CodeLine(CodeKind.STATUS, "4", "processing"),
        CodeLine(CodeKind.STATUS, "9", "cho_tra"),
    )
    words = Words.of(CodeMap(1, lines), {})
    assert words.status_of("cho_tra", "processing") == 9
    assert words.status_of("processing_6", "processing") == 4
    assert words.status_of("", "interoperating") is None


@pytest.mark.parametrize("told", ["", "[", "{}", "null", "[1, {}]", "7"])
def test_ticks_told_in_a_shape_that_nobody_knows_say_nothing(told: str) -> None:
    assert told_marks({"dossierMarks": told}) == {}


def test_a_time_is_read_as_the_portal_writes_it() -> None:
    assert moment_of("23/11/2026 09:00:00") == datetime(2026, 11, 23, 2, tzinfo=UTC)
    assert moment_of("2026-11-23") is None
    assert moment_of(None) is None


def setting(**options: str) -> PortalSetting:
    return PortalSetting("opencps", "https://cong.example", "motcua", {"groupId": "1", **options})


def test_options_of_every_family_are_taken_and_unknown_ones_named() -> None:
    good = {"procedures": "1.001193", "file_limit_mb": "20", "otherPart": "KHAC"}
    assert list(problems(setting(**good), "mat-khau")) == []
    assert Options.read(good).file_limit == 20 * 1024 * 1024
    wrong = list(problems(setting(mau_sac="xanh", file_limit_mb="nhieu"), "mat:khau"))
    assert [(one.field, one.code) for one in wrong] == [
        ("password", "password_colon"),
        ("option.mau_sac", "unknown_option"),
        ("option.file_limit_mb", "bad_limit"),
    ]


def test_a_paper_without_a_part_stands_in_the_note() -> None:
    own = dossier().papers[1]
    form = fields.facts(dossier(), WORDS, (own,))
    assert "Giấy riêng (0 bản chính, 1 bản sao)" in form["briefNote"]
    assert CODE not in form["briefNote"]
