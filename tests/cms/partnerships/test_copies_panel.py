"""Beside the editor: who shows a page, in which version, since when."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from cms.feed.transaction import editorial_transaction
from cms.partners import usage
from cms.partners.models import Partner
from cms.partnerships.copies_panel import holders_of
from cms.recall.taking_back import withdraw_page
from cms.workflow.roles import Role
from tests import factories
from tests.recall_world import ASKED
from tests.usage_world import keyed, partner
from tests.workflow_world import person

pytestmark = pytest.mark.django_db


def fetched(client: Client, owner: Partner, *, path: str = "/api/v1/news") -> None:
    assert client.get(path, **keyed(owner)).status_code == 200
    usage.flush()


def edited(page: Page) -> Any:
    with editorial_transaction():
        page.summary = "Réécrit."
        page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


class TestHolders:
    def test_it_works(self, client: Client) -> None:
        article = factories.article(title="Kermesse")
        owner = partner("Ville de Créteil", audience="partners")
        fetched(client, owner)
        [holder] = holders_of(article)
        assert (holder.partner, holder.is_current, holder.is_shown, holder.face) == (owner, True, True, "REST")
        assert holder.since <= holder.last_at

    def test_an_edit_makes_it_an_earlier_version_until_it_is_fetched_again(self, client: Client) -> None:
        article = factories.article()
        owner = partner()
        fetched(client, owner)
        article = edited(article)
        assert [holder.is_current for holder in holders_of(article)] == [False]
        since = holders_of(article)[0].since
        fetched(client, owner)
        [holder] = holders_of(article)
        assert holder.is_current
        assert len(holder.versions) == 2
        assert holder.newest.change > holder.versions[1].change
        assert holder.since == since

    def test_who_holds_something_outdated_comes_first(self, client: Client) -> None:
        article = factories.article()
        late, prompt = partner("Zone d’activité"), partner("Agence")
        fetched(client, late)
        article = edited(article)
        fetched(client, prompt)
        assert [holder.partner for holder in holders_of(article)] == [late, prompt]

    def test_a_withdrawn_page_still_says_who_has_it(self, client: Client) -> None:
        article = factories.article()
        fetched(client, partner())
        with editorial_transaction():
            withdraw_page(article, request=ASKED)
        [holder] = holders_of(type(article).objects.get(pk=article.pk))
        assert (holder.is_current, holder.is_shown) == (False, False)

    def test_costs_three_queries_whatever_their_number(self, client: Client, django_assert_num_queries: Any) -> None:
        article = factories.article()
        for number in range(4):
            fetched(client, partner(f"Ville {number}"))
        assert article.locale.language_code
        with django_assert_num_queries(3):
            assert len(holders_of(article)) == 4


class TestPanel:
    def test_stands_beside_the_editor(self, client: Client) -> None:
        article = factories.article()
        owner = partner("Ville de Créteil <&>")
        fetched(client, owner)
        client.force_login(person("chef", is_superuser=True))
        text = client.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()
        assert "Ville de Créteil &lt;&amp;&gt;" in text
        assert reverse("partners:section", args=[owner.pk, "usage", ""]) in text

    def test_leads_to_the_partner_only_those_who_may_see_partners(self, client: Client) -> None:
        article = factories.article()
        owner = partner("Ville de Créteil")
        fetched(client, owner)
        client.force_login(person("redaction", Role.WRITING))
        from django.contrib.auth.models import Permission

        user = person("redaction", Role.WRITING)
        user.user_permissions.add(Permission.objects.get(codename="access_admin"))
        user.groups.first().page_permissions.create(
            page=Page.get_first_root_node(), permission=Permission.objects.get(codename="change_page")
        )
        answer = client.get(reverse("wagtailadmin_pages:edit", args=[article.pk]))
        assert answer.status_code == 200
        assert "Ville de Créteil" in answer.content.decode()
        assert reverse("partners:section", args=[owner.pk, "usage", ""]) not in answer.content.decode()
