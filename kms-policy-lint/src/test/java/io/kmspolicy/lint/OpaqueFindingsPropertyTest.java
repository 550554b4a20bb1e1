package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Kind;
import io.kmspolicy.model.json.OpaqueText.Part;
import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * What the linter says for certain about a document with opaque values holds for every value:
 * random documents, with values of every form in each place that may be open.
 */
final class OpaqueFindingsPropertyTest {

  private static final int SUBSTITUTIONS = 24;

  private static final String ANY = OpaqueText.of(Kind.ANY, "!Ref Any");
  private static final String OTHER = OpaqueText.of(Kind.ANY, "!Ref Other");
  private static final String ACCOUNT = OpaqueText.of(Kind.ACCOUNT, "!Ref AWS::AccountId");
  private static final String REGION = OpaqueText.of(Kind.REGION, "!Ref AWS::Region");
  private static final String PARTITION = OpaqueText.of(Kind.PARTITION, "!Ref AWS::Partition");
  private static final String ROLE = OpaqueText.of(Kind.ROLE_NAME, "!GetAtt Admin.Arn");
  private static final String KEY_ID = OpaqueText.of(Kind.KEY_ID, "!GetAtt Key.Arn");
  private static final String STACK = OpaqueText.of(Kind.STACK_NAME, "!Ref AWS::StackName");
  private static final String EFFECT = OpaqueText.of(Kind.EFFECT, "!If Strict");
  private static final String PRINCIPAL = OpaqueText.of(Kind.PRINCIPAL, "!If Who");
  private static final String CONDITION = OpaqueText.of(Kind.CONDITION, "!If Limited");
  private static final String CHOICE =
      OpaqueText.choice(List.of("444455556666", "arn:aws:iam::111122223333:role/App"), "!Ref C", "")
          .orElseThrow();

  /** The rules about what a policy gives away: an open Deny takes nothing back. */
  private static final Set<LintRule> GIVEN_AWAY =
      Set.of(
          LintRule.WILDCARD_PRINCIPAL,
          LintRule.CROSS_ACCOUNT_WITHOUT_ORG,
          LintRule.FOREIGN_ADMINISTRATION);

  /** Values of every form, malformed ones included. */
  private static final List<String> VALUES =
      List.of(
          "*",
          "",
          "a",
          "true",
          "false",
          "9",
          "365",
          "111122223333",
          "444455556666",
          "us-east-1",
          "aws",
          "Admin",
          "Decrypt",
          "crypt",
          "kms:*",
          "kms:Encrypt",
          "kms:CreateGrant",
          "root",
          "role/Admin",
          "user/*",
          "arn:aws:iam::111122223333:root",
          "arn:aws:iam::444455556666:root",
          "arn:aws:iam::444455556666:role/Partner",
          "arn:aws:iam::111122223333:role/Admin",
          "arn:aws:iam::*:role/Admin",
          "arn:aws:sts::111122223333:assumed-role/Admin/s",
          "AROADBQP57FF2AEXAMPLE",
          "AIDACKCEVSQ6C2EXAMPLE",
          "s3",
          "s3.us-east-1.amazonaws.com",
          "sns.amazonaws.com",
          "ec2.amazonaws.com",
          "key/*",
          "alias/app",
          "key/1234abcd-12ab-34cd-56ef-1234567890ab",
          "1234abcd-12ab-34cd-56ef-1234567890ab",
          "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
          "arn:aws:kms:*:*:key/*",
          "arn:aws:kms:us-east-1:111122223333:alias/app",
          "arn:aws:s3:::bucket",
          "${aws:PrincipalAccount}",
          "10.1.0.0/16",
          "2020-05-05T00:00:00Z",
          "2031-05-05T00:00:00Z",
          "not a name: at all");

  /** Condition keys with operators that fit, and values that requests have. */
  private record Key(String name, List<String> operators, List<String> values) {}

  private static Key key(String name, String operators, String... values) {
    return new Key(name, List.of(operators.split(" ")), List.of(values));
  }

