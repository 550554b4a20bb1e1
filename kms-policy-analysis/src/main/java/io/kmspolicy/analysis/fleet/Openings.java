package io.kmspolicy.analysis.fleet;

import io.kmspolicy.analysis.query.Answer.Result;
import io.kmspolicy.analysis.query.ReachQuery.Reach;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a key opens to some callers, action by action. Not thread-safe. */
final class Openings {

  private final Map<Opening, BitSet> actions = new EnumMap<>(Opening.class);
  private final Map<Opening, Set<String>> accounts = new EnumMap<>(Opening.class);
  private final Set<String> conditionKeys = new TreeSet<>();
  private boolean needsCallersAccount;

  /** How far an action is open, the furthest first. */
  enum Opening {
    /** For every request. */
    GIVEN,
    /** Under conditions. */
    GIVEN_UNDER_CONDITIONS,
    /** If policies of the key's account that are not known do not forbid it. */
    PERHAPS,
    /** The same, under conditions. */
    PERHAPS_UNDER_CONDITIONS,
    /** What is known does not tell. */
    NOT_KNOWN,
    /** Not at all. */
    CLOSED;

    private static Opening of(Result result) {
      return switch (result) {
        case ALLOWED -> GIVEN;
        case CONDITIONAL -> GIVEN_UNDER_CONDITIONS;
        case INDETERMINATE -> NOT_KNOWN;
        case DENIED -> CLOSED;
      };
    }

    private static Opening of(Reach reach) {
      Opening given = of(reach.given());
      if (given != NOT_KNOWN) {
        return given;
      }
      Opening atMost = of(reach.atMost());
      return switch (atMost) {
        case GIVEN -> PERHAPS;
        case GIVEN_UNDER_CONDITIONS -> PERHAPS_UNDER_CONDITIONS;
        default -> atMost;
      };
    }
  }

  /** Adds an answer about an action. */
  void add(int action, String account, Result result, Collection<String> dependsOn) {
    add(action, account, Opening.of(result), dependsOn);
  }

  /** Adds what a key gives where the answer as a whole is not known. */
  void add(int action, String account, Reach reach) {
    Opening opening = Opening.of(reach);
    needsCallersAccount |= opening.compareTo(Opening.PERHAPS_UNDER_CONDITIONS) <= 0;
    add(action, account, opening, reach.dependsOn());
  }

  private void add(int action, String account, Opening opening, Collection<String> dependsOn) {
    actions.computeIfAbsent(opening, unused -> new BitSet()).set(action);
    accounts.computeIfAbsent(opening, unused -> new TreeSet<>()).add(account);
    if (opening == Opening.GIVEN_UNDER_CONDITIONS) {
      conditionKeys.addAll(dependsOn);
    }
  }

  /** Whether some action is open so far. */
  boolean has(Opening opening) {
    return actions.containsKey(opening);
  }

  /** The actions that are open so far. */
  BitSet actions(Opening opening) {
    return actions.getOrDefault(opening, new BitSet());
  }

  /** The accounts of the callers for whom some action is open so far. */
  Set<String> accounts(Opening opening) {
    return accounts.getOrDefault(opening, Set.of());
  }

  /** The condition keys of what is given under conditions. */
  Set<String> conditionKeys() {
    return conditionKeys;
  }

  /** Whether some of what is open takes the policies of the caller as given. */
  boolean needsCallersAccount() {
    return needsCallersAccount;
  }
}
