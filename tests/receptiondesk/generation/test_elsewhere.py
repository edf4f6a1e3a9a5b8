"""A file on another machine begins a new generation; what stands outside the folder tells."""

import shutil
from pathlib import Path

import pytest

from receptiondesk.credentials import Kept, OutsideWitness
from receptiondesk.desk import configuration, number_hold, safekeeping
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.errors import Refused
from receptiondesk.office import Office
from receptiondesk.paths import Paths, machine_id
from receptiondesk.storage import setting_rows
from tests.support.machines import THERE, Machine, generations, received, work
from tests.support.office import (
    MORNING,
    OFFICER,
    FakeKeyring,
)


class TestOtherMachine:
    def moved(self, machine: Machine, root: Path, tmp_path: Path) -> tuple[Machine, Path]:
        """Return another machine with a copy of the folder, and the key told there."""
        other = Machine(THERE, FakeKeyring(), machine.told)
        other.keyring.kept = {
            name: key for name, key in machine.keyring.kept.items() if "witness" not in name
        }
        return other, Path(shutil.copytree(root, tmp_path / "there"))

    def test_two_machines_on_copies_of_one_folder_share_no_number(
        self, machine: Machine, root: Path, tmp_path: Path
    ) -> None:
        work(machine, root, 2)
        other, there = self.moved(machine, root, tmp_path)
        office = other.open(there)
        assert generations(office) == ["other_machine"]
        here = work(machine, root, 2)
        assert here == ["H56.14-261123-0003", "H56.14-261123-0004"]
        mine = received(office, 2)
        assert not {*mine} & {*here}
        assert "mã tạm" in number_hold.sentence(office)
        assert safekeeping.verify(office) == ()
        office.close()
        later = other.open(there, days=30)
        assert received(later)[0].startswith("TAM-1-261223-")  # held until somebody answers for it
        assert generations(later) == ["other_machine"]
        later.close()

    def test_a_sidecar_left_behind_hides_no_move(
        self, machine: Machine, root: Path, tmp_path: Path
    ) -> None:
        work(machine, root)
        other, there = self.moved(machine, root, tmp_path)
        (there / "receptiondesk.witness.json").unlink()
        office = other.open(there)
        assert generations(office) == ["other_machine"]
        office.close()

    def test_a_stick_carried_back_begins_one_more(
        self, machine: Machine, root: Path, tmp_path: Path
    ) -> None:
        work(machine, root)
        other, there = self.moved(machine, root, tmp_path)
        work(other, there)
        back = machine.open(there)
        assert generations(back) == ["other_machine", "other_machine"]
        back.close()

    def test_the_last_code_shown_lets_numbers_go_on(
        self, machine: Machine, root: Path, tmp_path: Path
    ) -> None:
        work(machine, root, 2)
        other, there = self.moved(machine, root, tmp_path)
        office = other.open(there)
        with pytest.raises(Refused) as caught:
            number_hold.resume(office, "H56.14-261123-0005", " ")
        assert caught.value.problems[0].code == "missing_reason"
        number_hold.resume(office, "H56.14-261123-0005", "máy cũ đã hỏng")
        assert received(office) == ["H56.14-261123-0006"]
        assert number_hold.sentence(office) == ""
        assert safekeeping.verify(office) == ()
        with pytest.raises(Refused) as caught:
            number_hold.resume(office, "H56.14-261123-0006", "máy cũ đã hỏng")
        assert caught.value.problems[0].code == "numbers_not_held"
        office.close()

    def test_a_new_range_lets_numbers_go_on(
        self, machine: Machine, root: Path, tmp_path: Path
    ) -> None:
        work(machine, root)
        other, there = self.moved(machine, root, tmp_path)
        office = other.open(there)
        office = configuration.change(office, "number_range", "300-399")
        assert received(office) == ["H56.14-261123-0300"]
        assert safekeeping.verify(office) == ()
        office.close()

    def test_a_range_that_shares_numbers_frees_none(
        self, machine: Machine, root: Path, tmp_path: Path
    ) -> None:
        work(machine, root)
        other, there = self.moved(machine, root, tmp_path)
        office = configuration.change(other.open(there), "number_range", "50-199")
        assert received(office)[0].startswith("TAM-")
        office.close()

    def test_a_restore_on_another_machine_is_one_generation(
        self, machine: Machine, opened: Office, tmp_path: Path
    ) -> None:
        received(opened)
        kept = safekeeping.backup(opened, tmp_path / "copy.rdb")
        other, fresh = Machine(THERE, machine.keyring), Paths(tmp_path / "fresh")
        fresh.root.mkdir()
        fresh.key_file.write_bytes(opened.paths.key_file.read_bytes())
        done = safekeeping.restore(
            fresh,
            kept.file,
            clock=SetClock(MORNING),
            officer=OFFICER,
            credentials=other.credentials(),
        ).office
        assert generations(done) == ["restore"]
        done.close()


def test_the_mark_of_the_generation_is_judged(machine: Machine, root: Path, tmp_path: Path) -> None:
    other = Machine(THERE, machine.keyring)
    office = other.open(root)
    with office.database.write() as session:
        setting_rows.put(session, {setting_rows.GENERATION: "x"})
    assert [row.key for row in safekeeping.verify(office)] == ["file.generation"]
    office.close()


class TestOutsideTheFolder:
    def test_an_account_without_a_place_for_it_works_on(
        self, machine: Machine, root: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "state").write_text("a file stands where the folder would be")
        assert work(machine, root, 2) == ["H56.14-261123-0001", "H56.14-261123-0002"]
        assert work(machine, root) == ["H56.14-261123-0003"]

    def test_it_tells_nothing_of_people_and_keeps_out_of_the_folder(
        self, machine: Machine, root: Path, tmp_path: Path
    ) -> None:
        work(machine, root)
        (kept,) = (tmp_path / "state").iterdir()
        assert kept.stat().st_mode & 0o077 == 0
        assert not kept.is_relative_to(root)
        told = kept.read_text() + kept.name
        assert OFFICER not in told
        assert str(tmp_path) not in told
        assert (
            kept.read_bytes().rstrip()
            == (root / "receptiondesk.witness.json").read_bytes().rstrip()
        )

    def test_a_keyring_that_answers_is_heard_whatever_opened_the_data(
        self, machine: Machine, root: Path, tmp_path: Path
    ) -> None:
        work(machine, root)
        shutil.copytree(root, tmp_path / "old")
        work(machine, root, 2)
        shutil.rmtree(root)
        shutil.copytree(tmp_path / "old", root)
        shutil.rmtree(tmp_path / "state")
        machine.told["RECEPTIONDESK_PASSPHRASE"] = "không phải từ kho khóa"
        office = machine.open(root)
        assert generations(office) == ["older_file"]
        office.close()

    def test_a_keyring_not_at_hand_is_written_by_long_work_only(self, tmp_path: Path) -> None:
        keyring, seconds = FakeKeyring(), [0.0]
        one = OutsideWitness(keyring, "office", tmp_path, at_hand=False, seconds=lambda: seconds[0])
        one.note(Kept("g", 1, "h", ""))
        one.finish()
        assert keyring.kept == {}
        seconds[0] = 601.0
        one.note(Kept("g", 2, "h", ""))
        one.finish()
        assert one.read() == Kept("g", 2, "h", "")


def test_this_machines_mark_is_steady_and_tells_nothing() -> None:
    mark = machine_id()
    assert mark == machine_id()
    assert mark == "" or len(mark) == 32
    own = Path("/etc/machine-id")
    assert not own.exists() or own.read_text().strip() not in mark
