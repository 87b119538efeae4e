"""What one page's change does to others: restrictions above, aliases, translations, the parts of a whole."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone
from treebeard.mp_tree import MP_Node
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Page, PageViewRestriction

from ambassadors.models import AmbassadorPage
from tests import factories
from tests.feed_walk import NOBODY, Operation, behind_our_back, by_an_editor, operations_of, pages, raw_move
from tests.feed_world import EVERYONE, World, raw_copy

pytestmark = pytest.mark.django_db


class CreateAlias(Operation):
    before, after = None, ("/livre-blanc/reflet/", "Tissage", EVERYONE)

    def seen(self, w):
        if not w.greet("reflet"):
            return None
        return w.path("reflet"), w.field("reflet", "title"), w.who("reflet")

    def act(self, w):
        w.page("other").create_alias(parent=w.page("shelf_of_papers"), update_slug="reflet")

    def raw(self, w):
        key = raw_copy(w.page("other"), slug="reflet")
        Page.objects.filter(pk=key).update(alias_of=w.page("other"), title="Tissage")
        MP_Node.move(Page.objects.get(pk=key), w.page("shelf_of_papers"), "last-child")
        Page.objects.filter(pk=key).update(url_path=w.page("shelf_of_papers").url_path + "reflet/")


class CreateAliasOfARestrictedPage(Operation):
    before, after = (EVERYONE, None), (NOBODY, NOBODY)

    def seen(self, w):
        return w.who("other"), w.who("reflet") if w.greet("reflet") else None

    def act(self, w):
        PageViewRestriction.objects.create(page=w.page("directory"), restriction_type="login")
        w.page("other").create_alias(parent=w.page("shelf_of_papers"), update_slug="reflet")

    def raw(self, w):
        CreateAlias().raw(w)
        PageViewRestriction.objects.bulk_create([PageViewRestriction(page=w.page("directory"))])


class RowsFromADump(Operation):
    """A page whose rows were loaded, not saved."""

    before, after = None, (EVERYONE, "Calque")

    def seen(self, w):
        if not w.greet("calque"):
            return None
        return w.who("calque"), w.field("calque", "title")

    def act(self, w):
        raw_copy(w.page("other"), slug="calque")

    raw = act


class DetachAlias(Operation):
    """An alias made a page of its own no longer follows its source's restriction."""

    before, after = NOBODY, EVERYONE

    def seen(self, w):
        return w.who("alias")

    def prepare(self, w):
        PageViewRestriction.objects.create(page=w.page("directory"), restriction_type="login")

    def act(self, w):
        ConvertAliasPageAction(w.page("alias")).execute(skip_permission_checks=True)

    def raw(self, w):
        pages("alias", w=w).update(alias_of=None)


class EditSourceOfTranslation(Operation):
    before, after = "current", "outdated"

    def seen(self, w):
        return w.field("portrait", "translations")[0]["status"]

    def act(self, w):
        page = w.page("portrait")
        page.summary = "Tout autre chose."
        page.save_revision().publish()

    def raw(self, w):
        AmbassadorPage.objects.filter(pk=w.ids["portrait"]).update(summary="Tout autre chose.")


class UnpublishTheWhole(Operation):
    """A part is public only with its whole."""

    before, after = (EVERYONE, True), (NOBODY, False)

    def seen(self, w):
        return w.who("first"), bool(w.field("home", "white_paper"))

    def act(self, w):
        w.page("paper").unpublish()

    def raw(self, w):
        pages("paper", w=w).update(live=False)


class PublishANewPart(Operation):
    before, after = ["first", "second"], ["first", "second", "third"]

    def seen(self, w):
        w.greet("third")
        return w.names(w.field("paper", "chapters"))

    def prepare(self, w):
        factories.chapter(parent=w.page("paper"), title="Troisième", slug="third", is_live=False)

    def act(self, w):
        w.page("third").get_latest_revision().publish()

    def raw(self, w):
        now = timezone.now()
        pages("third", w=w).update(live=True, first_published_at=now, last_published_at=now)


class CreateANewPart(Operation):
    """A part that its whole has never heard of."""

    before, after = ["first", "second"], ["first", "second", "third"]

    def seen(self, w):
        w.greet("third")
        return w.names(w.field("paper", "chapters"))

    def act(self, w):
        factories.chapter(parent=w.page("paper"), title="Troisième", slug="third")

    def raw(self, w):
        key = raw_copy(w.page("second"), slug="third")
        assert Page.objects.get(pk=key).live


