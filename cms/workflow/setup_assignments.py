"""Which workflow a page goes through: follows from what its type requires and from its language."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import post_save
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, WorkflowPage, get_page_models

from cms.workflow.requirements import DEFAULT, of_type
from cms.workflow.setup_journal import Journal
from cms.workflow.setup_plans import NEWS, PLANS, TRANSLATIONS, Plan, plan_for, reviewers_of, translation_plan
from cms.workflow.setup_workflows import WAGTAIL_DEFAULT, workflow_of

# Where the trees of the languages begin: below the root.
FIRST_PAGES_DEPTH = 2


def plans_in_use() -> list[Plan]:
    """Return the plans of this house: the four, and one for each other language that has reviewers of its own."""
    return [*PLANS, *(plan for plan in map(_own_plan, _other_languages()) if plan is not None)]


def index_plans() -> dict[type[Page], Plan]:
    """Return which plan begins at which page type: above each type that needs other decisions than the default.

    Shape: a type that stands below another of the same plan (a chapter in its white paper) begins nothing.
    """
    found: dict[type[Page], Plan] = {}
    for model in get_page_models():
        plan = plan_for(of_type(model))
        if plan is None or plan.kinds == DEFAULT:
            continue
        for parent in model.allowed_parent_page_models():
            if of_type(parent) != plan.kinds:
                found[parent] = plan
    return found


def assign_workflows(journal: Journal) -> None:
    """Assign every plan: on the root, on the pages above what needs another one, and on the trees of translations."""
    root = Page.get_first_root_node()
    _assign(root, NEWS, journal)
    default = Locale.get_default()
    for model, plan in index_plans().items():
        for page in model.objects.filter(locale=default).order_by("path"):
            _assign(page, plan, journal)
    for page in Page.objects.filter(depth=FIRST_PAGES_DEPTH).exclude(locale=default).select_related("locale"):
        _assign(page, _plan_of_language(page.locale.language_code), journal)


def _assign(page: Page, plan: Plan, journal: Journal) -> None:
    wanted = workflow_of(plan)
    if wanted is None:
        raise LookupError(f"The workflow “{plan.name}” has not been set up.")
    held = WorkflowPage.objects.filter(page=page).select_related("workflow").first()
    if held is None:
        WorkflowPage.objects.create(page_id=page.pk, workflow=wanted)
    elif held.workflow_id == wanted.pk:
        return
    elif held.workflow.name in {WAGTAIL_DEFAULT, *(known.name for known in plans_in_use())} or not held.workflow.active:
        held.workflow = wanted
        held.save(update_fields=["workflow"])
    else:
        journal.note(
            _("The page “%(page)s” goes through “%(workflow)s”, which is not ours: left as it is.")
            % {"page": page, "workflow": held.workflow}
        )
        return
    journal.did(_("Workflow “%(workflow)s”: assigned to “%(page)s”.") % {"workflow": wanted, "page": page})


def _other_languages() -> list[str]:
    default = Locale.get_default()
    return list(Locale.objects.exclude(pk=default.pk).order_by("pk").values_list("language_code", flat=True))


def _own_plan(language: str) -> Plan | None:
    return translation_plan(language) if Group.objects.filter(name=reviewers_of(language)).exists() else None


def _plan_of_language(language: str) -> Plan:
    return _own_plan(language) or TRANSLATIONS


def connect() -> None:
    """Attach the assignment of new pages. Called once, when the app is ready."""
    post_save.connect(assign_new_page, dispatch_uid="workflow:assign_new_page")


def assign_new_page(sender: Any, instance: Any, created: bool = False, raw: bool = False, **kwargs: Any) -> None:
    """Assign the workflow that begins at a new page: a directory may be made after the set-up."""
    if not created or raw or not isinstance(instance, Page) or type(instance) is Page:
        return
    if instance.locale_id != Locale.get_default().pk:
        plan = _plan_of_language(instance.locale.language_code) if instance.depth == FIRST_PAGES_DEPTH else None
    else:
        plan = index_plans().get(type(instance))
    if plan is None:
        return
    workflow = workflow_of(plan)
    if workflow is not None and workflow.active:
        WorkflowPage.objects.get_or_create(page_id=instance.pk, defaults={"workflow": workflow})
