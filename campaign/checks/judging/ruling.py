"""Decides which findings count: their levels, and which of them somebody lets stand.

::

    findings ─ levels (config.toml) ─ dismissals (database) ─→ what counts, what was dismissed
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256

from campaign.checks.judging.codes import why_binding
from campaign.checks.judging.levels import at_levels
from campaign.checks.page import lay_open
from campaign.model import Dismissal, Dismissed, Finding, Planned, Post

#: Findings that compare a text with another one: they judge the whole post, whatever their place.
_COMPARING = frozenset(
    {
        "acronym-unexplained",
        "alt-repeats",
        "fact-unlisted",
        "facts-differ",
        "frame-missing",
        "frames-alike",
        "hashtag-many",
        "links-differ",
        "parts-differ",
        "translation-draft",
        "translation-missing",
        "translation-stale",
    }
)


class Ruling:
    """Judges findings of one calendar by its levels and dismissals.

    `posts` and `planned` are the calendar's, `dismissals` those that nobody has taken back.
    """

    def __init__(
        self,
        levels: Mapping[str, str],
        dismissals: Iterable[Dismissal],
        posts: Iterable[Post],
        planned: Iterable[Planned],
    ) -> None:
        self._levels = levels
        self._dismissals = {each.judged: each for each in dismissals}
        self._codes = {(each.post, each.code) for each in self._dismissals.values()}
        self._posts = {post.id: post for post in posts}
        self._planned = tuple(planned)
        self._recipes: dict[tuple[str, str], str] | None = None

    def of(self, findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], tuple[Dismissed, ...]]:
        """The findings that count, at their levels, and those that were dismissed."""
        leveled = dict.fromkeys(at_levels(findings, self._levels))
        if not self._codes:
            return tuple(leveled), ()
        counting: list[Finding] = []
        dismissed: list[Dismissed] = []
        for finding in leveled:
            dismissal = self._dismissal(finding)
            if dismissal is None:
                counting.append(finding)
            else:
                dismissed.append(Dismissed(finding, dismissal))
        return tuple(counting), tuple(dismissed)

    def judged(self, finding: Finding) -> str:
        """The hash of what a finding says and of the words that it judges."""
        about = [finding.code, finding.post, finding.channel, finding.language, finding.path]
        return _hash([*about, finding.message, self._words(finding)])

    def _dismissal(self, finding: Finding) -> Dismissal | None:
        if (finding.post, finding.code) not in self._codes or why_binding(finding):
            return None
        return self._dismissals.get(self.judged(finding))

    def _words(self, finding: Finding) -> str:
        post = self._posts.get(finding.post)
        if post is None:
            return ""
        if finding.channel:
            return self._recipe(finding.post, finding.channel) or _whole(post)
        if finding.path and finding.code not in _COMPARING:
            for passage in lay_open(post).passages:
                if passage.path == finding.path:
                    return passage.source
        return _whole(post)

    def _recipe(self, post: str, channel: str) -> str:
        """What the channel will read, as a hash; "" when there is nothing."""
        if self._recipes is None:
            self._recipes = {
                (each.variant.post, each.variant.channel): each.variant.recipe
                for each in self._planned
            }
        return self._recipes.get((post, channel), "")


def _whole(post: Post) -> str:
    """Everything that a reader will see of a post, and when and where."""
    passages = [[each.path, each.source] for each in lay_open(post).passages]
    states = [[copy.language, str(copy.state), copy.of] for copy in post.copy.values()]
    return _hash(
        [
            *(passages, states, list(post.facts), list(post.hashtags), list(post.people)),
            *(post.link, post.activity, list(post.images), list(post.channels), repr(post.slot)),
            repr(post.card),
        ]
    )


def _hash(parts: list[object]) -> str:
    return sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
