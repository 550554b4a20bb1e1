package io.kmspolicy.engine.combine;

import io.kmspolicy.model.text.LetterCase;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Names of encryption context pairs in the spelling of a request. Many names are searched in trees:
 * a request can contain thousands, and equal hash codes cannot slow a tree down. Not thread-safe.
 */
final class SpelledNames {

  /** Up to this number, comparing is cheaper than a tree. */
  private static final int FEW = 8;

  private final Collection<String> names;
  private @Nullable Set<String> exact;
  private @Nullable Set<String> ignoringCase;

  SpelledNames(Collection<String> names) {
    this.names = names;
  }

  boolean contains(String name) {
    return names.size() <= FEW ? names.contains(name) : exact().contains(name);
  }

  boolean containsIgnoringCase(String name) {
    return names.size() <= FEW
        ? isIn(name, names)
        : ignoringCase().contains(LetterCase.widest(name));
  }

  /** Whether each of these names occurs among others, perhaps in another letter case. */
  boolean areAllIn(Set<String> others) {
    if (others.size() <= FEW) {
      return names.stream().allMatch(name -> isIn(name, others));
    }
    Set<String> sorted = widest(others);
    return names.stream().map(LetterCase::widest).allMatch(sorted::contains);
  }

  private static boolean isIn(String name, Collection<String> others) {
    for (String other : others) {
      if (name.equals(other) || LetterCase.widest(name).equals(LetterCase.widest(other))) {
        return true;
      }
    }
    return false;
  }

  private Set<String> exact() {
    Set<String> sorted = exact;
    if (sorted == null) {
      sorted = new TreeSet<>(names);
      exact = sorted;
    }
    return sorted;
  }

  private Set<String> ignoringCase() {
    Set<String> sorted = ignoringCase;
    if (sorted == null) {
      sorted = widest(names);
      ignoringCase = sorted;
    }
    return sorted;
  }

  private static Set<String> widest(Collection<String> names) {
    Set<String> widest = new TreeSet<>();
    names.forEach(name -> widest.add(LetterCase.widest(name)));
    return widest;
  }
}
