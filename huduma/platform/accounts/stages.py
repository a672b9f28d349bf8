"""The steps of a sign-in that differ from allauth's."""

from allauth.account import stages


class EmailVerificationStage(stages.EmailVerificationStage):
    """Asks for the code that proves an e-mail address, from those who have one."""

    def handle(self) -> tuple:
        """Skip it for whoever has proved a phone number and has no e-mail address."""
        person = self.login.user
        if person is not None and person.phone_verified and not person.email:
            return None, True
        return super().handle()
