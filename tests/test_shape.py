"""The shape of the house, where imports do not show it."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)
HOUSE = ROOT / "huduma"
LONGEST = 400  # lines of a file
SYSTEMS = sorted(path.name for path in (HOUSE / "systems").iterdir() if (path / "apps.py").exists())
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "constants.py", "services.py", "selectors.py", "signals.py"}
NAMED = re.compile(r"""{%\s*(?:url|include|extends)\s+['"]([\w-]+)[:/]""")


def files(*endings: str) -> list[Path]:
    """The project's own source files with one of ``endings``."""
    folders = [HOUSE, ROOT / "tests", ROOT / "bench", ROOT / "assets" / "sass", ROOT / "assets" / "js"]
    found = [path for folder in folders for path in folder.rglob("*") if path.suffix in endings]
    return [path for path in found if not {"migrations", "node_modules", "__pycache__"} & set(path.parts)]


def system_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[2] if parts[:2] == ["huduma", "systems"] else None


def test_rooms_are_small():
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files(".py", ".html", ".scss", ".js")}
    assert {path: lines for path, lines in long.items() if lines > LONGEST} == {}


def test_no_file_has_a_name_that_says_nothing():
    assert [str(path) for path in files(".py") if path.name in FORBIDDEN_NAMES] == []


def relations() -> list:
    return [
        (model, field)
        for model in apps.get_models()
        if model.__module__.startswith("huduma.")
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
    ]


def test_no_record_of_a_system_points_to_one_of_another():
    assert [
        f"{model.__name__}.{field.name}"
        for model, field in relations()
        if (here := system_of(model.__module__)) and (there := system_of(field.related_model.__module__)) and here != there
    ] == []


def test_what_a_system_points_to_does_not_point_back():
    """A reverse accessor on a record of the platform would tie everybody to the system."""
    assert [
        f"{model.__name__}.{field.name}"
        for model, field in relations()
        if system_of(model.__module__)
        and not system_of(field.related_model.__module__)
        and field.related_model.__module__.startswith("huduma.")
        and field in model._meta.local_fields
        and not field.remote_field.parent_link
        and not (field.remote_field.related_name or "").endswith("+")
    ] == []


@pytest.mark.parametrize("system", SYSTEMS)
def test_templates_of_a_system_name_no_other_system(system):
    others = set(SYSTEMS) - {system}
    named = {
        f"{path.relative_to(HOUSE)}: {name}"
        for path in (HOUSE / "systems" / system).rglob("*.html")
        for name in NAMED.findall(path.read_text())
        if name in others
    }
    assert named == set()


def test_templates_of_the_platform_name_no_system():
    paths = (HOUSE / "platform").rglob("*.html")
    assert [str(path) for path in paths if set(NAMED.findall(path.read_text())) & set(SYSTEMS)] == []


def test_actions_say_what_they_do_and_who_did_it():
    """Public functions of every ``actions`` module: documented, and those that change something keyword-only with ``by``."""
    wrong = []
    for path in [*HOUSE.rglob("actions.py"), *HOUSE.rglob("actions/*.py")]:
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if not ast.get_docstring(node):
                wrong.append(f"{path.relative_to(HOUSE)}: {node.name} has no docstring")
            atomic = any("atomic" in ast.unparse(decorator) for decorator in node.decorator_list)
            if atomic and node.args.args:
                wrong.append(f"{path.relative_to(HOUSE)}: {node.name} takes {node.args.args[0].arg} by position")
    assert wrong == []


def test_the_example_in_the_page_about_office_screens_is_the_real_one():
    [example] = re.findall(r"^```python\n(.*?)^```", (ROOT / "docs" / "backoffice.md").read_text(), re.DOTALL | re.MULTILINE)
    assert example in (HOUSE / "platform" / "backoffice" / "outbox.py").read_text()


def test_every_variable_of_the_operator_is_explained():
    read = set(re.findall(r"""(?:env|flag|_secret)\("([A-Z_]+)\"""", (HOUSE / "project" / "settings.py").read_text()))
    explained = set(re.findall(r"HUDUMA_([A-Z_]+)", (ROOT / "docs" / "operations" / "settings.md").read_text()))
    assert read - explained == set()


def test_links_between_pages_of_the_documentation_lead_somewhere():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text()) if "://" not in link]
    assert [f"{page.name}: {link}" for page, link in links if not (page.parent / link).exists()] == []


@pytest.mark.django_db
def test_the_schema_is_what_the_records_say_and_django_has_no_complaint():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    call_command("check", fail_level="WARNING")
