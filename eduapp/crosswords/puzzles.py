"""Whole crosswords: clues made from a course text and laid out, laid out anew, and made ready to leave the house.

make(document, ...)     a set of clue items with its crossword
reroll(item_set, ...)   its crossword by another seed, with some entries in place and some words dropped
ready(item_set, items)  its crossword of these items alone, as they stand now
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from eduapp.crosswords.clue_items import clue_item
from eduapp.crosswords.clue_records import Clue, Keyword
from eduapp.crosswords.clues import CluesMade, make_clues
from eduapp.crosswords.forms import key
from eduapp.crosswords.grid import Page, Reason, lay_out_anew, page_for, pinned
from eduapp.crosswords.letters import cells, enumeration
from eduapp.domain.base import Model as Record
from eduapp.domain.base import content_id
from eduapp.domain.crossword import Crossword, Entry, Unplaced
from eduapp.domain.item import Item
from eduapp.domain.item_set import ItemSet
from eduapp.domain.knowledge import Understanding
from eduapp.domain.review import State
from eduapp.domain.source import Document
from eduapp.errors import InputError
from eduapp.llm.base import Completer

PAGES = {"a4": Page(rows=30, columns=28), "letter": Page(rows=28, columns=29)}
"""How large a grid may be on each paper, so that its cells stay large enough to write in."""

FEWEST, MOST = 3, 60
"""How many words a crossword may have."""

ROUNDS = 3
"""How often words that find no place are replaced by others."""

BLUEPRINT = "crossword"
DROPPED = "You dropped it."
REJECTED = "Its clue was rejected."
NOT_APPROVED = "Its clue is not approved."
RESERVE = "It is in reserve: the grid has as many words as were asked for."

Progress = Callable[[str, int, int], None]


class Plan(Record):
    """What a crossword is to be like: as `make_clues` is asked for clues; `page` is a name of PAGES."""

    words: int = 18
    style: str = "mixed"
    tier: int = 1
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    accents: bool = False
    language: str = ""
    page: str = "a4"
    seed: int = 0

    def set_id(self, source: str, model: str) -> str:
        """The id of the set that this makes of a source with the model of that hash."""
        return content_id("set", source, BLUEPRINT, self.model_dump(), model)


def make(
    document: Document,
    understanding: Understanding,
    plan: Plan,
    *,
    model: Completer | None = None,
    progress: Progress | None = None,
    on_item: Callable[[Item], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ItemSet:
    """A crossword of a document's own terms, with an item for each clue; the same for the same input and model.

    There are clues in reserve for words that find no place or are dropped later. `on_item` gets each item when it is
    made, once there are enough for a crossword. Raises InputError for a plan that can't be, and for a text that gives
    fewer than three clues.
    """
    page = _page(plan.page)
    if not FEWEST <= plan.words <= MOST:
        raise InputError(f"A crossword can have {FEWEST} to {MOST} words, not {plan.words}.")
    items: list[Item] = []

    def keep(clue: Clue, keyword: Keyword) -> None:
        items.append(clue_item(clue, keyword, document.source.id, seed=plan.seed, model=model))
        if on_item and len(items) >= FEWEST:
            for item in items if len(items) == FEWEST else items[-1:]:
                on_item(item)

    asked = plan.model_dump(exclude={"page"})
    told = {"progress": progress, "on_clue": keep, "cancelled": cancelled}
    made = make_clues(document, understanding, model=model, **asked, **told)
    if len(items) < FEWEST:
        raise _too_few(len(items), made)
    words = [_word(item, plan.accents) for item in items]
    crossword = _filled(words, (), plan.words, _fitting(words, page), plan.seed)
    return ItemSet(
        id=plan.set_id(document.source.id, model.hash if model else ""),
        source=document.source.id,
        title=document.title,
        blueprint=BLUEPRINT,
        model=model.name if model else "",
        seed=plan.seed,
        items=tuple(items),
        missing=tuple(_missing(plan, made, crossword)),
        report={"refused": dict(Counter(why for _, why in made.refused))},
        crossword=crossword,
    )


def reroll(
    item_set: ItemSet, *, seed: int, pin: Collection[str] = (), drop: Collection[str] = (), page: str = "a4"
) -> Crossword:
    """The crossword of a set by another seed, of its clues as they stand now.

    The entries of the labels `pin` ("12 across") keep their places to one another. The terms `drop` are left out from
    now on, and words in reserve take their places, as they do for rejected clues. Raises InputError for a set without
    crossword, a label or term that it hasn't got, and pins that can't be joined.
    """
    crossword = crossword_of(item_set)
    listed = {key(word.display): word for word in (*crossword.entries, *crossword.unplaced)}
    for term in drop:
        if key(term) not in listed:
            raise InputError(f"There is no word {term!r} to drop.", hint="Name it as it stands in the crossword.")
    out = {listed[key(term)].item: DROPPED for term in drop}
    out |= {word.item: DROPPED for word in crossword.unplaced if word.reason == DROPPED}
    out |= {item.id: REJECTED for item in item_set.items if item.review.state is State.REJECTED}
    labels = [" ".join(label.lower().split()) for label in pin]
    return _anew(pinned(crossword, labels), item_set.items, out, seed, _page(page))


def ready(item_set: ItemSet, items: Sequence[Item]) -> Crossword:
    """The crossword of a set with these of its items alone.

    It is laid out anew if an entry's item is missing or has another answer by now; pinned entries then keep their
    places where they can be joined. The same set and items give the same crossword. Raises InputError when no word is
    left.
    """
    crossword, known = crossword_of(item_set), {item.id: item for item in items}
    if all(e.item in known and known[e.item].answer == e.display for e in crossword.entries):
        return crossword
    out = {word.item: DROPPED for word in crossword.unplaced if word.reason == DROPPED}
    out |= {item.id: NOT_APPROVED for item in item_set.items if item.id not in known}
    try:
        return _anew(crossword, item_set.items, out, crossword.seed, PAGES["a4"])
    except InputError:
        return _anew(pinned(crossword, ()), item_set.items, out, crossword.seed, PAGES["a4"])


def crossword_of(item_set: ItemSet) -> Crossword:
    """The crossword of a set. Raises InputError when it has none."""
    if item_set.crossword is None:
        raise InputError(f"{item_set.id} has no crossword.", hint="`eduapp crossword SOURCE` makes one.")
    return item_set.crossword


def _anew(crossword: Crossword, items: Sequence[Item], out: Mapping[str, str], seed: int, page: Page) -> Crossword:
    """The words of a crossword laid out by that seed, without the items in `out`, which gives the reason for each."""
    accents = any(entry.answer != cells(entry.display) for entry in crossword.entries)
    listed = {word.item for word in (*crossword.entries, *crossword.unplaced)}
    words = {item.id: _word(item, accents) for item in items if item.id in listed}
    gone = [word.model_copy(update={"reason": out[one]}) for one, word in words.items() if one in out]
    left = [word for one, word in words.items() if one not in out]
    if not left:
        raise InputError("No word is left for the crossword.", hint="Drop or reject fewer of them.")
    pins = [entry for entry in crossword.entries if entry.pinned and _is_still(entry, left)]
    held = {entry.item for entry in pins}
    single, repeated = _without_repeats([word for word in left if word.item not in held], pins)
    full = any(word.reason == RESERVE for word in crossword.unplaced)
    count = crossword.words if full else len(words)
    made = _filled(single, pins, count, page if pins else _fitting(left, page), seed)
    return made.model_copy(update={"unplaced": (*made.unplaced, *repeated, *gone)})


def _filled(words: Sequence[Unplaced], pins: Sequence[Entry], count: int, page: Page, seed: int) -> Crossword:
    """A crossword of `count` words, the first of them where they find a place, around the pinned entries."""
    room = max(count - len(pins), 0)
    chosen, reserve, missed = list(words[:room]), list(words[room:]), []
    for last in (*[False] * (ROUNDS - 1), True):
        waiting = Crossword.model_construct(rows=1, columns=1, entries=tuple(pins), unplaced=tuple(chosen), seed=seed)
        made = lay_out_anew(waiting, seed=seed, page=page)
        if last or not made.unplaced or not reserve:
            break
        lost = {word.item for word in made.unplaced}
        missed += made.unplaced
        chosen = [word for word in chosen if word.item not in lost] + reserve[: len(lost)]
        reserve = reserve[len(lost) :]
    spare = [word.model_copy(update={"reason": RESERVE}) for word in reserve]
    return made.model_copy(update={"unplaced": (*missed, *made.unplaced, *spare)})


def _word(item: Item, accents: bool) -> Unplaced:
    """An item's answer and clue, not yet in a grid."""
    return Unplaced(
        answer=cells(item.answer, accents=accents),
        display=item.answer,
        reason="",
        enumeration=enumeration(item.answer, accents=accents),
        clue=item.stem,
        item=item.id,
    )


