import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptiondesk import gazetteer as shipped
from receptiondesk.domain import json_reader, walk_in_json
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.procedures import Channel
from receptiondesk.domain.text import clean_blanks
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
LINES = st.text(max_size=20).map(lambda text: clean_blanks(text.replace("\r", "")))
NEEDED = LINES.filter(bool)
MOMENTS = st.builds(
    datetime.combine, st.dates(date(1900, 1, 1), date(2199, 12, 30)), st.times(), st.just(UTC)
)
PERSONS = st.builds(
    Person,
    full_name=NEEDED,
    kind=st.sampled_from(ApplicantKind),
    identity=st.none()
    | st.builds(
        Identity,
        st.sampled_from(IdentityType),
        NEEDED.map(walk_in_json.normal_number).filter(
            lambda n: n == walk_in_json.normal_number(clean_blanks(n))
        ),
    ),
    birth=st.none() | st.dates(),
    sex=st.none() | st.sampled_from(Sex),
    phone=LINES,
    email=LINES,
    address=st.builds(
        lambda commune, detail: Address(commune.province, commune.code, detail),
        st.sampled_from(GAZETTEER.communes),
        LINES,
    )
    | st.builds(lambda detail: Address("", "", detail), LINES),
    old_number=st.sampled_from(["", "012345678"]),
)
WALK_INS = st.builds(
    WalkIn,
    procedure=NEEDED,
    applicant=PERSONS,
    channel=st.sampled_from(Channel),
    submitter=st.none() | st.builds(Submitter, PERSONS, LINES),
    papers=st.lists(
        st.builds(PaperTick, LINES, LINES, st.integers(0, 9), st.integers(0, 9)), max_size=4
    ).map(tuple),
    copies=st.integers(),
    delivery=st.builds(ResultDelivery, st.sampled_from(DeliveryMethod), LINES),
    fee=st.builds(FeePaid, st.sampled_from(FeeMethod), st.none() | st.integers()),
    note=LINES,
    due_at=st.none() | MOMENTS,
    received_at=st.none() | MOMENTS,
    limit_case=LINES,
)
SHAPE = {
    "procedure": "1.001193",
    "channel": "counter",
    "applicant": {
        "kind": "citizen",
        "full_name": "Nguyễn Văn Ánh",
        "identity": {"type": "cccd", "number": "001090123456"},
        "birth": "1990-05-17",
        "sex": "male",
        "phone": "0912 345 678",
        "email": "anh@example.vn",
        "address": {"province": "20", "commune": "06325", "detail": "Thôn Đông"},
        "old_number": "012345678",
    },
    "submitter": {"full_name": "Trần Thị Bình", "authority": "Giấy ủy quyền số 5"},
    "papers": [{"code": "TK", "originals": 1, "copies": 0}, {"name": "Giấy khác", "copies": 2}],
    "copies": 1,
    "delivery": {"method": "post", "address": "Thôn Đông"},
    "fee": {"method": "cash", "amount": 8000},
    "note": "Dòng một\nDòng hai",
    "due_at": "2026-11-27T15:20:00+07:00",
    "received_at": None,
    "limit_case": "",
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*SHAPE, *SHAPE["applicant"], "type", "number", "method", "zz\u202e"])
            | st.text(max_size=5),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


def changed(path, value):
    """Return the full shape with one value replaced, or added."""
    shape = json.loads(json.dumps(SHAPE))
    *parents, last = path
    inside = shape
    for key in parents:
        inside = inside[key]
    inside[last] = value
    return shape


def problems(value, gazetteer=GAZETTEER):
    with pytest.raises(Refused) as refused:
        walk_in_json.from_json(value, gazetteer)
    return [(problem.field, problem.code) for problem in refused.value.problems]


@given(WALK_INS)
def test_what_is_written_is_read_back(walk_in):
    written = json.loads(json.dumps(walk_in_json.to_json(walk_in)))
    assert walk_in_json.from_json(written) == walk_in
    assert walk_in_json.from_json(written, GAZETTEER) == walk_in
    assert walk_in_json.draft_from_json(written) == walk_in