  private static final String STRING =
      "StringEquals StringLike StringNotEquals StringEqualsIfExists StringNotLike";
  private static final List<Key> KEYS =
      List.of(
          key("kms:KeySpec", STRING, "SYMMETRIC_DEFAULT", "RSA_2048"),
          key("kms:KeyUsage", STRING, "ENCRYPT_DECRYPT", "SIGN_VERIFY"),
          key("kms:KeyOrigin", STRING, "AWS_KMS", "EXTERNAL"),
          key("kms:EncryptionAlgorithm", STRING, "SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_1"),
          key("kms:SigningAlgorithm", STRING, "RSASSA_PSS_SHA_256"),
          key("kms:MacAlgorithm", STRING, "HMAC_SHA_256"),
          key("kms:MessageType", STRING, "RAW", "DIGEST"),
          key("kms:WrappingAlgorithm", STRING, "RSAES_OAEP_SHA_256"),
          key("kms:ExpirationModel", STRING, "KEY_MATERIAL_EXPIRES"),
          key("kms:GrantConstraintType", STRING, "EncryptionContextSubset"),
          key("kms:GrantOperations", "ForAllValues:StringEquals", "Decrypt", "Encrypt"),
          key(
              "kms:ViaService",
              STRING,
              "s3.us-east-1.amazonaws.com",
              "ec2.us-east-1.amazonaws.com"),
          key("kms:CallerAccount", STRING, "111122223333", "444455556666"),
          key("kms:GranteePrincipal", STRING, "arn:aws:iam::111122223333:role/App"),
          key("kms:RequestAlias", STRING, "alias/app", "alias/*"),
          key(
              "kms:ResourceAliases",
              "ForAnyValue:StringEquals ForAnyValue:StringLike",
              "alias/app"),
          key("kms:ReplicaRegion", STRING, "eu-west-1", "us-west-2"),
          key(
              "kms:ScheduleKeyDeletionPendingWindowInDays",
              "NumericLessThan NumericGreaterThan NumericEquals",
              "7",
              "30",
              "14"),
          key(
              "kms:RotationPeriodInDays",
              "NumericLessThan NumericGreaterThan NumericEquals",
              "90",
              "365",
              "2560"),
          key("kms:ValidTo", "DateLessThan DateGreaterThan", "2031-05-05T00:00:00Z"),
          key("kms:MultiRegion", "Bool BoolIfExists", "true", "false"),
          key("kms:BypassPolicyLockoutSafetyCheck", "Bool BoolIfExists", "true", "false"),
          key("kms:GrantIsForAWSResource", "Bool BoolIfExists", "true", "false"),
          key("kms:EncryptionContext:app", STRING, "orders", "a"),
          key(
              "kms:EncryptionContextKeys",
              "ForAllValues:StringEquals ForAnyValue:StringEquals",
              "app"),
          key(
              "kms:RecipientAttestation:ImageSha384",
              "StringEqualsIgnoreCase StringEquals",
              "9fedcba8abcdef7abcdef6abcdef5abcdef4abcdef3abcdef2abcdef1abcdef1abcdef0abcdef1abcdef2abcdef3abcdef4abcdef5abcdef6a"),
          key("aws:PrincipalOrgID", STRING, "o-a1b2c3d4e5", "o-zyxwvutsrq"),
          key(
              "aws:PrincipalOrgPaths",
              "ForAnyValue:StringLike ForAnyValue:StringEquals",
              "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"),
          key(
              "aws:PrincipalArn",
              "ArnLike ArnEquals StringLike StringEquals ArnNotLike StringNotLike",
              "arn:aws:iam::111122223333:role/Admin",
              "arn:aws:iam::444455556666:role/*"),
          key("aws:PrincipalAccount", STRING, "111122223333", "444455556666"),
          key("aws:PrincipalType", STRING, "AssumedRole", "User"),
          key("aws:PrincipalTag/team", STRING, "orders"),
          key("aws:PrincipalServiceName", STRING, "sns.amazonaws.com"),
          key("aws:PrincipalIsAWSService", "Bool BoolIfExists", "true", "false"),
          key("aws:ViaAWSService", "Bool BoolIfExists", "true", "false"),
          key("aws:userid", STRING, "AROADBQP57FF2AEXAMPLE:s", "AIDACKCEVSQ6C2EXAMPLE"),
          key("aws:username", STRING, "Alice"),
          key("aws:SourceAccount", STRING, "111122223333"),
          key(
              "aws:SourceArn",
              "ArnLike ArnEquals StringLike StringEquals",
              "arn:aws:s3:::bucket",
              "arn:aws:sns:us-east-1:111122223333:topic"),
          key("aws:SourceOrgID", STRING, "o-a1b2c3d4e5"),
          key("aws:SourceVpc", STRING, "vpc-1234abcd"),
          key("aws:SourceVpce", STRING, "vpce-1234abcdf5678c90a"),
          key("aws:SourceIp", "IpAddress NotIpAddress", "10.1.0.0/16", "203.0.113.0/24"),
          key("aws:RequestedRegion", STRING, "us-east-1", "eu-west-1"),
          key("aws:ResourceTag/team", STRING, "orders"),
          key("aws:RequestTag/team", STRING, "orders"),
          key("aws:TagKeys", "ForAllValues:StringEquals ForAnyValue:StringEquals", "team"),
          key("aws:ResourceAccount", STRING, "111122223333"),
          key("aws:ResourceOrgID", STRING, "o-a1b2c3d4e5"),
          key(
              "aws:CurrentTime",
              "DateLessThan DateGreaterThan",
              "2031-05-05T00:00:00Z",
              "2020-05-05T00:00:00Z"),
          key("aws:MultiFactorAuthAge", "NumericLessThan NumericGreaterThan", "3600"),
          key("aws:MultiFactorAuthPresent", "Bool BoolIfExists", "true", "false"),
          key("aws:SecureTransport", "Bool BoolIfExists", "true", "false"),
          key("aws:CalledVia", "ForAnyValue:StringEquals", "cloudformation.amazonaws.com"),
          key("kms:PrimaryRegion", STRING, "us-east-1"),
          key("kms:KeyAgreementAlgorithm", STRING, "ECDH"),
          key("kms:ReEncryptOnSameKey", "Bool", "true"),
          key("kms:DataKeyPairSpec", STRING, "RSA_2048"),
          key("kms:CustomerMasterKeySpec", STRING, "RSA_2048"));

