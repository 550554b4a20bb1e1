package io.kmspolicy.analysis.query;

import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.StatedKeys;
import io.kmspolicy.model.catalogue.ServiceCall;
import io.kmspolicy.model.catalogue.ServiceCall.Certainty;
import io.kmspolicy.model.catalogue.ServiceCall.Presence;
import io.kmspolicy.model.catalogue.ServiceCall.SentKey;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;

/** What is known of the condition keys of a call that a service makes (rules 4.13, 4.14). */
final class ServiceCallFacts {

  private static final String REGION = "${region}";
  private static final String PAIRS = "kms:EncryptionContext:";

  /** Stands for all names of pairs. */
  private static final String ANY_PAIR = PAIRS + "name";

  private ServiceCallFacts() {}

  /** A text of the catalogue for a key. */
  static String of(String text, KmsResource.Key key) {
    return text.replace(REGION, key.region());
  }

  /** The request with what the catalogue states of the call; what is open stays unknown. */
  static RequestFacts in(RequestFacts request, ServiceCall call, KmsResource.Key key) {
    RequestContext.Builder keys = RequestContext.builder();
    boolean hasPairs = !isAbsent(request, ANY_PAIR);
    for (SentKey sent : call.keys()) {
      if (sent.certainty() != Certainty.UNKNOWN && !isAbsent(request, sent.name())) {
        state(sent, key, keys);
      }
    }
    if (hasPairs && call.hasOtherPairs()) {
      keys.unknown(PAIRS + "*");
    }
    return request.stating(StatedKeys.of(keys.build()));
  }

  private static void state(SentKey sent, KmsResource.Key key, RequestContext.Builder keys) {
    if (sent.presence() == Presence.NEVER) {
      keys.set(sent.name(), ContextValue.absent());
    } else if (sent.presence() == Presence.ALWAYS) {
      keys.set(
          sent.name(),
          sent.value().isEmpty()
              ? ContextValue.presentUnknown()
              : ContextValue.of(of(sent.value(), key)));
    }
  }

  private static boolean isAbsent(RequestFacts request, String name) {
    return request.get(ConditionContext.name(name)) instanceof ContextValue.Absent;
  }
}
