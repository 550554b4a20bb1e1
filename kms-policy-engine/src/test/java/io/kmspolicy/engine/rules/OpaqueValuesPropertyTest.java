package io.kmspolicy.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.engine.facts.StatedKeys;
import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Kind;
import io.kmspolicy.model.json.OpaqueText.Part;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;

/**
 * Rule 1.13: a certain answer about a policy with opaque parts is the answer for every value of the
 * parts. Random policies, each with many values in the place of its parts.
 */
@AddLifecycleHook(Seeds.class)
final class OpaqueValuesPropertyTest {

  private static final String ANY = OpaqueText.of(Kind.ANY, "!Ref Any");
  private static final String OTHER = OpaqueText.of(Kind.ANY, "!Ref Other");
  private static final String ACCOUNT = OpaqueText.of(Kind.ACCOUNT, "!Ref AWS::AccountId");
  private static final String REGION = OpaqueText.of(Kind.REGION, "!Ref AWS::Region");
  private static final String PARTITION = OpaqueText.of(Kind.PARTITION, "!Ref AWS::Partition");
  private static final String ROLE = OpaqueText.of(Kind.ROLE_NAME, "!GetAtt Admin.Arn");
  private static final String KEY_ID = OpaqueText.of(Kind.KEY_ID, "!GetAtt Key.Arn");
  private static final String STACK = OpaqueText.of(Kind.STACK_NAME, "!Ref AWS::StackName");
  private static final String SUFFIX = OpaqueText.of(Kind.SUFFIX, "!Ref AWS::URLSuffix");
  private static final String ARN = OpaqueText.of(Kind.RESOURCE_ARN, "!ImportValue Arn");
  private static final String TRUTH = OpaqueText.of(Kind.TRUTH, "!If Has");
  private static final String OPPOSITE = OpaqueText.of(Kind.OPPOSITE, "!If Has");
  private static final String EFFECT = OpaqueText.of(Kind.EFFECT, "!If Strict");
  private static final String WHO = OpaqueText.of(Kind.PRINCIPAL, "!If Who");
  private static final String CHOICE =
      OpaqueText.choice(List.of("*", "444455556666"), "!Ref Choice", "").orElseThrow();

  private static final KmsResource.Key KEY =
      new KmsResource.Key(
          "aws", "us-east-1", "111122223333", "1234abcd-12ab-34cd-56ef-1234567890ab");

  private static final List<String> CALLERS =
      List.of(
          "arn:aws:iam::111122223333:root",
          "arn:aws:iam::111122223333:user/Alice",
          "arn:aws:sts::111122223333:assumed-role/Admin/s",
          "arn:aws:sts::111122223333:assumed-role/Other/s",
          "arn:aws:sts::444455556666:assumed-role/Admin/s",
          "arn:aws:iam::444455556666:user/Bob",
          "arn:aws:sts::111122223333:federated-user/Alice",
          "logs.us-east-1.amazonaws.com",
          "s3.amazonaws.com");

  private static final List<String> ACTIONS =
      List.of("kms:Decrypt", "kms:Encrypt", "kms:PutKeyPolicy", "kms:CreateGrant");

  /** Values of every form, malformed ones included. */
  private static final List<String> VALUES =
      List.of(
          "*",
          "?",
          "",
          "true",
          "false",
          "5",
          "111122223333",
          "444455556666",
          "us-east-1",
          "eu-west-1",
          "aws",
          "aws-cn",
          "Admin",
          "path/Admin",
          "Decrypt",
          "crypt",
          "kms:*",
          "kms:Decrypt",
          "root",
          "role/Admin",
          "role/*",
          "arn:aws:iam::111122223333:root",
          "arn:aws:iam::444455556666:root",
          "arn:aws:iam::111122223333:role/Admin",
          "arn:aws:iam::111122223333:user/Alice",
          "arn:aws:sts::111122223333:assumed-role/Admin/s",
          "arn:aws:iam::444455556666:role/*",
          "arn:aws:iam::*:role/Admin",
          "AROADBQP57FF2AEXAMPLE",
          "logs.us-east-1.amazonaws.com",
          "logs",
          "s3.us-east-1.amazonaws.com",
          "key/*",
          "key/1234abcd-12ab-34cd-56ef-1234567890ab",
          "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
          "arn:aws:kms:*:*:key/*",
          "arn:aws:s3:::bucket",
          "${aws:PrincipalAccount}",
          "{aws:PrincipalAccount}",
          "x",
          "x}*",
          "aws:PrincipalTag/x",
          "*}",
          "10.0.0.0/8",
          "2020-01-01T00:00:00Z",
          "not a name: at all");

