package io.kmspolicy.engine.row;

import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.RelativeResource;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An inner node of a {@link DecisionGraph}: a test, and a successor for true and for false. Its
 * formula is a single test, or a constant that is indeterminate.
 */
sealed class Branch implements Node {

  /** A {@link #dividedKey} of a test that divides the values of no key. */
  static final int NO_KEY = -1;

  private final int number;
  private final int dividedKey;
  private final Formula formula;
  private final Node yes;
  private final Node no;

  private Branch(int number, int dividedKey, Formula formula, Node yes, Node no) {
    this.number = number;
    this.dividedKey = dividedKey;
    this.formula = formula;
    this.yes = yes;
    this.no = no;
  }

  /**
   * A branch.
   *
   * @param dividedKey see {@link #dividedKey}
   * @param runs the keys whose comparisons form runs
   */
  static Branch of(
      int number, int dividedKey, Formula formula, Set<String> runs, Node yes, Node no) {
    if (formula instanceof Formula.Atom test) {
      String text = test.comparedText();
      if (text != null) {
        return new Comparison(number, dividedKey, test, text, Set.of(), yes, no);
      }
      if (ComparisonRun.comparesOneOf(runs, test)) {
        Set<String> texts = ((Formula.ConditionAtom) test).texts();
        return new Comparison(number, dividedKey, test, null, texts, yes, no);
      }
      String other = test.comparedKey();
      if (other != null) {
        return new KeyComparison(number, dividedKey, test, other, yes, no);
      }
      if (test instanceof RelativeResource resource) {
        return new ResourceBranch(number, dividedKey, resource, yes, no);
      }
    }
    return new Branch(number, dividedKey, formula, yes, no);
  }

  @Override
  public final int number() {
    return number;
  }

  /**
   * A number of the key whose values the test divides into those for which it holds and those for
   * which it fails; {@link #NO_KEY} if it divides none.
   */
  final int dividedKey() {
    return dividedKey;
  }

  final Formula formula() {
    return formula;
  }

  final Node yes() {
    return yes;
  }

  final Node no() {
    return no;
  }

  /**
   * The successor of a branch in a context; null if its test is indeterminate. The two most common
   * kinds of branches are told apart here: a call that several classes answer is not inlined.
   */
  static @Nullable Node next(Branch branch, ConditionContext context, String arn) {
    if (branch instanceof Comparison comparison) {
      return comparison.next(comparison.value(context), context, arn);
    }
    return branch instanceof KeyComparison keys
        ? keys.next(ContextValue.unknown(), context, arn)
        : branch.next(ContextValue.unknown(), context, arn);
  }

  /**
   * The value that {@link #next(ContextValue, ConditionContext, String)} compares, if it reads one.
   */
  ContextValue value(ConditionContext context) {
    return ContextValue.unknown();
  }

  /**
   * The successor in a context, or null if the test is indeterminate.
   *
   * @param value what {@link #value} returned
   * @param arn the ARN of the resource that is asked about
   */
  @Nullable Node next(ContextValue value, ConditionContext context, String arn) {
    return after(formula.evaluate(context, MatchResult.INDETERMINATE));
  }

  final @Nullable Node after(MatchResult result) {
    if (result == MatchResult.MATCH) {
      return yes;
    }
    return result == MatchResult.NO_MATCH ? no : null;
  }

  /**
   * Whether the test can hold and can fail for some value of its unknown key, and depends on no
   * other unknown.
   *
   * @param value what {@link #value} returned
   */
  boolean divides(ContextValue value, ConditionContext context) {
    return !(formula instanceof Formula.Atom test)
        || (test.isOpen() && context.get(test.key()) == ContextValue.unknown());
  }

  private static boolean isNegated(Formula.Atom test) {
    return test instanceof Formula.ConditionAtom condition && condition.isNegated();
  }

  private static @Nullable String single(ContextValue value) {
    return value instanceof ContextValue.Present present ? present.single() : null;
  }

  /**
   * A branch that compares the single value of a key with texts by equality. A comparison with one
   * text is the most common condition; its operands are fields of the branch itself, which avoids
   * memory accesses to other objects.
   */
  static final class Comparison extends Branch {

