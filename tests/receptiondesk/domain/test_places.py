import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptiondesk import gazetteer as shipped
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.places import Commune, Gazetteer, Province
from receptiondesk.domain.text import fold
from receptiondesk.domain.walk_in import Address

GAZETTEER = shipped.load()


def names(found):
    return [place.name for place in found]


def test_the_shipped_list_is_the_country_of_july_2026():
    assert len(GAZETTEER.provinces) == 34
    assert len(GAZETTEER.communes) == 3_321
    assert {c.province for c in GAZETTEER.communes} == {p.code for p in GAZETTEER.provinces}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("bac son", "xã Bắc Sơn"),
        ("BẮC SƠN", "xã Bắc Sơn"),
        ("ba đình", "Phường Ba Đình"),
        ("p. ba dinh", "Phường Ba Đình"),
        ("00004", "Phường Ba Đình"),
        ("bac son lang son", "xã Bắc Sơn"),
        ("dac khu phu quoc", "Đặc khu Phú Quốc"),
    ],
)
def test_communes_are_found_by_typing_without_accents(typed, first):
    assert GAZETTEER.find_communes(typed)[0].name == first


def test_initials_find_a_commune_within_its_province():
    assert "xã Bắc Sơn" in names(GAZETTEER.find_communes("bs", province="20"))
    assert all(c.province == "20" for c in GAZETTEER.find_communes("b", province="20"))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("thanh hoa", "Tỉnh Thanh Hoá"),
        ("thanh hóa", "Tỉnh Thanh Hoá"),
        ("th", "Tỉnh Thái Nguyên"),
        ("hcm", "Thành phố Hồ Chí Minh"),
        ("tphcm", "Thành phố Hồ Chí Minh"),
        ("tp hue", "Thành phố Huế"),
        ("38", "Tỉnh Thanh Hoá"),
    ],
)
def test_provinces_are_found_as_people_call_them(typed, first):
    assert GAZETTEER.find_provinces(typed)[0].name == first


def test_an_empty_text_lists_by_name_and_limits_hold():
    assert len(GAZETTEER.find_provinces("")) == 34
    assert len(GAZETTEER.find_communes("", limit=7)) == 7
    assert GAZETTEER.find_communes("không có nơi này") == ()


@given(st.sampled_from(GAZETTEER.communes))
def test_every_commune_is_found_by_its_own_folded_name(commune):
    found = GAZETTEER.find_communes(fold(commune.name), province=commune.province, limit=5)
    assert commune in found


def test_every_commune_resolves_by_code_and_by_published_name():
    for commune in GAZETTEER.communes:
        province = GAZETTEER.province(commune.province)
        assert GAZETTEER.resolve(commune.province, commune.code) == (province, commune)
        assert GAZETTEER.resolve("", commune.code) == (province, commune)
        for name in (commune.name, commune.name.upper(), commune.name.lower()):
            assert GAZETTEER.resolve(province.name, name) == (province, commune)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_resolves_or_is_refused_with_its_field(province, commune):
    problems = ()
    try:
        GAZETTEER.resolve(province, commune, field="applicant.address")
    except Refused as refused:
        problems = refused.problems
    assert all(p.field.startswith("applicant.address.") for p in problems)
    GAZETTEER.find_communes(commune)
    GAZETTEER.find_provinces(province)


@pytest.mark.parametrize(
    ("province", "commune", "codes"),
    [
        ("", "", (None, None)),
        ("Hà Nội", "", ("01", None)),
        ("1", "Ba Đình", ("01", "00004")),
        ("TP.HCM", "", ("79", None)),
        ("TP. Hồ Chí Minh", "", ("79", None)),
        ("", "Bắc Sơn", ("20", "06325")),
        ("thanh hoa", "Đồng Tiến", ("38", "15724")),
        ("thanh hoa", "phuong dong tien", ("38", "15853")),
    ],
)
def test_places_resolve_by_code_or_name(province, commune, codes):
    found = GAZETTEER.resolve(province, commune)
    assert tuple(place and place.code for place in found) == codes


@pytest.mark.parametrize(
    ("province", "commune", "field", "code", "says"),
    [
        ("Hà Tây", "", "address.province", "unknown_province", "địa chỉ cũ"),
        ("01", "Bến Nghé Cũ", "address.commune", "unknown_commune", "Hà Nội"),
        ("38", "00004", "address.commune", "commune_elsewhere", "Hà Nội"),
        ("38", "dong tien", "address.commune", "ambiguous_commune", "Phường Đông Tiến"),
        ("", "tân thành", "address.commune", "ambiguous_commune", "và 3 nơi khác"),
    ],
)
def test_unclear_places_are_refused_with_what_to_do(province, commune, field, code, says):
    with pytest.raises(Refused) as refused:
        GAZETTEER.resolve(province, commune)
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == (field, code)
    assert says in problem.message


def test_namesakes_in_one_province_are_told_apart_by_their_accents():
    small = Gazetteer(
        [Province("51", "Tỉnh Quảng Ngãi")],
        [Commune("1", "Xã Sơn Hà", "51"), Commune("2", "Xã Sơn Hạ", "51")],
    )
    assert small.resolve("51", "xã sơn hạ")[1].code == "2"
    with pytest.raises(Refused):
        small.resolve("51", "son ha")


def test_an_address_is_one_line_from_small_to_large():
    line = GAZETTEER.line(Address("20", "06325", "Số 5, thôn Đông"))
    assert line == "Số 5, thôn Đông, xã Bắc Sơn, Tỉnh Lạng Sơn"
    assert GAZETTEER.line(Address("", "", "Số 5")) == "Số 5"
    assert GAZETTEER.line(Address("20")) == "Tỉnh Lạng Sơn"
    assert GAZETTEER.line(Address()) == ""
