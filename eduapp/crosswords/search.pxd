cimport cython
from eduapp.crosswords.board cimport Board

@cython.final
cdef class Search(Board):
    cdef public int thin, most_out, at_once, most_clashes, tries, most_loose, pins, cost, faults, changes, clashes
    cdef public int best_left, best_cost, best_faults, better
    cdef public int[::1] expected, pinned, touched, is_touched, old_way, old_start, clashing, waiting
    cdef public int[::1] best_way, best_start

    @cython.locals(word=int)
    cpdef void begin(self, int heat) noexcept
    @cython.locals(chosen=int, most=int, word=int, weight=int, length=int, way=int)
    cdef void place_first(self) noexcept
    @cython.locals(_=int, cost=int, chosen=int)
    cpdef void anneal(self, int steps, int heat) noexcept
    @cython.locals(height=int, width=int, high=int, wide=int, lost=int, room=int)
    cdef int judge(self) noexcept
    cdef int missing(self, int line) noexcept
    @cython.locals(left=int, word=int)
    cdef void keep_best(self) noexcept
    cdef void take(self, int word) noexcept
    cdef void touch(self, int word) noexcept
    @cython.locals(k=int)
    cdef void settle(self) noexcept
    @cython.locals(k=int, word=int)
    cdef void undo(self) noexcept
    @cython.locals(_=int, word=int)
    cdef void take_any(self) noexcept
    @cython.locals(side=int, line=int, count=int, word=int, _=int, movable=cython.bint)
    cdef void take_edge(self) noexcept
    @cython.locals(begin=int, along=cython.bint)
    cdef bint reaches(self, int word, int line) noexcept
    @cython.locals(word=int, chosen=int, most=int, _=int, k=int, place=int, crossed=int, value=int)
    cdef void push_in(self) noexcept
    @cython.locals(length=int, i=int, letter=int, cell=int, way=int, begin=int, start=int)
    cdef int any_place(self, int word) noexcept
    @cython.locals(way=int, start=int, begin=int, grown=int, worth=int)
    cdef int pushed_value(self, int word, int place, int crossed) noexcept
    @cython.locals(way=int, step=int, beside=int, along=int, across=int, cell=int, found=int, i=int)
    cdef int crossed(self, int word, int place) noexcept
    @cython.locals(k=int)
    cdef void clash(self, int covering) noexcept
    @cython.locals(done=int, word=int, along=int, step=int, cell=int, _=int)
    cdef void take_exposed(self) noexcept
    cdef void take_one(self, int one, int other) noexcept
    @cython.locals(found=int, mark=int, word=int, most=int, sizes=cython.int[::1])
    cdef void take_loose(self) noexcept
    @cython.locals(count=int, k=int, word=int, _=int, other=int, left=int)
    cdef void refill(self, int heat, int more) noexcept
    @cython.locals(left=int, k=int, word=int, place=int)
    cdef int put_in(self, int count, int heat) noexcept