  private static final List<String> PRINCIPALS =
      List.of(
          "\"*\"",
          "{\"AWS\":\"*\"}",
          "{\"AWS\":\"arn:aws:iam::111122223333:root\"}",
          "{\"AWS\":\"arn:aws:iam::111122223333:role/Admin\"}",
          "{\"AWS\":\"arn:aws:iam::444455556666:role/Partner\"}",
          "{\"Service\":\"sns.amazonaws.com\"}",
          "{\"AWS\":\"" + ANY + "\"}",
          "{\"AWS\":[\"" + ANY + "\",\"arn:aws:iam::111122223333:role/App\"]}",
          "{\"AWS\":\"" + CHOICE + "\"}",
          "\"" + PRINCIPAL + "\"",
          "{\"AWS\":\"arn:aws:iam::" + ACCOUNT + ":root\"}",
          "{\"AWS\":\"arn:" + PARTITION + ":iam::" + ACCOUNT + ":role/" + ROLE + "\"}",
          "{\"AWS\":\"arn:aws:iam::111122223333:role/" + OTHER + "\"}",
          "{\"AWS\":\"arn:aws:iam::111122223333:role/" + STACK + "-App\"}",
          "{\"AWS\":\"arn:aws:iam::111122223333:user/" + ANY + "\"}",
          "{\"AWS\":\"arn:aws:iam::111122223333:" + ANY + "\"}",
          "{\"AWS\":\"arn:aws:iam::" + ANY + ":root\"}",
          "{\"AWS\":\"" + OTHER + "\"}",
          "{\"Service\":\"logs." + REGION + ".amazonaws.com\"}",
          "{\"Service\":\"" + ANY + "\"}",
          "{\"Service\":\"" + ANY + ".amazonaws.com\"}",
          "{\"Service\":\"sn" + OTHER + ".amazonaws.com\",\"AWS\":\"" + OTHER + "\"}",
          "{\"Federated\":\"" + ANY + "\"}");

