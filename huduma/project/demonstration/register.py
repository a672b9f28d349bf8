"""Where the register of 2017 lies, as it would be imported."""

from pathlib import Path

REGISTER = Path(__file__).with_name("register.csv")
