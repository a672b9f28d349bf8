"""The tables and the gates of this benchmark."""

from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from bench import gates
from bench.gates import Gate, processor

from .nation import PEOPLE

MADE = {"PostgreSQL": 15 * 60, "SQLite": 20 * 60}  # seconds for the whole nation
_LONGLIST, _LETTERS = (60, 50_000), (180, 10_000)  # seconds for so many


def publish(facts: dict[str, Any]) -> int:
    """Print and write everything; returns 1 when a gate fails, else 0."""
    lines = [*_about(facts), *_made(facts), *_rush(facts), *_pages(facts), *_batches(facts)]
    found = [gate for database, of in facts["found"].items() for gate in _gates(database, of, facts)]
    return gates.publish("bench/recruitment", lines, found)


def _gates(database: str, of: dict[str, Any], facts: dict[str, Any]) -> Iterator[Gate]:
    scale, made = facts["scale"], of["made"]
    yield Gate(f"the nation, made ({database})", made["seconds"], MADE[database] * scale, True, " s")
    yield Gate(f"making it, memory ({database})", made["memory"] / 1e6, 400, True, " MB")
    wrong = [key for key, value in _expected(made).items() if key in made["figures"] and made["figures"][key] != value]
    yield Gate(f"published figures that are not what was asked for ({database})", len(wrong), 0, True)
    if "rush" in of:
        rush = of["rush"]
        if database == "PostgreSQL":
            yield Gate("rush: submits accepted a second (PostgreSQL)", rush["rate"], 50, False)
            yield Gate("rush: 95 of a hundred submits (PostgreSQL)", rush["waits"]["submit"][1], 500, True, " ms")
        yield Gate(f"rush: receipts without an application ({database})", rush["lost"], 0, True)
        yield Gate(f"rush: applied twice ({database})", rush["twice"], 0, True)
        yield Gate(f"rush: accepted after the instant ({database})", rush["late"], 0, True)
        yield Gate(f"rush: refused although sent in time ({database})", rush["refused_early"], 0, True)
        yield Gate(f"rush: failed requests ({database})", rush["failed"], 0, True)
    if "search" in of:
        for name in ("open", "all"):
            yield Gate(f"search in {name} vacancies, 95 of a hundred ({database})", of["search"][name]["p95"], 100, True, " ms")
        yield Gate(f"searches and own pages that failed ({database})", _failed(of), 0, True)
    for part, (seconds, many), count in (("longlist", _LONGLIST, "applications"), ("letters", _LETTERS, "letters")):
        if part in of:
            bound = seconds * of[part][count] / many
            yield Gate(f"{part}: {of[part][count]:,} {count} ({database})", of[part]["seconds"], bound, True, " s")
    if "tenth" in of:
        yield from _growth(database, of)


def _growth(database: str, of: dict[str, Any]) -> Iterator[Gate]:
    """What one costs at the whole size, in times of what it costs at a tenth; batch work in pieces of ``bench.pace`` in its own time."""
    tenth = of["tenth"]
    for part, count in (("made", "applications"), ("longlist", "applications"), ("letters", "letters")):
        each = [one[part]["seconds"] / one[part]["pace"] / max(1, one[part][count]) for one in (tenth, of)]
        yield Gate(f"growth from a tenth, {part}: cost of each, times ({database})", each[1] / each[0], 1.2, True)
    growth = of["own"]["p95"] / tenth["own"]["p95"]  # asked in turns
    yield Gate(f"growth from a tenth, a person's own pages: times ({database})", growth, 1.2, True)


def _failed(of: dict[str, Any]) -> int:
    return sum(pages["failed"] for pages in (of["search"]["open"], of["search"]["all"], of["own"]))


def _expected(made: dict[str, Any]) -> dict[str, int]:
    active = round(made["people"] * 164_513 / PEOPLE)
    counts = {"people": made["people"], "people_active": active, "people_inactive": made["people"] - active}
    counts |= {"applications": made["applications"]}
    return {f"recruitment.{name}": value for name, value in counts.items()}


