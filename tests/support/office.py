"""A real practice office in a folder of the test's own, made quickly.

One office per kind is set up in the ordinary way for the whole test run and its files are copied
for each test, so that everybody tests on a real encrypted file without paying for the set-up.
"""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from unittest import mock

from receptiondesk.credentials import Cost, Credentials
from receptiondesk.desk import catalogue_files, catalogue_import, clock_guard
from receptiondesk.desk.setup import NewOffice, initialise
from receptiondesk.domain.catalogue_reading import from_sheets
from receptiondesk.domain.catalogue_rows import Catalogue
from receptiondesk.domain.clock import SetClock, SystemClock
from receptiondesk.domain.errors import Trouble
from receptiondesk.office import Office, open_office
from receptiondesk.paths import Paths
from tests.support.walk_ins import BIRTH_REGISTRATION, COPY_OF_RECORD

PASSPHRASE = "mat khau de thu"
OFFICER = "Lê Thị Thử"
#: Monday 23 November 2026, 09:00 in Viet Nam: an ordinary working morning, a holiday tomorrow.
MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
#: Wrapping costs next to nothing in tests.
CHEAP = Cost(passes=1, memory_kib=64, lanes=1)


@dataclass
class FakeKeyring:
    """A keyring in memory: keeps, forgets what it was given, raises, as a test needs it."""

    kept: dict[str, str] = field(default_factory=dict)
    forgetful: bool = False
    broken: bool = False

    def get(self, name: str) -> str | None:
        self._raise_if_broken()
        return self.kept.get(name)

    def put(self, name: str, secret: str) -> bool:
        self._raise_if_broken()
        if not self.forgetful:
            self.kept[name] = secret
        return self.kept.get(name) == secret

    def delete(self, name: str) -> None:
        self._raise_if_broken()
        self.kept.pop(name, None)

    def _raise_if_broken(self) -> None:
        if self.broken:
            raise Trouble("keyring", "Kho khóa không trả lời.")


def credentials(**environ: str) -> Credentials:
    """Return credentials that never touch the machine's own keyring or environment."""
    given = environ or {"RECEPTIONDESK_PASSPHRASE": PASSPHRASE}
    given = {"RECEPTIONDESK_STATE": str(_templates() / "state"), **given}
    return Credentials(environ=given, system_keyring=FakeKeyring(forgetful=True), cost=CHEAP)


@dataclass(frozen=True)
class OfficeKind:
    """What an office of a test is like; equal kinds share one set-up.

    ``number_range`` "1-999" gives official codes, "" provisional ones. With ``procedures`` its
    catalogue has only these of the shipped ones: proving such an office whole is ten times quicker.
    """

    number_range: str = ""
    practice: bool = True
    counter: int = 1
    org_code: str = "H56.14"
    org_name: str = "Ủy ban nhân dân xã Thử Nghiệm"
    province: str = "Thanh Hóa"
    lookup_url: str = "https://dichvucong.example.vn/tra-cuu"
    procedures: tuple[str, ...] = ()

    def as_new(self) -> NewOffice:
        return NewOffice(
            org_code=self.org_code,
            org_name=self.org_name,
            province=self.province,
            counter=self.counter,
            number_range=self.number_range,
            practice=self.practice,
            parent_org="Tỉnh Thanh Hóa",
            address="Thôn 1, xã Thử Nghiệm",
            phone="0237 000 0000",
            hotline="1022",
            lookup_url=self.lookup_url,
            credentials=credentials(),
        )


#: Gives official codes, for two procedures: what is proved whole here is proved quickly.
LITTLE = OfficeKind(number_range="1-999", procedures=(BIRTH_REGISTRATION, COPY_OF_RECORD))


def make_office(
    root: Path, kind: OfficeKind | None = None, *, clock: SetClock | None = None
) -> Office:
    """Return an open office in ``root`` (the caller closes it), its clock standing at `MORNING`.

    The passphrase is `PASSPHRASE`, so a real process can open it by the environment variable.
    """
    root.mkdir(parents=True, exist_ok=True)
    for file in _template(kind or OfficeKind()).iterdir():
        shutil.copy(file, root / file.name)
    return reopen(root, clock=clock)


def reopen(root: Path, *, clock: SetClock | None = None, alone: bool = False) -> Office:
    """Return another opening of the office in ``root``.

    ``alone``: what the machine keeps of an office outside its folder lies beside ``root`` too, so
    that a copy of an earlier folder is no older file there.
    """
    beside = {"RECEPTIONDESK_STATE": str(root.parent / "state")} if alone else {}
    return open_office(
        Paths(root),
        clock=clock or SetClock(MORNING),
        officer=OFFICER,
        credentials=credentials(RECEPTIONDESK_PASSPHRASE=PASSPHRASE, **beside),
    )


def make_office_of_today(root: Path, kind: OfficeKind | None = None) -> Office:
    """Return an open office whose journal goes on at the machine's own time, whatever day it is.

    For tests that run the program itself, which asks the machine's clock.
    """
    office = replace(make_office(root, kind), clock=SystemClock())
    if clock_guard.standing(office).doubted:
        clock_guard.confirm(office, "máy của người thử")
    return office


@cache
def _template(kind: OfficeKind) -> Path:
    root = _templates() / f"{abs(hash(kind))}"
    with _only(kind.procedures):
        made = initialise(Paths(root), kind.as_new(), clock=SetClock(MORNING), officer=OFFICER)
    made.office.close()
    return root


@contextmanager
def _only(codes: tuple[str, ...]) -> Iterator[None]:
    """Let the shipped catalogue have no other procedures inside the block."""
    whole = _shipped()
    few = tuple(one for one in whole.procedures if not codes or one.code in codes)
    found = replace(whole, procedures=few)
    with mock.patch.object(catalogue_import, "from_sheets", return_value=found):
        yield


@cache
def _shipped() -> Catalogue:
    """Read the shipped catalogue once, however many kinds of offices there are."""
    return from_sheets(catalogue_files.read_shipped())


@cache
def _templates() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="receptiondesk-offices-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def with_kind(kind: OfficeKind, **changes: object) -> OfficeKind:
    """Return the kind with some things otherwise."""
    return replace(kind, **changes)  # type: ignore[arg-type]
