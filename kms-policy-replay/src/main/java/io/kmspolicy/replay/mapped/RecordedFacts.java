package io.kmspolicy.replay.mapped;

import io.kmspolicy.model.catalogue.ClientKnowledge;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The condition keys whose values depend on how a call reached KMS: through which network, and
 * whether an AWS service made it.
 */
final class RecordedFacts {

  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+");
  private static final ContextValue UNKNOWN = ContextValue.unknown();
  private static final List<String> NETWORK =
      List.of(
          "aws:sourceip", "aws:sourcevpce", "aws:sourcevpc", "aws:sourcevpcarn", "aws:vpcsourceip");

  private final boolean infer;

  /** What holds for every call that an AWS service made for its caller. */
  private final Map<String, ContextValue> throughService;

  RecordedFacts(KmsCatalogue catalogue, boolean infer) {
    this.infer = infer;
    this.throughService = throughService(catalogue);
  }

  /**
   * A call that an AWS service made: the network is the service's own, and what direct calls never
   * have is unknown.
   */
  private static Map<String, ContextValue> throughService(KmsCatalogue catalogue) {
    Map<String, ContextValue> facts = new HashMap<>();
    catalogue.conditionKeys().stream()
        .filter(key -> key.knowledge() == ClientKnowledge.ABSENT && !key.isTemplate())
        .forEach(key -> facts.put(key.name().toLowerCase(Locale.ROOT), UNKNOWN));
    NETWORK.forEach(key -> facts.put(key, UNKNOWN));
    facts.put("aws:securetransport", ContextValue.presentUnknown());
    facts.put("aws:viaawsservice", ContextValue.of("true"));
    return facts;
  }

  /**
   * The values by name in lower case. A condition key without an entry has the value of a direct
   * call.
   *
   * @param partition the partition of the caller
   */
  Map<String, ContextValue> of(TrailEvent event, String partition) {
    Map<String, ContextValue> facts;
    if (RecordedCaller.invokedBy(event).isEmpty()) {
      facts = new HashMap<>();
      direct(event, facts);
    } else {
      facts = new HashMap<>(throughService);
      facts.put("kms:viaservice", ViaService.of(event, partition, infer));
    }
    String id = RecordedCaller.principalId(event);
    if (!id.isEmpty()) {
      facts.put("aws:userid", ContextValue.of(id));
    }
    if (RecordedCaller.isMfaAuthenticated(event)) {
      facts.put("aws:multifactorauthpresent", ContextValue.of("true"));
    }
    return facts;
  }

  /** A call that the caller made itself: the record names its address and its endpoint. */
  private static void direct(TrailEvent event, Map<String, ContextValue> facts) {
    boolean address = ADDRESS.matcher(event.sourceAddress()).matches();
    ContextValue source = address ? ContextValue.of(event.sourceAddress()) : UNKNOWN;
    if (event.vpcEndpointId().isEmpty()) {
      NETWORK.forEach(key -> facts.put(key, ContextValue.absent()));
      facts.put("aws:sourceip", source);
      return;
    }
    facts.put("aws:sourceip", UNKNOWN);
    facts.put("aws:sourcevpce", ContextValue.of(event.vpcEndpointId()));
    facts.put("aws:sourcevpc", ContextValue.presentUnknown());
    facts.put("aws:vpcsourceip", address ? source : ContextValue.presentUnknown());
  }
}
