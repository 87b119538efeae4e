from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnershipsConfig(AppConfig):
    name = "cms.partnerships"
    label = "partnerships"
    verbose_name = _("Partnerships")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lay the sections on the desk, say who holds and who gets what, and keep keys and links out of every log."""
        from cms.partners.keys import SECRET_IN_TEXT
        from cms.partnerships import (  # noqa: F401 (most of them register themselves)
            copies_panel,
            links,
            privacy,
            recipients,
            retention,
            sections,
            viewers,
        )
        from cms.workflow.masking import register_secret

        recipients.connect()
        register_secret(SECRET_IN_TEXT, "fvm_sk_***")
        register_secret(links.IN_TEXT, f"{links.PREFIX}***")
