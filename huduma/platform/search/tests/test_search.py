"""The index through its actions: what is published is found, what is withdrawn is not, whatever is typed."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huduma.platform.contributions.listing import Entry, Listing, listings
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.search.actions import forget, index, index_many, reindex
from huduma.platform.search.models import SearchEntry
from huduma.platform.search.snippet import highlight, snippet

pytestmark = pytest.mark.django_db
DATED = timezone.make_aware(datetime(2026, 7, 7, 12))


def describe(institution: Institution) -> list[Entry]:
    """An institution as a listing of the tests describes it: its address is its text."""
    return [
        Entry(
            language=language,
            title=institution.name_in(language),
            url=f"http://{institution.host}/",
            summary=institution.physical_address,
            text=institution.postal_address,
            institution_id=institution.pk,
            dated=DATED + timedelta(minutes=institution.pk),
        )
        for language in ("sw", "en")
        if institution.name_in(language) != "-"
    ]


@pytest.fixture(autouse=True)
def listing():
    """A listing of active institutions, on the register for one test."""
    entry = listings.add(Listing("search.specimens", "Specimens", Institution.objects.active, describe))
    yield entry
    del listings._entries[entry.key]


def institution(code: str, name_sw: str, name_en: str = "-", summary: str = "", text: str = "") -> Institution:
    """An institution whose words are those of the test."""
    return Institution.objects.create(
        code=code,
        kind="other",
        host=f"{code}.example",
        name_sw=name_sw,
        name_en=name_en,
        physical_address=summary,
        postal_address=text,
        status_date=DATED.date(),
    )


def found(typed: str, **narrowed: object) -> list[str]:
    return [entry.title for entry in SearchEntry.objects.search(typed, listing="search.specimens", **narrowed)]


def published(*args: str) -> Institution:
    record = institution(*args)
    index(listing="search.specimens", record=record)
    return record


def test_what_is_indexed_is_found_by_every_word_and_an_unfinished_last_one():
    published("afya", "Wizara ya Afya", "-", "Hospitali na dawa", "Chanjo kwa watoto")

    assert found("wizara afya") == ["Wizara ya Afya"]
    assert found("AFYA wiz") == ["Wizara ya Afya"]
    assert found("chanjo") == found("hospitali") == ["Wizara ya Afya"]
    assert found("wiz afya") == []
    assert found("elimu") == []


def test_accents_case_ligatures_and_signs_between_words_do_not_matter():
    published("a", "Ubalozi wa Ufaransa: Élysée", "-", "mawasiliano@afya.go.tz", "ofﬁce")

    assert found("elysee") == found("ÉLYSÉE") == found("Elyse\u0301e") == ["Ubalozi wa Ufaransa: Élysée"]
    assert found("afya") == found("mawasiliano@afya.go.tz") == found("office") == ["Ubalozi wa Ufaransa: Élysée"]


def test_the_title_counts_more_than_the_summary_and_the_summary_more_than_the_text():
    published("text", "Kwanza", "-", "", "maji safi")
    published("title", "Maji", "-", "", "")
    published("summary", "Pili", "-", "maji safi", "")

    assert found("maji") == ["Maji", "Pili", "Kwanza"]


def test_language_institution_and_listing_narrow():
    health = published("afya", "Wizara ya Afya", "Afya in English")
    published("elimu", "Elimu na Afya", "Education")

    assert found("afya", language="en") == ["Afya in English"]
    assert set(found("afya", language="sw")) == {"Wizara ya Afya", "Elimu na Afya"}
    assert set(found("afya", institution=health)) == {"Wizara ya Afya", "Afya in English"}
    assert not SearchEntry.objects.search("afya", listing="websites.nothing' | 'afya")
    # The tokens that narrow are not words that anybody can find.
    assert found("lsw") == found(f"i{health.pk}") == []


def test_an_amended_record_is_found_by_its_new_words_only():
    record = published("afya", "Wizara ya Afya", "Ministry of Health")
    record.name_sw, record.name_en = "Wizara ya Tiba", "-"
    index(listing="search.specimens", record=record)

    assert found("tiba") == ["Wizara ya Tiba"]
    assert found("afya") == found("health") == []


def test_a_forgotten_record_is_gone_in_every_language():
    record = published("afya", "Wizara ya Afya", "Ministry of Health")
    forget(listing="search.specimens", record=record)
    forget(listing="search.specimens", record=record)

    assert found("afya") == found("health") == []


def test_a_deleted_institution_takes_its_entries_along():
    record = published("afya", "Wizara ya Afya")
    with whole_nation():
        record.delete()

    assert found("afya") == []


def test_reindex_finds_what_is_public_and_drops_what_is_not():
    kept, withdrawn = institution("afya", "Wizara ya Afya"), institution("maji", "Wizara ya Maji")
    index(listing="search.specimens", record=withdrawn)
    Institution.objects.filter(pk=withdrawn.pk).update(status="ABOLISHED")

    out = StringIO()
    call_command("reindex", "search.specimens", stdout=out)

    assert out.getvalue() == "search.specimens: 1\n"
    assert found("wizara") == [kept.name_sw]


def test_reindex_goes_through_more_records_than_one_chunk(monkeypatch):
    monkeypatch.setattr("huduma.platform.search.actions.CHUNK", 2)
    index_many(listing="search.specimens", records=[institution(f"h{n}", f"Halmashauri {n}") for n in range(5)])

    assert reindex(listing="search.specimens") == 5
    assert len(found("halmashauri")) == 5


def test_reindex_refuses_a_listing_that_nobody_declared():
    with pytest.raises(CommandError, match=r"No such listing: websites\.nothing"):
        call_command("reindex", "websites.nothing")


def test_a_long_text_with_every_sign_is_indexed_up_to_its_limit():
    published("a", "Hansard", "-")
    record = institution("b", "Kubwa")
    record.name_sw, record.postal_address = "x" * 5000, "\x00\ud800" + "neno jipya " * 90_000
    index(listing="search.specimens", record=record)

    assert found("neno jipya") == ["x" * 300]


@pytest.mark.parametrize(
    "typed",
    ["", " ", '"', "'", "afya'", "afya)", "(((", "afya OR", "NOT", "NEAR(", "a AND", "title:", "-afya", "*", "\\", "%", "^", "\x00",
     "afya\x00afya", "\ud800", "😀", "': & | !", "&" * 10_000, "afya " * 2_000, "a" * 10_000, "ﷺ" * 200, "\u0301", "{title}", ";--"],
)  # fmt: skip
def test_hostile_queries_are_words_or_nothing(typed):
    published("afya", "Wizara ya Afya")

    assert found(typed) in ([], ["Wizara ya Afya"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_no_query_raises_and_no_snippet_lets_html_through(typed):
    list(SearchEntry.objects.search(typed))
    shown = snippet(typed, ["<script>alert('afya')</script> " + typed])
    assert "<" not in shown.replace("<mark>", "").replace("</mark>", "")


def test_the_snippet_shows_the_words_in_their_place():
    text = "Mwanzo wa habari. " * 20 + "Chanjo ya watoto <b>inaanza</b> Jumatatu. " + "Mwisho wa habari. " * 20

    shown = snippet("chanjo wato", ["Hakuna", text])

    assert "<mark>Chanjo</mark> ya <mark>watoto</mark> &lt;b&gt;inaanza&lt;/b&gt; Jumatatu." in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 320


def test_the_snippet_of_a_text_without_the_words_is_its_beginning():
    assert snippet("afya", ["", "Habari njema"]) == "Habari njema"
    assert snippet("afya", []) == ""
    assert highlight("elysee", "Élysée & co") == "<mark>Élysée</mark> &amp; co"
