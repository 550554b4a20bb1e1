package io.kmspolicy.interceptor;

/** The hook of the SDK in which a call is decided, and the hook in which it is stopped. */
public enum DenialPoint {
  /**
   * Chosen for each client, so that the decision is made on the request that is sent. The default.
   *
   * <p>Other interceptors of a client may change its requests or open spans. Where the client has
   * such interceptors, where its interceptors cannot be read, and where a request carries plugins,
   * a call is decided and stopped as with {@link #BEFORE_TRANSMISSION}. Otherwise it is decided and
   * stopped as with {@link #BEFORE_EXECUTION}. Interceptors of the SDK itself do not count.
   */
  AUTO,
  /**
   * Decided and stopped in {@code beforeExecution}; the cheapest. Only for clients on which no
   * other interceptor changes requests in {@code modifyRequest}: a call is stopped for the request
   * as its caller made it. The SDK does not tell other interceptors about the end of a stopped
   * call.
   */
  BEFORE_EXECUTION,
  /**
   * Decided in {@code beforeMarshalling}, the first hook that has the final request. Stopped in
   * {@code beforeTransmission}, after signing, before anything is sent. The SDK tells all
   * interceptors about the failure of a stopped call, so tracing agents close their spans.
   */
  BEFORE_TRANSMISSION
}
