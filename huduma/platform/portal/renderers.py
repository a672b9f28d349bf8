"""How Django draws our forms."""

from django.forms.renderers import TemplatesSetting


class PublicFormRenderer(TemplatesSetting):
    """``{{ form }}`` and ``field.as_field_group`` in our look, for every form of ours and of the libraries we use.

    Widgets stay Django's own: the office of Wagtail draws fields itself and takes only those.
    """

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