def _is_still(entry: Entry, words: Sequence[Unplaced]) -> bool:
    return any(word.item == entry.item and word.answer == entry.answer for word in words)


def _without_repeats(words: Sequence[Unplaced], pins: Sequence[Entry]) -> tuple[list[Unplaced], list[Unplaced]]:
    """The words whose answer comes for the first time, and the others with their reason."""
    seen, single, repeated = {entry.answer for entry in pins}, [], []
    for word in words:
        if word.answer in seen:
            repeated.append(word.model_copy(update={"reason": Reason.TWICE.value}))
        else:
            single.append(word)
        seen.add(word.answer)
    return single, repeated


def _page(name: str) -> Page:
    try:
        return PAGES[name.strip().lower()]
    except KeyError:
        raise InputError(f"There is no paper {name!r}.", hint=f"There are: {', '.join(PAGES)}.") from None


def _fitting(words: Sequence[Unplaced], page: Page) -> Page:
    """A page that suits the words and is no larger than `page`."""
    suited = page_for([word.answer for word in words])
    return Page(rows=min(suited.rows, page.rows), columns=min(suited.columns, page.columns))


def _too_few(count: int, made: CluesMade) -> InputError:
    clues = "no clue" if not count else f"only {count} clue{'s' if count > 1 else ''}"
    hint = "Take a longer text, or allow another --style or --tier."
    return InputError(f"The text gives {clues} for a crossword. {made.notice}".strip(), hint=hint)


def _missing(plan: Plan, made: CluesMade, crossword: Crossword) -> Iterator[str]:
    """What a person should know of what was asked for and isn't there, in sentences."""
    if made.notice:
        yield made.notice
    if crossword.words < plan.words:
        why = "no other found a place" if crossword.unplaced else "the text gives no more clues"
        yield f"The crossword has {crossword.words} of the {plan.words} words asked for: {why}."
    refused = {key(term): why for term, why in made.refused}
    for term in plan.include:
        if key(term) in refused:
            yield f"“{term}” was left out: {refused[key(term)]}."
