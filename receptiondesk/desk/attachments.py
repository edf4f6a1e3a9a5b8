"""Files of a dossier's papers: attached, taken away, read again.

A paper is prepared (`receptiondesk.files`), put encrypted beside the database, and only then filed:
row, event and deliveries in one transaction, so there is never a row without its file. Each file,
and each part of a long one, is a delivery of its own: a cut costs at most the file being sent.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from receptiondesk.desk import file_limits
from receptiondesk.desk.corrections import found
from receptiondesk.domain import attachments as words
from receptiondesk.domain import reasons
from receptiondesk.domain.attachments import Attachment, Confirmed, Paper, StoredFile
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Problem, Refused, Trouble
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.text import clean_line, quoted
from receptiondesk.files.chunks import BadChunk
from receptiondesk.files.store import Store
from receptiondesk.office import Office
from receptiondesk.paths import surroundings
from receptiondesk.storage import attachments as rows
from receptiondesk.storage import deliveries, dossiers, journal, portals, round_lock
from receptiondesk.storage.engine import Session

#: What the key of the folder of papers is derived for.
_PURPOSE = "receptiondesk papers"
#: The biggest file that is read at all: a long scan in colour.
READ_AT_MOST = 200 * file_limits.MEGABYTE
_PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Attached:
    """What was filed; ``warnings`` say what was mended and which portal will not take it."""

    attachments: tuple[Attachment, ...]
    warnings: tuple[Problem, ...]
    changes: ChangeSet


@dataclass(frozen=True, slots=True)
class Detached:
    """A file that is no longer the dossier's; it stays in the journal and on the disk."""

    attachment: Attachment
    changes: ChangeSet


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """What a portal is told of one attachment; ``content`` reads it whole and checked.

    ``attachment.uid`` is the key under which the portal keeps it, for its removal too.
    """

    attachment: Attachment
    content: Callable[[], bytes] = field(repr=False)

    @property
    def removed(self) -> bool:
        """Return whether it was taken away at the desk and must go at the portal too."""
        return self.attachment.removed_at is not None


@dataclass(frozen=True, slots=True)
class PaperFiles:
    """A paper of a dossier and its files as they stand now."""

    paper: Paper
    files: tuple[Attachment, ...]


def papers(office: Office, code: str) -> tuple[Paper, ...]:
    """Return the papers of a dossier that files may belong to.

    Raises:
        Refused: ``unknown_code``.
    """
    return words.papers_of(found(office, code))


def attach(office: Office, code: str, paper: str, source: Path | bytes, name: str = "") -> Attached:
    """Prepare a scanned paper and file it with a paper of a dossier.

    Args:
        office: the office.
        code: a code of the dossier.
        paper: code, name or position of a paper of its checklist.
        source: the file, or its bytes.
        name: what it is called; the file's own name when empty.

    Raises:
        Refused: ``unknown_code``; ``cancelled``; ``unknown_paper``; ``no_such_file``;
            ``already_attached``; and what `receptiondesk.files.preparing` says of the content
            (field ``file``). Nothing was written.
        Trouble: disk_full, read_only, cannot_open, disk_failing, locked. Nothing was changed.
    """
    from receptiondesk.files.preparing import prepare  # Pillow and pypdf: not before a file comes

    dossier = found(office, code)
    _refuse_cancelled(dossier)
    meant = _paper(dossier, paper)
    data = source if isinstance(source, bytes) else _read(source)
    called = name or (source.name if isinstance(source, Path) else meant.name)
    ways = file_limits.ways(office, dossier)
    made = prepare(data, file_limits.part_bytes(ways))
    described = [_described(office, part.data, part.pages) for part in made.parts]
    contents = [(one, part.data) for one, part in zip(described, made.parts, strict=True)]
    with _held(office), surroundings(), store(office).filing(contents):
        filed = _file(office, dossier, meant, called, described)
    warnings = (*made.notes, *file_limits.warnings(ways, described))
    return Attached(filed, warnings, ChangeSet(dossiers=frozenset({dossier.uid}), outbox=True))


