"""Keeping the scanned papers safe: are they all there and whole, copied with a backup, taken back.

A backup is ``FILE`` and, beside it, one folder of papers for all backups of the office in that
place: papers never change, so a second backup copies only what is new. They stay encrypted, under
the same key as the data, so what opens the backup opens them too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from receptiondesk.desk.attachments import store
from receptiondesk.domain.attachments import StoredFile
from receptiondesk.domain.errors import Problem
from receptiondesk.files.chunks import BadChunk
from receptiondesk.files.store import Store
from receptiondesk.office import Office
from receptiondesk.paths import reason_vi, surroundings
from receptiondesk.storage import attachments as rows
from receptiondesk.storage.journal import DamagedRow

_NAMED_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class KeptPapers:
    """The papers of a backup: their folder, how many belong to it and how many were copied now.

    ``warnings`` name the papers that this machine itself no longer has whole.
    """

    folder: Path
    papers: int
    copied: int
    warnings: tuple[Problem, ...] = ()

    @property
    def sentence(self) -> str:
        """Return in Vietnamese where they are, what to carry along, and what is missing."""
        told = (
            f"Giấy tờ quét ({self.papers} tệp, chép thêm {self.copied}) ở {self.folder}. Khi mang "
            "bản sao lưu đi nơi khác, xin mang cả thư mục này."
        )
        return " ".join([told, *(f"Lưu ý: {warning.message}" for warning in self.warnings)])


def damaged(office: Office) -> Iterator[DamagedRow]:
    """Return every stored paper that is missing or not what was filed, with the chunk at fault."""
    with office.database.read() as session:
        kept = tuple(rows.files(session))
    papers = store(office)
    for file in kept:
        what = _fault(papers, file)
        if what:
            yield DamagedRow("stored_file", file.sha256, f"{_users(office, file)}: {what}")


def _fault(papers: Store, file: StoredFile) -> str:
    """Return in Vietnamese what is wrong with a stored file, empty when nothing is."""
    try:
        chunks = papers.proved(file)
    except BadChunk as bad:
        where = f"ở đoạn {bad.number}/{bad.count}" if bad.number else "ở độ dài"
        return f"tệp bị hỏng hoặc bị sửa {where}."
    except FileNotFoundError:
        return "không còn tệp, hoặc không còn đủ, trên máy này."
    except OSError as error:
        return f"không đọc được tệp ({reason_vi(error)})."
    if chunks != file.chunks:
        return "mã băm của từng đoạn đã bị sửa; nội dung tệp vẫn đúng."
    return ""


def _users(office: Office, file: StoredFile) -> str:
    """Return whose paper it is: dossier, paper and name of the file."""
    with office.database.read() as session:
        users = rows.users_of(session, file.sha256)
    named = [f"hồ sơ {code}, giấy “{paper}”, tệp “{name}”" for code, paper, name in users]
    text = "; ".join(named[:_NAMED_AT_MOST]) or f"tệp {file.sha256[:12]}…"
    return text[:1].upper() + text[1:]


def folder_beside(backup: Path, office_id: str) -> Path:
    """Return where the papers of an office's backups lie: one folder for all in that place."""
    return backup.absolute().parent / f"receptiondesk-papers-{office_id[:8]}"


def copy_beside(office: Office, backup: Path) -> KeptPapers | None:
    """Copy the papers that a backup names, which it does not have yet, beside it.

    Returns:
        ``None`` when the office has no papers.

    Raises:
        Trouble: disk_full, read_only, cannot_open, disk_failing: the place of the backup.
    """
    with office.database.read() as session:
        kept = tuple(rows.files(session))
    if not kept:
        return None
    folder = folder_beside(backup, office.office_id)
    theirs, ours = Store(folder, store(office).key), store(office)
    new = [file for file in kept if not theirs.has(file)]
    lost = []
    for file in new:
        try:
            data = ours.sealed(file)
        except (BadChunk, OSError):
            lost.append(file)
            continue
        with surroundings():
            theirs.take(file, data)
    warnings = _lost(office, lost, _NOT_IN_BACKUP)
    return KeptPapers(folder, len(kept) - len(lost), len(new) - len(lost), warnings)


def bring_back(office: Office, backup: Path) -> tuple[Problem, ...]:
    """Bring the papers that restored data name back from beside the backup, as far as they are.

    Returns:
        Which papers are missing now, for the person who restores.
    """
    with office.database.read() as session:
        kept = tuple(rows.files(session))
    ours = store(office)
    wanted = [file for file in kept if ours.faulty(file)]
    if not wanted:
        return ()
    theirs = Store(folder_beside(backup, office.office_id), ours.key)
    lost = [file for file in wanted if not _brought(theirs, ours, file)]
    return _lost(office, lost, _NOT_RESTORED)


def _brought(theirs: Store, ours: Store, file: StoredFile) -> bool:
    try:
        ours.take(file, theirs.sealed(file))
    except (BadChunk, OSError):
        return False
    return True


_NOT_IN_BACKUP = "không có trong bản sao lưu vì trên máy này đã thiếu hoặc hỏng"
_NOT_RESTORED = (
    "không đem về được: thư mục giấy tờ không nằm cạnh bản sao lưu, bị thiếu, hoặc ổ đĩa đầy. Dữ "
    "liệu hồ sơ đã khôi phục đủ; xin chép thư mục đó vào cạnh bản sao lưu rồi khôi phục lại, "
    "hoặc quét và gắn lại các giấy tờ này"
)


def _lost(office: Office, files: Sequence[StoredFile], why: str) -> tuple[Problem, ...]:
    if not files:
        return ()
    named = "; ".join(_users(office, file) for file in files[:_NAMED_AT_MOST])
    more = f"; và {len(files) - _NAMED_AT_MOST} tệp khác" if len(files) > _NAMED_AT_MOST else ""
    message = f"{len(files)} tệp giấy tờ {why}. Gồm: {named}{more}."
    return (Problem("papers", "papers_missing", message),)
