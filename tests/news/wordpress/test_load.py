"""From a file to pages, images, redirects and the memory of what was kept aside."""

from __future__ import annotations

import datetime
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image as Pillow
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Revision

from cms.feed.models import FeedDocument
from cms.feed.transaction import editorial_transaction
from cms.media.models import Image
from news.models import ArticlePage, NewsCategory, NewsIndexPage
from news.wordpress import load
from news.wordpress.load import Importer
from news.wordpress.models import ImportedItem
from news.wordpress.report import Report
from tests import factories
from tests.news.wordpress.exports import SITE, attachment, item, save
from tests.workflow_world import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def parent() -> NewsIndexPage:
    return factories.news_index()


def bring_in(path: Path, parent: NewsIndexPage, *, media: Path | None = None, is_dry_run: bool = False) -> Report:
    """Import as somebody who answers for it: what becomes public otherwise is about test_publish_as.py."""
    chief = person("directrice", is_superuser=True)
    return Importer(path, parent=parent, media=media, is_dry_run=is_dry_run, publish_as=chief).run()


def outcomes(report: Report) -> list[str]:
    return [line.outcome.value for line in report.lines if line.kind != "term"]


def codes(report: Report, title: str) -> set[str]:
    return {i.code for line in report.lines if line.title == title for i in line.issues}


def public_titles() -> set[str]:
    rows = FeedDocument.objects.filter(type="article", state="live")
    return {json.loads(bytes(row.document))["title"] for row in rows}


def media_with(tmp_path: Path, *names: str) -> Path:
    root = tmp_path / "uploads"
    for number, name in enumerate(names):
        target = root / "2019" / "03" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        Pillow.new("RGB", (40, 30), (number * 9, 80, 80)).save(target, "JPEG")
    return root


def counts() -> tuple[int, ...]:
    models = (Page, Revision, Image, Redirect, ImportedItem, FeedDocument, NewsCategory)
    return tuple(model.objects.count() for model in models)