  private static final List<String> ACTIONS =
      List.of(
          "\"kms:*\"",
          "\"*\"",
          "\"kms:Decrypt\"",
          "[\"kms:Decrypt\",\"kms:GenerateDataKey\"]",
          "\"kms:PutKeyPolicy\"",
          "\"kms:CreateGrant\"",
          "\"kms:CreateKey\"",
          "[\"kms:CreateKey\",\"kms:ReplicateKey\"]",
          "[\"kms:Sign\",\"kms:Verify\",\"kms:GenerateMac\"]",
          "[\"kms:ScheduleKeyDeletion\",\"kms:RotateKeyOnDemand\",\"kms:EnableKeyRotation\"]",
          "\"kms:ListKeys\"",
          "\"kms:CreateAlias\"",
          "\"kms:Decript\"",
          "[\"s3:GetObject\",\"kms:Decrypt\"]",
          "[\"s3:GetObject\",\"" + ANY + "\"]",
          "\"" + ANY + "\"",
          "\"kms:" + ANY + "\"",
          "\"kms:De" + OTHER + "\"",
          "[\"kms:Decrypt\",\"" + OTHER + "\"]",
          "\"" + OTHER + ":Decrypt\"");

  private static final List<String> RESOURCES =
      List.of(
          "\"*\"",
          "\"*\"",
          "\"arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\"",
          "\"arn:aws:kms:*:*:key/*\"",
          "\"arn:aws:s3:::bucket/*\"",
          "\"" + ANY + "\"",
          "\"" + OTHER + "\"",
          "[\"" + ANY + "\",\"arn:aws:s3:::bucket/*\"]",
          "\"arn:" + PARTITION + ":kms:" + REGION + ":" + ACCOUNT + ":key/" + KEY_ID + "\"",
          "\"arn:aws:kms:" + REGION + ":" + ACCOUNT + ":key/*\"",
          "\"arn:aws:kms:" + REGION + ":" + ACCOUNT + ":" + ANY + "\"",
          "\"arn:aws:kms:us-east-1:111122223333:key/" + ANY + "\"",
          "\"arn:aws:kms:us-east-1:111122223333:alias/" + OTHER + "\"",
          "\"arn:aws:kms:" + OTHER + ":111122223333:key/*\"",
          "\"arn:aws:kms:us-east-1:" + ANY + ":key/*\"",
          "\"arn:aws:kms:us-east-1:111122223333:" + OTHER + "/*\"",
          "\"arn:aws:" + OTHER + ":us-east-1:111122223333:key/*\"",
          "\"arn:aws:kms:us-east-1:111122223333:key/${aws:PrincipalTag/" + OTHER + "}\"",
          "\"alias/" + STACK + "\"",
          "\"key/" + ANY + "\"");

  /** AWS refuses a word such as {@code SIGN_VERIFY} as a principal or resource, too. */
  private static final Set<LintRule> REFUSED =
      Set.of(LintRule.INVALID_DOCUMENT, LintRule.PLACEHOLDER);

  /** AWS refuses a principal with a policy variable. */
  private static final Pattern VARIABLE_PRINCIPAL = Pattern.compile("Principal\":\\{[^{]*\\$\\{");

