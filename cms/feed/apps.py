from django.apps import AppConfig


class FeedConfig(AppConfig):
    name = "cms.feed"
    label = "feed"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks. Receivers wait until every content app has registered its types."""
        from cms.feed import checks  # noqa: F401
