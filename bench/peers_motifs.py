#!/usr/bin/env python3
"""Times the motif counts of NetworkX and igraph on a random directed graph. They count unsigned classes only.

usage: peers_motifs.py [NODES=500] [DENSITY=0.05]
The same size here: java ... org.neuropil.analysis.motif.CensusBench NODES DENSITY 1 5
"""
import random
import sys
import time

nodes = int(sys.argv[1]) if len(sys.argv) > 1 else 500
density = float(sys.argv[2]) if len(sys.argv) > 2 else 0.05
rng = random.Random(1)
edges = [(i, j) for i in range(nodes) for j in range(nodes) if i != j and rng.random() < density]
print(f"{nodes} nodes, {len(edges)} connections")
try:
    import networkx

    graph = networkx.DiGraph(edges)
    start = time.perf_counter()
    census = networkx.triadic_census(graph)
    print(f"NetworkX {networkx.__version__} triadic_census: {time.perf_counter() - start:.3f} s, 030T = {census['030T']}")
except ImportError:
    print("NetworkX: not installed")
try:
    import igraph

    graph = igraph.Graph(n=nodes, edges=edges, directed=True)
    start = time.perf_counter()
    census = graph.triad_census()
    print(f"igraph {igraph.__version__} triad_census: {time.perf_counter() - start:.3f} s, 030T = {census['030T']}")
    start = time.perf_counter()
    graph.motifs_randesu(size=3)
    print(f"igraph {igraph.__version__} motifs_randesu(3): {time.perf_counter() - start:.3f} s")
except ImportError:
    print("igraph: not installed")
