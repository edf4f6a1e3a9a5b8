"""iGate at the other end (portals.md C.2): the number is taken first, names come per language."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from receptiondesk.domain.clock import VIETNAM, local
from tests.support.portals.server_numbered_store import (
    TWICE,
    Store,
    Stored,
    create,
    files_of,
    json_of,
    shown,
)
from tests.support.portals.wire import Asked, Lost, Said

_SSO = "/auth/realms/digo/protocol/openid-connect/token"
_VIETNAMESE = 228
_RECEIVED, _WITHDRAWN = "Mới tiếp nhận", "Đã rút hồ sơ"
_PATTERN = "5f7fca9fb80e603d5300dcf4"


@dataclass
class IGateDesk:
    """Answers what a signed-in caller asks."""

    store: Store
    user: str
    password: str

    def is_sign_in(self, asked: Asked) -> bool:
        """Return whether a request asks for a token."""
        return asked.path == _SSO

    def sign_in(self, asked: Asked) -> Said:
        """Give a token as Keycloak does: form in, JSON out."""
        told = asked.form()
        if told.get("client_id") != "web-onegate":
            return self.store.said(400, {"error": "invalid_client"})
        if told.get("grant_type") == "refresh_token":
            known = told.get("refresh_token") in self.store.refreshes
            if not known or self.store.switches.refresh_refused:
                return self.store.said(400, {"error": "invalid_grant"})
        elif (told.get("username"), told.get("password")) != (self.user, self.password):
            return self.store.said(401, {"error": "invalid_grant"})
        token, refresh = self.store.sign_in()
        life = int(self.store.switches.token_life.total_seconds())
        answer = {"access_token": token, "refresh_token": refresh, "expires_in": life}
        return self.store.said(200, answer)

    def answer(self, asked: Asked) -> Said:
        """Answer one call of the gateway."""
        parts = asked.path.strip("/").split("/")
        if parts[:2] == ["pa", "dossier"]:
            return self._dossiers(asked, parts[2:])
        match asked.method, parts:
            case "GET", ["bd", "config", "get-pattern"]:
                return self._pattern(asked.query)
            case "PUT", ["bt", "pattern", word, "--get-next-value"]:
                return self._number(word)
            case "POST", ["fi", "file", "--multiple"]:
                return self._upload(asked)
            case "DELETE", ["fi", "file", word]:
                self.store.files.pop(word, None)
                return self.store.said(200, {"affectedRows": 1})
        return self._absent()

    def _dossiers(self, asked: Asked, parts: list[str]) -> Said:
        match asked.method, parts:
            case "POST", ["--direct"]:
                return create(self.store, lambda: self._create(json_of(asked)))
            case "GET", ["search"]:
                return self._search(asked.query)
            case "GET", [word, "--online"]:
                found = self._of_id(word)
                return self._absent() if found is None else self.store.said(200, self._told(found))
            case "PUT", [word, "--direct"]:
                return self._update(word, json_of(asked))
            case "PUT", [word, "--withdraw"]:
                return self._withdraw(word, json_of(asked))
        return self._absent()

    def _pattern(self, query: dict[str, str]) -> Said:
        if not query.get("agency-id") or not query.get("procedure-id"):
            return self.store.said(400, {"message": "agency-id, procedure-id"})
        return self.store.said(200, {"id": _PATTERN, "name": "Mẫu mã hồ sơ"})

    def _number(self, word: str) -> Said:
        if word != _PATTERN:
            return self._absent()
        code = self.store.next_number()
        if self.store.switches.spend("lose_number"):
            raise Lost
        if self.store.switches.plain_number:
            return self.store.text(200, code)
        return self.store.said(200, {"value": code})

    def _create(self, doc: dict[str, Any]) -> Said:
        refused = self._refused(doc)
        if refused is not None:
            return refused
        code = str(doc["code"])
        if self.store.switches.unique and any(one.code == code for one in self.store.dossiers):
            return self.store.text(500, TWICE)
        kept = self.store.add(code, doc, _RECEIVED)
        return self.store.said(200, {"id": kept.id, "code": kept.code})

    def _refused(self, doc: dict[str, Any]) -> Said | None:
        for name in ("code", "agency", "procedure", "applicant"):
            if not doc.get(name):
                return self.store.said(400, {"message": f"{name} must not be null"})
        name = str(doc["applicant"]["data"].get("ownerFullname", ""))
        word = self.store.switches.refuse
        if not name or (word and word in name):
            return self.store.said(
                400, {"message": "applicant.data.ownerFullname is invalid", "status": 400}
            )
        if self.store.lacks(doc):
            return self.store.said(400, {"message": "file not found", "status": 400})
        return None

    def _search(self, query: dict[str, str]) -> Said:
        if self.store.switches.spend("search_fails"):
            return self.store.text(500, "could not execute query")
        found = [one for one in self.store.seen() if self._fits(one, query)]
        size, page = int(query.get("size", "15")), int(query.get("page", "0"))
        rows = found[page * size : (page + 1) * size]
        told = {
            "content": [self._told(one) for one in rows],
            "last": (page + 1) * size >= len(found),
        }
        return self.store.said(200, told)

    def _fits(self, one: Stored, query: dict[str, str]) -> bool:
        code, number = query.get("code-match", ""), query.get("identity-number", "")
        data = one.doc["applicant"]["data"]
        if (code and code not in one.code) or (number and data.get("identityNumber") != number):
            return False
        first, last = query.get("accepted-from", ""), query.get("accepted-to", "")
        return (not first or one.at >= _moment(first)) and (not last or one.at <= _moment(last))

    def _update(self, word: str, doc: dict[str, Any]) -> Said:
        found = self._of_id(word)
        if found is None:
            return self._absent()
        refused = self._refused(doc)
        if refused is not None:
            return refused
        found.doc, found.moved_at = doc, self.store.now()
        if self.store.switches.spend("lose_update"):
            raise Lost
        return self.store.said(200, {"affectedRows": 1})

    def _withdraw(self, word: str, told: dict[str, Any]) -> Said:
        found = self._of_id(word)
        if found is None:
            return self._absent()
        found.status, found.withdrawn_by = _WITHDRAWN, str(told.get("officer", ""))
        found.moved_at = self.store.now()
        return self.store.said(200, {"affectedRows": 1})

    def _upload(self, asked: Asked) -> Said:
        if self.store.switches.spend("too_large"):
            return self.store.said(413, {"message": "Maximum upload size exceeded"})
        kept = [self.store.keep_file(name, content) for name, content in files_of(asked)]
        if self.store.switches.spend("cut_upload"):
            raise Lost
        told = [
            {"id": one.id, "filename": one.name, "size": len(one.content), "uuid": one.id}
            for one in kept
        ]
        return self.store.said(200, told)

    def _of_id(self, word: str) -> Stored | None:
        return next((one for one in self.store.dossiers if one.id == word), None)

    def _told(self, one: Stored) -> dict[str, Any]:
        doc = json.loads(json.dumps(one.doc))
        doc["applicant"]["data"] = shown(doc["applicant"]["data"], self.store.switches)
        return {
            **doc,
            "id": one.id,
            "code": one.code,
            "acceptedDate": local(one.at).strftime("%Y-%m-%dT%H:%M:%S.000+0700"),
            "dossierTaskStatus": {"name": [{"languageId": _VIETNAMESE, "name": one.status}]},
        }

    def _absent(self) -> Said:
        return self.store.said(404, {"message": "Not Found"})


def _moment(text: str) -> datetime:
    """Read the day of a search, or a whole moment."""
    try:
        return datetime.strptime(text, "%d/%m/%Y").replace(tzinfo=VIETNAM)
    except ValueError:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")
