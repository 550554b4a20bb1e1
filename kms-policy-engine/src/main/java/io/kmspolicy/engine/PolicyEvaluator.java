package io.kmspolicy.engine;

import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;

/**
 * Answers whether a caller may do something with a key. Implementations are thread-safe and do no
 * I/O; they throw nothing for requests and policies of any content.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html">AWS
 *     KMS: policy evaluation</a>
 */
public interface PolicyEvaluator {

  /**
   * The decision: certain only where it holds for every way of filling in what is unknown.
   *
   * @param request the question
   * @param policies everything that may bear on it
   */
  Decision decide(AuthorizationRequest request, PolicySet policies);

  /** The decision with its reasons. */
  Explanation explain(AuthorizationRequest request, PolicySet policies);
}
