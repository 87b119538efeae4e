from django.apps import AppConfig


class WhitePaperConfig(AppConfig):
    name = "whitepaper"
    label = "whitepaper"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.workflow.kinds import Kind
        from cms.workflow.requirements import require
        from whitepaper import (
            completeness,  # noqa: F401  (what an edition and a chapter must say)
            feed,  # noqa: F401  (registers the public types)
            sandbox,  # noqa: F401  (invents an edition for those who try the API)
        )
        from whitepaper.models import ChapterPage, WhitePaperPage

        for model in (WhitePaperPage, ChapterPage):
            require(model, Kind.REVIEW, Kind.COMPLETENESS, Kind.READERS, Kind.PUBLICATION)
