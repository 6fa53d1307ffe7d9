"""Another person or place in a statement."""

from eduapp.domain.knowledge import Term
from eduapp.questions import context as contexts
from eduapp.questions.propose.renamed import renamed
from tests.questions.maker import Course

SENTENCES = (
    "In 1952, Fulgencio Batista seized power in Cuba with the help of the army.",
    "In 1961, the general Rafael Trujillo was killed in Guatemala by officers of the army.",
    "Many families from Cuba moved to the mainland.",
    "The farmers in Guatemala lost their land.",
)


def context():
    course = Course()
    for sentence in SENTENCES:
        course.write(sentence)
        course.passage()
    understanding = course.understanding()
    names = ("Cuba", "Guatemala")
    terms = tuple(
        Term(text=name, key=name.lower(), proper=True, count=2, salience=0.5,
             passages=tuple(p.id for p in course.document().passages if name in p.text))
        for name in names
    )  # fmt: skip
    return contexts.build(course.document(), understanding.model_copy(update={"terms": terms}))


def test_a_place_stands_for_a_place():
    made = list(renamed(SENTENCES[0], context()))
    assert (
        "In 1952, Fulgencio Batista seized power in Guatemala with the help of the army.",
        "Guatemala",
        "Cuba",
    ) in made


def test_what_may_hold_of_several_places_gets_no_other():
    assert list(renamed("The farmers in Guatemala lost their land.", context())) == []


def test_what_is_so_today_gets_no_other():
    assert list(renamed("The army of Fulgencio Batista holds power in Cuba to this day.", context())) == []
