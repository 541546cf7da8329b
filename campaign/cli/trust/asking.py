"""`approve --ask` and `--remind`: ask people for their yes."""

from __future__ import annotations

import typer

from campaign.cli.context import clock
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted
from campaign.cli.terminal import emit, say
from campaign.cli.trust.chosen import Desk
from campaign.usecases.trust.approve import waiting
from campaign.usecases.trust.ask import APART, ask, remind


def ask_for(desk: Desk, *, again: bool) -> int:
    """Ask for a yes to what was chosen; `again` asks those too who were asked before."""
    if not desk.choice.made:
        raise typer.BadParameter("say which: the names of posts, --channel, --region or --all")
    rules = desk.opened.config.approval
    chosen = desk.fitting(waiting(desk.opened.database, rules))
    act = remind if again else ask
    done = act(desk.opened.database, chosen, actor=desk.actor, now=clock(), rules=rules)
    if desk.as_json:
        emit(
            {
                "asked": [p.id for p in done.new],
                "people": done.people,
                "before": [p.id for p in done.before],
                "nobody": [p.id for p in done.nobody],
                "held": [p.id for p in done.held],
            }
        )
        return DONE if done.new or done.before else FINDINGS
    whom = f" of {', '.join(done.people)}" if done.people else ""
    say(f"{counted(len(done.new), 'publication')}: the yes{whom} is asked.")
    if done.new and not done.people:
        say("Nobody is registered, so that nobody is told: `campaign user add` registers people.")
    if done.before:
        hours = f" within {APART.total_seconds() / 3600:.0f} hours" if again else ""
        say(f"{counted(len(done.before), 'publication')} asked before{hours}.")
    for p in done.nobody:
        say(f"  no. {p.id}  {p.post} on {p.channel}: nobody who is registered may say yes")
    for p in done.held:
        say(f"  no. {p.id}  {p.post} on {p.channel}: it was sent back and waits for a change")
    return DONE if done.new or done.before else FINDINGS
