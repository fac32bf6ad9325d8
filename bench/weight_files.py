"""Images, labels and weight files of the comparison scripts. NumPy only.

Weight files are .npz archives with PyTorch's state-dict names. The masked matrix (recurrent `rnn.weight_hh_l0`,
feed-forward `fc2.weight`; row = receiving node, column = sending node) is dense, with an optional `<name>.mask`, or CSR:
`<name>.crow_indices`, `<name>.col_indices`, `<name>.values`.
"""
import gzip
import json
import math
import os
import struct
import sys

import numpy as np

MASKED = {"rnn": "rnn.weight_hh_l0", "feedforward": "fc2.weight"}
NAMES = {
    "rnn": ["rnn.weight_ih_l0", "rnn.weight_hh_l0", "rnn.bias_ih_l0", "rnn.bias_hh_l0", "fc.weight", "fc.bias"],
    "feedforward": ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias", "fc.weight", "fc.bias"],
}
BAD_USAGE, BAD_DATA, BAD_ENVIRONMENT = 2, 3, 4


def fail(code, message):
    """One line on stderr, then the exit code of the project's command line (2 usage, 3 data, 4 environment)."""
    print(f"{os.path.basename(sys.argv[0])}: error: {message}", file=sys.stderr)
    raise SystemExit(code)


def to_json(value):
    """JSON text in which NaN and the infinities are strings, as everywhere in the project."""
    def plain(v):
        if isinstance(v, dict):
            return {k: plain(w) for k, w in v.items()}
        if isinstance(v, (list, tuple)):
            return [plain(w) for w in v]
        if isinstance(v, float) and not math.isfinite(v):
            return "NaN" if math.isnan(v) else ("Infinity" if v > 0 else "-Infinity")
        return v
    return json.dumps(plain(value))


def read_idx(path):
    """An IDX file of unsigned bytes, plain or gzip (told by its content, not its name)."""
    try:
        with open(path, "rb") as stream:
            raw = stream.read()
        if raw[:2] == b"\x1f\x8b":
            raw = gzip.decompress(raw)
    except (OSError, EOFError) as problem:
        fail(BAD_DATA, f"cannot read {path}: {problem}")
    if len(raw) < 4 or raw[:3] != b"\0\0\x08":
        fail(BAD_DATA, f"{path} is not an IDX file of unsigned bytes")
    rank = raw[3]
    header = 4 + 4 * rank
    if len(raw) < header:
        fail(BAD_DATA, f"{path}: cut off inside its header")
    shape = struct.unpack(f">{rank}I", raw[4:header])
    expected = header + int(np.prod(shape, dtype=np.int64))
    if len(raw) != expected:
        fail(BAD_DATA, f"{path}: expected {expected} bytes, found {len(raw)}")
    return np.frombuffer(raw, np.uint8, offset=header).reshape(shape)


