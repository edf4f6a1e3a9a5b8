from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptiondesk import gazetteer as shipped
from receptiondesk.domain import checks
from receptiondesk.domain.procedures import (
    Channel,
    FeeRule,
    FeeState,
    LimitUnit,
    Procedure,
    PublishedChannel,
    RequiredPaper,
    TimeLimit,
)
from receptiondesk.domain.walk_in import (
    Address,
    ApplicantKind,
    DeliveryMethod,
    FeeMethod,
    FeePaid,
    Identity,
    IdentityType,
    PaperTick,
    Person,
    ResultDelivery,
    Sex,
    Submitter,
    WalkIn,
)

GAZETTEER = shipped.load()
NOW = datetime(2026, 11, 23, 8, 20, tzinfo=UTC)
COUNTER, ONLINE = PublishedChannel.COUNTER, PublishedChannel.ONLINE
BIRTH = Procedure(
    "1.001193",
    "Đăng ký khai sinh",
    "Hộ tịch",
    limits=(
        TimeLimit(COUNTER, 0, LimitUnit.SAME_DAY),
        TimeLimit(ONLINE, 3, LimitUnit.WORKING_DAYS, "thường"),
        TimeLimit(ONLINE, 5, LimitUnit.WORKING_DAYS, "xác minh"),
    ),
    fees=(FeeRule(COUNTER, FeeState.FREE), FeeRule(ONLINE, FeeState.UNKNOWN)),
    papers=(
        RequiredPaper("TK", "Tờ khai đăng ký khai sinh", channels=frozenset({COUNTER})),
        RequiredPaper("CS", "Giấy chứng sinh", alternative="sinh"),
        RequiredPaper("LC", "Văn bản người làm chứng", alternative="sinh", required=False),
        RequiredPaper("CD", "Giấy cam đoan", alternative="sinh"),
        RequiredPaper(
            "DL", "Dữ liệu chứng sinh", 0, 0, required=False, shown_only=True, alternative="sinh"
        ),
        RequiredPaper("CC", "Căn cước", shown_only=True),
        RequiredPaper("UQ", "Giấy ủy quyền", required=False, case="nộp thay"),
    ),
)
APPLICANT = Person(
    "Nguyễn Văn Ánh",
    identity=Identity(IdentityType.CCCD, "001090123456"),
    birth=date(1990, 5, 17),
    sex=Sex.MALE,
    address=Address("20", "06325", "Thôn Đông"),
)
GOOD = WalkIn("1.001193", APPLICANT, papers=(PaperTick("TK"), PaperTick("CS")))
TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=30)


def found(walk_in, procedure=BIRTH, conditions=None):
    problems = checks.problems(walk_in, procedure, GAZETTEER, NOW, conditions)
    assert all(problem.message.endswith(".") for problem in problems)
    return [(problem.field, problem.code) for problem in problems]


def with_person(**parts):
    return replace(GOOD, applicant=replace(APPLICANT, **parts))


def test_a_good_walk_in_has_no_problem_and_no_warning():
    assert found(GOOD) == []
    assert checks.warnings(GOOD, BIRTH) == ()


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"full_name": ""}, [("applicant.full_name", "missing")]),
        ({"full_name": "12345"}, [("applicant.full_name", "no_letter")]),
        ({"full_name": "…!"}, [("applicant.full_name", "no_letter")]),
        ({"full_name": "12345", "kind": ApplicantKind.ENTERPRISE}, []),
        (
            {"full_name": "…!", "kind": ApplicantKind.ENTERPRISE},
            [("applicant.full_name", "no_letter")],
        ),
        ({"full_name": "Á" * 255}, []),
        ({"full_name": "Á" * 256}, [("applicant.full_name", "too_long")]),
        ({"full_name": "Ánh\u202e"}, [("applicant.full_name", "unprintable")]),
        ({"full_name": "Ánh\n"}, [("applicant.full_name", "unprintable")]),
        ({"full_name": "Ánh\ud800"}, [("applicant.full_name", "unprintable")]),
        ({"phone": "09\u200b12"}, [("applicant.phone", "unprintable")]),
        ({"email": "a\x00b"}, [("applicant.email", "unprintable")]),
        ({"address": Address("", "", "Thôn\u2066")}, [("applicant.address.detail", "unprintable")]),
        ({"birth": date(2026, 11, 24)}, [("applicant.birth", "birth_in_future")]),
        ({"birth": date(1880, 1, 1)}, [("applicant.birth", "birth_too_old")]),
        ({"birth": date(1991, 5, 17)}, [("applicant.identity.number", "birth_mismatch")]),
        ({"sex": Sex.FEMALE}, [("applicant.identity.number", "sex_mismatch")]),
        ({"old_number": "12"}, [("applicant.old_number", "bad_old_number")]),
        ({"identity": None}, []),
        (
            {"identity": Identity(IdentityType.CCCD, "012345678")},
            [("applicant.identity.number", "old_number")],
        ),
        ({"address": Address("99", "", "")}, [("applicant.address.province", "unknown_province")]),
        ({"address": Address("01", "06325")}, [("applicant.address.commune", "commune_elsewhere")]),
    ],
)
def test_a_person(parts, expected):
    kept = {"identity": None} if "birth" in parts and "identity" not in parts else {}
    kept = {} if expected and expected[0][0] == "applicant.identity.number" else kept
    assert found(with_person(**kept, **parts)) == expected


