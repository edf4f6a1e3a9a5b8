"""The tables of the desk's file. Rows never leave this room: others see values of ``domain``.

Facts that the law or the portal may ask for live in columns; whatever is only shown again is kept
as JSON beside them. A dossier row is the projection of its events (`journal`), written in the
same transaction. Every constraint has a name, so that a migration can find it again.
"""

import json
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from pydantic import ConfigDict
from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Date,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
    type_coerce,
)
from sqlmodel import Field, SQLModel

from receptiondesk.domain.events import canonical_json

NAMING = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


def moment_text(moment: datetime) -> str:
    """Return a moment as the file keeps it.

    Raises:
        ValueError: it has no time zone, which is a bug of the caller.
    """
    if moment.tzinfo is None:
        message = "a moment without a time zone reached storage"
        raise ValueError(message)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Moment(TypeDecorator[datetime]):
    """An aware moment kept as UTC text of one fixed width, so that text order is time order."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write UTC with microseconds; a naive moment is a bug and is refused."""
        del dialect
        return None if value is None else moment_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Read it back aware and in UTC."""
        del dialect
        return None if value is None else datetime.fromisoformat(value)


class JsonText(TypeDecorator[Any]):
    """A JSON value kept in its one canonical spelling."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        """Write the canonical spelling."""
        del dialect
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:
        """Read it back."""
        del dialect
        return None if value is None else json.loads(value)


def refers(column: str) -> ForeignKey:
    """Return a foreign key checked at commit, so that one act may write its rows in any order."""
    return ForeignKey(column, deferrable=True, initially="DEFERRED")


class Row(SQLModel):
    """What every table shares: one set of names for constraints, and schemas built when asked."""

    model_config = ConfigDict(defer_build=True)  # type: ignore[assignment]
    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)


def core(row: type[Row]) -> Table:
    """Return the table behind a row, for statements on the hot paths that need no objects."""
    return Row.metadata.tables[str(row.__tablename__)]


def as_stored(row: type[Row]) -> list[ColumnElement[Any]]:
    """Return a table's columns as they stand in the file, for reading rows that may be damaged."""
    return [
        type_coerce(one, Text).label(one.name) if isinstance(one.type, Moment | JsonText) else one
        for one in core(row).columns
    ]


class SettingRow(Row, table=True):
    """One setting as text; `receptiondesk.settings` knows what it means."""

    __tablename__ = "setting"
    key: str = Field(primary_key=True)
    value: str


class CounterRangeRow(Row, table=True):
    """The newest range of order numbers recorded for a counter, so that no two overlap."""

    __tablename__ = "counter_range"
    __table_args__ = (
        CheckConstraint("first >= 1", name="first"),
        CheckConstraint("last >= first", name="last"),
    )
    counter: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    first: int
    last: int


class EventRow(Row, table=True):
    """One line of the journal; triggers refuse every change and every deletion."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("uid"),
        CheckConstraint("length(hash) = 64 AND length(prev_hash) = 64", name="hash"),
        Index(None, "dossier_uid"),
        Index(None, "kind"),
    )
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    uid: str
    dossier_uid: str | None = None
    kind: str
    at: datetime = Field(sa_type=Moment)
    officer: str
    counter: int
    payload: Any = Field(sa_type=JsonText, nullable=False)
    prev_hash: str
    hash: str


class DossierRow(Row, table=True):
    """The projection of a dossier's events."""

    __tablename__ = "dossier"
    __table_args__ = (
        UniqueConstraint("received_seq"),
        CheckConstraint("status BETWEEN 1 AND 10", name="status"),
        CheckConstraint("prints >= 0", name="prints"),
        CheckConstraint("revision >= 0", name="revision"),
        Index(None, "received_at"),
        Index(None, "due_at"),
        Index(None, "identity_number"),
        Index(None, "status"),
        Index(None, "sync"),
        Index(None, "procedure_code"),
    )
    uid: str = Field(primary_key=True)
    code: str
    procedure_code: str
    procedure_name: str
    catalogue_version: int
    applicant_name: str
    identity_number: str = ""
    old_number: str = ""
    phone: str = ""
    received_at: datetime = Field(sa_type=Moment)
    due_at: datetime | None = Field(default=None, sa_type=Moment)
    status: int
    status_raw: str = ""
    sync: str
    officer: str
    counter: int
    revision: int = 0
    prints: int = 0
    cancelled: bool = False
    cancel_reason: str = ""
    practice: bool = False
    clock_unconfirmed: bool = Field(default=False, sa_column_kwargs={"server_default": text("0")})
    received_seq: int = Field(sa_column_args=[refers("event.seq")])
    last_seq: int = Field(sa_column_args=[refers("event.seq")])
    facts: Any = Field(sa_type=JsonText, nullable=False)
    promise: Any = Field(sa_type=JsonText, nullable=False)


class DossierCodeRow(Row, table=True):
    """A code that finds a dossier for ever; never changed, never deleted."""

    __tablename__ = "dossier_code"
    __table_args__ = (
        CheckConstraint("kind IN ('official', 'provisional')", name="kind"),
        Index(None, "dossier_uid"),
    )
    code: str = Field(primary_key=True)
    dossier_uid: str = Field(sa_column_args=[refers("dossier.uid")])
    kind: str
    event_seq: int = Field(sa_column_args=[refers("event.seq")])


