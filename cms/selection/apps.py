from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "cms.selection"
    label = "selection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Stand in the way of what the committee has not admitted."""
        from cms.feed.gates import register_gate
        from cms.feed.sources import Source, register_source
        from cms.selection.decisions import Mandate
        from cms.selection.gates import admission_gate

        register_gate(admission_gate)
        register_source(Source(Mandate, "page", "page_id"))
