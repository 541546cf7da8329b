"""All that we know of a network without asking it, as one value.

Each network's package has a `facts.py` with its `FACTS`; `registry.facts` finds them. Reading them
loads no adapter, no HTTP and no client library, so every command can read them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from campaign.keys import KeyForm
from campaign.model import Channel, ChannelKeys, Delivery, Limits
from campaign.plan.cost import Price
from campaign.plan.pace import Rate
from campaign.platforms.afterwards import Afterwards


@dataclass(frozen=True, slots=True)
class Ask:
    """What the account's owner copies from the network: its name, and where to get it.

    `title` is the network's title; "" where the title in its facts is used.
    """

    what: str
    where: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class OAuth:
    """How one network lets an account's owner authorize us in a browser.

    - `home` is the page on which a person makes an application. `registered` says that the
      application must register its redirect address beforehand, `private` that it always has a
      secret, `basic` that the secret goes into the `Authorization` header.
    - `renews` says that a valid access token itself can be exchanged for the next one. `secure`
      says that the network accepts only https:// redirect addresses. `reads` is the HTTP method
      that exchanges a code for a token.
    - `{version}` in an address is the channel's `version`, or the one given here. `title` is as in
      `Ask`.
    - `register` and `then` name functions as `module:function`. The first registers an application
      at a server that lets applications register themselves. The second exchanges the answer with
      the first token for the token that we keep.
    """

    home: str
    authorize: str
    token: str
    scopes: tuple[str, ...]
    title: str = ""
    version: str = ""
    separator: str = " "
    pkce: bool = False
    registered: bool = True
    private: bool = True
    basic: bool = False
    renews: bool = False
    secure: bool = False
    reads: str = "POST"
    register: str = ""
    then: str = ""


@dataclass(frozen=True, slots=True)
class Versions:
    """The API version that is used when a channel names none, and when versions end.

    `ends` gives the day on which a version ends or ended; None when that is not known. `is_known`
    says whether there is such a version on a day, as far as this program knows.
    """

    default: str
    ends: Callable[[str], date | None]
    is_known: Callable[[str, date], bool]


def _as_they_are(limits: Limits, channel: Channel) -> Limits:
    return limits


def _as_everywhere(afterwards: Afterwards, channel: Channel) -> Afterwards:
    return afterwards


def _no_services(channel: Channel) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class PlatformFacts:
    """One network.

    - `name` is its name in the configuration, `title` its name as people write it.
    - `limits` is what it accepts, `rates` is how many posts it accepts in which time. `pictured`
      says that every post needs a picture. `shown` names, as `module:function`, the function that
      gives the text that readers see and the network counts; "" means the text as it is written.
    - `asks` says that its servers tell their own limits. `counted` names, as `module:function`,
      what gives limits as a server's software counts them; "" where all count alike.
    - `at_channel` gives the limits at one channel, where they differ with its server or its options
      and no server has to be asked. `services` gives further servers that a channel uses, by the
      option that names each; "none" means that it uses none.
    - `delivery` is its delivery class. `surer` gives a better class for a channel with a certain
      option, by the option's key and value. `key` is the form of the keys by which the network
      recognizes a repeat.
    - `keys` is what a channel may set. `connect` is how its account is connected; None means that
      it has no credential. `connect_at` is how it is connected at certain hosts. `folder` is where
      a channel writes below `var/` if it names no folder itself; "" means that it writes nowhere.
    - `price` is what a post costs; None means nothing.
    - `terms` has the network's own word for each count; it does not give a count without a word.
    - `medium` is what the European Commission's portal calls such a channel; "" where nobody but
      its owner knows what it leads to.
    - `previewers` are parts of the names, in small letters, of the programs that look up a link
      when it is posted there. What they ask for is no click.
    - `public` says that everybody sees a published post, unless one of a channel's options has a
      value that `hidden` names.
    - `one_request` says that one request holds all parts of a post.
    - `afterwards` is what can be done with a post once it is published; `afterwards_at` gives it
      for one channel, where it differs with the channel's server or its options.
    - `rehearsed` is False when it leads to places that the sandbox does not imitate.
    """

    name: str
    title: str
    limits: Limits
    delivery: Delivery
    at_channel: Callable[[Limits, Channel], Limits] = _as_they_are
    services: Callable[[Channel], Mapping[str, str]] = _no_services
    surer: Mapping[tuple[str, str], Delivery] = field(default_factory=dict)
    keys: ChannelKeys = field(default_factory=ChannelKeys)
    rates: tuple[Rate, ...] = ()
    pictured: bool = False
    asks: bool = False
    counted: str = ""
    shown: str = ""
    key: KeyForm = KeyForm.UUID
    connect: OAuth | Ask | None = None
    connect_at: Mapping[str, OAuth] = field(default_factory=dict)
    versions: Versions | None = None
    folder: str = ""
    price: Price | None = None
    terms: Mapping[str, str] = field(default_factory=dict)
    medium: str = "Social media"
    previewers: tuple[str, ...] = ()
    public: bool = True
    hidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    one_request: bool = False
    afterwards: Afterwards = field(default_factory=Afterwards)
    afterwards_at: Callable[[Afterwards, Channel], Afterwards] = _as_everywhere
    rehearsed: bool = True
