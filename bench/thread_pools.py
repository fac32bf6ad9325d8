"""Thread counts of the numerical libraries. Standard library only: it must run before NumPy or PyTorch are loaded."""
import os
import sys

POOLS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def environment(threads):
    """This process's environment with every pool set; for a child process."""
    return {**os.environ, **{name: str(threads) for name in POOLS}}


def limit(threads):
    """Sets the pools of this process. BLAS reads these variables only when it is loaded."""
    if "numpy" in sys.modules or "torch" in sys.modules:
        raise RuntimeError("thread_pools.limit must be called before numpy and torch are imported")
    os.environ.update({name: str(threads) for name in POOLS})
