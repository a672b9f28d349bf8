"""What somebody is: of an age, of a country."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .criterion import Criterion, Finding, Profile, day, whole_number, words


@dataclass(frozen=True)
class Age(Criterion):
    """From ``least`` to ``most`` years of age, both counted in, on the day of judging. A child of 29 February is a year older on 1 March
    of a year without that day."""

    least: int = 18
    most: int = 45

    kind = "age"
    section = "personal"
    by_day = True

    def judge(self, profile: Profile, on: date) -> Finding:
        born = day(profile.get("born"))
        if born is None or born > on:
            return self._found(False, None)
        age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        return self._found(self.least <= age <= self.most, {"born": profile["born"], "age": age})

    def wrong(self) -> str:
        if not whole_number(self.least, 15, 100):
            return "least"
        return "" if whole_number(self.most, self.least, 100) else "most"

    def __str__(self) -> str:
        return _("Age: from %(least)s to %(most)s years") % {"least": self.least, "most": self.most}

    def tell(self, datum: Any) -> str:
        return ngettext("%(age)s year old", "%(age)s years old", datum["age"]) % {"age": datum["age"]}


@dataclass(frozen=True)
class Citizenship(Criterion):
    """A citizen of one of ``countries`` (ISO 3166-1, two letters)."""

    countries: tuple[str, ...] = ("TZ",)

    kind = "citizenship"
    section = "personal"

    def judge(self, profile: Profile, on: date) -> Finding:
        country = profile.get("citizenship") or None
        return self._found(country in self.countries, country)

    def wrong(self) -> str:
        known = words(self.countries) and self.countries and all(len(code) == 2 and code.isupper() for code in self.countries)
        return "" if known else "countries"

    def __str__(self) -> str:
        if self.countries == ("TZ",):
            return _("Citizen of Tanzania")
        return _("Citizen of: %(countries)s") % {"countries": ", ".join(self.countries)}

    def tell(self, datum: Any) -> str:
        return _("Citizen of Tanzania") if datum == "TZ" else _("Citizen of: %(countries)s") % {"countries": datum}
