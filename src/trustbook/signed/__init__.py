"""Measures of signed networks, from plain edge tables and from networkx graphs.

Every function takes a DataFrame with the columns `source`, `target` and `sign` (or `weight`, whose
sign counts), or a networkx graph with such edge attributes, and the keyword `directed`. A row with
sign 0 is no tie; a tie of a node with itself is left out; a tie that comes twice with one sign
counts once. A tie with both signs counts once as each; measures that need one sign raise
`EdgeError`, unless `split_ambivalent` takes such ties out beforehand. How large a weight is matters
in `qap_correlation` and `mrqap` alone, which use `weight` where there is one. Results are tables or
frozen values whose `normalisation` says what was divided by what.

============================== =================================================================
Reading an edge table
------------------------------------------------------------------------------------------------
signed_network                 the network of a table, with what was left out of it
split_ambivalent               ties with one sign, and ties with both
edge_table                     the edge table of a networkx graph
**Nodes**
signed_degree                  positive and negative ties received and given, net, polarity
pn_centrality                  PN centrality (Everett & Borgatti 2014)
**Dyads**
reciprocity                    ties that are answered (Garlaschelli & Loffredo 2004)
disagreeing_dyads              pairs in which a positive tie is answered by a negative one
signed_dyad_census             dyads by the signs of their ties
**Triads**
signed_triad_census            triangles, or semicycles of length three, by their signs
triangle_balance               share of balanced triangles (Cartwright & Harary 1956)
transitive_balance             triad level balance of directed networks (Aref et al. 2020)
**The whole network**
walk_balance                   balance of closed walks, K (Estrada & Benzi 2014)
smallest_laplacian_eigenvalue  that of the signed Laplacian (Kunegis et al. 2010)
frustration_index              line index of balance with all best partitions (Harary 1959)
frustrated_ties                the ties that do not suit a partition
cohesiveness, divisiveness     subgroup level balance of a partition (Aref et al. 2020)
subgroup_balance               both for every best partition
k_clusters, k_cluster_profile  best partitions into k clusters (Doreian & Mrvar 1996)
balance_baseline               balance beside that of the same ties with their signs shuffled
**Layers**
layer_overlap                  pairs of nodes tied in two layers, Jaccard index and shares
positive_minus_negative        positive less negative ties by level, concept or anything else
tie_change                     ties only early, only late, in both, or with a changed sign
qap_correlation                likeness of two networks against relabelled ones (Krackhardt 1988)
mrqap                          the same for several at once (Dekker, Krackhardt & Snijders 2007)
**Groups**
brokerage                      roles between groups (Gould & Fernandez 1989)
ei_index                       ties across groups less ties inside (Krackhardt & Stern 1988)
============================== =================================================================
"""

from trustbook.errors import EdgeError
from trustbook.signed.balance import (
    TriangleBalance,
    WalkBalance,
    smallest_laplacian_eigenvalue,
    triangle_balance,
    walk_balance,
)
from trustbook.signed.baseline import balance_baseline
from trustbook.signed.centrality import pn_centrality
from trustbook.signed.clusters import KClusters, k_cluster_profile, k_clusters
from trustbook.signed.dyads import disagreeing_dyads, reciprocity, signed_degree, signed_dyad_census
from trustbook.signed.edge_tables import SignedNetwork, edge_table, signed_network, split_ambivalent
from trustbook.signed.frustration import (
    Frustration,
    cohesiveness,
    divisiveness,
    frustrated_ties,
    frustration_index,
    subgroup_balance,
)
from trustbook.signed.groups import EIIndex, brokerage, ei_index
from trustbook.signed.layers import layer_overlap, positive_minus_negative, tie_change
from trustbook.signed.qap import QAP, mrqap, qap_correlation
from trustbook.signed.triads import TransitiveBalance, signed_triad_census, transitive_balance

__all__ = [
    "QAP",
    "EIIndex",
    "EdgeError",
    "Frustration",
    "KClusters",
    "SignedNetwork",
    "TransitiveBalance",
    "TriangleBalance",
    "WalkBalance",
    "balance_baseline",
    "brokerage",
    "cohesiveness",
    "disagreeing_dyads",
    "divisiveness",
    "edge_table",
    "ei_index",
    "frustrated_ties",
    "frustration_index",
    "k_cluster_profile",
    "k_clusters",
    "layer_overlap",
    "mrqap",
    "pn_centrality",
    "positive_minus_negative",
    "qap_correlation",
    "reciprocity",
    "signed_degree",
    "signed_dyad_census",
    "signed_network",
    "signed_triad_census",
    "smallest_laplacian_eigenvalue",
    "split_ambivalent",
    "subgroup_balance",
    "tie_change",
    "transitive_balance",
    "triangle_balance",
    "walk_balance",
]
