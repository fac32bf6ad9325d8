#!/usr/bin/env python3
"""One training step of Neuropil against PyTorch's masked dense network, alternately in one run; medians and ratios.

PyTorch counts with its best variant and thread setting, subnormal numbers flushed. Both sides have hidden-to-hidden weights of gain 1.
usage: compare_torch.py [--hidden 2000] [--density 0.1,0.01,1] [--rounds 3] [--threads 2]
Build first (mvn -DskipTests package); needs python3 with torch, and JAVA_HOME or java of JDK 25 on the PATH.
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def java_step(hidden, density, threads):
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
    classes = ":".join(os.path.join(ROOT, p) for p in ("engine/target/classes", "cuda-kernels/target/classes", "cli/target/lib/*"))
    command = [java, "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-XX:+UseG1GC",
               "-XX:+UseTransparentHugePages", "-Xmx8g", "-Dneuropil.native=" + os.path.join(ROOT, "engine/target/native"),
               "-cp", classes, "org.neuropil.train.StepBench", f"hidden={hidden}", f"density={density}",
               f"threads={threads}", "repeats=30"]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(re.search(r"step=([0-9.]+) ms", out).group(1)), re.search(r"plan=(\w+)", out).group(1)


def torch_step(hidden, density):
    command = [sys.executable, os.path.join(ROOT, "bench/torch_masked_rnn.py"), "--hidden", str(hidden), "--density", str(density),
               "--threads", "1,2", "--repeats", "5", "--warmup", "2", "--flush-denormals", "--json"]
    rows = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    rows = rows["results"] if isinstance(rows, dict) else rows
    best = min(rows, key=lambda r: r["median_ms"])
    return best["median_ms"], f"{best['variant']}, {best['threads']} threads"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hidden", default="2000")
    parser.add_argument("--density", default="0.1,0.01,1")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    print("load average before: %.2f" % os.getloadavg()[0])
    print("%7s %7s %9s %14s %14s %8s  %s" % ("hidden", "density", "plan", "neuropil ms", "pytorch ms", "ratio", "pytorch's best"))
    for hidden in map(int, options.hidden.split(",")):
        for density in map(float, options.density.split(",")):
            ours, theirs = [], []
            for _ in range(options.rounds):
                ms, plan = java_step(hidden, density, options.threads)
                ours.append(ms)
                ms, best = torch_step(hidden, density)
                theirs.append(ms)
            a, b = statistics.median(ours), statistics.median(theirs)
            print("%7d %7g %9s %14.1f %14.1f %8.1f  %s" % (hidden, density, plan, a, b, b / a, best), flush=True)
    print("load average after: %.2f" % os.getloadavg()[0])


if __name__ == "__main__":
    main()