def detach(office: Office, code: str, uid: str, reason: str) -> Detached:
    """Take a file away from a dossier; the journal keeps who, when and why.

    Raises:
        Refused: ``unknown_code``; ``unknown_attachment``; ``already_removed``;
            ``missing_reason``, ``too_long`` (500), ``bad_characters``. Nothing was written.
        Trouble: the data cannot be written now; nothing was changed.
    """
    why = _reason(reason)
    dossier = found(office, code)
    with office.database.write() as session:
        one = rows.one(session, uid.strip())
        if one is None or one.dossier_uid != dossier.uid:
            message = f"Hồ sơ {dossier.code} không có tệp này. Xin xem lại danh sách tệp."
            raise Refused(Problem("attachment", "unknown_attachment", message))
        if one.removed_at is not None:
            message = f"Tệp “{one.name}” đã được gỡ trước đó."
            raise Refused(Problem("attachment", "already_removed", message))
        payload = words.detached_payload(one, why)
        entry = office.entry(EventKind.DETACHED, payload, dossier.uid)
        event = journal.append(session, entry, portals.names_of(session, dossier.received_seq))
        rows.remove(session, one.uid, event)
        dossiers.seen(session, dossier.uid, event)
        deliveries.refresh_sync(session, dossier.uid)
        gone = rows.one(session, one.uid) or one
    return Detached(gone, ChangeSet(dossiers=frozenset({dossier.uid}), outbox=True))


def of_dossier(office: Office, uid: str) -> tuple[Attachment, ...]:
    """Return the files of a dossier that were not taken away, in the order they were added."""
    with office.database.read() as session:
        return tuple(one for one in rows.of_dossier(session, uid) if one.removed_at is None)


def by_paper(office: Office, uid: str) -> tuple[PaperFiles, ...]:
    """Return every paper of a dossier with its files, in the order of the checklist.

    A paper that a later catalogue or correction no longer names stays as long as it has files.

    Raises:
        Refused: ``unknown_dossier``.
    """
    with office.database.read() as session:
        dossier = dossiers.by_uid(session, uid)
        files = [one for one in rows.of_dossier(session, uid) if one.removed_at is None]
    if dossier is None:
        raise Refused(Problem("uid", "unknown_dossier", "Không thấy hồ sơ này trong dữ liệu."))
    listed = words.papers_of(dossier)
    known = {(paper.code, paper.name) for paper in listed}
    others = dict.fromkeys((one.paper_code, one.paper_name) for one in files)
    unlisted = [key for key in others if key not in known]
    extra = [Paper(number, *key) for number, key in enumerate(unlisted, start=len(listed) + 1)]
    return tuple(
        PaperFiles(
            paper,
            tuple(one for one in files if (one.paper_code, one.paper_name) == _key(paper)),
        )
        for paper in (*listed, *extra)
    )


def _key(paper: Paper) -> tuple[str, str]:
    return paper.code, paper.name


def confirmed(office: Office, uid: str) -> Confirmed:
    """Return how many papers with files the portals confirmed, of how many."""
    return words.confirmed(of_dossier(office, uid))


def content(office: Office, uid: str) -> bytes:
    """Return the content of a file, decrypted and checked against its SHA-256.

    Raises:
        Refused: ``unknown_attachment``.
        Trouble: ``file_missing``, ``file_damaged``, disk_failing, cannot_open.
    """
    with office.database.read() as session:
        one = rows.one(session, uid)
        kept = None if one is None else rows.file(session, one.sha256)
    if one is None or kept is None:
        message = "Không thấy tệp này trong dữ liệu."
        raise Refused(Problem("attachment", "unknown_attachment", message))
    try:
        with surroundings():
            return _content(office, one, kept)
    except BadChunk as bad:
        message = (
            f"Tệp “{one.name}” của giấy “{one.paper_name}” bị hỏng ở đoạn {bad.number}/"
            f"{bad.count} nên không dùng được. Xin quét và gắn lại giấy này."
        )
        raise Trouble("file_damaged", message) from bad


def _content(office: Office, one: Attachment, kept: StoredFile) -> bytes:
    try:
        return store(office).read(kept)
    except FileNotFoundError as missing:
        message = (
            f"Không còn tệp “{one.name}” của giấy “{one.paper_name}” trên máy này. Xin khôi phục "
            "từ bản sao lưu, hoặc quét và gắn lại giấy này."
        )
        raise Trouble("file_missing", message) from missing


def outgoing(office: Office, event_uid: str) -> OutgoingFile | None:
    """Return what a portal is told by an ``ATTACHED`` or ``DETACHED`` event; ``None`` for others.

    The attachment is told as it stands now: ``removed`` also for an ``ATTACHED`` event whose
    file was taken away since.
    """
    with office.database.read() as session:
        one = rows.of_event(session, event_uid)
    if one is None:
        return None
    return OutgoingFile(one, lambda: content(office, one.uid))