class TestPublishedPost:
    def test_it_works(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        path = save(
            tmp_path,
            item(
                5,
                "<p>Le four est neuf.</p>",
                title="Un four &amp; trois <em>générations</em>",
                slug="un-four",
                excerpt="Un four neuf à Vitry.",
                terms=[
                    ("category", "chaleur", "Chaleur"),
                    ("post_tag", "four", "four"),
                    ("category", "visites", "Visites"),
                ],
            ),
        )
        report = bring_in(path, parent)
        assert outcomes(report) == ["published"]
        page = ArticlePage.objects.get()
        assert (page.title, page.slug, page.live) == ("Un four & trois générations", "un-four", True)
        assert page.summary == "Un four neuf à Vitry."
        assert page.author_line == "Nadia Ferrand"
        assert page.date == datetime.date(2019, 3, 2)
        assert page.first_published_at == datetime.datetime(2019, 3, 2, 9, tzinfo=datetime.UTC)
        assert page.category.slug == "chaleur"
        assert sorted(page.tags.names()) == ["Visites", "four", "Énergie"]
        assert page.body[0].value.source == "<p>Le four est neuf.</p>"
        assert page.imported_from == f"{SITE}/?p=5#5"
        assert page.revisions.count() == 1

    def test_it_is_in_the_feed_with_its_own_date(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        bring_in(save(tmp_path, item(5, title="Un four")), parent)
        row = FeedDocument.objects.filter(type="article", audience="open").get()
        assert json.loads(bytes(row.document))["published_at"].startswith("2019-03-02T09:00:00")

    def test_its_old_addresses_lead_to_it(self, tmp_path: Path, parent: NewsIndexPage, client: object) -> None:
        bring_in(save(tmp_path, item(5, slug="un-four", meta={"_wp_old_slug": "le-four"})), parent)
        assert set(Redirect.objects.values_list("old_path", flat=True)) == {
            "/2019/03/un-four",
            "/2019/03/le-four",
            "/?p=5",
        }
        new = ArticlePage.objects.get().get_url()
        for old in ("/2019/03/un-four/", "/2019/03/le-four/", "/?p=5"):
            answer = client.get(old)  # type: ignore[attr-defined]
            assert (answer.status_code, answer["Location"]) == (301, f"http://localhost{new}"), old

    def test_a_guid_that_is_another_posts_short_address_is_not_taken(
        self, tmp_path: Path, parent: NewsIndexPage
    ) -> None:
        bring_in(save(tmp_path, item(6, guid=f"{SITE}/?p=5"), item(5, slug="un-four")), parent)
        assert Redirect.objects.get(old_path="/?p=5").redirect_page.slug == "un-four"

    def test_a_redirect_that_exists_is_left_and_listed(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        Redirect.add_redirect("/2019/03/un-four/", redirect_to="https://example.org/", site=parent.get_site())
        report = bring_in(save(tmp_path, item(5, slug="un-four", title="Un four")), parent)
        assert "redirect" in codes(report, "Un four")
        assert Redirect.objects.get(old_path="/2019/03/un-four").redirect_link == "https://example.org/"

    def test_links_between_articles_become_page_links(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        first = item(1, f'<p><a href="{SITE}/2019/03/second/">voir</a> <a href="/?p=2">et</a></p>', slug="premier")
        second = item(2, f'<p><a href="{SITE}/2019/03/premier/#suite">retour</a></p>', slug="second")
        path = save(tmp_path, first, second)
        bring_in(path, parent)
        target = ArticlePage.objects.get(slug="second")
        source = ArticlePage.objects.get(slug="premier").body[0].value.source
        assert source.count('linktype="page"') == 2
        assert f'id="{target.pk}"' in source
        assert "#suite" in target.body[0].value.source
        before = counts()
        assert bring_in(path, parent).changed == 0
        assert counts() == before

    def test_a_link_to_a_draft_names_nothing_of_it_in_the_feed(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        first = item(1, f'<p><a href="{SITE}/2019/03/secret/">voir</a></p>', slug="premier", title="Premier")
        bring_in(save(tmp_path, first, item(2, slug="secret", status="private")), parent)
        row = FeedDocument.objects.filter(type="article", audience="open").get()
        assert b"secret" not in bytes(row.document)

    @pytest.mark.parametrize(
        ("fields", "title", "code"),
        [
            ({"title": ""}, None, "title"),
            ({"title": "x" * 300}, "x" * 254 + "…", "title"),
            ({"title": "Été 🔥 &#8217; «\u00a0œuvre\u00a0»"}, "Été 🔥 ’ « œuvre »", None),
            ({"title": "5 &lt; 6"}, "5 < 6", None),
        ],
    )
    def test_odd_titles(
        self, tmp_path: Path, parent: NewsIndexPage, fields: dict, title: str | None, code: str | None
    ) -> None:
        report = bring_in(save(tmp_path, item(5, **fields)), parent)
        page = ArticlePage.objects.get()
        assert page.title == title if title else page.title
        assert (code in codes(report, page.title)) if code else not codes(report, page.title)

    def test_slugs_that_collide_are_numbered_and_listed(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        report = bring_in(
            save(tmp_path, item(1, slug="meme"), item(2, slug="meme"), item(3, slug="%c3%a9t%c3%a9")), parent
        )
        assert set(ArticlePage.objects.values_list("slug", flat=True)) == {"meme", "meme-2", "été"}
        assert "slug" in codes(report, "Article 2")

    @pytest.mark.parametrize(
        ("fields", "at", "is_live"),
        [
            ({"date_gmt": "0000-00-00 00:00:00"}, "2019-03-02T09:00:00", True),
            ({"date_gmt": "2019-02-31 09:00:00", "date": "x"}, "2019-03-02T09:00:00", True),
            ({"date_gmt": "", "date": "", "pub_date": "Wed, 30 Nov -0001 00:00:00 +0000"}, None, False),
        ],
    )
    def test_impossible_dates_fall_back_and_are_listed(
        self, tmp_path: Path, parent: NewsIndexPage, fields: dict, at: str | None, is_live: bool
    ) -> None:
        report = bring_in(save(tmp_path, item(5, title="Un four", **fields)), parent)
        page = ArticlePage.objects.get()
        assert "date" in codes(report, "Un four")
        assert page.live is is_live
        assert (page.first_published_at.isoformat()[:19] if page.first_published_at else None) == at

    def test_what_has_no_place_is_listed_and_kept(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        source = item(
            5,
            "[slider id=3]",
            title="Un four",
            sticky=1,
            terms=[("post_format", "x", "Vidéo"), ("lieu", "v", "Vitry")],
            meta={"couleur": "rouge"},
        )
        report = bring_in(save(tmp_path, source), parent)
        assert {"shortcode", "sticky", "format", "taxonomy", "fields"} <= codes(report, "Un four")
        kept = ImportedItem.objects.get(kind="post")
        for words in ("[slider id=3]", "Vitry", "rouge"):
            assert words in kept.source
        assert {reason["code"] for reason in kept.reasons} >= {"shortcode", "taxonomy"}


class TestPrivatePosts:
    @pytest.mark.parametrize(
        "fields",
        [
            {"status": "draft", "date_gmt": "0000-00-00 00:00:00", "slug": "", "link": f"{SITE}/?p=9"},
            {"status": "pending"},
            {"status": "private"},
            {"status": "future", "date_gmt": "2093-01-01 00:00:00"},
            {"status": "publish", "date_gmt": "2093-01-01 00:00:00"},
            {"status": "trash"},
            {"status": "inherit"},
            {"status": "auto-draft"},
            {"status": "acf-disabled"},
            {"password": "sesame-42"},
        ],
    )
    def test_they_come_in_as_drafts_and_reach_nothing(
        self, tmp_path: Path, parent: NewsIndexPage, fields: dict
    ) -> None:
        report = bring_in(save(tmp_path, item(9, "<p>Secret.</p>", title="Réservé", **fields)), parent)
        page = ArticlePage.objects.get()
        assert outcomes(report) == ["draft"]
        assert "draft" in codes(report, "Réservé")
        assert (page.live, page.go_live_at, page.first_published_at) == (False, None, None)
        assert public_titles() == set()
        assert not Redirect.objects.exists()
        assert "sesame-42" not in json.dumps(list(ImportedItem.objects.values("source", "reasons")))
        assert "sesame-42" not in json.dumps(report.as_data())

    def test_one_published_later_goes_live_then(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        bring_in(save(tmp_path, item(9, status="draft", title="Un four")), parent)
        report = bring_in(save(tmp_path, item(9, title="Un four")), parent)
        assert outcomes(report) == ["updated"]
        assert ArticlePage.objects.get().live
        assert Redirect.objects.exists()
        assert public_titles() == {"Un four"}

    def test_one_withdrawn_in_the_source_goes_down(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        bring_in(save(tmp_path, item(9, title="Un four")), parent)
        bring_in(save(tmp_path, item(9, title="Un four", status="private")), parent)
        assert not ArticlePage.objects.get().live
        assert public_titles() == set()


class TestSecondRun:
    def test_nothing_changes(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        path = save(
            tmp_path,
            item(1, "[gallery]"),
            item(2, status="draft"),
            item(3, kind="page"),
            attachment(4, "a.jpg", parent=1),
            item(3, kind="page"),
        )
        media = media_with(tmp_path, "a.jpg")
        first = bring_in(path, parent, media=media)
        before = counts()
        stamps = list(ImportedItem.objects.values_list("key", "updated_at"))
        second = bring_in(path, parent, media=media)
        assert first.changed == 6
        assert second.changed == 0
        assert counts() == before
        assert list(ImportedItem.objects.values_list("key", "updated_at")) == stamps

    def test_a_changed_source_brings_its_article_up_to_date(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        bring_in(save(tmp_path, item(1, "<p>Avant.</p>", slug="un"), item(2)), parent)
        report = bring_in(save(tmp_path, item(1, "<p>Après.</p>", slug="autre"), item(2)), parent)
        assert outcomes(report) == ["updated", "unchanged"]
        page = ArticlePage.objects.get(slug="un")
        assert page.body[0].value.source == "<p>Après.</p>"
        assert page.first_published_at.year == 2019
        assert b"Apr" in bytes(FeedDocument.objects.filter(slug="un", audience="open").get().document)

    def test_new_comments_alone_do_not_touch_the_article(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        bring_in(save(tmp_path, item(1)), parent)
        before = Revision.objects.count()
        comment = (
            "<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content>Bravo</wp:comment_content></wp:comment>"
        )
        report = bring_in(save(tmp_path, item(1, extra=comment)), parent)
        assert outcomes(report) == ["unchanged"]
        assert Revision.objects.count() == before

    def test_what_a_person_edited_is_never_overwritten(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        bring_in(save(tmp_path, item(1, title="Avant")), parent)
        with editorial_transaction():
            page = ArticlePage.objects.get()
            page.title = "Corrigé à la main"
            page.save_revision()
        path = save(tmp_path, item(1, title="Après"))
        for changed in (1, 0):
            report = bring_in(path, parent)
            assert outcomes(report) == ["edited_here"]
            assert report.changed == changed
        assert "Après" in ImportedItem.objects.get(kind="post").source
        assert ArticlePage.objects.get().get_latest_revision_as_object().title == "Corrigé à la main"

    def test_what_a_person_unpublished_stays_down(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        bring_in(save(tmp_path, item(1, title="Avant")), parent)
        with editorial_transaction():
            ArticlePage.objects.get().unpublish()
        assert outcomes(bring_in(save(tmp_path, item(1, title="Après")), parent)) == ["edited_here"]
        assert not ArticlePage.objects.get().live

    def test_what_a_person_deleted_does_not_come_back(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        path = save(tmp_path, item(1, "[gallery]"), attachment(4, "a.jpg", parent=1))
        media = media_with(tmp_path, "a.jpg")
        bring_in(path, parent, media=media)
        with editorial_transaction():
            ArticlePage.objects.get().delete()
            Image.objects.get().delete()
        report = bring_in(path, parent, media=media)
        assert sorted(outcomes(report)) == ["removed_here", "removed_here"]
        assert not ArticlePage.objects.exists()
        assert not Image.objects.exists()


class TestImages:
    def test_they_come_in_with_unknown_rights_and_show_nowhere(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        path = save(
            tmp_path,
            item(1, '<img class="wp-image-4" src="x" alt="Un four">', title="Un four", meta={"_thumbnail_id": "4"}),
            attachment(4, "a.jpg", meta={"_wp_attachment_image_alt": "Four"}),
        )
        bring_in(path, parent, media=media_with(tmp_path, "a.jpg"))
        image, page = Image.objects.get(), ArticlePage.objects.get()
        assert (image.holding, image.may_site, image.may_open, image.default_alt) == ("", False, False, "Four")
        assert page.image == image
        assert page.body[0].value["image"] == image
        for row in FeedDocument.objects.filter(type="article"):
            document = json.loads(bytes(row.document))
            assert document["image"] is None
            assert document["body"] == []

    def test_a_file_that_is_missing_or_no_picture_is_listed(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        media = media_with(tmp_path, "a.jpg")
        (media / "2019" / "03" / "b.jpg").write_bytes(b"GIF89a faux")
        path = save(tmp_path, attachment(4, "absent.jpg"), attachment(5, "b.jpg"), attachment(6, "son.mp3"))
        report = bring_in(path, parent, media=media)
        assert outcomes(report) == ["kept"] * 3
        assert [codes(report, name) for name in ("absent.jpg", "b.jpg", "son.mp3")] == [
            {"missing_file"},
            {"refused_file"},
            {"file"},
        ]

    def test_files_that_arrive_later_complete_the_article(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        path = save(tmp_path, item(1, "[gallery]"), attachment(4, "a.jpg", parent=1))
        bring_in(path, parent)
        media = media_with(tmp_path, "a.jpg")
        report = bring_in(path, parent, media=media)
        assert outcomes(report) == ["image", "updated"]
        assert ArticlePage.objects.get().body[0].block_type == "photo"
        assert bring_in(path, parent).changed == 0

    def test_nothing_outside_the_folder_is_taken(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        media = media_with(tmp_path, "a.jpg")
        outside = media_with(tmp_path / "ailleurs", "secret.jpg") / "2019" / "03" / "secret.jpg"
        (media / "lien.jpg").symlink_to(outside)
        (media / "dossier").symlink_to(outside.parent)
        path = save(
            tmp_path,
            attachment(4, "lien.jpg"),
            attachment(
                5,
                "../../../../ailleurs/uploads/2019/03/secret.jpg",
                title="b",
                meta={"_wp_attached_file": "../ailleurs/uploads/2019/03/secret.jpg"},
            ),
        )
        assert outcomes(bring_in(path, parent, media=media)) == ["kept", "kept"]

    def test_a_picture_the_export_forgot_is_found_in_the_folder(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        path = save(tmp_path, item(1, f'<img src="{SITE}/wp-content/uploads/2019/03/a-300x200.jpg">'))
        report = bring_in(path, parent, media=media_with(tmp_path, "a.jpg"))
        assert [line.outcome.value for line in report.lines if line.kind == "file"] == ["image"]
        assert ArticlePage.objects.get().body[0].block_type == "photo"


class TestOtherKinds:
    def test_everything_else_is_listed_and_kept(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        kinds = ["page", "nav_menu_item", "wp_block", "revision", "wp_template", "evenement"]
        path = save(tmp_path, *(item(n, f"<p>Contenu {n}</p>", kind=kind) for n, kind in enumerate(kinds, 1)))
        report = bring_in(path, parent)
        assert outcomes(report) == ["kept"] * len(kinds)
        assert all(line.issues for line in report.lines)
        assert not ArticlePage.objects.exists()
        for number, kind in enumerate(kinds, 1):
            assert f"Contenu {number}" in ImportedItem.objects.get(kind=kind).source

    def test_items_that_stand_twice_are_both_kept(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        report = bring_in(save(tmp_path, item(1, slug="a"), item(1, slug="b")), parent)
        assert outcomes(report) == ["published", "kept"]
        assert ImportedItem.objects.filter(kind="post").count() == 2

    def test_terms_that_nothing_uses_are_listed(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        line = bring_in(save(tmp_path, item(1)), parent).lines[-1]
        assert (line.kind, line.issues[0].code) == ("term", "unused_terms")
        assert "Chaleur" in line.issues[0].source


class TestFailure:
    def test_one_failing_item_does_not_stop_the_rest(
        self, tmp_path: Path, parent: NewsIndexPage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = load.create_page

        def failing(article, story, **options):
            written = real(article, story, **options)
            if article.slug == "deux":
                raise RuntimeError("le disque est plein")
            return written

        monkeypatch.setattr(load, "create_page", failing)
        path = save(tmp_path, item(1, slug="un"), item(2, slug="deux", title="Deux"), item(3, slug="trois"))
        report = bring_in(path, parent)
        assert outcomes(report) == ["published", "failed", "published"]
        assert set(ArticlePage.objects.values_list("slug", flat=True)) == {"un", "trois"}
        assert "le disque est plein" in next(
            i.reason for line in report.lines for i in line.issues if i.code == "failed"
        )
        assert ImportedItem.objects.get(status="failed").source
        monkeypatch.undo()
        assert outcomes(bring_in(path, parent)) == ["unchanged", "published", "unchanged"]

    def test_a_failing_serialiser_leaves_no_page(
        self, tmp_path: Path, parent: NewsIndexPage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from cms.feed import registry

        feed_type = registry.for_model(ArticlePage)

        def failing(page, context):
            raise RuntimeError("non")

        monkeypatch.setitem(
            registry._by_model, ArticlePage, __import__("dataclasses").replace(feed_type, serialise=failing)
        )
        report = bring_in(save(tmp_path, item(1)), parent)
        assert outcomes(report) == ["failed"]
        assert not ArticlePage.objects.exists()


class TestCommand:
    def run(self, *arguments: object, **options: object) -> str:
        out = io.StringIO()
        options.setdefault("publish_as", person("directrice", is_superuser=True).username)
        call_command("import_wordpress", *map(str, arguments), stdout=out, **options)
        return out.getvalue()

    def test_it_works(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        data = json.loads(self.run(save(tmp_path, item(1, title="Un four")), json=True))
        assert data["counts"]["post"] == {"published": 1}
        assert data["items"][0]["title"] == "Un four"

    def test_a_dry_run_says_the_same_and_writes_nothing(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        items = (
            item(1, "[gallery] [x y=1]", slug="a"),
            item(2, slug="a", status="draft"),
            item(3, kind="page"),
            attachment(4, "a.jpg", parent=1),
            attachment(5, "b.jpg"),
        )
        path, media = save(tmp_path, *items), media_with(tmp_path, "a.jpg")
        before = counts()
        dry = json.loads(self.run(path, media=media, dry_run=True, json=True))
        assert counts() == before
        wet = json.loads(self.run(path, media=media, json=True))
        for data in (dry, wet):
            data.pop("dry_run")
            for line in data["items"]:
                line.pop("address")
        assert dry == wet

    def test_the_text_names_items_reasons_and_counts(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        text = self.run(save(tmp_path, item(1, "[slider id=3]", title="Un four"), item(2, kind="page")))
        for words in ("Un four", "[slider id=3]", "post", "page"):
            assert words in text

    def test_bad_input_is_one_sentence_and_exit_code_two(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        bad = tmp_path / "x.xml"
        bad.write_text("<html/>")
        good = save(tmp_path, item(1))
        for arguments, options in (
            ((bad,), {}),
            ((tmp_path / "absent.xml",), {}),
            ((good,), {"media": tmp_path / "absent"}),
            ((good,), {"locale": "de"}),
            ((good,), {"parent": 999999}),
        ):
            with pytest.raises(CommandError) as refused:
                self.run(*arguments, **options)
            assert refused.value.returncode == 2
            assert "\n" not in str(refused.value)
        assert not ArticlePage.objects.exists()

    def test_the_parent_is_named_in_the_refusal(self, tmp_path: Path, parent: NewsIndexPage) -> None:
        good, english = save(tmp_path, item(1)), factories.news_index(language="en")
        with pytest.raises(CommandError, match="99999"):
            self.run(good, parent=99999)
        with pytest.raises(CommandError, match=f"{english.pk}.*“?en.*fr"):
            self.run(good, parent=english.pk)
        assert not ArticlePage.objects.exists()
        self.run(good, parent=english.pk, locale="en")
        assert ArticlePage.objects.get().get_parent().pk == english.pk

    def test_english_articles_go_under_the_english_list(self, tmp_path: Path) -> None:
        factories.news_index()
        english = factories.news_index(language="en")
        self.run(save(tmp_path, item(1, title="")), locale="en")
        page = ArticlePage.objects.get()
        assert page.get_parent().pk == english.pk
        assert page.title.startswith("Untitled")


def test_now_is_not_the_future(tmp_path: Path, parent: NewsIndexPage) -> None:
    moment = (timezone.now() - datetime.timedelta(minutes=1)).astimezone(datetime.UTC)
    bring_in(save(tmp_path, item(1, date_gmt=moment.strftime("%Y-%m-%d %H:%M:%S"))), parent)
    assert ArticlePage.objects.get().live
