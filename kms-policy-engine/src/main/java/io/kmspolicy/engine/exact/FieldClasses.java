package io.kmspolicy.engine.exact;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The equivalence classes of the texts of one field of an ARN under a set of patterns: the search
 * of {@link StringEquivalenceClasses}, in the product with the form of the field. A literal is a
 * class of its own.
 */
public final class FieldClasses {

  /** The maximum number of visited states. */
  private static final int MAX_STATES = 20_000;

  private final FieldForm form;
  private final List<String> preferred;
  private final List<Character> alphabet;
  private final ProductAutomaton product;
  private final StepCounter counter;
  private final Set<Place> seen = new HashSet<>();
  private final Map<BitSet, String> texts = new LinkedHashMap<>();
  private final Deque<Reached> queue = new ArrayDeque<>();

  /**
   * A pattern of a field.
   *
   * @param ignoreCase whether letter case is ignored
   */
  public record FieldPattern(Glob glob, boolean ignoreCase) {

    /** The only text of a pattern without wildcards. */
    public Optional<String> literal() {
      return glob.isLiteral()
          ? Optional.of(ignoreCase ? LetterCase.lowerCase(glob.text()) : glob.text())
          : Optional.empty();
    }
  }

  /** A state of the product with the length of its texts, as far as it matters. */
  private record Place(ProductAutomaton.State state, int length) {}

  /** A visited state with a shortest text that leads to it. */
  private record Reached(Place place, String text) {}

  private FieldClasses(
      List<GlobAutomaton> patterns, FieldForm form, List<String> preferred, StepCounter counter) {
    this.form = form;
    this.preferred = preferred.stream().filter(form::contains).toList();
    this.alphabet = alphabet(patterns, form, this.preferred);
    this.product = new ProductAutomaton(patterns, alphabet);
    this.counter = counter;
  }

  /**
   * One text of each class: first the literals, then one text for each combination of the other
   * patterns.
   *
   * @param preferred texts that represent their classes, the earlier before the later
   * @return empty if there are too many states
   */
  public static Optional<List<String>> of(
      Collection<FieldPattern> patterns,
      FieldForm form,
      List<String> preferred,
      StepCounter counter) {
    Set<String> literals = new LinkedHashSet<>();
    Set<GlobAutomaton> others = new LinkedHashSet<>();
    for (FieldPattern pattern : patterns) {
      pattern.literal().filter(form::contains).ifPresent(literals::add);
      if (!pattern.glob().isLiteral() && !pattern.glob().isAnything()) {
        others.add(new GlobAutomaton(pattern.glob(), pattern.ignoreCase(), false));
      }
    }
    while (true) {
      Optional<List<String>> found =
          new FieldClasses(List.copyOf(others), form, preferred, counter).explore();
      if (found.isEmpty()) {
        return found;
      }
      List<String> all = new ArrayList<>(literals);
      boolean isNew = false;
      for (String text : found.get()) {
        if (!literals.contains(text)) {
          all.add(text);
        } else {
          // The literal represents itself; the rest of its class gets another text.
          isNew |= others.add(new GlobAutomaton(Glob.parse(text), false, false));
        }
      }
      if (!isNew) {
        return Optional.of(all);
      }
    }
  }

  private Optional<List<String>> explore() {
    visit(new Reached(new Place(product.start(), 0), ""));
    while (!queue.isEmpty()) {
      Reached reached = queue.remove();
      String characters = form.at(reached.text().length());
      for (int letter = 0; letter < alphabet.size(); letter++) {
        char c = alphabet.get(letter);
        if (characters.indexOf(c) >= 0) {
          counter.spend(2L + product.words());
          int length = form.canonical(reached.text().length() + 1);
          ProductAutomaton.State next = product.next(reached.place().state(), letter);
          visit(new Reached(new Place(next, length), reached.text() + c));
        }
      }
      if (seen.size() > MAX_STATES) {
        return Optional.empty();
      }
    }
    for (int i = preferred.size() - 1; i >= 0; i--) {
      texts.replace(product.accepting(follow(preferred.get(i))), preferred.get(i));
    }
    return Optional.of(List.copyOf(texts.values()));
  }

  private void visit(Reached reached) {
    if (seen.add(reached.place())) {
      queue.add(reached);
      if (form.isWhole(reached.text().length())) {
        texts.putIfAbsent(product.accepting(reached.place().state()), reached.text());
      }
    }
  }

  private ProductAutomaton.State follow(String text) {
    ProductAutomaton.State state = product.start();
    for (int i = 0; i < text.length(); i++) {
      state = product.next(state, Collections.binarySearch(alphabet, text.charAt(i)));
    }
    return state;
  }

  /**
   * In ascending order, the characters that some pattern or preferred text names, and for each set
   * of the form one that represents all others of the set.
   */
  private static List<Character> alphabet(
      List<GlobAutomaton> patterns, FieldForm form, List<String> preferred) {
    SortedSet<Character> named = new TreeSet<>();
    for (GlobAutomaton pattern : patterns) {
      for (int i = 0; i < pattern.pattern().length(); i++) {
        if (!pattern.pattern().isRun(i) && !pattern.pattern().isAnyChar(i)) {
          named.addAll(pattern.lettersAt(i));
        }
      }
    }
    SortedSet<Character> characters = new TreeSet<>(named);
    preferred.forEach(text -> text.chars().forEach(c -> characters.add((char) c)));
    for (String set : form.sets()) {
      set.chars()
          .filter(c -> !named.contains((char) c))
          .findFirst()
          .ifPresent(c -> characters.add((char) c));
    }
    return List.copyOf(characters);
  }
}
