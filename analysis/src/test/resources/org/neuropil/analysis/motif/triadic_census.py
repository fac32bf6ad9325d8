"""Reads graphs from stdin, one a line: nodes, then source and target of every edge.

Prints for each the sixteen counts of NetworkX's triadic census, by name.
"""

import sys

import networkx as nx

for line in sys.stdin:
    numbers = [int(word) for word in line.split()]
    graph = nx.DiGraph()
    graph.add_nodes_from(range(numbers[0]))
    graph.add_edges_from(zip(numbers[1::2], numbers[2::2]))
    census = nx.triadic_census(graph)
    print(" ".join(f"{name}={census[name]}" for name in sorted(census)), flush=True)
