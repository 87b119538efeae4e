"""What an ambassador says in public: the contract, field by field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from django.utils import translation
from pydantic import Field

from ambassadors.commitments import Chamber
from ambassadors.models import AmbassadorIndexPage, AmbassadorPage
from cms.blocks.story import StoryShape, story_text
from cms.feed import registry
from cms.feed.registry import Facet, FacetValue, FeedType
from cms.feed.shapes import DocumentItem
from cms.media.shapes import PublicShape
from cms.pages.reference import commune, naf_division

if TYPE_CHECKING:
    from cms.feed.context import SerialiseContext


class Company(PublicShape):
    """The company portrayed."""

    name: str = Field(description="Name of use.", examples=["Atelier des Deux-Rives"])
    siren: str | None = Field(description="SIREN, nine digits, or null.", examples=["732829320"])
    siret: str | None = Field(description="SIRET of the site, fourteen digits, or null.", examples=["73282932000074"])
    workforce: int | None = Field(description="People at this site, or null.", examples=[12])
    founded_year: int | None = Field(description="Year of foundation, or null.", examples=[1962])
    website: str | None = Field(description="Its own site, or null.", examples=["https://atelier.example/"])
    chamber: Literal["cci", "cma"] | None = Field(description="Chamber that follows it, or null.", examples=["cma"])


class Leader(PublicShape):
    """The person portrayed."""

    name: str = Field(description="First name and name.", examples=["Nadia Ferrand"])
    role: str = Field(description="What the person does; may be empty.", examples=["fondatrice"])


class CommuneRef(PublicShape):
    """A commune of the territory."""

    code: str = Field(description="INSEE code, to filter with.", examples=["94028"])
    name: str = Field(description="Name.", examples=["Créteil"])


class Location(PublicShape):
    """Where the entrance is."""

    latitude: float = Field(description="Degrees, WGS 84.", examples=[48.790367])
    longitude: float = Field(description="Degrees, WGS 84.", examples=[2.455572])


class Sector(PublicShape):
    """A branch: division of NAF rev. 2."""

    code: str = Field(description="Two digits, to filter with.", examples=["25"])
    name: str = Field(description="Label in the document’s language.", examples=["Fabrication de produits métalliques"])


class CohortRef(PublicShape):
    """Those who were chosen together."""

    slug: str = Field(description="Value to filter with; the same in every language.", examples=["les-vingt-premiers"])
    name: str = Field(description="Name.", examples=["Les vingt premiers"])
    year: int = Field(description="Year in which it was presented.", examples=[2024])


class CommitmentShape(PublicShape):
    """A commitment and what shows it."""

    slug: str = Field(description="Value to filter with.", examples=["local-hiring"])
    name: str = Field(description="Label in the document’s language.", examples=["Recrute localement"])
    evidence: str = Field(
        description="A fact that can be checked.", examples=["Neuf salariés sur douze habitent Créteil."]
    )


class AmbassadorItem(DocumentItem):
    """An ambassador in a list."""

    company: Company = Field(description="The company.")
    leader: Leader | None = Field(description="The person portrayed, or null.")
    commune: CommuneRef | None = Field(description="Where it makes things.")
    location: Location | None = Field(description="Where its entrance is, or null if it receives nobody.")
    sector: Sector | None = Field(description="Its branch.")
    cohort: CohortRef | None = Field(description="With whom it was chosen, or null.")
    number: int | None = Field(description="Number on its plate, within the cohort, or null.", examples=[7])
    made_here: str = Field(
        description="What leaves the workshop; may be empty.", examples=["statues et cloches de bronze"]
    )
    quote: str = Field(description="A sentence of the person portrayed; may be empty.", examples=["On répare d’abord."])
    is_demonstration: bool = Field(description="True if the company is invented: show it as such.", examples=[False])


class AmbassadorDocument(AmbassadorItem):
    """An ambassador’s portrait, whole."""

    commitments: tuple[CommitmentShape, ...] = Field(description="Commitments, each with its evidence.")
    body: tuple[StoryShape, ...] = Field(description="The story, block by block.")


class AmbassadorIndexDocument(DocumentItem):
    """The page of the directory; its entries are the list of ambassadors."""

    introduction: str = Field(description="Sanitised HTML; may be empty.", examples=["<p>Ils fabriquent ici.</p>"])


def _company(page: AmbassadorPage, ctx: SerialiseContext) -> Company:
    return Company(
        name=ctx.text(page.company_name),
        siren=page.siren or None,
        siret=page.siret or None,
        workforce=page.workforce,
        founded_year=page.founded_year,
        website=page.website or None,
        chamber=page.chamber or None,
    )


def _cohort(page: AmbassadorPage, ctx: SerialiseContext) -> CohortRef | None:
    if page.cohort is None:
        return None
    ctx.depends_on(page.cohort)
    return CohortRef(slug=page.cohort.slug, name=ctx.text(page.cohort.name), year=page.cohort.year)


def _location(page: AmbassadorPage) -> Location | None:
    if page.latitude is None or page.longitude is None:
        return None
    return Location(latitude=float(page.latitude), longitude=float(page.longitude))


def _commitments(page: AmbassadorPage, ctx: SerialiseContext) -> tuple[CommitmentShape, ...]:
    with translation.override(ctx.locale):
        return tuple(
            CommitmentShape(slug=row.kind, name=str(row.get_kind_display()), evidence=ctx.text(row.evidence))
            for row in page.commitments.all()
        )


def serialise(page: AmbassadorPage, ctx: SerialiseContext) -> AmbassadorDocument:
    """Return the public form of a portrait."""
    place = commune(page.commune)
    branch = naf_division(page.naf_division)
    return AmbassadorDocument(
        **ctx.base(page, tags=page.tags.all()),
        company=_company(page, ctx),
        leader=Leader(name=page.leader_name, role=ctx.text(page.leader_role)) if page.leader_name else None,
        commune=CommuneRef(code=place.code, name=place.name) if place else None,
        location=_location(page),
        sector=Sector(code=branch.code, name=branch.label(ctx.locale)) if branch else None,
        cohort=_cohort(page, ctx),
        number=page.number,
        made_here=ctx.text(page.made_here),
        quote=ctx.text(page.quote),
        is_demonstration=page.is_demonstration,
        commitments=_commitments(page, ctx),
        body=tuple(ctx.stream(page.story)),
    )


def serialise_index(page: AmbassadorIndexPage, ctx: SerialiseContext) -> AmbassadorIndexDocument:
    """Return the public form of the directory’s page."""
    return AmbassadorIndexDocument(**ctx.base(page), introduction=ctx.rich_text(page.introduction))


def _chambers(document: AmbassadorDocument) -> Iterable[FacetValue]:
    if document.company.chamber is None:
        return []
    with translation.override(document.locale):
        return [FacetValue(document.company.chamber, str(Chamber(document.company.chamber).label))]


def search_text(document: AmbassadorDocument) -> str:
    """Return the words by which a portrait is found, beside its title and summary."""
    company = [document.company.name, document.company.siren or "", document.company.siret or ""]
    person = [document.leader.name, document.leader.role] if document.leader else []
    place = [document.commune.name] if document.commune else []
    branch = [document.sector.name] if document.sector else []
    facts = [f"{kept.name} {kept.evidence}" for kept in document.commitments]
    return " ".join(
        [*company, *person, *place, *branch, document.made_here, document.quote, *facts, story_text(document.body)]
    )


registry.register(
    FeedType(
        name="ambassador",
        plural="ambassadors",
        model=AmbassadorPage,
        item=AmbassadorItem,
        document=AmbassadorDocument,
        serialise=serialise,
        description="Portraits of the companies that were chosen as ambassadors of what is made in the territory.",
        facets=(
            Facet(
                "commune",
                "INSEE code of the commune.",
                "94028",
                lambda d: [FacetValue(d.commune.code, d.commune.name)] if d.commune else [],
            ),
            Facet(
                "sector",
                "Division of NAF rev. 2, two digits.",
                "25",
                lambda d: [FacetValue(d.sector.code, d.sector.name)] if d.sector else [],
            ),
            Facet(
                "cohort",
                "Slug of the cohort.",
                "les-vingt-premiers",
                lambda d: [FacetValue(d.cohort.slug, d.cohort.name)] if d.cohort else [],
            ),
            Facet("tag", "Slug of a keyword.", "fonderie", lambda d: [FacetValue(t.slug, t.name) for t in d.tags]),
            Facet(
                "commitment",
                "Slug of a commitment.",
                "local-hiring",
                lambda d: [FacetValue(c.slug, c.name) for c in d.commitments],
            ),
            Facet("chamber", "Chamber that follows the company: cci or cma.", "cma", _chambers),
        ),
        search_text=search_text,
    )
)
registry.register(
    FeedType(
        name="ambassador-index",
        plural="ambassador-indexes",
        model=AmbassadorIndexPage,
        item=AmbassadorIndexDocument,
        document=AmbassadorIndexDocument,
        serialise=serialise_index,
        description="The page that presents the directory of the ambassadors.",
        is_listed=False,
    )
)
