"""The words of which people and vacancies are made, read once."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
NAMES: dict[str, Any] = json.loads((_HERE / "names.json").read_text())
ZONES: dict[str, Any] = {region: zone for zone in NAMES["zones"].values() for region in zone["regions"]}


@dataclass(frozen=True)
class Track:
    """What somebody has learnt: the awards with their part of all who learnt it, and the posts that ask for it."""

    key: str
    share: int
    field: str  # ISCED-F
    fields: list[str]  # in which its posts want an award
    occupation: str  # ISCO-08
    occupations: list[str]  # in which its posts want experience
    board: str
    works: list[str]
    levels: dict[str, int]
    programmes: dict[str, list[str]]
    posts: list[dict[str, Any]]
    duties: list[list[str]]


TRACKS = [Track(**track) for track in json.loads((_HERE / "tracks.json").read_text())]
