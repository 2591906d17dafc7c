"""The models' texts about their settings that have a translation; a test finds those that no model says any more."""

from wco_portal.texts import marked

__all__ = ["HELP"]

HELP = (
    marked("Name for people: lists, reports, panels."),
    marked("Any mobile or landline, any network."),
    marked("Address for messages; none if omitted."),
    marked("Department for lists and permissions; none if omitted."),
    marked("Login for the web application; none if omitted."),
    marked("How long the phone rings before the call counts as not answered."),
    marked("An inactive user's phone is not rung."),
    marked("What the user may do by feature codes."),
    marked("Where calls to the user go on. They do not apply to calls of a group."),
    marked("Rung instead of the user's phone; a feature code may change it meanwhile."),
    marked("Rung when the user's phone is busy."),
    marked("Rung when the user does not answer."),
    marked("Permission to present a main number; none if omitted."),
    marked("Whether every call presents it; otherwise only those dialled with the prefix *666."),
    marked("Main number that is shown; the primary one if omitted."),
    marked(
        "Block where calls to the user's own number begin (połączenia przychodzące "
        "bezpośrednio), when the operator's network routes them here; none if omitted."
    ),
    marked("Name for people: reports, panels, and announcements to members."),
    marked("Users, in the order of the strategies linear and round_robin."),
    marked("Who is rung next."),
    marked(
        "A group that is switched off sends callers to the exit inactive; a feature code may "
        "switch it meanwhile."
    ),
    marked("How long one member's phone rings."),
    marked("How long a caller waits at most."),
    marked("How many callers may wait at once; 0 for no limit."),
    marked("Rest of a member after each conversation."),
    marked(
        "How many calls in a row a member may miss before being excluded for block_minutes; "
        "0: never excluded. The last member who could be rung is never excluded."
    ),
    marked("How long a member who does not answer is excluded."),
    marked("Whether a member has to press 1 to take the call, so that a mailbox never swallows it."),
    marked("Whether a member hears, before talking, which group calls and how long the caller has waited."),
    marked("What callers hear while they wait."),
    marked("Prompt played again and again instead of the standard music: a text, or music of one's own."),
    marked("Prompt that interrupts the background from time to time."),
    marked("How often the message is played."),
    marked("Whether their position in the queue is announced to callers."),
    marked("Whether the estimated waiting time is announced to callers."),
    marked("How often position and estimate are announced."),
    marked("List of callers who are served before all others."),
    marked("For how many days a caller is first offered to the member they talked to last; 0: not."),
    marked("For how many minutes a caller whose call dropped gets the same place in the queue back; 0: not."),
    marked("Key with which a waiting caller asks to be called back and keeps the place; none if omitted."),
    marked("Where calls go that nobody answers."),
    marked("The caller waited for wait_seconds."),
    marked("As many callers wait as may (max_waiting)."),
    marked("The group has no member whose phone may be rung, or all have logged out."),
    marked("The group is switched off."),
    marked("Where the caller goes after the member hangs up."),
    marked("With callback_key: the caller has asked to be called back."),
    marked("Language of this block's system prompts; the tenant's if omitted."),
    marked("Prompt with the instruction; played again at each repeat."),
    marked('Prompt after a wrong key or number; the system prompt "invalid" if omitted.'),
    marked("How long to wait for the first digit after the prompt."),
    marked("How long to wait for each further digit."),
    marked("How many more times the caller may try after the first failure."),
    marked("Whether a digit stops the prompt; without it digits before the prompt's end are ignored."),
    marked("Whether internal numbers offered here may begin with one another: # or a pause ends one."),
    marked("Where each key leads."),
    marked("Whether internal numbers may be dialled inside the menu too."),
    marked("Where calls go that no key took."),
    marked("The caller pressed a key that leads nowhere, at the last try."),
    marked("The caller pressed nothing, at the last try."),
    marked("With dial_internal (and then required): the user of the internal number is busy."),
    marked("With dial_internal (and then required): the user of the internal number does not answer."),
    marked("With dial_internal: the user hung up after a conversation."),
    marked(
        "Weekly opening hours by day or range of days (mon-fri); days that are not named are "
        "closed. Hours over midnight (22:00-06:00) belong to the day on which they begin, and"
        " go on into whatever day follows."
    ),
    marked("What Polish public holidays do."),
    marked("Exceptions; the first that covers the day decides, before holidays and weekly hours."),
    marked("First day, YYYY-MM-DD."),
    marked("Last day of the range; the same day if omitted."),
    marked(
        "Opening hours that begin on these days; none for closed. A night that began on the "
        "day before goes on."
    ),
    marked("What speech synthesis says."),
    marked("Language of the text; the tenant's if omitted."),
    marked("Name, as it is spoken."),
    marked("Number the contact calls from."),
    marked("Whole numbers."),
    marked("Beginnings of numbers, with the country code: +4822."),
    marked("Prompt that is played."),
    marked(
        "When it begins to be played, on the tenant's clock: 2026-12-24T12:00, or a day, from"
        " its beginning on."
    ),
    marked("When it ends by itself: a moment, or a day, with which it ends."),
    marked("Main numbers for which it is played; all if omitted."),
    marked("What comes after it."),
    marked("Whether it is switched on; a feature code may switch it meanwhile."),
    marked("Whether it also covers anonymous callers."),
    marked("List of numbers and prefixes."),
    marked("Main numbers for which the rule applies; all if omitted."),
    marked("Block where such calls go; they are rejected if omitted."),
    marked("Whether called users may transfer calls and park them."),
    marked("Whether a call may be transferred to numbers outside the company too."),
    marked("How long the target rings before the caller comes back."),
    marked("How long a parked call waits before it comes back to whoever parked it."),
    marked("User whose phone rings."),
    marked("Group block where the call goes on."),
    marked("Block where its calls begin."),
    marked("Block where its calls begin; the primary's if omitted."),
    marked("Mobile or landline number of the operator."),
    marked("The phone is busy, or the call was rejected."),
    marked("Nobody answered, or the phone cannot be reached."),
    marked("Where the caller goes after the called person hangs up."),
    marked("How long the phone rings."),
    marked("Where calls that were not answered go, and callers after a conversation."),
    marked("Where the call goes on."),
    marked("The prompt is over."),
    marked("Prompt that is played to its end."),
    marked("Number of any network, outside the switchboard."),
)
