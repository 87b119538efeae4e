"""What stands at a path of the site: what a headless front end routes with."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cms.delivery.http import Answer, audience_of, respond
from cms.delivery.problems import Gone, NotFound
from cms.delivery.rest.bodies import to_json
from cms.delivery.rest.details import truly_modified_at
from cms.delivery.rest.parameters import Parameter, ParameterSet
from cms.feed.addresses import LONGEST_PATH, resolve_path

_PATH = re.compile(r"/(?:[^/\\].*)?", re.DOTALL)


def read_path(text: str) -> str:
    """Read a path of the site."""
    if "://" in text.partition("?")[0]:
        raise ValueError("`path` is the path alone, without scheme and host: path=/ambassadeurs/, not a full address.")
    if not _PATH.fullmatch(text):
        raise ValueError("`path` begins with exactly one slash, for instance path=/ambassadeurs/.")
    if len(text) > LONGEST_PATH:
        raise ValueError(f"`path` is at most {LONGEST_PATH} characters.")
    return text


def resolve_parameters() -> ParameterSet:
    """Return the parameters of the resolver."""
    return ParameterSet(
        (
            Parameter(
                "path",
                "Path on the site that the host of this request serves, with or without its last slash; a query is "
                "looked at for redirects alone.",
                {"type": "string", "pattern": "^/([^/\\\\:\\u0000][^:\\u0000]*)?$", "maxLength": LONGEST_PATH},
                read_path,
                example="/ambassadeurs/",
                is_required=True,
            ),
        )
    )


def resolve_view() -> Callable[..., HttpResponse]:
    """Return the view of the resolver."""
    parameters = resolve_parameters()

    def resolve(request: HttpRequest) -> HttpResponse:
        audience = audience_of(request)
        path = parameters.read(request.META.get("QUERY_STRING", ""))["path"]
        found = resolve_path(path, audience, request=request)
        if found.row is not None:
            answer = Answer(
                body=b'{"kind":"document","document":' + found.row.body + b"}",
                last_modified=truly_modified_at(found.row),
                until=found.row.until,
                keys=("resolve", str(found.row.document_id)),
            )
        elif found.location:
            body = {"kind": "redirect", "location": found.location, "permanent": found.is_permanent}
            answer = Answer(body=to_json(body), keys=("resolve",))
        else:
            raise Gone if found.is_gone else NotFound
        return respond(request, answer, audience=audience)

    return resolve
