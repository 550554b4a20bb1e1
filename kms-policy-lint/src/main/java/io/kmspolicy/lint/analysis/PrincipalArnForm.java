package io.kmspolicy.lint.analysis;

import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.text.LetterCase;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The forms that values of {@code aws:PrincipalArn} have: the ARN of a root user, a user, a role or
 * a federated session, of an account with twelve digits and without a Region.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">AWS:
 *     global condition keys</a>
 */
public final class PrincipalArnForm {

  /** What would be right. */
  public static final String ADVICE =
      "principals have ARNs such as `arn:aws:iam::111122223333:role/NAME` or"
          + " `arn:aws:iam::111122223333:user/NAME`, with twelve digits and without a Region";

  private static final int FIELDS = 6;
  private static final int SERVICE = 2;
  private static final int REGION = 3;
  private static final int ACCOUNT = 4;
  private static final int RESOURCE = 5;
  private static final Pattern TWELVE_DIGITS = Pattern.compile("[0-9?]{12}");
  private static final Pattern WILDCARD = Pattern.compile("[*?]");
  private static final List<String> KINDS =
      List.of("user/", "role/", "federated-user/", "assumed-role/");
  private static final String ROOT = "root";

  private PrincipalArnForm() {}

  /**
   * Whether a principal may have an ARN that matches a value. Values that have other than six
   * fields, and those of a text operator whose wildcards may stand for several fields, may match.
   */
  public static boolean mayMatch(Comparison comparison, String text) {
    String value = ignoresCase(comparison) ? LetterCase.lowerCase(text) : text;
    String[] fields = value.split(":", FIELDS);
    boolean isText = comparison.family() == Comparison.Family.STRING;
    if (fields.length < FIELDS
        || (isText
            && WILDCARD
                .matcher(value.substring(0, value.length() - fields[RESOURCE].length()))
                .find())) {
      return true;
    }
    return isService(fields[SERVICE])
        && (fields[REGION].isEmpty() || fields[REGION].matches("\\*+"))
        && (fields[ACCOUNT].contains("*") || TWELVE_DIGITS.matcher(fields[ACCOUNT]).matches())
        && isResource(fields[RESOURCE]);
  }

  private static boolean ignoresCase(Comparison comparison) {
    return comparison == Comparison.STRING_EQUALS_IGNORE_CASE
        || comparison == Comparison.STRING_NOT_EQUALS_IGNORE_CASE;
  }

  private static boolean isService(String service) {
    return service.contains("*")
        || service.contains("?")
        || service.equals("iam")
        || service.equals("sts");
  }

  private static boolean isResource(String resource) {
    String start = resource.split("[*?]", 2)[0];
    boolean isWild = start.length() < resource.length();
    return (isWild ? ROOT.startsWith(start) : resource.equals(ROOT))
        || KINDS.stream()
            .anyMatch(kind -> start.startsWith(kind) || (isWild && kind.startsWith(start)));
  }
}
