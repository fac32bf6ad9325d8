#!/bin/sh
# Times the CPU kernels against the same tiled loops in C, alternately, and prints medians over the
# rounds: GFLOP/s of Java and C, and their ratio. Other work on the machine disturbs single figures;
# the ratios within one run are what counts. Build first: mvn -pl engine -am package
#
#   ROUNDS=5 SECONDS_EACH=1 CASES="2000,0.1 10000,0.1" bench/spmm.sh
set -eu
cd "$(dirname "$0")/.."
rounds=${ROUNDS:-5}
seconds=${SECONDS_EACH:-1}
cases=${CASES:-"2000,0.1 10000,0.1 2000,0.01 10000,0.01"}
slices=${SLICES:-8}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
classes=engine/target/classes
[ -f $classes/org/neuropil/compute/cpu/KernelBench.class ] || {
  echo "spmm.sh: no classes in $classes; build the engine first" >&2
  exit 1
}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
l2=$(cat /sys/devices/system/cpu/cpu0/cache/index2/size 2>/dev/null || echo 512K)
case $l2 in
  *M) l2=$((${l2%M} * 1048576)) ;;
  *K) l2=$((${l2%K} * 1024)) ;;
esac
block=$((l2 / 5 / 448))
gcc -O3 -mavx2 -mfma -DROW_BLOCK=$block -o "$out/c256" bench/spmm.c
gcc -O3 -mavx512f -mfma -DROW_BLOCK=$block -o "$out/c512" bench/spmm.c
wide=
if grep -q avx512f /proc/cpuinfo 2>/dev/null; then wide=1; fi

bench() { # label, JVM options: one line a kernel into the log
  label=$1
  shift
  "$java" --add-modules jdk.incubator.vector -Xmx6g -XX:+UseG1GC -XX:+UseTransparentHugePages "$@" \
    -cp $classes org.neuropil.compute.cpu.KernelBench n="$n" p="$p" slices="$slices" \
    seconds="$seconds" 2>/dev/null | sed "s/^java/$label/" | tee "$out/last" >>"$out/log"
}

for case in $cases; do
  n=${case%,*}
  p=${case#*,}
  round=0
  while [ $round -lt "$rounds" ]; do
    bench java256 -XX:UseAVX=2
    tiling=$(sed -n '1s/.*tile=\([0-9]*\),\([0-9]*\),\([0-9]*\) .*/\1 '"$slices"' \2 \3/p' "$out/last")
    "$out/c256" "$n" "$p" $tiling "$seconds" >>"$out/log"
    if [ -n "$wide" ]; then
      bench java512
      "$out/c512" "$n" "$p" $tiling "$seconds" >>"$out/log"
    fi
    round=$((round + 1))
  done
done

echo "gcc: -O3 -mavx2 -mfma (256), -O3 -mavx512f -mfma (512); medians of $rounds rounds, GFLOP/s, one thread"
awk '
  { split($NF, v, "="); key = $3 " " $4 " " $2; name = $1
    if (!((key) in seen)) { seen[key] = 1; order[++cases] = key }
    value[key, name, ++count[key, name]] = v[2] + 0 }
  function median(key, name,   m, i, j, t, a) {
    m = count[key, name]
    if (!m) return 0
    for (i = 1; i <= m; i++) a[i] = value[key, name, i]
    for (i = 2; i <= m; i++) for (j = i; j > 1 && a[j] < a[j - 1]; j--) { t = a[j]; a[j] = a[j - 1]; a[j - 1] = t }
    return m % 2 ? a[(m + 1) / 2] : (a[m / 2] + a[m / 2 + 1]) / 2
  }
  END {
    for (c = 1; c <= cases; c++) {
      key = order[c]
      split(key, part, " ")
      other = part[3] == "back" ? part[1] " " part[2] " product" : key
      line = key
      for (bits = 256; bits <= 512; bits += 256) {
        j = median(key, "java" bits)
        k = median(other, "c" bits)
        if (j && k) line = line sprintf("   %d bits: java %.1f c %.1f ratio %.2f", bits, j, k, j / k)
      }
      print line
    }
  }' "$out/log"