  private static final List<String> PRINCIPALS =
      List.of(
          "{\"AWS\":\"" + ANY + "\"}",
          "{\"AWS\":[\"" + ANY + "\",\"arn:aws:iam::111122223333:role/Admin\"]}",
          "{\"AWS\":\"arn:aws:iam::" + ACCOUNT + ":root\"}",
          "{\"AWS\":\"arn:" + PARTITION + ":iam::" + ACCOUNT + ":role/" + ROLE + "\"}",
          "{\"AWS\":\"arn:aws:iam::111122223333:role/" + ROLE + "\"}",
          "{\"AWS\":\"arn:aws:iam::111122223333:user/" + ANY + "\"}",
          "{\"AWS\":\"arn:aws:iam::111122223333:" + ANY + "\"}",
          "{\"AWS\":\"arn:aws:iam::" + ANY + ":role/Admin\"}",
          "{\"AWS\":\"arn:aws:sts::111122223333:assumed-role/" + ANY + "\"}",
          "{\"AWS\":\"arn:aws:sts::111122223333:assumed-role/Admin/" + OTHER + "\"}",
          "{\"AWS\":\"arn:aws:iam::111122223333:role/" + STACK + "\"}",
          "{\"AWS\":\"A" + ANY + "\"}",
          "{\"AWS\":[\"" + ARN + "\",\"" + CHOICE + "\"]}",
          "\"" + ANY + "\"",
          "\"" + WHO + "\"",
          "{\"CanonicalUser\":\"" + ANY + "\",\"AWS\":\"" + ACCOUNT + "\"}",
          "{\"Service\":\"logs." + SUFFIX + "\"}",
          "{\"Service\":\"logs." + REGION + ".amazonaws.com\"}",
          "{\"Service\":\"" + ANY + "\",\"AWS\":\"" + OTHER + "\"}",
          "{\"Federated\":\"" + ANY + "\"}",
          "\"*\"",
          "{\"AWS\":\"*\"}",
          "{\"AWS\":\"111122223333\"}",
          "{\"AWS\":\"arn:aws:iam::111122223333:role/Admin\"}");

  private static final List<String> ACTION_ELEMENTS =
      List.of(
          "\"Action\":\"kms:*\"",
          "\"Action\":[\"kms:Decrypt\",\"" + ANY + "\"]",
          "\"Action\":\"kms:En" + ANY + "\"",
          "\"Action\":\"" + OTHER + ":Decrypt\"",
          "\"Action\":\"" + ANY + "\"",
          "\"Action\":\"k" + ANY + "\"",
          "\"NotAction\":\"" + OTHER + "\"",
          "\"NotAction\":[\"kms:PutKeyPolicy\",\"" + ANY + "\"]",
          "\"NotAction\":\"kms:De" + ANY + "\"");

  private static final List<String> RESOURCES =
      List.of(
          "\"Resource\":\"*\"",
          "\"Resource\":\"" + ANY + "\"",
          "\"Resource\":\"" + ARN + "\"",
          "\"Resource\":\"arn:aws:kms:us-east-1:111122223333:key/${aws:PrincipalTag/"
              + OTHER
              + "}\"",
          "\"NotResource\":\"arn:aws:kms:us-east-1:${aws:PrincipalTag/" + OTHER + "}:key/*\"",
          "\"Resource\":\"arn:aws:kms:us-east-1:$" + ANY + ":key/*\"",
          "\"Resource\":\"arn:aws:kms:us-east-1:${" + ANY + "}:key/*\"",
          "\"Resource\":\"arn:aws:kms:" + REGION + ":" + ACCOUNT + ":key/" + KEY_ID + "\"",
          "\"Resource\":\"arn:aws:kms:" + REGION + ":" + ACCOUNT + ":key/*\"",
          "\"Resource\":\"arn:" + PARTITION + ":kms:us-east-1:111122223333:key/" + ANY + "\"",
          "\"Resource\":[\"arn:aws:s3:::" + ANY + "\",\"arn:aws:kms:*:" + OTHER + ":key/*\"]",
          "\"NotResource\":[\"arn:aws:kms:us-east-1:111122223333:key/" + ANY + "\"]",
          "\"NotResource\":[\"arn:aws:s3:::a\",\"" + ANY + "\"]");

