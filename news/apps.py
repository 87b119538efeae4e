from django.apps import AppConfig


class NewsConfig(AppConfig):
    name = "news"
    label = "news"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from news import completeness, feed  # noqa: F401  (registers the public types, and what they must say)
