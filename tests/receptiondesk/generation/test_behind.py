"""A file behind its witnesses begins a new generation; nothing ordinary does."""

import shutil
from pathlib import Path

import pytest

from receptiondesk.desk import portals, safekeeping
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.outbox import PortalSetting
from receptiondesk.office import Office
from receptiondesk.paths import Paths
from tests.support.machines import Machine, generations, received, work
from tests.support.office import (
    MORNING,
    OFFICER,
    OfficeKind,
    make_office,
    reopen,
)


class TestNothingHappened:
    def test_ordinary_days_begin_no_generation(self, machine: Machine, root: Path) -> None:
        work(machine, root, 2)
        office = machine.open(root)
        assert generations(office) == []
        assert received(office) == ["H56.14-261123-0003"]
        office.close()

    def test_a_crash_before_witness_and_keyring_were_written(
        self, machine: Machine, root: Path
    ) -> None:
        work(machine, root)
        sidecar, kept = (
            (root / "receptiondesk.witness.json").read_bytes(),
            dict(machine.keyring.kept),
        )
        work(machine, root, 2)
        (root / "receptiondesk.witness.json").write_bytes(sidecar)
        machine.keyring.kept = kept
        office = machine.open(root)
        assert generations(office) == []
        assert received(office) == ["H56.14-261123-0004"]
        office.close()

    @pytest.mark.parametrize("how", ["forgets", "broken", "nonsense", "other_office"])
    def test_a_keyring_of_no_help_is_normal(self, machine: Machine, root: Path, how: str) -> None:
        work(machine, root)
        for name in [one for one in machine.keyring.kept if one.startswith("witness:")]:
            del machine.keyring.kept[name]
            if how == "nonsense":
                machine.keyring.kept[name] = "{"
            if how == "other_office":
                other = "witness:other:" + name.rpartition(":")[2]
                machine.keyring.kept[other] = '{"generation":"x","seq":900,"hash":"y"}'
        (root / "receptiondesk.witness.json").unlink()
        office = machine.open(root)
        machine.keyring.broken = how == "broken"
        assert generations(office) == []
        assert received(office) == ["H56.14-261123-0002"]
        office.close()

    def test_two_openings_at_once(self, machine: Machine, root: Path) -> None:
        one, two = machine.open(root), machine.open(root)
        received(one)
        received(two)
        received(one)
        two.close()
        one.close()
        again = machine.open(root)
        assert generations(again) == []
        again.close()

    def test_a_machine_without_a_mark_is_told_from_none(self, machine: Machine, root: Path) -> None:
        machine.name = ""
        office = machine.open(root)
        assert generations(office) == []
        office.close()


