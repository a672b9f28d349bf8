"""``python -m bench.stock.fill``: give the stock site the pages of Huduma's nation, from HUDUMA_DATABASE_URL into STOCK_DATABASE_URL.

Both keep their trees in Wagtail's own tables, so rows are copied as they are; only the content types have other numbers.
"""

import json
import os
from collections.abc import Iterable, Sequence
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.stock.settings")

# table here: table there, and the columns that the two do not share
TABLES = {
    "wagtailcore_locale": ("wagtailcore_locale", {}),
    "wagtailcore_page": ("wagtailcore_page", {}),
    "wagtailcore_site": ("wagtailcore_site", {}),
    "pages_sectorpage": ("websites_sectorpage", {}),
    "pages_homepage": ("websites_homepage", {"page_ptr_id": "sitepage_ptr_id"}),
    "pages_standardpage": ("websites_standardpage", {"page_ptr_id": "sitepage_ptr_id"}),
    "pages_newsindexpage": ("websites_newsindexpage", {"page_ptr_id": "sitepage_ptr_id"}),
    "pages_newspage": ("websites_newspage", {"page_ptr_id": "sitepage_ptr_id"}),
    "pages_contactpage": ("websites_contactpage", {"page_ptr_id": "sitepage_ptr_id"}),
}
_DETAILS = """
    SELECT site.id, i.name_sw, i.name_en, upper(i.code), chrome.head, i.physical_address, i.postal_address, i.phone, i.email
    FROM wagtailcore_site site
    JOIN institutions_institution i ON i.host = site.hostname
    JOIN delivery_livesite live ON live.institution_id = i.id
    JOIN delivery_livechrome chrome ON chrome.site_id = live.id AND chrome.language = 'sw'"""


def main() -> None:
    import dj_database_url

    django.setup()
    from django.db import connection, connections, transaction

    connections.settings["nation"] = {
        **connection.settings_dict,
        "OPTIONS": {},
        **dj_database_url.parse(os.environ["HUDUMA_DATABASE_URL"]),
    }
    there = connections["nation"]
    types = _content_types(there, connection)
    with transaction.atomic():
        for table in (*reversed(TABLES), "pages_sitedetails"):
            _run(connection, f"DELETE FROM {table}")
        for table, (source, renamed) in TABLES.items():
            _copy(there, connection, source, table, renamed, types)
        _stand_in(connection)
        _give_details(there, connection)
    if connection.vendor == "postgresql":
        _run(connection, "ANALYZE")


def _content_types(there: Any, here: Any) -> dict[int, int]:
    """The number here of each content type there."""
    ask = "SELECT model, app_label, id FROM django_content_type"
    numbers = {(model, label): number for model, label, number in _rows(here, ask)}
    mine = {"websites": "pages"}
    other = numbers["standardpage", "pages"]  # the types of page that the stock site does not have stand in its menu as pages of text
    return {number: numbers.get((model, mine.get(label, label)), other) for model, label, number in _rows(there, ask)}


def _copy(there: Any, here: Any, source: str, table: str, renamed: dict[str, str], types: dict[int, int]) -> None:
    columns = _columns(here, table)
    asked = ", ".join(f'"{renamed.get(column, column)}"' for column in columns)
    rows = [list(row) for row in _rows(there, f'SELECT {asked} FROM "{source}"')]
    for number, column in enumerate(columns):
        if column == "content_type_id":
            for row in rows:
                row[number] = types[row[number]]
        elif column in {"owner_id", "locked_by_id", "latest_revision_id", "live_revision_id", "alias_of_id"}:
            for row in rows:
                row[number] = None
    if table == "wagtailcore_page":
        rows.sort(key=len)
    _insert(here, table, columns, rows)


def _stand_in(here: Any) -> None:
    """Give a text of no words to each page of a type that the stock site does not have."""
    plain = "SELECT id FROM django_content_type WHERE app_label = 'pages' AND model = 'standardpage'"
    bare = f"SELECT id FROM wagtailcore_page WHERE content_type_id = ({plain}) AND id NOT IN (SELECT page_ptr_id FROM pages_standardpage)"
    _insert(here, "pages_standardpage", ["page_ptr_id", "summary", "body"], [[pk, "", []] for (pk,) in _rows(here, bare)])


def _give_details(there: Any, here: Any) -> None:
    rows = []
    for number, row in enumerate(_rows(there, _DETAILS), start=1):
        site, name_sw, name_en, short_name, head, *contact = row
        theme = head.partition("<style>")[2].partition("</style>")[0]
        rows.append([number, name_sw, name_en, short_name, theme, *contact, site])
    columns = ["id", "name_sw", "name_en", "short_name", "theme_css", "physical_address", "postal_address", "phone", "email", "site_id"]
    _insert(here, "pages_sitedetails", columns, rows)


def _columns(connection: Any, table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def _insert(connection: Any, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    names, places = ", ".join(f'"{name}"' for name in columns), ", ".join(["%s"] * len(columns))
    adapted = [[_adapted(connection, value) for value in row] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', adapted)


def _adapted(connection: Any, value: Any) -> Any:
    """PostgreSQL gives JSON as Python objects, and wants it back as text; SQLite has nothing but text."""
    if connection.vendor == "postgresql" and isinstance(value, list | dict):
        from psycopg.types.json import Jsonb

        return Jsonb(value)
    return json.dumps(value) if isinstance(value, list | dict) else value


def _rows(connection: Any, statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def _run(connection: Any, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


if __name__ == "__main__":
    main()
