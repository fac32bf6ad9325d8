#!/usr/bin/env python3
"""Times one training step of the masked dense recurrent network in PyTorch: mask, forward, loss, backward, Adam.

Every (size, density, variant, thread count) runs in a process of its own, so that the BLAS and OpenMP pools have the wanted size
and the peak memory belongs to that setting alone.

  module  torch.nn.RNN with its hidden-to-hidden weight replaced by weight*mask at each step (the published way)
  loop    one input product for all steps, then F.linear per time step with the masked weight

The published initial weights (0.001 whatever N) let the gradients of the early time steps fall into the subnormal range of float;
on a CPU the first dozens of steps then take about ten times as long. --gain 1 (the default) times the state of a network under
training, --gain 0 the first steps after the published start.

With --mask the network has exactly the connections of a file: a .npy array of unsigned bytes [N x ceil(N/8)], the places of
a row eight to a byte, the first in the highest bit (what numpy.packbits(mask, axis=1) gives). 'neuropil bench --compare' calls
this script so.

Examples:
  python3 torch_masked_rnn.py --hidden 2000 --density 0.1,0.01,1 --threads 1,2
  python3 torch_masked_rnn.py --hidden 10000 --density 0.01 --device cuda --tf32 on,off --json
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

import thread_pools

PHASES = ("forward", "backward", "adam")


def listed(kind):
    return lambda text: [kind(part) for part in text.split(",")]


def options(arguments):
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--hidden", type=listed(int), default=[2000], metavar="N[,N...]")
    p.add_argument("--density", type=listed(float), default=[0.1], metavar="P[,P...]")
    p.add_argument("--batch", type=int, default=100)
    p.add_argument("--steps", type=int, default=28, help="time steps T of a sample")
    p.add_argument("--inputs", type=int, default=28)
    p.add_argument("--classes", type=int, default=10)
    p.add_argument("--activation", choices=["relu", "tanh"], default="relu")
    p.add_argument("--variants", type=listed(str), default=["module", "loop"], metavar="module,loop")
    p.add_argument("--threads", type=listed(int), default=[1, 2], metavar="K[,K...]")
    p.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    p.add_argument("--tf32", type=listed(str), default=["off"], metavar="on,off", help="TF32 products on CUDA")
    p.add_argument("--mask", metavar="FILE.npy", help="the connections, one size and density only")
    p.add_argument("--no-mask", action="store_true", help="leave the mask out (an ordinary dense network; density is ignored)")
    p.add_argument("--fused-adam", action="store_true", help="Adam(fused=True) where this PyTorch has it")
    p.add_argument("--gain", type=float, default=1.0, help="spectral radius of the recurrent weights timed; 0: published start")
    p.add_argument("--flush-denormals", action="store_true", help="torch.set_flush_denormal(True)")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--warmup", type=int, default=3)
    p.add_argument("--repeats", type=int, default=10)
    p.add_argument("--json", action="store_true", help="JSON on stdout, the table on stderr")
    p.add_argument("--json-lines", action="store_true", help="one JSON object for each setting when it is done; failures do not end")
    p.add_argument("--out", metavar="FILE", help="write the JSON to a file, too")
    p.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    args = p.parse_args(arguments)
    if set(args.variants) - {"module", "loop"}:
        p.error("--variants takes module and loop")
    if set(args.tf32) - {"on", "off"}:
        p.error("--tf32 takes on and off")
    if args.mask and (len(args.hidden) > 1 or len(args.density) > 1 or args.no_mask):
        p.error("--mask takes one --hidden, one --density and no --no-mask")
    if args.repeats < 1 or args.warmup < 0 or min(args.hidden + args.threads + [args.batch, args.steps]) < 1:
        p.error("sizes, threads and repeats must be at least 1")
    return args


# ---- one setting, in its own process ----------------------------------------------------------------------------------

def peak_rss_mb():
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def blas_library():
    """File name of the BLAS that is loaded and, for OpenBLAS, the kernel set it chose."""
    import ctypes
    try:
        with open("/proc/self/maps") as maps:
            paths = sorted({line.split()[-1] for line in maps if "blas" in line.lower() and "/" in line})
    except OSError:
        return None
    names = [os.path.basename(path) for path in paths]
    for path in paths:
        try:
            corename = ctypes.CDLL(path).openblas_get_corename
            corename.restype = ctypes.c_char_p
            return f"{os.path.basename(os.path.realpath(path))} ({corename().decode()})"
        except (AttributeError, OSError):
            continue
    return ", ".join(names) or None


class Clock:
    """Milliseconds between the marks of a step: wall clock on the CPU, events on CUDA."""

    def __init__(self, torch, cuda):
        self.torch, self.cuda, self.marks = torch, cuda, []

    def mark(self):
        if self.cuda:
            event = self.torch.cuda.Event(enable_timing=True)
            event.record()
            self.marks.append(event)
        else:
            self.marks.append(time.perf_counter())

    def take(self):
        if self.cuda:
            self.torch.cuda.synchronize()
            gaps = [a.elapsed_time(b) for a, b in zip(self.marks, self.marks[1:])]
        else:
            gaps = [(b - a) * 1e3 for a, b in zip(self.marks, self.marks[1:])]
        self.marks = []
        return gaps


def adam(nets, net, fused):
    """Adam, fused into one kernel where that is asked for and this PyTorch can do it on this device."""
    if fused:
        try:
            return nets.adam(net, fused=True), True
        except (TypeError, RuntimeError):
            pass
    return nets.adam(net), False


def child(args):
    threads = args.threads[0]
    thread_pools.limit(threads)
    import numpy as np
    import torch
    import masked_nets as nets
    import weight_files as files
    torch.set_num_threads(threads)
    if args.flush_denormals and not torch.set_flush_denormal(True):
        files.fail(files.BAD_ENVIRONMENT, "this processor cannot flush subnormal numbers (leave out --flush-denormals)")
    cuda = args.device == "cuda"
    if cuda and not torch.cuda.is_available():
        files.fail(files.BAD_ENVIRONMENT, f"PyTorch {torch.__version__} sees no CUDA device (use --device cpu)")
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = args.tf32[0] == "on"
    base_mb = peak_rss_mb()

    hidden = args.hidden[0]
    if args.mask:
        mask = files.read_packed_mask(args.mask, hidden)
        torch.manual_seed(args.seed)
        net = nets.build("rnn", args.inputs, hidden, args.classes, args.activation, mask, args.variants[0], device=args.device)
    else:
        net, mask = nets.draw("rnn", args.inputs, hidden, args.classes, args.activation,
                              1.0 if args.no_mask else args.density[0], args.seed, variant=args.variants[0], device=args.device)
    if args.no_mask:
        net = nets.build("rnn", args.inputs, hidden, args.classes, args.activation, None, args.variants[0], device=args.device)
    nonzeros = int(mask.sum())
    del mask
    if args.gain:
        limit = args.gain * (3.0 * hidden / max(nonzeros, 1)) ** 0.5  # uniform: variance limit^2/3, nonzeros/hidden per row
        torch.nn.init.uniform_(net.masked_weight, -limit, limit)
    optimiser, fused = adam(nets, net, args.fused_adam)
    # A few different batches, four fifths of the pixels blank as in MNIST.
    random = np.random.RandomState(args.seed)
    shape = (4, args.batch, args.steps, args.inputs)
    pixels = random.random_sample(shape) * (random.random_sample(shape) < 0.2)
    x = torch.as_tensor(pixels.astype(np.float32)).to(args.device)
    y = torch.as_tensor(random.randint(0, args.classes, (4, args.batch))).to(args.device)
    clock, taken, processor_ms = Clock(torch, cuda), [], []
    for step in range(args.warmup + args.repeats):
        began = time.process_time()
        clock.mark()
        loss = torch.nn.functional.cross_entropy(net(x[step % 4]), y[step % 4])
        clock.mark()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        clock.mark()
        optimiser.step()
        clock.mark()
        if step >= args.warmup:
            taken.append(clock.take())
            processor_ms.append((time.process_time() - began) * 1e3)
        else:
            clock.take()
    totals = sorted(sum(gaps) for gaps in taken)
    median = statistics.median(totals)
    quartile = len(totals) // 4
    work = 6.0 * hidden * hidden * args.batch * (args.steps - 1)
    result = {
        "hidden": hidden, "density": args.density[0], "nonzeros": nonzeros, "masked": not args.no_mask,
        "variant": args.variants[0], "threads": threads, "device": args.device, "tf32": args.tf32[0] if cuda else None,
        "fused_adam": fused, "median_ms": median, "min_ms": totals[0],
        "q25_ms": totals[quartile], "q75_ms": totals[-1 - quartile],
        **{f"{name}_ms": statistics.median(column) for name, column in zip(PHASES, zip(*taken))},
        "cpu_ms": None if cuda else statistics.median(processor_ms),
        "dense_gflops": work / median / 1e6, "last_loss": loss.item(), "peak_rss_mb": peak_rss_mb(), "base_rss_mb": base_mb,
        "device_peak_mb": torch.cuda.max_memory_allocated() / 2**20 if cuda else None,
    }
    versions = {
        "torch": torch.__version__, "numpy": np.__version__, "python": sys.version.split()[0], "blas": blas_library(),
        "cuda": torch.version.cuda, "device": torch.cuda.get_device_name() if cuda else processor(),
    }
    print(files.to_json({"result": result, "versions": versions}))


def processor():
    try:
        with open("/proc/cpuinfo") as lines:
            return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return None


# ---- all settings -----------------------------------------------------------------------------------------------------

def measure(args, hidden, density, variant, threads, tf32):
    command = [sys.executable, os.path.abspath(__file__), "--child", "--hidden", str(hidden), "--density", str(density),
               "--variants", variant, "--threads", str(threads), "--tf32", tf32]
    for name in ("batch", "steps", "inputs", "classes", "activation", "device", "seed", "warmup", "repeats", "gain"):
        command += [f"--{name}", str(getattr(args, name))]
    command += ["--no-mask"] * args.no_mask + ["--fused-adam"] * args.fused_adam
    command += ["--mask", args.mask] if args.mask else []
    command += ["--flush-denormals"] * args.flush_denormals
    errors = subprocess.PIPE if args.json_lines else None
    done = subprocess.run(command, env=thread_pools.environment(threads), stdout=subprocess.PIPE, stderr=errors, text=True)
    if not done.returncode:
        return json.loads(done.stdout)
    if not args.json_lines:
        raise SystemExit(done.returncode if done.returncode > 0 else 4)
    said = [line for line in done.stderr.splitlines() if line.strip()]
    return {"error": said[-1].strip() if said else f"ended with code {done.returncode}"}


def lines(args):
    """One JSON object a setting, when it is done; one that fails has only its name and an error."""
    worked = False
    for hidden, density, variant, threads, tf32 in settings(args):
        answer = measure(args, hidden, density, variant, threads, tf32)
        if "error" in answer:
            row = {"hidden": hidden, "density": density, "variant": variant, "threads": threads, "tf32": tf32, **answer}
        else:
            worked = True
            row = {**answer["result"], "versions": answer["versions"]}
        print(json.dumps(row), flush=True)
    return 0 if worked else 4


def settings(args):
    tf32 = args.tf32 if args.device == "cuda" else ["off"]
    return [(hidden, density, variant, threads, mode) for hidden in args.hidden for density in args.density
            for variant in args.variants for threads in args.threads for mode in tf32]


def table(results, stream):
    print(f"{'N':>6} {'p':>6} {'variant':<7} {'thr':>3} {'median ms':>10} {'min':>9} {'q25':>9} {'q75':>9} "
          f"{'forward':>8} {'backward':>8} {'adam':>8} {'cpu ms':>8} {'GFLOP/s':>8} {'RSS MB':>7}", file=stream)
    for r in results:
        print(f"{r['hidden']:>6} {r['density'] if r['masked'] else 'none':>6} {r['variant']:<7} {r['threads']:>3} "
              f"{r['median_ms']:>10.2f} {r['min_ms']:>9.2f} {r['q25_ms']:>9.2f} {r['q75_ms']:>9.2f} {r['forward_ms']:>8.2f} "
              f"{r['backward_ms']:>8.2f} {r['adam_ms']:>8.2f} "
              f"{'-' if r['cpu_ms'] is None else format(r['cpu_ms'], '.1f'):>8} {r['dense_gflops']:>8.1f} {r['peak_rss_mb']:>7.0f}"
              f"{'  <- best' if r['best'] else ''}", file=stream)


def main(arguments=None):
    args = options(arguments)
    if args.child:
        return child(args)
    if args.json_lines:
        return lines(args)
    results, versions, load = [], None, [os.getloadavg()[0]]
    for hidden in args.hidden:
        for density in args.density:
            group = []
            for setting in settings(args):
                if setting[:2] != (hidden, density):
                    continue
                print(f"N={hidden} p={density} {setting[2]}, {setting[3]} thread(s), TF32 {setting[4]} ...", file=sys.stderr)
                answer = measure(args, *setting)
                versions = answer["versions"]
                group.append(answer["result"])
            best = min(group, key=lambda r: r["median_ms"])
            results += [{**r, "best": r is best} for r in group]
    table(results, sys.stderr if args.json else sys.stdout)
    chosen = {name: getattr(args, name) for name in ("batch", "steps", "inputs", "classes", "activation", "device", "tf32",
                                                      "warmup", "repeats", "seed", "gain", "flush_denormals", "fused_adam")}
    # Other work on the machine slows every figure: the load tells how far to trust them.
    text = json.dumps({"setting": {**chosen, "processors": os.cpu_count(), "load_average_1min": load + [os.getloadavg()[0]]},
                       "versions": versions, "results": results})
    if args.json:
        print(text)
    if args.out:
        with open(args.out, "w") as stream:
            stream.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
