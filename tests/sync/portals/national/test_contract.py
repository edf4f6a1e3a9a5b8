"""What holds of any bus of the family: this page may be aimed at a real one (see conftest)."""

from dataclasses import replace

from receptiondesk.domain.walk_in import FeePaid
from sync.answers import AnswerKind
from tests.support.portals.national_bench import (
    Bench,
    dossier,
    renamed,
    step,
)


def test_sent_once_it_reads_back_equal(bench: Bench) -> None:
    adapter, one = bench.adapter(), dossier()
    delivered = adapter.deliver(one)
    assert delivered.answer.kind is AnswerKind.ACCEPTED, delivered.answer
    assert delivered.remote is not None
    assert delivered.remote.code == one.official_code
    back = adapter.read_back(one)
    assert back.answer.good
    assert back.differing() == ()
    adapter.close()


def test_sent_twice_it_is_still_one(bench: Bench) -> None:
    adapter, one = bench.adapter(), dossier()
    assert adapter.deliver(one).answer.good
    assert adapter.deliver(one).answer.good
    assert bench.adapter().deliver(one).answer.good
    assert adapter.read_back(one).differing() == ()
    if bench.core is not None:
        assert bench.bus.codes() == {one.official_code}
        assert len(bench.bus.steps) == 1


def test_a_correction_replaces_what_was_there(bench: Bench) -> None:
    adapter, one = bench.adapter(), dossier()
    adapter.deliver(one)
    mended = renamed(one, "Nguyễn Thị Ảnh", revision=1, steps=(*one.steps, step(one.uid, 2)))
    assert adapter.deliver(mended).answer.kind is AnswerKind.ACCEPTED
    assert adapter.read_back(mended).differing() == ()


def test_a_cancelled_one_is_withdrawn(bench: Bench) -> None:
    adapter, one = bench.adapter(), dossier()
    adapter.deliver(one)
    gone = replace(one, cancelled=True, cancel_reason="Công dân rút")
    for _ in range(2):
        assert adapter.deliver(gone).answer.good
    assert adapter.read_back(gone).differing() == ()


def test_the_bus_is_examined_part_by_part(bench: Bench) -> None:
    found = list(bench.adapter().examine())
    assert [one.well for one in found] == [True, True, True]


def test_two_of_one_procedure_and_officer_never_merge(switched: Bench) -> None:
    adapter = switched.adapter()
    one, two = dossier(), renamed(dossier(), "Trần Thị Hai")
    adapter.deliver(one)
    adapter.deliver(two)
    names = {kept.fields["ChuHoSo"] for kept in switched.bus.dossiers.values()}
    assert names == {"Nguyễn Thị Ánh", "Trần Thị Hai"}


def test_three_days_offline_keep_their_dates_and_codes(switched: Bench) -> None:
    one = dossier()
    switched.later(days=3)
    assert switched.adapter().deliver(one).answer.good
    kept = switched.bus.dossiers[one.official_code].fields
    assert kept["NgayTiepNhan"] == "20261123090000"
    assert kept["NgayHenTra"] == "20261123170000"


def test_an_ordinary_dossier_costs_two_requests_and_one_to_prove_it(switched: Bench) -> None:
    adapter = switched.adapter()
    adapter.deliver(dossier())
    switched.bus.calls.clear()
    one = dossier()
    adapter.deliver(one)
    adapter.read_back(one)
    assert switched.bus.calls == ["DongBoHoSoMC", "CapNhatTienDoHoSoMC", "TraCuuHoSo"]


def test_nothing_paid_is_no_fee(switched: Bench) -> None:
    one = dossier()
    switched.adapter().deliver(replace(one, facts=replace(one.facts, fee=FeePaid())))
    assert "Phí" not in switched.bus.dossiers[one.official_code].fields["GhiChu"]
