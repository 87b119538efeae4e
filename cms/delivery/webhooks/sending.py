"""One attempt: sign, send, and say what kind of answer came. Asks the database nothing."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.utils import timezone

from cms.delivery import egress
from cms.delivery.egress_addresses import AddressRefused
from cms.delivery.webhooks.claiming import Claim
from cms.delivery.webhooks.signing import headers_for


@dataclass(frozen=True)
class Result:
    """What came of an attempt. Shape: `outcome` is a class of answer ("2xx", "timeout", "refused address"…)."""

    outcome: str
    status: int | None = None
    retry_after: str = ""
    duration_ms: int = 0

    @property
    def is_success(self) -> bool:
        """It arrived."""
        return self.outcome == "2xx"


def send(claim: Claim) -> Result:
    """Make the attempt. Whatever the other side does becomes a Result."""
    started = time.monotonic()
    headers = {
        "Content-Type": "application/json",
        **headers_for(claim.webhook_id, claim.body, claim.keys, timezone.now()),
    }
    try:
        reply = egress.post(claim.url, body=claim.body, headers=headers, total_s=egress.TOTAL_S)
    except AddressRefused:
        result = Result("refused address")
    except egress.EgressFailed as failed:
        result = Result(failed.outcome)
    else:
        result = Result(f"{reply.status // 100}xx", reply.status, reply.retry_after)
    return Result(result.outcome, result.status, result.retry_after, int((time.monotonic() - started) * 1000))