def sweep(office: Office) -> int:
    """Remove the files of acts that were killed before they were filed; return how many.

    Raises:
        Trouble: the folder cannot be tidied now.
    """
    if not store(office).unswept():
        return 0
    with round_lock.held(office.paths.papers_lock, 0.0) as mine:
        return _sweep(office) if mine else 0


def _sweep(office: Office) -> int:
    def wanted(names: Iterable[str]) -> frozenset[str]:
        with office.database.read() as session:
            return rows.wanted(session, names)

    with surroundings():
        return store(office).sweep(wanted)


def store(office: Office) -> Store:
    """Return the folder of the office's papers."""
    return Store(office.paths.papers, office.database.key_for(_PURPOSE))


@contextmanager
def _held(office: Office) -> Iterator[None]:
    """Be the only one that puts papers on the disk, so that nobody sweeps them away meanwhile."""
    with round_lock.held(office.paths.papers_lock, _PATIENCE_SECONDS) as mine:
        if not mine:
            message = (
                "Chương trình khác đang gắn tệp vào hồ sơ nên chưa gắn được tệp này. Chưa có gì "
                "thay đổi. Xin chờ một lát rồi làm lại."
            )
            raise Trouble("locked", message)
        if store(office).unswept():
            _sweep(office)
        try:
            yield
        except (Refused, Trouble):
            with suppress(Trouble):  # on a full disk every byte counts; else the next act does it
                _sweep(office)
            raise


def _refuse_cancelled(dossier: Dossier) -> None:
    if dossier.cancelled:
        message = f"Hồ sơ {dossier.code} đã hủy nên không gắn thêm tệp được."
        raise Refused(Problem("code", "cancelled", message))


def _paper(dossier: Dossier, asked: str) -> Paper:
    listed = words.papers_of(dossier)
    meant = words.find_paper(listed, asked)
    if meant is None:
        names = "; ".join(f"{paper.position}. {paper.name}" for paper in listed)
        message = (
            f"Hồ sơ {dossier.code} không có giấy tờ “{quoted(clean_line(asked))}”. Xin chọn theo "
            f"số thứ tự, mã hoặc tên: {names or 'thủ tục này không có danh sách giấy tờ'}."
        )
        raise Refused(Problem("paper", "unknown_paper", message))
    return meant


def _read(path: Path) -> bytes:
    if not path.is_file():
        message = f"Không có tệp “{quoted(path.name)}”. Xin chọn lại tệp."
        raise Refused(Problem("file", "no_such_file", message))
    with surroundings():
        if path.stat().st_size > READ_AT_MOST:
            message = (
                f"Tệp “{quoted(path.name)}” lớn hơn {READ_AT_MOST // file_limits.MEGABYTE} MB. Xin "
                "quét lại với độ phân giải 200–300 dpi hoặc chia thành nhiều tệp."
            )
            raise Refused(Problem("file", "too_big_to_read", message))
        return path.read_bytes()


def _described(office: Office, data: bytes, pages: int) -> StoredFile:
    """Return how a part is kept: as it is already, where its content is known."""
    made = store(office).described(data, "application/pdf", pages)
    with office.database.read() as session:
        return rows.file(session, made.sha256) or made


def _file(
    office: Office, dossier: Dossier, paper: Paper, called: str, files: Sequence[StoredFile]
) -> tuple[Attachment, ...]:
    """Write row, event and deliveries of each part, all in one transaction."""
    with office.database.write() as session:
        _refuse_doubled(session, dossier, paper, files)
        targets = portals.names_of(session, dossier.received_seq)
        for number, one in enumerate(files, start=1):
            name = words.clean_name(called, number, len(files))
            payload = words.attached_payload(paper, name, one, (number, len(files)))
            entry = office.entry(EventKind.ATTACHED, payload, dossier.uid)
            event = journal.append(session, entry, targets)
            rows.add(session, event, one)
            dossiers.seen(session, dossier.uid, event)
        deliveries.refresh_sync(session, dossier.uid)
        return rows.of_dossier(session, dossier.uid)[-len(files) :]


def _refuse_doubled(
    session: Session, dossier: Dossier, paper: Paper, files: Sequence[StoredFile]
) -> None:
    there = {
        one.sha256
        for one in rows.of_dossier(session, dossier.uid)
        if one.removed_at is None and (one.paper_code, one.paper_name) == _key(paper)
    }
    if all(one.sha256 in there for one in files):
        message = f"Giấy tờ “{paper.name}” đã có tệp giống hệt tệp này, nên không gắn lần nữa."
        raise Refused(Problem("file", "already_attached", message))


def _reason(text: str) -> str:
    return reasons.checked(clean_line(text), "Xin ghi lý do gỡ tệp.")
