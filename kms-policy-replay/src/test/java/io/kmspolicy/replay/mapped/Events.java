package io.kmspolicy.replay.mapped;

import io.kmspolicy.replay.trail.TrailEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events for tests. */
final class Events {

  static final String ACCOUNT = "111122223333";
  static final String KEY =
      "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  static final String OTHER_KEY =
      "arn:aws:kms:eu-central-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321";

  private String name = "Decrypt";
  private String type = TrailEvent.API_CALL;
  private Map<String, Object> identity =
      Map.of(
          "type", "IAMUser",
          "principalId", "AIDAEXAMPLE",
          "arn", "arn:aws:iam::111122223333:user/ann",
          "accountId", ACCOUNT);
  private Optional<Map<String, Object>> parameters = Optional.of(Map.of());
  private Map<String, Object> response = Map.of();
  private Map<String, Object> additional = Map.of();
  private List<String> resources = List.of(KEY);
  private String address = "203.0.113.7";
  private String endpoint = "";
  private String error = "";
  private String message = "";

  static Events of(String name) {
    Events events = new Events();
    events.name = name;
    return events;
  }

  Events type(String is) {
    type = is;
    return this;
  }

  Events identity(Map<String, Object> is) {
    identity = is;
    return this;
  }

  Events parameters(Map<String, Object> are) {
    parameters = Optional.of(are);
    return this;
  }

  Events withoutParameters() {
    parameters = Optional.empty();
    return this;
  }

  Events response(Map<String, Object> is) {
    response = is;
    return this;
  }

  Events additional(Map<String, Object> is) {
    additional = is;
    return this;
  }

  Events resources(String... are) {
    resources = List.of(are);
    return this;
  }

  Events from(String source, String vpcEndpoint) {
    address = source;
    endpoint = vpcEndpoint;
    return this;
  }

  Events error(String code, String text) {
    error = code;
    message = text;
    return this;
  }

  TrailEvent event() {
    return new TrailEvent(
        "trail",
        1,
        0,
        Instant.parse("2026-01-31T12:00:00Z"),
        "eu-central-1",
        name,
        type,
        identity,
        parameters,
        response,
        additional,
        resources,
        address,
        endpoint,
        error,
        message);
  }

  private Events() {}
}
