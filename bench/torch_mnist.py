#!/usr/bin/env python3
"""Trains the masked network on MNIST in PyTorch and prints the test accuracy before training and after every epoch.

Example:
  python3 torch_mnist.py --data MNIST_FOLDER --hidden 100 --density 0.1 --seed 1,2,3
  python3 torch_mnist.py --data MNIST_FOLDER --hidden 500 --density 0.1 --epochs 0 --write-init INIT.npz --csr
"""
import argparse
import statistics
import sys
import time

import thread_pools


def options(arguments):
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", required=True, metavar="DIR", help="folder with the four MNIST IDX files, plain or .gz")
    p.add_argument("--cell", choices=["rnn", "feedforward"], default="rnn")
    p.add_argument("--hidden", type=int, default=100, help="hidden nodes in all (feedforward: two layers of half of them)")
    p.add_argument("--density", type=float, default=0.1)
    p.add_argument("--activation", choices=["relu", "tanh"], default="relu")
    p.add_argument("--seed", type=lambda text: [int(s) for s in text.split(",")], default=[1], metavar="S[,S...]")
    p.add_argument("--epochs", type=int, default=1)
    p.add_argument("--batch", type=int, default=100)
    p.add_argument("--lr", type=float, default=0.001)
    p.add_argument("--train-samples", type=int, metavar="K")
    p.add_argument("--test-samples", type=int, metavar="K")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--write-init", metavar="INIT.npz", help="write the initial weights and the mask (with one seed)")
    p.add_argument("--csr", action="store_true", help="masked matrix of INIT.npz as CSR")
    p.add_argument("--json", action="store_true", help="one JSON object on stdout")
    args = p.parse_args(arguments)
    if args.write_init and len(args.seed) > 1:
        p.error("--write-init needs exactly one seed")
    if min(args.hidden, args.batch, args.threads) < 1 or args.epochs < 0 or not 0 <= args.density <= 1:
        p.error("sizes must be at least 1, epochs at least 0 and the density within 0..1")
    return args


def evaluate(torch, net, x, y):
    """True mean loss, accuracy (0..1) and the number of samples with NaN logits (read as class 0)."""
    loss, correct, nans = 0.0, 0, 0
    with torch.no_grad():
        for start in range(0, len(x), 1000):
            logits, target = net(x[start:start + 1000]), y[start:start + 1000]
            loss += torch.nn.functional.cross_entropy(logits, target, reduction="sum").item()
            bad = torch.isnan(logits).any(1)
            predicted = logits.argmax(1)
            predicted[torch.isnan(logits).all(1)] = 0
            correct += (predicted == target).sum().item()
            nans += bad.sum().item()
    return {"test_loss": loss / len(x), "test_accuracy": correct / len(x), "nan_count": nans}


def main(arguments=None):
    args = options(arguments)
    thread_pools.limit(args.threads)
    import torch
    import masked_nets as nets
    import weight_files as files
    torch.set_num_threads(args.threads)

    def samples(split, limit):
        images, labels = files.read_samples(*files.find_split(args.data, split), limit)
        return torch.as_tensor(files.scale(images, "float32", args.cell)), torch.as_tensor(labels)

    (x, y), (test_x, test_y) = samples("train", args.train_samples), samples("t10k", args.test_samples)
    nodes = args.hidden if args.cell == "rnn" else args.hidden // 2
    runs = []
    for seed in args.seed:
        net, mask = nets.draw(args.cell, x.shape[-1], nodes, 10, args.activation, args.density, seed)
        if args.write_init:
            files.write_weights(args.write_init, args.cell, nets.arrays(net), mask, csr=args.csr)
        optimiser = nets.adam(net, args.lr)
        order = torch.Generator().manual_seed(seed)
        epochs = [{"epoch": 0, "seconds": 0.0, **evaluate(torch, net, test_x, test_y)}]
        for epoch in range(1, args.epochs + 1):
            began = time.perf_counter()
            shuffled = torch.randperm(len(x), generator=order)
            total = 0.0
            for start in range(0, len(x), args.batch):
                chosen = shuffled[start:start + args.batch]
                optimiser.zero_grad(set_to_none=True)
                loss = torch.nn.functional.cross_entropy(net(x[chosen]), y[chosen])
                loss.backward()
                optimiser.step()
                total += loss.item() * len(chosen)
            seconds = time.perf_counter() - began
            epochs.append({"epoch": epoch, "seconds": seconds, "train_loss": total / len(x),
                           **evaluate(torch, net, test_x, test_y)})
        for line in epochs:
            print(f"{args.cell} N={args.hidden} p={args.density} seed={seed} epoch {line['epoch']}: test accuracy "
                  f"{100 * line['test_accuracy']:.2f} %, test loss {line['test_loss']:.4f}, {line['seconds']:.1f} s"
                  f"{', NaN samples ' + str(line['nan_count']) if line['nan_count'] else ''}",
                  file=sys.stderr if args.json else sys.stdout, flush=True)
        runs.append({"seed": seed, "nonzeros": int(mask.sum()), "epochs": epochs})
    final = [run["epochs"][-1]["test_accuracy"] for run in runs]
    if args.json:
        print(files.to_json({
            "cell": args.cell, "activation": args.activation, "hidden": args.hidden, "density": args.density,
            "batch": args.batch, "mean_test_accuracy": statistics.mean(final), "runs": runs, "torch": torch.__version__}))
    elif len(final) > 1:
        print(f"mean {100 * statistics.mean(final):.2f} %, SD {100 * statistics.stdev(final):.2f}")


if __name__ == "__main__":
    sys.exit(main())