class TestBehind:
    @pytest.mark.parametrize("witness", ["both", "keyring", "state"])
    def test_an_older_whole_folder_is_told_from_outside_the_folder(
        self, machine: Machine, root: Path, tmp_path: Path, witness: str
    ) -> None:
        work(machine, root)
        shutil.copytree(root, tmp_path / "old")
        shown = work(machine, root, 2)
        shutil.rmtree(root)
        shutil.copytree(tmp_path / "old", root)
        if witness == "keyring":
            shutil.rmtree(tmp_path / "state")
        if witness == "state":
            for name in [one for one in machine.keyring.kept if one.startswith("witness:")]:
                del machine.keyring.kept[name]
        office = machine.open(root)
        assert generations(office) == ["older_file"]
        after = received(office, 2)
        assert all(code.startswith("TAM-1-261123-") for code in after)
        assert not {*after} & {*shown}
        assert "bản khác" in safekeeping.verify(office)[0].what
        office.close()
        tomorrow = machine.open(root, days=1)
        assert received(tomorrow) == ["H56.14-261124-0001"]
        assert generations(tomorrow) == ["older_file"]
        tomorrow.close()

    def test_an_older_whole_folder_opened_by_a_passphrase(self, tmp_path: Path) -> None:
        root, kind = tmp_path / "o", OfficeKind(number_range="1-99")
        office = make_office(root, kind)
        received(office)
        office.close()
        shutil.copytree(root, tmp_path / "old")
        office = reopen(root)
        shown = received(office, 2)
        office.database.close()  # the process dies: nothing else is written at its end
        shutil.rmtree(root)
        shutil.copytree(tmp_path / "old", root)
        office = reopen(root)
        assert generations(office) == ["older_file"]
        assert not {*received(office, 2)} & {*shown}
        office.close()
        again = reopen(root)
        assert generations(again) == ["older_file"]
        again.close()

    def test_the_farther_witness_is_believed(
        self, machine: Machine, root: Path, tmp_path: Path
    ) -> None:
        work(machine, root)
        shutil.copy(root / "receptiondesk.db", tmp_path / "old.db")
        work(machine, root)
        sidecar = (root / "receptiondesk.witness.json").read_bytes()
        shown = work(machine, root, 2)
        shutil.copy(tmp_path / "old.db", root / "receptiondesk.db")
        (root / "receptiondesk.witness.json").write_bytes(sidecar)
        office = machine.open(root)
        assert generations(office) == ["older_file"]
        assert not {*received(office, 2)} & {*shown}
        office.close()

    def test_a_deleted_sidecar_with_the_keyring_alive(
        self, machine: Machine, root: Path, tmp_path: Path
    ) -> None:
        work(machine, root)
        shutil.copy(root / "receptiondesk.db", tmp_path / "old.db")
        work(machine, root, 2)
        shutil.copy(tmp_path / "old.db", root / "receptiondesk.db")
        (root / "receptiondesk.witness.json").unlink()
        office = machine.open(root)
        assert generations(office) == ["older_file"]
        assert received(office)[0].startswith("TAM-")
        office.close()

    def test_a_witness_ahead_by_what_a_power_cut_took_keeps_the_numbers_out(
        self, machine: Machine, root: Path, tmp_path: Path
    ) -> None:
        work(machine, root)
        shutil.copy(root / "receptiondesk.db", tmp_path / "before.db")
        work(machine, root)
        shutil.copy(tmp_path / "before.db", root / "receptiondesk.db")
        office = machine.open(root)
        assert generations(office) == ["older_file"]
        assert received(office) == ["H56.14-261123-0003"]
        office.close()

    def test_a_restore_and_its_restore_each_begin_one(
        self, machine: Machine, root: Path, opened: Office, tmp_path: Path
    ) -> None:
        received(opened, 2)
        kept = safekeeping.backup(opened, tmp_path / "copy.rdb")
        received(opened)
        for last in ("0004", "0005"):
            done = safekeeping.restore(
                Paths(root),
                kept.file,
                clock=SetClock(MORNING),
                officer=OFFICER,
                credentials=machine.credentials(),
            ).office
            assert generations(done) == ["restore"]
            assert received(done)[0].endswith(last)
            done.close()
        again = machine.open(root)
        assert generations(again) == ["restore"]
        assert safekeeping.verify(again) == ()
        again.close()

    def test_what_waits_is_asked_for_first_and_nothing_is_deleted_there(
        self, machine: Machine, opened: Office, root: Path, tmp_path: Path
    ) -> None:
        setting = PortalSetting("opencps", "http://127.0.0.1:9", "u", {"groupId": "1"}, True)
        portals.save(opened, setting, "mat khau", answers_practice=True)
        received(opened)
        kept = safekeeping.backup(opened, tmp_path / "copy.rdb")
        done = safekeeping.restore(
            Paths(root),
            kept.file,
            clock=SetClock(MORNING),
            officer=OFFICER,
            credentials=machine.credentials(),
        ).office
        with done.database.raw() as connection:
            (states,) = connection.execute("SELECT DISTINCT state, unsure FROM delivery").fetchall()
        assert tuple(states) == ("unknown", 1)
        assert portals.recall(done, "opencps", "keep:remote") == "1"
        done.close()