  @Property(tries = 5, shrinking = ShrinkingMode.OFF)
  @Label("what is certain about a document with open values holds for each of their values")
  void lint_certainFinding_isThereForEveryValue(@ForAll Random random) {
    PolicyType type = type(random);
    String json = document(type, random);
    PolicyText open = new PolicyText("policy.json", 1, json, type, "").withOpaqueParts();
    PolicyLinter linter = new PolicyLinter();
    List<Finding> certain =
        linter.lint(List.of(open)).stream()
            .filter(one -> one.rule() != LintRule.PLACEHOLDER)
            .toList();
    if (certain.isEmpty()) {
      return;
    }
    for (int i = 0; i < SUBSTITUTIONS; i++) {
      Map<Part, String> values = values(json, random);
      String known = with(json, values);
      List<Finding> real = linter.lint(List.of(open.withText(known)));
      if (VARIABLE_PRINCIPAL.matcher(known).find()
          || real.stream().anyMatch(one -> REFUSED.contains(one.rule()))) {
        continue; // AWS refuses the policy with these values.
      }
      for (Finding one : certain) {
        boolean holds =
            holds(one, real)
                || (GIVEN_AWAY.contains(one.rule())
                    && holds(
                        one,
                        linter.lint(List.of(open.withText(with(withoutOpenDeny(json), values))))));
        assertThat(holds)
            .as(
                "%s: %s %s\n%s\nwith %s\n%s",
                type, one.rule(), one.location().pointer(), OpaqueText.shown(json), values, real)
            .isTrue();
      }
    }
  }

  private static boolean holds(Finding certain, List<Finding> real) {
    return real.stream()
        .anyMatch(
            one ->
                claim(one.rule()) == claim(certain.rule())
                    && one.location().pointer().equals(certain.location().pointer())
                    && one.severity().compareTo(certain.severity()) >= 0);
  }

  /** Two rules say that no key matches: which of them does depends on the form of the text. */
  private static LintRule claim(LintRule rule) {
    return rule == LintRule.KEY_NOT_BY_ARN ? LintRule.RESOURCE_MATCHES_NOTHING : rule;
  }

  /** The document in which a Deny of open principals denies nobody. */
  private static String withoutOpenDeny(String json) {
    return json.replaceAll(
        "\"Deny\",\"Principal\":(?:\\{[^}]*\uFDD0[^}]*\\}|\"\uFDD0[^\"]*\")",
        "\"Deny\",\"Principal\":{\"AWS\":\"arn:aws:iam::222233334444:role/Nobody\"}");
  }

  private static PolicyType type(Random random) {
    return pick(
        List.of(
            PolicyType.KEY,
            PolicyType.KEY,
            PolicyType.KEY,
            PolicyType.IDENTITY,
            PolicyType.IDENTITY,
            PolicyType.SERVICE_CONTROL,
            PolicyType.VPC_ENDPOINT,
            PolicyType.SESSION),
        random);
  }

  private static Map<Part, String> values(String json, Random random) {
    List<String> all = new ArrayList<>(VALUES);
    for (Key key : KEYS) {
      if (json.contains(key.name())) {
        for (int i = 0; i < 6; i++) {
          all.addAll(key.values());
        }
      }
    }
    Map<Part, String> values = new HashMap<>();
    for (Part part : OpaqueText.parts(json)) {
      values.put(part, value(part, all, random));
    }
    return values;
  }

  private static String value(Part part, List<String> all, Random random) {
    return switch (part.kind()) {
      case ACCOUNT -> pick(List.of("111122223333", "444455556666", "999988887777"), random);
      case REGION -> pick(List.of("us-east-1", "eu-west-1", "ap-south-1"), random);
      case PARTITION -> "aws";
      case ROLE_NAME -> pick(List.of("Admin", "path/Admin", "App", "Partner", "z"), random);
      case STACK_NAME -> pick(List.of("orders", "App", "b-c"), random);
      case KEY_ID ->
          pick(
              List.of(
                  "1234abcd-12ab-34cd-56ef-1234567890ab", "mrk-1234abcd12ab34cd56ef1234567890ab"),
              random);
      case EFFECT -> pick(List.of("Allow", "Deny"), random);
      case CHOICE -> pick(part.choices(), random);
      case PRINCIPAL ->
          pick(
              List.of(
                  "\"*\"",
                  "{\"AWS\":\"arn:aws:iam::111122223333:root\"}",
                  "{\"AWS\":\"444455556666\"}",
                  "{\"AWS\":[\"arn:aws:iam::111122223333:user/Alice\",\"*\"]}",
                  "{\"Service\":\"sns.amazonaws.com\"}",
                  "{\"AWS\":\"AROADBQP57FF2AEXAMPLE\"}"),
              random);
      case CONDITION ->
          pick(
              List.of(
                  "{}",
                  "{\"Bool\":{\"aws:SecureTransport\":\"false\"}}",
                  "{\"StringEquals\":{\"kms:ViaService\":\"s3.us-east-1.amazonaws.com\"}}",
                  "{\"ArnLike\":{\"aws:PrincipalArn\":\"arn:aws:iam::111122223333:role/Admin\"}}",
                  "{\"StringEquals\":{\"aws:PrincipalOrgID\":\"o-zyxwvutsrq\"}}",
                  "{\"Null\":{\"aws:PrincipalArn\":\"false\"}}"),
              random);
      default -> pick(all, random);
    };
  }

