package io.kmspolicy.replay.text;

import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.mapped.DeniedCall;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes the text of an error. Texts are no contract of AWS: one that is not recognized is
 * none, and what a text does not say is unknown. The work grows linearly with the text.
 */
public final class ErrorTextReader {

  private static final Pattern NOT_AUTHORIZED =
      Pattern.compile(
          "(?:User:?\\s+[\"'`]?([^\\s\"'`]{1,2048})[\"'`]?\\s+)?(?:is )?not authorized to"
              + " perform:?\\s+[\"'`]?([A-Za-z0-9-]+:[A-Za-z0-9]+)(?:[\"'`]?\\s+on\\s+(?:the"
              + " )?resource:?\\s+[\"'`]?([^\\s\"'`]{1,2048}))?");

  private static final Pattern KEY =
      Pattern.compile("arn:[a-z-]{3,20}:kms:[a-z0-9-]{3,30}:[0-9]{12}:key/[\\w-]{1,64}");

  /** What a service is about: its ARN is the value of a pair of the encryption context. */
  private record Resource(String key, Pattern arn) {}

  private static final Map<ServiceText, Resource> RESOURCES =
      Map.of(
          ServiceText.CLOUDWATCH_LOGS,
          new Resource(
              "kms:EncryptionContext:aws:logs:arn",
              Pattern.compile(
                  "arn:[a-z-]{3,20}:logs:([a-z0-9-]{3,30}):[0-9]{12}:log-group:[\\w./#-]+")),
          ServiceText.ALARM,
          new Resource(
              "kms:EncryptionContext:aws:sns:topicArn",
              Pattern.compile(
                  "arn:[a-z-]{3,20}:sns:([a-z0-9-]{3,30}):[0-9]{12}:[\\w-]+(?:\\.fifo)?")));

  /** A key with its state, or that is not there. */
  private static final Pattern NAMED_STATE =
      Pattern.compile(
          "(?:(?:[Kk]ey(?: ?[Ii][Dd])?|[Aa]lias) ['\"]?(?<named>[\\w/:-]{1,300}?)['\"]?"
              + "|(?<arn>arn:[a-z-]{3,20}:kms:[\\w/:-]{1,300}?)) (?:does not exist|is not found|is"
              + " pending deletion|is disabled|is pending import)");

  private static final Pattern STATE =
      Pattern.compile(
          "NotFoundException|KMS\\.?InvalidStateException|DisabledException|NotFound\\b.{0,40}KMS");

  private static final Pattern REQUEST_ID = Pattern.compile("\\(request id ([\\w-]{1,100})\\)");

  private static final Pattern UNREAD_CALL =
      Pattern.compile("`([^`\\s]{1,2048})` may not call `(\\w{1,100})`: KMS refused the same call");

  private ErrorTextReader() {}

  /** What a text says; empty if it is not that of an error of KMS or of a service that uses it. */
  public static Optional<ErrorText> read(String text) {
    return ofPlain(PlainText.of(text))
        .or(() -> PlainText.ofBrokenWords(text).flatMap(ErrorTextReader::ofPlain));
  }

  private static Optional<ErrorText> ofPlain(String plain) {
    if (ServiceText.SNS_DELIVERY.isIn(plain)) {
      return Optional.of(failure(ServiceText.SNS_DELIVERY, plain));
    }
    MessageDetails details = MessageDetails.of(plain);
    Optional<DeniedCall> call = DeniedCall.parse(plain);
    if (call.isPresent()) {
      return Optional.of(new ErrorText.Denied(call.get(), details));
    }
    List<DeniedCall> remembered = DeniedCall.remembered(plain);
    if (!remembered.isEmpty()) {
      return Optional.of(new ErrorText.Remembered(remembered, requestId(plain)));
    }
    Matcher denied = NOT_AUTHORIZED.matcher(plain);
    while (denied.find()) {
      if (denied.group(2).startsWith("kms:")) {
        return Optional.of(incomplete(denied, plain, details));
      }
    }
    return ofUnreadCall(plain, details)
        .or(() -> ofTextWithoutRequest(plain, details))
        .or(() -> other(plain))
        .or(() -> otherAction(plain))
        .or(() -> encoded(plain));
  }

  private static String requestId(String plain) {
    Matcher id = REQUEST_ID.matcher(plain);
    return id.find() ? id.group(1) : "";
  }

