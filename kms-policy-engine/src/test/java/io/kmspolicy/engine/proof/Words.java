package io.kmspolicy.engine.proof;

import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.PrincipalName;
import java.util.List;

/**
 * What random policies are made of.
 *
 * @param isClosed whether policies have no values of keys but the listed ones
 */
record Words(
    List<Tested> keys, List<PrincipalName> principals, List<String> actions, boolean isClosed) {

  /**
   * A key with the comparisons and values that policies use with it.
   *
   * @param several whether the key holds several values
   */
  record Tested(String key, List<Comparison> comparisons, boolean several, List<String> values) {}

  static final String ACCOUNT = "111122223333";

  static final List<Comparison> TEXTS =
      List.of(
          Comparison.STRING_EQUALS,
          Comparison.STRING_LIKE,
          Comparison.STRING_NOT_EQUALS,
          Comparison.STRING_NOT_LIKE,
          Comparison.STRING_EQUALS_IGNORE_CASE);
  static final List<Comparison> ARNS =
      List.of(Comparison.ARN_LIKE, Comparison.ARN_NOT_LIKE, Comparison.STRING_LIKE);
  static final List<Comparison> NUMBERS =
      List.of(
          Comparison.NUMERIC_LESS_THAN,
          Comparison.NUMERIC_GREATER_THAN_EQUALS,
          Comparison.NUMERIC_EQUALS);
  static final List<Comparison> ADDRESSES =
      List.of(Comparison.IP_ADDRESS, Comparison.NOT_IP_ADDRESS);
  static final List<Comparison> FLAGS = List.of(Comparison.BOOL);

  static final List<Tested> KEYS =
      List.of(
          new Tested(
              "kms:ViaService",
              TEXTS,
              false,
              List.of(
                  "s3.us-west-2.amazonaws.com", "ec2.us-west-2.amazonaws.com", "s3.*", "*.com")),
          new Tested("kms:EncryptionContext:tenant", TEXTS, false, List.of("a", "b", "a*", "A")),
          new Tested("kms:EncryptionContext:Stage", TEXTS, false, List.of("prod", "test", "p*")),
          new Tested(
              "kms:EncryptionContextKeys", TEXTS, true, List.of("tenant", "stage", "Tenant")),
          new Tested("aws:PrincipalTag/team", TEXTS, false, List.of("red", "blue", "r*", "?ed")),
          new Tested("aws:SourceVpce", TEXTS, false, List.of("vpce-1", "vpce-2", "vpce-*")),
          new Tested("aws:PrincipalOrgID", TEXTS, false, List.of("o-1", "o-2")),
          new Tested("aws:TagKeys", TEXTS, true, List.of("x", "y")),
          new Tested("kms:CallerAccount", TEXTS, false, List.of(ACCOUNT, "444455556666")),
          new Tested("aws:PrincipalAccount", TEXTS, false, List.of(ACCOUNT, "777788889999")),
          new Tested(
              "aws:PrincipalArn",
              ARNS,
              false,
              List.of(
                  "arn:aws:iam::111122223333:role/App",
                  "arn:aws:iam::111122223333:role/*",
                  "arn:aws:iam::*:role/ops/*",
                  "arn:aws:iam::444455556666:user/b*",
                  "arn:aws:iam::111122223333:root")),
          new Tested(
              "lambda:SourceFunctionArn",
              ARNS,
              false,
              List.of(
                  "arn:aws:lambda:*:111122223333:*",
                  "arn:aws:lambda:us-west-2:111122223333:function:f")),
          new Tested(
              "aws:SourceIp",
              ADDRESSES,
              false,
              List.of("10.0.0.0/8", "10.1.0.0/16", "10.0.0.0/9", "10.128.0.0/9", "192.0.2.7/32")),
          new Tested("aws:MultiFactorAuthAge", NUMBERS, false, List.of("300", "900", "3600")),
          new Tested(
              "aws:CurrentTime",
              List.of(Comparison.DATE_LESS_THAN, Comparison.DATE_GREATER_THAN),
              false,
              List.of("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")),
          new Tested("aws:MultiFactorAuthPresent", FLAGS, false, List.of("true", "false")),
          new Tested("aws:ViaAWSService", FLAGS, false, List.of("true", "false")),
          new Tested("aws:SecureTransport", FLAGS, false, List.of("true", "false")),
          new Tested("aws:UserAgent", TEXTS, false, List.of("aws-cli", "curl", "aws*")),
          new Tested("kms:GrantIsForAWSResource", FLAGS, false, List.of("true", "false")));

  private static final List<PrincipalName> PRINCIPALS =
      List.of(
          new PrincipalName.Everyone(),
          new PrincipalName.Account("", ACCOUNT),
          new PrincipalName.Account("", ACCOUNT),
          new PrincipalName.Account("aws", "444455556666"),
          new PrincipalName.User("aws", ACCOUNT, "alice"),
          new PrincipalName.User("aws", "444455556666", "bob"),
          new PrincipalName.Role("aws", ACCOUNT, "App"),
          new PrincipalName.Role("aws", ACCOUNT, "ops/Admin"),
          new PrincipalName.Role("aws", "777788889999", "App"),
          new PrincipalName.AssumedRoleSession("aws", ACCOUNT, "App", "one"),
          new PrincipalName.FederatedUser("aws", ACCOUNT, "fay"),
          new PrincipalName.User("aws", "777788889999", "carol"),
          new PrincipalName.User("aws", ACCOUNT, "ops/dave"),
          new PrincipalName.Role("aws", "444455556666", "App"),
          new PrincipalName.Account("aws", "777788889999"),
          new PrincipalName.Service("logs.amazonaws.com"));

  private static final List<String> ACTIONS =
      List.of(
          "kms:Decrypt",
          "kms:Encrypt",
          "kms:*",
          "kms:GenerateDataKey*",
          "kms:Describe*",
          "kms:CreateGrant",
          "kms:PutKeyPolicy",
          "kms:RetireGrant",
          "kms:TagResource");

  /** The words of usual policies. */
  static final Words USUAL = new Words(KEYS, PRINCIPALS, ACTIONS, false);

  /** The entry of a key. */
  Tested of(String key) {
    return keys.stream().filter(one -> one.key().equals(key)).findFirst().orElseThrow();
  }
}