  private static String with(String json, Map<Part, String> values) {
    String known = json;
    for (Map.Entry<Part, String> one : values.entrySet()) {
      if (one.getKey().kind().isStructure()) {
        known = known.replace("\"" + one.getKey().text() + "\"", one.getValue());
      }
    }
    return OpaqueText.replaced(known, part -> values.getOrDefault(part, ""));
  }

  private static String document(PolicyType type, Random random) {
    List<String> statements = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      statements.add(statement(type, random));
    }
    String version = random.nextInt(6) == 0 ? "2008-10-17" : "2012-10-17";
    return "{\"Version\":\""
        + version
        + "\",\"Statement\":["
        + String.join(",\n", statements)
        + "]}";
  }

  private static String statement(PolicyType type, Random random) {
    boolean isDeny = random.nextInt(4) == 0;
    boolean isNot = isDeny && random.nextInt(4) == 0;
    String effect = random.nextInt(15) == 0 && !isNot ? EFFECT : isDeny ? "Deny" : "Allow";
    String principal =
        type.namesPrincipals()
            ? (isNot ? "\"NotPrincipal\":" : "\"Principal\":") + pick(PRINCIPALS, random) + ","
            : "";
    String not = random.nextInt(10) == 0 ? "Not" : "";
    return "{\"Effect\":\""
        + effect
        + "\","
        + principal
        + "\""
        + (random.nextInt(10) == 0 ? "Not" : "")
        + "Action\":"
        + pick(ACTIONS, random)
        + ",\""
        + not
        + "Resource\":"
        + (type == PolicyType.KEY && random.nextInt(3) > 0 ? "\"*\"" : pick(RESOURCES, random))
        + condition(random)
        + "}";
  }

  private static String condition(Random random) {
    int kind = random.nextInt(10);
    if (kind < 4) {
      return "";
    }
    if (kind == 4) {
      return ",\"Condition\":\"" + CONDITION + "\"";
    }
    List<String> tests = new ArrayList<>();
    Key first = pick(KEYS, random);
    tests.add(test(first, random));
    Key second = pick(KEYS, random);
    if (random.nextInt(3) == 0) {
      String test = test(second, random);
      String operator = test.substring(0, test.indexOf(':', test.indexOf('"', 1)));
      if (!tests.get(0).startsWith(operator)) {
        tests.add(test);
      }
    }
    return ",\"Condition\":{" + String.join(",", tests) + "}";
  }

  private static String test(Key key, Random random) {
    String value = pick(key.values(), random);
    String open =
        switch (random.nextInt(8)) {
          case 0 -> value;
          case 1 -> value + "\",\"" + ANY;
          case 2 -> ANY + value.substring(Math.min(2, value.length()));
          case 3 -> value.substring(0, Math.max(1, value.length() - 3)) + OTHER;
          case 4 -> value.replace("111122223333", ACCOUNT).replace("us-east-1", REGION);
          case 5 -> OTHER;
          default -> ANY;
        };
    return "\"" + pick(key.operators(), random) + "\":{\"" + key.name() + "\":[\"" + open + "\"]}";
  }

  private static <T> T pick(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }
}
