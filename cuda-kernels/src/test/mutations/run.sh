#!/bin/sh
# Plants the faults of mutations.txt in copies of the kernels, one at a time, and runs the kernel tests on each until one
# fails. Prints a table in Markdown, and fails if a fault was not caught. Takes minutes; options go to Maven,
# for instance -Dneuropil.mutations=6,17 for these alone.
set -eu
cd "$(dirname "$0")/../../../.."
exec mvn -q -pl cuda-kernels test -Dtest=KernelMutations "$@"
