"""Looking below a page in SQLite: a range of the index in place of a look at every page of the nation.

Wagtail asks for what stands below a page by ``path LIKE '0001…%'``, for which SQLite cannot use the index; PostgreSQL can.
"""

from typing import Any

from django.db.models.lookups import StartsWith
from wagtail.models import Collection, Page

_AFTER = "["  # the character after Z, the last of those of which paths are made


class PathStartsWith(StartsWith):
    """``startswith`` of a path in the tree."""

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        """As SQL; a beginning that is not plain text is left to Django."""
        beginning = self.rhs
        if not isinstance(beginning, str) or not beginning.isalnum() or not beginning.isascii():
            return super().as_sql(compiler, connection, **extra)
        column, parameters = self.process_lhs(compiler, connection)
        if len(beginning) <= Page.steplen:  # below the root stands everything: let SQLite rather use what else is asked for
            column = f"+{column}"
        return f"({column} >= %s AND {column} < %s)", [*parameters, beginning, *parameters, beginning + _AFTER]


def install() -> None:
    """Let every question about paths be asked in this way."""
    for model in (Page, Collection):
        model._meta.get_field("path").register_lookup(PathStartsWith, "startswith")  # type: ignore[union-attr]
