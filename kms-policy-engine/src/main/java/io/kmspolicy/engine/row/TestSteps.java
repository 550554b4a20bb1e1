package io.kmspolicy.engine.row;

import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tests that remain of a decision, in the order in which they are asked: each says which one
 * comes next if it holds and if it does not, until a decision is reached. A test that cannot change
 * the decision any more is not asked.
 *
 * <p>Where a test is open, both ways are followed. The decisions reached are then exactly those
 * that are possible if the open tests on the way are independent: each can turn out either way and
 * reads a key of its own, so that each way is some way of filling in the unknown. If they are not,
 * and more than one decision is reached, only the possible worlds can tell (rule 6.13).
 *
 * <p>Immutable; allocates nothing when asked. Equal ones are kept once ({@link RowInterner}).
 */
final class TestSteps {

  private static final TestStep.End ALLOWED = new TestStep.End(61, Decision.ALLOWED);
  private static final TestStep.End EXPLICIT_DENY = new TestStep.End(62, Decision.EXPLICIT_DENY);
  private static final TestStep.End IMPLICIT_DENY = new TestStep.End(63, Decision.IMPLICIT_DENY);

  /** With more steps, the two ways of an open test are not followed. */
  static final int MAX_STEPS = 61;

  private static final TestStep.Asked[] NONE = {};
  private static final long ENDS = -1L << MAX_STEPS;

  private final Formula deny;
  private final Formula allow;
  private final TestStep first;

  /** By number; {@link #NONE} if there are too many. */
  private final TestStep.Asked[] steps;

  /** For each step the others that read a key of its test, a bit each. */
  private final long[] related;

  /**
   * The steps of a decision.
   *
   * @param deny when a Deny statement matches
   * @param allow when everything that must allow the request does
   */
  TestSteps(Formula deny, Formula allow) {
    this.deny = deny;
    this.allow = allow;
    Maker maker = new Maker(count(deny) + count(allow));
    TestStep undenied = maker.add(allow, ALLOWED, IMPLICIT_DENY);
    this.first = maker.add(deny, EXPLICIT_DENY, undenied);
    this.steps = maker.inOrder();
    this.related = new long[steps.length];
    for (int i = 0; i < steps.length; i++) {
      related[i] = related(steps, i);
    }
  }

  /** How many steps a formula takes. */
  private static int count(Formula formula) {
    if (formula instanceof Formula.Join join) {
      return join.parts().stream().mapToInt(TestSteps::count).sum();
    }
    return isSettled(formula) ? 0 : 1;
  }

  private static boolean isSettled(Formula formula) {
    return formula == Formula.Constant.MATCH || formula == Formula.Constant.NO_MATCH;
  }

  /** Makes steps from the last to the first, so that each knows the next ones. */
  private static final class Maker {

    private final List<TestStep.Asked> made = new ArrayList<>();
    private final int count;

    Maker(int count) {
      this.count = count;
    }

    /** The first step of a formula, which leads to one of two others. */
    TestStep add(Formula formula, TestStep yes, TestStep no) {
      if (formula instanceof Formula.Join join) {
        List<Formula> parts = join.parts();
        TestStep next = join.all() ? yes : no;
        for (int i = parts.size() - 1; i >= 0; i--) {
          next = join.all() ? add(parts.get(i), next, no) : add(parts.get(i), yes, next);
        }
        return next;
      }
      if (isSettled(formula)) {
        return formula == Formula.Constant.MATCH ? yes : no;
      }
      TestStep.Asked step = TestStep.Asked.of(count - 1 - made.size(), formula, yes, no);
      made.add(step);
      return step;
    }

    TestStep.Asked[] inOrder() {
      Collections.reverse(made);
      return made.size() > MAX_STEPS ? NONE : made.toArray(NONE);
    }
  }

  private static long related(TestStep.Asked[] steps, int one) {
    Set<String> keys = keys(steps[one]);
    long related = 0;
    for (int other = 0; other < steps.length; other++) {
      boolean shares = other != one && !Collections.disjoint(keys, keys(steps[other]));
      related |= shares ? 1L << other : 0;
    }
    return related;
  }

  private static Set<String> keys(TestStep.Asked step) {
    return step.formula() instanceof Formula.Test test ? new HashSet<>(test.keys()) : Set.of();
  }

  /** The decision in a context, or null if only the possible worlds tell. */
  @Nullable Decision decide(ConditionContext context) {
    TestStep step = first;
    while (step instanceof TestStep.Asked asked) {
      TestStep next = asked.next(context);
      if (next == null) {
        return steps == NONE ? decidePlainly(context) : decideBothWays(asked, context);
      }
      step = next;
    }
    return ((TestStep.End) step).decision();
  }

  private @Nullable Decision decideBothWays(TestStep.Asked from, ConditionContext context) {
    long reached = 1L << from.number();
    long open = 0;
    boolean independent = true;
    while ((reached & ~ENDS) != 0) {
      TestStep.Asked step = steps[Long.numberOfTrailingZeros(reached)];
      reached &= reached - 1;
      TestStep next = step.next(context);
      if (next != null) {
        reached |= 1L << next.number();
      } else {
        reached |= 1L << step.yes().number() | 1L << step.no().number();
        independent &= (related[step.number()] & open) == 0 && step.dividesWorlds(context);
        open |= 1L << step.number();
      }
    }
    return decision(
        new Outcomes(
            reaches(reached, ALLOWED),
            reaches(reached, EXPLICIT_DENY),
            reaches(reached, IMPLICIT_DENY)),
        independent);
  }

  private static boolean reaches(long reached, TestStep.End end) {
    return (reached >>> end.number() & 1) != 0;
  }

  /** As in {@link #decideBothWays}, but every open test counts, on the way or not. */
  private @Nullable Decision decidePlainly(ConditionContext context) {
    MatchResult denied = deny.evaluate(context, MatchResult.INDETERMINATE);
    MatchResult allowed = allow.evaluate(context, MatchResult.INDETERMINATE);
    return decision(Outcomes.of(denied, allowed), false);
  }

  /** What holds of all that may be is certain; exact is more only if all of it really may be. */
  private static @Nullable Decision decision(Outcomes possible, boolean exact) {
    return exact || possible.isSingle() ? possible.decision() : null;
  }
}
