package io.kmspolicy.replay.trail;

import io.kmspolicy.replay.result.LostRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One KMS event as CloudTrail recorded it. Objects are maps, arrays are lists, numbers are {@link
 * Long} or {@link java.math.BigDecimal}, and a member that is null or missing has no entry.
 *
 * @param file the file's name
 * @param line the line on which the record begins, counted from 1
 * @param number the number of the record among those that begin on the line, counted from 1, where
 *     a list of records is one line; 0 for the first record of a line that is no such list
 * @param time when KMS completed the request
 * @param region the Region of the endpoint
 * @param name the operation, such as {@code Decrypt}
 * @param type the type of the event, such as {@code AwsApiCall}
 * @param identity the member {@code userIdentity}
 * @param parameters the parameters of the request; empty if the record has none, or not all
 * @param responseElements the elements of the response that CloudTrail records
 * @param additionalData the member {@code additionalEventData}
 * @param resources the ARNs of the resources, in the order of the record
 * @param sourceAddress the address of the caller, or the name of a service: that of the source, or
 *     of the agent
 * @param vpcEndpointId the VPC endpoint through which the request came; empty if there is none
 * @param errorCode the error; empty if the request succeeded
 * @param errorMessage the message of the error; empty if there is none
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html">CloudTrail
 *     record contents</a>
 */
public record TrailEvent(
    String file,
    long line,
    long number,
    Instant time,
    String region,
    String name,
    String type,
    Map<String, Object> identity,
    Optional<Map<String, Object>> parameters,
    Map<String, Object> responseElements,
    Map<String, Object> additionalData,
    List<String> resources,
    String sourceAddress,
    String vpcEndpointId,
    String errorCode,
    String errorMessage) {

  /** The type of an event that records a call of the API. */
  public static final String API_CALL = "AwsApiCall";

  private static final String SERVICE_EVENT = "AwsServiceEvent";

  /** The type of an event that a line of a decision log stands for. */
  public static final String LOGGED_DECISION = "LoggedDecision";

  /** The member of {@link #parameters} with the checks of a logged decision. */
  public static final String CHECKS = "checks";

  /** The member of {@link #additionalData} with the decision of a logged call. */
  public static final String DECISION = "decision";

  /** Stands for a service that the record does not name. */
  public static final String HIDDEN = "AWS Internal";

  /** The greatest error of the clock that dates logged decisions (rule 6.15). */
  public static final Duration CLOCK_ERROR = Duration.ofMinutes(5);

  private static final String INVOKED_BY = "invokedBy";
  private static final String ARN = "arn";
  private static final String ENDPOINT_POLICY = "VPC endpoint policy";
  private static final char LAST_OF_ASCII = 0x7f;
  private static final int HEXADECIMAL = 16;

  /** Whether this is a decision that an interceptor has logged, and not a record of CloudTrail. */
  public boolean isLogged() {
    return type.equals(LOGGED_DECISION);
  }

  /**
   * Whether this is a call, which KMS authorized. Calls by CloudTrail are recorded as events of a
   * service, too, with the caller and who invoked it; of what KMS does itself, the record names no
   * caller.
   */
  public boolean isCall() {
    return type.equals(API_CALL)
        || (type.equals(SERVICE_EVENT)
            && !text(identity, ARN).isEmpty()
            && !RecordedIdentity.Services.of(identity).invokedBy().isEmpty());
  }

  /**
   * The AWS service that made the call for the caller, or may have; empty for a direct call. In
   * place of an address, the source of a call by a service is its name or {@code AWS Internal}, and
   * not every record also says who invoked it. Older records have the address of the caller, and
   * the service as the agent.
   */
  public String service() {
    RecordedIdentity.Services services = RecordedIdentity.Services.of(identity);
    if (!services.invokedBy().isEmpty()) {
      return services.invokedBy();
    }
    return !isAddress(sourceAddress) ? sourceAddress : services.ofAws() ? HIDDEN : "";
  }

  /**
   * Whether the caller is a session of a role that only AWS services assume: a service-linked role,
   * or one such as {@code aws:ec2-infrastructure}. Such a service may call KMS itself, which is
   * recorded under its name too, or have another service call for the session (rule 4.14).
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html">invokedBy</a>
   */
  public boolean isByRoleOfAws() {
    return RecordedIdentity.Services.of(identity).ofAws();
  }

  private static String text(Map<?, ?> object, String member) {
    return object.get(member) instanceof String text ? text : "";
  }

  /**
   * Whether the call went through a VPC endpoint. A denial by the endpoint's policy did, whatever
   * else the record has.
   */
  public boolean isThroughEndpoint() {
    return !vpcEndpointId.isEmpty() || errorMessage.contains(ENDPOINT_POLICY);
  }

  /** Whether the record says neither from which address the call came nor who invoked it. */
  boolean isFromNoAddress() {
    return !isAddress(sourceAddress) && !identity.containsKey(INVOKED_BY);
  }

  /** Whether the agent of a call is AWS itself: a service, or the console. */
  static boolean isService(String agent) {
    return agent.equals(HIDDEN)
        || (agent.endsWith(".amazonaws.com") && agent.indexOf(' ') < 0 && agent.indexOf('/') < 0);
  }

  /** Whether the name of a service can end with this character. */
  static boolean mayEndService(char last) {
    return last == 'l' || last == 'm';
  }

  /** Whether the source of a call is an IP address of either version. */
  public static boolean isAddress(String source) {
    boolean colons = source.indexOf(':') >= 0;
    for (int i = 0; i < source.length(); i++) {
      char c = source.charAt(i);
      boolean inVersion4 = (c >= '0' && c <= '9') || c == '.';
      if (!inVersion4 && !(colons && (c == ':' || isHexadecimal(c)))) {
        return false;
      }
    }
    return !source.isEmpty();
  }

  /** Whether a character is a digit of ASCII: other ones are not the same on every Java. */
  private static boolean isHexadecimal(char c) {
    return c <= LAST_OF_ASCII && Character.digit(c, HEXADECIMAL) >= 0;
  }

  /** Where the record is, as {@code FILE:LINE} or {@code FILE:LINE:NUMBER}. */
  public String place() {
    return file + ":" + line + (number == 0 ? "" : ":" + number);
  }

  /** This record, as one that cannot be read. */
  public LostRecord lost(String reason) {
    return LostRecord.of(file, line, number, reason);
  }

  /** The operation and where the record is: parameters may be confidential. */
  @Override
  public String toString() {
    return "TrailEvent[" + name + ", " + place() + "]";
  }
}