class DossierPaperRow(Row, table=True):
    """A paper handed in with a dossier."""

    __tablename__ = "dossier_paper"
    __table_args__ = (CheckConstraint("originals >= 0 AND copies >= 0", name="count"),)
    dossier_uid: str = Field(primary_key=True, sa_column_args=[refers("dossier.uid")])
    position: int = Field(primary_key=True)
    code: str = ""
    name: str
    originals: int
    copies: int


class DossierFeeRow(Row, table=True):
    """The fee of a dossier in đồng; no amount while the rule is unknown."""

    __tablename__ = "dossier_fee"
    __table_args__ = (CheckConstraint("amount >= 0", name="amount"),)
    dossier_uid: str = Field(primary_key=True, sa_column_args=[refers("dossier.uid")])
    method: str
    amount: int | None = None


class OrderNumberRow(Row, table=True):
    """A number once taken, or once skipped; the row stays for ever."""

    __tablename__ = "order_number"
    __table_args__ = (
        CheckConstraint("state IN ('used', 'gap')", name="state"),
        CheckConstraint("number >= 1", name="number"),
        Index(None, "dossier_uid"),
    )
    series: str = Field(primary_key=True)
    day: date = Field(primary_key=True, sa_type=Date)
    number: int = Field(primary_key=True)
    counter: int
    dossier_uid: str | None = Field(default=None, sa_column_args=[refers("dossier.uid")])
    code: str = ""
    state: str = "used"
    reason: str = ""


class DeliveryRow(Row, table=True):
    """How far one event got towards one target.

    ``unsure``: an attempt may have arrived that nobody has told of, so the target is asked first.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts"),
        Index(None, "state", "next_try_at"),
        Index(None, "target", "state", "attempts", "event_seq"),
        Index(None, "dossier_uid"),
    )
    event_seq: int = Field(primary_key=True, sa_column_args=[refers("event.seq")])
    target: str = Field(primary_key=True)
    dossier_uid: str = Field(sa_column_args=[refers("dossier.uid")])
    state: str
    attempts: int = 0
    next_try_at: datetime | None = Field(default=None, sa_type=Moment)
    lease_until: datetime | None = Field(default=None, sa_type=Moment)
    last_answer: str = ""
    reason: str = ""
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    proved_at: datetime | None = Field(default=None, sa_type=Moment)
    unsure: bool = Field(default=False, sa_column_kwargs={"server_default": text("0")})


class RemoteRefRow(Row, table=True):
    """What a portal calls a dossier, and what it last said of it."""

    __tablename__ = "remote_ref"
    __table_args__ = (Index(None, "target", "remote_id"), Index(None, "dossier_uid"))
    target: str = Field(primary_key=True)
    dossier_uid: str = Field(primary_key=True, sa_column_args=[refers("dossier.uid")])
    remote_id: str = ""
    remote_code: str = ""
    status_raw: str = ""
    extra: Any = Field(sa_type=JsonText, nullable=False)
    pulled_at: datetime | None = Field(default=None, sa_type=Moment)


class PortalTargetRow(Row, table=True):
    """A portal that this office sends to, and how far its news were pulled."""

    __tablename__ = "portal_target"
    name: str = Field(primary_key=True)
    family: str
    url: str
    user_name: str = ""
    options: Any = Field(sa_type=JsonText, nullable=False)
    practice: bool = False
    cursor: str = ""


class PortalCacheRow(Row, table=True):
    """An answer of a portal that changes rarely."""

    __tablename__ = "portal_cache"
    target: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    value: str
    at: datetime = Field(sa_type=Moment)


class SecretRow(Row, table=True):
    """A password, only where the machine has no keyring; the file itself is encrypted."""

    __tablename__ = "secret"
    name: str = Field(primary_key=True)
    value: str


class CatalogueVersionRow(Row, table=True):
    """One import of the catalogue; kept for ever."""

    __tablename__ = "catalogue_version"
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    label: str
    sha256: str
    imported_at: datetime = Field(sa_type=Moment)
    procedures: int


class CatalogueProcedureRow(Row, table=True):
    """A procedure in one version of the catalogue, with its search keys."""

    __tablename__ = "catalogue_procedure"
    __table_args__ = (Index(None, "version", "position"),)
    version: int = Field(primary_key=True, sa_column_args=[refers("catalogue_version.number")])
    code: str = Field(primary_key=True)
    position: int
    name: str
    field: str
    folded: str
    initials: str
    body: Any = Field(sa_type=JsonText, nullable=False)


class OfferedRow(Row, table=True):
    """A procedure that this office offers, and whether it posts a notice of it."""

    __tablename__ = "offered"
    code: str = Field(primary_key=True)
    posted: bool = True


class DraftRow(Row, table=True):
    """What is typed and not yet accepted."""

    __tablename__ = "draft"
    slot: str = Field(primary_key=True)
    body: str
    saved_at: datetime = Field(sa_type=Moment)
