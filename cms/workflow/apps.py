from django.apps import AppConfig, apps


class WorkflowConfig(AppConfig):
    name = "cms.workflow"
    label = "workflow"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the gate and the checks, attach the receivers."""
        from cms.workflow import (  # noqa: F401
            checks_of_pictures,
            checks_of_texts,
            gates,
            notifications,
            receivers,
            setup_assignments,
        )

        receivers.connect()
        notifications.connect()
        setup_assignments.connect()
        # Wagtail reads the viewset of accounts from its own config, which a house would replace in INSTALLED_APPS.
        apps.get_app_config("wagtailusers").user_viewset = "cms.workflow.accounts.AccountViewSet"  # type: ignore[attr-defined]
