"""A site with a document in every state that is not public, each text and each id of it a marker."""

from __future__ import annotations

import datetime
import io
import uuid
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone
from PIL import Image as Picture
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Comment, Page, PageViewRestriction

from cms.feed import registry
from cms.feed.identity import document_id
from cms.feed.models import DirtyMark, FeedDocument
from cms.feed.transaction import editorial_transaction
from cms.media.models import Consent, Image, PresetRendition
from cms.recall.taking_back import withdraw_page
from home.models import FeaturedAmbassador
from tests import factories
from tests.leaks.followers import Followers
from tests.leaks.marks import EVERYBODY, NOBODY, OURS, PARTNERS, Marks
from tests.recall_world import ASKED, admitted, consent
from tests.workflow_world import clear, news_workflow, person, submit

# A word that every text holds: searching for it finds whatever can be found.
COMMON = "territoire"
HOUR = datetime.timedelta(hours=1)
# Each says of itself what nobody else may know; the test of the whole holds that none is forgotten.
STATES = (
    "draft", "in moderation", "scheduled", "scheduled and taken back", "expired", "unpublished", "deleted",
    "restricted", "restricted from the start", "under a restricted parent", "alias of a restricted page", "withdrawn",
    "translation not approved", "private-collection image", "image without rights", "consent withdrawn", "moved",
    "renamed while hidden", "old revision", "comment", "for partners", "ours alone", "private file",
)  # fmt: skip
SKIPPED = {"path", "url_path", "draft_title", "siren", "siret", "citation_id", "website"}
Fields = dict[str, Any]


