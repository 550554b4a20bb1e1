package io.kmspolicy.engine.row;

import io.kmspolicy.engine.table.CompiledCondition;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.value.Beginnings;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node of the decision graph {@link TestSteps}: an inner node with a test and two successors, or
 * a leaf with a decision.
 */
abstract sealed class TestStep {

  private final int number;

  private TestStep(int number) {
    this.number = number;
  }

  /** Its position in a topological order: successors have higher numbers. */
  int number() {
    return number;
  }

  /** A leaf: the decision of every path that ends here. */
  static final class End extends TestStep {

    private final Decision decision;

    End(int number, Decision decision) {
      super(number);
      this.decision = decision;
    }

    Decision decision() {
      return decision;
    }
  }

  /** An inner node. Its formula is a single test in most cases. */
  static non-sealed class Asked extends TestStep {

    private final Formula formula;
    private final TestStep yes;
    private final TestStep no;

    private Asked(int number, Formula formula, TestStep yes, TestStep no) {
      super(number);
      this.formula = formula;
      this.yes = yes;
      this.no = no;
    }

    static Asked of(int number, Formula formula, TestStep yes, TestStep no) {
      if (formula instanceof Formula.Atom test) {
        String text = test.comparedText();
        if (text != null) {
          return new Compared(number, test, text, yes, no);
        }
        String other = test.comparedKey();
        if (other != null) {
          return new ComparedKeys(number, test, other, yes, no);
        }
        Beginnings texts = test.comparedBeginnings();
        if (texts != null) {
          return new ComparedBeginnings(number, test, texts, yes, no);
        }
      }
      return new Asked(number, formula, yes, no);
    }

    /** As {@link #of}; comparisons of one key that follow each other form a run. */
    static Asked indexed(int number, Formula formula, TestStep yes, TestStep no) {
      return formula instanceof CompiledCondition test && test.textCount() > 0
          ? new Listed(number, test, test.texts(), yes, no)
          : of(number, formula, yes, no);
    }

    Formula formula() {
      return formula;
    }

    TestStep yes() {
      return yes;
    }

    TestStep no() {
      return no;
    }

    /** The successor in a context, or null if the test is indeterminate. */
    @Nullable TestStep next(ConditionContext context) {
      return after(formula.evaluate(context, MatchResult.INDETERMINATE));
    }

    /** The value that {@link #next(ContextValue, ConditionContext)} compares, if it reads one. */
    ContextValue value(ConditionContext context) {
      return ContextValue.unknown();
    }

    /**
     * The successor in a context, or null if the test is indeterminate.
     *
     * @param value what {@link #value} returned
     */
    @Nullable TestStep next(ContextValue value, ConditionContext context) {
      return next(context);
    }

    final @Nullable TestStep after(MatchResult result) {
      if (result == MatchResult.MATCH) {
        return yes;
      }
      return result == MatchResult.NO_MATCH ? no : null;
    }

    /**
     * Whether the test can hold and can fail for some value of its unknown key, and depends on no
     * other unknown.
     */
    boolean dividesWorlds(ConditionContext context) {
      return !(formula instanceof Formula.Atom test)
          || (test.isOpen() && context.get(test.key()) == ContextValue.unknown());
    }

    /**
     * As {@link #dividesWorlds(ConditionContext)}.
     *
     * @param value what {@link #value} returned
     */
    boolean dividesWorlds(ContextValue value, ConditionContext context) {
      return dividesWorlds(context);
    }
  }

  private static boolean isNegated(Formula.Atom test) {
    return test instanceof CompiledCondition condition
        && condition.test().operator().comparison().negated();
  }

  private static @Nullable String single(ContextValue value) {
    return value instanceof ContextValue.Present present ? present.single() : null;
  }

  /**
   * The successor of a node in a context; null if its test is indeterminate. The two most common
   * kinds of nodes are told apart here: a call that several classes answer is not inlined.
   */
  static @Nullable TestStep next(Asked step, ConditionContext context) {
    if (step instanceof Compared compared) {
      return compared.next(context);
    }
    return step instanceof ComparedKeys keys ? keys.next(context) : step.next(context);
  }

  /** A node that compares the single value of a key with texts by equality. */
  private abstract static class OnOneKey extends Asked {

    private final String key;

    private OnOneKey(int number, Formula.Atom test, TestStep yes, TestStep no) {
      super(number, test, yes, no);
      this.key = test.key();
    }

    final String key() {
      return key;
    }

    @Override
    final @Nullable TestStep next(ConditionContext context) {
      return next(context.get(key), context);
    }

    @Override
    final ContextValue value(ConditionContext context) {
      return context.get(key);
    }

