"""What this room adds to the admin: consents, and the private papers behind a permission."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.permissions import policy_registry

from cms.media.admin_api import PrivateImagesAdminAPIViewSet
from cms.media.forms import ConsentForm
from cms.media.models import Consent, Image

CONSENT_PANELS = [
    FieldPanel("image"),
    FieldPanel("person"),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("may_site"), FieldPanel("may_partners"), FieldPanel("may_open")]),
            FieldRowPanel([FieldPanel("may_press"), FieldPanel("may_print"), FieldPanel("may_social")]),
        ],
        heading=_("Agrees to"),
    ),
    FieldRowPanel([FieldPanel("given_on"), FieldPanel("consent_until"), FieldPanel("revoked_at")]),
    MultiFieldPanel([FieldPanel("proof"), FieldPanel("proof_note")], heading=_("Proof")),
    MultiFieldPanel(
        [
            FieldPanel("is_minor"),
            FieldRowPanel([FieldPanel("parent_1"), FieldPanel("parent_1_given_on")]),
            FieldRowPanel([FieldPanel("parent_2"), FieldPanel("parent_2_given_on")]),
        ],
        heading=_("Minors"),
    ),
]


class ConsentCreateView(generic.CreateView):
    """Opens with the photo chosen when the address names it: that is how the photo's own page links here."""

    def get_initial_form_instance(self) -> Consent:
        """Return a new consent for the image named by ?image=, if there is one."""
        image_id = self.request.GET.get("image", "")
        image = Image.objects.filter(pk=image_id).first() if image_id.isdecimal() else None
        return Consent(image=image) if image else Consent()


class ConsentViewSet(ModelViewSet):
    """Consents of the people who can be recognised."""

    model = Consent
    add_view_class = ConsentCreateView
    icon = "user"
    menu_label = _("Consents")
    menu_order = 310
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    list_display = ["person", "image", "given_on", "consent_until", "revoked_at"]
    search_fields = ["person"]
    search_backend_name = None

    def get_edit_handler(self) -> ObjectList:
        """Lay the fields out as one reads a signed form."""
        return ObjectList(CONSENT_PANELS, base_form_class=ConsentForm).bind_to_model(self.model)


@hooks.register("register_admin_viewset")
def register_consents() -> ConsentViewSet:
    """Add the consents to the admin."""
    return ConsentViewSet("consents")


@hooks.register("register_admin_urls")
def register_proof_urls() -> list[Any]:
    """Add the addresses of the private papers, which only the admin has."""
    return [
        path("images/<int:image_id>/proof/", image_proof, name="media_image_proof"),
        path("consents/<int:consent_id>/proof/", consent_proof, name="media_consent_proof"),
    ]


@hooks.register("construct_admin_api", order=100)
def replace_image_api(router: WagtailAPIRouter) -> None:
    """Put our image API in the place of Wagtail's, which is registered at order 0."""
    router.register_endpoint("images", PrivateImagesAdminAPIViewSet)


def image_proof(request: HttpRequest, image_id: int) -> FileResponse:
    """Send the agreement behind an image to those who may change the image.

    Errors: PermissionDenied, Http404.
    """
    image = get_object_or_404(Image, pk=image_id)
    _require_change(request, image)
    return _send(image.licence_proof)


def consent_proof(request: HttpRequest, consent_id: int) -> FileResponse:
    """Send a signed consent to those who may change its image.

    Errors: PermissionDenied, Http404.
    """
    consent = get_object_or_404(Consent.objects.select_related("image"), pk=consent_id)
    _require_change(request, consent.image)
    return _send(consent.proof)


def _require_change(request: HttpRequest, image: Image) -> None:
    policy = policy_registry.get_by_type(Image)
    if not policy.user_has_permission_for_instance(request.user, "change", image):
        raise PermissionDenied


def _send(paper: FieldFile) -> FileResponse:
    name = paper.name
    if not name or not paper.storage.exists(name):
        raise Http404
    # As an attachment: a paper somebody sent in must not be able to act as a page of the admin.
    filename = f"proof.{name.rpartition('.')[2]}"
    response = FileResponse(paper.storage.open(name, "rb"), as_attachment=True, filename=filename)
    response["Cache-Control"] = "private, no-store"
    return response
