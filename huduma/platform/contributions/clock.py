"""The hour as it is said in Swahili, which counts from sunrise: 10:00 is *saa nne asubuhi*, the fourth hour of the morning."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language

# The parts of the day, each from the hour (of 24) at which it begins.
_PARTS = ((19, "usiku"), (16, "jioni"), (15, "alasiri"), (12, "mchana"), (6, "asubuhi"), (4, "alfajiri"), (0, "usiku"))


def spoken(moment: datetime) -> str:
    """The time of day of ``moment`` (aware) in the nation's time as a Swahili speaker says it, “saa 4:00 asubuhi”; else nothing.

    To be put beside the digits: whoever reads *10:00* as the tenth hour would come at four in the afternoon.
    """
    if get_language() != "sw":
        return ""
    local = timezone.localtime(moment)
    part = next(name for begins, name in _PARTS if local.hour >= begins)
    return f"saa {(local.hour - 7) % 12 + 1}:{local:%M} {part}"
