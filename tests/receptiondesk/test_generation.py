"""A file behind its witnesses or on another machine begins a new generation; nothing else does."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from receptiondesk.credentials import Credentials, Kept, OutsideWitness
from receptiondesk.desk import configuration, intake, number_hold, portals, safekeeping
from receptiondesk.desk.setup import initialise
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.outbox import PortalSetting
from receptiondesk.office import Office, open_office
from receptiondesk.paths import Paths, machine_id
from receptiondesk.storage import journal, setting_rows
from tests.support.office import (
    CHEAP,
    MORNING,
    OFFICER,
    FakeKeyring,
    OfficeKind,
    make_office,
    reopen,
)
from tests.support.walk_ins import walk_in

HERE, THERE = "a" * 32, "b" * 32


@dataclass
class Machine:
    """One machine: its mark and its keyring."""

    name: str = HERE
    keyring: FakeKeyring = field(default_factory=FakeKeyring)
    told: dict[str, str] = field(default_factory=dict)

    def credentials(self) -> Credentials:
        return Credentials(dict(self.told), self.keyring, CHEAP, machine_id=lambda: self.name)

    def open(self, root: Path, *, days: int = 0) -> Office:
        clock = SetClock(MORNING + timedelta(days=days))
        own = self.credentials()
        return open_office(Paths(root), clock=clock, officer=OFFICER, credentials=own)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Machine]:
    root, machine = tmp_path_factory.mktemp("made") / "office", Machine()
    new = replace(OfficeKind(number_range="1-99").as_new(), credentials=machine.credentials())
    initialise(Paths(root), new, clock=SetClock(MORNING), officer=OFFICER).office.close()
    return root, machine


@pytest.fixture
def machine(template: tuple[Path, Machine], tmp_path: Path) -> Machine:
    keys = {k: v for k, v in template[1].keyring.kept.items() if not k.startswith("witness:")}
    return Machine(keyring=FakeKeyring(keys), told={"RECEPTIONDESK_STATE": str(tmp_path / "state")})


@pytest.fixture
def root(template: tuple[Path, Machine], tmp_path: Path) -> Path:
    return Path(shutil.copytree(template[0], tmp_path / "office"))


def received(office: Office, many: int = 1) -> list[str]:
    return [intake.accept(office, walk_in(office)).dossier.code for _ in range(many)]


def work(machine: Machine, root: Path, many: int = 1) -> list[str]:
    office = machine.open(root)
    codes = received(office, many)
    office.close()
    return codes


def generations(office: Office) -> list[str]:
    with office.database.read() as session:
        found = journal.of_kinds(session, [EventKind.GENERATION_STARTED])
    return [str(one.payload["reason"]) for one in found]


@pytest.fixture
def opened(machine: Machine, root: Path) -> Iterator[Office]:
    office = machine.open(root)
    yield office
    office.close()


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
