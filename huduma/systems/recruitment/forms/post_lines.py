"""The posts of a requisition as rows of a table, which works without JavaScript: five empty rows follow those that are filled."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huduma.platform.institutions.models import Institution
from huduma.systems.recruitment.actions.requisitions import PostLine
from huduma.systems.recruitment.models import Post

EMPTY_ROWS, MOST_ROWS, MOST_POSTS = 5, 200, 10_000
COLUMNS = ("station", "region", "number", "establishment")


class PostLinesWidget(forms.Widget):
    """A table with one row of inputs for each line."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        filled = list(value or [])
        rows = [*filled, *({} for _number in range(EMPTY_ROWS))][:MOST_ROWS]
        regions = [(str(region.pk), region.name) for region in Institution.objects.filter(kind=Institution.Kind.REGION).order_by("code")]
        return render_to_string("recruitment/office/post_lines.html", {"name": name, "rows": rows, "regions": regions})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        """The rows that hold something; a number alone, which every row proposes, is nothing."""
        rows = [{column: data.get(f"{name}-{at}-{column}", "").strip() for column in COLUMNS} for at in range(MOST_ROWS)]
        return [row for row in rows if row["station"] or row["establishment"] or row["region"]]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-0-station" not in data

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-0-station"


class PostLinesField(forms.Field):
    """Rows to ``PostLine``s; every row that is wrong is said with its number."""

    widget = PostLinesWidget

    def clean(self, value: Any) -> list[PostLine]:
        rows = super().clean(value)
        regions = set(Institution.objects.filter(kind=Institution.Kind.REGION).values_list("pk", flat=True))
        lines, wrong = [], []
        for at, row in enumerate(rows, start=1):
            problem = _problem(row, regions)
            if problem:
                wrong.append(_("Row %(row)s: %(problem)s") % {"row": at, "problem": problem})
            else:
                region = int(row["region"]) if row["region"] else None
                lines.append(PostLine(row["station"], region, int(row["number"]), row["establishment"]))
        if wrong:
            raise ValidationError(wrong)
        return lines


def _problem(row: dict[str, str], regions: set[int]) -> str:
    if not row["station"] or len(row["station"]) > 120 or any("\0" in cell for cell in row.values()):
        return _("say at which station.")
    if not row["number"].isascii() or not row["number"].isdigit() or not 1 <= int(row["number"][:9]) <= MOST_POSTS:
        return _("say how many posts.")
    if row["region"] and not (row["region"].isascii() and row["region"].isdigit() and int(row["region"][:18]) in regions):
        return _("choose a region of the list.")
    return _("the number in the establishment is too long.") if len(row["establishment"]) > 60 else ""


def as_rows(posts: Sequence[Post]) -> list[dict[str, str]]:
    """Posts as they are filled in."""
    return [
        {"station": post.station, "region": str(post.region_id or ""), "number": str(post.number), "establishment": post.establishment}
        for post in posts
    ]
