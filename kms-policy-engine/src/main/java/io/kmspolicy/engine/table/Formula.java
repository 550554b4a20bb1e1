package io.kmspolicy.engine.table;

import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Boolean formula over tests of the context, made of constants, tests, conjunctions and
 * disjunctions; a negation occurs only inside a test. It is evaluated in Kleene's strong
 * three-valued logic (Kleene 1952). Immutable; the tests of a statement are shared by all formulas
 * that contain them.
 */
public sealed interface Formula {

  /**
   * Evaluates the formula. Allocates nothing unless a test does.
   *
   * @param emptyIsNull whether an empty value counts as null (rule 3.5)
   */
  MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull);

  /** Estimated evaluation cost; cheaper operands are evaluated first. */
  int cost();

  record Constant(MatchResult result) implements Formula {

    public static final Constant MATCH = new Constant(MatchResult.MATCH);
    public static final Constant INDETERMINATE = new Constant(MatchResult.INDETERMINATE);
    public static final Constant NO_MATCH = new Constant(MatchResult.NO_MATCH);

    public static Constant of(MatchResult result) {
      return switch (result) {
        case MATCH -> MATCH;
        case INDETERMINATE -> INDETERMINATE;
        case NO_MATCH -> NO_MATCH;
      };
    }

    @Override
    public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
      return result;
    }

    @Override
    public int cost() {
      return 0;
    }
  }

  /** A conjunction or a disjunction. */
  final class Join implements Formula {

    private final Formula[] parts;
    private final boolean all;
    private final MatchResult decisive;
    private final MatchResult neutral;
    private final int cost;
    private final int hash;

    public Join(boolean all, List<Formula> parts) {
      this.parts = parts.toArray(new Formula[0]);
      this.all = all;
      this.decisive = all ? MatchResult.NO_MATCH : MatchResult.MATCH;
      this.neutral = decisive.not();
      this.cost = cost(parts);
      this.hash = 31 * parts.hashCode() + Boolean.hashCode(all);
    }

    private static int cost(List<Formula> parts) {
      int sum = 0;
      for (Formula part : parts) {
        sum += part.cost();
      }
      return sum;
    }

    /** Whether this is a conjunction. */
    public boolean all() {
      return all;
    }

    public List<Formula> parts() {
      return Collections.unmodifiableList(Arrays.asList(parts));
    }

    @Override
    public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
      boolean settled = true;
      for (Formula part : parts) {
        // Nearly all parts are condition tests; the type check makes their call monomorphic.
        MatchResult result =
            part instanceof ConditionAtom test
                ? test.evaluate(context, emptyIsNull)
                : part.evaluate(context, emptyIsNull);
        if (result == decisive) {
          return decisive;
        }
        settled &= result == neutral;
      }
      return settled ? neutral : MatchResult.INDETERMINATE;
    }

    @Override
    public int cost() {
      return cost;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Join that
          && hash == that.hash
          && all == that.all
          && Arrays.equals(parts, that.parts);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /** An atomic formula: a test of the context. */
  abstract non-sealed class Atom implements Formula {

    /** The condition keys that the test reads, as returned by {@link ConditionContext#name}. */
    public abstract List<String> keys();

    /** The first of the {@link #keys}. */
    public String key() {
      return keys().get(0);
    }

    /** Whether the test reads a key. */
    public boolean reads(String key) {
      return keys().contains(key);
    }

    /**
     * The text of a test that only compares a single value of {@link #key} with it; null for other
     * tests.
     */
    public @Nullable String comparedText() {
      return null;
    }

    /**
     * The key with whose single value a test compares the single value of {@link #key}, if it does
     * nothing else; null for other tests.
     */
    public @Nullable String comparedKey() {
      return null;
    }

    /** Whether the test reads only {@link #keys}, and not, for example, all keys with a prefix. */
    public boolean readsOnlyItsKeys() {
      return true;
    }

    /**
     * Whether the test can both hold and fail if every key that it reads is unknown. A conservative
     * approximation: false if that is not easily seen.
     */
    public abstract boolean isOpen();
  }

  /**
   * The test of a condition: compares the values of its {@link #key} with texts, numbers, and so
   * on. The formulas of all statements with an equal condition share it.
   */
  abstract class ConditionAtom extends Atom {

    /**
     * Evaluates the test for the value of its key in the context, in a policy that supports its
     * keys.
     *
     * @param emptyIsNull whether an empty value counts as null (rule 3.5)
     */
    public abstract MatchResult evaluate(
        ContextValue value, ConditionContext context, MatchResult emptyIsNull);

    /** Whether its operator is negated, such as {@code StringNotEquals}. */
    public abstract boolean isNegated();

    /**
     * The texts of an equality test that only compares a single value with texts; empty for other
     * tests.
     */
    public abstract Set<String> texts();

    /** At least the number of {@link #texts}, without making the set; 0 if there are none. */
    public abstract int textCount();
  }
}
