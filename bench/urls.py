"""The product's own addresses, and the constant views behind the same middleware.

`/api/constant/…` goes the way of data (cms.delivery.middleware), `/constant/…` the way of pages.
"""

from django.urls import path

from bench.constant import constant
from cms import urls
from cms.delivery.face import face

urlpatterns = [
    path("api/constant/<slug:name>", face()(constant)),
    path("constant/<slug:name>", constant),
    *urls.urlpatterns,
]
