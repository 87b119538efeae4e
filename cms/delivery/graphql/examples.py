"""Queries to copy, made from the registry, so that each of them is answered whatever content there is."""

from __future__ import annotations

from cms.delivery.graphql.naming import camel
from cms.feed.registry import FeedType, all_types


def examples() -> list[dict[str, str]]:
    """Return named queries. Shape: {"name", "query", "variables"}, variables as JSON."""
    listed = [feed_type for feed_type in all_types() if feed_type.is_listed]
    return [*(_listing(feed_type) for feed_type in listed), *_others(listed[0])]


def _listing(feed_type: FeedType) -> dict[str, str]:
    facets = "".join(
        f"\n      {camel(facet.name)} {{\n        value\n        label\n        count\n      }}"
        for facet in feed_type.facets[:1]
    )
    counted = f"\n    facets {{{facets}\n    }}" if facets else ""
    return {
        "name": f"List of {feed_type.plural}",
        "query": f"""query List($first: Int, $after: String) {{
  {camel(feed_type.plural)}(first: $first, after: $after) {{
    totalCount{counted}
    nodes {{
      id
      title
      summary
      url
      image {{
        url
        alt
        credit
      }}
    }}
    pageInfo {{
      hasNextPage
      endCursor
    }}
  }}
}}
""",
        "variables": '{\n  "first": 6\n}',
    }


def _others(feed_type: FeedType) -> list[dict[str, str]]:
    return [
        {
            "name": "What stands at a path",
            "query": """query Resolve($path: String!) {
  resolve(path: $path) {
    __typename
    ... on ResolvedDocument {
      document {
        id
        type
        title
      }
    }
    ... on Redirect {
      location
      permanent
    }
    ... on Gone {
      type
    }
  }
}
""",
            "variables": '{\n  "path": "/"\n}',
        },
        {
            "name": "Search",
            "query": """query Search($q: String!) {
  search(q: $q, first: 10) {
    totalCount
    edges {
      highlight {
        text
      }
      node {
        type
        title
        url
      }
    }
  }
}
""",
            "variables": '{\n  "q": "' + feed_type.plural.partition("-")[0][:5] + '"\n}',
        },
        {
            "name": "What changed",
            "query": """query Changes($after: String) {
  changes(first: 50, after: $after) {
    nodes {
      id
      state
      type
      document {
        title
        updatedAt
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
""",
            "variables": "{}",
        },
    ]
