from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "cms.workflow"
    # Wagtail and django-tasks know no app of this label; "workflow" names our tables.
    label = "workflow"
    default_auto_field = "django.db.models.BigAutoField"
