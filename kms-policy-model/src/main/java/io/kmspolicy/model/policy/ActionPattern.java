package io.kmspolicy.model.policy;

/**
 * A pattern for action names, such as {@code kms:Describe*}. {@code *} matches any characters,
 * {@code ?} matches one, and letter case is ignored (rule 2.1).
 *
 * @param text the pattern as written: {@code *}, or a service prefix, a colon and a name
 * @param location where the pattern was read
 */
public record ActionPattern(String text, SourceLocation location) {

  /** A pattern that was not read from a text. */
  public static ActionPattern of(String text) {
    return new ActionPattern(text, SourceLocation.nowhere());
  }
}
