from django.apps import AppConfig


class SignOffConfig(AppConfig):
    name = "cms.signoff"
    label = "signoff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Mask tokens in logs before anything is logged, attach the receivers, add the check of completeness."""
        from cms.signoff import calendar, completeness, privacy, receivers, retention, tokens  # noqa: F401
        from cms.workflow.masking import register_secret
        from cms.workflow.privacy import Retention, register_retention

        register_secret(tokens.IN_TEXT, r"\1***")
        register_retention(Retention("sign-off-links", retention.KEEP, retention.forget_links))
        receivers.connect()
