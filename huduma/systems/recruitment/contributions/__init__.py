"""What recruitment adds to the surfaces of the platform, by the people it is for."""

from . import officers as officers
from . import seekers
from . import vacancies as vacancies

__all__ = ["seekers"]
from . import applications

__all__ = ["applications"]
