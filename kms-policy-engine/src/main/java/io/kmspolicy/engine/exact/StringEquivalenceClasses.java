package io.kmspolicy.engine.exact;

import io.kmspolicy.engine.budget.StepCounter;
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
import org.jspecify.annotations.Nullable;

/**
 * The equivalence classes of strings under a set of patterns (rule 6.13): two strings are
 * equivalent if every pattern gives the same result for both. Breadth-first search of the product
 * automaton of all patterns; each reachable combination of results yields one class, with a
 * shortest string as its representative.
 */
final class StringEquivalenceClasses {

  /** The maximum number of visited product states. */
  private static final int MAX_STATES = 4_000;

  private final ProductAutomaton product;
  private final StepCounter counter;

  /** The steps of following one character. */
  private final long stepsOfAnEdge;

  private final List<Character> alphabet;
  private final Set<ProductAutomaton.State> seen = new HashSet<>();
  private final Set<BitSet> classes = new HashSet<>();
  private final List<String> examples = new ArrayList<>();
  private final Deque<Reached> queue = new ArrayDeque<>();

  /**
   * A visited state.
   *
   * @param before the state before it; null at the start
   * @param last the character that led to it
   */
  private record Reached(ProductAutomaton.State state, @Nullable Reached before, char last) {

    /** A shortest string that leads to the state. */
    String text() {
      int length = 0;
      for (Reached at = this; at.before != null; at = at.before) {
        length++;
      }
      char[] text = new char[length]; // StringBuilder.reverse keeps the halves of a character
      for (Reached at = this; at.before != null; at = at.before) {
        text[--length] = at.last;
      }
      return new String(text);
    }
  }

  private StringEquivalenceClasses(Collection<GlobAutomaton> predicates, StepCounter counter) {
    this.counter = counter;
    this.alphabet = alphabet(predicates);
    // A word of a state takes about a nanosecond, an index some ten when the masks are made.
    long indexes = ProductAutomaton.size(predicates);
    counter.spend(1 + indexes / 2 + alphabet.size() * (indexes / Long.SIZE) / 8);
    this.product = new ProductAutomaton(List.copyOf(predicates), alphabet);
    this.stepsOfAnEdge = 2L + predicates.size() / 8 + product.words() / 8;
  }

  /**
   * One string of every class.
   *
   * @return empty if the product automaton has too many states
   */
  static Optional<List<String>> examples(
      Collection<GlobAutomaton> predicates, StepCounter counter) {
    counter.spend(1 + ProductAutomaton.size(predicates) / Long.BYTES);
    return literalBeginnings(predicates) > MAX_STATES || countsWholeCharacters(predicates)
        ? Optional.empty()
        : new StringEquivalenceClasses(predicates, counter).explore();
  }

  /**
   * Whether a pattern counts characters and one names a character beyond U+FFFF, which counts once
   * or twice (rule 2.16). The automaton knows halves of characters only, and only a text with a
   * named one can be told from each text without such characters.
   */
  private static boolean countsWholeCharacters(Collection<GlobAutomaton> predicates) {
    boolean counts = false;
    boolean names = false;
    for (GlobAutomaton predicate : predicates) {
      Glob pattern = predicate.pattern();
      counts |= pattern.isCounting();
      for (int i = 0; i < pattern.length(); i++) {
        names |= !pattern.isRun(i) && !pattern.isAnyChar(i) && isHalf(pattern.literal(i));
      }
    }
    return counts && names;
  }

  private static boolean isHalf(char c) {
    return Character.isSurrogate(c);
  }

  /**
   * The number of different texts, in one letter case, that patterns begin with before their first
   * wildcard; the empty text is one of them. The product automaton has at least as many states:
   * after such a text, a pattern that begins with it has reached the index behind it, which no
   * other text reaches.
   */
  static int literalBeginnings(Collection<GlobAutomaton> predicates) {
    List<String> longest =
        predicates.stream()
            .map(predicate -> literalBeginning(predicate.pattern()))
            .sorted()
            .toList();
    int beginnings = 1;
    String before = "";
    for (String text : longest) {
      beginnings += text.length() - common(before, text);
      before = text;
    }
    return beginnings;
  }

  private static String literalBeginning(Glob pattern) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pattern.length() && !pattern.isRun(i) && !pattern.isAnyChar(i); i++) {
      text.append(Glob.fold(pattern.literal(i)));
    }
    return text.toString();
  }

  /** The number of characters with which both texts begin. */
  private static int common(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      if (left.charAt(i) != right.charAt(i)) {
        return i;
      }
    }
    return length;
  }

  private Optional<List<String>> explore() {
    visit(new Reached(product.start(), null, ' '));
    while (!queue.isEmpty()) {
      Reached reached = queue.remove();
      follow(reached);
      if (seen.size() > MAX_STATES) {
        return Optional.empty();
      }
    }
    return Optional.of(examples);
  }

  /** Follows each character that the state distinguishes, and the first one of all others. */
  private void follow(Reached reached) {
    counter.spend(stepsOfAnEdge);
    BitSet letters = product.letters(reached.state());
    letters.set(letters.nextClearBit(0)); // the other character exists, so this is in the alphabet
    for (int letter = letters.nextSetBit(0); letter >= 0; letter = letters.nextSetBit(letter + 1)) {
      counter.spend(stepsOfAnEdge);
      visit(new Reached(product.next(reached.state(), letter), reached, alphabet.get(letter)));
    }
  }

  private void visit(Reached reached) {
    if (!seen.add(reached.state())) {
      return;
    }
    if (classes.add(product.accepting(reached.state()))) {
      examples.add(reached.text());
    }
    queue.add(reached);
  }

  /**
   * All characters that some pattern distinguishes, and one other character, which represents all
   * others. An ARN pattern that can match contains colons itself.
   */
  static List<Character> alphabet(Collection<GlobAutomaton> predicates) {
    BitSet characters = new BitSet();
    for (GlobAutomaton predicate : predicates) {
      Glob pattern = predicate.pattern();
      for (int i = 0; i < pattern.length(); i++) {
        if (!pattern.isRun(i) && !pattern.isAnyChar(i)) {
          predicate.lettersAt(i).forEach(characters::set);
        }
      }
    }
    characters.set(characters.nextClearBit('x'));
    return characters.stream().mapToObj(c -> (char) c).toList();
  }
}
