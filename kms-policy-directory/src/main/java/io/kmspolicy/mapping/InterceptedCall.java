package io.kmspolicy.mapping;

import io.kmspolicy.model.catalogue.KmsOperation;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;

/**
 * One intercepted call, with its caller, endpoint and stated condition keys.
 *
 * @param planned the operation, with its checks
 * @param request the members of the request
 * @param caller the caller
 * @param partition the partition of the Region
 * @param region the Region of the endpoint
 * @param endpointOverridden whether the client has a custom endpoint
 * @param stated the condition keys that the operator states for the call
 */
public record InterceptedCall(
    PlannedOperation planned,
    RequestMembers request,
    Caller.AccountCaller caller,
    String partition,
    String region,
    boolean endpointOverridden,
    RequestContext stated) {

  /** The operation. */
  public KmsOperation operation() {
    return planned.operation();
  }

  /** The operation alone: requests hold secrets. */
  @Override
  public String toString() {
    return "InterceptedCall[" + operation().name() + "]";
  }
}
