#!/usr/bin/env python3
"""Trains a masked network in PyTorch from given initial weights, samples in file order, and writes what came out.

Example:
  python3 torch_parity.py --init INIT.npz --images train-images-idx3-ubyte.gz --labels train-labels-idx1-ubyte.gz \\
      --activation relu --batch 100 --steps 20 --out OUT.npz --grads GRADS.npz
"""
import argparse
import sys
import time

import thread_pools


def options(arguments):
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--init", required=True, metavar="INIT.npz", help="all initial weights and the mask")
    p.add_argument("--images", required=True, metavar="IDX", help="images, IDX, plain or .gz")
    p.add_argument("--labels", required=True, metavar="IDX", help="labels, IDX, plain or .gz")
    p.add_argument("--cell", choices=["rnn", "feedforward"], help="default: told by the names in INIT.npz")
    p.add_argument("--activation", choices=["relu", "tanh"], default="relu")
    p.add_argument("--batch", type=int, default=100)
    p.add_argument("--steps", type=int, default=20, help="optimiser steps; samples start over at the end of an epoch")
    p.add_argument("--train-samples", type=int, metavar="K", help="only the first K samples")
    p.add_argument("--lr", type=float, default=0.001)
    p.add_argument("--dtype", choices=["float32", "float64"], default="float32")
    p.add_argument("--variant", choices=["module", "loop"], default="module", help="torch.nn.RNN or a hand-written loop")
    p.add_argument("--dale", nargs="+", metavar=("clamp", "SIGNS"), help="`clamp`, then the node signs (+1/-1) as .npy or "
                   ".npz array `signs`; without them the signs of the columns of the initial masked matrix")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--out", required=True, metavar="OUT.npz", help="all weights after the last step and `losses`")
    p.add_argument("--grads", metavar="GRADS.npz", help="gradients of the first step")
    p.add_argument("--json", action="store_true", help="one JSON object on stdout")
    args = p.parse_args(arguments)
    if args.dale and (args.dale[0] != "clamp" or len(args.dale) > 2):
        p.error("--dale takes `clamp` and at most one file of signs")
    if min(args.batch, args.steps, args.threads) < 1:
        p.error("--batch, --steps and --threads must be at least 1")
    return args


def node_signs(args, files, initial, mask):
    """+1 / -1 per sending node."""
    import numpy as np
    if len(args.dale) == 1:
        inhibitory, excitatory = (initial * mask < 0).any(0), (initial * mask > 0).any(0)
        mixed = np.nonzero(inhibitory & excitatory)[0]
        if len(mixed):
            files.fail(files.BAD_DATA, f"column {mixed[0]} of the initial weights has both signs (give --dale clamp SIGNS)")
        return np.where(inhibitory, -1, 1)
    try:
        loaded = np.load(args.dale[1], allow_pickle=False)
        signs = loaded["signs"] if hasattr(loaded, "files") else loaded
    except Exception as problem:
        files.fail(files.BAD_DATA, f"cannot read {args.dale[1]}: {problem}")
    if signs.shape != (len(mask),) or not np.isin(signs, (-1, 1)).all():
        files.fail(files.BAD_DATA, f"{args.dale[1]}: expected {len(mask)} signs, each +1 or -1, found shape {signs.shape}")
    return signs


def main(arguments=None):
    args = options(arguments)
    thread_pools.limit(args.threads)
    import numpy as np
    import torch
    import masked_nets as nets
    import weight_files as files
    torch.set_num_threads(args.threads)

    cell, weights, mask, _ = files.read_weights(args.init)
    if args.cell and args.cell != cell:
        files.fail(files.BAD_USAGE, f"{args.init} holds a {cell} network, --cell says {args.cell}")
    images, labels = files.read_samples(args.images, args.labels, args.train_samples)
    x = torch.as_tensor(files.scale(images, args.dtype, cell))
    y = torch.as_tensor(labels)
    nodes, inputs = weights[files.NAMES[cell][0]].shape
    classes = len(weights["fc.bias"])
    if x.shape[-1] != inputs:
        files.fail(files.BAD_DATA, f"the network has {inputs} inputs, the samples {x.shape[-1]}")
    if labels.max() >= classes:
        files.fail(files.BAD_DATA, f"label {labels.max()} found, the network has {classes} classes")

    dtype = getattr(torch, args.dtype)
    net = nets.build(cell, inputs, nodes, classes, args.activation, mask, variant=args.variant, dtype=dtype)
    nets.load(net, weights)
    signs = None
    if args.dale:
        signs = torch.as_tensor(node_signs(args, files, weights[files.MASKED[cell]], mask)).to(dtype)
    optimiser = nets.adam(net, args.lr)
    losses, began = [], time.perf_counter()
    ranges = files.batches(len(x), args.batch)
    for step in range(args.steps):
        start, end = next(ranges)
        optimiser.zero_grad(set_to_none=True)
        loss = torch.nn.functional.cross_entropy(net(x[start:end]), y[start:end])
        loss.backward()
        losses.append(loss.item())
        if step == 0 and args.grads:
            files.write_weights(args.grads, cell, nets.gradients(net), mask, loss=np.float64(losses[0]))
        optimiser.step()
        if signs is not None:
            nets.clamp_dale(net, signs)
    files.write_weights(args.out, cell, nets.arrays(net), mask, losses=np.array(losses))
    summary = {
        "cell": cell, "activation": args.activation, "hidden": nodes, "nonzeros": int(mask.sum()), "dtype": args.dtype,
        "batch": args.batch, "steps": args.steps, "first_loss": losses[0], "last_loss": losses[-1],
        "seconds": time.perf_counter() - began, "torch": torch.__version__, "out": args.out,
    }
    if args.json:
        print(files.to_json(summary))
    else:
        print(f"{cell} {args.activation} N={nodes} nnz={mask.sum()} {args.dtype}: loss {losses[0]:.6f} -> {losses[-1]:.6f} "
              f"in {args.steps} steps, {args.out} written")


if __name__ == "__main__":
    sys.exit(main())
