package io.kmspolicy.replay.mapped;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.catalogue.ClientKnowledge;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The condition keys whose values depend on how a call reached KMS: through which network, and
 * whether an AWS service made it.
 */
final class RecordedFacts {

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
        .forEach(key -> facts.put(LetterCase.lowerCase(key.name()), UNKNOWN));
    NETWORK.forEach(key -> facts.put(key, UNKNOWN));
    facts.put(DerivedKey.SECURE_TRANSPORT.keyName(), ContextValue.presentUnknown());
    facts.put(DerivedKey.VIA_AWS_SERVICE.keyName(), ContextValue.of("true"));
    return facts;
  }

  /**
   * The facts of an event.
   *
   * @param partition the partition of the caller
   */
  CallFacts of(TrailEvent event, String partition) {
    return new CallFacts(event, partition, infer, throughService);
  }
}
