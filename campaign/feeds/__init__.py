"""What a region's web site can embed: published posts as Atom and RSS, all posts as a calendar.

Everything here is pure: the same entries always give the same bytes, whenever they are written.
"""

from campaign.feeds.atom import atom
from campaign.feeds.entries import Entry, Event, Feed, Link, Picture
from campaign.feeds.ics import calendar, item
from campaign.feeds.names import tag
from campaign.feeds.rss import rss

__all__ = ["Entry", "Event", "Feed", "Link", "Picture", "atom", "calendar", "item", "rss", "tag"]
