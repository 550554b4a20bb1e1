package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/** Writes the five identity policies of a fleet's role, of three to fifteen statements each. */
final class FleetIdentities {

  private static final int MIN_POLICIES = 3;
  private static final int MAX_POLICIES = 15;
  private static final String[] CRYPTOGRAPHY = {
    "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*", "kms:DescribeKey"
  };
  private static final List<String> DIGITS = List.of("0123456789abcdef".split(""));

  private final FleetKeys keys;
  private final Random random;

  FleetIdentities(FleetKeys keys, Random random) {
    this.keys = keys;
    this.random = random;
  }

  /** A role's policies. */
  List<PolicyText> of(int role) {
    int account = FleetRoles.accountOf(role);
    return List.of(
        policy(role, "keys", number -> someKeys(account)),
        policy(role, "regions", number -> region(account, number)),
        policy(role, "conditional", number -> conditional(account, number)),
        policy(role, "guardrails", number -> guardrail(role, number)),
        policy(role, "services", number -> service(account, number)));
  }

  private PolicyText policy(int role, String name, IntFunction<StatementText> statement) {
    int count = MIN_POLICIES + random.nextInt(MAX_POLICIES - MIN_POLICIES + 1);
    List<StatementText> statements = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      statements.add(statement.apply(number));
    }
    return PolicyText.of(PolicyType.IDENTITY, "app-" + role + "-" + name, statements);
  }

  private StatementText someKeys(int account) {
    List<String> arns = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      arns.add(keys.someKeyOf(account).arn());
    }
    return StatementText.allow()
        .actions("kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey")
        .resources(arns);
  }

  private static StatementText region(int account, int number) {
    String region = Places.REGIONS.get(number % Places.REGIONS.size());
    return StatementText.allow()
        .actions(CRYPTOGRAPHY)
        .resources("arn:aws:kms:" + region + ":" + Places.account(account) + ":key/*");
  }

  private StatementText conditional(int account, int number) {
    StatementText statement =
        StatementText.allow()
            .actions(CRYPTOGRAPHY)
            .resources(keysBeginningWith(account, DIGITS.get(random.nextInt(DIGITS.size()))));
    return switch (number % 4) {
      case 0 ->
          statement.when(
              "StringEquals",
              "kms:EncryptionContext:service",
              KeyPolicyTemplate.SERVICE,
              "billing");
      case 1 -> statement.when("StringLike", "kms:ViaService", "s3.*.amazonaws.com", "sqs.*");
      case 2 -> statement.when("StringEquals", "aws:ResourceTag/team", "${aws:PrincipalTag/team}");
      default ->
          statement
              .when("IpAddress", "aws:SourceIp", "10.0.0.0/8", "192.168.0.0/16")
              .when("Bool", "aws:SecureTransport", "true");
    };
  }

  private StatementText guardrail(int role, int number) {
    return switch (number) {
      case 0 ->
          StatementText.deny()
              .actions("kms:ScheduleKeyDeletion", "kms:Disable*", "kms:Put*", "kms:Delete*")
              .resources("*");
      case 1 -> role % 2 == 0 ? onlyFromEndpoint() : noGrantsToPeople();
      case 2 -> StatementText.allow().actions("kms:List*", "kms:GetKeyPolicy").resources("*");
      default ->
          StatementText.allow()
              .notActions("kms:Schedule*", "kms:Delete*", "kms:CreateGrant", "iam:*")
              .resources(keysBeginningWith(FleetRoles.accountOf(role), DIGITS.get(number)));
    };
  }

  private static StatementText onlyFromEndpoint() {
    return StatementText.deny()
        .actions("kms:*")
        .resources("*")
        .when("StringNotEquals", "aws:SourceVpce", KeyPolicyTemplate.ENDPOINT);
  }

  private static StatementText noGrantsToPeople() {
    return StatementText.deny()
        .actions("kms:CreateGrant")
        .resources("*")
        .when("Bool", "kms:GrantIsForAWSResource", "false");
  }

  private StatementText service(int account, int number) {
    int lender = (account + Places.ACCOUNTS - 1) % Places.ACCOUNTS;
    return switch (number % 4) {
      case 0 ->
          StatementText.allow()
              .actions("kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey")
              .resources("arn:aws:kms:*:" + Places.account(lender) + ":key/*");
      case 1 ->
          StatementText.allow()
              .actions("s3:GetObject", "s3:PutObject")
              .resources("arn:aws:s3:::bucket-" + random.nextInt(Short.MAX_VALUE) + "/*");
      case 2 ->
          StatementText.allow()
              .actions("dynamodb:*Item", "dynamodb:Query")
              .resources("arn:aws:dynamodb:*:" + Places.account(account) + ":table/orders*");
      default ->
          StatementText.allow()
              .actions("sqs:SendMessage", "sns:Publish", "kms:GenerateRandom")
              .resources("*");
    };
  }

  private static String keysBeginningWith(int account, String digit) {
    return "arn:aws:kms:*:" + Places.account(account) + ":key/" + digit + "*";
  }
}
