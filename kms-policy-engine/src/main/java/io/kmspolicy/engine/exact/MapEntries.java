package io.kmspolicy.engine.exact;

import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The condition keys of the entries of maps, such as the pairs of an encryption context. Entries
 * whose names differ in letter case only, such as {@code t} and {@code T}, are one key with several
 * values (rule 3.2).
 */
public final class MapEntries {

  private static final List<String> MAPS =
      List.of("kms:encryptioncontext:", "aws:requesttag/", "aws:resourcetag/", "aws:principaltag/");

  private MapEntries() {}

  /** Whether a key, in lower case, is one of an entry of a map. */
  public static boolean isEntry(String key) {
    return map(key).isPresent();
  }

  private static Optional<String> map(String key) {
    return MAPS.stream().filter(key::startsWith).findFirst();
  }

  /**
   * Whether the tests of one key may need several entries whose names differ in letter case only: a
   * test with a set operator and another test, or names in several spellings. Tests without a set
   * operator never hold for certain for several values (rule 3.9).
   */
  public static boolean mayNeedSeveral(String key, Collection<Condition> tests) {
    Optional<String> map = map(key.toLowerCase(Locale.ROOT));
    if (map.isEmpty()) {
      return false;
    }
    int start = map.get().length();
    long spellings = tests.stream().map(test -> test.key().substring(start)).distinct().count();
    Set<List<?>> distinct = new LinkedHashSet<>();
    tests.forEach(test -> distinct.add(List.of(test.operator(), Set.copyOf(test.values()))));
    boolean hasSet =
        tests.stream().anyMatch(test -> test.operator().quantifier() != Quantifier.NONE);
    return spellings > 1 || (hasSet && distinct.size() > 1);
  }
}
