from django.apps import AppConfig


class RecallConfig(AppConfig):
    name = "cms.recall"
    label = "recall"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the gate, attach the receivers, say what is known about people and for how long."""
        from cms.recall import gates, people, receivers, retention  # noqa: F401

        receivers.connect()
