"""One post as one channel will read it, with what there is to say about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from campaign.compose.fit import Fitted, Parts, fit
from campaign.compose.length import overrun
from campaign.compose.links import tracked
from campaign.compose.render import Facts, render_copy
from campaign.compose.statement import statement
from campaign.compose.tags import hashtags
from campaign.errors import Place, RenderError
from campaign.model import (
    Campaign,
    Card,
    Channel,
    Copy,
    Finding,
    Limits,
    Post,
    Region,
    Registers,
    Severity,
    Variant,
)


@dataclass(frozen=True, slots=True)
class Composed:
    """A variant and the findings of its making; no variant when it cannot be made."""

    variant: Variant | None
    findings: tuple[Finding, ...] = ()


def compose(
    post: Post,
    channel: Channel,
    region: Region,
    campaign: Campaign,
    registers: Registers,
    limits: Limits,
) -> Composed:
    """A post's words for one channel: its language, its network's length, its card and link.

    The same arguments always give the same result. Whatever hinders the making becomes a blocking
    finding with its place, never an exception; a text is fitted by its template's ladder and never
    cut. The card is described, not yet drawn.
    """
    return _Making(post, channel, region, campaign, registers, limits).composed()


@dataclass(slots=True)
class _Making:
    """The making of one variant: its materials, and what was found on the way."""

    post: Post
    channel: Channel
    region: Region
    campaign: Campaign
    registers: Registers
    limits: Limits
    findings: list[Finding] = field(default_factory=list)

    def composed(self) -> Composed:
        language = self.channel.language
        copy = self.post.copy.get(language)
        if copy is None:
            self._say(
                "copy-missing",
                Severity.BLOCK,
                self.post.at(f"copy.{language}"),
                f"there is no copy in {language}",
                f"add copy.{language}, or leave {self.channel.name} out of this post's channels",
            )
            return Composed(None, tuple(self.findings))
        variant = None
        try:
            variant = self._variant(copy)
        except RenderError as error:
            where = error.place or self.post.place
            self._say("not-rendered", Severity.BLOCK, where, error.message, "mend the text there")
        return Composed(variant, tuple(self.findings))

    def _variant(self, copy: Copy) -> Variant:
        said = statement(self.registers, self.campaign, copy.language)
        if said.fallback:
            self._say(
                "statement-fallback",
                Severity.WARN,
                said.place,
                f"there is no funding statement in {copy.language}: it stands in "
                f"{said.language or 'no language'}",
                "add the confirmed wording to statements.toml",
            )
        link = self._link(copy)
        fitted = self._fitted(copy, link, said.text)
        if self.post.card is None and (not said.text or said.text not in fitted.text):
            self._say(
                "statement-absent",
                Severity.WARN,
                self.post.place,
                f"neither a card nor the text on {self.channel.platform} says who funds the work",
                "give the post a card, or make room for the statement's line",
            )
        return Variant(
            post=self.post.id,
            channel=self.channel.name,
            platform=self.channel.platform,
            language=copy.language,
            texts=(fitted.text,),
            headline=self._words(copy, "headline"),
            link=link,
            hashtags=fitted.parts.hashtags,
            alt=self._alt(copy),
            card=self._card(copy, said.text),
        )

    def _words(self, copy: Copy, name: str) -> str:
        source = copy.text if name == "text" else copy.alt if name == "alt" else copy.headline
        return self._rendered(source, self.post.at(f"copy.{copy.language}.{name}"))

    def _rendered(self, source: str, place: Place) -> str:
        if "{" not in source:
            return render_copy(source, {}, place)
        context = {
            "fact": Facts(self.registers.facts),
            "region": self.region.name(self.channel.language),
        }
        return render_copy(source, context, place)

    def _link(self, copy: Copy) -> str:
        context = {
            "campaign": self.campaign.name,
            "channel": self.channel.name,
            "post": self.post.id,
            "region": self.region.id,
            "language": copy.language,
            "platform": self.channel.platform,
        }
        try:
            return tracked(self.post.link, self.campaign.utm, context)
        except RenderError as error:
            raise RenderError(error.message, self.post.at("link")) from None

    def _fitted(self, copy: Copy, link: str, line: str) -> Fitted:
        platform, language = self.channel.platform, copy.language
        place = Place(f"templates/{platform}.txt.j2")
        template = self.registers.templates.get(platform)
        if template is None:
            raise RenderError(f"there is no template for {platform}; write one", place)
        own = self.post.overrides.get((platform, language))
        where = self.post.at(
            f"copy.{language}.text" if own is None else f"overrides.{platform}.{language}.text"
        )
        text = self._words(copy, "text") if own is None else self._rendered(own, where)
        parts = Parts(
            text=text,
            link=link,
            address=self.post.link,
            hashtags=hashtags(self.post.hashtags),
            optional=line,
            context={
                "region": self.region.name(language),
                "language": language,
                "campaign": self.campaign.title,
            },
        )
        fitted = fit(template, parts, self.limits, place)
        if fitted.excess:
            self._say(
                "too-long",
                Severity.BLOCK,
                where,
                f"{overrun(fitted.text, self.limits)} on {platform}, after all that may go was "
                "left out",
                f"shorten it, or write overrides.{platform}.{language}.text",
            )
        elif fitted.steps:
            self._say(
                "fitted",
                Severity.INFO,
                where,
                f"to fit {platform}: {'; '.join(fitted.steps)}",
                f"write overrides.{platform}.{language}.text to choose the words yourself",
            )
        return fitted

    def _alt(self, copy: Copy) -> str:
        if self.post.card is None:
            return ""
        alt, most = self._words(copy, "alt"), self.limits.alt
        if most is None:
            self._say(
                "alt-not-taken",
                Severity.INFO,
                self.post.at(f"copy.{copy.language}.alt"),
                f"{self.channel.platform} takes no alt text",
                "see that the text says what the picture says",
            )
            return ""
        if most and len(alt) > most:
            self._say(
                "alt-too-long",
                Severity.BLOCK,
                self.post.at(f"copy.{copy.language}.alt"),
                f"the alt text has {len(alt)} characters, {len(alt) - most} more than the {most} "
                f"that {self.channel.platform} takes",
                "shorten the alt text",
            )
        return alt

    def _card(self, copy: Copy, line: str) -> Card | None:
        wish = self.post.card
        if wish is None:
            return None
        return Card(
            layout=wish.layout,
            format=self.limits.card_format,
            background=wish.background,
            headline=self._words(copy, "headline"),
            figure=self._rendered(wish.figure, self.post.at("card.figure")),
            region=self.region.name(copy.language),
            language=copy.language,
            statement=line,
            site=self.campaign.site.partition("://")[2].rstrip("/") or self.campaign.site,
        )

    def _say(self, code: str, severity: Severity, place: Place, message: str, remedy: str) -> None:
        self.findings.append(
            Finding(
                code,
                severity,
                place,
                message,
                remedy,
                self.post.id,
                self.channel.name,
                self.channel.language,
            )
        )
