package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Witnesses are requests that AWS could receive, and impossible requests refute nothing. */
class PossibleRequestsTest {

  private static final String ACCOUNT = "111122223333";
  private static final KmsResource.Key KEY =
      new KmsResource.Key("aws", "us-west-2", ACCOUNT, "1234abcd-12ab-34cd-56ef-1234567890ab");
  private static final String ALICE = "{'AWS':'arn:aws:iam::111122223333:user/alice'}";
  private static final String LOGS = "{'Service':'logs.amazonaws.com'}";

  private static String statement(
      String effect, String principal, String action, String condition) {
    return "{'Effect':'%s','Principal':%s,'Action':'%s','Resource':'*','Condition':{%s}}"
        .formatted(effect, principal, action, condition);
  }

  private static PolicyState state(GrantLayer grants, String... statements) {
    String text = "{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}";
    return PolicyState.ofKeyPolicy(
        KEY,
        PolicyLayer.of(
            new NamedPolicy(
                "p", PolicyReader.forType(PolicyType.KEY).read(text.replace('\'', '"')))),
        grants);
  }

  /** A change of the condition of a Deny on what everybody may do. */
  private static Proof changedDeny(String principal, String before, String after) {
    return PolicyProver.create()
        .noNewAccess(
            state(
                GrantLayer.none(),
                statement("Allow", principal, "kms:*", ""),
                statement("Deny", "'*'", "kms:*", before)),
            state(
                GrantLayer.none(),
                statement("Allow", principal, "kms:*", ""),
                statement("Deny", "'*'", "kms:*", after)));
  }

  /** Whether some request is allowed by a statement with a condition. */
  private static Proof allows(String principal, String action, String condition) {
    return PolicyProver.create()
        .notGranted(
            state(GrantLayer.none(), statement("Allow", principal, action, condition)),
            RequestFilter.all().actions(List.of(action)));
  }

  private static ConditionContext witness(Proof proof) {
    assertThat(proof).isInstanceOf(Proof.Refuted.class);
    return ((Proof.Refuted) proof).witness().after().request().context();
  }

