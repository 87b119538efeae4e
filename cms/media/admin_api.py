"""The admin's own image API, without the address of the original: there is none."""

from __future__ import annotations

from wagtail.images.api.admin.views import ImagesAdminAPIViewSet

# Wagtail's serializer asks the file for its address, which cms.media.storages refuses: each answer would be a 500.
ADDRESS = "download_url"


class PrivateImagesAdminAPIViewSet(ImagesAdminAPIViewSet):
    """Wagtail's image API for the admin; people see the thumbnail instead of the original."""

    meta_fields = [name for name in ImagesAdminAPIViewSet.meta_fields if name != ADDRESS]
    listing_default_fields = [name for name in ImagesAdminAPIViewSet.listing_default_fields if name != ADDRESS]
    nested_default_fields = [name for name in ImagesAdminAPIViewSet.nested_default_fields if name != ADDRESS]
