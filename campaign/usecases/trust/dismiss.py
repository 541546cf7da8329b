"""Let findings of a post stand, with a reason; and take that back.

::

    compiled calendar ─ choose(post, code, …) ─→ findings ─ dismiss(…, actor) ─→ rows and entries
    database ─ reinstate(post, code, …, actor) ─→ the finding counts again
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from campaign.calendar.known import did_you_mean
from campaign.checks.judging.codes import why_binding
from campaign.errors import CampaignError
from campaign.model import Dismissal, Finding
from campaign.model.people import EVERYWHERE, Actor
from campaign.plan.rights import Act, demand
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.trust import dismissals
from campaign.usecases.planning.compile import Compiled

#: How a person names the findings that belong to no post.
NO_POST = "-"
_LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class Which:
    """Which findings are meant: `post` is `NO_POST` for those of no post; "" elsewhere means any.

    `place` is a key of the post's file, such as "copy.es.text", or a file with a line.
    """

    post: str
    code: str
    language: str = ""
    channel: str = ""
    place: str = ""

    def fits(self, about: Finding | Dismissal) -> bool:
        """True when a finding or a dismissal is among those that are meant."""
        places = {about.path}
        if isinstance(about, Finding):
            places.add(str(about.place))
        return (
            about.code == self.code
            and about.post == self.post.removeprefix(NO_POST)
            and self.language in ("", about.language)
            and self.channel in ("", about.channel)
            and (not self.place or self.place in places)
        )


def dismiss(
    database: Database,
    compiled: Compiled,
    findings: Sequence[Finding],
    which: Which,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> list[Dismissal]:
    """Let the findings that are meant stand, among `findings` that count now; `now` is UTC.

    What stands already is left out. Raises CampaignError when there is no such finding, when one
    of them binds, or without a reason, and Forbidden when the actor has no right to it in a region
    that they concern.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise CampaignError('a dismissal needs a reason: --reason "…"')
    if len(reason) > _LONGEST_REASON:
        raise CampaignError(f"the reason has more than {_LONGEST_REASON} characters: shorten it")
    meant = [finding for finding in findings if which.fits(finding)]
    if not meant:
        raise CampaignError(_none_meant(findings, which))
    for finding in meant:
        if why := why_binding(finding):
            raise CampaignError(f"{finding.code} cannot be dismissed: {why} ({finding.message})")
    new = [
        Dismissal(
            0,
            finding.code,
            finding.post,
            finding.channel,
            finding.language,
            finding.path,
            finding.message,
            compiled.ruling.judged(finding),
            reason,
            actor.name,
            now,
        )
        for finding in meant
    ]
    regions = {region for finding in meant for region in regions_of(compiled, finding)}
    with database.write() as connection:
        demand(actor, Act.DISMISS, regions)
        added = dismissals.add(connection, new)
        for each in added:
            record.append(
                connection,
                RecordAct.FINDING_DISMISSED,
                who=actor.name,
                now=now,
                post=each.post,
                details=_details(each),
                private={"reason": reason},
            )
    return added


def reinstate(
    database: Database,
    compiled: Compiled,
    which: Which,
    *,
    actor: Actor,
    now: datetime,
) -> list[Dismissal]:
    """Let what was dismissed count again, and give the dismissals that ended; `now` is UTC.

    Raises CampaignError when nothing of it stands dismissed, and Forbidden.
    """
    with database.write() as connection:
        meant = [each for each in dismissals.standing(connection) if which.fits(each)]
        if not meant:
            raise CampaignError(
                f"no {which.code} of {which.post} is dismissed: `campaign dismiss --list` shows all"
            )
        for each in meant:
            demand(actor, Act.DISMISS, regions_of(compiled, each))
        ended = [
            each for each in meant if dismissals.end(connection, each.id, who=actor.name, now=now)
        ]
        for each in ended:
            record.append(
                connection,
                RecordAct.FINDING_REINSTATED,
                who=actor.name,
                now=now,
                post=each.post,
                details=_details(each),
            )
    return ended


def regions_of(compiled: Compiled, about: Finding | Dismissal) -> frozenset[str]:
    """The regions whose posts a finding concerns; all of them where it concerns no post of one."""
    regions = frozenset(
        each.region
        for each in compiled.planned
        if about.post in ("", each.variant.post)
        and about.channel in ("", each.variant.channel)
        and about.language in ("", each.variant.language)
    )
    return regions if regions and about.post else frozenset({EVERYWHERE})


def _details(each: Dismissal) -> dict[str, object]:
    return {
        "dismissal": each.id,
        "code": each.code,
        "channel": each.channel,
        "language": each.language,
        "path": each.path,
        "message": each.message,
        "judged": each.judged,
    }


def _none_meant(findings: Iterable[Finding], which: Which) -> str:
    """Why nothing is meant, with the nearest name of what there is."""
    post = which.post.removeprefix(NO_POST)
    here = [finding for finding in findings if finding.post == post]
    whose = f"the post {post}" if post else "the calendar as a whole"
    if not here:
        posts = {finding.post or NO_POST for finding in findings}
        return f"{whose} has no finding that counts: {did_you_mean(which.post, posts)}"
    of_code = [finding for finding in here if finding.code == which.code]
    if not of_code:
        codes = {finding.code for finding in here}
        return f"{whose} has no finding {which.code}: {did_you_mean(which.code, codes)}"
    places = sorted(
        {" ".join(filter(None, (f.language, f.channel, f.path or str(f.place)))) for f in of_code}
    )
    return f"no {which.code} of {whose} is there: it is at {'; '.join(places[:6])}"
