package io.kmspolicy.replay;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.mapped.MappedEvent;
import io.kmspolicy.replay.mapped.RecordedCheck;
import io.kmspolicy.replay.result.OurAnswer;
import io.kmspolicy.replay.result.Question;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the question of an event, which events with the same question share in reports. Not
 * thread-safe.
 */
final class EventQuestion {

  private static final String CONTEXT = "encryptionContext";

  private static final int MAX_CALLERS = 20_000;

  /** The ARNs that stand for callers, by identity: the mapper gives equal callers one object. */
  private final IdentityHashMap<Caller.AccountCaller, String> callers = new IdentityHashMap<>();

  Question of(TrailEvent event, MappedEvent.Checks checks, AwsAnswer aws, OurAnswer ours) {
    return new Question(
        checks.checks().isEmpty() ? "" : knownCaller(checks.checks().get(0).caller()),
        event.name(),
        resources(checks.checks()),
        event.service(),
        contextNames(event),
        aws.text(),
        ours);
  }

  private static List<String> resources(List<RecordedCheck> checks) {
    if (checks.size() == 1) {
      return List.of(checks.get(0).resource().arn());
    }
    return checks.stream().map(check -> check.resource().arn()).distinct().toList();
  }

  private String knownCaller(Caller.AccountCaller caller) {
    String known = callers.get(caller);
    if (known != null) {
      return known;
    }
    if (callers.size() >= MAX_CALLERS) {
      callers.clear();
    }
    String first = caller(caller);
    callers.put(caller, first);
    return first;
  }

  /** Sessions of one role ask the same question. */
  private static String caller(Caller.AccountCaller caller) {
    return caller instanceof Caller.RoleCaller session
        ? session
            .roleArn()
            .orElseGet(() -> session.arn().substring(0, session.arn().lastIndexOf('/')))
        : caller.arn();
  }

  /** The pairs of the encryption context. */
  static Map<?, ?> recordedContext(TrailEvent event) {
    return event.parameters().isPresent()
            && event.parameters().get().get(CONTEXT) instanceof Map<?, ?> pairs
        ? pairs
        : Map.of();
  }

  /** The names in the encryption context, sorted. */
  static List<String> contextNames(TrailEvent event) {
    Map<?, ?> recorded = recordedContext(event);
    if (recorded.isEmpty()) {
      return List.of();
    }
    List<String> names = new ArrayList<>(recorded.size());
    recorded.forEach((name, value) -> names.add(name.toString()));
    names.sort(null);
    return names;
  }
}
