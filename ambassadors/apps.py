from django.apps import AppConfig


class AmbassadorsConfig(AppConfig):
    name = "ambassadors"
    label = "ambassadors"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ambassadors import feed  # noqa: F401  (registers the public types)
