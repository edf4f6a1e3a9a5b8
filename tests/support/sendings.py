"""Portals of an office under test and what travels to them, without a wire."""

from receptiondesk.desk import outbox, portals
from receptiondesk.desk.attachments import store as stored
from receptiondesk.domain.attachments import Paper, attached_payload, detached_payload
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.events import DeliveryState, EventKind
from receptiondesk.domain.outbox import Due, PortalSetting, Settlement
from receptiondesk.office import Office
from receptiondesk.storage import attachments, deliveries, dossiers, journal
from receptiondesk.storage import portals as portal_rows

PORTAL = PortalSetting("opencps", "http://127.0.0.1:9", "canbo", {"groupId": "1"}, practice=True)
SENT = Settlement(DeliveryState.SENT)
PROVED = Settlement(DeliveryState.PROVED, read_back="a" * 64)


def join(office: Office, name: str = "opencps", **options: str) -> str:
    """Set up a portal that is never called; return its name."""
    setting = PortalSetting(
        "opencps", PORTAL.url, PORTAL.user, {"groupId": "1", **options}, practice=True, name=name
    )
    portals.save(office, setting, "mật khẩu", answers_practice=None)
    return name


def send(office: Office, target: str, settlement: Settlement = SENT) -> None:
    """Let everything that is due end so, facts first."""
    for page in (outbox.due, outbox.due_files):
        for item in page(office, target, ignore_backoff=True):
            assert outbox.mark_sending(office, target, item)
            outbox.settle(office, target, item, settlement)


def read_back(office: Office, target: str, settlement: Settlement = PROVED) -> None:
    """Let everything that was sent be read back so."""
    for page in (outbox.awaiting_proof, outbox.awaiting_file_proof):
        for item in page(office, target):
            assert outbox.settle_proof(office, target, item, settlement)


def whole(office: Office, target: str) -> list[Due]:
    """Return every due dossier, page by page."""
    found: list[Due] = []
    while page := outbox.due(
        office,
        target,
        ignore_backoff=True,
        limit=2,
        after=found[-1].key if found else outbox.FIRST,
    ):
        found += page
    return found


def attach(office: Office, dossier: Dossier, words: str, paper: str = "Giấy chứng sinh") -> str:
    """File an attachment of a dossier, its content taken as it is; return its uid."""
    content = words.encode()
    file = stored(office).described(content, "application/pdf", 1)
    payload = attached_payload(Paper(1, "", paper), f"{words}.pdf", file, (1, 1))
    with stored(office).filing([(file, content)]), office.database.write() as session:
        targets = portal_rows.names_of(session, dossier.received_seq)
        event = journal.append(
            session, office.entry(EventKind.ATTACHED, payload, dossier.uid), targets
        )
        attachments.add(session, event, file)
        dossiers.seen(session, dossier.uid, event)
        deliveries.refresh_sync(session, dossier.uid)
    return event.uid


def detach(office: Office, dossier: Dossier, uid: str) -> None:
    """Take an attachment away again."""
    with office.database.write() as session:
        targets = portal_rows.names_of(session, dossier.received_seq)
        known = attachments.one(session, uid)
        assert known is not None
        payload = detached_payload(known, "nhầm giấy")
        event = journal.append(
            session, office.entry(EventKind.DETACHED, payload, dossier.uid), targets
        )
        attachments.remove(session, uid, event)
        dossiers.seen(session, dossier.uid, event)
        deliveries.refresh_sync(session, dossier.uid)