    private final String key;

    /** The text, if there is only one. */
    private final @Nullable String text;

    /** The texts, if there are several. */
    private final Set<String> texts;

    private final boolean negated;

    /** The run of comparisons that begins with this branch, if it is long enough for a lookup. */
    private final @Nullable ComparisonRun run;

    private final int place;

    private Comparison(
        int number,
        int dividedKey,
        Formula.Atom test,
        @Nullable String text,
        Set<String> texts,
        Node yes,
        Node no) {
      super(number, dividedKey, test, yes, no);
      this.key = test.key();
      this.text = text;
      this.texts = texts;
      this.negated = isNegated(test);
      Comparison next = following();
      this.place = next == null ? 0 : next.place + 1;
      this.run = next == null || place < ComparisonRun.MIN_FOLLOWING ? null : next.run();
      if (run != null) {
        addTo(run);
      }
    }

    private void addTo(ComparisonRun longer) {
      longer.add(text == null ? texts : Set.of(text), negated ? no() : yes());
    }

    /** The successor for a value that it does not list. */
    private Node different() {
      return negated ? yes() : no();
    }

    /** The next branch of the run; null if the run ends here. */
    private @Nullable Comparison following() {
      return formula() instanceof Formula.ConditionAtom
              && different() instanceof Comparison next
              && next.formula() instanceof Formula.ConditionAtom
              && next.key.equals(key)
              && (next.run == null || next.run.size() == next.place + 1)
          ? next
          : null;
    }

    /** The run from this branch to its end. */
    private ComparisonRun run() {
      if (run != null) {
        return run;
      }
      List<Comparison> branches = new ArrayList<>();
      for (Comparison at = this; at != null; at = at.place == 0 ? null : at.following()) {
        branches.add(at);
      }
      Collections.reverse(branches);
      ComparisonRun made = new ComparisonRun(branches.get(0).different());
      branches.forEach(branch -> branch.addTo(made));
      return made;
    }

    /** Whether a run begins here. */
    boolean beginsRun() {
      return run != null;
    }

    @Override
    ContextValue value(ConditionContext context) {
      return context.get(key);
    }

    @Override
    @Nullable Node next(ContextValue value, ConditionContext context, String arn) {
      String one = single(value);
      if (one == null) {
        return after(
            formula() instanceof Formula.ConditionAtom test
                ? test.evaluate(value, context, MatchResult.INDETERMINATE)
                : formula().evaluate(context, MatchResult.INDETERMINATE));
      }
      if (run != null) {
        return run.next(place, one);
      }
      return (text == null ? texts.contains(one) : text.equals(one)) == negated ? no() : yes();
    }

    @Override
    boolean divides(ContextValue value, ConditionContext context) {
      return value == ContextValue.unknown() && ((Formula.Atom) formula()).isOpen();
    }
  }

  /**
   * A branch that compares two single-valued keys by equality, as a condition on a key does whose
   * value is one policy variable.
   */
  static final class KeyComparison extends Branch {

    private final String key;
    private final String other;
    private final boolean negated;

    private KeyComparison(
        int number, int dividedKey, Formula.Atom test, String other, Node yes, Node no) {
      super(number, dividedKey, test, yes, no);
      this.key = test.key();
      this.other = other;
      this.negated = isNegated(test);
    }

    @Override
    @Nullable Node next(ContextValue value, ConditionContext context, String arn) {
      String one = single(context.get(key));
      String two = single(context.get(other));
      if (one == null || two == null) {
        return super.next(value, context, arn);
      }
      return one.equals(two) == negated ? no() : yes();
    }
  }

  /** A branch that tests the resource that is asked about. */
  static final class ResourceBranch extends Branch {

    private final RelativeResource test;

    private ResourceBranch(int number, int dividedKey, RelativeResource test, Node yes, Node no) {
      super(number, dividedKey, test, yes, no);
      this.test = test;
    }

    @Override
    @Nullable Node next(ContextValue value, ConditionContext context, String arn) {
      return after(test.evaluate(context, arn));
    }
  }
}