  private static final List<String> CONDITIONS =
      List.of(
          "",
          "",
          condition("StringEquals", "aws:PrincipalAccount", ANY),
          condition("StringEquals", "kms:ViaService", "s3." + REGION + ".amazonaws.com"),
          condition("StringEqualsIfExists", "kms:ViaService", "s3." + REGION + ".amazonaws.com"),
          condition("StringNotEquals", "aws:PrincipalAccount", ANY),
          condition("StringEquals", "aws:PrincipalTag/x", "${aws:PrincipalTag/" + ANY + "}"),
          condition("StringLike", "aws:PrincipalAccount", "$" + ANY),
          condition("StringLike", "aws:PrincipalAccount", "${" + ANY),
          condition("StringEquals", "aws:PrincipalAccount", "${" + OTHER + "}"),
          condition("StringNotLike", "aws:PrincipalAccount", "${" + OTHER + "}"),
          condition("StringEqualsIgnoreCase", "kms:ViaService", "S3." + REGION + ".amazonaws.com"),
          condition("BoolIfExists", "aws:SecureTransport", TRUTH),
          condition("BoolIfExists", "aws:SecureTransport", OPPOSITE),
          condition("StringEquals", "aws:PrincipalTag/x", CHOICE),
          condition("ForAllValues:StringLike", "aws:PrincipalAccount", "1111" + ANY),
          condition("ForAnyValue:StringLike", "aws:PrincipalAccount", "1111" + ANY),
          condition("ForAllValues:StringNotLike", "aws:PrincipalAccount", ANY),
          condition("ArnLikeIfExists", "aws:PrincipalArn", "arn:aws:iam::" + ACCOUNT + ":" + ANY),
          condition("ArnEquals", "aws:PrincipalArn", ARN),
          condition("DateLessThan", "aws:CurrentTime", "20" + ANY),
          condition("NumericNotEquals", "aws:MultiFactorAuthAge", ANY),
          condition("IpAddress", "aws:SourceIp", "10." + ANY + "/8"),
          condition("StringNotEqualsIfExists", "kms:ViaService", "a\",\"" + ANY),
          condition("StringLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/" + ANY),
          condition("StringNotLike", "aws:PrincipalArn", ANY),
          condition("ArnLike", "aws:PrincipalArn", ANY),
          condition("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::" + ACCOUNT + ":role/" + ANY),
          condition("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::" + ANY + ":role/Admin"),
          condition("Null", "aws:SourceVpce", ANY),
          condition("Bool", "aws:SecureTransport", ANY),
          condition("BoolIfExists", "aws:MultiFactorAuthPresent", ANY),
          condition("NumericLessThan", "aws:MultiFactorAuthAge", ANY),
          condition("DateGreaterThan", "aws:CurrentTime", ANY),
          condition("IpAddress", "aws:SourceIp", ANY),
          condition("NotIpAddress", "aws:SourceIp", "10.1.0.0/16\",\"" + ANY),
          condition("BinaryEquals", "aws:PrincipalTag/x", ANY),
          condition("ForAllValues:StringEquals", "aws:TagKeys", "a\",\"" + ANY),
          condition("ForAnyValue:StringNotEquals", "aws:TagKeys", ANY),
          ",\"Condition\":\"" + OpaqueText.of(Kind.CONDITION, "!If Limited") + "\"");

  private static String condition(String operator, String key, String value) {
    return ",\"Condition\":{\"" + operator + "\":{\"" + key + "\":[\"" + value + "\"]}}";
  }

  /** The number of values that each certain answer is compared with. */
  private static final int SUBSTITUTIONS = 20;

  private final PolicyEvaluator reference = PolicyEvaluator.reference();
  private final PolicyEvaluator tables = PolicyEvaluator.tables();

  @Property(tries = 120, shrinking = ShrinkingMode.OFF)
  @Label("1.13: what is certain about a policy with open values holds for every value")
  void decide_certain_isTheAnswerForEveryValue(@ForAll Random random) {
    PolicyType other = random.nextBoolean() ? PolicyType.IDENTITY : PolicyType.SERVICE_CONTROL;
    String key = document(PolicyType.KEY, random);
    String own = document(other, random);
    PolicySet opaque =
        policies(read(PolicyType.KEY, key, true), other, read(other, own, true)).orElseThrow();
    List<PolicySet> known = new ArrayList<>();
    for (int i = 0; i < 300 && known.size() < SUBSTITUTIONS; i++) {
      Map<Part, String> one = values(random);
      policies(
              read(PolicyType.KEY, with(key, one), false),
              other,
              read(other, with(own, one), false))
          .ifPresent(known::add);
    }
    for (int i = 0; i < 6; i++) {
      compare(OpaqueText.shown(key + "\n" + own), request(random), opaque, known);
    }
    Statistics.label("certain answers")
        .coverage(all -> all.check(true).percentage(least -> least > 20));
    Statistics.label("certain answers")
        .coverage(all -> all.check(false).percentage(least -> least > 20));
    Statistics.label("20 known policies")
        .coverage(all -> all.check(true).percentage(least -> least > 30));
  }

