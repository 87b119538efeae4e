"""What stands at a path of the site: what a headless front end routes with."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cms.delivery.bodies import to_json
from cms.delivery.http import Answer, caller_of, respond
from cms.delivery.parameters import Parameter, ParameterSet
from cms.delivery.paths import read_path
from cms.delivery.problems import Gone, NotFound
from cms.delivery.rest.details import truly_modified_at
from cms.feed.addresses import LONGEST_PATH, resolve_path


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
        caller = caller_of(request)
        path = parameters.read(request.META.get("QUERY_STRING", ""))["path"]
        found = resolve_path(path, caller.audience, request=request)
        if found.type and not caller.may_have(found.type):
            raise NotFound
        if found.row is not None:
            answer = Answer(
                body=b'{"kind":"document","document":' + found.row.body + b"}",
                last_modified=truly_modified_at(found.row),
                until=found.row.until,
                keys=("resolve",),
                rows=(found.row,),
            )
        elif found.location:
            body = {"kind": "redirect", "location": found.location, "permanent": found.is_permanent}
            answer = Answer(body=to_json(body), keys=("resolve",))
        else:
            raise Gone if found.is_gone else NotFound
        return respond(request, answer)

    return resolve
