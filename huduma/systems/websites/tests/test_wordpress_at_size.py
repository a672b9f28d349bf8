"""An earlier website with thousands of items, and an import that is killed."""

import io
import random
import resource
import signal
import time

import pytest
from django.core.management import call_command
from django.db import connection
from wagtail.models import Page

from huduma.platform.search.models import SearchEntry
from huduma.systems.websites.models import ImportedItem, NewsPage, OldAddress, StandardPage
from tests.peers.processes import running, stop, wait_for

from .factories import make_institution_with_site
from .visitor import leads, visit
from .wordpress_export import SITE, export, item

pytestmark = [pytest.mark.slow, pytest.mark.timeout(550), pytest.mark.django_db(transaction=True)]
HOST = "nemc.localhost"


def website(posts: int, pages: int, words: int = 150) -> str:
    """Posts that link to one another, forwards and backwards, and a tree of pages whose children come before their parents."""
    text = "Mto Msimbazi umesafishwa na wananchi wa kata zote. " * (words // 8)
    news = (
        item(
            n,
            f"Habari namba {n}",
            f'{text} <a href="{SITE}/2019/05/habari-namba-{(n * 7) % posts + 1}/">nyingine</a>',
            slug=f"habari-namba-{n}",
        )
        for n in range(1, posts + 1)
    )
    first = 1_000_000
    tree = (
        item(first + n, f"Ukurasa {n}", text, kind="page", parent=first + n // 3 if n >= 3 else 0, slug=f"u{n}")
        for n in range(pages, 0, -1)
    )
    return export(*news, *tree)


@pytest.mark.once  # for the other database the import that is killed below is large enough
def test_thousands_of_items(tmp_path):
    make_institution_with_site("nemc")
    file = tmp_path / "export.xml"
    file.write_text(website(posts=1500, pages=150))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    call_command("import_wordpress", str(file), institution="nemc", stdout=io.StringIO())
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert NewsPage.objects.count() == 1500
    assert StandardPage.objects.filter(slug__startswith="u").count() == 150
    assert OldAddress.objects.count() == 2 * 1650
    assert SearchEntry.objects.filter(listing="websites.news").count() == 1500
    assert '<a href="/habari/habari-namba-601/">nyingine</a>' in visit(HOST, "/habari/habari-namba-300/")
    assert leads(HOST, "/2019/05/habari-namba-1499/") == "/habari/habari-namba-1499/"
    assert Page.find_problems() == ([], [], [], [], [])
    assert grown < 400 * 1024
    call_command("render_sites", check=True)
    began = time.monotonic()
    call_command("import_wordpress", str(file), institution="nemc", stdout=(again := io.StringIO()))
    assert time.monotonic() - began < 30
    assert any(" 1650 " in line for line in again.getvalue().splitlines()[-1:])


def test_an_import_that_is_killed_is_finished_by_the_next(tmp_path, monkeypatch):
    monkeypatch.setenv("LANG", "C.UTF-8")
    make_institution_with_site("nemc")
    file = tmp_path / "export.xml"
    file.write_text(website(posts=250, pages=50))
    for _kill in range(3):
        enough = ImportedItem.objects.count() + random.randint(1, 60)
        with running("manage.py", "import_wordpress", str(file), "--institution", "nemc") as importing:
            wait_for(lambda enough=enough: ImportedItem.objects.count() >= enough, seconds=120)
            time.sleep(random.random() / 5)
            stop(importing, signal.SIGKILL)
        connection.close()
        assert Page.find_problems() == ([], [], [], [], [])
        assert NewsPage.objects.count() + StandardPage.objects.filter(slug__startswith="u").count() == ImportedItem.objects.count()
        call_command("render_sites", check=True)
    call_command("import_wordpress", str(file), institution="nemc", stdout=io.StringIO())
    call_command("import_wordpress", str(file), institution="nemc", stdout=(said := io.StringIO()))
    assert "0 new, 0 changed, 300 unchanged" in said.getvalue()
    assert NewsPage.objects.count() == 250
    assert not [page.pk for page in NewsPage.objects.all() if "/2019/05/" in str(page.body)]
    assert Page.find_problems() == ([], [], [], [], [])
    call_command("render_sites", check=True)
