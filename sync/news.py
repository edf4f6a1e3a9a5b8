"""What a portal says of a dossier, in the desk's own terms."""

from receptiondesk.domain.outbox import PulledMessage, PulledNews
from sync.portal import Remote


def news_of(remote: Remote) -> PulledNews:
    """Return the portal-owned facts as the desk takes them."""
    return PulledNews(
        dossier_uid=remote.uid,
        remote_id=remote.remote_id,
        code=remote.code,
        status=None if remote.status is None else int(remote.status),
        status_raw=remote.status_raw,
        result=remote.result,
        messages=tuple(PulledMessage(one.uid, one.text, one.at) for one in remote.messages),
        moved_at=remote.moved_at,
    )