    @Override
    final boolean dividesWorlds(ContextValue value, ConditionContext context) {
      return value == ContextValue.unknown() && ((Formula.Atom) formula()).isOpen();
    }
  }

  /**
   * A node that compares a key with one text, the most common condition. Its operands are fields of
   * the node itself, which avoids memory accesses to other objects.
   */
  static final class Compared extends OnOneKey {

    private final String text;
    private final boolean negated;

    private Compared(int number, Formula.Atom test, String text, TestStep yes, TestStep no) {
      super(number, test, yes, no);
      this.text = text;
      this.negated = isNegated(test);
    }

    @Override
    @Nullable TestStep next(ContextValue value, ConditionContext context) {
      String one = single(value);
      if (one == null) {
        return after(
            formula() instanceof CompiledCondition test
                ? test.evaluate(value, context, MatchResult.INDETERMINATE)
                : formula().evaluate(context, MatchResult.INDETERMINATE));
      }
      return text.equals(one) == negated ? no() : yes();
    }
  }

  /**
   * A node that compares two single-valued keys by equality, as a condition on a key does whose
   * value is one policy variable.
   */
  static final class ComparedKeys extends Asked {

    private final String key;
    private final String other;
    private final boolean negated;

    private ComparedKeys(int number, Formula.Atom test, String other, TestStep yes, TestStep no) {
      super(number, test, yes, no);
      this.key = test.key();
      this.other = other;
      this.negated = isNegated(test);
    }

    @Override
    @Nullable TestStep next(ConditionContext context) {
      String one = single(context.get(key));
      String two = single(context.get(other));
      if (one == null || two == null) {
        return super.next(context);
      }
      return one.equals(two) == negated ? no() : yes();
    }
  }

  /**
   * A node that compares a key with some beginnings of a text, as a resource pattern does whose
   * variable is followed by a wildcard. Most values do not have the length of one.
   */
  static final class ComparedBeginnings extends OnOneKey {

    private final Beginnings texts;

    private ComparedBeginnings(
        int number, Formula.Atom test, Beginnings texts, TestStep yes, TestStep no) {
      super(number, test, yes, no);
      this.texts = texts;
    }

    @Override
    @Nullable TestStep next(ContextValue value, ConditionContext context) {
      String one = single(value);
      if (one == null) {
        return after(formula().evaluate(context, MatchResult.INDETERMINATE));
      }
      return texts.contain(one) ? yes() : no();
    }
  }

  /** A node of an indexed graph that compares a key with texts. */
  static final class Listed extends OnOneKey {

    /** The text, if there is only one. */
    private final @Nullable String text;

    private final Set<String> texts;
    private final TestStep same;
    private final TestStep different;

    /** The run of comparisons that begins with this node, if it is long enough for a lookup. */
    private final @Nullable ComparisonRun run;

    private final int place;

    private Listed(
        int number, CompiledCondition test, Set<String> texts, TestStep yes, TestStep no) {
      super(number, test, yes, no);
      boolean negated = isNegated(test);
      this.text = texts.size() == 1 ? texts.iterator().next() : null;
      this.texts = texts;
      this.same = negated ? no : yes;
      this.different = negated ? yes : no;
      Listed next = following();
      this.place = next == null ? 0 : next.place + 1;
      this.run = next == null || place < ComparisonRun.MIN_FOLLOWING ? null : next.run();
      if (run != null) {
        run.add(this);
      }
    }

    /** The next node of the run; null if the run ends here. */
    private @Nullable Listed following() {
      return different instanceof Listed next
              && next.key().equals(key())
              && (next.run == null || next.run.size() == next.place + 1)
          ? next
          : null;
    }

    /** The run from this node to its end. */
    private ComparisonRun run() {
      if (run != null) {
        return run;
      }
      List<Listed> nodes = new ArrayList<>();
      for (Listed node = this; node != null; node = node.place == 0 ? null : node.following()) {
        nodes.add(node);
      }
      Collections.reverse(nodes);
      ComparisonRun made = new ComparisonRun(nodes.get(0).different);
      nodes.forEach(made::add);
      return made;
    }

    /** The texts that it lists. */
    Set<String> texts() {
      return texts;
    }

    /** The successor for a value that it lists. */
    TestStep same() {
      return same;
    }

    @Override
    @Nullable TestStep next(ContextValue value, ConditionContext context) {
      String one = single(value);
      if (one == null) {
        return after(
            ((CompiledCondition) formula()).evaluate(value, context, MatchResult.INDETERMINATE));
      }
      if (run != null) {
        return run.next(place, one);
      }
      return (text == null ? texts.contains(one) : text.equals(one)) ? same : different;
    }
  }
}
