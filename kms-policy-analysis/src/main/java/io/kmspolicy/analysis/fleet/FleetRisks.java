package io.kmspolicy.analysis.fleet;

import io.kmspolicy.analysis.fleet.Risk.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The risks of the keys of a policy directory, and what was not known when they were judged.
 * Immutable.
 *
 * @param keys the keys in the order of the grid
 * @param notKnown the layers that were not known
 * @param answers the number of answers of the grid
 * @param indeterminate the number of those that are indeterminate
 */
public record FleetRisks(
    List<KeyRisks> keys, List<Missing> notKnown, long answers, long indeterminate) {

  /**
   * A layer that is not known of some keys or principals.
   *
   * @param layer the word of the layer
   * @param missing of how many it is not known
   * @param all how many there are
   * @param of {@code key} or {@code principal}
   */
  public record Missing(String layer, int missing, int all, String of) {}

  /** Copies the lists. */
  public FleetRisks {
    keys = List.copyOf(keys);
    notKnown = List.copyOf(notKnown);
  }

  /** The number of keys in a state of a risk. */
  public int count(Risk risk, State state) {
    return (int) keys.stream().filter(key -> key.of(risk).state() == state).count();
  }

  /** The keys with the worst risks, the worst first. */
  public List<KeyRisks> worst(int most) {
    return keys.stream()
        .filter(key -> key.worst().isPresent())
        .sorted(KeyRisks.WORST_FIRST)
        .limit(most)
        .toList();
  }

  /** The keys by their accounts. */
  public Map<String, List<KeyRisks>> byAccount() {
    Map<String, List<KeyRisks>> accounts = new TreeMap<>();
    for (KeyRisks key : keys) {
      accounts.computeIfAbsent(key.key().accountId(), unused -> new ArrayList<>()).add(key);
    }
    return accounts;
  }
}
