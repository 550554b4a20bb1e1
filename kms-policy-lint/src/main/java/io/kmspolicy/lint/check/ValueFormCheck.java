package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.PrincipalArnForm;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Comparison.Family;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Quoting;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reports values in a form that the condition key never has, and digests of debug enclaves. */
final class ValueFormCheck implements PolicyCheck {

  private static final Pattern VPC = Pattern.compile("vpc-([0-9a-f]{8}|[0-9a-f]{17})");
  private static final Pattern ENDPOINT = Pattern.compile("vpce-([0-9a-f]{8}|[0-9a-f]{17})");

  /** The private ranges of RFC 1918 and the shared range of RFC 6598. */
  private static final Pattern PRIVATE =
      Pattern.compile(
          "(10\\.|192\\.168\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|100\\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\\.).*");

  private static final Pattern RANGE =
      Pattern.compile("([0-9]+)\\.([0-9]+)\\.([0-9]+)\\.([0-9]+)/([0-9]+)");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-fA-F]{96}");
  private static final Pattern ZEROS = Pattern.compile("0+");
  private static final String ATTESTATION = "kms:recipientattestation:";

  @Override
  public List<LintRule> rules() {
    return List.of(LintRule.VALUE_FORM, LintRule.DEBUG_ENCLAVE);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    policy.forEachTest(
        (view, test) -> {
          Family family = test.operator().comparison().family();
          for (ConditionValue value : test.values()) {
            if (family != Family.NULL && !value.text().contains("${")) {
              check(view, test, compared(test, value.text()), report);
            }
          }
        });
  }

  /** A value as it is compared: in lower case, if the operator ignores the case of letters. */
  static String compared(Condition test, String value) {
    Comparison comparison = test.operator().comparison();
    return comparison == Comparison.STRING_EQUALS_IGNORE_CASE
            || comparison == Comparison.STRING_NOT_EQUALS_IGNORE_CASE
        ? LetterCase.lowerCase(value)
        : value;
  }

  private static void check(StatementView view, Condition test, String value, Report report) {
    String key = LetterCase.lowerCase(test.key());
    if (key.startsWith(ATTESTATION) && ZEROS.matcher(value).matches()) {
      report.add(
          LintRule.DEBUG_ENCLAVE,
          view,
          test.location(),
          "a digest of zeros is the one of an enclave in debug mode, whose memory its parent"
              + " instance can read",
          "write the digest that the build of the enclave prints");
      return;
    }
    mistake(test, key, value)
        .ifPresent(
            mistake ->
                report.add(
                    LintRule.VALUE_FORM,
                    mistake.severity(),
                    view,
                    test.location(),
                    mistake.message(),
                    mistake.fix()));
  }

  private record Mistake(Severity severity, String message, String fix) {}

  private static Optional<Mistake> mistake(Condition test, String key, String value) {
    boolean wild = isWild(test, value);
    return switch (key) {
      case "aws:sourcevpc" ->
          wild || VPC.matcher(value).matches()
              ? Optional.empty()
              : never(test, value, "VPC ids have the form `vpc-` with 8 or 17 hexadecimal digits");
      case "aws:sourcevpce" ->
          wild || ENDPOINT.matcher(value).matches()
              ? Optional.empty()
              : never(
                  test,
                  value,
                  "ids of endpoints have the form `vpce-` with 8 or 17 hexadecimal digits");
      case "kms:requestalias", "kms:resourcealiases" ->
          value.startsWith("alias/") || (wild && startsWithWildcard(value))
              ? Optional.empty()
              : never(test, value, "names of aliases begin with `alias/`");
      case "aws:sourceip" -> address(value);
      case "aws:principalarn" ->
          PrincipalArnForm.mayMatch(test.operator().comparison(), value)
              ? Optional.empty()
              : never(test, value, PrincipalArnForm.ADVICE);
      default ->
          key.startsWith(ATTESTATION) && !wild && !DIGEST.matcher(value).matches()
              ? never(test, value, "digests of enclaves have 96 hexadecimal digits")
              : Optional.empty();
    };
  }

  private static boolean isWild(Condition test, String value) {
    Comparison comparison = test.operator().comparison();
    boolean like = comparison == Comparison.STRING_LIKE || comparison == Comparison.STRING_NOT_LIKE;
    return like && (value.indexOf('*') >= 0 || value.indexOf('?') >= 0);
  }

  /** Whether a pattern may match names of aliases because of a wildcard near its beginning. */
  private static boolean startsWithWildcard(String value) {
    return "alias/".startsWith(value.split("[*?]", 2)[0]);
  }

  private static Optional<Mistake> never(Condition test, String value, String fix) {
    return Optional.of(
        new Mistake(
            Severity.WARNING,
            Quoting.quote(test.key()) + " never has the value " + Quoting.quote(value),
            fix));
  }

  private static Optional<Mistake> address(String value) {
    if (isPrivate(value)) {
      return Optional.of(
          new Mistake(
              Severity.WARNING,
              "requests have no `aws:SourceIp` in the private range " + Quoting.quote(value),
              "use `aws:VpcSourceIp` for addresses in a VPC, together with `aws:SourceVpc`"));
    }
    return hasHostBits(value)
        ? Optional.of(
            new Mistake(
                Severity.INFO,
                Quoting.quote(value) + " has bits outside of its prefix, which are ignored",
                "write the first address of the range, or a longer prefix"))
        : Optional.empty();
  }

  /** Whether all addresses of a range are private. */
  private static boolean isPrivate(String value) {
    var range = RANGE.matcher(value);
    if (!PRIVATE.matcher(value).matches() || value.indexOf('/') < 0) {
      return PRIVATE.matcher(value).matches();
    }
    int shortest =
        switch (value.substring(0, value.indexOf('.'))) {
          case "10" -> 8;
          case "100" -> 10;
          case "172" -> 12;
          default -> 16;
        };
    return range.matches() && number(range.group(5)) >= shortest;
  }

  private static boolean hasHostBits(String value) {
    var range = RANGE.matcher(value);
    if (!range.matches()) {
      return false;
    }
    long address = 0;
    for (int i = 1; i <= 4; i++) {
      address = address << 8 | number(range.group(i));
    }
    int length = number(range.group(5));
    return length < 32 && (address & ((1L << (32 - length)) - 1)) != 0;
  }

  /** A number of at most three digits; a larger one is no address, which another rule reports. */
  private static int number(String digits) {
    return digits.length() > 3 ? 0 : Integer.parseInt(digits);
  }
}
