package io.kmspolicy.model.resource;

import java.util.Optional;

/**
 * An ARN split at its first five colons.
 *
 * @param partition such as {@code aws}
 * @param service such as {@code kms}
 * @param region may be empty
 * @param accountId may be empty
 * @param resource everything after the fifth colon
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html">IAM: Amazon
 *     Resource Names</a>
 */
public record Arn(
    String partition, String service, String region, String accountId, String resource) {

  private static final String PREFIX = "arn:";
  private static final int ACCOUNT_DIGITS = 12;

  /**
   * Splits a text.
   *
   * @return empty if the text has not the six fields of an ARN
   */
  public static Optional<Arn> parse(String text) {
    if (!text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    int service = text.indexOf(':', PREFIX.length()) + 1;
    int region = service == 0 ? 0 : text.indexOf(':', service) + 1;
    int account = region == 0 ? 0 : text.indexOf(':', region) + 1;
    int resource = account == 0 ? 0 : text.indexOf(':', account) + 1;
    if (resource == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Arn(
            text.substring(PREFIX.length(), service - 1),
            text.substring(service, region - 1),
            text.substring(region, account - 1),
            text.substring(account, resource - 1),
            text.substring(resource)));
  }

  /** Whether a text is an account id: twelve digits. */
  public static boolean isAccountId(String text) {
    if (text.length() != ACCOUNT_DIGITS) {
      return false;
    }
    for (int i = 0; i < ACCOUNT_DIGITS; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** The part of the resource after its first slash, or empty if the resource has another kind. */
  public Optional<String> resourceOfKind(String kind) {
    return resource.startsWith(kind + "/") && resource.length() > kind.length() + 1
        ? Optional.of(resource.substring(kind.length() + 1))
        : Optional.empty();
  }
}
