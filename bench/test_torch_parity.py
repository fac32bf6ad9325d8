#!/usr/bin/env python3
"""Checks the comparison scripts against the network's equations written out in NumPy. Exit code 0 = all passed.

  python3 test_torch_parity.py [--data MNIST_FOLDER]

Without --data (or the variable MNIST_DIR) random images take the place of MNIST.
"""
import argparse
import os
import subprocess
import sys
import tempfile

import numpy as np

import masked_nets
import weight_files as files

HERE = os.path.dirname(os.path.abspath(__file__))
TOLERANCE = 1e-10
STEPS, BATCH, SAMPLES = 20, 100, 730  # 8 steps an epoch, the last of 30 samples: the order wraps twice
checks = {"passed": 0, "failed": 0}


def check(what, good, detail=""):
    checks["passed" if good else "failed"] += 1
    print(f"{'ok  ' if good else 'FAIL'} {what}{'  ' + detail if detail else ''}")


# ---- the equations, batch in rows, double precision -------------------------------------------------------------------

def softmax_loss(logits, y):
    shifted = logits - logits.max(1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    d = np.exp(logs)
    d[np.arange(len(y)), y] -= 1
    return -logs[np.arange(len(y)), y].mean(), d / len(y)


def activation(name):
    """phi, and its derivative told from the output."""
    if name == "relu":
        return (lambda a: np.maximum(a, 0)), (lambda h: (h > 0).astype(float))
    return np.tanh, (lambda h: 1 - h * h)


def rnn_gradients(w, mask, x, y, name):
    phi, slope = activation(name)
    recurrent, u = w["rnn.weight_hh_l0"] * mask, w["rnn.weight_ih_l0"]
    bias = w["rnn.bias_ih_l0"] + w["rnn.bias_hh_l0"]
    states = [np.zeros((len(x), len(recurrent)))]
    for t in range(x.shape[1]):
        states.append(phi(states[-1] @ recurrent.T + x[:, t] @ u.T + bias))
    loss, d = softmax_loss(states[-1] @ w["fc.weight"].T + w["fc.bias"], y)
    g = {name_: np.zeros_like(value) for name_, value in w.items()}
    g["fc.weight"], g["fc.bias"] = d.T @ states[-1], d.sum(0)
    delta = (d @ w["fc.weight"]) * slope(states[-1])
    for t in range(x.shape[1], 0, -1):
        g["rnn.weight_hh_l0"] += mask * (delta.T @ states[t - 1])
        g["rnn.weight_ih_l0"] += delta.T @ x[:, t - 1]
        g["rnn.bias_ih_l0"] += delta.sum(0)
        delta = (delta @ recurrent) * slope(states[t - 1])
    g["rnn.bias_hh_l0"] = g["rnn.bias_ih_l0"].copy()
    return loss, g


def feedforward_gradients(w, mask, x, y, name):
    phi, slope = activation(name)
    middle = w["fc2.weight"] * mask
    h1 = phi(x @ w["fc1.weight"].T + w["fc1.bias"])
    h2 = phi(h1 @ middle.T + w["fc2.bias"])
    loss, d = softmax_loss(h2 @ w["fc.weight"].T + w["fc.bias"], y)
    d2 = (d @ w["fc.weight"]) * slope(h2)
    d1 = (d2 @ middle) * slope(h1)
    return loss, {"fc.weight": d.T @ h2, "fc.bias": d.sum(0), "fc2.weight": mask * (d2.T @ h1), "fc2.bias": d2.sum(0),
                  "fc1.weight": d1.T @ x, "fc1.bias": d1.sum(0)}


def reference(cell, initial, mask, x, y, name, signs=None):
    """-> weights after STEPS Adam steps, losses, gradients of the first step."""
    gradients = rnn_gradients if cell == "rnn" else feedforward_gradients
    w = {key: value.astype(float) for key, value in initial.items()}
    m, v = ({key: np.zeros_like(value) for key, value in w.items()} for _ in range(2))
    losses, first = [], None
    position = 0
    for s in range(1, STEPS + 1):
        stop = min(position + BATCH, len(x))
        loss, g = gradients(w, mask, x[position:stop], y[position:stop], name)
        position = 0 if stop == len(x) else stop
        losses.append(loss)
        first = first or {key: value.copy() for key, value in g.items()}
        for key in w:
            m[key] = 0.9 * m[key] + 0.1 * g[key]
            v[key] = 0.999 * v[key] + 0.001 * g[key] ** 2
            w[key] -= 0.001 / (1 - 0.9 ** s) * m[key] / (np.sqrt(v[key]) / np.sqrt(1 - 0.999 ** s) + 1e-8)
        if signs is not None:
            key = files.MASKED[cell]
            w[key] = np.where(signs > 0, np.maximum(w[key], 0), np.minimum(w[key], 0))
    return w, np.array(losses), first


# ---- made-up networks and the runs ------------------------------------------------------------------------------------

def make_init(cell, nodes, seed, signs=None):
    """Recurrent weights of the order of the critical gain, so that every time step matters to the gradients."""
    random = np.random.RandomState(seed)
    inputs = 28 if cell == "rnn" else 784
    mask = random.random_sample((nodes, nodes)) < 0.3
    mask[3], mask[:, 5] = False, False  # a node that receives nothing, a node that sends nothing

    def uniform(limit, *shape):
        return random.uniform(-limit, limit, shape)

    recurrent = uniform(1.5 * (nodes * 0.3) ** -0.5, nodes, nodes)
    if signs is not None:
        recurrent = np.abs(recurrent) * signs / 3
    recurrent[np.nonzero(mask)[0][0], np.nonzero(mask)[1][0]] = 0  # a connection whose first weight is exactly 0
    layer = nodes ** -0.5
    if cell == "rnn":
        w = {"rnn.weight_ih_l0": uniform(layer, nodes, inputs), "rnn.weight_hh_l0": recurrent * mask,
             "rnn.bias_ih_l0": uniform(layer, nodes), "rnn.bias_hh_l0": uniform(layer, nodes)}
    else:
        w = {"fc1.weight": uniform(inputs ** -0.5, nodes, inputs), "fc1.bias": uniform(inputs ** -0.5, nodes),
             "fc2.weight": recurrent * mask, "fc2.bias": uniform(layer, nodes)}
    w.update({"fc.weight": uniform(layer, 10, nodes), "fc.bias": uniform(layer, 10)})
    return w, mask


def run(*arguments):
    done = subprocess.run([sys.executable, os.path.join(HERE, "torch_parity.py"), *arguments],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return done.returncode, done.stderr.strip()


def largest_difference(expected, found):
    return max(np.abs(expected[key] - found[key]).max() for key in expected)


def compare(folder, data, cell, name, form, variant="module", dale=False, dtype="float64"):
    images, labels = data
    nodes = 50
    signs = np.where(np.arange(nodes) % 4 == 0, -1, 1) if dale else None
    initial, mask = make_init(cell, nodes, 7, signs)
    paths = {key: os.path.join(folder, key + ".npz") for key in ("init", "out", "grads")}
    files.write_weights(paths["init"], cell, initial, mask, csr=form == "csr")
    arguments = ["--init", paths["init"], "--images", images, "--labels", labels, "--cell", cell, "--activation", name,
                 "--batch", str(BATCH), "--steps", str(STEPS), "--train-samples", str(SAMPLES), "--dtype", dtype,
                 "--variant", variant, "--out", paths["out"], "--grads", paths["grads"]]
    if dale:
        np.save(os.path.join(folder, "signs.npy"), signs)
        arguments += ["--dale", "clamp", os.path.join(folder, "signs.npy")]
    code, message = run(*arguments)
    title = f"{cell} {name} {form} {variant} {dtype}{' dale' if dale else ''}"
    if code:
        check(title, False, f"exit code {code}: {message}")
        return
    pixels, y = files.read_samples(images, labels, SAMPLES)
    expected, losses, first = reference(cell, initial, mask, files.scale(pixels, "float64", cell), y, name, signs)
    _, found, found_mask, extra = files.read_weights(paths["out"])
    _, gradients, _, _ = files.read_weights(paths["grads"])
    # Single precision: Adam's first steps are nearly sign(g)*lr, so weights are compared absolutely.
    tolerance = TOLERANCE if dtype == "float64" else 2e-6
    gaps = {"weights": largest_difference(expected, found), "losses": np.abs(losses - extra["losses"]).max(),
            "gradients": largest_difference(first, gradients)}
    moved = min(np.abs(expected[key] - initial[key]).max() for key in expected)
    back = np.abs(first[files.MASKED[cell]]).max()
    masked = files.MASKED[cell]
    good = all(gap < tolerance for gap in gaps.values()) and moved > 1e-3 and back > 1e-4
    good &= (found_mask == mask).all() and not found[masked][~mask].any() and extra["losses"].dtype == np.float64
    good &= all(extra[key].dtype == np.dtype(dtype) for key in initial)
    check(title, good, ", ".join(f"{key} {gap:.1e}" for key, gap in gaps.items()) + f" (weights moved by {moved:.1e})")
    if dale:
        clamped = (found[masked] == 0) & mask
        check("  no weight of the wrong sign, some clamped", (found[masked] * signs >= 0).all() and clamped.sum() > 3,
              f"{clamped.sum()} of {mask.sum()} at zero")


def check_replay():
    """Mask and first weights of seed 42 as known from the published run."""
    mask = np.random.RandomState(42).random_sample((10, 10)) < 0.1
    known = [(0, 6), (1, 0), (2, 9), (3, 2), (3, 7), (4, 2), (5, 6), (5, 8), (6, 8), (7, 2), (7, 7), (8, 3), (9, 8)]
    check("mask of seed 42", list(zip(*np.nonzero(mask))) == known)
    net, drawn = masked_nets.draw("rnn", 28, 10, 10, "relu", 0.1, 42)
    check("drawn network has that mask", (drawn == mask).all() and (net.mask.numpy() == mask).all())
    # Limits scale with 1/sqrt(N); the first input weight at N = 10,000 is 0.0076454.
    first = masked_nets.arrays(net)["rnn.weight_ih_l0"][0, :3] * 10 ** 0.5 / 100
    check("input weights of seed 42", np.abs(first - [0.0076454, 0.0083001, -0.0023427]).max() < 1e-7, str(first))


def check_refusals(folder, data):
    images, labels = data
    initial, mask = make_init("rnn", 50, 7)
    init, out = os.path.join(folder, "init.npz"), os.path.join(folder, "out.npz")
    files.write_weights(init, "rnn", initial, mask)
    base = ["--images", images, "--labels", labels, "--out", out, "--steps", "1"]
    broken = dict(np.load(init))
    del broken["fc.bias"]
    np.savez(os.path.join(folder, "broken.npz"), **broken)
    for what, code, arguments in [
            ("missing tensor", 3, ["--init", os.path.join(folder, "broken.npz"), *base]),
            ("missing file", 3, ["--init", os.path.join(folder, "none.npz"), *base]),
            ("wrong cell", 2, ["--init", init, "--cell", "feedforward", *base]),
            ("labels in place of images", 3, ["--init", init, *base, "--images", labels]),
            ("mixed signs without SIGNS", 3, ["--init", init, *base, "--dale", "clamp"])]:
        found, message = run(*arguments)
        check(f"refuses: {what}", found == code and len(message.splitlines()) == 1, message)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", default=os.environ.get("MNIST_DIR"), metavar="DIR")
    args = p.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if args.data:
            data = files.find_split(args.data, "train")
            print("samples: MNIST")
        else:
            data = [os.path.join(folder, f"{kind}.gz") for kind in ("images", "labels")]
            random = np.random.RandomState(1)
            files.write_idx(data[0], random.randint(0, 256, (SAMPLES, 28, 28)) * (random.random_sample((SAMPLES, 28, 28)) < 0.2))
            files.write_idx(data[1], random.randint(0, 10, SAMPLES))
            print("samples: random images (name a MNIST folder with --data)")
        for cell in ("rnn", "feedforward"):
            for name in ("relu", "tanh"):
                compare(folder, data, cell, name, "csr")
        compare(folder, data, "rnn", "relu", "dense", variant="loop")
        compare(folder, data, "rnn", "tanh", "dense", variant="loop")
        compare(folder, data, "feedforward", "relu", "dense")
        compare(folder, data, "rnn", "relu", "dense", dale=True)
        compare(folder, data, "rnn", "relu", "csr", dtype="float32")
        check_replay()
        check_refusals(folder, data)
    print(f"{checks['passed']} passed, {checks['failed']} failed")
    return 1 if checks["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
