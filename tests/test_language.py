"""Whatever the platform says, it says in Swahili too, with the same blanks to be filled in."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
import pytest
from django.conf import settings
from django.utils.translation import trans_real
from django.utils.translation.template import templatize

HOUSE = Path(settings.BASE_DIR) / "huduma"
ONE, CONTEXT, MANY, CONTEXT_MANY = {"_", "gettext", "gettext_lazy", "gettext_noop"}, {"pgettext"}, {"ngettext"}, {"npgettext"}
CALL = re.compile(r"\b(_|gettext|pgettext|ngettext|npgettext)\(((?:[^()'\"]|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")*)\)")
BLANK = re.compile(r"%\((\w+)\)[sd]")


class Said(NamedTuple):
    """A text in our code: where it stands, its key in a catalogue, and its plural if it has one."""

    place: str
    msgid: str
    plural: str | None = None


def _said(place: str, function: str, arguments: list[str]) -> Said | None:
    name = function.removesuffix("_lazy")
    if name in ONE:
        return Said(place, arguments[0])
    if name in CONTEXT:
        return Said(place, f"{arguments[0]}\x04{arguments[1]}")
    if name in MANY:
        return Said(place, arguments[0], arguments[1])
    if name in CONTEXT_MANY:
        return Said(place, f"{arguments[0]}\x04{arguments[1]}", arguments[2])
    return None


def _in_python(path: Path) -> Iterator[Said]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        function = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
        texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant) and isinstance(argument.value, str)]
        if texts and (said := _said(f"{path.relative_to(HOUSE)}:{node.lineno}", function, texts)):
            yield said


def _in_template(path: Path) -> Iterator[Said]:
    for call in CALL.finditer(templatize(path.read_text())):
        arguments = re.sub(r",\s*count$", "", call[2])
        texts = ast.literal_eval(f"({arguments},)")
        if said := _said(str(path.relative_to(HOUSE)), call[1], list(texts)):
            yield said


def everything_said() -> list[Said]:
    """All texts of our own code and templates, but those of tests."""
    python = [path for path in HOUSE.rglob("*.py") if not {"tests", "migrations"} & set(path.parts)]
    templates = [path for path in HOUSE.rglob("*.html") if "templates" in path.parts]
    return [*(s for path in python for s in _in_python(path)), *(s for path in templates for s in _in_template(path))]


@pytest.mark.once
def test_everything_is_said_in_swahili():
    swahili = trans_real.translation("sw")._catalog
    missing = []
    for said in everything_said():
        found = said.msgid in swahili if said.plural is None else (said.msgid, 1) in _keys(swahili)
        if not found:
            missing.append(f"{said.place}: {said.msgid!r}")
    assert not missing, "\n".join([f"{len(missing)} texts have no Swahili:", *sorted(set(missing))])


def _keys(catalogue) -> set:
    return {key for part in catalogue._catalogs for key in part}


CATALOGUES = sorted(HOUSE.rglob("sw/LC_MESSAGES/*.po"))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_catalogues_are_finished_and_keep_their_blanks(path):
    wrong = []
    seen = set()
    for entry in polib.pofile(str(path)):
        key = (entry.msgctxt, entry.msgid)
        if key in seen or entry.obsolete or "fuzzy" in entry.flags:
            wrong.append(f"twice, obsolete or unsure: {entry.msgid!r}")
        seen.add(key)
        blanks = set(BLANK.findall(entry.msgid)) | set(BLANK.findall(entry.msgid_plural))
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            if not text or set(BLANK.findall(text)) - blanks or (not entry.msgid_plural and set(BLANK.findall(text)) != blanks):
                wrong.append(f"{entry.msgid!r} is {text!r}")
    assert not wrong, "\n".join(wrong)
