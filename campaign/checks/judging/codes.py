"""What holds for the code of a finding: why it is there, and whether it can be lived with.

A check in `campaign.checks.registry` says why it is there in the first line of its docstring.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from campaign.model import Finding

#: Why there are these codes, in the words of people who write posts.
REASONS: Final[Mapping[str, str]] = {
    "alt-not-taken": "The network has no alt texts: who cannot see the picture has the text alone.",
    "alt-too-long": "The network refuses an alt text beyond its bound, and no text is ever cut.",
    "card-undrawable": "The words do not fit the card, or no font of the brand has their letters.",
    "copy-missing": "A channel publishes in its own language and never in another one.",
    "film-refused": "The network would refuse the film after the post's time has come.",
    "fitted": "The text was too long, so its template left something out, as its ladder says.",
    "hashtag-unlinked": "Most networks show a hashtag of digits alone as plain words.",
    "hour-missing": "In spring the clock skips an hour: nothing can go out at a time in it.",
    "hour-twice": "In autumn an hour comes twice: the post goes out the first time only.",
    "label-missing": "The campaign labels what machines made, and this language has no label yet.",
    "machine-made": "EU law wants a machine's words labelled, unless a person answers for them.",
    "mention-foreign": "A name of one network reaches nobody on another: there it is dead text.",
    "network-refuses": "The network's own rules leave no request that could be sent.",
    "no-channel": "The names in `channels` leave no channel, so nobody will read the post.",
    "not-rendered": "A placeholder cannot be filled in, so there is no text to publish.",
    "part-not-taken": "The network has no threads or no first comments.",
    "picture-prepared": "What goes out of a picture is upright, in sRGB and without metadata.",
    "picture-refused": "The network would refuse the picture after the post's time has come.",
    "picture-still": "A picture that moves stands still where its network shows its first frame.",
    "picture-unusable": "A picture of the post's own is not there, or is none, or is cut off.",
    "pictures-many": "The network takes fewer pictures with one post.",
    "region-inactive": "A region speaks only between its first and its last day in config.toml.",
    "statement-absent": "The grant asks that each post says who funds the work.",
    "statement-fallback": "The funding statement is not there in this language; another stands in.",
    "statement-missing": "The grant asks for a funding statement, and there is none to use.",
    "time-past": "Nothing goes out later than its channel's grace, so the post would be left out.",
    "too-long": "The network refuses a longer text, and no text is ever cut.",
    "too-many": "The network refuses more hashtags, mentions, links or cashtags than this.",
    "wordmark-differs": "A brand file taken over from another campaign still carries its name.",
    "words-twice": "Some networks refuse what their account said a day before, word for word.",
    "zone-differs": "Countries change their clocks; a machine with old zone data is an hour off.",
}

_NETWORK: Final = "its network would refuse it, or nothing could be sent"
_GRANT: Final = "the grant asks for it"
_CONSENT: Final = "a person's consent cannot be given by another person"

#: The codes whose blocking findings nobody can lower or dismiss, and why not.
BINDING: Final[Mapping[str, str]] = {
    "alt-too-long": _NETWORK,
    "card-undrawable": "without its card there is nothing to publish",
    "copy-missing": "without words in its language there is nothing to publish",
    "fact-unknown": "no fact is there to fill in",
    "film-refused": _NETWORK,
    "network-refuses": _NETWORK,
    "not-rendered": "without a text there is nothing to publish",
    "part-not-taken": _NETWORK,
    "picture-refused": _NETWORK,
    "picture-unusable": "without its picture there is nothing to publish",
    "pictures-many": _NETWORK,
    "statement-missing": _GRANT,
    "statement-unconfirmed": _GRANT,
    "text-empty": _NETWORK,
    "too-long": _NETWORK,
    "too-many": _NETWORK,
    "words-twice": _NETWORK,
}
#: Of these, some findings only advise, and those may be lowered.
_ALSO_ADVISE: Final = frozenset({"part-not-taken", "statement-unconfirmed", "words-twice"})


def why_binding(finding: Finding) -> str:
    """Why nobody can lower or dismiss a finding; "" when somebody can."""
    if finding.code.startswith("consent-"):
        return _CONSENT
    return BINDING.get(finding.code, "") if finding.blocks else ""


def why_no_level(code: str) -> str:
    """Why the configuration can give a code no lower level; "" when it can."""
    if code.startswith("consent-"):
        return _CONSENT
    return "" if code in _ALSO_ADVISE else BINDING.get(code, "")
