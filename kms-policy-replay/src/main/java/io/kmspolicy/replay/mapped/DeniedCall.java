package io.kmspolicy.replay.mapped;

import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A denied call, as the error message of AWS or of the interceptor names it.
 *
 * @param caller the caller
 * @param action the action, such as {@code kms:Decrypt}
 * @param resource the resource; an unknown key if the message does not name it
 * @param answer AWS's answer; not recorded if the interceptor stopped the call
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html">Access
 *     denied error messages</a>
 */
public record DeniedCall(
    Caller.AccountCaller caller, String action, KmsResource resource, AwsAnswer answer) {

  /**
   * The denial of a call that names its key by a ciphertext does not repeat the key. Only
   * characters of ARNs belong to the resource: a text may go on with a full stop, or quote the
   * message.
   */
  private static final Pattern MESSAGE =
      Pattern.compile(
          "User: (?<user>\\S+) is not authorized to perform: (?<action>kms:\\w+)"
              + " on (?:resource: (?<resource>\\*|arn:[\\w:/-]+)"
              + "|this resource|the resource associated with this ciphertext)");

  /** What the interceptor says of a call that it stops. */
  private static final Pattern STOPPED =
      Pattern.compile(
          "`(?<user>[^`\\s]+)` may not `(?<action>kms:\\w+)` on `(?<resource>\\*|arn:[\\w:/-]+)`"
              + ": (?<here>\\w+),");

  /**
   * Reads the text of an error; text around the message is ignored.
   *
   * @return empty if the text does not name the caller and the action, or neither names the
   *     resource nor says that it is a key
   */
  public static Optional<DeniedCall> parse(String text) {
    Matcher message = MESSAGE.matcher(text);
    if (message.find()) {
      return parse(message, AwsAnswers.denial(text));
    }
    Matcher stopped = STOPPED.matcher(text);
    return stopped.find()
        ? parse(stopped, new AwsAnswer.NotRecorded(stopped.group("here")))
        : Optional.empty();
  }

  private static Optional<DeniedCall> parse(Matcher message, AwsAnswer answer) {
    String action = message.group("action");
    try {
      if (!(Caller.parse(message.group("user")) instanceof Caller.AccountCaller caller)) {
        return Optional.empty();
      }
      return resource(message.group("resource"), action, caller)
          .map(found -> new DeniedCall(caller, action, found, answer));
    } catch (InvalidNameException unknownForm) {
      return Optional.empty();
    }
  }

  /** The resource; empty if it is not named, and need not be a key. */
  private static Optional<KmsResource> resource(
      @Nullable String named, String action, Caller.AccountCaller caller) {
    if (named != null) {
      return Optional.of(KmsResource.parse(named));
    }
    boolean onKey =
        KmsCatalogue.bundled()
            .action(action)
            .map(known -> known.resources().equals(Set.of(ResourceKind.KEY)))
            .orElse(false);
    return onKey
        ? Optional.of(new KmsResource.UnknownKey(caller.partition(), ""))
        : Optional.empty();
  }

  /** Whether the message names the resource. */
  public boolean isResourceNamed() {
    return !(resource instanceof KmsResource.UnknownKey);
  }

  /** The same call on this key. */
  public DeniedCall on(KmsResource.Key key) {
    return new DeniedCall(caller, action, key, answer);
  }
}
