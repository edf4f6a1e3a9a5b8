"""Where a procedure is handed in at one portal: asked of the portal, remembered, never invented.

serviceinfos → serviceconfigs → processes → parts (portals.md A.4 rows 1 to 5). Anything that a
site leaves open (several agencies, several processes) is a person's choice by ``--option`` or
mapping file; until then the dossier is parked with a sentence that names the option.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import quote

from receptiondesk.domain.text import fold, nfc
from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portal import Memory, Outgoing, Paper
from sync.portals.opencps.options import Options, Override
from sync.portals.opencps.replies import told
from sync.portals.opencps.words import Words
from sync.session import Line

REST = "/o/rest/v2"
_LISTED_AT_MOST = "200"
_TRUE = frozenset({"true", "1"})
#: Folded names by which sites call the part for whatever else is handed in [guess].
_COLLECTING = frozenset(
    fold(name) for name in ("Giấy tờ khác", "Giấy tờ kèm theo", "Tài liệu khác", "Khác")
)


@dataclass(frozen=True, slots=True)
class Part:
    """One component of a template; ``multiple``: it takes more than one file (portals.md A.4)."""

    number: str
    name: str
    multiple: bool = False
    file_template: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """How one procedure is handed in: service, agency, template, process and component parts."""

    service_code: str
    agency: str
    template: str
    process_id: str = ""
    parts: tuple[Part, ...] = ()

    def place(
        self, dossier: Outgoing, own: Mapping[str, str]
    ) -> tuple[dict[str, Paper], tuple[Paper, ...]]:
        """Return papers by part number, and those that the portal has no part for."""
        placed: dict[str, Paper] = {}
        unmatched: list[Paper] = []
        for paper in dossier.papers:
            part = self.part_of(paper.code, paper.name, own)
            if not part or part in placed:
                unmatched.append(paper)
            else:
                placed[part] = paper
        return placed, tuple(unmatched)

    def part_of(self, code: str, name: str, own: Mapping[str, str]) -> str:
        """Return the part number of a paper: by mapping, by code, by name; empty if none.

        A mapping is believed where the portal was not asked for its parts.
        """
        known = {part.number for part in self.parts}
        mapped = own.get(code, "")
        if mapped and (mapped in known or not known):
            return mapped
        if code in known:
            return code
        wanted = fold(name)
        return next(
            (part.number for part in self.parts if wanted and fold(part.name) == wanted), ""
        )

    def part(self, number: str) -> Part:
        """Return a part; one that the portal did not tell of is taken for single-valued."""
        return next((part for part in self.parts if part.number == number), Part(number, number))

    def name_of(self, number: str) -> str:
        """Return what the portal calls a part."""
        return self.part(number).name

    def collecting(self, wanted: str) -> Part | None:
        """Return the part for papers without one of their own: as set, else the only fitting one.

        Fitting is a part for any number of files named "giấy tờ khác" or the like; when a site
        has none or several, nothing is guessed.
        """
        if wanted:
            return self.part(wanted) if not self.parts or self._known(wanted) else None
        fitting = [part for part in self.parts if part.multiple and fold(part.name) in _COLLECTING]
        return fitting[0] if len(fitting) == 1 else None

    def _known(self, number: str) -> bool:
        return any(part.number == number for part in self.parts)


@dataclass(frozen=True, slots=True)
class Routes:
    """Finds routes at one portal."""

    line: Line
    options: Options
    words: Words
    memory: Memory
    _overrides: dict[str, Override] = field(default_factory=dict)

    def override(self, procedure_code: str) -> Override:
        """Return what the mapping file, the options and the mapping table say of a procedure.

        The file is read once in a round.
        """
        if procedure_code not in self._overrides:
            told = self.options.override(procedure_code)
            self._overrides[procedure_code] = self.words.completing(told, procedure_code)
        return self._overrides[procedure_code]

    def resolve(self, procedure_code: str) -> Route:
        """Return the route of a procedure.

        Raises:
            NoAnswer: NOT_OFFERED with what is missing, or whatever the line did.
        """
        known = self.known(procedure_code)
        if known is not None:
            return known
        route = self._ask(procedure_code, self.override(procedure_code))
        self.memory.remember(_key(procedure_code), json.dumps(asdict(route), ensure_ascii=False))
        return route

    def known(self, procedure_code: str) -> Route | None:
        """Return the route that is remembered of a procedure, ``None`` when none is."""
        kept = self.memory.recall(_key(procedure_code))
        return None if kept is None else _route(kept)

    def forget(self, procedure_code: str) -> None:
        """Drop a route that the portal no longer knows."""
        self.memory.forget((_key(procedure_code),))

    def statuses_of(self, route: Route) -> dict[str, str]:
        """Return step code → the dossierStatus that the step carries."""
        if not route.process_id:
            return {}
        steps = told(self.line.get(f"{REST}/serviceprocesses/{route.process_id}/steps"))
        return {_text(row, "stepCode"): _text(row, "dossierStatus") for row in steps}

    def _ask(self, procedure_code: str, own: Override) -> Route:
        if own.service_code and own.agency and own.template:
            return Route(own.service_code, own.agency, own.template)
        service = own.service_code or self._service(procedure_code)
        config = self._config(service, own.agency)
        process = self._process(_text(config, "serviceConfigId"), own.template)
        template_id = _text(process, "dossierTemplateId")
        return Route(
            service_code=service,
            agency=_text(config, "govAgencyCode"),
            template=_text(process, "templateNo") or _text(process, "dossierTemplateNo"),
            process_id=_text(process, "serviceProcessId"),
            parts=self._parts(template_id),
        )

    def _service(self, code: str) -> str:
        """Find the site's service code: its own code or the national one it is mapped to."""
        listed = told(
            self.line.get(
                f"{REST}/serviceinfos", {"keyword": code, "start": "0", "end": _LISTED_AT_MOST}
            )
        )
        found = {
            _text(row, "serviceCode")
            for row in listed
            if code in {_text(row, "serviceCode"), _text(row, "serviceCodeDVCQG")}
        }
        if not found:
            reply = self.line.get(f"{REST}/serviceinfos/{quote(code, safe='')}")
            if reply.ok and isinstance(reply.data, Mapping):
                found = {text for text in (_text(reply.data, "serviceCode"),) if text == code}
        if not found:
            raise _not_offered(f"Cổng không có thủ tục mã {code}.")
        if len(found) > 1:
            raise _not_offered(f"Cổng có nhiều thủ tục mang mã {code}; cần đặt serviceCode.")
        return found.pop()

    def _config(self, service: str, agency: str) -> Mapping[str, Any]:
        query = {"service": service, "start": "0", "end": _LISTED_AT_MOST}
        rows = [
            row
            for row in told(self.line.get(f"{REST}/serviceconfigs", query))
            if _text(row, "serviceCode") == service and agency in {"", _text(row, "govAgencyCode")}
        ]
        if not rows:
            raise _not_offered(f"Không có cơ quan nào nhận thủ tục {service} trên cổng.")
        if len(rows) > 1:
            named = ", ".join(sorted(_text(row, "govAgencyCode") for row in rows))
            raise _not_offered(f"Có nhiều cơ quan nhận ({named}); cần đặt govAgencyCode.")
        return rows[0]

    def _process(self, config_id: str, template: str) -> Mapping[str, Any]:
        listed = told(self.line.get(f"{REST}/serviceconfigs/{config_id}/processes"))
        rows = [row for row in listed if template in {"", _text(row, "templateNo")}]
        if not rows:
            raise _not_offered("Cổng chưa có quy trình cho thủ tục này.")
        if len(rows) > 1:
            named = ", ".join(sorted(_text(row, "templateNo") for row in rows))
            raise _not_offered(f"Có nhiều mẫu hồ sơ ({named}); cần đặt dossierTemplateNo.")
        return rows[0]

    def _parts(self, template_id: str) -> tuple[Part, ...]:
        if not template_id:
            return ()
        rows = told(self.line.get(f"{REST}/dossiertemplates/{template_id}/parts"))
        parts = (
            Part(
                _text(row, "partNo"),
                nfc(_text(row, "partName")),
                _text(row, "multiple").lower() in _TRUE,
                _text(row, "fileTemplateNo"),
            )
            for row in rows
        )
        return tuple(part for part in parts if part.number)


def _key(procedure_code: str) -> str:
    return f"route:{procedure_code}"


def _route(kept: str) -> Route | None:
    """Read what was remembered; ``None`` for the spelling of an older version."""
    read = json.loads(kept)
    parts = read.pop("parts")
    if not all(isinstance(part, dict) for part in parts):
        return None
    return Route(**read, parts=tuple(Part(**part) for part in parts))


def _text(row: Mapping[str, Any], key: str) -> str:
    """Return a value as text: ids come as numbers from one site and as text from another."""
    value = row.get(key)
    return "" if value is None else str(value).strip()


def _not_offered(detail: str) -> NoAnswer:
    return NoAnswer(Answer(AnswerKind.NOT_OFFERED, detail=detail))
