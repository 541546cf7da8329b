"""All that the house knows of a network without asking it, as one value.

Each network's package has a `facts.py` with its `FACTS`; `registry.facts` finds them. To read them
loads no adapter, no HTTP and no client library, so that every command can.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from campaign.keys import KeyForm
from campaign.model import ChannelKeys, Delivery, Limits
from campaign.plan.cost import Price
from campaign.plan.pace import Rate


@dataclass(frozen=True, slots=True)
class Ask:
    """What the account's owner copies from the network: what it is called, and where to get it.

    `title` names the network, where it is not called by its own name.
    """

    what: str
    where: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class OAuth:
    """How one network lets an account's owner say yes in a browser.

    `home` is the page on which an application is made there; `registered` says that it must name
    the redirect address beforehand, `private` that it always has a secret. `basic`: the secret
    goes into a header. `renews`: the access token itself brings the next one, as long as it lives.
    `{version}` in an address is the channel's `version`, or the one given here. `register` and
    `then` name functions as `module:function`: the first makes an application at a server on which
    applications register themselves, the second changes the answer with the first token into the
    one that counts. `title` as in `Ask`.
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
    """The API version that is asked for where a channel names none, and when versions end.

    `ends` gives the day on which a version ends, or ended; None where that is not known.
    """

    default: str
    ends: Callable[[str], date | None]


@dataclass(frozen=True, slots=True)
class PlatformFacts:
    """One network.

    What it is: `name` in the configuration, `title` as people write it. What it takes: `limits`,
    `rates` (of posts), `pictured` (no post without a picture), `shown` (names as `module:function`
    what gives the part of a text that readers see and the network counts; "": all of it). How surely it publishes once: `delivery`, and the
    form of the `key` that a repeat is known by. How a channel is set up: `keys`, `connect` (None:
    no credential is needed) and `connect_at`, the ways at hosts on which it is another one;
    `folder`, where it writes below `var/` unless the channel's `folder` says otherwise ("": it
    writes nowhere). What it costs: `price`, None for nothing. How its figures are called: `terms`,
    its own word for each count; a count that is not named it does not tell. Who can see what it
    publishes: everybody, unless `public` is False or a channel's option has one of the values in
    `hidden`. `rehearsed` is False where it leads to places of which no test server can be one.
    """

    name: str
    title: str
    limits: Limits
    delivery: Delivery
    keys: ChannelKeys = field(default_factory=ChannelKeys)
    rates: tuple[Rate, ...] = ()
    pictured: bool = False
    shown: str = ""
    key: KeyForm = KeyForm.UUID
    connect: OAuth | Ask | None = None
    connect_at: Mapping[str, OAuth] = field(default_factory=dict)
    versions: Versions | None = None
    folder: str = ""
    price: Price | None = None
    terms: Mapping[str, str] = field(default_factory=dict)
    public: bool = True
    hidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rehearsed: bool = True
