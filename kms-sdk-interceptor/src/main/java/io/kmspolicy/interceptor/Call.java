package io.kmspolicy.interceptor;

import io.kmspolicy.model.catalogue.KmsOperation;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import software.amazon.awssdk.core.SdkPojo;

/**
 * One intercepted call with what the SDK and the configuration say around it.
 *
 * @param operation the operation
 * @param request the SDK's request
 * @param caller who calls
 * @param partition the partition of the Region
 * @param region the Region of the endpoint
 * @param endpointOverridden whether the client was given an endpoint of its own
 * @param stated the condition keys that are stated for it
 */
record Call(
    KmsOperation operation,
    SdkPojo request,
    Caller.AccountCaller caller,
    String partition,
    String region,
    boolean endpointOverridden,
    RequestContext stated) {

  /** The operation alone: requests hold secrets. */
  @Override
  public String toString() {
    return "Call[" + operation.name() + "]";
  }
}
