"""Whoever follows docs/systems/websites-page-type.md word for word has a new kind of page, on new sites and in search."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.peers.processes import ROOT
from tests.peers.template import copy_migrated

pytestmark = [pytest.mark.slow, pytest.mark.once]
PAGE = ROOT / "docs" / "systems" / "websites-page-type.md"
USE_IT = """
from huduma.platform.delivery.models import LivePage
from huduma.platform.institutions.tests.factories import make_institution
from huduma.platform.search.models import SearchEntry
from huduma.systems.websites.actions import make_site
from huduma.systems.websites.models import ProjectPage, SitePage
from huduma.systems.websites.tests.factories import publish

nemc = make_institution("nemc")
make_site(institution=nemc, by=None)
publish(nemc, ProjectPage(title="Bwawa la Farkwa", state="DONE", summary="Maji kwa Dodoma.", date="2025-04-01"))
print(*sorted(LivePage.objects.filter(html__contains="Bwawa la Farkwa").values_list("path", flat=True)))
print(*SearchEntry.objects.filter(listing="websites.projects").values_list("title", flat=True))
print(*SitePage.objects.filter(title__in=["Miradi", "Projects"]).values_list("show_in_menus", flat=True))
"""


def follow(room: Path) -> None:
    """Write every file that the page shows, and every line that it adds to one, in the websites' ``room``."""
    for kind, name, text in re.findall(r"```(python|html|diff)\n(?:# |\{# )(\S+)(?: #\})?\n(.*?)```", PAGE.read_text(), re.DOTALL):
        file = room / name
        if kind != "diff":
            file.write_text(text)
            continue
        behind = ""
        for line in text.splitlines():
            if line.startswith("+"):
                assert file.read_text().count(f"\n{behind}\n") == 1, f"{name}: {behind}"
                file.write_text(file.read_text().replace(f"\n{behind}\n", f"\n{behind}\n{line[1:]}\n"))
            behind = line[1:]


def test_a_kind_of_page_is_added_by_following_the_docs(tmp_path):
    copy, state = tmp_path / "copy", tmp_path / "state"
    shutil.copytree(ROOT / "huduma", copy / "huduma")
    shutil.copy(ROOT / "manage.py", copy)
    (copy / "assets" / "dist").mkdir(parents=True)
    state.mkdir()
    (state / "static").symlink_to(settings.STATIC_ROOT)
    copy_migrated(settings.STATE.parent, state / "db.sqlite3")
    follow(copy / "huduma" / "systems" / "websites")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HUDUMA_")} | {"HUDUMA_STATE": str(state)}

    def manage(*command: str) -> str:
        done = subprocess.run([sys.executable, "manage.py", *command], cwd=copy, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "Create model ProjectPage" in manage("makemigrations", "websites")
    manage("migrate", "--verbosity=0")
    pages, found, in_menu = manage("shell", "--verbosity=0", "--command", USE_IT).strip().splitlines()
    assert pages.split() == ["/", "/miradi/", "/miradi/2025/", "/miradi/bwawa-la-farkwa/", "/miradi/hali/iliyokamilika/"]
    assert (found, in_menu) == ("Bwawa la Farkwa", "True True")
