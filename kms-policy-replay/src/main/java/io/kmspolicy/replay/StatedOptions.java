package io.kmspolicy.replay;

import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.text.Quoting;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The options of a replay as programs take them, in texts.
 *
 * @param assume values of condition keys, each as {@code KEY=VALUE}
 * @param inferServices whether to infer a service that the trail hides
 * @param since the time from which events are judged: a day, or an instant in UTC
 * @param until the time before which events are judged
 * @param account the account of the callers whose events are judged
 */
public record StatedOptions(
    List<String> assume,
    boolean inferServices,
    Optional<String> since,
    Optional<String> until,
    Optional<String> account) {

  /** Names after the name of the key itself, as of tags, may have any characters. */
  private static final Pattern CONDITION_KEY =
      Pattern.compile("[^\\s:]+:[^\\s:/]+(?:[:/].+)?", Pattern.DOTALL);

  /** Copies the list. */
  public StatedOptions {
    assume = List.copyOf(assume);
  }

  /**
   * The options.
   *
   * @throws BadInputException if a text has another form; the message begins with the name of the
   *     option, such as {@code --assume}
   */
  public ReplayOptions options() {
    return new ReplayOptions(
        assumed(),
        inferServices,
        false,
        false,
        false,
        ReplayOptions.Explanations.NONE,
        since.map(text -> time("--since", text)),
        until.map(text -> time("--until", text)),
        account.map(StatedOptions::accountId));
  }

  /**
   * The values of condition keys.
   *
   * @throws BadInputException if a text is not of the form {@code KEY=VALUE}
   */
  public RequestContext assumed() {
    RequestContext.Builder stated = RequestContext.builder();
    for (String value : assume) {
      int equals = value.indexOf('=');
      if (equals <= 0) {
        throw new BadInputException(
            "--assume: `" + value + "` is not of the form KEY=VALUE, as in aws:PrincipalOrgID=o-1");
      }
      String key = value.substring(0, equals);
      if (!CONDITION_KEY.matcher(key).matches()) {
        throw new BadInputException(
            "--assume: "
                + Quoting.quoteShort(key)
                + " cannot be a condition key, which is of the form PREFIX:NAME, as in"
                + " aws:PrincipalOrgID or kms:EncryptionContext:tenant");
      }
      stated.put(key, value.substring(equals + 1));
    }
    return stated.build();
  }

  private static Instant time(String option, String text) {
    try {
      return text.indexOf('T') < 0
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new BadInputException(
          option + ": `" + text + "` is not a time, as in 2026-01-31 or 2026-01-31T12:00:00Z");
    }
  }

  private static String accountId(String text) {
    if (!Arn.isAccountId(text)) {
      throw new BadInputException(
          "--caller-account: `" + text + "` is not an account id; it must be twelve digits");
    }
    return text;
  }
}
