"""The platform's settings for a test run: on a folder of its own, beside that of the platform that may be running from this clone.

Each of several workers (pytest-xdist), on each of the two databases, has its own folder too: the counters that make processes forget
belong to one database.
"""

import os
from pathlib import Path

# The workers inherit what their parent sets below, so the platform's own folder has a name that stays.
_platform = Path(
    os.environ.setdefault("HUDUMA_TESTED_STATE", os.environ.get("HUDUMA_STATE", str(Path(__file__).parents[1] / "var")))
).absolute()
_database = os.environ.get("HUDUMA_DATABASE_URL", "sqlite:").partition(":")[0]
_own = _platform / "tests" / _database / os.environ.get("PYTEST_XDIST_WORKER", "alone")
_own.mkdir(parents=True, exist_ok=True)
if not (_own / "static").is_symlink():
    (_own / "static").symlink_to(_platform / "static")  # collected by make setup
(_own / "generations").unlink(missing_ok=True)  # the counters of a database that is made anew
os.environ["HUDUMA_STATE"] = str(_own)
os.environ["DJANGO_SETTINGS_MODULE"] = "huduma.project.settings"  # what the processes that tests start run with

from huduma.project.settings import *  # noqa: E402, F403, TID251
