"""The WSGI callable that the web server runs: the page cache, and Django behind it."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huduma.project.settings")
# Figures of all processes add up in files, which prometheus_client looks for when it is first imported.
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(settings.STATE / "metrics"))
(settings.STATE / "metrics").mkdir(exist_ok=True)

django_application = get_wsgi_application()

from huduma.platform.delivery import watch  # noqa: E402 — needs Django's apps
from huduma.platform.delivery.wsgi import Delivery  # noqa: E402

watch.start()
application = Delivery(django_application)

# What has been loaded by now stays: without this the collector walks through all of it again and again while pages are drawn.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 50)
