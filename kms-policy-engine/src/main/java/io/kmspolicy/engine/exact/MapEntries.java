package io.kmspolicy.engine.exact;

import io.kmspolicy.engine.value.Spellings;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.text.LetterCase;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The condition keys of the entries of maps, such as the pairs of an encryption context. A request
 * may have entries whose names differ in letter case only, such as {@code t} and {@code T}; they
 * are one key with several values (rule 3.2). The tags of a principal are no such map: IAM compares
 * their names without letter case.
 */
public final class MapEntries {

  private MapEntries() {}

  /**
   * Whether tests of one key may tell several entries from each single one: a set operator sees all
   * of them, beside another test, or compares them with the empty text, which by itself is null
   * (rule 3.5); and names may be spelled in several ways. Where all operators are plain and spell
   * the name alike, one entry decides (rule 3.2). A variable may stand for another entry than the
   * one that a plain operator compares.
   *
   * @param isReadElsewhere whether something else than these tests reads the key
   * @param isReadByVariable whether a policy variable reads the key
   */
  public static boolean mayCount(
      String key, Collection<Condition> tests, boolean isReadElsewhere, boolean isReadByVariable) {
    if (!Spellings.mayBeSeveral(LetterCase.lowerCase(key))) {
      return false;
    }
    int prefix = Spellings.prefixLength(key);
    Set<String> names = new HashSet<>();
    Set<List<?>> distinct = new HashSet<>();
    boolean readsAll = false;
    boolean comparesEmpty = false;
    for (Condition test : tests) {
      names.add(test.key().substring(prefix));
      distinct.add(List.of(test.operator(), Set.copyOf(test.values())));
      readsAll |= test.operator().quantifier() != Quantifier.NONE;
      comparesEmpty |= test.values().stream().anyMatch(MapEntries::mayBeEmpty);
    }
    return names.size() > 1
        || (isReadByVariable && !tests.isEmpty())
        || (readsAll && (isReadElsewhere || comparesEmpty || distinct.size() > 1));
  }

  private static boolean mayBeEmpty(ConditionValue value) {
    return value.text().isEmpty() || value.text().indexOf('$') >= 0;
  }
}
