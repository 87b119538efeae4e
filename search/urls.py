"""Address of the search page; mounted inside the language patterns."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from search import views

app_name = "search"
urlpatterns = [
    # Translators: the last part of an address, in small letters without accents.
    path(_("search/"), views.search, name="search"),
]
