package io.kmspolicy.model;

import java.util.Optional;

/**
 * An ARN split at its first five colons.
 *
 * @param partition such as {@code aws}
 * @param service such as {@code kms}
 * @param region may be empty
 * @param accountId may be empty
 * @param resource everything behind the fifth colon
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html">IAM: Amazon
 *     Resource Names</a>
 */
public record Arn(
    String partition, String service, String region, String accountId, String resource) {

  private static final int FIELDS = 6;
  private static final int ACCOUNT_DIGITS = 12;

  /**
   * Splits a text.
   *
   * @return empty if the text has not the six fields of an ARN
   */
  public static Optional<Arn> parse(String text) {
    String[] fields = text.split(":", FIELDS);
    if (fields.length < FIELDS || !fields[0].equals("arn")) {
      return Optional.empty();
    }
    return Optional.of(new Arn(fields[1], fields[2], fields[3], fields[4], fields[5]));
  }

  /** Whether a text is an account id: twelve digits. */
  public static boolean isAccountId(String text) {
    return text.length() == ACCOUNT_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** The part of the resource behind its first slash, or empty if the resource has another kind. */
  Optional<String> resourceOfKind(String kind) {
    return resource.startsWith(kind + "/") && resource.length() > kind.length() + 1
        ? Optional.of(resource.substring(kind.length() + 1))
        : Optional.empty();
  }
}
