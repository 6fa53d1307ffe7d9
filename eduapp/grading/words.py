"""The words of an answer as the scorer sees them: without case, punctuation, contractions, endings and typing slips.

Whatever is the same here is scored the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA
from wordfreq import zipf_frequency

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'"})
_CONTRACTIONS = {
    "can't": "can not", "cannot": "can not", "won't": "will not", "shan't": "shall not", "cant": "can not",
    "dont": "do not", "doesnt": "do not", "didnt": "do not", "isnt": "is not", "arent": "is not", "wasnt": "is not",
    "wont": "will not", "wouldnt": "will not", "couldnt": "can not", "ain't": "is not", "aint": "is not",
    "gonna": "will", "cuz": "because", "cause": "because", "coz": "because", "since": "because", "bc": "because",
    "thus": "so", "therefore": "so", "hence": "so", "also": "too", "whilst": "while", "upon": "on", "onto": "on",
    "nor": "not", "never": "not", "without": "not", "none": "not", "nothing": "not", "neither": "not", "no": "no",
}  # fmt: skip
"""What is written in several ways that mean the same, in one way."""

_PAIRS = """
colour/color grey/gray centre/center metre/meter litre/liter vapour/vapor fibre/fiber favour/favor
behaviour/behavior neighbour/neighbor labour/labor odour/odor flavour/flavor harbour/harbor honour/honor
humour/humor rumour/rumor tumour/tumor armour/armor vigour/vigor savour/savor rigour/rigor
aluminium/aluminum sulphur/sulfur tyre/tire plough/plow defence/defense offence/offense licence/license
practise/practice catalyse/catalyze analyse/analyze paralyse/paralyze theatre/theater spectre/specter
lustre/luster calibre/caliber mould/mold moult/molt sceptic/skeptic catalogue/catalog
travelled/traveled travelling/traveling traveller/traveler fuelled/fueled labelled/labeled labelling/labeling
modelling/modeling modelled/modeled cancelled/canceled signalled/signaled signalling/signaling
channelled/channeled levelled/leveled jewellery/jewelry ageing/aging artefact/artifact draught/draft
millimetre/millimeter centimetre/centimeter kilometre/kilometer millilitre/milliliter oestrogen/estrogen
haemoglobin/hemoglobin anaemia/anemia leukaemia/leukemia foetus/fetus faeces/feces oesophagus/esophagus
caesium/cesium manoeuvre/maneuver encyclopaedia/encyclopedia archaeology/archeology
"""


def _forms(word: str, american: str) -> Iterator[tuple[str, str]]:
    """A word in its British and American spelling, with its endings."""
    yield from ((word + end, american + end) for end in ("", "s", "ed", "ing", "less", "ful"))
    if word.endswith("e"):
        root = american.removesuffix("e")
        yield from ((word[:-1] + end, root + end) for end in ("ed", "ing"))


_SPELLINGS = {british: other for pair in _PAIRS.split() for british, other in _forms(*pair.split("/"))}
"""British spellings, with their American ones: the scorer sees one of them."""

_ISE = re.compile(r"(?<=[a-z]{3})is(e|ed|es|er|ers|ing|able|ation|ations)$")
_KEPT_ISE = frozenset(
    """exercise rise arise noise raise precise promise surprise advise revise supervise otherwise likewise wise
    disguise comprise compromise concise devise enterprise expertise paradise premise televise praise cruise poise
    raised rising noises exercises promised surprised praised raising promising surprising exercising exercised
    promises surprises raises arises cruising advised advising revised revising revises advises arising""".split()
)
_WRITTEN = 1.5
"""How often a word with "ize" must be written (its Zipf frequency), for one with "ise" to be taken for it."""

NEGATIONS = frozenset("not no".split())
_STOP = frozenset(
    """a an the this that these those it its they them their theirs he she him her his hers we us our you your i me my
    is are was were be been being am do does did done doing has have had having will would shall should can could may
    might must of in on at to for from by with as into about and or but if then than so too very just only there here
    when where which who whom what while because also get gets got getting let lets one ones some any each all both
    such more most up down out off over under again once how why s t d ll m re ve not no like well really even still
    though although however""".split()
)


def tokens(text: str) -> tuple[str, ...]:
    """The words and numbers of a text in lower case and American spelling.

    Contractions and function words of one meaning have one form.
    """
    lowered = text.lower().translate(_APOSTROPHES)
    return tuple(american(word) for raw in _WORD.findall(lowered) for word in _spelled_out(raw))


@lru_cache(maxsize=50_000)
def _spelled_out(word: str) -> tuple[str, ...]:
    if word in _CONTRACTIONS:
        return tuple(_CONTRACTIONS[word].split())
    if word.endswith("n't"):
        return word[:-3], "not"
    if word[0].isdigit():
        return (word.replace(",", "").rstrip("."),)
    return (word.split("'")[0],)


@lru_cache(maxsize=50_000)
def american(word: str) -> str:
    """A word in American spelling: "colours" as "colors", "organised" as "organized"."""
    if word in _SPELLINGS:
        return _SPELLINGS[word]
    if word in _KEPT_ISE or not _ISE.search(word):
        return word
    turned = _ISE.sub(r"iz\1", word)
    return turned if zipf_frequency(turned, "en") >= _WRITTEN else word


def is_denial(text: str) -> bool:
    """Whether a text has a word that denies."""
    return not NEGATIONS.isdisjoint(tokens(text))


def is_stop(word: str) -> bool:
    """Whether a word carries grammar rather than meaning. A single letter does not: it may name a thing."""
    return word in _STOP


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without its inflection, cut rather than looked up: "batteries" and "battery" both give "batteri"."""
    if len(word) <= 3 or not word.isalpha():
        return word
    for ending, put, least in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            word = word[: -len(ending)] + put
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > 2 else word


