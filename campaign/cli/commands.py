"""Every command and where it is: the table that `campaign --help` shows.

A new command is a function in a module of this folder and a line here. `tests/cli/test_commands.py`
holds both together.
"""

from __future__ import annotations

from campaign.cli.lazy import Command, Group

COMMANDS: tuple[Command | Group, ...] = (
    Command(
        "init",
        "init:init",
        "Begin a project: ask what it is called and where it speaks, and write its folder.",
    ),
    Command(
        "new",
        "new:new",
        "Make a post's file with an id of its own, ready for its words; nothing is overwritten.",
    ),
    Command(
        "compose",
        "writing.compose:compose",
        "Show one post as its channels will read it: lengths, findings, what is left out.",
    ),
    Command(
        "edit",
        "writing.edit:edit",
        "Change fields of one post in its file; every other line stays as it is.",
    ),
    Command(
        "undo",
        "writing.edit:undo",
        "Take back your last edit of a post: its file is byte for byte what it was before.",
    ),
    Command(
        "check",
        "check:check",
        "Read the whole calendar and say everything there is to say about it.",
    ),
    Command(
        "dismiss",
        "trust.dismiss:dismiss",
        "Let a finding stand, with a reason; or list what stands, or take it back.",
    ),
    Command(
        "preview",
        "calendar:preview",
        "Draw the cards and write a page that shows every post as each channel will read it.",
    ),
    Command(
        "schema",
        "schema:schema",
        "Print the JSON Schema of a post file, for editors to complete and check.",
    ),
    Command(
        "plan",
        "plan:plan",
        "Show what `apply` would change, like a diff, and what it costs; changes nothing.",
    ),
    Command(
        "apply",
        "plan:apply",
        "Make the plan so: draw cards, store variants, schedule publications. Nothing is sent.",
    ),
    Command(
        "approve",
        "trust.approve:approve",
        "Let exactly these texts and pictures go out; without a choice, list what waits.",
    ),
    Command(
        "publish", "publish:publish", "Publish what is due and approved, once: one tick, for cron."
    ),
    Command(
        "run", "run:run", "Run as a service: publish, settle, collect and report until SIGTERM."
    ),
    Command(
        "serve",
        "serve:serve",
        "Serve the desk: the calendar, posts, approvals and reports as web pages.",
    ),
    Command(
        "agenda",
        "agenda:show",
        "List what goes out on a day or in a week, with its state and everything that holds it.",
    ),
    Command(
        "status",
        "status:status",
        "Show what is due, late, held, in flight and failed; ends with 1 when a person is needed.",
    ),
    Command(
        "resolve",
        "resolve:resolve",
        "Show what may be out though nobody knows, with what the account shows; and decide.",
    ),
    Command(
        "pause",
        "pause:pause",
        "Stop publishing, for all or a part of it; without a scope, list what is stopped.",
    ),
    Command(
        "resume",
        "pause:resume",
        "Let what was paused go on; what is late within its grace goes out at the channel's pace.",
    ),
    Command(
        "skip",
        "skip:skip",
        "Let one post not go out on one channel, with a reason; or take that back.",
    ),
    Command(
        "move",
        "move:move_post",
        "Give a post another day or hour: say what follows, then write its line and plan it.",
    ),
    Command(
        "reschedule",
        "reschedule:reschedule",
        "Give what was missed or failed another time; it stays the same, and stays approved.",
    ),
    Command(
        "withdraw",
        "trust.withdraw:withdraw",
        "Take a post back: delete what is out, part by part, and stop what is not out yet.",
    ),
    Command(
        "correct",
        "trust.correct:correct",
        "Set a post right that is out: the calendar's new words, once approved, replace the old.",
    ),
    Command(
        "collect",
        "collect:collect",
        "Ask the networks for the figures that are due, and keep them.",
    ),
    Command(
        "read-back",
        "trust.read_back:read_back",
        "Read published posts as their readers get them, and compare them with what was approved.",
    ),
    Command(
        "feed",
        "feed:feed",
        "Write Atom and RSS feeds of what is out, and calendars of that and what is planned.",
    ),
    Command(
        "backup",
        "backup:backup",
        "Copy the database to one file, while others work on it, and check the copy.",
    ),
    Command(
        "restore",
        "backup:restore",
        "Put a backup back, and have asked about whatever may have gone out since it was made.",
    ),
    Command(
        "proof",
        "trust.proof:proof",
        "Write one post's whole story: who wrote, approved and sent it, what readers see.",
    ),
    Command(
        "doctor",
        "doctor:doctor",
        "Look at all that the program needs here, and say what is missing and what to do.",
    ),
    Command(
        "sandbox",
        "sandbox:sandbox",
        "Serve the networks on loopback, with a wall that shows what was posted.",
    ),
    Command(
        "demo",
        "demo:demo",
        "Run the campaign's first two weeks on a sandbox on this machine, and report on them.",
    ),
    Command(
        "rehearse",
        "rehearse:rehearse",
        "Run the planned campaign on a sandbox on this machine, and show what would go wrong.",
    ),
    Group(
        "report",
        "Write reports, and name posts that the program did not publish.",
        (
            Command(
                "weekly",
                "report:weekly",
                "Write one week's report: a page that opens offline, a workbook and CSV files.",
            ),
            Command(
                "send",
                "report_mail:send",
                "Send the report of last week to whoever is to have it and has not got it yet.",
            ),
            Command(
                "sent",
                "report_mail:sent",
                "List who was sent a week's report, and decide about those that may not have "
                "arrived.",
            ),
            Command(
                "monthly",
                "report:monthly",
                "Write one month's report, compared with the month before.",
            ),
            Command(
                "quarter",
                "report:quarter",
                "Write the report of three months, compared with the three before.",
            ),
            Command(
                "project",
                "report:project",
                "Write the report of the whole project, from its first day to its last.",
            ),
            Command(
                "span",
                "report:span",
                "Write the report of the days from one to another, compared with as many before.",
            ),
            Command(
                "add",
                "report_posts:add",
                "Name a post that the program did not publish, so that reports can tell of it.",
            ),
            Command(
                "import",
                "report_posts:import_posts",
                "Name every post of a CSV file that the program did not publish: all of them, or "
                "none.",
            ),
        ),
    ),
    Group(
        "figures",
        "Figures that no network tells: a person enters them.",
        (
            Command(
                "enter",
                "figures:enter",
                "Enter a figure that no network tells; a correction keeps what was there.",
            ),
            Command(
                "list",
                "figures:show",
                "List a week's figures by hand, with what was there before, and those that are "
                "missing.",
            ),
        ),
    ),
    Group(
        "kpi",
        "Targets against what there is; the plan is content/kpi.toml.",
        (
            Command(
                "set",
                "kpi:set_number",
                "Enter the number of an indicator as of a day; a correction keeps what was there.",
            ),
            Command(
                "list",
                "kpi:list_indicators",
                "List every indicator: target, number, and how it stands on a day.",
            ),
            Command(
                "show",
                "kpi:show",
                "Show one indicator: its way to the target, and all that was entered, with "
                "corrections.",
            ),
            Command(
                "import",
                "kpi:import_numbers",
                "Show which numbers a spreadsheet brings, and enter just those.",
            ),
            Command(
                "export",
                "kpi:export_numbers",
                "Write a spreadsheet in which partners enter the numbers that only people know.",
            ),
        ),
    ),
    Group(
        "evidence",
        "The record of everything that was done.",
        (
            Command(
                "verify",
                "trust.evidence:verify_record",
                "Check the record, and everything it tells of, for changes; ends with 1 at any.",
            ),
            Command(
                "seal",
                "trust.evidence:seal",
                "Seal the record's head now, and have it stamped where an authority is configured.",
            ),
            Command(
                "export",
                "trust.export:export_evidence",
                "Write one ZIP that proves what went out, for an auditor to check on their own.",
            ),
            Command(
                "portal",
                "trust.export:portal",
                "Write the table of communication activities for the European Commission's portal.",
            ),
            Command(
                "prune",
                "trust.forget:prune",
                "Delete names, words and raw answers that are older than the configuration keeps.",
            ),
        ),
    ),
    Group(
        "channels",
        "The accounts.",
        (
            Command(
                "list", "channels:list_channels", "List every channel with what its network allows."
            ),
            Command(
                "test",
                "channels:test_channels",
                "Try every channel's credential and the names in its posts; posts nothing.",
            ),
            Command(
                "connect",
                "connect:connect",
                "Connect an account: log in, say yes, and its credential is kept, encrypted.",
            ),
            Command(
                "disconnect",
                "connect:disconnect",
                "Forget the credential that was kept for an account.",
            ),
        ),
    ),
    Group(
        "user",
        "The people who work on the campaign.",
        (
            Command(
                "add",
                "trust.user:add",
                "Register a person; from the first one on, who acts must be known and have the "
                "right.",
            ),
            Command(
                "list", "trust.user:show", "List everybody who is registered, with their roles."
            ),
            Command(
                "role", "trust.user:role", "Give a person a role in a region, or take it away."
            ),
            Command("mail", "trust.user:mail", "Give a person another e-mail address."),
            Command(
                "disable",
                "trust.user:disable",
                "Let a person do nothing any more; what they did stays, and says who did it.",
            ),
            Command(
                "enable",
                "trust.user:enable",
                "Let a person who was disabled act again, with the roles of before.",
            ),
            Command(
                "link",
                "trust.user:link",
                "Make a link that signs a person in to the desk, once: for one who gets no mail.",
            ),
            Command(
                "redact",
                "trust.forget:redact",
                "Forget a person: name, address, id and words. What they did stays, and the record "
                "holds.",
            ),
        ),
    ),
    Command(
        "mcp",
        "machines.mcp:mcp",
        "Let an assistant read the calendar and write drafts (MCP); nothing goes out by it.",
    ),
    Group(
        "token",
        "What lets other programs in: the API, MCP and the metrics.",
        (
            Command(
                "make",
                "machines.token:make",
                "Make a token for a program; it is shown now and stored nowhere.",
            ),
            Command(
                "list",
                "machines.token:show",
                "List the tokens; who does not give machines access sees their own.",
            ),
            Command(
                "end",
                "machines.token:end",
                "Let a token let nobody in any more; what was done with it stays.",
            ),
        ),
    ),
    Group(
        "webhooks",
        "Addresses outside that hear of what becomes of publications.",
        (
            Command(
                "add",
                "machines.webhooks:add",
                "Let an address hear of publications; the secret that signs is shown now, once.",
            ),
            Command(
                "list",
                "machines.webhooks:show",
                "List the addresses, or with a number the last messages to one and its answers.",
            ),
            Command(
                "pause",
                "machines.webhooks:pause",
                "Send nothing there for now; what happens meanwhile is sent afterwards.",
            ),
            Command(
                "resume", "machines.webhooks:resume", "Send there again, from where it was paused."
            ),
            Command(
                "end",
                "machines.webhooks:end",
                "Send nothing there any more, and forget the address and its secret.",
            ),
            Command(
                "resend",
                "machines.webhooks:resend",
                "Send one message again, under the id that it had, so that the receiver can tell.",
            ),
            Command(
                "deliver",
                "machines.webhooks:deliver",
                "Send what is due; ends with 1 when something did not arrive.",
            ),
        ),
    ),
    Group(
        "review",
        "Somebody without an account looks at one post.",
        (
            Command(
                "invite",
                "trust.review:invite",
                "Make a link by which somebody without an account says yes to one post of one "
                "region.",
            ),
            Command(
                "list",
                "trust.review:show",
                "List the invitations, when each was last opened, and what was answered.",
            ),
            Command(
                "revoke",
                "trust.review:revoke",
                "End an invitation: its link opens nothing any more; an answer that was given "
                "stays.",
            ),
        ),
    ),
    Group(
        "consent",
        "What the people agreed to whom posts show.",
        (
            Command(
                "list",
                "trust.consent:show",
                "List every consent: until when it holds, which posts name it, and what is out.",
            ),
            Command(
                "withdraw",
                "trust.consent:withdraw",
                "Let nothing more go out that shows a person, and list what is out with them.",
            ),
        ),
    ),
    Group(
        "media",
        "The pictures that networks fetch, where they fetch them.",
        (
            Command(
                "publish",
                "media:publish",
                "Lay out the pictures of what is scheduled where `public_media_url` shows them.",
            ),
        ),
    ),
    Group(
        "sheet",
        "The calendar as a spreadsheet, there and back.",
        (
            Command(
                "export",
                "sheet:export_sheet",
                "Write the calendar to a spreadsheet: a row a post, a column a language and field.",
            ),
            Command(
                "import",
                "sheet:import_sheet",
                "Show what the spreadsheet says differently, and write just that into the files.",
            ),
        ),
    ),
    Group(
        "translations",
        "Translations: how they stand (`show`, also without a word), to translators and back.",
        (
            Command(
                "show",
                "translating.translations:show",
                "Show how the translations stand: every post in every language that its channels "
                "speak.",
            ),
            Command(
                "accept",
                "translating.translations:accept",
                "Say that a translation fits its source as it is: it becomes reviewed.",
            ),
            Command(
                "mark",
                "translating.translations:mark",
                "Write the source's hash into translations that name none: they translate it as it "
                "is.",
            ),
            Command(
                "export",
                "translating.exchange:export_translations",
                "Write texts for translators, as a spreadsheet or as XLIFF 2.0, with notes and "
                "states.",
            ),
            Command(
                "import",
                "translating.exchange:import_translations",
                "Show what translators changed, and write just that into the posts' files.",
            ),
        ),
        usual="show",
    ),
)
