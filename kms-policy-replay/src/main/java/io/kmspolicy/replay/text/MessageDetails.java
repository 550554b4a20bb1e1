package io.kmspolicy.replay.text;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the text of an error says besides the call that was denied.
 *
 * @param policyArn the ARN of the managed policy that AWS blames; empty if it names none. AWS names
 *     it for explicit denials within an account or an organization, and never an inline or key
 *     policy
 * @param authorizationId the id of the denial for {@code GetRequestAuthorizationDetails}; empty if
 *     AWS gave none. It is valid for at least 24 hours
 * @param region the Region of the id; empty if the text does not name it
 * @param operation the operation around the call, such as {@code GetObject}; empty if the text does
 *     not name it
 * @param caller who calls KMS for the caller, as far as the operation says it
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied-authorization-id.html">Access
 *     denied messages with an authorization id</a>
 */
public record MessageDetails(
    String policyArn,
    String authorizationId,
    String region,
    String operation,
    Optional<WrappingService> caller) {

  private static final Pattern POLICY =
      Pattern.compile(
          "policy: (arn:[\\w-]+:(?:iam|organizations)::[\\w]*:(?:policy/[\\w+=,.@/-]*[\\w+=,@/-]))");

  private static final Pattern LINK =
      Pattern.compile("region=([a-z0-9-]+)#/authorization-details/([0-9A-Za-z]+)");

  private static final Pattern ID =
      Pattern.compile("authorization id: ([0-9A-Za-z]+)", Pattern.CASE_INSENSITIVE);

  private static final Pattern OPERATION =
      Pattern.compile(
          "when calling the (\\w+) operation|operation error [\\w ]+: (\\w+)(?:,|$)"
              + "|: (\\w+)Request failed");

  static MessageDetails of(String plain) {
    Matcher link = LINK.matcher(plain);
    boolean linked = link.find();
    String id = linked ? link.group(2) : first(ID, plain);
    String operation = operation(plain);
    return new MessageDetails(
        first(POLICY, plain),
        id,
        linked ? link.group(1) : "",
        operation,
        WrappingService.of(operation, plain));
  }

  private static String first(Pattern pattern, String plain) {
    Matcher found = pattern.matcher(plain);
    return found.find() ? found.group(1) : "";
  }

  private static String operation(String plain) {
    Matcher found = OPERATION.matcher(plain);
    if (!found.find()) {
      return "";
    }
    for (int group = 1; group <= found.groupCount(); group++) {
      if (found.group(group) != null) {
        return found.group(group);
      }
    }
    return "";
  }

  /** How to get the details of the denial from AWS; empty without an id. */
  public Optional<String> detailsCommand(String keyRegion) {
    String in = region.isEmpty() ? keyRegion : region;
    return authorizationId.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "aws iam-toolbox get-request-authorization-details"
                + (in.isEmpty() ? "" : " --region " + in.toLowerCase(Locale.ROOT))
                + " --authorization-id "
                + authorizationId);
  }
}
