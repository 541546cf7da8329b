"""What was decided by sentences is decided by words of one column each.

`blocked` has another name now, on purpose: a program of before, still at work on another machine,
would take what is held without a detail for what may go out. It stops instead.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# The sentences as they were written until now.
REMOVED = "the calendar no longer asks for it"
OVERTAKEN = "the calendar changed while it was on its way: apply the plan once more"
FOREIGN = "the account shows these words already"
FOREIGN_BEGINS, FOREIGN_ENDS = f"{FOREIGN}, at ", ", and not by us: a person decides"
MAY_BE_OUT = "though it may be out"
ASKED = {
    "this network cannot be asked: a person decides": "mute",
    "its own id tells nothing, and a listing's silence proves nothing: a person may look": "silent",
    "what was found is another publication's": "anothers",
}
OUTCOMES = {
    "published": "published",
    "pending": "pending",
    "absent": "absent",
    "under way": "under-way",
    "second step under way": "second-step",
    "no answer": "no-answer",
    "not sent": "not-sent",
    "Withheld": "not-sent",
    "UnsupportedFeature": "unsupported",
    "Rejected": "rejected",
    "Unauthorized": "unauthorized",
    "RateLimited": "rate-limited",
    "Unavailable": "unavailable",
    "OutcomeUnknown": "outcome-unknown",
    "AlreadyThere": "already-there",
}
# What a person's decision said; the longer one that contains a shorter one comes first.
DECISIONS = {
    "it is not there": "absent",
    "it is there": "there",
    "send it again": "again",
    "it shall not go out": "cancel",
}


def upgrade() -> None:
    """Add the columns, and turn each sentence that was compared into its word."""
    op.execute("ALTER TABLE publications RENAME COLUMN blocked TO hold_detail")
    for table, name in (
        ("publications", "hold"),
        ("publications", "cancelled"),
        ("publications", "query_result"),
        ("history", "decision"),
    ):
        new = sa.Column(name, sa.Text, nullable=False, server_default=sa.text("''"))
        op.add_column(table, new)
    _holds()
    _cancellations()
    _decisions()
    _asked()
    _outcomes()
    # Whether something was ever tried is told by its claim; 0004 began to count those. What has an
    # id at its network is left alone, because with a claim the id would have to be no other one's.
    op.execute(
        "UPDATE publications SET claim = 1 WHERE claim = 0 AND remote_id = ''"
        " AND state <> 'published' AND id IN (SELECT publication FROM attempts)"
    )


def _holds() -> None:
    _run(
        "UPDATE publications SET hold = CASE WHEN hold_detail = :removed THEN 'removed'"
        " WHEN hold_detail = :overtaken THEN 'overtaken'"
        " WHEN hold_detail LIKE :foreign THEN 'foreign' ELSE 'findings' END"
        " WHERE hold_detail <> ''",
        removed=REMOVED,
        overtaken=OVERTAKEN,
        foreign=f"{FOREIGN}%",
    )
    _run("UPDATE publications SET hold_detail = '' WHERE hold IN ('removed', 'overtaken')")
    for number, said in _rows("SELECT id, hold_detail FROM publications WHERE hold = 'foreign'"):
        address = said.removeprefix(FOREIGN_BEGINS).removesuffix(FOREIGN_ENDS)
        detail = "" if address == said else address
        _run("UPDATE publications SET hold_detail = :d WHERE id = :n", d=detail, n=number)


def _cancellations() -> None:
    _run(
        "UPDATE publications SET cancelled = CASE WHEN reason = :removed THEN 'calendar'"
        " WHEN reason LIKE :doubt THEN 'in-doubt' ELSE 'person' END WHERE state = 'cancelled'",
        removed=REMOVED,
        doubt=f"%{MAY_BE_OUT}",
    )


def _decisions() -> None:
    cases = " ".join(
        f"WHEN reason LIKE 'decided by %: {said}%' THEN '{word}'"
        for said, word in DECISIONS.items()
    )
    _run(
        f"UPDATE history SET decision = CASE {cases}"  # noqa: S608 - the words are those above
        " WHEN after = 'published' THEN 'there' WHEN after = 'cancelled' THEN 'cancel'"
        " WHEN after = 'failed' THEN 'absent' ELSE 'again' END WHERE reason LIKE 'decided by %'"
    )


def _asked() -> None:
    for number, reason in _rows("SELECT id, reason FROM publications WHERE state = 'unknown'"):
        left, result = reason, ""
        for sentence, word in ASKED.items():
            if sentence in left:
                left, result = left.replace(f"; {sentence}", "").replace(sentence, ""), word
        if result:
            _run(
                "UPDATE publications SET reason = :r, query_result = :q WHERE id = :n",
                r=left.removeprefix("; "),
                q=result,
                n=number,
            )


def _outcomes() -> None:
    cases = " ".join(f"WHEN '{before}' THEN '{now}'" for before, now in OUTCOMES.items())
    # What nobody listed is in doubt: an error of a kind that is derived from another one.
    _run(
        f"UPDATE attempts SET outcome = CASE outcome {cases}"  # noqa: S608 - the words are above
        " ELSE 'unclassified' END WHERE outcome NOT IN ('published', 'pending', 'absent')"
    )


def _run(statement: str, **values: object) -> None:
    op.get_bind().execute(sa.text(statement), values)


def _rows(query: str) -> list[tuple[int, str]]:
    return [(row[0], row[1]) for row in op.get_bind().execute(sa.text(query))]


def downgrade() -> None:
    """Nothing that was published is forgotten: restore a backup instead."""
    raise RuntimeError("there is no way back; restore a backup instead")
