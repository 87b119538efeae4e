"""News: articles with a category and keywords, and the page that lists them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page, TranslatableMixin
from wagtail.search import index
from wagtail.snippets.models import register_snippet
from wagtail_localize.fields import SynchronizedField

from cms.blocks.story import StoryBlock
from cms.blocks.text import RICH_TEXT_FEATURES
from cms.pages.models import BasePage


@register_snippet
class NewsCategory(TranslatableMixin, models.Model):
    """A shelf of the news."""

    name = models.CharField(
        _("name"), max_length=80, help_text=_("One or two words: “Visits”, “Energy”, “Handing on”.")
    )
    slug = models.SlugField(
        _("short name"),
        max_length=80,
        help_text=_(
            "Small letters and hyphens; the same in every language. Partners filter with it: do not change it."
        ),
    )

    panels: ClassVar = [FieldPanel("name"), FieldPanel("slug")]
    override_translatable_fields: ClassVar = [SynchronizedField("slug", overridable=False)]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("news category")
        verbose_name_plural = _("news categories")
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="newscategory_slug_per_locale")]

    def __str__(self) -> str:
        return self.name


class NewsIndexPage(BasePage):
    """The list of the news."""

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=RICH_TEXT_FEATURES,
        help_text=_("A sentence or two above the list, or nothing."),
    )

    content_panels: ClassVar = [*BasePage.content_panels, FieldPanel("introduction")]
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["news.ArticlePage"]
    max_count_per_parent = 1
    show_in_menus_default = True
    template = "news/news_index_page.html"
    page_description = _("The list of the news, newest first. One per language.")

    class Meta:
        verbose_name = _("news list")
        verbose_name_plural = _("news lists")


class ArticleTag(TaggedItemBase):
    """A keyword on an article."""

    content_object = ParentalKey("news.ArticlePage", on_delete=models.CASCADE, related_name="tagged_items")


class ArticleAmbassador(Orderable):
    """An ambassador that an article speaks of, in the order the writer chose."""

    article = ParentalKey("news.ArticlePage", on_delete=models.CASCADE, related_name="related_ambassadors")
    # By name: rooms of one floor do not import each other.
    ambassador = models.ForeignKey(
        "ambassadors.AmbassadorPage",
        verbose_name=_("ambassador"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("A portrait that the reader should open next."),
    )

    panels: ClassVar = [FieldPanel("ambassador")]

    class Meta(Orderable.Meta):
        # Rows that a script made may share a sort order: PostgreSQL would then keep none.
        ordering: ClassVar = ["sort_order", "pk"]
        verbose_name = _("related ambassador")
        verbose_name_plural = _("related ambassadors")


class ArticlePage(BasePage):
    """One article."""

    date = models.DateField(
        _("date"),
        default=timezone.localdate,
        db_index=True,
        help_text=_("The day printed on the article. When it goes online is set under “Set schedule”."),
    )
    category = models.ForeignKey(
        NewsCategory,
        verbose_name=_("category"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The one shelf where a reader would look for it."),
    )
    author_line = models.CharField(
        _("signature"),
        max_length=160,
        blank=True,
        help_text=_("Printed under the title: a name, or a team. Empty: signed by nobody."),
    )
    body = StreamField(
        StoryBlock(required=False),
        verbose_name=_("text"),
        blank=True,
        help_text=_("The news first: who, what, where, when. Then why it matters here. Then the details."),
    )
    tags = ClusterTaggableManager(
        through=ArticleTag,
        blank=True,
        verbose_name=_("keywords"),
        help_text=_("Two to five, in the singular. Choose an existing one if it fits."),
    )
    # Never public: the key by which an import recognises what it brought in before.
    imported_from = models.CharField(max_length=500, blank=True, editable=False, db_index=True)

    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("body"), index.FilterField("date")]
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("date"), FieldPanel("category")]), FieldPanel("author_line")],
            heading=_("Date and shelf"),
        ),
        MultiFieldPanel([FieldPanel("image"), FieldPanel("image_alt")], heading=_("Lead picture")),
        FieldPanel("body"),
        InlinePanel("related_ambassadors", heading=_("Related ambassadors"), label=_("Ambassador"), max_num=6),
        FieldPanel("tags"),
    ]
    override_translatable_fields: ClassVar = [
        *BasePage.override_translatable_fields,
        SynchronizedField("author_line"),
    ]
    parent_page_types: ClassVar = ["news.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "news/article_page.html"
    page_description = _("Something that happened, is announced or is worth explaining.")

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")


from news.wordpress.models import ImportedItem  # noqa: E402, F401 (Django looks for models here; it names ArticlePage)
