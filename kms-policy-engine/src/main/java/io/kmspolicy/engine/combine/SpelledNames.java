package io.kmspolicy.engine.combine;

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
    return names.size() <= FEW ? isIn(name, names) : ignoringCase().contains(name);
  }

  /** Whether each of these names occurs among others, in any letter case. */
  boolean areAllIn(Set<String> others) {
    if (others.size() <= FEW) {
      return names.stream().allMatch(name -> isIn(name, others));
    }
    Set<String> sorted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    sorted.addAll(others);
    return sorted.containsAll(names);
  }

  private static boolean isIn(String name, Collection<String> others) {
    for (String other : others) {
      if (name.equalsIgnoreCase(other)) {
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
      sorted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
      sorted.addAll(names);
      ignoringCase = sorted;
    }
    return sorted;
  }
}