class RestrictPage(Operation):
    """The alias stands elsewhere, under no restriction, and speaks for the page."""

    before, after = (EVERYONE, EVERYONE, ["portrait", "other"]), (NOBODY, NOBODY, ["other"])

    def seen(self, w):
        return w.who("portrait"), w.who("alias"), w.names(w.field("article", "ambassadors"))

    def act(self, w):
        PageViewRestriction.objects.create(page=w.page("portrait"), restriction_type="login")

    def raw(self, w):
        PageViewRestriction.objects.bulk_create([PageViewRestriction(page=w.page("portrait"))])


class RestrictAncestor(Operation):
    before, after = (EVERYONE, EVERYONE, EVERYONE, EVERYONE), (NOBODY, NOBODY, NOBODY, EVERYONE)

    def seen(self, w):
        return w.who("directory"), w.who("portrait"), w.who("alias"), w.who("translated")

    def act(self, w):
        PageViewRestriction.objects.create(page=w.page("directory"), restriction_type="groups")

    def raw(self, w):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO wagtailcore_pageviewrestriction (page_id, password, restriction_type) "
                "VALUES (%s, '', 'groups')",
                [w.ids["directory"]],
            )


class MoveTheRestriction(Operation):
    """A restriction that is given to another page concerns both."""

    before, after = (NOBODY, EVERYONE), (EVERYONE, NOBODY)

    def seen(self, w):
        return w.who("article"), w.who("portrait")

    def prepare(self, w):
        PageViewRestriction.objects.create(page=w.page("news"), restriction_type="login")

    def act(self, w):
        restriction = PageViewRestriction.objects.get()
        restriction.page = w.page("directory")
        restriction.save()

    def raw(self, w):
        PageViewRestriction.objects.update(page=w.page("directory"))


class Unrestrict(Operation):
    before, after = (NOBODY, NOBODY), (EVERYONE, EVERYONE)

    def seen(self, w):
        return w.who("portrait"), w.who("alias")

    def prepare(self, w):
        PageViewRestriction.objects.create(page=w.page("directory"), restriction_type="login")

    def act(self, w):
        PageViewRestriction.objects.get().delete()

    def raw(self, w):
        PageViewRestriction.objects.all()._raw_delete("default")


class ChangeRestrictionGroups(Operation):
    """Whichever groups may enter, the public may not."""

    before, after = (NOBODY, EVERYONE), (NOBODY, NOBODY)

    def seen(self, w):
        return w.who("portrait"), w.who("article")

    def prepare(self, w):
        PageViewRestriction.objects.create(page=w.page("directory"), restriction_type="login")

    def act(self, w):
        restriction = PageViewRestriction.objects.get()
        restriction.restriction_type = "groups"
        restriction.save()
        restriction.groups.set(Group.objects.all())
        PageViewRestriction.objects.create(page=w.page("news"), restriction_type="groups")

    def raw(self, w):
        PageViewRestriction.objects.update(restriction_type="groups")
        PageViewRestriction.objects.bulk_create([PageViewRestriction(page=w.page("news"), restriction_type="groups")])
        through = PageViewRestriction.groups.through
        restriction = PageViewRestriction.objects.get(page=w.ids["news"])
        through.objects.bulk_create(
            [through(pageviewrestriction=restriction, group=group) for group in Group.objects.all()]
        )


class MoveUnderRestriction(Operation):
    before, after = EVERYONE, NOBODY

    def seen(self, w):
        return w.who("second")

    def act(self, w):
        PageViewRestriction.objects.create(page=w.page("directory"), restriction_type="login")
        w.page("paper").move(w.page("directory"), pos="last-child")

    def raw(self, w):
        PageViewRestriction.objects.bulk_create([PageViewRestriction(page=w.page("directory"))])
        raw_move(w.page("paper"), w.page("directory"), "last-child")


@pytest.mark.parametrize("operation", operations_of(__name__))
def test_an_editor_does_it(world: World, operation: Operation) -> None:
    by_an_editor(operation, world)


@pytest.mark.parametrize("operation", operations_of(__name__))
def test_a_script_does_it_behind_our_back(world: World, operation: Operation) -> None:
    behind_our_back(operation, world)