def test_born_today_by_the_clock_of_viet_nam():
    just_after_midnight = datetime(2026, 11, 22, 17, 5, tzinfo=UTC)
    born = with_person(identity=None, birth=date(2026, 11, 23))
    assert checks.problems(born, BIRTH, GAZETTEER, just_after_midnight) == ()


def test_the_submitter_is_checked_like_the_applicant():
    submitter = Submitter(Person("1", birth=date(2030, 1, 1)), "x\x07")
    assert found(replace(GOOD, submitter=submitter)) == [
        ("submitter.authority", "unprintable"),
        ("submitter.full_name", "no_letter"),
        ("submitter.birth", "birth_in_future"),
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"note": "một\nhai"}, []),
        ({"note": "a" * 2_000}, []),
        ({"note": "a" * 2_001}, [("note", "too_long")]),
        ({"note": "\u200f"}, [("note", "unprintable")]),
        ({"copies": 0}, [("copies", "bad_count")]),
        ({"copies": 1_000}, [("copies", "bad_count")]),
        (
            {"delivery": ResultDelivery(DeliveryMethod.POST)},
            [("delivery.address", "address_needed")],
        ),
        ({"delivery": ResultDelivery(DeliveryMethod.POST, "Thôn Đông")}, []),
        ({"fee": FeePaid(FeeMethod.CASH, -1)}, [("fee.amount", "bad_amount")]),
        ({"fee": FeePaid(FeeMethod.CASH, 10**13)}, [("fee.amount", "bad_amount")]),
        ({"fee": FeePaid(FeeMethod.CASH)}, []),
        ({"due_at": NOW + timedelta(days=1)}, [("due_at", "due_fixed")]),
        ({"limit_case": "xác minh"}, [("limit_case", "unknown_case")]),
        ({"received_at": NOW}, [("received_at", "received_at_not_allowed")]),
    ],
)
def test_the_rest_of_the_form(change, expected):
    assert found(replace(GOOD, **change)) == expected


def test_practice_data_may_set_its_moment_and_is_judged_by_it():
    practice = checks.Conditions(practice=True)
    then = datetime(2025, 1, 6, 2, 0, tzinfo=UTC)
    early = replace(GOOD, received_at=then)
    assert found(early, conditions=practice) == []
    newborn = replace(early, applicant=replace(APPLICANT, identity=None, birth=date(2025, 6, 1)))
    assert found(newborn, conditions=practice) == [("applicant.birth", "birth_in_future")]


def test_characters_that_the_fonts_lack_are_refused_with_the_field_named():
    conditions = checks.Conditions(
        unprintable_by_fonts=lambda text: "".join(c for c in text if ord(c) > 0x2FFF)
    )
    assert found(with_person(full_name="Nguyễn 王"), conditions=conditions) == [
        ("applicant.full_name", "not_in_fonts")
    ]
    assert found(replace(GOOD, note="một\nhai"), conditions=conditions) == []
    problems = checks.problems(
        with_person(full_name="Nguyễn 王"), BIRTH, GAZETTEER, NOW, conditions
    )
    assert "“王”" in problems[0].message


def missing(*ticks, channel=Channel.COUNTER):
    walk_in = replace(GOOD, papers=ticks, channel=channel)
    problems = checks.problems(walk_in, BIRTH, GAZETTEER, NOW)
    return [problem.message for problem in problems if problem.code == "missing_paper"]


def test_each_missing_required_paper_is_one_problem_that_names_it():
    told = missing()
    assert len(told) == 2
    assert "“Tờ khai đăng ký khai sinh” (1 bản chính)" in told[0]
    assert "“Giấy chứng sinh” hoặc “Văn bản người làm chứng” hoặc “Giấy cam đoan”" in told[1]


@pytest.mark.parametrize("one", ["CS", "LC", "CD"])
def test_one_alternative_is_enough(one):
    assert missing(PaperTick("TK"), PaperTick(one)) == []


def test_a_look_at_a_shown_alternative_is_enough_once_it_is_ticked_as_seen():
    assert missing(PaperTick("TK"), PaperTick("DL", originals=0)) == []
    assert len(missing(PaperTick("TK"))) == 1


def test_papers_may_be_told_by_name_without_accents():
    assert missing(PaperTick(name="to khai dang ky khai sinh"), PaperTick("CS")) == []


