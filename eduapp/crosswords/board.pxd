cimport cython


cdef class Board:
    cdef public int words, rows, columns, height, width, stride, size, room_cost, unit
    cdef public int placed, crossings, top, bottom, left, right
    cdef public unsigned int chance
    cdef public unsigned long long one
    cdef public unsigned long long[::1] filled, lain
    cdef public int[::1] text, first, letter, slot, cover, row_of, column_of, count
    cdef public int[::1] way, start, group, stack, listed, many, base, noise

    @cython.final
    @cython.locals(x=cython.uint)
    cdef unsigned int random(self) noexcept
    @cython.final
    cdef int draw(self, int limit) noexcept
    @cython.locals(step=int, cell=int, i=int)
    cpdef void place(self, int word, int way, int start) noexcept
    @cython.locals(step=int, cell=int, at=int, _=int)
    cpdef void remove(self, int word) noexcept
    @cython.final
    @cython.locals(slot=int)
    cdef void fill(self, int cell, int letter) noexcept
    @cython.final
    @cython.locals(letter=int, last=int)
    cdef void clear(self, int cell) noexcept
    @cython.final
    @cython.locals(row=int, column=int)
    cdef void flip(self, int cell, int more) noexcept
    @cython.final
    @cython.locals(span=cython.ulonglong, row=int, column=int)
    cdef void lay(self, int word) noexcept
    @cython.locals(chosen=int, most=int, i=int, k=int, letter=int, cell=int, way=int, value=int)
    cpdef int best_place(self, int word, int heat) noexcept
    @cython.final
    @cython.locals(length=int, line=int, begin=int, span=cython.ulonglong, met=cython.ulonglong, crossed=int, grown=int)
    cdef int value(self, int word, int way, int cell, int i) noexcept
    @cython.final
    @cython.locals(found=int, i=int)
    cdef int meets(self, int word, int cell, int step) noexcept
    @cython.final
    @cython.locals(height=int, width=int, longer=int)
    cdef int growth(self, int way, int begin, int end) noexcept
    @cython.locals(word=int, found=int)
    cpdef int groups(self) noexcept
    @cython.final
    @cython.locals(depth=int, step=int, cell=int, crossed=int, _=int)
    cdef void flood(self, int word, int mark) noexcept
    @cython.locals(found=int, line=int, filled=cython.ulonglong, lain=cython.ulonglong, pairs=cython.ulonglong)
    cpdef int exposed(self) noexcept
