package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Proofs about documents on every key: key policies, and policies that only limit. */
class WholeScopeProofTest {

  private static final String ALL =
      "{'Effect': 'Allow', 'Principal': '*', 'Action': 'kms:*', 'Resource': '*'}";
  private static final String NOT_ROOT =
      "{'Effect': 'Deny', 'Principal': '*', 'Action': 'kms:*', 'Resource': '*', 'Condition':"
          + " {'ArnLike': {'aws:PrincipalArn': 'arn:aws:iam::*:root'}}}";

  private final PolicyProver prover = PolicyProver.create();

  private static NamedPolicy policy(PolicyType type, String... statements) {
    String json = "{'Version': '2012-10-17', 'Statement': [" + String.join(", ", statements) + "]}";
    String text = type.namesPrincipals() ? json : json.replace("'Principal': '*', ", "");
    return new NamedPolicy("policy", PolicyReader.forType(type).read(text.replace('\'', '"')));
  }

  private static PolicyState key(String... statements) {
    return PolicyState.ofKeyPolicy(PolicyLayer.of(policy(PolicyType.KEY, statements)));
  }

  private static PolicyState limit(PolicyType type, String... statements) {
    return PolicyState.ofLimitingPolicy(type, policy(type, statements));
  }

  @Test
  @DisplayName("Rule 2.9: a key policy is compared on every key that its patterns distinguish")
  void noNewAccess_keyPolicyOnEveryKey_findsTheKeyThatDiffers() {
    String some = ALL.replace("'Resource': '*'", "'Resource': 'arn:aws:kms:*:*:key/12*'");
    String more = ALL.replace("'Resource': '*'", "'Resource': 'arn:aws:kms:*:*:key/mrk-*'");
    assertThat(prover.noNewAccess(key(some), key(some, more)))
        .isInstanceOfSatisfying(
            Proof.Refuted.class,
            refuted ->
                assertThat(refuted.witness().after().request().resource().arn())
                    .contains(":key/mrk-"));
    assertThat(prover.noNewAccess(key(ALL), key(ALL, more))).isInstanceOf(Proof.Proven.class);
  }

  @Test
  void notGranted_principalOfAnotherPartition_isCompared() {
    String china =
        ALL.replace("'*', 'Action'", "{'AWS': 'arn:aws-cn:iam::111122223333:root'}, 'Action'");
    assertThat(prover.notGranted(key(china), RequestFilter.all().actions(List.of("kms:Decrypt"))))
        .isInstanceOf(Proof.Refuted.class);
  }

  @Test
  @DisplayName("Rule 4.2: service control policies limit root users, permissions boundaries do not")
  void noNewAccess_denyOfRootUsers_countsWhereThePolicyAppliesToThem() {
    for (PolicyType type : List.of(PolicyType.SERVICE_CONTROL, PolicyType.VPC_ENDPOINT)) {
      assertThat(prover.noNewAccess(limit(type, ALL, NOT_ROOT), limit(type, ALL)))
          .isInstanceOfSatisfying(
              Proof.Refuted.class,
              refuted ->
                  assertThat(refuted.witness().after().request().caller())
                      .isInstanceOf(Caller.RootUser.class));
    }
    PolicyType boundary = PolicyType.PERMISSIONS_BOUNDARY;
    assertThat(prover.noNewAccess(limit(boundary, ALL, NOT_ROOT), limit(boundary, ALL)))
        .isInstanceOf(Proof.Proven.class);
  }

  private static String where(String condition) {
    return ALL.replace("}", ", 'Condition': {" + condition + "}}");
  }

