from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "cms.workflow"
    label = "workflow"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the gate and the checks, attach the receivers."""
        from cms.workflow import checks_of_pictures, gates, receivers  # noqa: F401

        receivers.connect()
