"""Words on a page of cells, put in and taken out fast, and the places where a word may go.

The module and `search` are plain Python that Cython compiles where there is a C compiler (the types are in the .pxd
files next to them). Both forms give the same results. All arithmetic is on whole numbers that fit in C's.

A row or column is a whole number too, one bit a cell, and so are the cells of it where a letter waits for a word that
crosses: by a shift and an "and" for each letter, all places of a word in a line are found at once. The board
has room around the page, so that a layout may grow to any side until it is as large as the page.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

ROOM = 62
"""The most rows and columns of the board: a line of them, and an empty cell at each end, fit in 64 bits."""

UNIT = 1 << 16
"""What a crossing is worth in the whole numbers that places and layouts are judged by."""

CHANCES = 4096
"""How many entries a table of random values has, so that the highest 12 bits of a random number name one."""


class Board:
    """Words on a board, no two of them in conflict; `spelled` holds each word's letters as numbers from 1.

    `way[word]` is 0 across, 1 down and -1 for a word that is not on the board; `start[word]` is its first cell, counted
    as `row * stride + column`. `room_cost` is what a cell of the box costs, in units, and `noise` a table of random
    values in 1/256, of which `heat` says how much they weigh.
    """

    def __init__(
        self, spelled: Sequence[Sequence[int]], rows: int, columns: int, seed: int, room_cost: int, noise: array
    ) -> None:
        self.words = len(spelled)
        self.text = array("i", [letter for word in spelled for letter in word])
        self.first = array("i", [0, *(0 for _ in spelled)])
        for word, letters in enumerate(spelled):
            self.first[word + 1] = self.first[word] + len(letters)
        self.rows, self.columns = rows, columns
        self.height, self.width = min(2 * rows, ROOM), min(2 * columns, ROOM)
        self.stride = self.width + 2
        self.size = self.stride * (self.height + 2)
        self.unit, self.room_cost, self.noise = UNIT, room_cost, noise
        self.chance = (seed * 2654435761 + 12345) % 4294967295 + 1
        self.one, self.all, self.de_bruijn = 1, _ALL, _DE_BRUIJN
        self.placed, self.crossings = 0, 0
        self.top = self.left = self.size
        self.bottom = self.right = 0
        self._make_tables()

    def _make_tables(self) -> None:
        """Zeros for each cell, line, word and letter; the cells with a letter are listed from `base[letter]` on."""
        size, alphabet = self.size, max(self.text) + 1
        self.letter, self.slot, self.cover = _zeros(size), _zeros(size), _zeros(2 * size)
        self.row_of = array("i", [cell // self.stride for cell in range(size)])
        self.column_of = array("i", [cell % self.stride for cell in range(size)])
        self.filled, self.lain, self.count = array("Q", [0] * 128), array("Q", [0] * 128), _zeros(128)
        self.open, self.index = array("Q", [0] * (128 * alphabet)), array("i", [0] * 64)
        for bit in range(64):
            self.index[(_DE_BRUIJN << bit & _ALL) >> 58] = bit
        self.way, self.start = array("i", [-1] * self.words), _zeros(self.words)
        self.group, self.stack = _zeros(self.words), _zeros(self.words)
        self.listed, self.many, self.base = _zeros(len(self.text)), _zeros(alphabet), _zeros(alphabet + 1)
        for letter in self.text:
            self.base[letter + 1] += 1
        for letter in range(alphabet):
            self.base[letter + 1] += self.base[letter]

    def random(self) -> int:
        """A random number of 32 bits (xorshift: Marsaglia, Journal of Statistical Software 8(14), 2003)."""
        x = self.chance
        x ^= (x & 0x7FFFF) << 13
        x ^= x >> 17
        x ^= (x & 0x7FFFFFF) << 5
        self.chance = x
        return x

    def draw(self, limit: int) -> int:
        """A random number from 0 to `limit` - 1; the limit is below 65536."""
        return (self.random() >> 16) * limit >> 16

    def place(self, word: int, way: int, start: int) -> None:
        """Put a word where it is legal."""
        row = self.row_of[start]
        column = self.column_of[start]
        line = 64 + column if way else row
        begin = row if way else column
        other = row if way else 64 + column
        bit = self.one << (column if way else row)
        cell = start
        for i in range(self.first[word], self.first[word + 1]):
            if self.letter[cell]:
                self.crossings += 1
                self.open[128 * self.text[i] + line] ^= self.one << begin
            else:
                self.fill(cell, self.text[i])
                self.filled[line] ^= self.one << begin
                self.filled[other] ^= bit
                self.open[128 * self.text[i] + other] ^= bit
                self.count[line] += 1
                self.count[other] += 1
            self.cover[way * self.size + cell] = word + 1
            cell += self.stride if way else 1
            begin += 1
            other += 1
        self.way[word] = way
        self.start[word] = start
        self.placed += 1
        self.lay(word)
        self.top = min(self.top, row)
        self.left = min(self.left, column)
        self.bottom = max(self.bottom, begin - 1 if way else row)
        self.right = max(self.right, column if way else begin - 1)

    def remove(self, word: int) -> None:
        """Take a word away; the letters that it shares stay."""
        self.lay(word)
        way = self.way[word]
        cell = self.start[word]
        row = self.row_of[cell]
        column = self.column_of[cell]
        line = 64 + column if way else row
        begin = row if way else column
        other = row if way else 64 + column
        bit = self.one << (column if way else row)
        for i in range(self.first[word], self.first[word + 1]):
            self.cover[way * self.size + cell] = 0
            if self.cover[self.size - way * self.size + cell]:
                self.crossings -= 1
                self.open[128 * self.text[i] + line] ^= self.one << begin
            else:
                self.clear(cell)
                self.filled[line] ^= self.one << begin
                self.filled[other] ^= bit
                self.open[128 * self.text[i] + other] ^= bit
                self.count[line] -= 1
                self.count[other] -= 1
            cell += self.stride if way else 1
            begin += 1
            other += 1
        self.way[word] = -1
        self.placed -= 1
        if self.placed == 0:
            self.top = self.left = self.size
            self.bottom = self.right = 0
            return
        while self.count[self.top] == 0:
            self.top += 1
        while self.count[self.bottom] == 0:
            self.bottom -= 1
        while self.count[64 + self.left] == 0:
            self.left += 1
        while self.count[64 + self.right] == 0:
            self.right -= 1

    def fill(self, cell: int, letter: int) -> None:
        """Put a letter into an empty cell."""
        slot = self.base[letter] + self.many[letter]
        self.letter[cell] = letter
        self.listed[slot] = cell
        self.slot[cell] = slot
        self.many[letter] += 1

    def clear(self, cell: int) -> None:
        """Take the letter out of a cell."""
        letter = self.letter[cell]
        self.many[letter] -= 1
        last = self.listed[self.base[letter] + self.many[letter]]
        self.listed[self.slot[cell]] = last
        self.slot[last] = self.slot[cell]
        self.letter[cell] = 0

    def lay(self, word: int) -> None:
        """Keep the bits of the cells that are covered across, by row, and down, by column."""
        span = (self.one << (self.first[word + 1] - self.first[word])) - 1
        row = self.row_of[self.start[word]]
        column = self.column_of[self.start[word]]
        if self.way[word]:
            self.lain[64 + column] ^= span << row
        else:
            self.lain[row] ^= span << column

    def best_place(self, word: int, heat: int) -> int:
        """The place where a word crosses most and adds least to the box, by chance the more the higher the heat.

        It is given as `way * size + start`, and -1 says that there is none.
        """
        chosen = -1
        most = -(1 << 30)
        span = (self.one << (self.first[word + 1] - self.first[word])) - 1
        for way in range(2):
            low = 64 + self.left if way else self.top
            high = 64 + self.right if way else self.bottom
            for line in range(low, high + 1):
                legal = self.legal(word, line)
                while legal:
                    begin = self.index[((legal & (~legal + 1)) * self.de_bruijn & self.all) >> 58]
                    legal &= legal - 1
                    grown = self.growth(way, begin, begin + self.first[word + 1] - self.first[word] - 1)
                    if grown < 0:
                        continue
                    value = self.ones(self.filled[line] >> begin & span) * self.unit - grown * self.room_cost
                    value += heat * self.noise[self.random() >> 20] >> 8
                    if value > most:
                        most = value
                        chosen = self.size + begin * self.stride + line - 64 if way else line * self.stride + begin
        return chosen

    def legal(self, word: int, line: int) -> int:
        """Where in a row, or in a column given as 64 and more, a word may begin that crosses another; a bit a cell.

        A letter may stand in an empty cell with nothing beside it, or in a cell of the other direction that has that
        letter; the cells before and after the word must be empty.
        """
        length = self.first[word + 1] - self.first[word]
        room = (self.width if line < 64 else self.height) - length
        if room < 0:
            return 0
        filled = self.filled[line]
        free = ~(filled | self.filled[line - 1] | self.filled[line + 1])
        begins = (self.one << (room + 2)) - 2 & ~(filled << 1 | filled >> length)
        for i in range(length):
            begins &= (free | self.open[128 * self.text[self.first[word] + i] + line]) >> i
            if begins == 0:
                return 0
        reach = 1
        while reach < length:
            reach += reach
            filled |= filled >> (reach >> 1 if reach <= length else length - (reach >> 1))
        return begins & filled

    def ones(self, bits: int) -> int:
        """How many bits are set."""
        found = 0
        while bits:
            bits &= bits - 1
            found += 1
        return found

    def growth(self, way: int, begin: int, end: int) -> int:
        """How many cells the box gains by a word from one line to another; -1 if it grows beyond the page."""
        height = self.bottom - self.top + 1
        width = self.right - self.left + 1
        if way:
            longer = max(end, self.bottom) - min(begin, self.top) + 1
            return (longer - height) * width if longer <= self.rows else -1
        longer = max(end, self.right) - min(begin, self.left) + 1
        return (longer - width) * height if longer <= self.columns else -1

    def groups(self) -> int:
        """How many groups of words hang together; numbers each word's in `group` from 1."""
        for word in range(self.words):
            self.group[word] = 0
        found = 0
        for word in range(self.words):
            if self.way[word] >= 0 and self.group[word] == 0:
                found += 1
                self.flood(word, found)
        return found

    def flood(self, word: int, mark: int) -> None:
        """Number the group of a word."""
        self.stack[0] = word
        self.group[word] = mark
        depth = 1
        while depth:
            depth -= 1
            word = self.stack[depth]
            step = self.stride if self.way[word] else 1
            cell = self.start[word] + (0 if self.way[word] else self.size)
            for _ in range(self.first[word], self.first[word + 1]):
                crossed = self.cover[cell]
                if crossed and self.group[crossed - 1] == 0:
                    self.group[crossed - 1] = mark
                    self.stack[depth] = crossed - 1
                    depth += 1
                cell += step

    def exposed(self) -> int:
        """How many pairs of cells stand side by side without a word that reads through both."""
        found = 0
        for line in range(127):
            filled = self.filled[line]
            lain = self.lain[line]
            pairs = filled & filled >> 1 & ~(lain & lain >> 1)
            while pairs:
                pairs &= pairs - 1
                found += 1
        return found


_ALL, _DE_BRUIJN = (1 << 64) - 1, 0x03F79D71B4CB0A89
"""64 bits, and a sequence in which each number of 6 bits stands once: by it a single bit tells its place.

Leiserson, Prokop and Randall, "Using de Bruijn sequences to index a 1 in a computer word", 1998.
"""


def _zeros(count: int) -> array:
    return array("i", [0]) * count
