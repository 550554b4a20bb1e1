package io.kmspolicy.replay.trail;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Collects the members of one record that replay needs, in any order. */
final class RecordParser {

  private static final String KMS = "kms.amazonaws.com";
  private static final String SOURCE = "eventSource";
  private static final String VERSION = "eventVersion";
  private static final String KNOWN_VERSION = "1.";

  private static final Set<String> WANTED =
      Set.of(
          VERSION,
          SOURCE,
          "eventID",
          "eventTime",
          "awsRegion",
          "eventName",
          "eventType",
          "userIdentity",
          "requestParameters",
          "responseElements",
          "additionalEventData",
          "resources",
          "sourceIPAddress",
          "vpcEndpointId",
          "errorCode",
          "errorMessage");

  private final Map<String, Object> members = new LinkedHashMap<>();

  /** Takes a member whose value is at the parser's position; skips what is not needed. */
  void take(String name, JsonParser parser) throws IOException {
    boolean otherService = members.containsKey(SOURCE) && !isKms();
    if (!WANTED.contains(name) || otherService) {
      parser.skipChildren();
    } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
      members.put(name, value(parser));
    }
  }

  /** Whether the members are those of a CloudTrail record. */
  boolean isRecord() {
    return members.containsKey(SOURCE);
  }

  boolean isKms() {
    return KMS.equals(members.get(SOURCE));
  }

  /**
   * The event.
   *
   * @throws DamagedRecordException if a member is missing or has another form
   */
  TrailEvent event(String file, long line) throws DamagedRecordException {
    String version = text(VERSION);
    if (!version.startsWith(KNOWN_VERSION)) {
      throw new DamagedRecordException(
          "`" + VERSION + "` is `" + version + "`; versions that begin with `1.` can be read");
    }
    return new TrailEvent(
        file,
        line,
        text("eventID"),
        time(),
        required("awsRegion"),
        required("eventName"),
        members.containsKey("eventType") ? text("eventType") : TrailEvent.API_CALL,
        object("userIdentity").orElse(Map.of()),
        object("requestParameters"),
        object("responseElements").orElse(Map.of()),
        object("additionalEventData").orElse(Map.of()),
        arns(),
        text("sourceIPAddress"),
        text("vpcEndpointId"),
        text("errorCode"),
        text("errorMessage"));
  }

  private Instant time() throws DamagedRecordException {
    String text = required("eventTime");
    try {
      return EventTime.parse(text);
    } catch (DateTimeException e) {
      throw new DamagedRecordException("`eventTime` is not a time in UTC", e);
    }
  }

  private String text(String name) {
    return members.get(name) instanceof String text ? text : "";
  }

  private String required(String name) throws DamagedRecordException {
    String text = text(name);
    if (text.isEmpty()) {
      throw new DamagedRecordException("`" + name + "` is missing");
    }
    return text;
  }

  @SuppressWarnings("unchecked") // objects are read as maps with names as keys
  private Optional<Map<String, Object>> object(String name) {
    return members.get(name) instanceof Map<?, ?> map
        ? Optional.of((Map<String, Object>) map)
        : Optional.empty();
  }

  private List<String> arns() {
    List<String> arns = new ArrayList<>();
    if (members.get("resources") instanceof List<?> resources) {
      for (Object resource : resources) {
        if (resource instanceof Map<?, ?> map && map.get("ARN") instanceof String arn) {
          arns.add(arn);
        }
      }
    }
    return arns;
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> members(parser);
      case START_ARRAY -> elements(parser);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
      default -> parser.getText();
    };
  }

  private static Map<String, Object> members(JsonParser parser) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (parser.nextToken() != JsonToken.VALUE_NULL) {
        members.put(name, value(parser));
      }
    }
    return members;
  }

  private static List<Object> elements(JsonParser parser) throws IOException {
    List<Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_NULL) {
        elements.add(value(parser));
      }
    }
    return elements;
  }
}
