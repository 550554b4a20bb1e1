package io.kmspolicy.engine.cover;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Computes a disjunction of conjunctions that lies between two functions: it holds where the lower
 * one does and only where the upper one does. The algorithm of Minato (1993) and Morreale (1970)
 * finds an irredundant cover: no term and no literal of it can be left out. Not thread-safe.
 */
public final class PrimeCover {

  /** The maximum number of terms. */
  static final int MAX_TERMS = 64;

  private final BooleanDiagram diagram;

  /**
   * A conjunction of literals.
   *
   * @param literals the value of each variable of the term, by variable
   */
  public record Term(Map<Integer, Boolean> literals) {

    public static final Term EMPTY = new Term(Map.of());

    public Term {
      literals = Collections.unmodifiableMap(new TreeMap<>(literals));
    }

    public Term with(int variable, boolean value) {
      Map<Integer, Boolean> more = new TreeMap<>(literals);
      more.put(variable, value);
      return new Term(more);
    }
  }

  private record Cover(int function, List<Term> terms) {}

  /** Ends the computation of a cover with too many terms. */
  private static final class TooManyTerms extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyTerms() {
      super("too many terms", null, false, false);
    }
  }

  public PrimeCover(BooleanDiagram diagram) {
    this.diagram = diagram;
  }

  /** The terms of a cover; null if there are more than {@value #MAX_TERMS}. */
  public @Nullable List<Term> between(int lower, int upper) {
    try {
      return cover(lower, upper).terms();
    } catch (TooManyTerms tooMany) {
      return null;
    }
  }

  private Cover cover(int lower, int upper) {
    if (lower == BooleanDiagram.FALSE) {
      return new Cover(BooleanDiagram.FALSE, List.of());
    }
    if (upper == BooleanDiagram.TRUE) {
      return new Cover(BooleanDiagram.TRUE, List.of(Term.EMPTY));
    }
    int top = Math.min(diagram.top(lower), diagram.top(upper));
    int low = diagram.with(lower, top, false);
    int high = diagram.with(lower, top, true);
    int upperLow = diagram.with(upper, top, false);
    int upperHigh = diagram.with(upper, top, true);
    Cover ifFalse = cover(diagram.and(low, diagram.not(upperHigh)), upperLow);
    Cover ifTrue = cover(diagram.and(high, diagram.not(upperLow)), upperHigh);
    int rest =
        diagram.or(
            diagram.and(low, diagram.not(ifFalse.function())),
            diagram.and(high, diagram.not(ifTrue.function())));
    Cover either = cover(rest, diagram.and(upperLow, upperHigh));
    List<Term> terms = new ArrayList<>();
    ifFalse.terms().forEach(term -> terms.add(term.with(top, false)));
    ifTrue.terms().forEach(term -> terms.add(term.with(top, true)));
    terms.addAll(either.terms());
    if (terms.size() > MAX_TERMS) {
      throw new TooManyTerms();
    }
    int variable = diagram.variable(top);
    int function =
        diagram.or(
            diagram.or(
                diagram.and(diagram.not(variable), ifFalse.function()),
                diagram.and(variable, ifTrue.function())),
            either.function());
    return new Cover(function, terms);
  }

  public int function(Term term) {
    int function = BooleanDiagram.TRUE;
    for (Map.Entry<Integer, Boolean> literal : term.literals().entrySet()) {
      int variable = diagram.variable(literal.getKey());
      function = diagram.and(function, literal.getValue() ? variable : diagram.not(variable));
    }
    return function;
  }
}
