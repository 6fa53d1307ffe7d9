"""Hand-made course text with its facts, in one go: each function writes a sentence and notes what it says."""

from __future__ import annotations

from eduapp.domain.base import content_id
from eduapp.domain.knowledge import Fact, FactKind, Span, Term, Understanding
from eduapp.domain.source import Document, Locator, Passage, Quote, Source
from eduapp.questions import context as contexts
from eduapp.questions.contracts import Context

SOURCE = Source(id="src-test", name="test.txt", media_type="text/plain", sha256="0" * 64)


class Course:
    """A course text in the making. Every sentence goes into the current passage; `passage()` begins the next."""

    def __init__(self) -> None:
        self.passages: list[str] = [""]
        self.found: list[tuple[Fact, int]] = []

    def passage(self) -> Course:
        self.passages.append("")
        return self

    def write(self, sentence: str) -> tuple[int, int]:
        """Adds a sentence; returns where it stands."""
        text = self.passages[-1]
        start = len(text) + bool(text)
        self.passages[-1] = f"{text} {sentence}".strip()
        return start, start + len(sentence)

    def note(self, kind: FactKind, sentence: str, subject: str, obj: str, relation: str = "is", **slots: str) -> Fact:
        """Adds a sentence with a fact whose subject and object stand in it word for word."""
        start, end = self.write(sentence)
        number = len(self.passages)
        quote = Quote(
            text=sentence, source=SOURCE.id, passage=f"p{number:04}", start=start, end=end, locator=Locator(page=number)
        )
        fact = Fact(
            id=content_id("fact", kind.value, sentence, subject, obj),
            kind=kind,
            rule="test.v1",
            subject=subject,
            subject_key=subject.lower(),
            relation=relation,
            object=obj,
            quote=quote,
            subject_span=_span(sentence, subject),
            object_span=_span(sentence, obj),
            slots=slots,
        )
        self.found.append((fact, number))
        return fact

    def define(self, subject: str, obj: str, article: str = "", **slots: str) -> Fact:
        """ "A chromosome is a long thread of DNA." """
        plural = slots.get("number") == "plural"
        link = slots.get("copula") or ("are" if plural else "is")
        whole = f"{article} {subject}".strip()
        given = {"number": "singular", "copula": link, "article": article, "person": "no", "proper": "no", **slots}
        head = obj.split()[1] if obj.split()[0] in ("a", "an", "the") else obj.split()[0]
        sentence = f"{whole[0].upper()}{whole[1:]} {link} {obj}."
        return self.note(FactKind.DEFINITION, sentence, subject, obj, link, head=head, **given)

    def event(self, subject: str, verb: str, rest: str, year: str, inverted: str, **slots: str) -> Fact:
        """ "In 1492, Columbus reached the Americas." """
        clause = f"{subject} {verb} {rest}"
        given = {
            "time_value": year,
            "time_kind": "year",
            "predicate": f"{verb} {rest}",
            "clause": clause,
            "inverted": inverted,
            "number": "singular",
            "person": "yes",
            "proper": "yes",
            **slots,
        }
        return self.note(FactKind.EVENT, f"{clause} in {year}.", subject, f"in {year}", verb, **given)

    def deed(self, subject: str, predicate: str, person: str = "yes", article: str = "") -> Fact:
        """ "Robert Hooke built a microscope of brass." """
        clause = f"{article} {subject} {predicate}".strip()
        sentence = f"{clause[0].upper()}{clause[1:]}."
        verb, _, rest = predicate.partition(" ")
        return self.note(
            FactKind.ROLE, sentence, subject, rest, verb, clause=clause, predicate=predicate, person=person,
            proper=person, number="singular", article=article,
        )  # fmt: skip

    def cause(self, effect: str, cause: str, inverted: str) -> Fact:
        """ "The reactor stopped because the rods had melted." """
        sentence = f"{effect[0].upper()}{effect[1:]} because {cause}."
        subject = " ".join(effect.split()[:2])
        return self.note(
            FactKind.CAUSE, sentence, subject, cause, "because",
            effect=effect, cause=cause, inverted=inverted, connector="because",
        )  # fmt: skip

    def purpose(self, clause: str, aim: str, inverted: str) -> Fact:
        """ "Plants use chlorophyll to capture light." """
        sentence = f"{clause[0].upper()}{clause[1:]} {aim}."
        return self.note(FactKind.PURPOSE, sentence, clause.split()[0], aim, "to", clause=clause, inverted=inverted)

    @property
    def facts(self) -> list[Fact]:
        return [fact for fact, _ in self.found]

    def document(self) -> Document:
        passages = tuple(
            Passage(id=f"p{number:04}", text=text, locator=Locator(page=number))
            for number, text in enumerate(self.passages, start=1)
        )
        return Document(source=SOURCE, title="Test course", passages=passages)

    def understanding(self) -> Understanding:
        terms = tuple(
            Term(
                text=fact.subject,
                key=fact.subject.lower(),
                salience=1.0,
                proper=fact.slots.get("proper") == "yes",
                plural=fact.slots.get("number") == "plural",
            )
            for fact in self.facts
            if fact.kind in (FactKind.DEFINITION, FactKind.NAMING)
        )
        return Understanding(source=SOURCE.id, terms=terms, facts=tuple(self.facts))

    def context(self) -> Context:
        return contexts.build(self.document(), self.understanding())


