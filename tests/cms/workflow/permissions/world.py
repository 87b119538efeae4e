"""Real objects for every argument that an address of the admin takes, and one person of each role."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Locale, Site, Task, UploadedFile, Workflow
from wagtail_localize.models import OverridableSegment, StringSegment, Translation, TranslationSource

from cms.feed.identity import document_id
from cms.feed.transaction import editorial_transaction
from cms.media.models import Consent
from cms.pages.models import SiteIdentity
from cms.recall.models import RecallSheet
from cms.selection.models import Criterion, Recusal
from cms.workflow.roles import Role
from cms.workflow.setup import set_up_roles
from news.wordpress.models import ImportedItem, Status
from tests import factories, partners_world, releases_world, selection_world
from tests.workflow_world import person

USERNAMES = {
    Role.WRITING: "redaction",
    Role.REVIEW: "relecture",
    Role.COMMITTEE: "comite",
    Role.PUBLICATION: "publication",
    Role.PARTNERSHIPS: "partenariats",
    Role.ADMINISTRATION: "intendance",
}


@dataclass
class World:
    """Everything that addresses lead to. Shape: `values` by argument; `of` by namespace, then argument."""

    values: dict[str, Any] = field(default_factory=dict)
    of: dict[str, dict[str, Any]] = field(default_factory=dict)
    people: dict[Role, Any] = field(default_factory=dict)

    def object_of(self, model: Any) -> int:
        """Return one row of a model that has bulk actions."""
        label = model._meta.label_lower
        return {
            "wagtailcore.page": self.values["page_id"],
            "media.image": self.values["image_id"],
            "wagtaildocs.document": self.values["document_id"],
            "auth.user": self.of["wagtailusers_users"]["pk"],
            "ambassadors.cohort": self.of["wagtailsnippets_ambassadors_cohort"]["pk"],
            "news.newscategory": self.of["wagtailsnippets_news_newscategory"]["pk"],
        }[label]

    def arguments(self, name: str, arguments: tuple[str, ...]) -> dict[str, Any]:
        """Return a value for each argument of an address. Errors: KeyError naming the one nobody thought of."""
        name = name.partition("+")[0]
        known = {**self.values, **self.of.get(name.rpartition(":")[0], {}), **self.of.get(name, {})}
        return {argument: known[argument] for argument in arguments}


# Addresses that find nothing without a question.
QUERIES = {"wagtailadmin_api:pages:find": "?html_path=/"}
# What a POST must hold to come as far as the permission.
DATA: dict[str, dict[str, str]] = {
    "releases_admin:items": {"action": "leave_language", "locale": "2"},
    "selection_vote": {"choice": "yes"},
    "selection_move": {"to": "withdrawn"},
}
# What these refuse to a GET, whoever asks, says nothing: they are asked by POST.
BY_POST = {
    "wagtailadmin_pages:move_confirm",
    "releases_admin:items",
    "releases_admin:unschedule",
    "releases_admin:cancel",
    "releases_admin:duplicate",
}


def make_world() -> World:
    """Make one of everything."""
    with editorial_transaction():
        return _made()


def _made() -> World:
    set_up_roles()
    people = {role: person(username, role) for role, username in USERNAMES.items()}
    photo = factories.image(licence_proof=_paper("cession"))
    portrait, article = factories.ambassador(image=photo), factories.article(image=photo)
    translation = _translation(article)
    running = _running(people[Role.WRITING])
    revision = article.latest_revision_id
    task_state = running.current_workflow_task_state
    consent = Consent.objects.create(image=photo, person="Nadia Ferrand", proof=_paper("accord"))
    paper = get_document_model().objects.create(title="Dossier", file=_paper("dossier"), file_size=5)
    values = {
        "_article": article,
        "page_id": article.pk,
        "parent_page_id": article.get_parent().pk,
        "page_to_move_id": article.pk,
        "page_pk": article.pk,
        "revision_id": revision,
        "revision_id_a": revision,
        "revision_id_b": "latest",
        "task_id": task_state.task_id,
        "task_state_id": task_state.pk,
        "workflow_state_id": task_state.workflow_state_id,
        "workflow_pk": Workflow.objects.get(name="Actualité").pk,
        "action_name": "approve",
        "action": "publish",
        "image_id": photo.pk,
        "filter_spec": "fill-100x100",
        "consent_id": consent.pk,
        "document_id": paper.pk,
        "doc_id": paper.pk,
        "redirect_id": Redirect.add_redirect("/ancienne", redirect_to=article).pk,
        "collection_id": Collection.get_first_root_node().add_child(name="Presse").pk,
        "uploaded_file_id": UploadedFile.objects.create(file=_paper("depot"), uploaded_by_user=people[Role.WRITING]).pk,
        "session_id": 1,
        "object_id": article.pk,
        "app_label": "wagtailcore",
        "model_name": "page",
        "app_name": "pages",
        "content_type_app_name": "news",
        "content_type_model_name": "articlepage",
        "uidb64": "MQ",
        "token": "set-password",
        "mode": "default",
        **translation,
    }
    uploads = {
        namespace: {
            "uploaded_file_id": UploadedFile.objects.create(
                for_content_type=ContentType.objects.get_for_model(model),
                file=_paper("depot"),
                uploaded_by_user=people[Role.WRITING],
            ).pk
        }
        for namespace, model in (("wagtaildocs", get_document_model()), ("wagtailimages", get_image_model()))
    }
    snippet = {"app_label": "news", "model_name": "newscategory", "pk": factories.news_category().pk}
    of = {
        **uploads,
        "wagtailadmin_pages": {"pk": article.pk},
        "wagtailadmin_pages:workflow_preview": {"page_id": running.pk},
        "wagtailadmin_pages:workflow_action": {"page_id": running.pk},
        "wagtailadmin_pages:collect_workflow_action_data": {"page_id": running.pk},
        "wagtailadmin_pages:confirm_workflow_cancellation": {"page_id": running.pk},
        "wagtailadmin_pages:workflow_history_detail": {"page_id": running.pk},
        "wagtailadmin_pages:choose_parent": {"app_label": "news", "model_name": "articlepage"},
        "wagtailadmin_api:pages": {"pk": article.pk, "action_name": "copy_for_translation"},
        "wagtailadmin_api:images": {"pk": photo.pk},
        "wagtailadmin_api:documents": {"pk": paper.pk},
        "wagtailadmin_tag_model_autocomplete": {"app_name": "taggit", "model_name": "tag"},
        "wagtailadmin_collections": {"pk": values["collection_id"]},
        "wagtailadmin_workflows": {"pk": values["workflow_pk"], "app_label": "workflow", "model_name": "reviewtask"},
        **{
            f"wagtailadmin_workflows:{name}": {"pk": Task.objects.get(name="Relecture").pk}
            for name in ("edit_task", "enable_task", "disable_task")
        },
        "workflow": {"page_id": running.pk, "revision_id": running.latest_revision_id},
        "workflow:submit_translation": {"page_id": article.pk},
        "wagtailadmin_pages:move_confirm": {
            "page_to_move_id": article.pk,
            "destination_id": article.get_parent().pk,
        },
        "wagtailadmin_pages:convert_alias": {"page_id": article.create_alias(update_slug="ailleurs").pk},
        "wagtail_localize": snippet,
        "wagtailsettings": {"model_name": "siteidentity", "pk": SiteIdentity.for_site(Site.objects.get()).site_id},
        "wagtailsnippets_ambassadors_cohort": {"pk": factories.cohort().pk},
        "wagtailsnippetchoosers_ambassadors_cohort": {"pk": factories.cohort().pk},
        "wagtailsnippets_news_newscategory": snippet,
        "wagtailsnippetchoosers_news_newscategory": snippet,
        "consents": {"pk": consent.pk},
        "imported_items": {
            "pk": ImportedItem.objects.create(key="1", kind="post", title="Ancien", status=Status.KEPT).pk
        },
        "wagtaillocales": {"pk": Locale.objects.get(language_code="en").pk},
        "wagtailsites": {"pk": Site.objects.get().pk},
        "wagtailusers_users": {"pk": person("tiers").pk},
        "wagtailusers_groups": {"pk": Group.objects.get(name="Editors").pk},
        "wagtaildocs_chooser": {"pk": paper.pk},
        "wagtailimages_chooser": {"pk": photo.pk},
    }
    return World(values, of | _rooms(values, portrait, people), people)


def _rooms(values: dict[str, Any], portrait: Any, people: dict[Role, Any]) -> dict[str, dict[str, Any]]:
    """One of everything in the rooms that stand beside the workflow."""
    candidate = selection_world.before_the_committee()
    member = people[Role.COMMITTEE]
    session = selection_world.session(member)
    mandate = selection_world.mandate(portrait)
    evidence = candidate.evidence.first()
    evidence.file = _paper("preuve")
    evidence.save()
    recusal = Recusal.objects.create(candidate=selection_world.candidate(), member=member, reason="Parenté")
    release = releases_world.release_of(values["_article"], user=people[Role.WRITING])
    sheet = RecallSheet.objects.create(title="Photo retirée")
    values |= {
        "candidate_id": candidate.pk,
        "evidence_id": evidence.pk,
        "recusal_id": recusal.pk,
        "paper_id": evidence.pk,
        "session_id": session.pk,
        "mandate_id": mandate.pk,
        "release_id": release.pk,
        "sequence": 1,
    }
    return {
        "selection_recusal_lift": {"candidate_id": recusal.candidate_id},
        "selection_paper": {"kind": "evidence"},
        # Not the one whose paper is asked for: a file that is gone comes back with no rollback.
        "selection_evidence_delete": {"evidence_id": candidate.evidence.last().pk},
        "selection_candidates": {"pk": candidate.pk},
        "selection_sessions": {"pk": session.pk},
        "selection_mandates": {"pk": mandate.pk},
        "selection_calls": {"pk": selection_world.call().pk},
        "selection_criteria": {"pk": Criterion.objects.first().pk},
        "partners": {"pk": partners_world.partner().pk, "section": "keys", "rest": ""},
        "partners:overview_document": {"document_id": document_id(portrait.translation_key, "fr")},
        "recall": {"pk": sheet.pk, "kind": "csv"},
        "recall:withdraw_image": {"pk": values["image_id"]},
        "recall:withdraw_page": {"pk": portrait.pk},
        "recall:lift_page": {"pk": portrait.pk},
        "signoff_page": {"page_id": portrait.pk},
        "signoff_records": {"page_id": portrait.pk},
        "signoff_receipt": {"page_id": portrait.pk},
    }


def _paper(name: str) -> ContentFile:
    return ContentFile(b"texte", name=f"{name}.txt")


def _translation(article: Any) -> dict[str, int]:
    factories.news_index(language="en")
    source, _made = TranslationSource.get_or_create_from_instance(article)
    translation = Translation.objects.create(source=source, target_locale=Locale.objects.get(language_code="en"))
    translation.save_target(publish=False)
    return {
        "translation_source_id": source.pk,
        "translation_id": translation.pk,
        "string_segment_id": StringSegment.objects.filter(source=source).first().pk,
        "overridable_segment_id": getattr(OverridableSegment.objects.filter(source=source).first(), "pk", 0),
    }


def _running(writer: Any) -> Any:
    """A page that waits for a reviewer."""
    page = factories.article(is_live=False)
    page.save_revision(user=writer)
    page.get_workflow().start(page, writer)
    return type(page).objects.get(pk=page.pk)
