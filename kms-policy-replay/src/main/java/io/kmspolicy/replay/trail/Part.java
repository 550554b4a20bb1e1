package io.kmspolicy.replay.trail;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The members of a CloudTrail record that replay needs.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html">CloudTrail
 *     record contents</a>
 */
enum Part {
  SOURCE("eventSource"),
  VERSION("eventVersion"),
  TIME("eventTime"),
  REGION("awsRegion"),
  NAME("eventName"),
  TYPE("eventType"),
  /** Without the keys and times of a session, which differ between its records. */
  IDENTITY(
      "userIdentity",
      List.of(
          Set.of("type", "principalId", "arn", "accountId", "invokedBy", "sessionContext"),
          Set.of("sessionIssuer", "attributes"),
          Set.of("arn", "mfaAuthenticated"))),
  PARAMETERS("requestParameters"),
  RESPONSE("responseElements"),
  ADDITIONAL("additionalEventData"),
  RESOURCES("resources", List.of(Set.of("ARN"))),
  ADDRESS("sourceIPAddress"),
  AGENT("userAgent"),
  ENDPOINT("vpcEndpointId"),
  ERROR_CODE("errorCode"),
  ERROR_MESSAGE("errorMessage"),
  /** Any other member, such as one of a line of a decision log. */
  OTHER("");

  private static final Map<String, Part> BY_MEMBER =
      Arrays.stream(values()).collect(Collectors.toMap(part -> part.member, Function.identity()));

  private final String member;
  private final List<Set<String>> wanted;

  Part(String member) {
    this(member, List.of());
  }

  Part(String member, List<Set<String>> wanted) {
    this.member = member;
    this.wanted = wanted;
  }

  /** The part that is the member of this name of a record. */
  static Part of(String name) {
    return BY_MEMBER.getOrDefault(name, OTHER);
  }

  String member() {
    return member;
  }

  /**
   * Whether a member of an object in this part is read.
   *
   * @param depth the depth of the object; deeper ones have the members of the last depth. All
   *     members are read if no names are stated
   */
  boolean isRead(String name, int depth) {
    return wanted.isEmpty() || wanted.get(Math.min(depth, wanted.size() - 1)).contains(name);
  }
}
