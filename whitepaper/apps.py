from django.apps import AppConfig


class WhitePaperConfig(AppConfig):
    name = "whitepaper"
    label = "whitepaper"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from whitepaper import feed  # noqa: F401  (registers the public types)
