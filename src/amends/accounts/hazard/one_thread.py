"""Arithmetic on one thread. The matrices are narrow, and on a busy machine threads wait for one another: what takes a
second takes a minute.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def one_thread(function: Callable[P, R]) -> Callable[P, R]:
    """The same function, in which neither BLAS nor OpenMP begins threads of its own."""

    @wraps(function)
    def alone(*args: P.args, **named: P.kwargs) -> R:
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1):
            return function(*args, **named)

    return alone
