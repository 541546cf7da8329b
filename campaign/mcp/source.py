"""What the tools work with: the campaign as it stands, who asks, and what for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from mcp.server.mcpserver.exceptions import ToolError

from campaign.bootstrap import Workspace
from campaign.errors import CampaignError
from campaign.model.machines import Scope
from campaign.model.people import Actor
from campaign.usecases.machines.reading import Reading
from campaign.usecases.writing.composer import Composer
from campaign.usecases.writing.desk_files import Files


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, for what they may ask here, and under which name their drafts can be undone."""

    actor: Actor
    scopes: frozenset[Scope]
    session: str


@dataclass(frozen=True, slots=True)
class Source:
    """One campaign for assistants.

    `opened` gives the workspace by the newest configuration. `asking` says who asks at this moment;
    it raises CampaignError where nobody may.
    """

    opened: Callable[[], Workspace]
    asking: Callable[[], Asking]

    def reading(self, asking: Asking) -> Reading:
        """What somebody reads from; raises StorageError and ConfigError."""
        opened = self.opened()
        compiled, content, mistakes = opened.compiled()
        return Reading(
            opened.config,
            opened.database,
            content,
            compiled,
            mistakes,
            asking.actor,
            opened.now(),
        )

    def files(self, reading: Reading) -> Files:
        """The calendar's files, to look at and to add to."""
        return Files(reading.content, reading.config, reading.database, self.opened().wait)

    def composer(self, reading: Reading) -> Composer:
        """What one post is composed with."""
        return self.opened().composer(reading.content, reading.compiled)

    @contextmanager
    def asked(self, scope: Scope) -> Iterator[Asking]:
        """Let somebody in who asks for this; what is refused comes out in words for the reader."""
        try:
            asking = self.asking()
            if scope not in asking.scopes:
                raise ToolError(f"this takes a token with the scope {scope.value}")
            yield asking
        except CampaignError as error:
            raise ToolError(str(error)) from error
