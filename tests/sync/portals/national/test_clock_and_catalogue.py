"""Clocks that lie and a catalogue that changes (H.2 points 10, 11)."""

from sync.answers import AnswerKind
from tests.support.portals.national_bench import CODE, Bench, dossier


def test_the_clock_of_the_bus_is_told_and_our_times_stand(switched: Bench) -> None:
    switched.bus.switches.skew = switched.bus.switches.skew.__class__(days=-1)
    adapter, one = switched.adapter(), dossier()
    assert adapter.clock_offset() is None
    adapter.deliver(one)
    offset = adapter.clock_offset()
    assert offset is not None
    assert abs(offset.total_seconds() + 86_400) < 5
    assert switched.bus.dossiers[one.official_code].fields["NgayTiepNhan"] == "20261123090000"


def test_a_desk_clock_that_jumps_back_only_costs_a_sign_in(switched: Bench) -> None:
    adapter = switched.adapter()
    adapter.deliver(dossier())
    switched.later(days=-3650)
    assert adapter.deliver(dossier()).answer.good
    assert switched.bus.logins == 2


def test_the_catalogue_is_read_with_every_case_of_papers(switched: Bench) -> None:
    answer, procedures = switched.adapter().procedures()
    assert answer.good
    by_code = {one.code: one.columns for one in procedures}
    assert set(by_code) == set(switched.bus.procedures)
    one = by_code[CODE]
    assert (one["field"], one["published"]) == ("Hộ tịch", "yes")
    assert one["limit_text"] == "trực tiếp: 3 Ngày làm việc"
    assert len(one["papers"].splitlines()) == 3
    assert "[Nộp thay]" in one["papers"]


def test_where_the_routing_names_procedures_only_those_are_asked_for(switched: Bench) -> None:
    switched.options["procedures"] = CODE
    _, procedures = switched.adapter().procedures()
    assert len(procedures) == len(switched.bus.procedures)
    assert switched.bus.calls.count("LayThuTuc") == 1


def test_a_procedure_closed_or_gone_since_is_seen(switched: Bench) -> None:
    switched.bus.procedures["2.000635"]["TRANGTHAI"] = "0"
    del switched.bus.procedures["1.014027"]
    _, procedures = switched.adapter().procedures()
    assert {one.code: one.columns["published"] for one in procedures} == {
        CODE: "yes",
        "2.000635": "no",
    }


def test_a_field_that_changed_since_reception_is_asked_for_again(switched: Bench) -> None:
    adapter = switched.adapter()
    adapter.deliver(dossier())
    switched.bus.procedures[CODE]["LINHVUCTHUCHIEN"][0]["MALINHVUC"] = "G-mới"
    one = dossier()
    refused = adapter.deliver(one).answer
    assert (refused.kind, refused.fields) == (AnswerKind.REFUSED, ("mã lĩnh vực",))
    assert adapter.deliver(one).answer.good
