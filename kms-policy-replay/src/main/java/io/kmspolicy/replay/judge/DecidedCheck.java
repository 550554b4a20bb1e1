package io.kmspolicy.replay.judge;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The policies of one check, and its decisions so far, by what they have read of the condition
 * context. Bounded: further decisions are not kept. Not thread-safe.
 */
final class DecidedCheck {

  private static final int MAX_SHAPES = 8;
  private static final int MAX_DECISIONS = 64;

  private final PrincipalPolicies principal;
  private final KeyPolicies key;
  private final PolicySet policies;
  private final List<Shape> shapes = new ArrayList<>(1);

  DecidedCheck(PrincipalPolicies principal, KeyPolicies key) {
    this.principal = principal;
    this.key = key;
    this.policies = PolicySet.of(principal, key);
  }

  /** Decisions that have read the same, by the answers. */
  private record Shape(
      List<Transcript.Reading> readings, Map<List<Object>, Decision> decisions) {

    private @Nullable Decision in(ConditionContext context) {
      List<Object> answers = new ArrayList<>(readings.size());
      for (Transcript.Reading reading : readings) {
        answers.add(reading.in(context));
      }
      return decisions.get(answers);
    }
  }

  PrincipalPolicies principal() {
    return principal;
  }

  KeyPolicies key() {
    return key;
  }

  PolicySet policies() {
    return policies;
  }

  /** The decision in a context; null if none of the same readings and answers is kept. */
  @Nullable Decision in(ConditionContext context) {
    for (Shape shape : shapes) {
      Decision decision = shape.in(context);
      if (decision != null) {
        return decision;
      }
    }
    return null;
  }

  /** Keeps a decision if there is room, and returns whether it was kept. */
  boolean keep(Transcript read, Decision decision) {
    List<Transcript.Reading> readings = read.readings();
    for (Shape shape : shapes) {
      if (shape.readings().equals(readings)) {
        if (shape.decisions().size() >= MAX_DECISIONS) {
          return false;
        }
        shape.decisions().put(read.answers(), decision);
        return true;
      }
    }
    if (shapes.size() >= MAX_SHAPES) {
      return false;
    }
    Map<List<Object>, Decision> first = new HashMap<>(2);
    first.put(read.answers(), decision);
    return shapes.add(new Shape(readings, first));
  }
}
