package io.kmspolicy.engine.proof;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How much a proof compared.
 *
 * @param callers the number of classes of callers
 * @param keys the number of keys and aliases
 * @param questions the number of combinations of caller, key and action
 * @param diagrams the number of diagrams that were built for them
 * @param nodes the number of nodes of these diagrams
 * @param openRules what AWS does not document and the decisions read; the answer holds whichever
 *     way AWS decides it
 */
public record ProofStatistics(
    int callers, int keys, long questions, long diagrams, long nodes, List<String> openRules) {

  public ProofStatistics {
    openRules = List.copyOf(openRules);
  }

  /** How much two comparisons compared. */
  ProofStatistics and(ProofStatistics other) {
    Set<String> rules = new TreeSet<>(openRules);
    rules.addAll(other.openRules);
    return new ProofStatistics(
        Math.max(callers, other.callers),
        Math.max(keys, other.keys),
        questions + other.questions,
        diagrams + other.diagrams,
        nodes + other.nodes,
        List.copyOf(rules));
  }
}