class LeakWorld:
    """Builds it. `pages` are all by state; `addresses` every path at which something stands, stood, or is kept back."""

    def __init__(self) -> None:
        self.marks = Marks()
        self.pages: dict[str, Page] = {}
        self.names: dict[str, set[str]] = {}
        self.paths: set[str] = set()
        self.files: set[str] = set()
        self.author = get_user_model().objects.create_user("zqauthor9x", "a@zqmailbox9x.example", "x")
        self.live = self._live()
        self.followers = Followers(self.marks)
        self._not_yet()
        self._no_longer()
        self._kept_back()
        self._pictures()
        self._narrow()
        self._behind_what_is_live()
        self._first_page()
        self.followers.read()

    # -- making -------------------------------------------------------------------------------------------------

    def texts(self, state: str, kind: str = "article", audiences: frozenset[str] = NOBODY, *whats: str) -> Fields:
        """Return a marker for every text that a page of a type has (or for those named), and for its slug."""
        feed_type = registry.for_name(kind)
        assert feed_type is not None
        found: Fields = {}
        for field in feed_type.model._meta.concrete_fields:
            is_text = isinstance(field, (models.CharField, models.TextField)) and not field.choices
            if not is_text or field.name in SKIPPED or (whats and field.name not in whats):
                continue
            seen = NOBODY if field.name in ("internal_note", "imported_from") else audiences
            word = self.marks.word(state, f"{kind} {field.name}".replace("_", " "), seen, kind)
            found[field.name] = word
        return found

    def _made(self, state: str, page: Any, audiences: frozenset[str] = NOBODY, *, is_told: bool = False) -> Any:
        """Note a page and its ids. Shape: `is_told` admits the id: whoever held it must be told to drop it."""
        kind = registry.for_model(type(page))
        assert kind is not None
        seen = EVERYBODY if is_told else audiences
        for value in (document_id(page.translation_key, page.locale.language_code), page.translation_key):
            if str(value) not in self.marks.known:
                self.marks.id(value, state, seen, kind.name)
        self.pages[f"{state} ({kind.name})"] = page
        self.greet(page)
        return page

    def greet(self, page: Page) -> None:
        """Learn by which names a page may be asked for."""
        kind = registry.for_model(type(page))
        assert kind is not None
        names = self.names.setdefault(kind.name, set())
        names |= {page.slug, str(document_id(page.translation_key, page.locale.language_code))}
        if url := page.get_url():
            self.paths.add(url)

    def ids(self) -> list[str]:
        """Return every id there is, secret ones too."""
        return sorted(key for key, mark in self.marks.known.items() if mark.what == "id")

    def never_told(self) -> set[str]:
        """Return the ids and slugs of the documents that nobody outside was ever shown."""
        pages = [page for page in self.pages.values() if str(self._id_of(page)) in self._secret_ids()]
        return {name for page in pages for name in (page.slug, str(self._id_of(page)))}

    def _secret_ids(self) -> set[str]:
        return {key for key in self.ids() if not self.marks.known[key].audiences}

    @staticmethod
    def _id_of(page: Page) -> uuid.UUID:
        return document_id(page.translation_key, page.locale.language_code)

    def article(self, state: str, audiences: frozenset[str] = NOBODY, *, is_told: bool = False, **fields: Any) -> Any:
        """Make an article in a state."""
        told = self.texts(state, "article", audiences, *(("title", "slug", "summary", "internal_note")))
        values = self.texts(state) if audiences == NOBODY else told
        body = self.marks.word(state, "body", audiences, "article")
        tag = self.marks.word(state, "tag", audiences, "article")
        page = factories.article(
            **{"body": [("rich_text", f"<p>{body}, {COMMON}</p>")], "tags": (tag,), **values, **fields}
        )
        return self._made(state, page, audiences, is_told=is_told)

    def portrait(self, state: str, *, is_live: bool = False, is_told: bool = False, **fields: Any) -> Any:
        """Make a portrait in a state; a live one has its mandate."""
        values = {**self.texts(state, "ambassador"), "tags": (self.marks.word(state, "tag", NOBODY, "ambassador"),)}
        page = factories.ambassador(**{**values, **fields}, is_live=is_live)
        if is_live:
            admitted(page)
        return self._made(state, page, is_told=is_told)

    def picture(self, state: str, audiences: frozenset[str] = NOBODY, **fields: Any) -> Image:
        """Make a picture with a marker in each of its texts and in the name of its file."""
        word = self.marks.word
        data = io.BytesIO()
        colour = f"#{len(self.marks.known) % 256:02x}{len(self.pages) % 256:02x}64"
        Picture.new("RGB", (160, 107), colour).save(data, "JPEG", comment=word(state, "jpeg comment").encode())
        image = factories.image(
            data=data.getvalue(), title=word(state, "picture title"), description=word(state, "picture description"),
            credit=word(state, "credit", audiences), default_alt=word(state, "alt", audiences), **fields,
        )  # fmt: skip
        with editorial_transaction():
            image.tags.add(word(state, "picture tag"))
        self.note_files(state, image, audiences)
        return image

    def note_files(self, state: str, image: Image, audiences: frozenset[str]) -> None:
        """Note the names of a picture's files."""
        for name in PresetRendition.objects.filter(image=image).values_list("name", flat=True):
            self.marks.file(name, state, audiences)
            self.files.add(name)

    # -- states -------------------------------------------------------------------------------------------------

    def _live(self) -> dict[str, Any]:
        """Make a document of each type that must be found: the positive control."""
        word = self.marks.word
        image = self.picture("live", EVERYBODY)

        def texts(kind: str) -> Fields:
            found = self.texts("live", kind, EVERYBODY, "title", "summary", "slug", "internal_note")
            return {**found, "image": image}

        def story(kind: str) -> list[Any]:
            return [("rich_text", f"<p>{word('live', f'{kind} body', EVERYBODY, kind)}, {COMMON}</p>")]

        made = {
            "ambassador": factories.ambassador(
                **texts("ambassador"), story=story("ambassador"), tags=(word("live", "tag", EVERYBODY),)
            ),
            "article": factories.article(
                **texts("article"), body=story("article"), tags=(word("live", "tag", EVERYBODY),)
            ),
            "whitepaper": factories.white_paper(**texts("whitepaper"), foreword=story("whitepaper")),
        }
        admitted(made["ambassador"])
        made["chapter"] = factories.chapter(parent=made["whitepaper"], **texts("chapter"), body=story("chapter"))
        for page in made.values():
            self._made("live", page, EVERYBODY)
        for page in (factories.home_page(), *(page.get_parent().specific for page in made.values())):
            if page.pk != made["whitepaper"].pk:
                self._made("live", page, EVERYBODY)
        made["translated"] = factories.translate(
            made["article"], title=word("live", "english title", EVERYBODY, "article"), slug="zqenglishlive9x"
        )
        self._made("live", made["translated"], EVERYBODY)
        self.live_names = set().union(*self.names.values())
        return made

    def _not_yet(self) -> None:
        tomorrow = timezone.now() + 24 * HOUR
        self.article("draft", is_live=False)
        self.portrait("draft")
        paper = self._made("draft", factories.white_paper(**self.texts("draft", "whitepaper"), is_live=False))
        self._made("draft", factories.chapter(parent=paper, **self.texts("draft", "chapter"), is_live=False))
        news_workflow()
        submit(self.article("in moderation", is_live=False), person("zqeditor9x"))
        self.article("scheduled", go_live_at=tomorrow)
        early = self.portrait("scheduled")
        admitted(early)
        self._set_ahead(early, tomorrow)
        back = self.article("scheduled and taken back", is_live=False)
        self._set_ahead(back, tomorrow)
        with editorial_transaction():
            Page.objects.get(pk=back.pk).specific.unpublish()
        # Its translation is live for Wagtail, and nobody has approved it.
        rough = factories.translate(self.live["ambassador"], is_live=False)
        rough = type(rough).objects.get(pk=rough.pk)
        for name, word in self.texts("translation not approved", "ambassador").items():
            setattr(rough, name, word)
        rough.live, rough.first_published_at = True, timezone.now()
        with editorial_transaction():
            rough.save()
        self._made("translation not approved", type(rough).objects.get(pk=rough.pk))

    def _no_longer(self) -> None:
        self._expire(self.article("expired", is_told=True, ambassadors=(self.live["ambassador"],)))
        self._expire(self.portrait("expired", is_live=True, is_told=True))
        list_page = factories.publish(
            type(self.live["article"].get_parent().specific)(
                **{**self.texts("expired", "news-index"), "locale": factories.locale(), "show_in_menus": True}
            ),
            parent=factories.home_page(),
        )
        self._expire(self._made("expired", list_page, is_told=True))
        off, gone, taken = (self.article(state, is_told=True) for state in ("unpublished", "deleted", "withdrawn"))
        self.followers.read()
        with editorial_transaction():
            off.unpublish()
        with editorial_transaction():
            Page.objects.get(pk=gone.pk).delete()
        with editorial_transaction():
            withdraw_page(taken, request=ASKED, user=self.author)
        self.followers.read()

    def _kept_back(self) -> None:
        source = self.article("restricted", is_told=True)
        slug = self.marks.word("alias of a restricted page", "slug")
        with editorial_transaction():
            alias = source.create_alias(parent=source.get_parent(), update_slug=slug)
        self.followers.read()
        with editorial_transaction():
            self._restrict(source)
        self._made("alias of a restricted page", alias, is_told=True)
        born = self.article("restricted from the start", is_live=False)
        with editorial_transaction():
            self._restrict(born)
        factories.publish(born)
        with editorial_transaction():
            self._made(
                "alias of a restricted page", born.create_alias(parent=born.get_parent(), update_slug="zqmirror9x")
            )
        state = "under a restricted parent"
        paper = self._made(state, factories.white_paper(**self.texts(state, "whitepaper"), is_live=False))
        with editorial_transaction():
            self._restrict(paper)
        factories.publish(paper)
        self._made(state, factories.chapter(parent=paper, **self.texts(state, "chapter")))
        for place, target in (("vers-un-secret", source), ("vers-un-brouillon", self.pages["draft (article)"])):
            Redirect.objects.create(old_path=f"/{place}", redirect_page=target, is_permanent=True)
            self.paths.add(f"/{place}/")
        former = self.article("renamed while hidden", is_told=True, slug="zqformername9x")
        with editorial_transaction():
            former.unpublish()
        fresh = Page.objects.get(pk=former.pk).specific
        fresh.slug = self.marks.word("renamed while hidden", "new slug")
        with editorial_transaction():
            fresh.save()
        self.greet(fresh)

    def _pictures(self) -> None:
        with editorial_transaction():
            closed = Collection.get_first_root_node().add_child(
                name=self.marks.word("private-collection image", "shelf")
            )
        image = self.picture("private-collection image", collection=closed)
        factories.article(slug="avec-image-privee", image=image)
        with editorial_transaction():
            CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
        image = self.picture("image without rights", PARTNERS, may_open=False)
        factories.article(slug="avec-image-des-partenaires", image=image)
        image = self.picture("consent withdrawn", persons="identified")
        signed = consent(image, self.marks.word("consent withdrawn", "person"))
        factories.article(slug="avec-consentement-retire", image=Image.objects.get(pk=image.pk))
        self.note_files("consent withdrawn", image, NOBODY)
        with editorial_transaction():
            Consent.objects.filter(pk=signed.pk).update(revoked_at=timezone.now() - HOUR)
        file = get_document_model()(title=self.marks.word("private file", "title"), collection=closed)
        with editorial_transaction():
            file.file.save(f"{self.marks.word('private file', 'name')}.pdf", ContentFile(b"%PDF-1.4"), save=False)
            file.save()
        self.paths.add(file.url)

    def _narrow(self) -> None:
        for state, audience, seen in (("for partners", "partners", PARTNERS), ("ours alone", "own", OURS)):
            self.article(state, seen, audience=audience)
        moved = self.article("moved", EVERYBODY, slug="zqoldname9x")
        fresh = Page.objects.get(pk=moved.pk).specific
        fresh.slug = self.marks.word("moved", "new slug", EVERYBODY)
        self.greet(factories.publish(fresh))

    def _behind_what_is_live(self) -> None:
        for kind in ("article", "ambassador", "whitepaper", "chapter"):
            page = type(self.live[kind]).objects.get(pk=self.live[kind].pk)
            with editorial_transaction():
                word = self.marks.word("comment", kind)
                Comment.objects.create(page=page, user=self.author, text=word, contentpath="title")
                page.title = self.marks.word("old revision", f"{kind} title")
                page.summary = self.marks.word("old revision", f"{kind} summary")
                page.save_revision(user=self.author)

    def _first_page(self) -> None:
        """Let the first page show portraits of which one alone may be seen."""
        home = factories.home_page()
        shown = [self.live["ambassador"], self.pages["expired (ambassador)"], self.pages["draft (ambassador)"]]
        home.featured_ambassadors = [FeaturedAmbassador(ambassador=portrait) for portrait in shown]
        home.white_paper = self.pages["under a restricted parent (whitepaper)"]
        factories.publish(home)
        self.paths |= {"/", "/en/", home.get_url()}

    @staticmethod
    def _set_ahead(page: Any, when: datetime.datetime) -> None:
        """Make a page live whose hour is to come: what a restored backup or a careless script leaves."""
        with editorial_transaction():
            clear(page.get_latest_revision_as_object())
            moment = timezone.now()
            type(page).objects.filter(pk=page.pk).update(live=True, go_live_at=when, first_published_at=moment)

    @staticmethod
    def _restrict(page: Page) -> None:
        PageViewRestriction.objects.create(page=page, restriction_type="login")

    @staticmethod
    def _expire(page: Page) -> None:
        """Let a page's last hour pass with every scheduler stopped: its dates move, and nobody is told."""
        with editorial_transaction():
            Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() + HOUR)
        past = timezone.now() - HOUR
        Page.objects.filter(pk=page.pk).update(expire_at=past)
        FeedDocument.objects.filter(page_id=page.pk).update(not_after=past)
        DirtyMark.objects.all().delete()