def write_idx(path, array):
    with gzip.open(path, "wb") as stream:
        stream.write(b"\0\0\x08" + bytes([array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape))
        stream.write(np.ascontiguousarray(array, np.uint8).tobytes())


def read_samples(images, labels, limit=None):
    """Bytes [n x rows x columns] and labels [n] (int64), the first `limit` of them."""
    x, y = read_idx(images), read_idx(labels)
    if x.ndim != 3 or y.ndim != 1 or len(x) != len(y):
        fail(BAD_DATA, f"expected images [n x rows x columns] and labels [n], found {x.shape} and {y.shape}")
    if limit is not None:
        if not 1 <= limit <= len(x):
            fail(BAD_USAGE, f"{limit} samples wanted, {images} has {len(x)}")
        x, y = x[:limit], y[:limit]
    return x, y.astype(np.int64)


def find_split(folder, split):
    """Image and label file of one MNIST split (`train` or `t10k`) in a folder, gzip or plain."""
    found = []
    for kind in ("images-idx3-ubyte", "labels-idx1-ubyte"):
        candidates = [os.path.join(folder, f"{split}-{kind}{end}") for end in (".gz", "")]
        existing = [path for path in candidates if os.path.exists(path)]
        if not existing:
            fail(BAD_DATA, f"no {split}-{kind}[.gz] in {folder} (name the MNIST folder with --data)")
        found.append(existing[0])
    return found


def scale(images, dtype, cell):
    """byte/255 in the given type; the recurrent network gets rows as time steps, the feed-forward one a flat vector."""
    scaled = images.astype(dtype) / np.dtype(dtype).type(255)
    return scaled if cell == "rnn" else scaled.reshape(len(images), -1)


def batches(samples, size):
    """Endless (start, end) ranges in file order; the last partial batch of an epoch is kept, then it starts over."""
    while True:
        for start in range(0, samples, size):
            yield start, min(start + size, samples)


def read_weights(path):
    """-> (cell, {name: array with the masked matrix dense}, mask as bool [n x n], every array of the file)."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            stored = {name: archive[name] for name in archive.files}
    except Exception as problem:  # zip, header and pickle errors all mean: not a weight file
        fail(BAD_DATA, f"cannot read {path}: {problem}")
    cell = "feedforward" if "fc1.weight" in stored else "rnn"
    name = MASKED[cell]
    weights = {key: stored[key] for key in NAMES[cell] if key in stored}
    if name + ".crow_indices" in stored:
        first = stored.get(NAMES[cell][0])
        nodes = len(stored[name + ".crow_indices"]) - 1
        if first is None or len(first) != nodes:
            fail(BAD_DATA, f"{path}: {name}.crow_indices has {nodes} rows, {NAMES[cell][0]} does not")
        weights[name], mask = _from_csr(path, name, stored, nodes)
    elif name in stored:
        given = stored.get(name + ".mask")
        mask = (stored[name] if given is None else given) != 0
        if mask.shape != stored[name].shape:
            fail(BAD_DATA, f"{path}: {name}.mask has shape {mask.shape}, expected {stored[name].shape}")
        weights[name] = np.where(mask, stored[name], 0)
    missing = [key for key in NAMES[cell] if key not in weights]
    if missing:
        fail(BAD_DATA, f"{path}: {', '.join(missing)} missing ({cell} network; found {', '.join(sorted(stored))})")
    _check_shapes(path, cell, weights)
    return cell, weights, mask, stored


def _from_csr(path, name, stored, nodes):
    try:
        starts, columns, values = (stored[name + end] for end in (".crow_indices", ".col_indices", ".values"))
    except KeyError as problem:
        fail(BAD_DATA, f"{path}: {problem} missing")
    counts = np.diff(starts)
    if starts[0] != 0 or (counts < 0).any() or starts[-1] != len(columns) or len(columns) != len(values):
        fail(BAD_DATA, f"{path}: {name}: row offsets, columns and values do not fit together")
    if len(columns) and not 0 <= columns.min() <= columns.max() < nodes:
        fail(BAD_DATA, f"{path}: {name}.col_indices leave 0..{nodes - 1}")
    rows = np.repeat(np.arange(nodes), counts)
    mask = np.zeros((nodes, nodes), bool)
    mask[rows, columns] = True
    if mask.sum() != len(columns):
        fail(BAD_DATA, f"{path}: {name} names a connection twice")
    dense = np.zeros((nodes, nodes), values.dtype)
    dense[rows, columns] = values
    return dense, mask


def _check_shapes(path, cell, weights):
    first, readout = weights[NAMES[cell][0]], weights["fc.weight"]
    if first.ndim != 2 or readout.ndim != 2:
        fail(BAD_DATA, f"{path}: {NAMES[cell][0]} and fc.weight must be matrices")
    nodes, classes = first.shape[0], readout.shape[0]
    for name in NAMES[cell][1:]:
        if name.startswith("fc."):
            expected = (classes, nodes) if name == "fc.weight" else (classes,)
        else:
            expected = (nodes, nodes) if name == MASKED[cell] else (nodes,)
        if weights[name].shape != expected:
            fail(BAD_DATA, f"{path}: {name} has shape {weights[name].shape}, expected {expected}")


def read_packed_mask(path, nodes):
    """A mask [nodes x nodes], stored as numpy.packbits(mask, axis=1): eight places a byte, the first in the highest bit."""
    try:
        packed = np.load(path, allow_pickle=False)
    except Exception as problem:
        fail(BAD_DATA, f"cannot read {path}: {problem}")
    if packed.dtype != np.uint8 or packed.shape != (nodes, -(-nodes // 8)):
        fail(BAD_DATA, f"{path}: expected unsigned bytes [{nodes} x {-(-nodes // 8)}], found {packed.dtype} {packed.shape}")
    return np.unpackbits(packed, axis=1, count=nodes).astype(bool)


def to_csr(name, dense, mask):
    """The three CSR arrays of a masked matrix (an entry of the mask stays an entry even if its weight is 0)."""
    starts = np.concatenate([[0], np.cumsum(mask.sum(1))]).astype(np.int64)
    return {
        name + ".crow_indices": starts,
        name + ".col_indices": np.nonzero(mask)[1].astype(np.int64),
        name + ".values": dense[mask],
    }


def write_weights(path, cell, weights, mask, csr=False, **extra):
    """Writes exactly to `path` (numpy would append .npz to other names)."""
    name = MASKED[cell]
    arrays = {key: weights[key] for key in NAMES[cell]}
    if csr:
        arrays.update(to_csr(name, arrays.pop(name), mask))
    else:
        arrays[name] = np.where(mask, arrays[name], arrays[name].dtype.type(0))
        arrays[name + ".mask"] = mask.astype(np.uint8)
    arrays.update(extra)
    try:
        with open(path, "wb") as stream:
            np.savez(stream, **arrays)
    except OSError as problem:
        fail(BAD_ENVIRONMENT, f"cannot write {path}: {problem}")