  private static String value(Proof proof, String key) {
    ContextValue value = witness(proof).get(ConditionContext.name(key));
    return value instanceof ContextValue.Present present
        ? present.values().get(0)
        : value.toString();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "Bool               | aws:SecureTransport | false",
        "Bool               | aws:ViaAWSService   | false",
        "DateGreaterThan    | aws:CurrentTime     | 2027-01-01T00:00:00Z",
        "NumericGreaterThan | aws:EpochTime       | 1800000000",
        "StringNotEquals    | aws:RequestedRegion | us-west-2",
        "StringLike         | aws:UserAgent       | *curl*",
        "StringEquals       | kms:KeySpec         | RSA_2048"
      })
  @DisplayName("6.11: `IfExists` on a key of every request can go")
  void noNewAccess_ifExistsOfAlwaysPresentKey_isProven(String operator, String key, String value) {
    String with = "'" + operator + "IfExists':{'" + key + "':'" + value + "'}";
    String without = "'" + operator + "':{'" + key + "':'" + value + "'}";

    Proof proof = changedDeny(ALICE, with, without);

    assertThat(proof).as("%s", proof).isInstanceOf(Proof.Proven.class);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "StringEquals, aws:SourceVpce, vpce-1",
    "IpAddress, aws:SourceIp, 10.0.0.0/8",
    "StringEquals, kms:RequestAlias, alias/a"
  })
  @DisplayName("6.11: `IfExists` on a key that requests may lack cannot go")
  void noNewAccess_ifExistsOfOtherKey_isRefuted(String operator, String key, String value) {
    String with = "'" + operator + "IfExists':{'" + key + "':'" + value + "'}";

    assertThat(changedDeny(ALICE, with, with.replace("IfExists", "")))
        .isInstanceOf(Proof.Refuted.class);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "kms:EncryptionContext:a, kms:Decrypt",
    "kms:RotationPeriodInDays, kms:EnableKeyRotation",
    "kms:GrantOperations, kms:CreateGrant",
    "aws:RequestTag/a, kms:TagResource",
    "aws:TagKeys, kms:UntagResource"
  })
  @DisplayName("6.11: a key that no request for an action has refutes no claim about this action")
  void notGranted_keyOfOtherActions_isNotRefuted(String key, String action) {
    String condition = "'ForAnyValue:StringLike':{'" + key + "':'*'}";

    witness(allows(ALICE, action, condition));
    assertThat(allows(ALICE, "kms:DescribeKey", condition)).isInstanceOf(Proof.Indeterminate.class);
    witness(allows(ALICE, "kms:DescribeKey", condition.replace("AnyValue", "AllValues")));
  }

  @ParameterizedTest
  @CsvSource({"aws:SecureTransport", "aws:ViaAWSService"})
  @DisplayName("4.13, 6.11: whether a service's own call has a key of the transport is open")
  void noNewAccess_ifExistsForService_isNotProven(String key) {
    String with = "'BoolIfExists':{'" + key + "':'false'}";

    assertThat(changedDeny(LOGS, with, with.replace("IfExists", "")))
        .isInstanceOf(Proof.Indeterminate.class);
    assertThat(changedDeny(LOGS, with.replace("IfExists", ""), with))
        .isInstanceOf(Proof.Proven.class);
  }

  @Test
  @DisplayName("6.11: beside unknown grants, the calls of services by them are left out, and named")
  void noNewAccess_ifExistsBesideUnknownGrants_isProvenButForServices() {
    String with = "'BoolIfExists':{'aws:SecureTransport':'false'}";
    String own = statement("Allow", ALICE, "kms:*", "");
    Proof proof =
        PolicyProver.create()
            .noNewAccess(
                state(GrantLayer.unknown(), own, statement("Deny", "'*'", "kms:*", with)),
                state(
                    GrantLayer.unknown(),
                    own,
                    statement("Deny", "'*'", "kms:*", with.replace("IfExists", ""))));

    assertThat(proof).isInstanceOf(Proof.Proven.class);
    assertThat(proof.statistics().leftOut())
        .singleElement()
        .matches(reason -> reason.text().contains("`aws:SecureTransport`"))
        .matches(reason -> reason.kind() == OpenReason.Kind.SERVICE_CALL);
    PolicyState known = state(GrantLayer.none(), own);
    Proof other = PolicyProver.create().noNewAccess(known, known);
    for (Proof both : List.of(proof.and(other), other.and(proof))) {
      assertThat(both).isInstanceOf(Proof.Proven.class);
      assertThat(both.statistics().leftOut()).isEqualTo(proof.statistics().leftOut());
    }
  }

  @ParameterizedTest
  @DisplayName("6.11: what unknown grants may give to services for certain is not left out")
  @CsvSource({
    "'Null':{'aws:SourceAccount':'true'}, refuted",
    "'StringEquals':{'aws:PrincipalServiceName':'logs.amazonaws.com'}, refuted",
    "'BoolIfExists':{'aws:SecureTransport':'false'}, indeterminate"
  })
  void noNewAccess_serviceNamedOrCertain_isNotLeftOut(String condition, String answer) {
    boolean isNamed = condition.contains("IfExists");
    String own = statement("Allow", isNamed ? LOGS : ALICE, "kms:*", "");
    String plain = condition.replace("IfExists", "");
    PolicyState before =
        state(GrantLayer.unknown(), own, statement("Deny", "'*'", "kms:*", condition));
    PolicyState after =
        isNamed
            ? state(GrantLayer.unknown(), own, statement("Deny", "'*'", "kms:*", plain))
            : state(GrantLayer.unknown(), own);

    Proof proof = PolicyProver.create().noNewAccess(before, after);

    assertThat(proof.statistics().leftOut()).isEmpty();
    assertThat(proof)
        .isInstanceOf(answer.equals("refuted") ? Proof.Refuted.class : Proof.Indeterminate.class);
    assertThat(PolicyProver.create().gains(before, after, access -> false).isProven()).isFalse();
  }

  @Test
  @DisplayName("6.11: what a service gains with and without a key of the transport is refuted")
  void noNewAccess_serviceGainsEitherWay_isRefuted() {
    String before = "'Bool':{'aws:SecureTransport':['true','false']}";
    assertThat(
            changedDeny(
                LOGS,
                "'StringLikeIfExists':{'aws:SecureTransport':'*'}",
                "'Null':{'aws:SourceArn':'true'}"))
        .isInstanceOf(Proof.Refuted.class);
    assertThat(changedDeny(LOGS, before, "'Null':{'aws:SourceArn':'true'}"))
        .isInstanceOf(Proof.Indeterminate.class);
  }

  @ParameterizedTest
  @CsvSource({"aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalType", "aws:userid"})
  @DisplayName("4.13, 6.11: a service's own call has no key of an identity")
  void notGranted_identityOfService_isProven(String key) {
    assertThat(allows(LOGS, "kms:Decrypt", "'Null':{'" + key + "':'false'}"))
        .isInstanceOf(Proof.Proven.class);
  }

  @ParameterizedTest
  @CsvSource({"aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID"})
  @DisplayName("4.13: only a service's own call has a source")
  void notGranted_sourceOfUser_isUndecided(String key) {
    String condition = "'Null':{'" + key + "':'false'}";

    assertThat(allows(ALICE, "kms:Decrypt", condition)).isInstanceOf(Proof.Indeterminate.class);
    assertThat(allows(LOGS, "kms:Decrypt", condition)).isInstanceOf(Proof.Refuted.class);
  }

  @Test
  @DisplayName("What AWS is merely not documented to send refutes nothing, and proves nothing")
  void notGranted_undocumented_isUndecided() {
    assertThat(allows(LOGS, "kms:Decrypt", "'Null':{'aws:PrincipalOrgID':'false'}"))
        .isInstanceOf(Proof.Indeterminate.class);
    assertThat(allows(ALICE, "kms:Decrypt", "'Null':{'aws:PrincipalServiceNamesList':'false'}"))
        .isInstanceOf(Proof.Indeterminate.class);
  }

  @Test
  @DisplayName("6.11: a witness has the keys that every request has, with one value each")
  void notGranted_witness_hasEveryKeyThatIsRead() {
    Proof proof =
        PolicyProver.create()
            .notGranted(
                state(
                    GrantLayer.none(),
                    statement("Allow", ALICE, "kms:Decrypt", ""),
                    statement(
                        "Deny", "'*'", "kms:Decrypt", "'Bool':{'aws:SecureTransport':'false'}"),
                    statement(
                        "Deny",
                        "'*'",
                        "kms:Decrypt",
                        "'DateGreaterThan':{'aws:CurrentTime':'2030-01-01T00:00:00Z'},"
                            + "'StringNotEquals':{'aws:RequestedRegion':'us-west-2'}")),
                RequestFilter.all().actions(List.of("kms:Decrypt")));

    assertThat(value(proof, "aws:SecureTransport")).isEqualTo("true");
    assertThat(value(proof, "aws:RequestedRegion")).isEqualTo("us-west-2");
    assertThat(value(proof, "aws:CurrentTime")).startsWith("20");
  }

  @Test
  @DisplayName("A key and its older name have one value")
  void notGranted_olderName_hasTheSameValue() {
    String same =
        "'StringEquals':{'kms:KeySpec':'RSA_2048','kms:CustomerMasterKeySpec':'RSA_2048'}";
    Proof proof = allows(ALICE, "kms:Encrypt", same);
    assertThat(value(proof, "kms:CustomerMasterKeySpec")).isEqualTo("RSA_2048");
    assertThat(
            allows(
                ALICE,
                "kms:Encrypt",
                "'StringNotEquals':{'kms:KeySpec':'RSA_2048'},"
                    + "'StringLike':{'kms:CustomerMasterKeySpec':'ECC_*'}"))
        .satisfies(
            one ->
                assertThat(value(one, "kms:KeySpec"))
                    .isEqualTo(value(one, "kms:CustomerMasterKeySpec")));
    assertThat(allows(ALICE, "kms:Encrypt", same.replace("Spec':'RSA_2048'}", "Spec':'other'}")))
        .isInstanceOf(Proof.Indeterminate.class);
  }

  @Test
  @DisplayName("The two forms of the time are one instant")
  void notGranted_time_isOneInstant() {
    Proof proof =
        allows(
            ALICE,
            "kms:Decrypt",
            "'DateGreaterThan':{'aws:CurrentTime':'2028-01-01T00:00:00Z'},"
                + "'DateLessThan':{'aws:EpochTime':'2029-01-01T00:00:00Z'}");
    assertThat(value(proof, "aws:EpochTime")).matches("1[0-9]{9}");
    assertThat(
            allows(
                ALICE,
                "kms:Decrypt",
                "'DateGreaterThan':{'aws:CurrentTime':'2029-01-01T00:00:00Z'},"
                    + "'DateLessThan':{'aws:EpochTime':'2028-01-01T00:00:00Z'}"))
        .isInstanceOf(Proof.Indeterminate.class);
  }

  @Test
  @DisplayName("A member of an organization has a path in it")
  void notGranted_organizationPaths_fit() {
    Proof proof =
        allows(
            ALICE,
            "kms:Decrypt",
            "'StringEquals':{'aws:PrincipalOrgID':['o-one','o-two']},"
                + "'ForAnyValue:StringLike':{'aws:PrincipalOrgPaths':['o-two/*','o-three/*']}");
    assertThat(value(proof, "aws:PrincipalOrgID")).isEqualTo("o-two");
    assertThat(value(proof, "aws:PrincipalOrgPaths")).startsWith("o-two/");
  }

  @Test
  @DisplayName("5.7: a grant for a service has a source, and so has the service's call")
  void noNewAccess_grantOfService_hasSource() {
    String deny = statement("Deny", LOGS, "kms:Decrypt", "'Bool':{'aws:ViaAWSService':'true'}");
    Proof proof =
        PolicyProver.create()
            .noNewAccess(
                state(GrantLayer.unknown(), deny, statement("Deny", LOGS, "kms:Decrypt", "")),
                state(GrantLayer.unknown(), deny));
    assertThat(proof).isInstanceOf(Proof.Refuted.class);
    assertThat(value(proof, "aws:SourceArn")).startsWith("arn:aws:logs:us-west-2:" + ACCOUNT);
    assertThat(((Proof.Refuted) proof).witness().after().policies().grants().toString())
        .contains("arn:aws:logs:us-west-2");

    String sourced = statement("Deny", LOGS, "kms:Decrypt", "'Null':{'aws:SourceArn':'false'}");
    assertThat(
            PolicyProver.create()
                .noNewAccess(
                    state(GrantLayer.unknown(), statement("Deny", LOGS, "kms:*", "")),
                    state(GrantLayer.unknown(), sourced, statement("Deny", LOGS, "kms:G*", ""))))
        .isNotInstanceOf(Proof.Proven.class);
  }
}
