"""The command that turns a register into live sites."""

import io
import random
import signal
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Collection, Page

from huduma.platform.delivery.models import LivePage, LiveSite
from huduma.platform.institutions.models import Institution, InstitutionChange
from huduma.platform.institutions.register_file import COLUMNS, read
from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.websites.actions import enter_register
from huduma.systems.websites.models import HomePage, InstitutionSite, SiteDomain
from tests.peers.processes import running, stop, wait_for
from tests.peers.worlds import made_once

from .visitor import visit

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HEADER = ",".join(COLUMNS)
REGIONS = ["Arusha", "Dar es Salaam", "Dodoma", "Geita", "Iringa", "Kagera", "Katavi", "Kigoma", "Kilimanjaro", "Lindi", "Manyara", "Mara"]
REGIONS += ["Mbeya", "Morogoro", "Mtwara", "Mwanza", "Njombe", "Pwani", "Rukwa", "Ruvuma", "Shinyanga", "Simiyu", "Singida", "Songwe"]
REGIONS += ["Tabora", "Tanga"]


def code_of(region: str) -> str:
    return f"{region.lower().replace(' ', '-')}-rs"


def nation() -> list[str]:
    """The 26 regions and a few others, children before their parents."""
    others = [
        "moha,ministry,Wizara ya Mambo ya Ndani ya Nchi,Ministry of Home Affairs,,moha.go.tz,,info@moha.go.tz,+255262323481,",
        "nida,agency,Mamlaka ya Vitambulisho vya Taifa,National Identification Authority,moha,,,,,",
        "arusha-cc,local_authority,Halmashauri ya Jiji la Arusha,Arusha City Council,arusha-rs,,arusha-rs,,,",
        'nbaa,other,"Bodi ya Taifa ya Wahasibu, na Wakaguzi","National Board of Accountants, and Auditors",,,,,,',
    ]
    regions = [f"{code_of(region)},region,Mkoa wa {region},{region} Region,tamisemi,,,,," for region in REGIONS]
    return [*others, *regions, "tamisemi,ministry,Ofisi ya Rais TAMISEMI,President's Office RALG,,,,,,"]


