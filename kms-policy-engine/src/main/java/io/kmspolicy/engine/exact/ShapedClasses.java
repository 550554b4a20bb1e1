package io.kmspolicy.engine.exact;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.exact.TextShape.End;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The equivalence classes of the texts of one shape under a set of patterns: the search of {@link
 * StringEquivalenceClasses}, in the product with the automaton of the shape.
 */
final class ShapedClasses {

  /** The maximum number of visited states. */
  private static final int MAX_STATES = 4_000;

  /** The characters of names, letters first. */
  private static final String NAMES =
      "xyzabcdefghijklmnopqrstuvwXYZABCDEFGHIJKLMNOPQRSTUVW0123456789_+=,.@-";

  /** The characters that only paths contain. */
  private static final String PATHS = "!\"#$%&'()*:;<>?[\\]^`{|}~";

  private final List<Character> alphabet;
  private final ProductAutomaton product;
  private final TextShape shape;
  private final StepCounter counter;
  private final Set<Place> seen = new HashSet<>();
  private final Map<BitSet, String> names = new LinkedHashMap<>();
  private final Deque<Reached> queue = new ArrayDeque<>();

  /** A state of the product with the end of its texts. */
  private record Place(ProductAutomaton.State state, End end) {}

  /** A visited state with a shortest name that leads to it. */
  private record Reached(Place place, String name) {}

  private ShapedClasses(List<GlobAutomaton> patterns, TextShape shape, StepCounter counter) {
    this.alphabet = alphabet(patterns, shape);
    this.product = new ProductAutomaton(patterns, alphabet);
    this.shape = shape;
    this.counter = counter;
  }

  /** The names of one text of each class; empty if there are too many states. */
  static Optional<List<String>> names(
      List<GlobAutomaton> patterns, TextShape shape, StepCounter counter) {
    return new ShapedClasses(patterns, shape, counter).explore();
  }

  private Optional<List<String>> explore() {
    ProductAutomaton.State start = follow(product.start(), shape.prefix());
    visit(new Reached(new Place(start, End.SLASH), ""));
    while (!queue.isEmpty()) {
      Reached reached = queue.remove();
      // From the last character, which is a small letter: names of letters are found first.
      for (int letter = alphabet.size() - 1; letter >= 0; letter--) {
        counter.spend(2L + product.words());
        char c = alphabet.get(letter);
        End end = shape.next(reached.place().end(), c);
        if (end != null) {
          Place next = new Place(product.next(reached.place().state(), letter), end);
          visit(new Reached(next, reached.name() + c));
        }
      }
      if (seen.size() > MAX_STATES) {
        return Optional.empty();
      }
    }
    names.replace(product.accepting(follow(start, shape.preferred())), shape.preferred());
    return Optional.of(List.copyOf(names.values()));
  }

  private ProductAutomaton.State follow(ProductAutomaton.State from, String text) {
    ProductAutomaton.State state = from;
    for (int i = 0; i < text.length(); i++) {
      state = product.next(state, Collections.binarySearch(alphabet, text.charAt(i)));
    }
    return state;
  }

  private void visit(Reached reached) {
    if (seen.add(reached.place())) {
      queue.add(reached);
      if (shape.name().isEmpty() && reached.place().end() == End.NAME) {
        names.putIfAbsent(product.accepting(reached.place().state()), reached.name());
      } else if (!shape.name().isEmpty() && reached.place().end() == End.SLASH) {
        ProductAutomaton.State end = follow(reached.place().state(), shape.name());
        names.putIfAbsent(product.accepting(end), reached.name() + shape.name());
      }
    }
  }

  /**
   * In ascending order, the characters that some pattern distinguishes, those of the prefix and the
   * preferred name, a slash, and for each kind of character one that represents all others of that
   * kind.
   */
  private static List<Character> alphabet(List<GlobAutomaton> patterns, TextShape shape) {
    SortedSet<Character> named = new TreeSet<>(StringEquivalenceClasses.alphabet(patterns));
    SortedSet<Character> characters = new TreeSet<>(named);
    String known = shape.prefix() + shape.preferred() + shape.name() + "/";
    known.chars().forEach(c -> characters.add((char) c));
    addOther(NAMES, named, characters);
    addOther(PATHS, named, characters);
    return List.copyOf(characters);
  }

  private static void addOther(String kind, Set<Character> named, Set<Character> characters) {
    for (int i = 0; i < kind.length(); i++) {
      if (!named.contains(kind.charAt(i))) {
        characters.add(kind.charAt(i));
        return;
      }
    }
  }
}
