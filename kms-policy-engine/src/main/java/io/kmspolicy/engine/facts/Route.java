package io.kmspolicy.engine.facts;

import io.kmspolicy.model.request.ContextValue;

/** How a request reaches KMS, and the condition keys that follow from it. */
public sealed interface Route {

  /**
   * Nothing is stated: the caller or a service on the caller's behalf sends the request, to the
   * Region of the key.
   */
  enum Unstated implements Route {
    /** The only instance. */
    INSTANCE
  }

  /**
   * The caller's own client sends the request.
   *
   * @param region the Region of the endpoint
   * @param endpointOverridden whether the client has a custom endpoint, such as a proxy
   */
  record Direct(String region, boolean endpointOverridden) implements Route {}

  /** Nothing is stated. */
  static Route unstated() {
    return Unstated.INSTANCE;
  }

  /** The value of a key that the route determines; unknown if it does not. */
  default ContextValue get(DerivedKey key) {
    if (!(this instanceof Direct direct)) {
      return ContextValue.unknown();
    }
    return switch (key) {
      case REQUESTED_REGION -> ContextValue.of(direct.region());
      case SECURE_TRANSPORT ->
          // A proxy behind a custom endpoint may use another transport to AWS.
          direct.endpointOverridden() ? ContextValue.presentUnknown() : ContextValue.of("true");
      case VIA_AWS_SERVICE -> ContextValue.of("false");
      default -> ContextValue.unknown();
    };
  }
}
