package io.kmspolicy.replay.trail;

import io.kmspolicy.model.resource.Arn;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes an event of a line that the interceptor's {@code DecisionLog} has written. */
final class LoggedDecision {

  private static final String VERSION = "kmsPolicyLog";
  private static final String TIME = "time";
  private static final String CALLER = "caller";
  private static final String ROLE = "role";
  private static final String OPERATION = "operation";
  private static final Set<String> MEMBERS =
      Set.of(VERSION, TIME, CALLER, ROLE, OPERATION, TrailEvent.DECISION, TrailEvent.CHECKS);

  private static final long KNOWN_VERSION = 1;
  private static final String ARN = "arn";
  private static final String CONTEXT = "encryptionContext";
  private static final String CONTEXT_PREFIX = "kms:encryptioncontext:";

  private LoggedDecision() {}

  /** Whether a line can have a member that is needed. */
  static boolean isMember(String name) {
    return MEMBERS.contains(name);
  }

  /** Whether these are the members of a line. */
  static boolean isIn(Map<String, Object> members) {
    return members.containsKey(VERSION);
  }

  /**
   * The event.
   *
   * @throws DamagedRecordException if a member is missing or has another form
   */
  static TrailEvent event(Map<String, Object> members, String file, long line, long number)
      throws DamagedRecordException {
    if (!(members.get(VERSION) instanceof Long version) || version != KNOWN_VERSION) {
      throw new DamagedRecordException(
          "`" + VERSION + "` is `" + members.get(VERSION) + "`; version 1 can be read");
    }
    if (!(members.get(TrailEvent.CHECKS) instanceof List<?> checks)) {
      throw new DamagedRecordException("`" + TrailEvent.CHECKS + "` is missing");
    }
    return new TrailEvent(
        file,
        line,
        number,
        time(members),
        "",
        required(members, OPERATION),
        TrailEvent.LOGGED_DECISION,
        identity(members),
        Optional.of(Map.of(TrailEvent.CHECKS, checks, CONTEXT, contextNames(checks))),
        Map.of(),
        Map.of(TrailEvent.DECISION, required(members, TrailEvent.DECISION)),
        List.of(),
        "",
        "",
        "",
        "");
  }

  private static Instant time(Map<String, Object> members) throws DamagedRecordException {
    try {
      return EventTime.parse(required(members, TIME));
    } catch (DateTimeException e) {
      throw new DamagedRecordException("`" + TIME + "` is not a time in UTC", e);
    }
  }

  /** The caller in the form of a CloudTrail record. */
  private static Map<String, Object> identity(Map<String, Object> members) {
    String caller = text(members, CALLER);
    String role = text(members, ROLE);
    Map<String, Object> identity = new HashMap<>();
    if (!caller.isEmpty()) {
      identity.put(ARN, caller);
      Arn.parse(caller).ifPresent(arn -> identity.put("accountId", arn.accountId()));
    }
    if (!role.isEmpty()) {
      identity.put("sessionContext", Map.of("sessionIssuer", Map.of(ARN, role)));
    }
    return identity;
  }

  /**
   * The names in the encryption contexts of all checks, where a record has them, without values.
   */
  private static Map<String, Object> contextNames(List<?> checks) {
    Map<String, Object> names = new LinkedHashMap<>();
    for (Object check : checks) {
      if (check instanceof Map<?, ?> members) {
        keys(members).stream()
            .filter(key -> key.regionMatches(true, 0, CONTEXT_PREFIX, 0, CONTEXT_PREFIX.length()))
            .forEach(key -> names.put(key.substring(CONTEXT_PREFIX.length()), ""));
      }
    }
    return names;
  }

  private static List<String> keys(Map<?, ?> check) {
    List<String> keys = new ArrayList<>();
    for (String member : List.of("contextKeys", "present")) {
      if (check.get(member) instanceof List<?> listed) {
        listed.forEach(key -> keys.add(key.toString()));
      }
    }
    if (check.get("context") instanceof Map<?, ?> context) {
      context.keySet().forEach(key -> keys.add(key.toString()));
    }
    return keys;
  }

  private static String text(Map<String, Object> members, String name) {
    return members.get(name) instanceof String text ? text : "";
  }

  private static String required(Map<String, Object> members, String name)
      throws DamagedRecordException {
    String text = text(members, name);
    if (text.isEmpty()) {
      throw new DamagedRecordException("`" + name + "` is missing");
    }
    return text;
  }
}
