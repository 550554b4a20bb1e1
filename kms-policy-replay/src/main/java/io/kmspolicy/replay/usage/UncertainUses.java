package io.kmspolicy.replay.usage;

import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.suggest.UncertainCall;
import io.kmspolicy.replay.suggest.UncertainCalls;
import java.util.List;

/**
 * The calls of which it is not known which parts they needed.
 *
 * @param allowed the calls that were allowed, or may have been
 * @param denied the calls that were denied, or may have been
 */
public record UncertainUses(UncertainCalls allowed, UncertainCalls denied) {

  /**
   * The calls that may have needed one part.
   *
   * @param calls the calls
   * @param tooMany whether there were more than are kept
   */
  record Of(List<UncertainCall> calls, boolean tooMany) {

    boolean isNone() {
      return calls.isEmpty() && !tooMany;
    }
  }

  private UncertainCalls of(Statement statement) {
    return statement.effect() == Effect.ALLOW ? allowed : denied;
  }

  /** The calls that a statement of a key policy may match. */
  Of of(KmsResource.Key key, Statement statement) {
    UncertainCalls calls = of(statement);
    return new Of(
        calls.on(key).stream().filter(call -> call.mayMatch(statement)).toList(),
        calls.areTooMany(key));
  }

  /** The calls that a statement of an identity policy may match. */
  Of of(String owner, Statement statement) {
    UncertainCalls calls = of(statement);
    return new Of(
        calls.where(call -> call.mayBeBy(owner) && call.isActionOf(statement)), calls.areTooMany());
  }

  /** The calls that a grant may have allowed. */
  Of of(KmsResource.Key key, Grant grant) {
    return new Of(
        allowed.on(key).stream()
            .filter(call -> grant.operations().contains(PartFinder.operation(call.action())))
            .filter(call -> call.mayBeFor(grant))
            .toList(),
        allowed.areTooMany(key));
  }
}
