"""A first timetable in a fraction of a second: the hardest sets first, each where it costs least."""

from __future__ import annotations

import numpy as np

from samspel.engines.timetable.board import NOWHERE, Board, Cells, Seats
from samspel.engines.timetable.problem import Ints
from samspel.engines.timetable.result import Timetable


def construct(board: Board, start: Timetable | None = None) -> Seats:
    """A timetable that keeps every rule and every pin; what finds no place is left out.

    Of a timetable to start from, everything that keeps the rules on the grid stays where it is.
    """
    kept = _kept(board, start)
    seats = _fill(board, kept.copy(), compact=False)
    if (seats.night == NOWHERE).any():
        packed = _fill(board, kept, compact=True)
        if (packed.night == NOWHERE).sum() < (seats.night == NOWHERE).sum():
            return packed
    return seats


def fill_in(board: Board, seats: Seats) -> None:
    """Place what is left out wherever there is room by now."""
    _fill(board, seats, compact=False)


def _kept(board: Board, start: Timetable | None) -> Seats:
    seats = Seats.empty(board.count)
    for row in board.pinned:
        if pin := board.problem.performances[row].pin:
            seats.night[row], seats.stage[row], seats.start[row] = pin.night, pin.stage, pin.start_minute
    for row, at in enumerate(start or ()):
        if at is not None and row not in board.pinned and board.fits(row, at, seats):
            seats.put(row, at)
    return seats


def _fill(board: Board, seats: Seats, *, compact: bool) -> Seats:
    # Few places first; among equals the longest, then the sets that share somebody with many.
    order = np.lexsort((-board.related.sum(axis=1), -board.minutes, board.freedom))
    for row in order:
        if seats.night[row] == NOWHERE:
            cells = board.cells(int(row), seats)
            if len(cells):
                seats.put(int(row), cells.at(_best(cells, compact=compact)))
    return seats


def _best(cells: Cells, *, compact: bool) -> int:
    """The cheapest place, the earliest of equals; compact: the earliest, the cheapest of equals.

    Early starts leave the rest of the night in one piece, so more sets find room.
    """
    keys: tuple[Ints, Ints] = (cells.cost, cells.start) if compact else (cells.start, cells.cost)
    return int(np.lexsort(keys)[0])
