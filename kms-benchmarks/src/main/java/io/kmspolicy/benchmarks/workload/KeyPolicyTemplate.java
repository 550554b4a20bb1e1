package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the twenty templates of the fleet's key policies. Each account has its own copy of each
 * template.
 *
 * @param number from 0
 * @param kind the kind of the template
 */
record KeyPolicyTemplate(int number, Kind kind) {

  /** The number of templates. */
  static final int COUNT = 20;

  static final String ENDPOINT = "vpce-0a1b2c3d4e5f60718";
  static final String SERVICE = "orders";

  private static final int KIND_PERIOD = 10;
  private static final String[] USE = {
    "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"
  };
  private static final String[] LOOK = {"kms:Describe*", "kms:Get*", "kms:List*"};
  private static final String[] ADMINISTER = {
    "kms:Create*",
    "kms:Describe*",
    "kms:Enable*",
    "kms:List*",
    "kms:Put*",
    "kms:Update*",
    "kms:Revoke*",
    "kms:Disable*",
    "kms:Get*",
    "kms:Delete*",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:ScheduleKeyDeletion",
    "kms:CancelKeyDeletion"
  };

  /**
   * The kind of permissions that a template grants, besides those of the account's administrators.
   */
  enum Kind {
    /** Delegates all actions to the identity policies of the account. */
    DELEGATING,
    /** Allows the use of the key to some roles by name. */
    DIRECT_ROLE,
    /** Also delegates the use of the key to the identity policies of the next account. */
    CROSS_ACCOUNT,
    /** Allows the use of the key to all principals of the account, through one service. */
    VIA_SERVICE,
    /** Delegates the use of the key to the account, for one encryption context. */
    ENCRYPTION_CONTEXT,
    /** Delegates all actions, and denies calls that do not use one VPC endpoint. */
    ONLY_FROM_ENDPOINT
  }

  static KeyPolicyTemplate of(int number) {
    Kind kind =
        switch (number % KIND_PERIOD) {
          case 0, 1, 2, 3 -> Kind.DELEGATING;
          case 4, 5 -> Kind.DIRECT_ROLE;
          case 6 -> Kind.CROSS_ACCOUNT;
          case 7 -> Kind.VIA_SERVICE;
          case 8 -> Kind.ENCRYPTION_CONTEXT;
          default -> Kind.ONLY_FROM_ENDPOINT;
        };
    return new KeyPolicyTemplate(number, kind);
  }

  /** The account that may use the cross-account keys of another. */
  static int partnerOf(int account) {
    return (account + 1) % Places.ACCOUNTS;
  }

  /** The template's text for an account. */
  PolicyText policyFor(int account) {
    List<StatementText> statements = new ArrayList<>();
    boolean leavesAll =
        switch (kind) {
          case DELEGATING, CROSS_ACCOUNT, ONLY_FROM_ENDPOINT -> true;
          case DIRECT_ROLE, VIA_SERVICE, ENCRYPTION_CONTEXT -> false;
        };
    statements.add(
        StatementText.allow()
            .sid("account")
            .principals(Places.root(account))
            .actions(leavesAll ? new String[] {"kms:*"} : LOOK)
            .resources("*"));
    statements.add(administrators(account));
    addUse(statements, account);
    return PolicyText.of(PolicyType.KEY, "template-" + number, statements);
  }

  /** Differs between the templates of a kind. */
  private StatementText administrators(int account) {
    return StatementText.allow()
        .sid("administrators" + number)
        .principals(roleNamed(account, "kms-admin-" + number))
        .actions(ADMINISTER)
        .resources("*");
  }

  private void addUse(List<StatementText> statements, int account) {
    switch (kind) {
      case DELEGATING -> {}
      case DIRECT_ROLE ->
          statements.add(
              use("roles").principals(FleetRoles.arnsIn(account)).actions(USE).resources("*"));
      case CROSS_ACCOUNT ->
          statements.add(
              use("partner")
                  .principals(Places.root(partnerOf(account)))
                  .actions(USE)
                  .resources("*"));
      case VIA_SERVICE ->
          statements.add(
              use("viaS3")
                  .principals("*")
                  .actions(USE)
                  .resources("*")
                  .when("StringEquals", "kms:CallerAccount", Places.account(account))
                  .when("StringLike", "kms:ViaService", "s3.*.amazonaws.com"));
      case ENCRYPTION_CONTEXT ->
          statements.add(
              use("context")
                  .principals(Places.root(account))
                  .actions(USE)
                  .resources("*")
                  .when("StringEquals", "kms:EncryptionContext:service", SERVICE));
      case ONLY_FROM_ENDPOINT ->
          statements.add(
              StatementText.deny()
                  .sid("endpoint")
                  .everybody()
                  .actions(USE)
                  .resources("*")
                  .when("StringNotEquals", "aws:SourceVpce", ENDPOINT));
    }
  }

  private static StatementText use(String sid) {
    return StatementText.allow().sid(sid);
  }

  private static String roleNamed(int account, String name) {
    return "arn:aws:iam::" + Places.account(account) + ":role/" + name;
  }
}
