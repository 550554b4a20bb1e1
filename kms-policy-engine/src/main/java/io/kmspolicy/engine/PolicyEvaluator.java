package io.kmspolicy.engine;

import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;

/**
 * Decides whether a caller may perform an action on a resource of KMS. Implementations are
 * thread-safe, do no I/O, and throw no exceptions for any content of requests and policies.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html">AWS
 *     KMS: policy evaluation</a>
 */
public interface PolicyEvaluator {

  /**
   * The decision. It is certain only if it is the same for all values of the unknown inputs.
   *
   * @param request the request
   * @param policies all policies that may affect the decision
   */
  Decision decide(AuthorizationRequest request, PolicySet policies);

  /** The decision with its reasons. */
  Explanation explain(AuthorizationRequest request, PolicySet policies);
}