def test_every_key_of_the_shape_arrives():
    walk_in = walk_in_json.from_json(SHAPE, GAZETTEER)
    assert walk_in.applicant.birth == date(1990, 5, 17)
    assert walk_in.applicant.sex is Sex.MALE
    assert walk_in.applicant.identity == Identity(IdentityType.CCCD, "001090123456")
    assert walk_in.submitter == Submitter(Person("Trần Thị Bình"), "Giấy ủy quyền số 5")
    assert walk_in.papers[1] == PaperTick("", "Giấy khác", 0, 2)
    assert walk_in.fee == FeePaid(FeeMethod.CASH, 8_000)
    assert walk_in.note == "Dòng một\nDòng hai"
    assert walk_in.due_at == datetime(2026, 11, 27, 8, 20, tzinfo=UTC)
    assert walk_in_json.to_json(walk_in)["due_at"] == "2026-11-27T15:20:00+07:00"
    assert set(walk_in_json.to_json(walk_in)) == set(SHAPE)


def test_little_is_enough_and_null_is_as_good_as_absent():
    least = {"procedure": "1.001193", "applicant": {"full_name": "Nguyễn Văn Ánh"}}
    nulls = {**dict.fromkeys(SHAPE), **least}
    walk_in = WalkIn("1.001193", Person("Nguyễn Văn Ánh"))
    assert walk_in_json.from_json(least, GAZETTEER) == walk_in
    assert walk_in_json.from_json(nulls, GAZETTEER) == walk_in


def test_text_is_composed_trimmed_and_numbers_lose_their_blanks():
    value = changed(("applicant", "full_name"), "  Nguye\u0302\u0303n   Văn  A ")
    value["applicant"]["identity"]["number"] = "001 090 123 456"
    value["applicant"]["address"] = {"province": "lạng sơn", "commune": "xã bắc sơn"}
    person = walk_in_json.from_json(value, GAZETTEER).applicant
    assert person.full_name == "Nguyễn Văn A"
    assert person.identity.number == "001090123456"
    assert person.address == Address("20", "06325")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-27T15:20", datetime(2026, 11, 27, 8, 20, tzinfo=UTC)),
        ("2026-11-27 15:20", datetime(2026, 11, 27, 8, 20, tzinfo=UTC)),
        ("2026-11-27T15:20:30+07:00", datetime(2026, 11, 27, 8, 20, 30, tzinfo=UTC)),
        ("2026-11-27T08:20Z", datetime(2026, 11, 27, 8, 20, tzinfo=UTC)),
        ("", None),
        (None, None),
    ],
)
def test_a_moment_without_an_offset_is_viet_nams(text, expected):
    assert walk_in_json.from_json(changed(("due_at",), text)).due_at == expected


@pytest.mark.parametrize(
    ("path", "value", "field", "code"),
    [
        (("priority",), 1, "priority", "unknown_key"),
        (("applicant", "name"), "A", "applicant.name", "unknown_key"),
        (("applicant", "identity", "no"), "1", "applicant.identity.no", "unknown_key"),
        (("applicant", "authority"), "1", "applicant.authority", "unknown_key"),
        (("papers", 1, "count"), 1, "papers[1].count", "unknown_key"),
        (("procedure",), 1.001193, "procedure", "bad_type"),
        (("procedure",), "", "procedure", "missing"),
        (("applicant",), None, "applicant", "missing"),
        (("applicant",), [], "applicant", "bad_type"),
        (("applicant", "full_name"), " ", "applicant.full_name", "missing"),
        (("applicant", "full_name"), {}, "applicant.full_name", "bad_type"),
        (("submitter",), {}, "submitter.full_name", "missing"),
        (("channel",), "online", "channel", "bad_value"),
        (("applicant", "kind"), "Citizen", "applicant.kind", "bad_value"),
        (("applicant", "sex"), ["male"], "applicant.sex", "bad_value"),
        (("applicant", "identity", "type"), "cmnd", "applicant.identity.type", "bad_value"),
        (("applicant", "identity", "type"), None, "applicant.identity.type", "missing"),
        (("applicant", "identity", "number"), 1090123456, "applicant.identity.number", "bad_type"),
        (("applicant", "birth"), "1990-02-30", "applicant.birth", "bad_date"),
        (("applicant", "birth"), "17/05/1990", "applicant.birth", "bad_date"),
        (("applicant", "birth"), "19900517", "applicant.birth", "bad_date"),
        (("applicant", "birth"), 1990, "applicant.birth", "bad_date"),
        (
            ("applicant", "address", "province"),
            "Hà Tây",
            "applicant.address.province",
            "unknown_province",
        ),
        (("papers",), {}, "papers", "bad_type"),
        (("papers", 0), "TK", "papers[0]", "bad_type"),
        (("papers", 0, "originals"), 1.0, "papers[0].originals", "bad_type"),
        (("papers", 0, "copies"), "1", "papers[0].copies", "bad_type"),
        (("papers",), [{}] * 501, "papers", "too_many"),
        (("copies",), True, "copies", "bad_type"),
        (("fee", "amount"), 8000.0, "fee.amount", "bad_type"),
        (("fee", "amount"), True, "fee.amount", "bad_type"),
        (("fee", "method"), "card", "fee.method", "bad_value"),
        (("delivery",), "post", "delivery", "bad_type"),
        (("note",), 5, "note", "bad_type"),
        (("due_at",), "2026-11-27", "due_at", "bad_moment"),
        (("due_at",), "mai", "due_at", "bad_moment"),
        (("due_at",), "9999-12-31T23:00-12:00", "due_at", "bad_moment"),
        (("received_at",), 1_700_000_000, "received_at", "bad_moment"),
    ],
)
def test_each_fault_is_told_by_its_dotted_path(path, value, field, code):
    assert problems(changed(path, value)) == [(field, code)]


