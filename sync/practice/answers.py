"""How the practice portal answers: the error table of OpenCPS (portals.md A.2) and its models."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from receptiondesk.domain.clock import SystemClock, local
from sync.practice import process
from sync.practice.services import AGENCY, AGENCY_NAME, Service
from sync.practice.store import Kept

MOMENT = "%d/%m/%Y %H:%M:%S"

#: The fields of DossierInputModel that this site keeps; others are ignored without a word.
INPUT = frozenset(
    [
        "applicantName",
        "applicantIdType",
        "applicantIdNo",
        "applicantIdDate",
        "address",
        "cityCode",
        "districtCode",
        "wardCode",
        "contactName",
        "contactTelNo",
        "contactEmail",
        "delegateName",
        "delegateIdNo",
        "delegateTelNo",
        "delegateEmail",
        "delegateAddress",
        "delegateCityCode",
        "delegateDistrictCode",
        "delegateWardCode",
        "delegateType",
        "dossierNo",
        "receiveDate",
        "dueDate",
        "submitDate",
        "dossierName",
        "applicantNote",
        "briefNote",
        "sampleCount",
        "originDossierNo",
        "metaData",
        "documentNo",
        "viaPostal",
        "postalAddress",
        "postalCityCode",
        "postalDistrictCode",
        "postalWardCode",
        "postalTelNo",
    ]
)
DATES = frozenset({"receiveDate", "dueDate", "submitDate"})
#: Amounts of a payment, in whole đồng.
WHOLE = frozenset(["paymentAmount", "advanceAmount", "feeAmount", "serviceAmount", "shipAmount"])
_NUMBERS = frozenset({"sampleCount", "delegateType"})


@dataclass
class PortalFault(Exception):  # noqa: N818 - an answer, not a bug of ours
    """An answer other than 200. ``body`` is ``None`` for an empty one."""

    status: int
    body: dict[str, Any] | None = field(default=None)


def refused(description: str | None = None) -> PortalFault:
    """Return the answer to everything that is not a matter of login: 403 "No Content."."""
    return PortalFault(403, {"message": "No Content.", "code": 403, "description": description})


def not_logged_in(description: str = "") -> PortalFault:
    """Return the answer of UnauthenticationException: HTTP 203."""
    return PortalFault(
        203,
        {"message": "Non-Authoritative Information.", "code": 203, "description": description},
    )


def denied() -> PortalFault:
    """Return the answer of the filter: HTTP 401."""
    return PortalFault(
        401,
        {"timestamp": int(time.time() * 1000), "message": "permission denied", "rest_api": ""},
    )


def not_possible() -> PortalFault:
    """Return the answer to an action that cannot be done: HTTP 405 without a body."""
    return PortalFault(405)


def now_text() -> str:
    """Return the portal's time as it writes it, in Viet Nam."""
    return local(SystemClock().now()).strftime(MOMENT)


def from_epoch(text: str) -> str:
    """Return epoch milliseconds as the portal writes a time; empty when it cannot be read."""
    if not text.isdecimal():
        return ""
    return local(datetime.fromtimestamp(int(text) / 1000, SystemClock().now().tzinfo)).strftime(
        MOMENT
    )


def taken(form: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of a form that the site keeps, as it keeps them.

    A date that cannot be read becomes nothing; a number that cannot be read is a fault (403).
    """
    kept: dict[str, Any] = {}
    for name in sorted(INPUT & form.keys()):
        text = form[name]
        if name in DATES:
            kept[name] = text if _is_moment(text) else ""
        elif name in _NUMBERS and text:
            if not text.lstrip("-").isdecimal():
                raise refused(f'For input string: "{text}"')
            kept[name] = int(text)
        else:
            kept[name] = text
    return kept


def last_action(number: int, code: str, note: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a dossier tells of the last thing done to it."""
    return {
        "dossierActionId": number,
        "lastActionCode": code,
        "lastActionUser": note.get("actionUser", ""),
        "lastActionNote": note.get("actionNote", ""),
        "lastActionDate": note.get("at", ""),
    }


def _is_moment(text: str) -> bool:
    try:
        time.strptime(text, MOMENT)
    except ValueError:
        return False
    return True


def detail(kept: Kept, service: Service | None, more: Mapping[str, Any]) -> dict[str, Any]:
    """Return a dossier as DossierDetailModel: numbers and texts mixed as at a real site.

    ``more`` tells of its last action and of its ticks.
    """
    step = process.STEPS[kept.step]
    return {
        **{name: kept.body.get(name, "") for name in sorted(INPUT)},
        "sampleCount": kept.body.get("sampleCount", 0),
        "viaPostal": str(kept.body.get("viaPostal", "0")),
        "dossierId": kept.id,
        "dossierIdCTN": f"CTN-{kept.id}",
        "userId": 20_199,
        "userName": kept.user,
        "referenceUid": kept.uid,
        "serviceCode": kept.body["serviceCode"],
        "serviceName": service.name if service else "",
        "govAgencyCode": AGENCY,
        "govAgencyName": AGENCY_NAME,
        "dossierTemplateNo": kept.body["dossierTemplateNo"],
        "originality": int(kept.body["originality"]),
        "dossierStatus": step.status,
        "dossierStatusText": step.status_text,
        "dossierSubStatus": "",
        "dossierSubStatusText": "",
        "stepCode": step.code,
        "stepName": step.name,
        "groupId": int(kept.site),
        "systemId": 0,
        **more,
    }


def mark_model(kept: Kept, part: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a tick as DossierMarkResultDetailModel."""
    return {
        "dossierMarkId": kept.id * 100 + sum(part.encode()) % 100,
        "fileMark": int(body.get("fileMark") or 0),
        "fileCheck": int(body.get("fileCheck") or 0),
        "fileComment": body.get("fileComment", ""),
        "recordCount": str(body.get("recordCount", "")),
    }


def payment_model(kept: Kept, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the payment as PaymentFileModel: amounts as numbers, the rest as text."""
    whole = {name: int(body[name]) for name in WHOLE & body.keys()}
    return {
        **body,
        **whole,
        "paymentStatus": int(body.get("paymentStatus") or 0),
        "govAgencyCode": AGENCY,
        "applicantName": kept.body.get("applicantName", ""),
        "isNew": 0,
    }