def _about(facts: dict[str, Any]) -> Iterator[str]:
    programs = ", ".join(f"{name} {version(name)}" for name in ("granian", "Django"))
    scale = facts["scale"]
    size = "the whole nation" if scale == 1 else f"{scale:g} of the whole nation; bounds of batch work are so much of those of the whole"
    yield f"At {size}. Both cores of: {processor()}. {programs}. {facts['seconds'] / 60:.1f} minutes."
    yield ""


def _made(facts: dict[str, Any]) -> Iterator[str]:
    yield "| made | people | applications | vacancies | s | pace | MB | figures |"
    yield "|---|--:|--:|--:|--:|--:|--:|---|"
    parts = [(database, of["made"]) for database, of in facts["found"].items()]
    parts += [(f"{database}, a tenth of it", of["tenth"]["made"]) for database, of in facts["found"].items() if "tenth" in of]
    for name, made in parts:
        figures = ", ".join(f"{key.partition('.')[2]} {value:,}" for key, value in made["figures"].items()) or "–"
        counts = f"{made['people']:,} | {made['applications']:,} | {made['vacancies']:,}"
        yield f"| {name} | {counts} | {made['seconds']:.0f} | {_pace(made)} | {made['memory'] / 1e6:.0f} | {figures} |"
    yield ""
    yield "*pace*: milliseconds for one fixed piece of work, of any program, while this was done. *Growth* is in such pieces."
    yield ""


def _pace(done: dict[str, Any]) -> str:
    return f"{done['pace'] * 1000:.0f}"


def _rush(facts: dict[str, Any]) -> Iterator[str]:
    for database, of in facts["found"].items():
        rush = of.get("rush")
        if not rush:
            continue
        yield (
            f"The rush ({database}): {rush['offered']:,} submits offered at {facts['rate']:g} a second, {rush['accepted']:,} accepted, "
            f"which is {rush['rate']:.1f} a second, {rush['rate_at_the_end']:.1f} in the last half minute; "
            f"{rush['refused_late']:,} refused after the instant, {rush['refused_early']:,} before it, {rush['failed']:,} failed, "
            f"{rush['held_back']:,} times a reader was told to wait, "
            f"{rush['without_receipt']:,} stored whose receipt did not arrive. "
            f"The web processes used {rush['cpu']:.1f} ms of a core for an answer."
        )
        yield ""
        yield f"| {database}, ms | median | p95 | p99 |"
        yield "|---|--:|--:|--:|"
        for what, (median, most, nearly_all) in rush["waits"].items():
            yield f"| {what} | {median:,.0f} | {most:,.0f} | {nearly_all:,.0f} |"
        yield ""


def _pages(facts: dict[str, Any]) -> Iterator[str]:
    if not any("search" in of for of in facts["found"].values()):
        return
    yield "| pages | vacancies | search in open ones: median, p95, ms | in all | a person's own pages |"
    yield "|---|--:|--:|--:|--:|"
    for database, of in facts["found"].items():
        search, own = of["search"], of["own"]
        cells = [f"{one['p50']:.0f}, {one['p95']:.0f}" for one in (search["open"], search["all"], own)]
        yield f"| {database} | {search['vacancies']:,} | {' | '.join(cells)} |"
    yield ""


def _batches(facts: dict[str, Any]) -> Iterator[str]:
    if not any("longlist" in of or "letters" in of for of in facts["found"].values()):
        return
    yield "| batches | long-list: applications | s | pace | call letters | s | pace |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for database, of in facts["found"].items():
        for name, one in ((database, of), (f"{database}, a tenth of it", of.get("tenth", {}))):
            if "longlist" in one or "letters" in one:
                longlist, letters = one.get("longlist"), one.get("letters")
                first = f"{longlist['applications']:,} | {longlist['seconds']:.1f} | {_pace(longlist)}" if longlist else "– | – | –"
                second = f"{letters['letters']:,} | {letters['seconds']:.1f} | {_pace(letters)}" if letters else "– | – | –"
                yield f"| {name} | {first} | {second} |"
    yield ""