def cells() -> Course:
    """Six definitions, four years, four causes and four purposes in four passages."""
    course = Course()
    course.define("diffusion", "the net movement of particles from a crowded region to a less crowded one")
    course.define("osmosis", "the passage of water through a membrane that holds back larger molecules")
    course.define("mitosis", "the division of a nucleus into two with the same chromosomes")
    course.passage()
    course.define("photosynthesis", "the process by which green plants make sugar out of light and air")
    course.define("respiration", "the release of energy from food inside every living cell")
    course.define("vacuole", "a large bag of sap that keeps a plant cell firm", article="a")
    course.define("ribosome", "a tiny particle that joins amino acids into proteins", article="a")
    course.passage()
    course.event("Robert Hooke", "described", "the tiny boxes in a slice of cork", "1665",
                 "did Robert Hooke describe the tiny boxes in a slice of cork")  # fmt: skip
    course.event("Matthias Schleiden", "concluded", "that every plant is made of cells", "1838",
                 "did Matthias Schleiden conclude that every plant is made of cells")  # fmt: skip
    course.event("Rudolf Virchow", "argued", "that living cells arise only from older cells", "1855",
                 "did Rudolf Virchow argue that living cells arise only from older cells")  # fmt: skip
    course.event("Lynn Margulis", "proposed", "a bacterial origin of the mitochondria", "1967",
                 "did Lynn Margulis propose a bacterial origin of the mitochondria")  # fmt: skip
    course.passage()
    course.cause("large cells starve", "food enters only through the surface", "do large cells starve")
    course.cause("leaves look green", "chlorophyll reflects green light", "do leaves look green")
    course.cause("red blood cells burst in rain", "too much water flows in", "do red blood cells burst in rain")
    course.cause("bakers add yeast", "warm gas makes dough rise", "do bakers add yeast")
    course.purpose("plants open their pores", "to let carbon dioxide in", "do plants open their pores")
    course.purpose("animals breathe faster", "to get rid of waste gas", "do animals breathe faster")
    course.purpose("gardeners salt slugs", "to draw out water", "do gardeners salt slugs")
    course.purpose("biologists stain tissue", "to make thin structures visible", "do biologists stain tissue")
    return course


def heart() -> Course:
    """Five definitions, a list, two quantities, a cause, and a process in four sentences, in four passages."""
    course = Course()
    course.define("artery", "a vessel that carries blood away from the heart", article="an")
    course.define("vein", "a vessel that carries blood back to the heart", article="a")
    course.define("capillary", "a fine tube in which blood gives its oxygen to the tissue", article="a")
    course.define("valve", "a flap that keeps blood from flowing backwards", article="a")
    course.define("pulse", "the beat of the heart as it is felt at the wrist", article="the")
    course.passage()
    course.note(FactKind.LIST, "The wall of the heart is made of muscle tissue, nerve tissue and fatty tissue.",
                "wall of the heart", "muscle tissue, nerve tissue and fatty tissue", "made of")  # fmt: skip
    course.note(FactKind.LIST, "Blood itself is made of plasma, red cells and platelets.",
                "Blood", "plasma, red cells and platelets", "made of")  # fmt: skip
    course.note(FactKind.QUANTITY, "The human heart has four chambers.", "human heart", "four chambers", "has")
    course.note(FactKind.QUANTITY, "The heart of an adult beats about 70 times a minute.",
                "heart of an adult", "about 70 times a minute", "beats")  # fmt: skip
    course.passage()
    course.cause("old hearts tire", "stiff walls need more force", "do old hearts tire")
    course.passage()
    steps = (
        "First, blood from the body fills the right atrium.",
        "Next, the right ventricle pumps the blood to the lungs.",
        "Then fresh blood returns to the left atrium.",
        "Finally, the left ventricle drives the blood into the aorta.",
    )
    course.note(FactKind.PROCESS, " ".join(steps), "blood from the body", "the blood into the aorta", "steps")
    return course


def _span(sentence: str, phrase: str) -> Span:
    start = sentence.lower().index(phrase.lower())
    return Span(start=start, end=start + len(phrase))
