package io.kmspolicy.replay.trail;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Collects the members of one record after another that replay needs, in any order. Equal values of
 * records that are read one after another are one object. Not thread-safe.
 */
final class RecordParser {

  private static final String KMS = "kms.amazonaws.com";
  private static final String KNOWN_VERSION = "1.";
  private static final String ARN = "ARN";
  private static final String HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS";

  private final ValueTable identities = new ValueTable(RecordedIdentity::of);
  private final ValueTable values = new ValueTable();
  private final ValueTable arns = new ValueTable(RecordParser::arns);
  private final ValueTable requests = new ValueTable(RecordParser::ifWhole);

  private String lastTimeText = "";
  private Instant lastTime = Instant.EPOCH;

  /** The members of a line of a decision log. */
  private final Map<String, Object> logged = new HashMap<>();

  private @Nullable Object source;
  private boolean kms;
  private @Nullable Object version;
  private @Nullable Object time;
  private @Nullable Object region;
  private @Nullable Object name;
  private @Nullable Object type;
  private @Nullable Object identity;
  private @Nullable Object parameters;
  private @Nullable Object response;
  private @Nullable Object additional;
  private @Nullable Object resources;
  private @Nullable Object address;
  private @Nullable Object agent;
  private @Nullable Object endpoint;
  private @Nullable Object errorCode;
  private @Nullable Object errorMessage;

  /** Begins a record. */
  void begin() {
    logged.clear();
    source = null;
    kms = false;
    version = null;
    time = null;
    region = null;
    name = null;
    type = null;
    identity = null;
    parameters = null;
    response = null;
    additional = null;
    resources = null;
    address = null;
    agent = null;
    endpoint = null;
    errorCode = null;
    errorMessage = null;
  }

  /** Takes a member whose value is at the parser's position; skips what is not needed. */
  void take(String member, JsonParser parser) throws IOException {
    if (isRecord() && !isKms()) {
      parser.skipChildren();
      return;
    }
    Part part = Part.of(member);
    switch (part) {
      case SOURCE -> takeSource(parser);
      case VERSION -> version = value(parser, part, version);
      case TIME -> time = value(parser, part, time);
      case REGION -> region = value(parser, part, region);
      case NAME -> name = value(parser, part, name);
      case TYPE -> type = value(parser, part, type);
      case IDENTITY -> identity = identity(parser);
      case PARAMETERS -> parameters = request(parser);
      case RESPONSE -> response = value(parser, part, response);
      case ADDITIONAL -> additional = value(parser, part, additional);
      case RESOURCES -> resources = resources(parser);
      case ADDRESS -> address = value(parser, part, address);
      case AGENT -> agent = agent(parser);
      case ENDPOINT -> endpoint = value(parser, part, endpoint);
      case ERROR_CODE -> errorCode = value(parser, part, errorCode);
      case ERROR_MESSAGE -> errorMessage = value(parser, part, errorMessage);
      case OTHER -> takeOther(member, parser);
    }
  }

  private void takeSource(JsonParser parser) throws IOException {
    if (value(parser, Part.SOURCE, source) instanceof String text) {
      source = text;
      kms = text.equals(KMS);
    }
  }

  private void takeOther(String member, JsonParser parser) throws IOException {
    if (source == null && LoggedDecision.isMember(member)) {
      Object taken = value(parser, Part.OTHER, null);
      if (taken != null) {
        logged.put(member, taken);
      }
    } else {
      parser.skipChildren();
    }
  }

