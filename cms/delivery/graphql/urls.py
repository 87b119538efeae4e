"""The one address of GraphQL."""

from django.urls import path

from cms.delivery.graphql.views import graphql_view

urlpatterns = [path("", graphql_view, name="graphql")]
