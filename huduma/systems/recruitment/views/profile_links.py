"""Where an applicant mends the profile."""

from django.urls import reverse


def profile_url(section: str = "") -> str:
    """The address of the profile, or of the one ``section`` of it that a criterion names."""
    return reverse("recruitment:profile-section", kwargs={"section": section}) if section else reverse("recruitment:profile")
