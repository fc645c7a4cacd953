/**
 * Filters as decision graphs: what lies between the meaning of an expression and a list of
 * instructions.
 *
 * <p>A {@link sluice.pcap.filter.graph.Test} loads something and asks one question of it. Tests are
 * joined by and, or and not to a {@link sluice.pcap.filter.graph.Condition}, whose short circuits
 * make an acyclic {@link sluice.pcap.filter.graph.Graph} that ends in "accept" or "reject". The
 * {@link sluice.pcap.filter.graph.Optimizer} makes the graph smaller and its paths shorter, the
 * {@link sluice.pcap.filter.graph.Flattener} lays it out as a program. Nothing here knows a
 * protocol.
 *
 * <p>Every walk over a graph is a loop with its own stack, since a graph can be as deep as the
 * expression is long.
 */
@NullMarked
package sluice.pcap.filter.graph;

import org.jspecify.annotations.NullMarked;
