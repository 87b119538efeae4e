"""A site whose every private field carries a marker, and everything that a stranger can fetch from it."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

import piexif
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Comment, CommentReply, Page, PageViewRestriction

from cms.feed.models import FeedDocument, FeedFacet, FormerPath
from cms.feed.transaction import editorial_transaction
from cms.media.models import Consent, Image
from home.models import FeaturedAmbassador
from tests import factories

Fetched = dict[str, bytes]
HOST = "http://localhost"


class Markers:
    """Words that stand nowhere else: small letters and digits only, so that no slug or index changes them."""

    def __init__(self) -> None:
        self.private: dict[str, str] = {}
        self.narrow: dict[str, str] = {}
        self.live: dict[str, str] = {}

    def hide(self, what: str) -> str:
        """Return a marker that nobody outside may ever see."""
        return self.private.setdefault(what, self._word("zq", what))

    def narrow_to_us(self, what: str) -> str:
        """Return a marker that our own site may show, and no data may carry to others."""
        return self.narrow.setdefault(what, self._word("zn", what))

    def show(self, what: str) -> str:
        """Return a marker that must be found: the positive control."""
        return self.live.setdefault(what, self._word("zl", what))

    @staticmethod
    def _word(prefix: str, what: str) -> str:
        return prefix + "".join(c for c in what.lower() if c.isalnum()) + "9x"


def photo(markers: Markers, name: str, *, size: tuple[int, int] = (480, 320)) -> bytes:
    """Return a photo with a marker in each place a camera writes to."""
    exif = piexif.dump({
        "0th": {
            piexif.ImageIFD.Artist: markers.hide(f"exif artist {name}").encode(),
            piexif.ImageIFD.ImageDescription: markers.hide(f"exif description {name}").encode(),
            piexif.ImageIFD.Software: markers.hide(f"exif software {name}").encode(),
        },
        "Exif": {piexif.ExifIFD.UserComment: markers.hide(f"exif comment {name}").encode()},
        "GPS": {piexif.GPSIFD.GPSAreaInformation: markers.hide(f"exif place {name}").encode()},
    })  # fmt: skip
    out = io.BytesIO()
    Picture.new("RGB", size, "#b42a15").save(out, "JPEG", exif=exif, comment=markers.hide(f"jpeg comment {name}"))
    return out.getvalue()


class LeakSite:
    """Builds it: for each type a live page with a later draft, a comment, a note; and pages nobody may see."""

    def __init__(self) -> None:
        self.markers = Markers()
        hide = self.markers.hide
        self.author = get_user_model().objects.create_user(
            hide("username"), f"{hide('email')}@example.org", "x",
            first_name=hide("first name"), last_name=hide("last name"),
        )  # fmt: skip
        self.image = self._image("lead")
        self.unseen = self._image("refused", may_site=False, may_partners=False, may_open=False)
        self.ours = self._image("ours", may_partners=False, may_open=False)
        self.pages = self._pages()
        for page in self.pages:
            self._add_secrets(page)
        self.secret_pages = self._secret_pages()

    def _image(self, name: str, **rights: Any) -> Image:
        hide = self.markers.hide
        word = {"lead": self.markers.show, "refused": hide, "ours": self.markers.narrow_to_us}[name]
        with editorial_transaction():
            collection = Collection.get_first_root_node().add_child(name=hide(f"collection {name}"))
        image = factories.image(
            data=photo(self.markers, name), title=hide(f"image title {name}"),
            description=hide(f"image description {name}"), source_url=f"https://{hide(f'source {name}')}.example/",
            licence_proof_note=hide(f"proof note {name}"), uploaded_by_user=self.author, collection=collection,
            credit=word(f"credit {name}"), default_alt=word(f"alt {name}"), persons="identified", **rights,
        )  # fmt: skip
        with editorial_transaction():
            image.tags.add(hide(f"image tag {name}"))
            Consent.objects.create(
                image=image, person=hide(f"person {name}"), may_site=True, may_partners=True, may_open=True,
                given_on=datetime.date(2026, 1, 1), proof_note=hide(f"consent note {name}"), is_minor=True,
                parent_1=hide(f"first parent {name}"), parent_1_given_on=datetime.date(2026, 1, 1),
                parent_2=hide(f"second parent {name}"), parent_2_given_on=datetime.date(2026, 1, 1),
            )  # fmt: skip
        return image

    def _text(self, kind: str) -> dict[str, Any]:
        show = self.markers.show
        return {
            "title": show(f"title {kind}"), "summary": show(f"summary {kind}"), "image": self.image,
            "internal_note": self.markers.hide(f"note {kind}"), "owner": self.author,
        }  # fmt: skip

    def _story(self, kind: str, *linked: Page) -> list[Any]:
        links = "".join(f'<a linktype="page" id="{page.pk}">ici</a> ' for page in linked)
        closed = self._private_file(kind)
        links += f'<a linktype="document" id="{closed.pk}">le dossier</a>'
        refused = self.markers.hide(f"alt of a refused photo {kind}")
        return [
            ("rich_text", f"<p>{self.markers.show(f'body {kind}')} {links}</p>"),
            ("photo", {"image": self.image, "alt": "", "caption": self.markers.show(f"caption {kind}")}),
            ("photo", {"image": self.unseen, "alt": refused, "caption": ""}),
            ("photo", {"image": self.ours, "alt": "", "caption": ""}),
            ("document_links", {"title": "", "files": [{"document": closed, "description": ""}]}),
        ]  # fmt: skip

    def _private_file(self, kind: str) -> Any:
        hide = self.markers.hide
        with editorial_transaction():
            collection = Collection.get_first_root_node().add_child(name=hide(f"closed collection {kind}"))
            CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
            file = get_document_model()(title=hide(f"closed file {kind}"), collection=collection)
            file.file.save(f"{hide(f'closed file name {kind}')}.pdf", ContentFile(b"%PDF-1.4"), save=False)
            file.save()
        return file

    def _pages(self) -> list[Any]:
        hide = self.markers.hide
        draft = factories.ambassador(
            title=hide("draft portrait"), slug=hide("draft portrait slug"), is_live=False, tags=(hide("draft tag"),),
            company_name=hide("draft company"), leader_name=hide("draft leader"),
        )  # fmt: skip
        category = factories.news_category()
        portrait = factories.ambassador(
            **self._text("portrait"), slug="portrait", story=self._story("portrait", draft), tags=("Bronze",),
        )  # fmt: skip
        article = factories.article(
            **self._text("article"), slug="article", body=self._story("article", draft), category=category,
            ambassadors=(draft, portrait), imported_from=hide("imported from"),
        )  # fmt: skip
        paper = factories.white_paper(**self._text("paper"), slug="livre", foreword=self._story("paper", draft))
        chapter = factories.chapter(
            parent=paper, **self._text("chapter"), slug="un", body=self._story("chapter", draft)
        )
        factories.chapter(parent=paper, title=hide("draft chapter"), slug=hide("draft chapter slug"), is_live=False)
        home = factories.home_page()
        home.featured_ambassadors = [FeaturedAmbassador(ambassador=draft), FeaturedAmbassador(ambassador=portrait)]
        home.white_paper, home.call_page, home.call_title = paper, draft, self.markers.show("call")
        home = factories.publish(home)
        return [
            portrait,
            article,
            paper,
            chapter,
            home,
            portrait.get_parent(),
            article.get_parent(),
            paper.get_parent(),
        ]

    def _add_secrets(self, page: Any) -> None:
        """A later draft, comments, the tags of the draft, a schedule's author, a reason in the log."""
        kind, hide = type(page).__name__, self.markers.hide
        page = page.specific
        with editorial_transaction():
            type(page).objects.filter(pk=page.pk).update(internal_note=hide(f"note of {kind}"))
            comment = Comment.objects.create(
                page=page, user=self.author, text=hide(f"comment {kind}"), contentpath="title"
            )
            CommentReply.objects.create(comment=comment, user=self.author, text=hide(f"reply {kind}"))
            fresh = type(page).objects.get(pk=page.pk)
            fresh.title, fresh.summary = hide(f"draft title {kind}"), hide(f"draft summary {kind}")
            for name in ("story", "body", "foreword"):
                if hasattr(fresh, name):
                    setattr(fresh, name, [("rich_text", f"<p>{hide(f'draft body {kind}')}</p>")])
            if hasattr(fresh, "tags"):
                fresh.tags.add(hide(f"tag of a draft {kind}"))
            fresh.save_revision(user=self.author, log_action=True)

    def _secret_pages(self) -> list[Page]:
        hide = self.markers.hide
        closed = factories.article(title=hide("closed"), slug=hide("closed slug"), summary=hide("closed summary"))
        with editorial_transaction():
            PageViewRestriction.objects.create(page=closed, restriction_type="login")
        past = timezone.now() - datetime.timedelta(hours=1)
        over = factories.article(title=hide("expired"), slug=hide("expired slug"), summary=hide("expired summary"))
        with editorial_transaction():
            Page.objects.filter(pk=over.pk).update(expire_at=past)
        gone = factories.article(title=hide("gone"), slug="parti", summary=hide("gone summary"))
        with editorial_transaction():
            gone.unpublish()
        narrow = self.markers.narrow_to_us
        ours = factories.article(title=narrow("title"), slug=narrow("slug"), summary=narrow("summary"), audience="own")
        return [closed, over, gone, ours]


