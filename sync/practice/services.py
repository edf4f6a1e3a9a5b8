"""What the practice site offers: every procedure of the shipped catalogue.

Every fifth service has a code of the site's own and the national one only beside it, as real
sites do (portals.md A.4 row 1, ``serviceCodeDVCQG``).
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

SITE = "55301"
AGENCY = "H99.99.99"
AGENCY_NAME = "UBND xã Tập Sự (thực hành)"
#: The part for whatever else is handed in; the only one that takes any number of files.
OTHER_PART = "KHAC"
OTHER_NAME = "Giấy tờ khác"
_OWN_CODE_EVERY = 5


@dataclass(frozen=True, slots=True)
class Service:
    """One service of the site; ``number`` tells its ids apart."""

    number: int
    code: str
    national: str
    name: str
    field: str
    parts: tuple[tuple[str, str], ...]

    @property
    def template(self) -> str:
        """Return the template number that a create must name."""
        return f"MAU-{self.national}"


class Services:
    """The shipped catalogue as a site would list it, read when first asked for."""

    @cached_property
    def all(self) -> tuple[Service, ...]:
        """Return every service in the catalogue's order."""
        papers: dict[str, list[tuple[str, str]]] = {}
        for row in _rows("papers.csv"):
            if row["Chỉ xuất trình"] != "có":
                papers.setdefault(row["Mã thủ tục"], []).append(
                    (row["Mã giấy tờ"], row["Tên giấy tờ"])
                )
        return tuple(
            Service(
                number=number,
                code=("TS." if number % _OWN_CODE_EVERY == 0 else "") + row["Mã thủ tục"],
                national=row["Mã thủ tục"],
                name=row["Tên thủ tục"],
                field=row["Lĩnh vực"],
                parts=tuple(papers.get(row["Mã thủ tục"], ())),
            )
            for number, row in enumerate(_rows("procedures.csv"), start=1)
        )

    @cached_property
    def by_code(self) -> Mapping[str, Service]:
        """Return services by the site's own code."""
        return {service.code: service for service in self.all}

    def by_number(self, number: int) -> Service | None:
        """Return a service by its number, ``None`` if there is none."""
        return self.all[number - 1] if 1 <= number <= len(self.all) else None


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("resources.catalogue").joinpath(name).read_text("utf-8-sig")
    yield from csv.DictReader(io.StringIO(text, newline=""))


def info_model(service: Service) -> dict[str, Any]:
    """Return a service as ServiceInfoModel."""
    return {
        "serviceInfoId": 1_000 + service.number,
        "serviceCode": service.code,
        "serviceName": service.name,
        "serviceCodeDVCQG": service.national,
        "serviceNameDVCQG": service.name,
        "domainName": service.field,
        "administrationName": AGENCY_NAME,
        "maxLevel": 2,
        "active": "true",
        "serviceConfigs": [{"serviceConfigId": str(20_000 + service.number)}],
    }


def config_model(service: Service) -> dict[str, Any]:
    """Return the agency's offer of a service as ServiceConfig."""
    return {
        "serviceConfigId": 20_000 + service.number,
        "serviceInfoId": 1_000 + service.number,
        "serviceCode": service.code,
        "serviceName": service.name,
        "domainName": service.field,
        "govAgencyCode": AGENCY,
        "govAgencyName": AGENCY_NAME,
        "serviceLevel": "2",
        "forCitizen": "true",
        "forBusiness": "true",
        "postalService": "false",
    }


def process_model(service: Service, process_id: int) -> dict[str, Any]:
    """Return the one way to handle a service as ProcessOption (its key with the trailing blank)."""
    return {
        "processOptionId": 50_000 + service.number,
        "seqOrder": 1,
        "autoSelect": "",
        "dossierTemplateId": 30_000 + service.number,
        "templateNo ": service.template,
        "templateName": service.name,
        "serviceProcessId": process_id,
        "processNo": "QT-01",
        "processName": "Tiếp nhận và trả kết quả",
    }


def part_model(number: str, name: str) -> dict[str, Any]:
    """Return one component of a template as DossierTemplatePartDataModel."""
    return {
        "partNo": number,
        "partName": name,
        "partTip": "",
        "partType": 1,
        "multiple": "true" if number == OTHER_PART else "false",
        "required": "false",
        "fileTemplateNo": f"BM-{number}",
        "hasForm": False,
    }
