"""The shipped list of provinces and communes."""

import csv
from importlib.resources import files

from receptiondesk.domain.places import Commune, Gazetteer, Province


def load() -> Gazetteer:
    """Return the gazetteer of 34 provinces and 3,321 communes shipped with the program.

    Source: Decision 19/2025/QĐ-TTg as amended up to July 2026; the file is
    ``resources/catalogue/communes.csv``, names as published.
    """
    source = files("resources").joinpath("catalogue", "communes.csv")
    rows = csv.reader(source.read_text(encoding="utf-8-sig").splitlines())
    next(rows)
    provinces: dict[str, Province] = {}
    communes = []
    for province_code, province, commune_code, commune in rows:
        if province_code not in provinces:
            provinces[province_code] = Province(province_code, province)
        communes.append(Commune(commune_code, commune, province_code))
    return Gazetteer(tuple(provinces.values()), communes)
