"""What delivery adds to the surfaces of the platform."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from huduma.platform.jobs.schedule import Schedule, schedules

from . import jobs

schedules.add(
    Schedule(
        "delivery.sum_up_views",
        _("Sum up the views of pages by month"),
        job=jobs.sum_up_views,
        every=timedelta(days=1),
        offset=timedelta(hours=3, minutes=40),
    )
)
