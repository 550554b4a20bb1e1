package io.kmspolicy.engine.exact;

import io.kmspolicy.engine.value.CaseFolding;
import io.kmspolicy.engine.value.Glob;
import java.util.List;

/**
 * The nondeterministic automaton of a glob pattern (Thompson 1968). A state is an index in the
 * pattern. {@code *} stays at its index or is skipped without a character (an epsilon transition).
 * In ARN mode, wildcards do not match the first five colons.
 *
 * <p>Why not {@link Glob#matches}: the classes of several patterns need their product automaton
 * ({@link ProductAutomaton}), that is, states that can be compared. Why not regular expressions or
 * derivatives: globs have no nesting, so an index is a complete state.
 *
 * <p>Reference: K. Thompson, <i>Regular Expression Search Algorithm</i>, 1968.
 *
 * @param pattern the pattern
 * @param letters the letters that it takes for a literal one
 * @param arn whether the pattern is matched field by field, as an ARN (rule 2.15)
 */
record GlobAutomaton(Glob pattern, Letters letters, boolean arn) {

  /** The letters that stand for a literal letter of a pattern (rule 3.10). */
  enum Letters {
    /** That letter. */
    EXACT,
    /** Those that certainly equal it but for letter case. */
    CASELESS,
    /** Those that equal it but for letter case in some version of Unicode. */
    WIDEST
  }

  /** The colons that wildcards of an ARN pattern do not match. */
  static final int ARN_COLONS = 5;

  GlobAutomaton(Glob pattern, boolean ignoreCase, boolean arn) {
    this(pattern, ignoreCase ? Letters.CASELESS : Letters.EXACT, arn);
  }

  boolean ignoreCase() {
    return letters != Letters.EXACT;
  }

  /** The letters that stand for the literal one at an index; it is one of them. */
  List<Character> lettersAt(int index) {
    char literal = pattern.literal(index);
    return switch (letters) {
      case EXACT -> List.of(literal);
      case CASELESS -> CaseFolding.variants(literal);
      case WIDEST -> CaseFolding.widest(pattern, index);
    };
  }

  /** Whether the state that follows the last element accepts. In ARN mode it needs five colons. */
  boolean canAccept() {
    return !arn || colonsBefore(pattern.length()) >= ARN_COLONS;
  }

  private int colonsBefore(int end) {
    int colons = 0;
    for (int i = 0; i < end; i++) {
      if (pattern.isLiteral(i, ':')) {
        colons++;
      }
    }
    return colons;
  }
}
