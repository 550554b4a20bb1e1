package io.kmspolicy.engine.exact;

import io.kmspolicy.engine.value.CaseFolding;
import io.kmspolicy.engine.value.Glob;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The equivalence classes of strings under a set of patterns (rule 6.13): two strings are
 * equivalent if every pattern gives the same result for both. Breadth-first search of the product
 * automaton of all patterns; each reachable combination of results yields one class, with a
 * shortest string as its representative.
 */
final class StringEquivalenceClasses {

  /** The maximum number of visited product states. */
  private static final int MAX_STATES = 4_000;

  private final List<GlobAutomaton> predicates;
  private final List<Character> alphabet;
  private final Set<List<BitSet>> seen = new HashSet<>();
  private final Set<BitSet> classes = new HashSet<>();
  private final List<String> examples = new ArrayList<>();
  private final Deque<Reached> queue = new ArrayDeque<>();

  private record Reached(List<BitSet> states, String text) {}

  private StringEquivalenceClasses(Collection<GlobAutomaton> predicates) {
    this.predicates = List.copyOf(predicates);
    this.alphabet = alphabet(predicates);
  }

  /**
   * One string of every class.
   *
   * @return empty if the product automaton has too many states
   */
  static Optional<List<String>> examples(Collection<GlobAutomaton> predicates) {
    return new StringEquivalenceClasses(predicates).explore();
  }

  private Optional<List<String>> explore() {
    visit(predicates.stream().map(GlobAutomaton::start).toList(), "");
    while (!queue.isEmpty()) {
      Reached reached = queue.remove();
      for (char c : alphabet) {
        List<BitSet> next = new ArrayList<>(predicates.size());
        for (int i = 0; i < predicates.size(); i++) {
          next.add(predicates.get(i).next(reached.states().get(i), c));
        }
        visit(next, reached.text() + c);
      }
      if (seen.size() > MAX_STATES) {
        return Optional.empty();
      }
    }
    return Optional.of(examples);
  }

  private void visit(List<BitSet> states, String text) {
    if (!seen.add(states)) {
      return;
    }
    BitSet results = new BitSet();
    for (int i = 0; i < predicates.size(); i++) {
      results.set(i, predicates.get(i).accepts(states.get(i)));
    }
    if (classes.add(results)) {
      examples.add(text);
    }
    queue.add(new Reached(states, text));
  }

  /**
   * All characters that some pattern distinguishes, and one other character, which represents all
   * others. An ARN pattern that can match contains colons itself.
   */
  private static List<Character> alphabet(Collection<GlobAutomaton> predicates) {
    Set<Character> characters = new TreeSet<>();
    for (GlobAutomaton predicate : predicates) {
      Glob pattern = predicate.pattern();
      for (int i = 0; i < pattern.length(); i++) {
        if (!pattern.isRun(i) && !pattern.isAnyChar(i)) {
          addWithVariants(characters, pattern.literal(i), predicate.ignoreCase());
        }
      }
    }
    char other = 'x';
    while (characters.contains(other)) {
      other++;
    }
    characters.add(other);
    return List.copyOf(characters);
  }

  private static void addWithVariants(Set<Character> characters, char c, boolean ignoreCase) {
    characters.add(c);
    if (ignoreCase) {
      characters.addAll(CaseFolding.variants(c));
    }
  }
}
