"""Ask the networks about what may have gone out; nothing unknown is ever sent again blindly."""

from __future__ import annotations

import logging

from campaign.errors import CampaignError
from campaign.model import Absent, Publication, Receipt, State
from campaign.plan.verdict import Do, decide_absent
from campaign.platforms.base import Finds
from campaign.storage import attempts, publications
from campaign.usecases.desk import Desk, Tick
from campaign.usecases.send import next_try, record_receipt, stored_payload

log = logging.getLogger(__name__)


def reconcile(desk: Desk, report: Tick) -> None:
    """Settle every unknown publication whose network can be asked.

    Found: published. Proved absent: scheduled again, to be sent under the same key. Neither: it
    stays unknown, for a person to decide.
    """
    with desk.database.read() as connection:
        unknown = publications.in_states(connection, State.UNKNOWN)
    for publication in unknown:
        if desk.stopping():
            return
        answer = _ask(desk, publication)
        if isinstance(answer, Receipt):
            if record_receipt(desk, publication, answer):
                report.published.append(publication.id)
        elif answer is not None:
            _absent(desk, publication, answer, report)


def _ask(desk: Desk, publication: Publication) -> Receipt | Absent | None:
    channel = desk.channels.get(publication.channel)
    if channel is None:
        return None
    with desk.database.read() as connection:
        tries = attempts.of(connection, publication.id)
    payload = stored_payload(tries, publication.variant_hash)
    if payload is None:
        return None
    try:
        platform = desk.connect(channel)
        if not isinstance(platform, Finds):
            return None
        return platform.find(payload, publication.key, tries[0].started)
    except CampaignError as error:
        log.warning(
            "Cannot ask about %s: %s", publication.id, error, extra={"action": "find_failed"}
        )
    except Exception:
        # One answer that nobody can read must not keep all the others from going out.
        log.exception("Unforeseen about %s", publication.id, extra={"action": "find_failed"})
    return None


def _absent(desk: Desk, publication: Publication, answer: Absent, report: Tick) -> None:
    now = desk.clock()
    decision = decide_absent(answer.because, publication.tries, now)
    retry = decision.do is Do.RETRY
    more = {"not_before": next_try(desk, publication, decision)} if retry else {}
    with desk.database.write() as connection:
        done = publications.change(
            connection,
            publication,
            State.SCHEDULED if retry else State.FAILED,
            who=desk.worker,
            now=now,
            reason=decision.reason,
            **more,
        )
    if done and retry:
        report.retried[publication.id] = decision.reason
    elif done:
        report.failed.append(publication.id)