  /** A remembered call whose checks the interceptor did not evaluate. */
  private static Optional<ErrorText> ofUnreadCall(String plain, MessageDetails details) {
    Matcher call = UNREAD_CALL.matcher(plain);
    return call.find()
        ? Optional.of(
            new ErrorText.Incomplete(
                call.group(1),
                "kms:" + call.group(2),
                "",
                "KMS refused the same call before",
                details))
        : Optional.empty();
  }

  private static Optional<ErrorText> otherAction(String plain) {
    Matcher denied = NOT_AUTHORIZED.matcher(plain);
    return denied.find()
        ? Optional.of(new ErrorText.OtherAction(denied.group(2)))
        : Optional.empty();
  }

  private static Optional<ErrorText> encoded(String plain) {
    return plain.contains("Encoded authorization failure message")
        ? Optional.of(new ErrorText.Encoded())
        : Optional.empty();
  }

  private static ErrorText incomplete(Matcher denied, String plain, MessageDetails details) {
    String reason = plain.substring(denied.end());
    return new ErrorText.Incomplete(
        orEmpty(denied.group(1)),
        KmsCatalogue.bundled().action(denied.group(2)).map(KmsAction::name).orElse(denied.group(2)),
        orEmpty(denied.group(3)),
        reason.contains("because no ") || reason.contains("with an explicit deny")
            ? cut(reason.strip())
            : "",
        details);
  }

  private static String orEmpty(@Nullable String group) {
    return group == null ? "" : group;
  }

  private static String cut(String reason) {
    int end = reason.indexOf(" action");
    return end < 0 ? reason.substring(0, Math.min(reason.length(), 120)) : reason.substring(0, end);
  }

  private static Optional<ErrorText> ofTextWithoutRequest(String plain, MessageDetails details) {
    if (plain.contains("ciphertext refers to a customer master key")
        || plain.contains("ciphertext references a key that doesn't exist")) {
      return Optional.of(new ErrorText.Ciphertext(details, ServiceText.around(plain)));
    }
    if (plain.contains("will not allow you to update the key policy")) {
      return Optional.of(new ErrorText.PolicyRefused(false));
    }
    if (plain.contains("invalid principals")) {
      return Optional.of(new ErrorText.PolicyRefused(true));
    }
    Optional<ServiceText> use = ServiceText.in(plain).filter(text -> text != ServiceText.OTHER);
    if (use.isPresent()) {
      return Optional.of(failure(use.get(), plain));
    }
    Matcher named = NAMED_STATE.matcher(plain);
    if (named.find()) {
      return Optional.of(
          new ErrorText.KeyState(
              named.group().strip(), orEmpty(named.group("named")) + orEmpty(named.group("arn"))));
    }
    return NoDenial.in(plain).<ErrorText>map(ErrorText.Other::new).or(() -> state(plain));
  }

  /** A state without the name of a key. */
  private static Optional<ErrorText> state(String plain) {
    Matcher state = STATE.matcher(plain);
    return state.find()
        ? Optional.of(new ErrorText.KeyState(state.group().strip(), ""))
        : Optional.empty();
  }

  private static Optional<ErrorText> other(String plain) {
    return ServiceText.in(plain).map(use -> failure(use, plain));
  }

  private static ErrorText failure(ServiceText use, String plain) {
    Optional<Resource> resource = Optional.ofNullable(RESOURCES.get(use));
    Optional<Matcher> named = resource.map(of -> of.arn().matcher(plain)).filter(Matcher::find);
    return new ErrorText.ServiceFailure(
        use,
        use.uses(MessageDetails.of(plain).operation()),
        keys(plain),
        resource.flatMap(of -> named.map(arn -> new ErrorText.Stated(of.key(), arn.group()))),
        named.map(arn -> arn.group(1)).orElse(""));
  }

  private static List<KmsResource.Key> keys(String plain) {
    Set<KmsResource.Key> keys = new LinkedHashSet<>();
    Matcher arn = KEY.matcher(plain);
    while (arn.find()) {
      try {
        if (KmsResource.parse(arn.group()) instanceof KmsResource.Key key) {
          keys.add(key);
        }
      } catch (InvalidNameException masked) {
        // A name that is no ARN names no key.
      }
    }
    return List.copyOf(keys);
  }
}
