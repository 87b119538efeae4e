from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "cms.delivery"
    label = "delivery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Check the settings of the faces, listen to what was committed."""
        from cms.delivery.syndication import checks, tasks  # noqa: F401

        tasks.connect()