def test_papers_of_other_channels_are_not_asked_for():
    assert missing(PaperTick("CS"), channel=Channel.ASSISTED) == []


def test_a_paper_counted_zero_times_is_not_there():
    assert len(missing(PaperTick("TK", originals=0), PaperTick("CS"))) == 1


@pytest.mark.parametrize(
    ("tick", "expected"),
    [
        (PaperTick("UQ"), []),
        (PaperTick("CC"), []),
        (PaperTick(name="Ảnh 3×4", copies=2), []),
        (PaperTick("XX"), [("papers[2].code", "unknown_paper")]),
        (PaperTick(), [("papers[2]", "missing")]),
        (PaperTick("UQ", originals=-1), [("papers[2].originals", "bad_count")]),
        (PaperTick("UQ", copies=10_000), [("papers[2].copies", "bad_count")]),
        (PaperTick("UQ", originals=0), [("papers[2]", "nothing_counted")]),
        (PaperTick("TK"), [("papers[2].code", "duplicate_paper")]),
        (PaperTick(name="x\u202e"), [("papers[2].name", "unprintable")]),
    ],
)
def test_each_tick(tick, expected):
    assert found(replace(GOOD, papers=(*GOOD.papers, tick))) == expected


def test_copies_instead_of_an_original_are_a_warning():
    walk_in = replace(GOOD, papers=(PaperTick("TK", originals=0, copies=1), PaperTick("CS")))
    assert found(walk_in) == []
    assert [w.code for w in checks.warnings(walk_in, BIRTH)] == ["original_asked"]


UNKNOWN = replace(BIRTH, limits=(), fees=())


@pytest.mark.parametrize(
    ("due_at", "expected"),
    [
        (None, [("due_at", "due_needed")]),
        (NOW, [("due_at", "due_in_past")]),
        (NOW - timedelta(days=1), [("due_at", "due_in_past")]),
        (NOW + timedelta(hours=1), []),
    ],
)
def test_an_unknown_limit_needs_the_officers_time(due_at, expected):
    assert found(replace(GOOD, due_at=due_at), UNKNOWN) == expected


def test_a_limit_is_known_or_not_for_each_channel():
    by_post = replace(GOOD, channel=Channel.POST, papers=(PaperTick("CS"),))
    assert found(by_post) == [("due_at", "due_needed")]
    assisted = replace(by_post, channel=Channel.ASSISTED, limit_case="xác minh")
    assert found(assisted) == []


@pytest.mark.parametrize(
    ("method", "amount", "expected"),
    [
        (FeeMethod.CASH, None, ["fee_unknown"]),
        (FeeMethod.TRANSFER, None, ["fee_unknown"]),
        (FeeMethod.CASH, 8_000, []),
        (FeeMethod.EXEMPT, None, []),
        (FeeMethod.NONE, None, []),
    ],
)
def test_a_fee_by_a_rule_that_nobody_knows_is_told_and_never_refused(method, amount, expected):
    walk_in = replace(GOOD, fee=FeePaid(method, amount), due_at=NOW + timedelta(days=3))
    assert found(walk_in, UNKNOWN) == []
    assert [told.code for told in checks.warnings(walk_in, UNKNOWN)] == expected


def test_the_case_of_the_time_limit_is_no_case_of_the_fee():
    prices = (
        FeeRule(PublishedChannel.COUNTER, FeeState.FIXED, 7_000, case="cá nhân"),
        FeeRule(PublishedChannel.COUNTER, FeeState.FIXED, 10_000, "người", case="theo danh sách"),
    )
    walk_in = replace(GOOD, fee=FeePaid(FeeMethod.CASH), limit_case="cá nhân")
    told = checks.warnings(walk_in, replace(BIRTH, fees=prices))
    assert [one.code for one in told] == ["fee_unknown"]
    assert "7.000 đồng (cá nhân); 10.000 đồng/người (theo danh sách)" in told[0].message


def test_odd_numbers_are_warnings():
    odd = with_person(identity=Identity(IdentityType.CCCD, "003090123456"))
    assert found(odd) == []
    assert [w.code for w in checks.warnings(odd, BIRTH)] == ["unknown_place_code"]


@given(TEXTS, TEXTS, st.integers(), st.integers(), st.dates())
def test_any_walk_in_is_judged(name, text, number, amount, birth):
    person = Person(
        name,
        identity=Identity(IdentityType.TAX, text),
        birth=birth,
        phone=text,
        address=Address(text, name, name),
    )
    walk_in = WalkIn(
        "1.001193",
        person,
        papers=(PaperTick(text, name, number, amount),),
        copies=number,
        fee=FeePaid(FeeMethod.CASH, amount),
        note=text,
    )
    for problem in checks.problems(walk_in, BIRTH, GAZETTEER, NOW):
        problem.message.encode()
    checks.warnings(walk_in, BIRTH)
