"""Gathers the findings while one variant is made."""

from __future__ import annotations

from dataclasses import dataclass, field

from campaign.errors import Place
from campaign.model import Channel, Finding, Post, Severity


@dataclass(frozen=True, slots=True)
class Notes:
    """The findings of one post on one channel, in the order in which they were found."""

    post: Post
    channel: Channel
    findings: list[Finding] = field(default_factory=list)

    def block(self, code: str, place: Place, message: str, remedy: str) -> None:
        """Add a finding that holds the publication back."""
        self._note(code, Severity.BLOCK, place, message, remedy)

    def warn(self, code: str, place: Place, message: str, remedy: str) -> None:
        """Add a finding that a person should look at."""
        self._note(code, Severity.WARN, place, message, remedy)

    def inform(self, code: str, place: Place, message: str, remedy: str) -> None:
        """Add a finding about something that was done for the author."""
        self._note(code, Severity.INFO, place, message, remedy)

    def of_network(self, code: str, place: Place, message: str, remedy: str) -> None:
        """Add a warning that is the same on every channel of the network in this language."""
        post, language = self.post.id, self.channel.language
        self.findings.append(
            Finding(code, Severity.WARN, place, message, remedy, post, language=language)
        )

    def of_language(self, code: str, place: Place, message: str, remedy: str) -> None:
        """Add a warning about a whole language; it is the same for every post and shown once."""
        language = self.channel.language
        self.findings.append(
            Finding(code, Severity.WARN, place, message, remedy, language=language)
        )

    def about_post(
        self, code: str, severity: Severity, place: Place, message: str, remedy: str
    ) -> None:
        """Add a finding that is the same on every channel of the post in this language."""
        post, language = self.post.id, self.channel.language
        self.findings.append(
            Finding(code, severity, place, message, remedy, post, language=language)
        )

    def _note(self, code: str, severity: Severity, place: Place, message: str, remedy: str) -> None:
        post, channel, language = self.post.id, self.channel.name, self.channel.language
        self.findings.append(
            Finding(code, severity, place, message, remedy, post, channel, language)
        )
