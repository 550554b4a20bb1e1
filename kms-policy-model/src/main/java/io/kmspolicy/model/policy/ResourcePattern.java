package io.kmspolicy.model.policy;

/**
 * A pattern for resource ARNs, such as {@code arn:aws:kms:*:111122223333:key/*} (rules 2.3-2.6).
 *
 * @param text the pattern as written, policy variables included
 * @param location where the pattern was read
 */
public record ResourcePattern(String text, SourceLocation location) {

  /** A pattern that was not read from a text. */
  public static ResourcePattern of(String text) {
    return new ResourcePattern(text, SourceLocation.nowhere());
  }
}
