"""From a visit to what is on screen: chooses the screen of a step and gives it its frozen data. Keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kiosk.flow import PAGE_KINDS
from kiosk.i18n import Words, long_date
from kiosk.service import local_words
from kiosk.visit import NOT_SURE, choice_order
from ui.patient.check import CheckData, CheckScreen
from ui.patient.companion import CompanionData, CompanionScreen
from ui.patient.conditions import ConditionsData, ConditionsScreen
from ui.patient.confirm import AnsweredQuestion, ConfirmData, ConfirmScreen, ReconfirmData, ReconfirmScreen
from ui.patient.content_page import LAST_PART, ContentPage, ContentPageData
from ui.patient.decision import DecisionData, DecisionOption, DecisionScreen
from ui.patient.done import DoneData, DoneScreen, Signer, Waiting
from ui.patient.electronic_record import ElectronicRecordData, ElectronicRecordScreen
from ui.patient.feedback import FeedbackData, FeedbackScreen
from ui.patient.identity import IdentityData, IdentityScreen
from ui.patient.library import LibraryData, LibraryScreen
from ui.patient.question_sheet import QuestionData
from ui.patient.saved_questions_sheet import SavedQuestion, SavedQuestionsData
from ui.patient.sign import SignScreen
from ui.patient.someone import SomeoneData, SomeoneScreen
from ui.patient.summary import SummaryData, SummaryScreen
from ui.patient.teach_back import TeachBackData, TeachBackScreen
from ui.patient.values import ValuesData, ValuesScreen
from ui.patient.welcome import WelcomeData, WelcomeScreen
from ui.patient.wishes import WishesData, WishesScreen
from ui.widgets.intents import ReaderBack, ReaderClosed, ReaderNext
from ui.widgets.patient_screen import Detour
from ui.widgets.progress import ProgressData
from ui.widgets.sign_panel import WAYS
from ui.widgets.signing_screen import SignData

if TYPE_CHECKING:
    from datetime import tzinfo

    from kiosk.content import CheckItem, Content, Reference, Term, TreatmentText
    from kiosk.document import ConsentDocument
    from kiosk.events import VisitOpened
    from kiosk.flow import Step
    from kiosk.service import VisitView
    from kiosk.settings import ClinicSettings
    from kiosk.visit import Question
    from ui.theme import Look
    from ui.widgets.screen import Screen

__all__ = ["Presenter", "page_data"]

SENTENCE_ENDS = (".", "?", "!", "…")
LONGEST_CALL = 30
"""Most characters of what a person is called in a sentence."""


def page_data(
    content: Content, words: Words, page_id: str, *, part: int = 1, detour: Detour | None = None
) -> ContentPageData:
    """Return what a content page shows; one that the clinic wrote itself says so in its source line."""
    page = content.pages[words.language][page_id]
    figure = content.figures.get(page.figure)
    own = f"{words['page.clinic_text']}. " if page.origin == "clinic" else ""
    return ContentPageData(
        title=page.title,
        page=page,
        figure=figure,
        figure_text=figure.text[words.language] if figure else None,
        source=f"{own}{page.source}",
        has_terms=bool(page.terms),
        strings=words,
        initial_part=part,
        # Beside an optional page there are no further ones: nobody gets lost in them.
        more=bool(page.more) and detour is None,
        detour=detour,
    )


@dataclass(frozen=True, slots=True)
class Presenter:
    """Draws visits of one pack in one language and look."""

    content: Content
    words: Words
    look: Look

    # ------------------------------------------------------------------ screens

    def welcome(self, opened: VisitOpened | None, *, read_aloud: bool | None) -> Screen:
        """Return the first screen. `opened` began the visit that waits; `read_aloud` is None without a voice."""
        language = self.words.language
        if opened is None:
            minutes = self.content.reading_minutes(next(iter(self.content.treatments)), language)
        else:
            minutes = self.content.reading_minutes(opened.treatment, language, reason=opened.reason, route=opened.route)
        data = WelcomeData(
            words=self.words,
            minutes=minutes,
            languages=tuple((language.id, language.name) for language in self.content.languages),
            language=self.words.language,
            read_aloud=read_aloud,
            ready=opened is not None,
            library=bool(self.content.library),
        )
        return WelcomeScreen(data, self.look)

    def screen(self, view: VisitView, *, last_part: bool = False) -> Screen:
        """Return the screen of the step that a visit stands at; signing and the end have data of their own.

        `last_part`: a content page begins at its last part, because Back led to it.

        Raises:
            KeyError: the step is `sign` or `done`, or none that a patient sees.
        """
        step = view.plan.step(view.state.step)
        if step.kind in PAGE_KINDS:
            return self._page(view.plan.page_of(step), LAST_PART if last_part else 1)
        makers = {
            "identity": self._identity,
            "wishes": self._wishes,
            "record": self._record,
            "companion": self._companion,
            "conditions": self._conditions,
            "teach_back": self._teach_back,
            "check": self._check,
            "feedback": self._feedback,
            "values": self._values,
            "summary": self._summary,
            "decision": self._decision,
            "confirm": self._confirm,
            "reconfirm": self._reconfirm,
        }
        return makers[step.kind](view, step)

    def sign(self, view: VisitView, form: ConsentDocument, meaning: str, zone: tzinfo) -> Screen:
        """Return the form to read and sign under a `meaning`; `zone` is the clinic's, for the day under the line."""
        state, digest = view.state, self.digest(form)
        shown = state.form_shown
        today = state.confirmed.at if state.confirmed else state.opened.at
        said, patient = dict(self.words), state.opened.event.patient.name
        printed = ""
        if state.represented:
            said["sign.here"] = self.words.say("sign.here_for", {"name": self.called(patient)})
            printed = self.words.say("sign.printed_for", {"name": state.decider, "patient": patient})
        on_paper = state.electronic is not None and not state.electronic.event.accepted
        if on_paper:
            said["sign.paper_line"] = self.words["sign.paper_only_line"]
            said["sign.here"] = self.words["sign.here_paper"]
        data = SignData(
            words=said,
            blocks=form.blocks,
            digest=digest,
            meaning=meaning,
            name=state.decider,
            date=long_date(today.astimezone(zone).date(), self.words),
            seen=shown is not None and shown.event.content_digest == digest,
            printed=printed,
            others=(patient,) if state.represented else (),
            ways=("paper",) if on_paper else WAYS,
        )
        return SignScreen(data, self.look)

    def someone(self, settings: ClinicSettings) -> Screen:
        """Return the screen that asks for a person, with the numbers of the clinic and its country."""
        local = local_words(settings, self.content.countries, self.words)
        calls = tuple(self.words.say(f"someone.{key}", local) for key in ("emergency", "crisis", "clinic"))
        return SomeoneScreen(SomeoneData(self.words, calls), self.look)

    # ------------------------------------------------------------------ optional pages

    def library(self) -> Screen:
        """Return the list of shelves."""
        names = self.content.shelf_names[self.words.language]
        entries = tuple((shelf.id, names[shelf.id]) for shelf in self.content.library)
        words = self.words
        return LibraryScreen(
            LibraryData(words, words["library.title"], words["library.lead"], entries, top=True), self.look
        )

    def shelf(self, shelf: str) -> Screen:
        """Return the list of a shelf's pages."""
        language = self.words.language
        pages = next(one.pages for one in self.content.library if one.id == shelf)
        entries = tuple((page, self.content.pages[language][page].title) for page in pages)
        name = self.content.shelf_names[language][shelf]
        return LibraryScreen(LibraryData(self.words, name, self.words["library.shelf_lead"], entries), self.look)

    def optional_page(self, page: str, *, last: bool, last_part: bool = False) -> Screen:
        """Return a page that belongs to no step; behind the `last` one there is no other."""
        done = self.words["reader.done"] if last else ""
        detour = Detour(ReaderBack(), ReaderNext(), ReaderClosed(), done, self.words["reader.close"])
        return self._page(page, LAST_PART if last_part else 1, detour)

    def digest(self, form: ConsentDocument) -> str:
        """Return what names the words of a form that stand above the signature."""
        from kiosk.document import form_digest

        return form_digest(form)

    def done(self, view: VisitView, seconds: int, signer: Signer = "") -> Screen:
        """Return the last screen, which clears after `seconds`; `signer` says who has the tablet then."""
        state = view.state
        named = signer in {"", "withdrawn", "unsigned"}
        data = DoneData(
            words=self.words,
            name=state.decider.split()[0] if named else "",
            decision=state.choice or "talk",
            questions=len(state.open_questions),
            waiting=_waiting(view),
            seconds=seconds,
            signer=signer,
        )
        return DoneScreen(data, self.look)

    def progress(self, view: VisitView, part: int = 1, parts: int = 1) -> ProgressData:
        """Return where the progress bar stands."""
        place = view.plan.progress(view.plan.step(view.state.step))
        names = self._text(view).sections
        suffix = self.words["progress.check"] if place.check else ""
        sections = tuple(names[section] for section in place.sections)
        return ProgressData(sections, place.index, place.page, place.pages, part, parts, suffix)

    def terms(self, page: str) -> tuple[Term, ...]:
        """Return the glossary words of a page."""
        glossary = self.content.glossary[self.words.language]
        return tuple(glossary[term] for term in self.content.pages[self.words.language][page].terms)

    def sources(self, page: str) -> tuple[Reference, ...]:
        """Return what a page rests on."""
        wanted = self.content.pages[self.words.language][page].references
        return tuple(self.content.references[one] for one in wanted)

    # ------------------------------------------------------------------ questions

    def question(self, view: VisitView, new_id: str) -> QuestionData:
        """Return an empty question about the page on screen."""
        step = view.plan.step(view.state.step)
        ready = tuple((one.id, one.text) for one in self.content.questions[self.words.language].values())
        page = view.plan.page_of(step) or step.id
        return QuestionData(self.words, new_id, page, self.about(view, page), ready)

    def change(self, view: VisitView, question: Question) -> QuestionData:
        """Return a saved question to change."""
        ready = tuple((one.id, one.text) for one in self.content.questions[self.words.language].values())
        about = self.about(view, question.page)
        return QuestionData(
            self.words, question.id, question.page, about, ready, question.picks, question.text, changing=True
        )

    def saved_questions(self, view: VisitView) -> SavedQuestionsData:
        """Return all questions of a visit."""
        rows = tuple(
            SavedQuestion(one.id, self.about(view, one.page), self._picks(one), one.text, one.answer)
            for one in view.state.questions.values()
        )
        return SavedQuestionsData(self.words, rows)

    def question_text(self, question: Question) -> str:
        """Return a question in one line: picks and own words, each a sentence of its own."""
        parts = [part.strip() for part in (*self._picks(question), question.text)]
        ended = [part if part.endswith(SENTENCE_ENDS) else f"{part}." for part in parts[:-1]]
        return " ".join((*ended, parts[-1])).strip()

    def _picks(self, question: Question) -> tuple[str, ...]:
        ready = self.content.questions[self.words.language]
        return tuple(ready[pick].text for pick in question.picks if pick in ready)

    def about(self, view: VisitView, page: str) -> str:
        """Name a page by its section and place, "Benefits, page 1"."""
        step_id = f"page:{page}" if page in view.plan.pages else page
        try:
            step = view.plan.step(step_id)
        except KeyError:
            return ""
        place = view.plan.progress(step)
        section = self._text(view).sections[step.section]
        return self.words.say("question.place", {"section": section, "page": place.page})

    # ------------------------------------------------------------------ one step each

    def treatment_name(self, opened: VisitOpened, view: VisitView | None = None) -> str:
        """Name a visit's treatment with its reason, in short.

        What the content does not have any more is named as it was printed, which a view knows; else by its id.
        """
        language = self.words.language
        treatment = self.content.treatments.get(opened.treatment)
        reason = self.content.reasons[language].get(opened.reason)
        name = treatment.text[language].short_name if treatment else opened.treatment
        if view is not None and view.kept:
            name = view.treatment.text[language].short_name
        return self.words.say("treatment.named", {"treatment": name, "reason": reason.short if reason else ""}).strip()

    def _text(self, view: VisitView) -> TreatmentText:
        return view.treatment.text[self.words.language]

    def _page(self, page_id: str, part: int, detour: Detour | None = None) -> Screen:
        return ContentPage(page_data(self.content, self.words, page_id, part=part, detour=detour), self.look)

    def called(self, name: str) -> str:
        """Return what somebody is called for short: the first word of the name, shortened if it is very long."""
        first = name.split(maxsplit=1)[0]
        return first if len(first) <= LONGEST_CALL else f"{first[:LONGEST_CALL]}…"

    def _identity(self, view: VisitView, _step: Step) -> Screen:
        opened = view.state.opened.event
        answer: Literal["", "yes"] = "yes" if view.state.identity and view.state.identity.event.confirmed else ""
        data = IdentityData(
            words=self.words,
            name=opened.patient.name,
            birth_date=long_date(opened.patient.birth_date, self.words),
            treatment=self.treatment_name(opened),
            answer=answer,
            representative=opened.representative.name if opened.representative is not None else "",
            called=self.called(opened.patient.name),
        )
        return IdentityScreen(data, self.look)

    def _wishes(self, view: VisitView, _step: Step) -> Screen:
        name, told = self.called(view.state.opened.event.patient.name), view.state.wishes
        data = WishesData(self.words, name)
        if told is not None:
            data = WishesData(self.words, name, told.event.wishes, told.event.assent)
        return WishesScreen(data, self.look)

    def _record(self, view: VisitView, _step: Step) -> Screen:
        given = view.state.electronic
        answer: Literal["", "tablet", "paper"] = ""
        if given is not None:
            answer = "tablet" if given.event.accepted else "paper"
        return ElectronicRecordScreen(ElectronicRecordData(self.words, answer), self.look)

    def _companion(self, view: VisitView, _step: Step) -> Screen:
        known = view.state.companion
        data = CompanionData(self.words)
        if known is not None:
            data = CompanionData(self.words, known.kind, known.companion_name, known.companion_role)
        return CompanionScreen(data, self.look)

    def _conditions(self, view: VisitView, _step: Step) -> Screen:
        texts = self.content.condition_texts[self.words.language]
        asked = tuple((key, texts[key].ask) for key in view.plan.conditions)
        return ConditionsScreen(ConditionsData(self.words, asked, dict(view.state.conditions)), self.look)

    def _teach_back(self, view: VisitView, step: Step) -> Screen:
        given = view.state.teach_backs.get(step.subject)
        data = TeachBackData(
            words=self.words,
            number=view.plan.teach_back.index(step.subject) + 1,
            count=len(view.plan.teach_back),
            must_know=step.subject,
            prompt=self.content.teach_back[self.words.language][step.subject].prompt,
            text=given.event.text if given else "",
            spoken=given is not None and given.event.spoken,
        )
        return TeachBackScreen(data, self.look)

    def _item(self, view: VisitView, must_know: str, attempt: int) -> CheckItem:
        items = view.plan.must_know[must_know].items
        return self.content.checks[self.words.language][items[attempt % len(items)]]

    def _check(self, view: VisitView, step: Step) -> Screen:
        fact = step.subject
        answers = view.state.answers.get(fact, ())
        settled = view.state.settled(fact)
        attempt = len(answers) - 1 if settled and answers else len(answers)
        item = self._item(view, fact, attempt)
        texts = {choice.id: choice.text for choice in item.choices} | {NOT_SURE: self.words["check.not_sure"]}
        order = choice_order(view.state.opened.event.order_seed, item.id, tuple(choice.id for choice in item.choices))
        number, count = view.plan.check_number(fact)
        data = CheckData(
            words=self.words,
            number=number,
            count=count,
            must_know=fact,
            item=item.id,
            question=item.question,
            choices=tuple((choice, texts[choice]) for choice in order),
            right=item.right_choice.id,
            chosen=answers[-1].event.choice if settled and answers else "",
            settled=settled,
        )
        return CheckScreen(data, self.look)

    def _feedback(self, view: VisitView, step: Step) -> Screen:
        fact = step.subject
        last = view.state.answers[fact][-1].event
        item = self.content.checks[self.words.language][last.item]
        chosen = next((choice for choice in item.choices if choice.id == last.choice), None)
        number, count = view.plan.check_number(fact)
        data = FeedbackData(
            words=self.words,
            number=number,
            count=count,
            must_know=fact,
            chosen=chosen.text if chosen else self.words["check.not_sure"],
            right=last.right,
            handed_over=fact in view.state.handed_over,
            kind=item.kind,
            safe=item.safe,
            why=chosen.why if chosen else item.not_sure,
        )
        return FeedbackScreen(data, self.look)

    def _values(self, view: VisitView, _step: Step) -> Screen:
        labels = self._text(view).values
        lines = tuple((value, labels[value]) for value in view.plan.values)
        return ValuesScreen(ValuesData(self.words, lines, dict(view.state.values)), self.look)

    def _summary(self, view: VisitView, _step: Step) -> Screen:
        text = self._text(view)
        other = next(section for section in view.treatment.sections if section.id == "other_choices")
        data = SummaryData(
            words=self.words,
            benefits=tuple(point.text for point in text.benefits),
            harms=tuple(point.text for point in text.harms),
            unknown=tuple(point.text for point in text.unknown),
            other_choices=text.other_choices,
            other_page=other.pages[0],
            questions=len(view.state.questions),
        )
        return SummaryScreen(data, self.look)

    def _decision(self, view: VisitView, _step: Step) -> Screen:
        options = {key: DecisionOption(one.title, one.next) for key, one in self._text(view).decision.items()}
        # Who signed and wants to choose again starts anew: the old choice stands until there is another.
        chosen = "" if view.state.signature is not None else view.state.choice or ""
        return DecisionScreen(DecisionData(self.words, options, chosen, view.state.objects), self.look)

    def _confirm(self, view: VisitView, _step: Step) -> Screen:
        text, choice = self._text(view), view.state.choice or "talk"
        chosen = text.decision[choice]
        # What agreeing means stands on the form that is signed; the other two are confirmed here.
        meaning = "" if choice == "agree" else text.meaning[choice]
        return ConfirmScreen(ConfirmData(self.words, chosen.restated, chosen.next, meaning), self.look)

    def _reconfirm(self, view: VisitView, _step: Step) -> Screen:
        chosen = self._text(view).decision["agree"]
        asked = (AnsweredQuestion(self.question_text(one), one.answer) for one in view.state.questions.values())
        facts = self.content.must_know_texts[self.words.language]
        went_over = (AnsweredQuestion(facts[one].name, timed.event.note) for one, timed in view.state.cleared.items())
        return ReconfirmScreen(ReconfirmData(self.words, chosen.restated, (*asked, *went_over)), self.look)


def _waiting(view: VisitView) -> Waiting:
    """Return what the document still waits for when the tablet is handed back."""
    signed = view.state.signature
    if signed is not None and signed.event.method == "paper" and view.state.paper_received is None:
        return "paper"
    if not view.waits_for or view.waits_for == "visit.already_sealed":
        return ""
    others = view.turn is not None and view.waits_for == f"visit.{view.turn}_open"
    return "clinician" if others and view.state.choice == "agree" else "answers"