def import_into(folder: Path, lines: list[str] | bytes, **options: object) -> str:
    """Run the command on these lines; returns what it said."""
    file, said = folder / "register.csv", io.StringIO()
    file.write_bytes(lines if isinstance(lines, bytes) else "\n".join([HEADER, *lines]).encode())
    call_command("import_institutions", str(file), stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def run(tmp_path):
    return partial(import_into, tmp_path)


@made_once
def imported() -> None:
    """The nation went in, as the first test shows."""
    with TemporaryDirectory() as folder:
        import_into(Path(folder), nation())


def nothing_there() -> bool:
    return not (Institution.objects.exists() or InstitutionSite.objects.exists() or HomePage.objects.exists())


def test_a_register_goes_in_and_live_sites_come_out(run):
    said = run(nation())
    assert "Register: 31 new, 0 amended, 0 unchanged." in said
    assert "Websites: 25 of 31 made." in said
    assert "Websites: 31 of 31 made." in said
    for region in REGIONS:
        host = f"{code_of(region)}.localhost"
        assert f"Mkoa wa {region}" in visit(host)
        assert f"{region} Region" in visit(host, "/en/contact/")
    assert "+255262323481" in visit("moha.go.tz", "/mawasiliano/")
    assert "Ministry of Home Affairs" in visit("nida.localhost", "/en/")
    assert Page.find_problems() == Collection.find_problems() == ([], [], [], [], [])


REFUSALS = {
    "wizi.go.tz": ("Nobody has proven that the institution has this name", "Hakuna aliyethibitisha"),
    "proven.go.tz": ("", ""),
    "moha.localhost": ("", ""),
    "taken.go.tz": ("Nobody has proven", "Hakuna aliyethibitisha"),
    "lost.go.tz": ("Nobody has proven", "Hakuna aliyethibitisha"),
}


@pytest.mark.parametrize("host", REFUSALS)
def test_a_site_moves_only_to_a_host_that_is_the_platforms_or_proven(imported, run, capsys, host):
    with whole_nation():
        moha, nida = (Institution.objects.get(code=code) for code in ("moha", "nida"))
        now = timezone.now()
        SiteDomain.objects.create(institution=moha, name="proven.go.tz", proven_at=now)
        SiteDomain.objects.create(institution=moha, name="lost.go.tz", proven_at=now, lost_at=now)
        SiteDomain.objects.create(institution=nida, name="taken.go.tz", proven_at=now)
    lines = [line.replace("moha.go.tz,,", f"{host},,") for line in nation()]
    refusals = dict(zip(("en", "sw"), REFUSALS[host], strict=True))
    if not refusals["en"]:
        run(lines)
        assert visit(host)
        return
    for language, said in refusals.items():
        with pytest.raises(CommandError):
            run(lines, language=language)
        line, *hangs_on_it = capsys.readouterr().err.splitlines()
        assert len(hangs_on_it) == 1, "the agency below it"
        assert line.startswith("line 2, host: " if language == "en" else "mstari wa 2, host: "), line
        assert said in line
    run(lines, partial=True, language="en")
    assert Institution.objects.get(code="moha").host == LiveSite.objects.get(institution=moha).host == "moha.go.tz"
    rows = read("\n".join([HEADER, *lines]).encode()).rows  # as when the name was lost after the file was read
    with pytest.raises(ValidationError):
        enter_register(rows=rows, with_sites=True, by=None)


def test_a_new_institution_cannot_take_the_name_of_another(imported, run, capsys):
    with whole_nation():
        SiteDomain.objects.create(institution=Institution.objects.get(code="nida"), name="kitambulisho.go.tz", proven_at=timezone.now())
    with pytest.raises(CommandError):
        run(["mpya,agency,Mpya,New,,kitambulisho.go.tz,,,,"], language="en")
    assert "line 2, host: Visitors of another institution come by this host." in capsys.readouterr().err
    run(["mpya,agency,Mpya,New,,mpya.go.tz,,,,"])
    assert visit("mpya.go.tz")


def test_repeating_it_changes_nothing(imported, run):
    before = (
        list(LiveSite.objects.order_by("pk").values_list("host", "generation")),
        list(Page.objects.order_by("pk").values_list("pk", "path", "last_published_at")),
        InstitutionChange.objects.count(),
    )
    assert "Register: 0 new, 0 amended, 31 unchanged." in run(nation())
    assert before == (
        list(LiveSite.objects.order_by("pk").values_list("host", "generation")),
        list(Page.objects.order_by("pk").values_list("pk", "path", "last_published_at")),
        InstitutionChange.objects.count(),
    )


def test_a_changed_line_changes_the_site_and_those_that_name_it(imported, run):
    changed = [line.replace("Mambo ya Ndani ya Nchi", "Usalama wa Raia") for line in nation()]
    said = run(changed)
    assert "Register: 0 new, 1 amended, 30 unchanged." in said
    assert "2 brought in step" in said  # the ministry, and the agency that comes under it
    assert "Wizara ya Usalama wa Raia" in visit("moha.go.tz")
    assert "Wizara ya Usalama wa Raia" in visit("nida.localhost")


def test_nothing_is_imported_when_anything_is_wrong(run, capsys):
    with pytest.raises(CommandError, match="2 problems"):
        run([*nation(), "bad code,agency,Jina,Name,,,,,,", "z,agency,Jina,Name,nobody,,,,,"])
    assert [line.partition(": ")[0] for line in capsys.readouterr().err.splitlines()] == ["line 33, code", "line 34, parent"]
    assert nothing_there()


def test_partial_leaves_out_the_bad_lines_and_what_hangs_on_them(run, capsys):
    said = run(["a,agency,A,A,b,,,,,", "b,wizara,B,B,,,,,,", "c,agency,C,C,,,,,,"], partial=True)
    assert "1 of 1 made" in said
    assert [i.code for i in Institution.objects.all()] == ["c"]


def test_partial_with_nothing_right_is_an_error(run):
    with pytest.raises(CommandError):
        run(b"\x89PNG\r\n\x1a\n\0", partial=True)
    assert nothing_there()


def test_the_register_alone(run):
    run(nation(), no_sites=True)
    assert Institution.objects.count() == 31
    assert not InstitutionSite.objects.exists()
    assert "Websites: 31 of 31 made." in run(nation())


def test_messages_are_in_the_readers_language(run, monkeypatch):
    monkeypatch.setenv("LANG", "sw_TZ.UTF-8")
    with pytest.raises(CommandError, match="Hakuna kilichoingizwa"):
        run(["x,wizara,A,A,,,,,,"])
    with pytest.raises(CommandError, match="Nothing was imported"):
        run(["x,wizara,A,A,,,,,,"], language="en")


def test_a_file_that_is_not_there_is_an_error():
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_institutions", "/nowhere/register.csv", stdout=io.StringIO())


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_import_that_is_killed_is_finished_by_the_next(tmp_path, run):
    lines = [f"t{n},agency,Taasisi {n},Institution {n},,,,,," for n in range(60)]
    file = tmp_path / "killed.csv"
    file.write_text("\n".join([HEADER, *lines]))
    for _kill in range(3):
        enough = min(LiveSite.objects.filter(institution__isnull=False).count() + random.randint(0, 12), len(lines))
        with running("manage.py", "import_institutions", str(file)) as importing:
            wait_for(lambda enough=enough: LiveSite.objects.filter(institution__isnull=False).count() >= enough, seconds=120)
            stop(importing, signal.SIGKILL)
        connection.close()
        made = InstitutionSite.objects.made().count()
        assert Institution.objects.count() in (0, 60)
        assert HomePage.objects.count() == 2 * made
        assert LivePage.objects.count() == 20 * made
        assert LiveSite.objects.filter(institution__isnull=False).count() == made
        assert Page.find_problems() == ([], [], [], [], [])
    run(lines)
    assert InstitutionSite.objects.made().count() == 60
    assert Page.find_problems() == Collection.find_problems() == ([], [], [], [], [])
    call_command("render_sites", check=True)
