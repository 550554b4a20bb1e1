package io.kmspolicy.engine.proof;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

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
 * @param leftOut what the answer is not about: calls that services make for themselves by grants
 *     that are not known, if they depend on a condition key of which AWS does not say whether such
 *     calls carry it
 */
public record ProofStatistics(
    int callers,
    int keys,
    long questions,
    long diagrams,
    long nodes,
    List<String> openRules,
    List<OpenReason> leftOut) {

  /** Copies the lists. */
  public ProofStatistics {
    openRules = List.copyOf(openRules);
    leftOut = List.copyOf(leftOut);
  }

  ProofStatistics withLeftOut(List<OpenReason> more) {
    return new ProofStatistics(callers, keys, questions, diagrams, nodes, openRules, more);
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
        List.copyOf(rules),
        Stream.concat(leftOut.stream(), other.leftOut.stream()).distinct().toList());
  }
}
