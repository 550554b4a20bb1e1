package io.kmspolicy.replay.mapped;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A denied call, as AWS's error message names it.
 *
 * @param caller the caller
 * @param action the action, such as {@code kms:Decrypt}
 * @param resource the resource
 * @param answer AWS's answer
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html">Access
 *     denied error messages</a>
 */
public record DeniedCall(
    Caller.AccountCaller caller, String action, KmsResource resource, AwsAnswer.Denied answer) {

  private static final Pattern MESSAGE =
      Pattern.compile(
          "User: (?<user>\\S+) is not authorized to perform: (?<action>kms:\\w+)"
              + " on (?:this )?resource(?:: (?<resource>[^\\s,;]+))?");

  /**
   * Reads the text of an error; text around the message is ignored.
   *
   * @return empty if the text does not name the caller, the action and the resource
   */
  public static Optional<DeniedCall> parse(String text) {
    Matcher message = MESSAGE.matcher(text);
    if (!message.find() || message.group("resource") == null) {
      return Optional.empty();
    }
    try {
      KmsResource resource = KmsResource.parse(message.group("resource"));
      return Caller.parse(message.group("user")) instanceof Caller.AccountCaller caller
          ? Optional.of(
              new DeniedCall(caller, message.group("action"), resource, AwsAnswers.denial(text)))
          : Optional.empty();
    } catch (InvalidNameException unknownForm) {
      return Optional.empty();
    }
  }
}
