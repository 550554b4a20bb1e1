package io.kmspolicy.replay.mapped;

import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
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

  private static final String NOT_AUTHORIZED = " is not authorized to perform";

  /**
   * The denial of a call that names its key by a ciphertext does not repeat the key, and that of a
   * call without a resource has no resource. Names may be quoted; a text may go on with a full stop
   * or a quotation mark, which belong to no name.
   */
  private static final Pattern MESSAGE =
      Pattern.compile(
          "User:?\\s+[\"'`]?(?<user>[^\\s\"'`]+)[\"'`]?\\s+is not authorized to perform:?\\s+"
              + "[\"'`]?(?<action>kms:\\w+)[\"'`]?"
              + "(?:\\s+on\\s+(?:(?:the )?resource:?\\s+[\"'`]?(?<resource>\\*|arn:[\\w:/*.?-]+)"
              + "|(?<unnamed>this resource|the resource associated with this ciphertext)))?");

  /** What a check of the interceptor is about. */
  private static final String CHECK =
      "`(?<action>kms:\\w+)` on `(?:(?<resource>\\*|arn:[\\w:/-]+)|an unknown key[^`]*)`";

  private static final Pattern ASKED = Pattern.compile(CHECK);

  /** What the interceptor says of a call that it stops. */
  private static final Pattern STOPPED =
      Pattern.compile("`(?<user>[^`\\s]+)` may not " + CHECK + ": (?<here>\\w+),");

  /** What the interceptor says of a call that KMS refused before. */
  private static final Pattern REMEMBERED =
      Pattern.compile(
          "`(?<user>[^`\\s]+)` may not (?<asked>`kms:[^:]+` on [^\\r\\n]{1,10000}?)"
              + ": KMS refused the same call");

  /**
   * A denial whose text does not name all of it.
   *
   * @param reason the reason that the text gives; empty if it gives none
   */
  public static DeniedCall of(
      Caller.AccountCaller caller, String action, KmsResource resource, String reason) {
    return new DeniedCall(caller, action, resource, AwsAnswers.denial(reason));
  }

  /**
   * Reads the text of an error; text around the message is ignored. If several messages are in it,
   * the first that can be read counts.
   *
   * @return empty if the text does not name the caller and the action, or the resource is neither
   *     named nor known to be a key or none
   */
  public static Optional<DeniedCall> parse(String text) {
    Matcher message = MESSAGE.matcher(text);
    while (message.find()) {
      Optional<DeniedCall> read =
          parse(message.group("user"), message, AwsAnswers.denial(reason(text, message.end())));
      if (read.isPresent()) {
        return read;
      }
    }
    Matcher stopped = STOPPED.matcher(text);
    return stopped.find()
        ? parse(stopped.group("user"), stopped, new AwsAnswer.NotRecorded(stopped.group("here")))
        : Optional.empty();
  }

  /**
   * Reads the text of a call that the interceptor stopped because KMS had refused the same call:
   * each check of the call, of which KMS denied at least one without a reason that is known.
   *
   * @return empty if it is no such text
   */
  public static List<DeniedCall> remembered(String text) {
    Matcher message = REMEMBERED.matcher(text);
    if (!message.find()) {
      return List.of();
    }
    List<DeniedCall> calls = new ArrayList<>();
    Matcher check = ASKED.matcher(message.group("asked"));
    while (check.find()) {
      Optional<DeniedCall> call = parse(message.group("user"), check, AwsAnswers.denial(""));
      if (call.isEmpty()) {
        return List.of();
      }
      calls.add(call.get());
    }
    return calls;
  }

  /** What follows a message, up to the next one. */
  private static String reason(String text, int end) {
    int next = text.indexOf(NOT_AUTHORIZED, end);
    return next < 0 ? text.substring(end) : text.substring(end, next);
  }

  private static Optional<DeniedCall> parse(String user, Matcher message, AwsAnswer answer) {
    String action = message.group("action");
    try {
      if (!(Caller.parse(user) instanceof Caller.AccountCaller caller)) {
        return Optional.empty();
      }
      return resource(message.group("resource"), action, caller)
          .map(found -> new DeniedCall(caller, action, found, answer));
    } catch (InvalidNameException unknownForm) {
      return Optional.empty();
    }
  }

  /** The resource; empty if it is not named, and may be something else than a key. */
  private static Optional<KmsResource> resource(
      @Nullable String named, String action, Caller.AccountCaller caller) {
    if (named != null) {
      return Optional.of(KmsResource.parse(withoutFullStop(named)));
    }
    Optional<KmsAction> known = KmsCatalogue.bundled().action(action);
    if (known.isPresent() && known.get().needsNoKey()) {
      return Optional.of(KmsResource.parse("*"));
    }
    return known.isPresent() && known.get().resources().equals(Set.of(ResourceKind.KEY))
        ? Optional.of(new KmsResource.UnknownKey(caller.partition(), ""))
        : Optional.empty();
  }

  /** A name at the end of a sentence. */
  private static String withoutFullStop(String name) {
    int end = name.length();
    while (end > 0 && ".:?".indexOf(name.charAt(end - 1)) >= 0) {
      end--;
    }
    return name.substring(0, end);
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
