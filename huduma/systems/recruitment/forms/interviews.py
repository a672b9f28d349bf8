"""What officers fill in about interviews, marks and offers."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from huduma.platform.backoffice.viewsets import OfficeForm
from huduma.platform.backoffice.viewsets.operations import OperationForm
from huduma.platform.institutions.models import Institution
from huduma.systems.recruitment.actions.interviews import ORDER, Planned
from huduma.systems.recruitment.actions.merit import missing_for_merit
from huduma.systems.recruitment.actions.panels import Mark
from huduma.systems.recruitment.actions.sheets import parse_mark
from huduma.systems.recruitment.models import Centre, Panel
from huduma.systems.recruitment.states import VacancyState

from .sift import ReasonForm

RIGHT = {"yes": True, "no": False, "unknown": None}
_LARGEST = 5 * 1024 * 1024  # bytes of a workbook


class CentreForm(OfficeForm):
    """An interview centre; its region is one of the regions."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region: Any = self.fields["region"]
        region.queryset = Institution.objects.filter(kind=Institution.Kind.REGION)


class StageForm(OfficeForm):
    """When and where a stage is held."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        centres: Any = self.fields["centres"]
        centres.queryset = Centre.objects.filter(in_use=True)
        centres.widget = forms.CheckboxSelectMultiple(choices=centres.choices)
        self.fields["starts_at"].required = True


class PlanForm(OperationForm):
    """Weight and pass mark of each stage; one without a weight is not held."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {stage.kind: stage for stage in self.record.stages.all()}
        for kind in ORDER:
            stage = known.get(kind)
            self.fields[f"{kind}_weight"] = forms.IntegerField(
                label=_("%(stage)s: weight, in per cent") % {"stage": kind.label.capitalize()},
                help_text=_("Empty: not held. All weights are 100 together."),
                required=False,
                min_value=1,
                max_value=100,
                initial=stage and stage.weight,
            )
            self.fields[f"{kind}_pass_mark"] = forms.DecimalField(
                label=_("%(stage)s: pass mark, out of 100") % {"stage": kind.label.capitalize()},
                required=False,
                min_value=0,
                max_value=100,
                decimal_places=2,
                initial=stage.pass_mark if stage else Decimal(50),
            )

    def planned(self) -> list[Planned]:
        """The stages that are to be held."""
        said = self.cleaned_data
        return [Planned(k, said[f"{k}_weight"], said[f"{k}_pass_mark"] or Decimal(0)) for k in ORDER if said[f"{k}_weight"]]


class PanelForm(OperationForm):
    """A panel of a stage."""

    name = forms.CharField(label=gettext_lazy("name"), max_length=60)
    centre = forms.ModelChoiceField(
        Centre.objects.none(),
        label=gettext_lazy("centre"),
        required=False,
        help_text=gettext_lazy("Empty: hears all whom no other panel hears."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        centre: Any = self.fields["centre"]
        centre.queryset = Centre.objects.filter(calls__stage=self.record, calls__panel__isnull=True).distinct()

    def clean_name(self) -> str:
        """A name that no other panel of the stage has."""
        name = str(self.cleaned_data["name"])
        if Panel.objects.filter(stage=self.record, name=name).exists():
            raise ValidationError(_("Another panel of this stage has this name."))
        return name


class MemberForm(OperationForm):
    """An officer by e-mail address or phone number."""

    address = forms.CharField(label=gettext_lazy("E-mail address of the officer"), max_length=254)


class WorkbookForm(forms.Form):
    """A workbook that comes back filled in."""

    workbook = forms.FileField(label=gettext_lazy("Excel workbook (.xlsx)"), max_length=200)

    def clean_workbook(self) -> Any:
        """Not larger than what is read at once."""
        workbook = self.cleaned_data["workbook"]
        if workbook.size > _LARGEST:
            raise ValidationError(_("The workbook is larger than %(most)s MB.") % {"most": _LARGEST // 1024**2})
        return workbook


class InterestForm(forms.Form):
    """What a member of a panel declares before seeing whom the panel hears."""

    conflicted = forms.TypedChoiceField(
        label=gettext_lazy("Do you know an applicant, or gain by the outcome?"),
        choices=[("no", gettext_lazy("No")), ("yes", gettext_lazy("Yes; I cannot sit on this panel"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=gettext_lazy("Whom, and how"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class CorrectionForm(ReasonForm):
    """What is right of somebody of whom ``written`` is written down, and why that was a slip."""

    attended = forms.TypedChoiceField(label=gettext_lazy("What is right"), coerce=RIGHT.get, empty_value=None, widget=forms.RadioSelect)
    field_order = ("attended", "reason_sw", "reason_en")

    def __init__(self, *args: Any, written: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = {
            "yes": _("Came"),
            "no": _("Did not come"),
            "unknown": _("It is not known yet; it is written down again"),
        }
        field: Any = self.fields["attended"]
        field.choices = [(name, label) for name, label in said.items() if RIGHT[name] is not written]


class MarksForm(forms.Form):
    """A member's sheet: for each of ``calls`` a mark, which may be empty for now, and a note."""

    def __init__(self, *args: Any, calls: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calls = list(calls)
        for key, number in self.calls:
            self.fields[f"mark_{key}"] = forms.CharField(
                label=_("Mark of %(number)s") % {"number": number},
                required=False,
                max_length=6,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 6, "autocomplete": "off"}),
            )
            self.fields[f"note_{key}"] = forms.CharField(label=_("Note on %(number)s") % {"number": number}, required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        """Marks as numbers; ``marks`` holds those that were given."""
        said = super().clean() or {}
        self.marks: dict[int, Mark] = {}
        for key, _number in self.calls:
            given = str(said.get(f"mark_{key}") or "").strip()
            if not given:
                continue
            number = parse_mark(given)
            if number is None:
                self.add_error(f"mark_{key}", _("A mark is a number from 0 to 100."))
            else:
                self.marks[key] = Mark(number, str(said.get(f"note_{key}") or ""))
        return said

    def lines(self) -> list[dict[str, Any]]:
        """Exam number, field of the mark and of the note of each, to be drawn."""
        return [{"number": number, "mark": self[f"mark_{key}"], "note": self[f"note_{key}"]} for key, number in self.calls]


class RecommendForm(OperationForm):
    """Until when the reserve is kept."""

    reserve_until = forms.DateField(
        label=gettext_lazy("The reserve is kept until"),
        initial=lambda: timezone.localdate() + timedelta(days=365),
        widget=AdminDateInput,
    )

    def clean(self) -> dict[str, Any]:
        """Not before everything is done that has to be."""
        if self.record.state == VacancyState.INTERVIEWING and (missing := missing_for_merit(self.record)):
            raise ValidationError(missing)
        return super().clean() or {}


class OfferForm(OperationForm):
    """Until when an offer is to be answered, and when duty begins."""

    answer_by = forms.DateTimeField(label=gettext_lazy("Answer until"), widget=AdminDateTimeInput)
    report_by = forms.DateTimeField(label=gettext_lazy("Report to duty until"), widget=AdminDateTimeInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localtime().replace(hour=16, minute=0, second=0, microsecond=0)
        self.fields["answer_by"].initial = today + timedelta(days=14)
        self.fields["report_by"].initial = today + timedelta(days=44)
