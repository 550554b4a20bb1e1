package io.kmspolicy.interceptor.request;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * The HTTP request that the SDK has made of a request. Another interceptor can change it until it
 * is sent: its endpoint, its operation, its body and the header of a condition key.
 */
public final class MarshalledRequest {

  private static final String OPERATION = "X-Amz-Target";

  private final String place;
  private final Optional<String> operation;
  private final @Nullable RequestBody body;
  private final @Nullable AsyncRequestBody asyncBody;

  /** The request as it is marshalled. */
  public MarshalledRequest(Context.AfterMarshalling context) {
    this.place = placeOf(context.httpRequest());
    this.operation = operationOf(context.httpRequest());
    this.body = context.requestBody().orElse(null);
    this.asyncBody = context.asyncRequestBody().orElse(null);
  }

  private static String placeOf(SdkHttpRequest request) {
    return request.protocol()
        + "://"
        + request.host()
        + ":"
        + request.port()
        + request.encodedPath()
        + request.encodedQueryParameters().orElse("");
  }

  private static Optional<String> operationOf(SdkHttpRequest request) {
    return request.firstMatchingHeader(OPERATION);
  }

  /** Whether the request that is about to be sent is still the same. */
  @SuppressWarnings("ReferenceEquality") // the SDK hands on the body that no interceptor replaces
  public boolean isSentBy(Context.BeforeTransmission context) {
    return body == context.requestBody().orElse(null)
        && asyncBody == context.asyncRequestBody().orElse(null)
        && place.equals(placeOf(context.httpRequest()))
        && operation.equals(operationOf(context.httpRequest()))
        && context.httpRequest().firstMatchingHeader(Referer.NAME).isEmpty();
  }
}
