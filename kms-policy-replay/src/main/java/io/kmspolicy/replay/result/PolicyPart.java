package io.kmspolicy.replay.result;

/**
 * A statement of a key policy or an identity policy, or a grant.
 *
 * @param owner the ARN of the key, or the user or role of an identity policy
 * @param policy the name of the policy; empty for a grant
 * @param statement the number of the statement, counted from 0
 * @param grantId the id of the grant; empty for a statement
 */
public record PolicyPart(String owner, String policy, int statement, String grantId) {

  /** A grant on a key. */
  public static PolicyPart grant(String key, String grantId) {
    return new PolicyPart(key, "", 0, grantId);
  }
}
