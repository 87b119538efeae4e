"""Is this document in the feed for my key, and if not, which rule says so? The same decision as the admin's panel."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from cms.delivery.bodies import earliest, to_json
from cms.delivery.http import Answer, absolute, caller_of, respond
from cms.delivery.parameters import ParameterSet
from cms.delivery.problems import NotFound, Problem
from cms.delivery.rest.details import ID, to_id
from cms.feed.eligibility import Code, Eligibility, RuleName, RuleResult, decide
from cms.feed.picture_refusals import PictureCode, Pictures, pictures_of
from cms.media.audiences import SANDBOX
from cms.media.shapes import PublicShape
from cms.partners.auth import Caller

NO_PARAMETERS = ParameterSet(())
_RULES = {
    RuleName.TYPE: "Its type is one of those agreed on for your key.",
    RuleName.PUBLIC: "It is public for your audience.",
    RuleName.WINDOW: "Its time has come and is not over.",
}
_NOT_ASKED = "Not asked."
_CODES = {
    Code.TYPE_NOT_ALLOWED: "Its type was not agreed on for your key. Ask without a key for what is open to all.",
    Code.WITHDRAWN: "It was taken back on purpose. Delete every copy, pictures included.",
    Code.GONE: "It was public for your audience and no longer is. Delete your copies.",
    Code.EXPIRED: "Its time is over. Delete your copies.",
    Code.NOT_YET: "It is not shown for the time being. Delete your copies; the change feed tells when it is back.",
}
_PICTURES = {
    PictureCode.NOT_CLEARED: "Not cleared for your audience.",
    PictureCode.RIGHTS_ENDED: "The rights for it have ended. Delete your copies of it.",
    PictureCode.WITHDRAWN: "It was taken back. Delete your copies of it.",
}


class EligibilityRule(PublicShape):
    """One rule and its result, in the order in which they are asked."""

    rule: Literal["type", "public", "window"] = Field(description="What must hold.", examples=["public"])
    holds: bool | None = Field(
        description="Whether it holds; null if it was not asked because one before it does not hold.", examples=[False]
    )
    code: Literal["type_not_allowed", "withdrawn", "gone", "expired", "not_yet"] | None = Field(
        description="Why it does not hold, for programs.", examples=["withdrawn"]
    )
    detail: str = Field(
        description="The same for people, and what to do.",
        examples=["It was taken back on purpose. Delete every copy, pictures included."],
    )
    at: datetime | None = Field(
        description="Since when it does not hold, where that is known.", examples=["2026-11-22T09:00:00Z"]
    )


class WithheldPictures(PublicShape):
    """Pictures that are null or left out for your audience, counted by reason."""

    code: Literal["not_cleared", "rights_ended", "withdrawn"] = Field(
        description="Why they are missing, for programs.", examples=["not_cleared"]
    )
    count: int = Field(description="How many.", examples=[1], ge=1)
    detail: str = Field(description="The same for people.", examples=["Not cleared for your audience."])


class EligibilityPictures(PublicShape):
    """What your audience gets of the pictures of the document."""

    shown: int = Field(description="How many are in your document.", examples=[3], ge=0)
    withheld: tuple[WithheldPictures, ...] = Field(description="Those that are not, by reason; the gravest first.")


class EligibilityAnswer(PublicShape):
    """Whether a document is in the feed for your key, and which rule says so."""

    id: str = Field(
        description="Public id of the document.", examples=["6f1c9a52-7b0e-5c1a-9f43-2f8f2f1b7c11"], min_length=36
    )
    in_feed: bool = Field(description="Whether every rule holds, now.", examples=[True])
    audience: str = Field(description="The audience of your key.", examples=["partners"])
    change: int | None = Field(
        description="Change number of its newest state, as in the change feed; null if its type is not for your key.",
        examples=[1284],
    )
    changed_at: datetime | None = Field(
        description="When that change number was given.", examples=["2026-11-22T09:00:00Z"]
    )
    document: str | None = Field(
        description="Absolute address of the document, or null if it is not in the feed.",
        examples=["https://example.org/api/v1/documents/6f1c9a52-7b0e-5c1a-9f43-2f8f2f1b7c11"],
    )
    rules: tuple[EligibilityRule, ...] = Field(description="Each rule and its result.")
    pictures: EligibilityPictures | None = Field(
        description="Its pictures, or null if the document is not in the feed."
    )


def eligibility_view(request: HttpRequest, document_id: str = ID) -> HttpResponse:
    """Answer whether a document is in the feed for the key that asks."""
    NO_PARAMETERS.read(request.META.get("QUERY_STRING", ""))
    caller = caller_of(request)
    if not caller.is_keyed and caller.audience is not SANDBOX:
        raise Problem(
            401,
            "This address explains what one key is given: send yours as `Authorization: Bearer fvm_sk_…`. Without a "
            "key, /api/v1/documents/{id} answers for the open data.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    public_id = to_id(document_id)
    found = decide(public_id, audience=caller.audience, types=caller.types) if public_id else None
    if found is None:
        # Never shown to this audience, never there, or random: one answer.
        raise NotFound
    pictures = pictures_of(found.document_id, caller.audience) if found.is_in_feed else None
    answer = Answer(
        body=to_json(_said(request, caller, found, pictures)),
        until=earliest((found.until, pictures.changes_at if pictures else None)),
        keys=("eligibility", str(found.document_id)),
    )
    return respond(request, answer)


def _said(request: HttpRequest, caller: Caller, found: Eligibility, pictures: Pictures | None) -> dict[str, Any]:
    address = absolute(request, f"/api/v1/documents/{found.document_id}")
    shape = EligibilityAnswer(
        id=str(found.document_id),
        in_feed=found.is_in_feed,
        audience=str(caller.audience),
        change=found.change,
        changed_at=found.changed_at,
        document=address if found.is_in_feed else None,
        rules=tuple(_rule(result) for result in found.rules),
        pictures=None
        if pictures is None
        else EligibilityPictures(
            shown=pictures.shown,
            withheld=tuple(
                WithheldPictures(code=code.value, count=count, detail=_PICTURES[code])
                for code, count in pictures.withheld
            ),
        ),
    )
    return shape.model_dump(mode="json")


def _rule(result: RuleResult) -> EligibilityRule:
    return EligibilityRule(
        rule=result.rule.value,
        holds=result.holds,
        code=result.code.value if result.code else None,
        detail=_detail(result),
        at=result.at,
    )


def _detail(result: RuleResult) -> str:
    if result.holds is None:
        return _NOT_ASKED
    return _CODES[result.code] if result.code else _RULES[result.rule]