_ENDINGS = (
    ("ations", "at", 3), ("ation", "at", 3), ("ically", "ic", 3), ("ities", "i", 3), ("ity", "i", 3), ("ness", "", 3),
    ("sses", "ss", 2), ("iest", "y", 2), ("ier", "y", 2), ("ies", "y", 2), ("ied", "y", 2), ("ing", "", 3),
    ("edly", "", 3), ("ions", "", 3), ("ion", "", 3), ("est", "", 3), ("ers", "", 3), ("er", "", 3), ("ed", "", 3),
    ("ly", "", 3), ("es", "", 3), ("s", "", 3),
)  # fmt: skip


@lru_cache(maxsize=50_000)
def rarity(word: str) -> float:
    """How much a word tells by being rare: 1 for the most frequent words, up to 6 for those hardly ever written."""
    return min(max(7.5 - zipf_frequency(word, "en"), 1.0), 6.0)


def mended(words: Iterable[str], known: frozenset[str], lexicon: Collection[str]) -> list[str]:
    """The words with typing slips put right: unknown ones become the nearest of the item's, else of the lexicon's."""
    return [
        word if word in known or word in lexicon or not word.isalpha() else _nearest(word, known) or _common(word)
        for word in words
    ]


@lru_cache(maxsize=20_000)
def _nearest(word: str, known: frozenset[str]) -> str:
    if len(word) < 4:
        return ""
    allowed = 1 if len(word) < 8 else 2
    found = process.extractOne(word, sorted(known), scorer=OSA.distance, score_cutoff=allowed)
    return found[0] if found and len(found[0]) >= 4 else ""


@lru_cache(maxsize=20_000)
def _common(word: str) -> str:
    """The most frequent word one slip away from a word that nobody writes, or the word itself."""
    if zipf_frequency(word, "en") >= 2.5 or not 4 <= len(word) <= 14:
        return word
    best = max(_slips(word), key=lambda near: zipf_frequency(near, "en"))
    return best if zipf_frequency(best, "en") >= 3.5 else word


def _slips(word: str) -> set[str]:
    """Every word made from another by one letter left out, doubled, changed, or swapped with the next (Norvig 2007)."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    parts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    left_out = {a + b[1:] for a, b in parts if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1}
    changed = {a + c + b[1:] for a, b in parts if b for c in letters}
    put_in = {a + c + b for a, b in parts for c in letters}
    return left_out | swapped | changed | put_in


_OPPOSITES = """
more/less more/fewer higher/lower high/low faster/slower fast/slow quick/slow longer/shorter long/short big/small
bigger/smaller larger/smaller large/small large/little big/little hot/cold hotter/colder warm/cool warmer/cooler
loud/soft loud/quiet louder/softer louder/quieter open/closed open/close opened/closed on/off increase/decrease
increases/decreases increased/decreased gain/lose gains/loses gained/lost connected/disconnected complete/incomplete
same/different equal/unequal positive/negative heavy/light heavier/lighter thick/thin thicker/thinner wide/narrow
deep/shallow tight/loose tighter/looser tension/slack attract/repel attracts/repels push/pull sink/float sinks/floats
above/below inside/outside before/after first/last top/bottom
front/back near/far closer/farther north/south east/west left/right
up/down start/stop begin/end add/remove strong/weak stronger/weaker bright/dim brighter/dimmer hard/soft harder/softer
light/dark lighter/darker conductor/insulator conducts/insulates natural/artificial living/dead alive/dead male/female
rough/smooth rougher/smoother dry/wet full/empty rise/fall rises/falls rising/falling evaporate/condense
evaporation/condensation freeze/melt freezes/melts dissolve/settle erosion/deposition parallel/series always/never
true/false right/wrong correct/incorrect possible/impossible young/old younger/older new/old early/late easy/hard
acid/base solid/liquid liquid/gas absorb/reflect absorbs/reflects expand/contract expands/contracts separate/together
can/cannot with/without most/least greater/smaller greater/less inherited/learned renewable/nonrenewable all/none
"""
OPPOSITES: dict[str, frozenset[str]] = {}
for _pair in _OPPOSITES.split():
    for _one, _other in (_pair.split("/"), _pair.split("/")[::-1]):
        OPPOSITES[_one] = OPPOSITES.get(_one, frozenset()) | {_other}

RISING = frozenset(
    """more higher high faster fast quicker longer long bigger big larger large hotter hot warmer warm louder loud
    increase increases increased increasing gain gains heavier thicker wider deeper tighter tight stronger strong
    brighter greater taller harder closer rise rises up most""".split()
)
FALLING = frozenset(
    """less fewer lower low slower slow shorter short smaller small little colder cold cooler cool softer soft quieter
    quiet decrease decreases decreased decreasing lose loses lighter thinner narrower shallower looser loose weaker
    weak dimmer easier farther fall falls down least""".split()
)
