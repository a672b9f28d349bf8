"""Every hour of a day has one name in Swahili."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from huduma.platform.contributions.clock import spoken

HOUSE = ZoneInfo("Africa/Dar_es_Salaam")


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("00:00", "saa 6:00 usiku"),
        ("03:59", "saa 9:59 usiku"),
        ("05:00", "saa 11:00 alfajiri"),
        ("06:30", "saa 12:30 asubuhi"),
        ("07:00", "saa 1:00 asubuhi"),
        ("10:00", "saa 4:00 asubuhi"),
        ("12:00", "saa 6:00 mchana"),
        ("15:30", "saa 9:30 alasiri"),
        ("16:00", "saa 10:00 jioni"),
        ("18:59", "saa 12:59 jioni"),
        ("19:00", "saa 1:00 usiku"),
        ("23:59", "saa 5:59 usiku"),
    ],
)
def test_the_hour_counts_from_sunrise(at, said):
    moment = datetime.fromisoformat(f"2026-11-25T{at}").replace(tzinfo=HOUSE)
    with translation.override("sw"):
        assert spoken(moment) == said
        assert spoken(moment.astimezone(ZoneInfo("UTC"))) == said
    with translation.override("en"):
        assert spoken(moment) == ""
