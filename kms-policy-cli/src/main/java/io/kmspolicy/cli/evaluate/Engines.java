package io.kmspolicy.cli.evaluate;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.ReferenceAuthorizer;
import io.kmspolicy.engine.TableEvaluator;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyTooLargeException;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;

/** The two ways of deciding a scenario. */
public final class Engines {

  private Engines() {}

  /** The decision tables, or the slow and plain reference. */
  public static PolicyEvaluator of(boolean reference) {
    ReferenceAuthorizer plain = ReferenceAuthorizer.create();
    return reference ? plain : new Tables(TableEvaluator.create(), plain);
  }

  /** The tables, and the reference for policies that are too large for them. */
  private record Tables(PolicyEvaluator tables, PolicyEvaluator reference)
      implements PolicyEvaluator {

    @Override
    public Decision decide(AuthorizationRequest request, PolicySet policies) {
      try {
        return tables.decide(request, policies);
      } catch (PolicyTooLargeException tooLarge) {
        return reference.decide(request, policies);
      }
    }

    @Override
    public Explanation explain(AuthorizationRequest request, PolicySet policies) {
      return reference.explain(request, policies);
    }
  }
}
