"""What each role may do. `setup_groups` writes it, the permission table of the tests checks it from outside.

Least privilege: a line is here because somebody's work needs it. A name that does not exist stops `setup_roles`.
A room above says what it grants in a module `permissions` of its own: `GRANTS`, codenames of its app by role.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from cms.workflow.roles import Role

ADMIN = "wagtailadmin.access_admin"
_FILES = (
    "wagtailimages.add_image",
    "wagtaildocs.add_document",
    # What a photo's rights are is often known later, and by somebody else than who uploaded it.
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
)
_COLLECTIONS = ("wagtailcore.add_collection", "wagtailcore.change_collection", "wagtailcore.delete_collection")
_WRITING = (
    ADMIN,
    "ambassadors.add_cohort",
    "ambassadors.change_cohort",
    "news.add_newscategory",
    "news.change_newscategory",
    "media.add_consent",
    "media.change_consent",
    "media.view_consent",
    "wagtail_localize.submit_translation",
    "signoff.send_signoffrequest",
    "signoff.view_signoffrequest",
    "releases.view_release",
    "releases.add_release",
    "releases.change_release",
    # Who shows what they wrote, in which version: it stands beside their pages too.
    "partners.view_usage",
)
_PUBLICATION = (
    *_WRITING,
    "releases.publish_release",
    "recall.view_recallsheet",
    "recall.change_recallsheet",
    "recall.withdraw_content",
    "ambassadors.delete_cohort",
    "news.delete_newscategory",
    "news.view_importeditem",
    "pages.change_siteidentity",
    "wagtailredirects.add_redirect",
    "wagtailredirects.change_redirect",
    "wagtailredirects.delete_redirect",
)
# Nobody deletes one: recalls must know whom to write to.
_PARTNERS = ("partners.view_partner", "partners.add_partner", "partners.change_partner", "partners.view_usage")


def _all_of(*models: str) -> tuple[str, ...]:
    """Return adding, changing and deleting of some models, given as `app.model`."""
    pairs = (label.split(".") for label in models)
    return tuple(f"{app}.{verb}_{model}" for app, model in pairs for verb in ("add", "change", "delete"))


@dataclass(frozen=True)
class Grant:
    """What a role holds.

    Shape: `pages` are codenames on the whole tree, and the only ones the role may have anywhere in it; `files` are
    `app.codename` on all collections; `models` are `app.codename` on whole tables.
    """

    pages: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    models: tuple[str, ...] = (ADMIN,)


_PUBLISHING_PAGES = ("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page")

GRANTS: dict[Role, Grant] = {
    # Without publish_page Wagtail refuses to publish, unpublish, schedule, restrict, reorder, or delete what is live.
    Role.WRITING: Grant(pages=("add_page", "change_page"), files=_FILES, models=_WRITING),
    # The task lets them in, and its lock keeps them from changing anything (wagtail#13761).
    Role.REVIEW: Grant(models=(ADMIN, "releases.view_release")),
    Role.COMMITTEE: Grant(),
    Role.PUBLICATION: Grant(pages=_PUBLISHING_PAGES, files=_FILES, models=_PUBLICATION),
    # They follow up with those who showed what was withdrawn.
    Role.PARTNERSHIPS: Grant(models=(ADMIN, "recall.view_recallsheet", "recall.change_recallsheet", *_PARTNERS)),
    Role.ADMINISTRATION: Grant(
        pages=_PUBLISHING_PAGES,
        files=(*_FILES, *_COLLECTIONS),
        models=(
            *_PUBLICATION,
            *_PARTNERS,
            "media.delete_consent",
            *_all_of(
                "auth.user",
                "auth.group",
                "wagtailcore.site",
                "wagtailcore.locale",
                "wagtailcore.workflow",
                "wagtailcore.task",
            ),
        ),
    ),
}


def all_grants() -> dict[Role, Grant]:
    """Return the whole table: ours and those of the rooms above, which nothing here may import by name."""
    return {role: replace(grant, models=_with_rooms(role, grant.models)) for role, grant in GRANTS.items()}


def _with_rooms(role: Role, models: tuple[str, ...]) -> tuple[str, ...]:
    names = dict.fromkeys(models)
    for label, table in _tables_of_rooms().items():
        names |= dict.fromkeys(f"{label}.{codename}" for codename in table.get(role, ()))
    return tuple(names)


@cache
def _tables_of_rooms() -> dict[str, Mapping[Role, tuple[str, ...]]]:
    # Wagtail's own modules of that name grant nothing to our roles, and importing them is deprecated.
    rooms = [config for config in apps.get_app_configs() if config.name.partition(".")[0] != "wagtail"]
    modules = {config.label: f"{config.name}.permissions" for config in rooms}
    return {label: getattr(import_module(name), "GRANTS", {}) for label, name in modules.items() if find_spec(name)}
