"""What stands below a page is found by the index of paths, and is what Wagtail would find."""

import pytest
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Length
from wagtail.models import Collection, Page

from .factories import home_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def homes(nation):
    return [home_of(nation[code]) for code in ("tra", "nida")]


def test_descendants_are_those_below_and_nothing_else(homes):
    for home in homes:
        expected = {page.pk for page in Page.objects.all() if page.path[: len(home.path)] == home.path}
        assert set(Page.objects.descendant_of(home, inclusive=True).values_list("pk", flat=True)) == expected
        assert expected != {home.pk}
    beside = Page.objects.exclude(path__startswith=homes[0].path)
    assert homes[1].pk in set(beside.values_list("pk", flat=True))
    assert homes[0].pk not in set(beside.values_list("pk", flat=True))


@pytest.mark.parametrize("beginning", ["", "%", "_", "0001_", "\\", "'", "0001’"])
def test_what_is_no_path_finds_what_begins_with_it(homes, beginning):
    expected = {page.pk for page in Page.objects.all() if page.path.startswith(beginning)}
    assert set(Page.objects.filter(path__startswith=beginning).values_list("pk", flat=True)) == expected


def test_a_path_of_another_row_can_be_compared_with(homes):
    longest = Page.objects.filter(path__startswith=OuterRef("path")).order_by(Length("path").desc()).values("path")[:1]
    deepest = Page.objects.filter(pk=homes[0].pk).annotate(deepest=Subquery(longest)).get().deepest
    assert deepest.startswith(homes[0].path)
    assert len(deepest) > len(homes[0].path)


@pytest.mark.once  # what SQLite plans; PostgreSQL has an index of its own for such questions
def test_sqlite_searches_the_index(homes):
    for found in (Page.objects.descendant_of(homes[0]).values("pk"), Collection.objects.filter(path__startswith="00010002").values("pk")):
        assert "(path>? AND path<?)" in found.explain()
