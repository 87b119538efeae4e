from django.apps import AppConfig


class AmbassadorsConfig(AppConfig):
    name = "ambassadors"
    label = "ambassadors"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ambassadors import (
            candidates,  # noqa: F401  (portraits need the committee's yes)
            completeness,  # noqa: F401  (what a portrait must say)
            feed,  # noqa: F401  (registers the public types)
            privacy,  # noqa: F401  (answers for the people portrayed)
            sandbox,  # noqa: F401  (invents companies for those who try the API)
        )
        from ambassadors.models import AmbassadorPage
        from cms.workflow.kinds import Kind
        from cms.workflow.requirements import require

        require(AmbassadorPage, Kind.REVIEW, Kind.COMPLETENESS, Kind.SIGN_OFF, Kind.PUBLICATION)
