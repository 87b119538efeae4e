"""What every answer of a face owes, in one place."""

from __future__ import annotations

from typing import Any


def assert_problem(response: Any, status: int, *pointers: str) -> dict[str, Any]:
    """Hold an answer to RFC 9457: the right status, a detail, and the parameters that must be changed."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    problem: dict[str, Any] = response.json()
    assert set(problem) == {"type", "title", "status", "detail", "errors"}
    assert problem["status"] == status
    assert len(problem["detail"]) > 20
    assert [error["pointer"] for error in problem["errors"]] == list(pointers)
    assert all(len(error["detail"]) > 20 for error in problem["errors"])
    return problem
