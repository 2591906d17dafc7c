"""Survey: who is asked, and what the answers are."""

from wcoctl.blocks.survey.rows import SurveyQuestionRow, SurveyRow
from wcoctl.simulate.result import INVALID
from wcoctl.simulate.session import Session

__all__ = ["walk"]


def walk(session: Session, block: str) -> str:
    """Walk through a survey block; return its exit."""
    row = session.board.settings(SurveyRow, block)
    if session.answered_ms is None:
        session.notes.why.append("the caller has talked to nobody")
        return "skipped"
    talked = (session.ms - session.answered_ms) / 1000
    if talked < row.min_talk_seconds:
        session.notes.why.append(f"{talked:g} s after the answer are less than {row.min_talk_seconds} s")
        return "skipped"
    _note_chance(session, row)
    for question in session.board.of_block(SurveyQuestionRow, block):
        _ask(session, row, question)
    if row.thanks:
        session.play(row.thanks)
    return "end"


def _note_chance(session: Session, row: SurveyRow) -> None:
    """Note what hangs on earlier calls: this one counts as one that is asked."""
    if row.one_in > 1:
        session.notes.why.append(f"one conversation in {row.one_in} is asked about, this is taken for one")
    if row.not_again_days and session.call.caller:
        session.notes.why.append(f"the caller is taken for not asked within {row.not_again_days} days")
    session.exact &= row.one_in == 1 and not (row.not_again_days and session.call.caller)


def _ask(session: Session, row: SurveyRow, question: SurveyQuestionRow) -> None:
    for left in range(row.repeats, -1, -1):
        stopped = session.play(question.prompt, interruptible=True)
        digit = session.key(row.no_input_seconds, 0 if stopped else session.call.think_ms)
        if digit is not None and digit in question.digits:
            session.notes.why.append(f"the answer to {question.question} is {digit}")
            return
        if digit is not None and left:
            session.play(INVALID)
    session.notes.why.append(f"{question.question} is not answered")
