from django.apps import AppConfig


class AmbassadorsConfig(AppConfig):
    name = "ambassadors"
    label = "ambassadors"
    default_auto_field = "django.db.models.BigAutoField"
