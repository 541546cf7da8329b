"""What lights, gaps and outlooks of indicators are called, in the words of a reader."""

from __future__ import annotations

from typing import Final

from analytics.document import Name, Signal
from analytics.kpi.indicator import words_in
from analytics.kpi.judge import Judged, Outlook, Why
from analytics.kpi.points import Missing
from analytics.language import Words
from analytics.marks import N_

WHYS: Final = {
    Why.NOT_BEGUN: N_("it has not begun"),
    Why.NO_TARGET: N_("no target is set"),
    Why.NO_FIGURE: N_("no number is known"),
    Why.NO_END: N_("no last day is set"),
    Why.TOO_OLD: N_("the last number is too old"),
    Why.PARTLY: N_("not all have told a number"),
}

GAPS: Final = {
    Missing.NOT_ENTERED: N_("nobody has entered it"),
    Missing.NOT_TOLD: N_("no network tells it"),
    Missing.NOTHING_OUT: N_("nothing has gone out yet"),
    Missing.NOTHING_DUE: N_("nothing was due yet"),
    Missing.NO_PICTURES: N_("nothing has gone out with a picture"),
}

OUTLOOKS: Final = {
    Outlook.REACHED: N_("the target is reached"),
    Outlook.WILL: N_("reaches the target"),
    Outlook.MAY: N_("may reach the target"),
    Outlook.WILL_NOT: N_("does not reach the target at this pace"),
    Outlook.TOO_LITTLE: N_("too little to say"),
    Outlook.PARTLY: N_("not all have told a number"),
    Outlook.OVER: N_("the time is over"),
    Outlook.NONE: N_("nothing to forecast"),
}

#: How lights and forecasts come about; each is a paragraph under the table.
RULES: Final = (
    N_(
        "The expected way is a straight line from the number at the beginning to the target. On it "
        "or above is “on track”, from 85 % of it is “close”, less is “behind”; in the first tenth "
        "of the time nothing is called behind. A share, or a number that shall stay small, is held "
        "against its target itself: “close” is then up to 15 % beside it."
    ),
    N_(
        "Where only some have told a number, their sum is called behind only when it is so for "
        "those who have. A number of more than 92 days ago says nothing of today."
    ),
    N_(
        "After its last day an indicator is judged for good: “reached”, “nearly reached” from 85 % "
        "on, or “not reached”. A forecast takes four numbers at least, and what was counted up "
        "never goes back."
    ),
)


def title(each: Judged, words: Words) -> Name:
    """The indicator's title, with the language that it is really in."""
    text, language = words_in(each.indicator.title, words.language)
    return Name(text or each.indicator.id, language)


def light_word(each: Judged, words: Words) -> str:
    """The light in a word or two."""
    if each.why is not None:
        return words(WHYS[each.why])
    if each.final:
        finals = {
            Signal.GOOD: words("reached"),
            Signal.CLOSE: words("nearly reached"),
            Signal.BEHIND: words("not reached"),
        }
        return finals.get(each.signal, words(WHYS[Why.NO_FIGURE]))
    if each.reached:
        return words("kept") if each.holds else words("reached")
    running = {
        Signal.GOOD: words("on track"),
        Signal.CLOSE: words("close"),
        Signal.BEHIND: words("behind"),
    }
    return running.get(each.signal, words(WHYS[Why.NO_FIGURE]))
