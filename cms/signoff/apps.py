from django.apps import AppConfig


class SignOffConfig(AppConfig):
    name = "cms.signoff"
    label = "signoff"
    default_auto_field = "django.db.models.BigAutoField"
