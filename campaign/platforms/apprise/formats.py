"""What is known of single services behind Apprise that it does not tell itself.

Only exceptions stand here. All other services are given what `handover.py` sees that Apprise makes
of a text. The table test runs every service of the installed Apprise against a recorder and fails
when an exception is missing here, or is needed no more: `tests/platforms/apprise/test_table.py`.
Names are Apprise's own (`service_name`). Seen with Apprise 2.3.0 in November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: Services that undo, before they show it, what Apprise does to a text for them: by the service and
#: the format in which Apprise says that it hands the text over, what they undo. All undo entities
#: in what is handed over as HTML; they are not listed.
UNDONE: Final[Mapping[tuple[str, str], str]] = {
    ("Flock", "text"): "entities",  # https://docs.flock.com/display/flockos/FlockML
    ("Matrix", "markdown"): "entities",  # sent as HTML
    ("Pingram", "text"): "entities",  # an e-mail in HTML
    ("Pushover", "markdown"): "entities",  # sent as HTML
    ("Slack", "markdown"): "entities",  # https://docs.slack.dev/messaging/formatting-message-text
    ("Slack", "text"): "entities",
    ("Telegram", "markdown"): "backslashes",  # https://core.telegram.org/bots/api#markdown-style
}

#: Services of which only some addresses take pictures, although Apprise says that all do: with
#: others it leaves them out or fails. The attribute of Apprise's plugin that tells, the value that
#: it has to have ("" for any), and what the address needs, in words.
PICTURES_NEED: Final[Mapping[str, tuple[str, str, str]]] = {
    "AWS End User Messaging Social (WhatsApp)": ("bucket", "", "a `bucket`"),
    "Cisco Webex Teams": ("mode", "bot", "a bot's token instead of a webhook"),
    "GroupMe": ("token", "", "an access token"),
    "Notifyre": ("mode", "fax", "`mode=fax`"),
    "Slack": ("mode", "bot", "a bot's token instead of a webhook"),
}

#: Services that Apprise says have taken a message although they got none of its words, or nothing
#: at all: the attribute and the value with which they do get it (None when there are none), and
#: the reason for a person.
NO_WORDS: Final[Mapping[str, tuple[str, str | None, str]]] = {
    "Jira": ("action", "new", "without `action=new` in its address it gets nothing"),
    "LFG Alarm": ("", None, "it rings an alarm and gets no words"),
    "Pingram": ("channels", "", "without a `channels` in its address it gets no words"),
    "Opsgenie": ("action", "new", "without `action=new` in its address it gets nothing"),
}
