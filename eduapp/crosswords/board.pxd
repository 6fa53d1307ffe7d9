cimport cython


cdef class Board:
    cdef public int words, rows, columns, height, width, stride, size, room_cost, unit
    cdef public int placed, crossings, top, bottom, left, right
    cdef public unsigned int chance
    cdef public unsigned long long one, all, de_bruijn
    cdef public unsigned long long[::1] filled, lain, open
    cdef public int[::1] text, first, letter, slot, cover, row_of, column_of, count
    cdef public int[::1] way, start, group, stack, listed, many, base, noise, index

    @cython.final
    @cython.locals(x=cython.uint)
    cdef unsigned int random(self) noexcept
    @cython.final
    cdef int draw(self, int limit) noexcept
    @cython.locals(row=int, column=int, line=int, begin=int, other=int, cell=int, i=int, bit=cython.ulonglong)
    cpdef void place(self, int word, int way, int start) noexcept
    @cython.locals(way=int, row=int, column=int, line=int, begin=int, other=int, cell=int, i=int, bit=cython.ulonglong)
    cpdef void remove(self, int word) noexcept
    @cython.final
    @cython.locals(slot=int)
    cdef void fill(self, int cell, int letter) noexcept
    @cython.final
    @cython.locals(letter=int, last=int)
    cdef void clear(self, int cell) noexcept
    @cython.final
    @cython.locals(span=cython.ulonglong, row=int, column=int)
    cdef void lay(self, int word) noexcept
    @cython.locals(chosen=int, most=int, way=int, low=int, high=int, line=int, begin=int, grown=int, value=int, span=cython.ulonglong, legal=cython.ulonglong)
    cpdef int best_place(self, int word, int heat) noexcept
    @cython.final
    @cython.locals(length=int, room=int, reach=int, i=int, filled=cython.ulonglong, begins=cython.ulonglong, free=cython.ulonglong)
    cdef unsigned long long legal(self, int word, int line) noexcept
    @cython.final
    @cython.locals(found=int)
    cdef int ones(self, unsigned long long bits) noexcept
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
