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
    `secure`: people are sent back to https:// addresses only. `reads` is the method by which a code
    is changed into a token.
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

    - `name` is its name in the configuration, `title` its name as people write it.
    - `limits` is what it takes, `rates` how many posts in which time; `pictured` says that it takes
      no post without a picture. `shown` names, as `module:function`, what gives the part of a text
      that readers see and the network counts; "": all of it.
    - `delivery` is how surely a channel there publishes once, `surer` how with an option of the
      channel's, by its key and value; `key` is the form of the keys by which it knows a repeat.
    - `keys` is what a channel may set, `connect` how its account is connected (None: it has no
      credential), `connect_at` how at hosts on which it is done in another way. `folder` is where a
      channel writes below `var/` unless it names a folder itself; "": it writes nowhere.
    - `price` is what a post costs, None for nothing.
    - `terms` has its own word for each count; a count that is not named it does not tell.
    - `public` says that everybody sees what is published, unless one of a channel's options has a
      value that `hidden` names.
    - `one_request` says that all parts of a post go there in one request.
    - `rehearsed` is False where it leads to places that the sandbox does not imitate.
    """

    name: str
    title: str
    limits: Limits
    delivery: Delivery
    surer: Mapping[tuple[str, str], Delivery] = field(default_factory=dict)
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
    one_request: bool = False
    rehearsed: bool = True