  private void compare(
      String what, AuthorizationRequest request, PolicySet opaque, List<PolicySet> known) {
    Statistics.label("20 known policies").collect(known.size() == SUBSTITUTIONS);
    for (PolicyEvaluator evaluator : List.of(reference, tables)) {
      Decision decision = evaluator.decide(request, opaque);
      Statistics.label("certain answers").collect(decision != Decision.INDETERMINATE);
      if (decision == Decision.INDETERMINATE) {
        continue;
      }
      for (PolicySet one : known) {
        Decision real = evaluator.decide(request, one);
        assertThat(agree(decision, real))
            .as(
                "%s\n%s %s: %s, but %s with\n%s",
                what, request.caller(), request.action(), decision, real, one)
            .isTrue();
      }
    }
  }

  /** A denial whose kind is open is any denial. A known policy may be open for other reasons. */
  private static boolean agree(Decision opaque, Decision real) {
    boolean isDenial = opaque == Decision.DENIED && real.isCertainDenial();
    return opaque == real || isDenial;
  }

  private static Optional<PolicySet> policies(
      Optional<PolicyDocument> key, PolicyType type, Optional<PolicyDocument> own) {
    if (key.isEmpty() || own.isEmpty()) {
      return Optional.empty();
    }
    NamedPolicy policy = new NamedPolicy("own", own.get());
    PolicyLayer all =
        PolicyLayer.of(
            new NamedPolicy(
                "all",
                PolicyReader.forType(PolicyType.IDENTITY)
                    .read(
                        "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}")));
    boolean isIdentity = type == PolicyType.IDENTITY;
    return Optional.of(
        PolicySet.builder()
            .identity(isIdentity ? PolicyLayer.of(policy) : all)
            .permissionsBoundary(PolicyLayer.none())
            .session(PolicyLayer.none())
            .serviceControl(
                isIdentity
                    ? OrganizationLayer.none()
                    : OrganizationLayer.of(new OrganizationLayer.Level("root", List.of(policy))))
            .resourceControl(OrganizationLayer.none())
            .vpcEndpoint(PolicyLayer.none())
            .grants(GrantLayer.none())
            .key(PolicyLayer.of(new NamedPolicy("key", key.get())))
            .build());
  }

  private static Optional<PolicyDocument> read(PolicyType type, String text, boolean isOpaque) {
    PolicyReader reader = PolicyReader.forType(type);
    try {
      return Optional.of((isOpaque ? reader.withOpaqueParts() : reader).read(text));
    } catch (PolicySyntaxException refused) {
      if (isOpaque) {
        throw refused;
      }
      return Optional.empty();
    }
  }

  private static AuthorizationRequest request(Random random) {
    Caller caller = Caller.parse(pick(CALLERS, random));
    String action = pick(ACTIONS, random);
    RequestContext.Builder stated = RequestContext.builder();
    if (random.nextBoolean()) {
      stated.put("kms:ViaService", "s3.us-east-1.amazonaws.com");
    }
    if (random.nextBoolean()) {
      stated.put("aws:SourceIp", "10.1.2.3").put("aws:SecureTransport", "true");
      stated.put("aws:MultiFactorAuthAge", "3").put("aws:CurrentTime", "2026-01-01T00:00:00Z");
      stated.put("aws:PrincipalTag/x", "AA==");
    }
    RequestFacts facts =
        RequestFacts.of(CallerFacts.of(caller), action, ResourceFacts.of(KEY))
            .stating(StatedKeys.of(stated.build()));
    return AuthorizationRequest.of(
        caller, action, KEY, random.nextBoolean() ? facts : facts.withNothingElse());
  }

