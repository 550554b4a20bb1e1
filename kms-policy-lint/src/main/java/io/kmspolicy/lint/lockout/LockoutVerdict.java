package io.kmspolicy.lint.lockout;

import java.util.List;

/**
 * Whether KMS accepts a key policy in a call of {@code CreateKey}, {@code PutKeyPolicy} or {@code
 * ReplicateKey}. {@link Accepted} and {@link Refused} are certain: they hold for every value of
 * what is unknown.
 */
public sealed interface LockoutVerdict {

  /** KMS accepts the policy if it finds the users and roles that the policy names. */
  record Accepted() implements LockoutVerdict {}

  /**
   * KMS refuses the policy.
   *
   * @param reason why, as a sentence without a period
   * @param missingStatement the statement, as JSON, with which KMS could accept the policy; empty
   *     if no statement is missing
   * @param fix what to change, as a sentence without a period
   */
  record Refused(String reason, String missingStatement, String fix) implements LockoutVerdict {}

  /**
   * The answer depends on what is unknown.
   *
   * @param reason on what it depends, as a sentence without a period
   * @param layers the words of the unknown layers, such as {@code scp}
   * @param contextKeys the condition keys whose values are unknown
   * @param questions other open questions, such as what AWS's documentation leaves open
   */
  record Indeterminate(
      String reason, List<String> layers, List<String> contextKeys, List<String> questions)
      implements LockoutVerdict {
    /** Copies the lists. */
    public Indeterminate {
      layers = List.copyOf(layers);
      contextKeys = List.copyOf(contextKeys);
      questions = List.copyOf(questions);
    }
  }
}
