"""Memory given back: what the atlas's caches hold of values that nobody shows any more."""

import functools
import gc
import sys
from typing import Final

import pyarrow

_PACKAGE: Final = "lib."


def forget() -> None:
    """Empty every bounded cache of the atlas's functions, and give back what only they held.

    They hold what they were asked about, editions among them, until something newer takes its
    place. Nothing but time is lost.
    """
    modules = [module for name, module in sys.modules.items() if name.startswith(_PACKAGE)]
    for value in [value for module in modules for value in vars(module).values()]:
        is_cache = isinstance(value, functools._lru_cache_wrapper)
        # One without a bound holds what there is once in a process.
        if is_cache and value.cache_parameters()["maxsize"] is not None:
            value.cache_clear()
    settle()


def settle() -> None:
    """Give back what nobody holds. What is loaded by now stays: the collector need not walk it
    after every run."""
    gc.unfreeze()
    gc.collect()
    # Arrow keeps what it has read a file with: more than the register itself.
    pyarrow.default_memory_pool().release_unused()
    gc.freeze()