  /** A member that is null is not there. */
  private @Nullable Object value(JsonParser parser, Part part, @Nullable Object before)
      throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> before;
      case VALUE_STRING -> parser.getText();
      default -> values.read(parser, part);
    };
  }

  private @Nullable Object identity(JsonParser parser) throws IOException {
    return parser.currentToken() == JsonToken.VALUE_NULL
        ? identity
        : identities.read(parser, Part.IDENTITY);
  }

  /**
   * The agent of the caller, if it is a service: other agents are many, and nothing needs them, so
   * most are known by their last character and not copied.
   */
  private @Nullable Object agent(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      parser.skipChildren();
      return agent;
    }
    int length = parser.getTextLength();
    char last = length == 0 ? 0 : parser.getTextCharacters()[parser.getTextOffset() + length - 1];
    if (!TrailEvent.mayEndService(last)) {
      return agent;
    }
    String text = parser.getText();
    return TrailEvent.isService(text) ? text : agent;
  }

  private @Nullable Object request(JsonParser parser) throws IOException {
    return parser.currentToken() == JsonToken.VALUE_NULL
        ? parameters
        : requests.read(parser, Part.PARAMETERS);
  }

  private @Nullable Object resources(JsonParser parser) throws IOException {
    return parser.currentToken() == JsonToken.VALUE_NULL
        ? resources
        : arns.read(parser, Part.RESOURCES);
  }

  /** Whether the members are those of a CloudTrail record. */
  boolean isRecord() {
    return source != null;
  }

  boolean isKms() {
    return kms;
  }

  /** Whether the members are those of a line of a decision log. */
  boolean isLoggedDecision() {
    return source == null && LoggedDecision.isIn(logged);
  }

  /**
   * The event of a logged decision.
   *
   * @throws DamagedRecordException if a member is missing or has another form
   */
  TrailEvent loggedDecision(String file, long line, long number) throws DamagedRecordException {
    return LoggedDecision.event(logged, file, line, number);
  }

  /**
   * The event.
   *
   * @throws DamagedRecordException if a member is missing or has another form
   */
  TrailEvent event(String file, long line, long number) throws DamagedRecordException {
    String recorded = text(version);
    if (!recorded.startsWith(KNOWN_VERSION)) {
      throw new DamagedRecordException(
          "`"
              + Part.VERSION.member()
              + "` is `"
              + recorded
              + "`; versions that begin with `1.` can be read");
    }
    TrailEvent event = event(file, line, number, objectOrEmpty(identity));
    // Events that share an identity came to KMS in the same way.
    return event.isFromNoAddress()
        ? event(file, line, number, new HashMap<>(event.identity()))
        : event;
  }

  private TrailEvent event(String file, long line, long number, Map<String, Object> caller)
      throws DamagedRecordException {
    return new TrailEvent(
        file,
        line,
        number,
        time(),
        required(Part.REGION, region),
        required(Part.NAME, name),
        type == null ? TrailEvent.API_CALL : text(type),
        caller,
        object(parameters),
        objectOrEmpty(response),
        objectOrEmpty(additional),
        arnsOrNone(resources),
        text(agent == null ? address : agent),
        text(endpoint),
        text(errorCode),
        text(errorMessage));
  }

  /** Records that follow one another often have the same time. */
  private Instant time() throws DamagedRecordException {
    String text = required(Part.TIME, time);
    if (text.equals(lastTimeText)) {
      return lastTime;
    }
    try {
      lastTime = EventTime.parse(text);
    } catch (DateTimeException e) {
      throw new DamagedRecordException("`" + Part.TIME.member() + "` is not a time in UTC", e);
    }
    lastTimeText = text;
    return lastTime;
  }

  private static String text(@Nullable Object value) {
    return value instanceof String text ? text : "";
  }

  private static String required(Part part, @Nullable Object value) throws DamagedRecordException {
    String text = text(value);
    if (text.isEmpty()) {
      throw new DamagedRecordException("`" + part.member() + "` is missing");
    }
    return text;
  }

  /**
   * The parameters of a request, or a text if they are not all recorded. In place of parameters
   * that are too large, CloudTrail writes that they are omitted, and in place of a confidential
   * value that it is hidden.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html">requestParameters</a>
   */
  private static Object ifWhole(Object recorded) {
    boolean omitted = recorded instanceof Map<?, ?> members && members.containsKey("omitted");
    return omitted || holdsHidden(recorded) ? HIDDEN : recorded;
  }

  private static boolean holdsHidden(Object value) {
    Collection<?> parts =
        value instanceof Map<?, ?> members
            ? members.values()
            : value instanceof Collection<?> elements ? elements : List.of();
    return value.equals(HIDDEN) || parts.stream().anyMatch(RecordParser::holdsHidden);
  }

  private static Optional<Map<String, Object>> object(@Nullable Object value) {
    return value instanceof Map<?, ?> ? Optional.of(objectOrEmpty(value)) : Optional.empty();
  }

  @SuppressWarnings("unchecked") // objects are read as maps with names as keys
  private static Map<String, Object> objectOrEmpty(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  /** The ARNs of recorded resources. */
  private static Object arns(Object resources) {
    List<String> arns = new ArrayList<>();
    if (resources instanceof List<?> recorded) {
      for (Object resource : recorded) {
        if (resource instanceof Map<?, ?> map && map.get(ARN) instanceof String arn) {
          arns.add(arn);
        }
      }
    }
    return List.copyOf(arns);
  }

  @SuppressWarnings("unchecked") // the table of ARNs has lists of texts
  private static List<String> arnsOrNone(@Nullable Object arns) {
    return arns == null ? List.of() : (List<String>) arns;
  }
}
