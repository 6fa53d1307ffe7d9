"""Steps of a search for layouts in which many words cross and little room is lost.

A step takes a few words out and puts them back in other places (large neighbourhood search: Shaw, "Using constraint
programming and local search methods to solve vehicle routing problems", CP 1998), most often by putting one word where
others are in its way, which then have to go (ejection: Glover, Discrete Applied Mathematics 65, 1996). A worse layout
is kept with the probability of simulated annealing (Kirkpatrick, Gelatt and Vecchi, Science 220, 1983).

Compiled by Cython where there is a C compiler, as `board` is, with the same results.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from eduapp.crosswords.board import Board

_THIN = 4
"""An outer row or column with fewer letters than this is on its way to being empty, and costs less than a full one."""

_OUT, _AT_ONCE, _LOOSE = 3, 6, 6
"""The most words that are taken out by choice in a step, that weren't on the board and are tried, and that may fall
loose; a step that tears more off hardly ever ends in a better layout, and putting them all back takes long.
"""

_CLASHES, _TRIES = 3, 8
"""The most words that one may push out, and the places that are looked at for it."""


class Search(Board):
    """A board that changes step by step, and the best layout it has had: `best_way`, `best_start`, `best_rank`.

    `expected` is a table of values in 1/256, the highest rise in cost that is accepted at heat 1. `pinned` words are
    placed by `hold` and stay where they are.
    """

    def __init__(
        self,
        spelled: Sequence[Sequence[int]],
        rows: int,
        columns: int,
        seed: int,
        room_cost: int,
        noise: array,
        expected: array,
    ) -> None:
        Board.__init__(self, spelled, rows, columns, seed, room_cost, noise)
        words = self.words
        self.expected = expected
        self.thin, self.most_out, self.at_once, self.most_clashes, self.tries = _THIN, _OUT, _AT_ONCE, _CLASHES, _TRIES
        self.most_loose = _LOOSE
        self.pinned, self.pins, self.cost, self.faults = array("i", [0] * words), 0, 0, 0
        self.touched, self.is_touched, self.changes = array("i", [0] * words), array("i", [0] * words), 0
        self.old_way, self.old_start = array("i", [-1] * words), array("i", [0] * words)
        self.clashing, self.clashes = array("i", [0] * (words + 32)), 0
        self.waiting = array("i", [0] * words)
        self.best_way, self.best_start = array("i", [-1] * words), array("i", [0] * words)
        self.best_left, self.best_cost, self.best_faults, self.better = words + 1, 0, words * self.size, 0

    def hold(self, word: int, way: int, row: int, column: int) -> None:
        """Pin a word on the page, which lies in the middle of the board; pins come before the first `begin`."""
        row += 1 + (self.height - self.rows) // 2
        column += 1 + (self.width - self.columns) // 2
        self.place(word, way, row * self.stride + column)
        self.pinned[word] = 1
        self.pins += 1

    def begin(self, heat: int) -> None:
        """Lay all words out from nothing, or from the pins, the best of the places for each in a random order."""
        for word in range(self.words):
            if self.way[word] >= 0 and not self.pinned[word]:
                self.remove(word)
        if self.pins == 0:
            self.place_first()
        self.refill(heat, self.words)
        self.settle()
        self.cost = self.judge()
        self.keep_best()

    def place_first(self) -> None:
        """Put one of the longer words in the middle of the empty board."""
        chosen = 0
        most = 0
        for word in range(self.words):
            weight = (self.first[word + 1] - self.first[word]) * (70 + self.draw(60))
            if weight > most:
                most = weight
                chosen = word
        length = self.first[chosen + 1] - self.first[chosen]
        way = self.draw(2)
        if length > (self.rows if way else self.columns):
            way = 1 - way
        if way:
            self.place(chosen, 1, ((self.height - length >> 1) + 1) * self.stride + (self.width >> 1))
        else:
            self.place(chosen, 0, (self.height >> 1) * self.stride + (self.width - length >> 1) + 1)

    def anneal(self, steps: int, heat: int) -> None:
        """So many steps at one heat."""
        for _ in range(steps):
            if self.placed == 1 and self.pins == 0:
                self.begin(heat)
                continue
            if self.draw(10) < 7:
                self.push_in()
            elif self.draw(10) < 6:
                self.take_any()
            else:
                self.take_edge()
            chosen = self.changes
            self.take_exposed()
            self.take_loose()
            if self.changes - chosen > self.most_loose:
                self.undo()
                self.settle()
                continue
            self.refill(heat, self.at_once)
            cost = self.judge()
            if cost - self.cost <= heat * self.expected[self.random() >> 20] >> 8:
                self.cost = cost
                self.settle()
                self.keep_best()
            else:
                self.undo()
                self.settle()

    def judge(self) -> int:
        """What the layout costs: words left out, less crossings, and the box by its room.

        A box that is nearly square costs a little less. Sets `faults`, which pins alone can bring about: groups that
        hang apart, and letters that stand side by side without an entry.
        """
        height = self.bottom - self.top + 1
        width = self.right - self.left + 1
        high = height * self.thin - self.missing(self.top) - self.missing(self.bottom)
        wide = width * self.thin - self.missing(64 + self.left) - self.missing(64 + self.right)
        self.faults = self.groups() - 1 + self.exposed() if self.pins else 0
        lost = 3 * (self.words - self.placed + self.faults) - self.crossings
        room = self.room_cost * (high * wide) // (self.thin * self.thin)
        return lost * self.unit + room + abs(height - width) * 128

    def missing(self, line: int) -> int:
        """How many letters an outer line has less than a full one."""
        return max(0, self.thin - self.count[line])

    def keep_best(self) -> None:
        """Remember the layout if it is the best so far."""
        left = self.words - self.placed
        if self.faults != self.best_faults:
            if self.faults > self.best_faults:
                return
        elif left != self.best_left:
            if left > self.best_left:
                return
        elif self.cost >= self.best_cost:
            return
        self.best_faults, self.best_left, self.best_cost, self.better = self.faults, left, self.cost, 1
        for word in range(self.words):
            self.best_way[word] = self.way[word]
            self.best_start[word] = self.start[word]

    def take(self, word: int) -> None:
        """Take a word out in this step."""
        self.touch(word)
        self.remove(word)

    def touch(self, word: int) -> None:
        """Note where a word was before this step."""
        if self.is_touched[word] == 0:
            self.is_touched[word] = 1
            self.old_way[word] = self.way[word]
            self.old_start[word] = self.start[word]
            self.touched[self.changes] = word
            self.changes += 1

    def settle(self) -> None:
        """Forget where words were before this step."""
        for k in range(self.changes):
            self.is_touched[self.touched[k]] = 0
        self.changes = 0

    def undo(self) -> None:
        """Put all words back to where they were before this step."""
        for k in range(self.changes):
            if self.way[self.touched[k]] >= 0:
                self.remove(self.touched[k])
        for k in range(self.changes):
            word = self.touched[k]
            if self.old_way[word] >= 0:
                self.place(word, self.old_way[word], self.old_start[word])

    def take_any(self) -> None:
        """Take a few words out; one stays at least."""
        for _ in range(1 + self.draw(self.most_out)):
            word = self.draw(self.words)
            if self.way[word] >= 0 and not self.pinned[word] and self.placed > 1:
                self.take(word)

    def take_edge(self) -> None:
        """Take a few of the words out that make the box as large as it is."""
        side = self.draw(4)
        line = (self.top if side else self.bottom) if side < 2 else 64 + (self.left if side == 2 else self.right)
        count = 1 + self.draw(self.most_out)
        word = self.draw(self.words)
        for _ in range(self.words):
            word = word + 1 if word + 1 < self.words else 0
            movable = self.way[word] >= 0 and not self.pinned[word] and self.placed > 1
            if count and movable and self.reaches(word, line):
                self.take(word)
                count -= 1

    def reaches(self, word: int, line: int) -> bool:
        """Whether a word has a cell in a row, or in a column given as 64 and more."""
        begin = self.column_of[self.start[word]] + 64 if line >= 64 else self.row_of[self.start[word]]
        along = (line < 64) == (self.way[word] == 1)
        return begin <= line < begin + (self.first[word + 1] - self.first[word] if along else 1)

    def push_in(self) -> None:
        """Put a word where it crosses others, and take out those that are in its way."""
        word = self.draw(self.words)
        if self.pinned[word] or self.placed < 3:
            return
        if self.way[word] >= 0:
            self.take(word)
        chosen = -1
        most = -(1 << 30)
        for _ in range(self.tries):
            place = self.any_place(word)
            if place < 0:
                continue
            crossed = self.crossed(word, place)
            if crossed <= 0:
                continue
            value = self.pushed_value(word, place, crossed)
            if value > most:
                most = value
                chosen = place
        if chosen < 0:
            return
        self.crossed(word, chosen)
        for k in range(self.clashes):
            self.take(self.clashing[k])
        self.touch(word)
        self.place(word, 1 if chosen >= self.size else 0, chosen % self.size)

    def any_place(self, word: int) -> int:
        """A random place where a letter of the word stands already, as `way * size + start`; -1 if off the board."""
        length = self.first[word + 1] - self.first[word]
        i = self.draw(length)
        letter = self.text[self.first[word] + i]
        if self.many[letter] == 0:
            return -1
        cell = self.listed[self.base[letter] + self.draw(self.many[letter])]
        way = self.draw(2)
        if self.cover[self.size - way * self.size + cell] == 0:
            way = 1 - way
        begin = (self.row_of[cell] if way else self.column_of[cell]) - i
        if begin < 1 or begin + length - 1 > (self.height if way else self.width):
            return -1
        if self.growth(way, begin, begin + length - 1) < 0:
            return -1
        start = cell - i * (self.stride if way else 1)
        if self.is_touched[word] and way == self.old_way[word] and start == self.old_start[word]:
            return -1
        return way * self.size + start

    def pushed_value(self, word: int, place: int, crossed: int) -> int:
        """What a place is worth that pushes out the words that were counted last, with a good deal of chance."""
        way = 1 if place >= self.size else 0
        start = place - way * self.size
        begin = self.row_of[start] if way else self.column_of[start]
        grown = self.growth(way, begin, begin + self.first[word + 1] - self.first[word] - 1)
        worth = crossed * self.unit - grown * self.room_cost - self.clashes * (self.unit * 7 // 10)
        return worth + self.noise[self.random() >> 20] * (self.unit >> 8)

    def crossed(self, word: int, place: int) -> int:
        """How many letters of a word would stand there already; lists the words in its way, -1 if they are too many."""
        way = 1 if place >= self.size else 0
        step = self.stride if way else 1
        beside = 1 if way else self.stride
        along = way * self.size
        across = self.size - along
        cell = place - along
        found = 0
        self.clashes = 0
        self.clash(self.cover[cell - step])
        self.clash(self.cover[self.size + cell - step])
        for i in range(self.first[word], self.first[word + 1]):
            if self.letter[cell]:
                self.clash(self.cover[along + cell])
                if self.letter[cell] == self.text[i]:
                    found += self.cover[across + cell] != 0
                else:
                    self.clash(self.cover[across + cell])
            else:
                self.clash(self.cover[along + cell - beside])
                self.clash(self.cover[along + cell + beside])
                self.clash(self.cover[across + cell - beside])
                self.clash(self.cover[across + cell + beside])
            if self.clashes > self.most_clashes:
                return -1
            cell += step
        self.clash(self.cover[cell])
        self.clash(self.cover[self.size + cell])
        return -1 if self.clashes > self.most_clashes else found

    def clash(self, covering: int) -> None:
        """List the word that covers a cell, given as its number and 1; a pinned one is more than may be listed."""
        if covering == 0:
            return
        for k in range(self.clashes):
            if self.clashing[k] == covering - 1:
                return
        self.clashing[self.clashes] = covering - 1
        self.clashes += 1 + self.pinned[covering - 1] * self.most_clashes

    def take_exposed(self) -> None:
        """Take out words until no two letters stand side by side without an entry, save letters of pinned words."""
        done = 0
        while done < self.changes:
            word = self.touched[done]
            done += 1
            if self.old_way[word] < 0:
                continue
            along = self.old_way[word] * self.size
            step = self.stride if along else 1
            cell = self.old_start[word]
            for _ in range(self.first[word + 1] - self.first[word] - 1):
                if self.letter[cell] and self.letter[cell + step] and self.cover[along + cell] == 0:
                    self.take_one(self.cover[self.size - along + cell], self.cover[self.size - along + cell + step])
                cell += step

    def take_one(self, one: int, other: int) -> None:
        """Take out one of two words, by chance, given as their numbers and 1; 0 is no word, and pinned ones stay."""
        if self.draw(2):
            one, other = other, one
        if one and not self.pinned[one - 1]:
            self.take(one - 1)
        elif other and not self.pinned[other - 1]:
            self.take(other - 1)

    def take_loose(self) -> None:
        """Take out what doesn't hang together with the pins, or with the largest group."""
        found = self.groups()
        if found < 2:
            return
        sizes = self.stack
        for mark in range(found):
            sizes[mark] = 0
        for word in range(self.words):
            if self.way[word] >= 0:
                sizes[self.group[word] - 1] += 1 + self.words * self.pinned[word]
        most = 0
        for mark in range(found):
            if sizes[mark] > sizes[most]:
                most = mark
        for word in range(self.words):
            if self.way[word] >= 0 and self.group[word] != most + 1 and sizes[self.group[word] - 1] <= self.words:
                self.take(word)

    def refill(self, heat: int, more: int) -> None:
        """Put words on the board in a random order until none fits: those of this step, and some others."""
        count = 0
        for k in range(self.changes):
            if self.way[self.touched[k]] < 0:
                self.waiting[count] = self.touched[k]
                count += 1
        word = self.draw(self.words)
        for _ in range(self.words):
            word = word + 1 if word + 1 < self.words else 0
            if more and self.way[word] < 0 and self.is_touched[word] == 0:
                self.waiting[count] = word
                count += 1
                more -= 1
        for k in range(count - 1):
            other = k + self.draw(count - k)
            self.waiting[k], self.waiting[other] = self.waiting[other], self.waiting[k]
        left = -1
        while left != count:
            if left >= 0:
                count = left
            left = self.put_in(count, heat)

    def put_in(self, count: int, heat: int) -> int:
        """Put each of the first waiting words in its best place, and give how many still wait."""
        left = 0
        for k in range(count):
            word = self.waiting[k]
            place = self.best_place(word, heat)
            if place < 0:
                self.waiting[left] = word
                left += 1
            else:
                self.touch(word)
                self.place(word, 1 if place >= self.size else 0, place % self.size)
        return left