def test_all_faults_are_told_at_once_in_the_forms_order():
    value = changed(("copies",), "1")
    value["applicant"]["birth"] = "hôm qua"
    value["extra"] = 1
    assert problems(value) == [
        ("extra", "unknown_key"),
        ("copies", "bad_type"),
        ("applicant.birth", "bad_date"),
    ]


def test_control_characters_are_left_for_the_checks_to_refuse():
    walk_in = walk_in_json.from_json(changed(("applicant", "full_name"), "Nguyễn\n\u202eA"))
    assert walk_in.applicant.full_name == "Nguyễn\n\u202eA"


def test_a_draft_may_lack_what_a_walk_in_needs():
    assert walk_in_json.draft_from_json({"copies": 2}) == WalkIn("", Person(""), copies=2)
    with pytest.raises(Refused):
        walk_in_json.draft_from_json({"copies": "2"})


@given(JSON)
def test_any_json_value_is_read_or_refused_with_sentences(value):
    found = ()
    try:
        walk_in_json.from_json(value, GAZETTEER)
    except Refused as refused:
        found = refused.problems
    for problem in found:
        assert problem.message.endswith((".", "}."))
        json.dumps(problem.as_json(), ensure_ascii=False).encode()


@given(st.dictionaries(st.sampled_from(list(SHAPE)), JSON))
def test_any_value_under_a_known_key_is_read_or_refused(part):
    found = ()
    try:
        walk_in_json.from_json({**SHAPE, **part}, GAZETTEER)
    except Refused as refused:
        found = refused.problems
    for problem in found:
        json.dumps(problem.as_json(), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "text",
    ["", "{", "{'a':1}", "NaN", '{"copies": NaN}', b"\xff\xfe", "[" * 100_000, "1" * 5_000, "\x00"],
)
def test_text_that_is_no_json_is_refused_as_a_whole(text):
    with pytest.raises(Refused) as refused:
        json_reader.parse(text)
    assert [(p.field, p.code) for p in refused.value.problems] == [("", "bad_json")]


@pytest.mark.parametrize("text", ["[]", "null", "1", '"x"', "true"])
def test_json_that_is_no_object_is_refused_as_a_whole(text):
    with pytest.raises(Refused) as refused:
        walk_in_json.from_text(text, GAZETTEER)
    assert (refused.value.problems[0].field, refused.value.problems[0].code) == ("", "bad_type")


def test_a_byte_order_mark_is_no_fault():
    text = json.dumps(SHAPE, ensure_ascii=False)
    expected = walk_in_json.from_json(SHAPE, GAZETTEER)
    assert walk_in_json.from_text("\ufeff" + text, GAZETTEER) == expected
    assert walk_in_json.from_text(text.encode("utf-8-sig"), GAZETTEER) == expected
