package io.kmspolicy.cli.input;

/**
 * A Terraform state with a role that has a managed policy of AWS, which the state does not hold.
 */
public final class OpenState {

  /** An inline policy of the role that denies. */
  public static final String INLINE =
      """
      {"address": "aws_iam_role_policy.p", "mode": "managed", "type": "aws_iam_role_policy",
       "name": "p", "values": {"name": "p", "role": "App",
       "policy": "{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":{\\"Effect\\":\\"Deny\\",\\"Action\\":\\"kms:Decrypt\\",\\"Resource\\":\\"*\\"}}"}},
      """;

  private static final String STATE =
      """
      {"format_version": "1.0", "values": {"root_module": {"resources": [
        {"address": "aws_kms_key.k", "mode": "managed", "type": "aws_kms_key", "name": "k", "values":
          {"arn": "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
           "policy": "{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":{\\"Effect\\":\\"Allow\\",\\"Principal\\":{\\"AWS\\":\\"arn:aws:iam::111122223333:root\\"},\\"Action\\":\\"kms:*\\",\\"Resource\\":\\"*\\"}}"}},
        {"address": "aws_iam_role.r", "mode": "managed", "type": "aws_iam_role", "name": "r", "values":
          {"name": "App", "path": "/", "arn": "arn:aws:iam::111122223333:role/App"}},
        {"address": "aws_iam_policy.q", "mode": "managed", "type": "aws_iam_policy", "name": "q", "values":
          {"name": "q", "arn": "arn:aws:iam::111122223333:policy/q",
           "policy": "{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":{\\"Effect\\":\\"%s\\",\\"Action\\":\\"kms:Decrypt\\",\\"Resource\\":\\"*\\"}}"}},
        %s
        {"address": "aws_iam_role_policy_attachment.a", "mode": "managed",
         "type": "aws_iam_role_policy_attachment", "name": "a", "values":
          {"role": "App", "policy_arn": "arn:aws:iam::111122223333:policy/SecurityAudit"}}]}}}
      """;

  private OpenState() {}

  /**
   * The state.
   *
   * @param effect the effect of a managed policy {@code q} in the state
   * @param more further resources, each followed by a comma
   */
  public static String with(String effect, String more) {
    return STATE.formatted(effect, more);
  }
}