  private static PolicyState identity(String... statements) {
    return PolicyState.ofIdentityPolicy(PolicyLayer.of(policy(PolicyType.IDENTITY, statements)));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "'StringEquals': {'aws:ResourceAccount': '777788889999'} | Refuted",
        "'StringEquals': {'aws:ResourceAccount': ['x', '444455556666']} | Refuted",
        "'StringNotEquals': {'aws:ResourceAccount': '111122223333'} | Refuted",
        "'StringLike': {'aws:ResourceAccount': '7*'} | Refuted",
        "'StringNotLike': {'aws:ResourceAccount': ['1*', '4*']} | Refuted",
        "'StringEquals': {'aws:ResourceAccount': '${aws:PrincipalAccount}'} | Refuted",
        "'StringEquals': {'aws:ResourceAccount': '${aws:PrincipalAccount}'}, "
            + "'StringLike': {'aws:PrincipalAccount': '7*'} | Refuted",
        "'StringEquals': {'aws:ResourceAccount': '${aws:PrincipalTag/a}'}, "
            + "'StringLike': {'aws:PrincipalTag/a': '7*'} | Indeterminate",
        "'StringEquals': {'aws:SourceAccount': '${aws:ResourceAccount}'}, "
            + "'StringLike': {'aws:SourceAccount': '7*'} | Indeterminate",
        "'NumericGreaterThan': {'aws:ResourceAccount': '777788889999'} | Indeterminate",
        "'StringEquals': {'aws:ResourceAccount': '77778888'} | Proven",
        "'StringLike': {'aws:ResourceAccount': '*:*'} | Proven",
        "'ArnLike': {'aws:ResourceAccount': 'arn:*'} | Proven",
        "'Null': {'aws:ResourceAccount': 'true'} | Proven"
      })
  @DisplayName("tests of `aws:ResourceAccount` divide the keys of all accounts")
  void noNewAccess_accountOfTheKey_isAnyThatATestDistinguishes(String condition, String verdict) {
    String test = where(condition).replace("kms:*", "kms:Decrypt");

    assertThat(prover.noNewAccess(identity(), identity(test)).getClass().getSimpleName())
        .isEqualTo(verdict);
    assertThat(prover.noNewAccess(key(), key(test)).getClass().getSimpleName()).isEqualTo(verdict);
  }

  @Test
  @DisplayName("a service control policy on the accounts of keys is compared on each of them")
  void noNewAccess_perimeterWithoutAnAccount_isRefutedOnItsKeys() {
    String deny =
        where("'StringNotEquals': {'aws:ResourceAccount': ['111122223333'%s]}")
            .replace("Allow", "Deny")
            .replace("kms:*", "kms:Decrypt");
    PolicyState strict = limit(PolicyType.SERVICE_CONTROL, ALL, deny.formatted(""));
    PolicyState lax = limit(PolicyType.SERVICE_CONTROL, ALL, deny.formatted(", '777788889999'"));

    assertThat(prover.noNewAccess(lax, strict)).isInstanceOf(Proof.Proven.class);
    assertThat(prover.noNewAccess(strict, lax))
        .isInstanceOfSatisfying(
            Proof.Refuted.class,
            refuted ->
                assertThat(refuted.witness().after().request().resource().arn())
                    .contains(":777788889999:"));
  }

  @ParameterizedTest
  @EnumSource(
      value = PolicyType.class,
      names = {"IDENTITY", "KEY"},
      mode = EnumSource.Mode.EXCLUDE)
  void noNewAccess_limitIsLifted_isRefutedForEachType(PolicyType type) {
    String deny = "{'Effect': 'Deny', 'Principal': '*', 'Action': 'kms:Decrypt', 'Resource': '*'}";
    assertThat(prover.noNewAccess(limit(type, ALL, deny), limit(type, ALL)))
        .isInstanceOf(Proof.Refuted.class);
    assertThat(prover.noNewAccess(limit(type, ALL), limit(type, ALL, deny)))
        .isInstanceOf(Proof.Proven.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = PolicyType.class,
      names = {"IDENTITY", "KEY"})
  void ofLimitingPolicy_typeThatAllows_isRejected(PolicyType type) {
    assertThatThrownBy(() -> limit(type, ALL)).isInstanceOf(IllegalArgumentException.class);
  }
}
