package io.kmspolicy.replay.mapped;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The condition keys of one event whose values depend on how the call reached KMS. A value is
 * computed when it is read.
 */
final class CallFacts {

  private static final String USER_ID = DerivedKey.USER_ID.keyName();
  private static final String VIA_SERVICE = DerivedKey.VIA_SERVICE.keyName();
  private static final String VIA_AWS_SERVICE = DerivedKey.VIA_AWS_SERVICE.keyName();

  private final TrailEvent event;
  private final String partition;
  private final boolean infer;
  private final boolean throughService;

  /** What holds for every call that an AWS service made for its caller. */
  private final Map<String, ContextValue> ofServices;

  CallFacts(
      TrailEvent event, String partition, boolean infer, Map<String, ContextValue> ofServices) {
    this.event = event;
    this.partition = partition;
    this.infer = infer;
    this.throughService = !event.service().isEmpty();
    this.ofServices = ofServices;
  }

  /**
   * The value of a condition key; null if the key has the value of a direct call.
   *
   * @param key the key's name in lower case
   */
  @Nullable ContextValue get(String key) {
    if (key.equals(USER_ID)) {
      String id = RecordedCaller.principalId(event);
      return id.isEmpty() ? ofService(key) : ContextValue.of(id);
    }
    if (key.equals("aws:multifactorauthpresent") && RecordedCaller.isMfaAuthenticated(event)) {
      return ContextValue.of("true");
    }
    if (throughService && key.equals(VIA_SERVICE)) {
      return ViaService.of(event, partition, infer);
    }
    if (throughService && key.equals(VIA_AWS_SERVICE) && !ViaService.isCertain(event)) {
      return ContextValue.unknown();
    }
    return throughService ? ofService(key) : direct(key);
  }

  private @Nullable ContextValue ofService(String key) {
    return throughService ? ofServices.get(key) : null;
  }

  /** A call that the caller made itself: the record names its address and its endpoint. */
  private @Nullable ContextValue direct(String key) {
    boolean endpoint = event.isThroughEndpoint();
    return switch (key) {
      case "aws:sourceip" -> endpoint ? ContextValue.unknown() : address(ContextValue.unknown());
      case "aws:sourcevpce" -> endpoint ? endpointId() : ContextValue.absent();
      case "aws:sourcevpc" -> endpoint ? ContextValue.presentUnknown() : ContextValue.absent();
      case "aws:sourcevpcarn" -> endpoint ? null : ContextValue.absent();
      case "aws:vpcsourceip" ->
          endpoint ? address(ContextValue.presentUnknown()) : ContextValue.absent();
      default -> null;
    };
  }

  private ContextValue endpointId() {
    String id = event.vpcEndpointId();
    return id.isEmpty() ? ContextValue.presentUnknown() : ContextValue.of(id);
  }

  private ContextValue address(ContextValue otherwise) {
    return TrailEvent.isAddress(event.sourceAddress())
        ? ContextValue.of(event.sourceAddress())
        : otherwise;
  }

  /** Nothing of the event: it may be confidential. */
  @Override
  public String toString() {
    return "CallFacts";
  }
}
