"""Hiding small numbers in a published table, so that nobody can be found in it, nor worked out from what is left."""

from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST = 5  # the smallest number that is shown; nothing at all is shown as 0


@dataclass(frozen=True)
class Cell:
    """One number of a table. ``small``: hidden for it is from 1 to 4; ``hidden`` alone: hidden so that a small one cannot be worked out."""

    value: int
    small: bool = False
    hidden: bool = False

    def __str__(self) -> str:
        if self.small:
            return f"<{SMALLEST}"
        return "…" if self.hidden else str(self.value)


@dataclass(frozen=True)
class Table:
    """Rows of cells, with the sum of each row, of each column, and of all."""

    rows: list[list[Cell]]
    row_sums: list[Cell]
    column_sums: list[Cell]
    total: Cell


def suppress(numbers: Sequence[Sequence[int]]) -> Table:
    """``numbers`` with their sums as a table in which no small number stands, nor follows from the others.

    Every row and every column with its sum is an equation: one hidden number in it would follow from the rest, so another one, the
    smallest that is shown, is hidden too, until no equation has exactly one. The sum of all is told, for it is known from elsewhere; where
    there is only one row or one column, that is its sum too.
    """
    width = len(numbers[0]) if numbers else 0
    grid = [[*row, sum(row)] for row in numbers]
    grid.append([sum(row[column] for row in grid) for column in range(width + 1)])
    hidden = [[0 < value < SMALLEST for value in row] for row in grid]
    hidden[-1][-1] = False
    small = [list(row) for row in hidden]
    lines = [[(y, x) for x in range(width + 1)] for y in range(len(grid))]
    lines += [[(y, x) for y in range(len(grid))] for x in range(width + 1)]
    _close(lines, grid, hidden)
    cells = [[Cell(value, small[y][x], hidden[y][x]) for x, value in enumerate(row)] for y, row in enumerate(grid)]
    *rows, sums = cells
    return Table([row[:-1] for row in rows], [row[-1] for row in rows], sums[:-1], sums[-1])


def _close(lines: list[list[tuple[int, int]]], grid: list[list[int]], hidden: list[list[bool]]) -> None:
    """Hide a second number in every line that has exactly one hidden, until there is none such."""
    total = (len(grid) - 1, len(grid[0]) - 1)
    open_lines = True
    while open_lines:
        open_lines = False
        for line in lines:
            if sum(hidden[y][x] for y, x in line) != 1:
                continue
            if shown := [(grid[y][x] == 0, grid[y][x], y, x) for y, x in line if not hidden[y][x] and (y, x) != total]:
                *_rank, y, x = min(shown)  # a number rather than a nought, which everybody would guess
                hidden[y][x] = open_lines = True