  private static Map<Part, String> values(Random random) {
    Map<Part, String> values = new HashMap<>();
    for (String carrier :
        List.of(ANY, OTHER, ACCOUNT, REGION, PARTITION, ROLE, KEY_ID, EFFECT, STACK, SUFFIX, ARN)) {
      OpaqueText.parts(carrier).forEach(part -> values.put(part, value(part.kind(), random)));
    }
    for (String carrier : List.of(WHO, CHOICE)) {
      OpaqueText.parts(carrier).forEach(part -> values.put(part, value(part.kind(), random)));
    }
    return values;
  }

  private static String value(Kind kind, Random random) {
    return switch (kind) {
      case ACCOUNT -> pick(List.of("111122223333", "444455556666", "999988887777"), random);
      case REGION -> pick(List.of("us-east-1", "eu-west-1"), random);
      case PARTITION -> pick(List.of("aws", "aws-cn"), random);
      case ROLE_NAME -> pick(List.of("Admin", "path/Admin", "Other", "else"), random);
      case KEY_ID ->
          pick(
              List.of(
                  "1234abcd-12ab-34cd-56ef-1234567890ab", "mrk-1234abcd12ab34cd56ef1234567890ab"),
              random);
      case EFFECT -> pick(List.of("Allow", "Deny"), random);
      case STACK_NAME -> pick(List.of("Admin", "orders"), random);
      case SUFFIX -> pick(List.of("amazonaws.com", "amazonaws.com.cn"), random);
      case CHOICE -> pick(List.of("*", "444455556666"), random);
      case RESOURCE_ARN ->
          pick(
              List.of(
                  "arn:aws:iam::111122223333:role/Admin",
                  "arn:aws:iam::444455556666:user/Bob",
                  "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
              random);
      case PRINCIPAL ->
          pick(
              List.of(
                  "\"*\"",
                  "{\"AWS\":\"arn:aws:iam::111122223333:root\"}",
                  "{\"AWS\":[\"444455556666\",\"arn:aws:iam::111122223333:role/Admin\"]}",
                  "{\"Service\":[\"logs.us-east-1.amazonaws.com\",\"s3.amazonaws.com\"]}"),
              random);
      default -> pick(VALUES, random);
    };
  }

  private static String with(String document, Map<Part, String> values) {
    String known =
        document
            .replace(
                ",\"Condition\":\"" + OpaqueText.of(Kind.CONDITION, "!If Limited") + "\"",
                values.hashCode() % 2 == 0
                    ? ""
                    : ",\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"false\"}}")
            .replace(
                "\"" + OpaqueText.of(Kind.STATEMENT, "!If Has") + "\"",
                "{\"Effect\":\""
                    + (values.hashCode() % 3 == 0 ? "Allow" : "Deny")
                    + "\","
                    + (document.contains("rincipal") ? "\"Principal\":\"*\"," : "")
                    + "\"Action\":\"*\",\"Resource\":\"*\"}");
    boolean holds = values.hashCode() % 5 < 3;
    known = known.replace("\"" + WHO + "\"", values.get(OpaqueText.parts(WHO).iterator().next()));
    known = known.replace(TRUTH, "" + holds).replace(OPPOSITE, "" + !holds);
    return OpaqueText.replaced(known, part -> values.getOrDefault(part, ""));
  }

  private static String document(PolicyType type, Random random) {
    List<String> statements = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      statements.add(statement(type, random));
    }
    if (random.nextInt(10) == 0) {
      statements.add("\"" + OpaqueText.of(Kind.STATEMENT, "!If Has") + "\"");
    }
    String version = random.nextInt(4) == 0 ? "2008-10-17" : "2012-10-17";
    return "{\"Version\":\""
        + version
        + "\",\"Statement\":["
        + String.join(",\n", statements)
        + "]}";
  }

  private static String statement(PolicyType type, Random random) {
    boolean isDeny = random.nextInt(3) == 0;
    boolean isNot = isDeny && random.nextInt(3) == 0;
    String effect = random.nextInt(12) == 0 && !isNot ? EFFECT : isDeny ? "Deny" : "Allow";
    String principal =
        type.namesPrincipals()
            ? (isNot ? "\"NotPrincipal\":" : "\"Principal\":") + pick(PRINCIPALS, random) + ","
            : "";
    return "{\"Effect\":\""
        + effect
        + "\","
        + principal
        + pick(ACTION_ELEMENTS, random)
        + ","
        + pick(RESOURCES, random)
        + pick(CONDITIONS, random)
        + "}";
  }

  private static String pick(List<String> texts, Random random) {
    return texts.get(random.nextInt(texts.size()));
  }
}