def stored(audiences: Iterable[str]) -> Fetched:
    """Return all that the feed holds for some audiences, column by column."""
    found: Fetched = {}
    for row in FeedDocument.objects.filter(audience__in=list(audiences)):
        columns = [row.item, row.document, row.next_item, row.next_document]
        texts = [row.title, row.sort_title, row.search_text, row.slug, row.path, row.reason]
        # Slugs of what is gone are part of its tombstone: they were public once.
        found[f"row {row}"] = b"\n".join([*map(bytes, columns), *(text.encode() for text in texts)])
        facets = FeedFacet.objects.filter(document=row).values_list("name", "value", "label")
        found[f"facets {row}"] = repr(list(facets)).encode()
    found["former paths"] = repr(list(FormerPath.objects.values())).encode()
    return found


def fetch_all(client: Client, starts: Iterable[str], *, most: int = 600) -> Fetched:
    """Fetch addresses and all that they lead to on this site, each answer with its headers.

    Shape: an address that an answer repeats is taken out of it: an echo is no leak.
    """
    found: Fetched = {}
    waiting = list(starts)
    while waiting and len(found) < most:
        address = waiting.pop(0)
        if address in found or address.startswith(("/admin", "/static")):
            continue
        response = client.get(address, headers={"host": "localhost", "accept": "*/*"})
        body = b"".join(response) if response.streaming else response.content
        head = repr(sorted(response.headers.items())).encode()
        asked = urlsplit(address).path.encode()
        found[address] = head.replace(asked, b"") + b"\n" + body.replace(asked, b"")
        if (
            "text" in response["Content-Type"]
            or "json" in response["Content-Type"]
            or "xml" in response["Content-Type"]
        ):
            waiting += _addresses(body.decode(), address)
        if "Location" in response:
            waiting += _addresses(f'"{response["Location"]}"', address)
    assert len(found) < most, "the walk did not end"
    return found


def _addresses(text: str, base: str) -> list[str]:
    quoted = re.findall(r"""["'(\s,]((?:http://localhost|/)[^"'\s<>)\\{}]*)""", text)
    absolute = [urlsplit(urljoin(HOST + base, one.replace("&amp;", "&"))) for one in quoted]
    return [one.path + (f"?{one.query}" if one.query else "") for one in absolute if one.netloc == "localhost"]


def leaks(found: Fetched, words: dict[str, str]) -> list[str]:
    """Name every marker that stands somewhere, with its address."""
    return [
        f"{what} at {address}"
        for address, content in found.items()
        for what, word in words.items()
        if word.encode() in content.lower()
    ]
