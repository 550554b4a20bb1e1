package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.lint.analysis.Coverage;
import io.kmspolicy.lint.analysis.EffectProofs;
import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.check.DelegationCheck;
import io.kmspolicy.lint.lockout.AdministratorSearch;
import io.kmspolicy.lint.lockout.Administrators;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The certain findings of the linter agree with the decisions of the reference evaluation on random
 * requests.
 */
final class CertaintyTest {

  private static final int POLICIES = 500;
  private static final int REQUESTS = 12;
  private static final List<String> ACTIONS =
      List.of("kms:Decrypt", "kms:Encrypt", "kms:PutKeyPolicy", "kms:DescribeKey");
  private static final List<String> CALLERS =
      List.of(
          "arn:aws:iam::111122223333:user/alice",
          "arn:aws:iam::111122223333:user/bob",
          "arn:aws:iam::111122223333:root",
          "arn:aws:sts::111122223333:assumed-role/App/session",
          "arn:aws:sts::111122223333:federated-user/alice",
          "arn:aws:iam::444455556666:user/carol",
          "logs.us-west-2.amazonaws.com");
  private static final NamedPolicy EVERYTHING =
      new NamedPolicy(
          "everything",
          Lints.policy(
                  PolicyType.IDENTITY,
                  RandomPolicies.policy(
                      "{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}"))
              .document());

  private static final NamedPolicy ENCRYPTION =
      new NamedPolicy(
          "encryption",
          Lints.policy(
                  PolicyType.IDENTITY,
                  RandomPolicies.policy(
                      "{\"Effect\": \"Allow\", \"Action\": \"kms:Encrypt\", \"Resource\": \"*\"}"))
              .document());

  private final RandomPolicies random = new RandomPolicies(20_261_125L);
  private final PolicyEvaluator authorizer = PolicyEvaluator.reference();

  private Decision decide(LintedPolicy key, AuthorizationRequest request) {
    return decide(key, request, false);
  }

  /**
   * Decides with or without a boundary and a session policy; whether these limit an Allow depends
   * on the form of its principal (rule 4.8).
   */
  private Decision decide(LintedPolicy key, AuthorizationRequest request, boolean limited) {
    PolicySet.Builder policies =
        PolicySet.builder()
            .identity(PolicyLayer.of(EVERYTHING))
            .key(PolicyLayer.of(new NamedPolicy("key", key.document())));
    if (limited) {
      policies.permissionsBoundary(PolicyLayer.of(ENCRYPTION)).session(PolicyLayer.of(ENCRYPTION));
    }
    return authorizer.decide(request, policies.build());
  }

  private AuthorizationRequest request(String action) {
    KmsResource key =
        new KmsResource.Key(
            "aws",
            random.any(List.of("us-west-2", "eu-west-1")),
            RandomPolicies.ACCOUNT,
            random.any(List.of(RandomPolicies.KEY_ID, "1234", "0f0f", "mrk-1")));
    Caller caller = Caller.parse(random.any(CALLERS)).takenLiterally();
    return AuthorizationRequest.of(caller, action, key, random.context());
  }

  @Test
  void neverMatches_randomRequests_allowNothing() {
    EffectProofs effects = new EffectProofs();
    int found = 0;
    for (int i = 0; i < POLICIES; i++) {
      LintedPolicy policy =
          Lints.policy(PolicyType.KEY, RandomPolicies.policy(random.statement("Allow", true)));
      boolean never =
          new PolicyLinter()
              .lint(List.of(policy.text()), unused -> {}, new LintMemory(effects)).stream()
                  .anyMatch(finding -> finding.rule() == LintRule.NEVER_MATCHES);
      for (int j = 0; never && j < REQUESTS; j++) {
        assertThat(decide(policy, request(random.any(ACTIONS))))
            .as(policy.text().text())
            .isEqualTo(Decision.IMPLICIT_DENY);
      }
      found += never ? 1 : 0;
    }
    assertThat(found).isGreaterThan(20);
  }

  @Test
  void covers_randomRequests_wideAllowsWhatNarrowAllows() {
    int found = 0;
    for (int i = 0; i < 12 * POLICIES; i++) {
      String wide = random.statement("Allow", true);
      String narrow = random.statement("Allow", true);
      LintedPolicy both = Lints.policy(PolicyType.KEY, RandomPolicies.policy(wide, narrow));
      boolean covers = Coverage.covers(both.statements().get(0), both.statements().get(1));
      LintedPolicy wideOnly = Lints.policy(PolicyType.KEY, RandomPolicies.policy(wide));
      LintedPolicy narrowOnly = Lints.policy(PolicyType.KEY, RandomPolicies.policy(narrow));
      for (int j = 0; covers && j < REQUESTS; j++) {
        AuthorizationRequest request = request(random.any(ACTIONS));
        for (boolean limited : List.of(false, true)) {
          if (decide(narrowOnly, request, limited) == Decision.ALLOWED) {
            assertThat(decide(wideOnly, request, limited))
                .as(both.text().text())
                .isEqualTo(Decision.ALLOWED);
          }
        }
      }
      found += covers ? 1 : 0;
    }
    assertThat(found).isGreaterThan(20);
  }

  @Test
  void covers_randomRequests_denyOverridesTheAllow() {
    int found = 0;
    for (int i = 0; i < 12 * POLICIES; i++) {
      String deny = random.statement("Deny", true);
      String allow = random.statement("Allow", true);
      LintedPolicy both = Lints.policy(PolicyType.KEY, RandomPolicies.policy(deny, allow));
      boolean covers = Coverage.covers(both.statements().get(0), both.statements().get(1));
      for (int j = 0; covers && j < REQUESTS; j++) {
        assertThat(decide(both, request(random.any(ACTIONS))))
            .as(both.text().text())
            .isNotEqualTo(Decision.ALLOWED);
      }
      found += covers ? 1 : 0;
    }
    assertThat(found).isGreaterThan(20);
  }

  @Test
  void lockedOut_randomCallers_nobodyChangesThePolicy() {
    int found = 0;
    for (int i = 0; i < POLICIES; i++) {
      LintedPolicy policy =
          Lints.policy(
              PolicyType.KEY,
              RandomPolicies.policy(
                  random.statement("Allow", true), random.statement("Deny", true)));
      boolean locked = AdministratorSearch.of(policy.document()) instanceof Administrators.Nobody;
      for (int j = 0; locked && j < REQUESTS; j++) {
        assertThat(decide(policy, request("kms:PutKeyPolicy")))
            .as(policy.text().text())
            .isNotEqualTo(Decision.ALLOWED);
      }
      found += locked ? 1 : 0;
    }
    assertThat(found).isBetween(20, POLICIES - 20);
  }

  @Test
  void iamAllowWithoutEffect_randomRequests_allowChangesNothing() {
    int found = 0;
    String root = RandomPolicies.ACCOUNT + "/";
    Caller alice = Caller.parse(CALLERS.get(0)).takenLiterally();
    for (int i = 0; i < POLICIES; i++) {
      LintedPolicy key =
          Lints.policy(
              PolicyType.KEY,
              root + "keys/us-west-2/" + RandomPolicies.KEY_ID + "/policy.json",
              RandomPolicies.policy(
                  random.statement("Allow", true), random.statement("Deny", true)));
      LintedPolicy identity =
          Lints.policy(
              PolicyType.IDENTITY,
              root + "users/alice/identity/one.json",
              RandomPolicies.policy(random.statement("Allow", false)));
      boolean withoutEffect =
          new DelegationCheck(List.of(key, identity))
              .isWithoutEffect(identity.statements().get(0), alice, key);
      for (int j = 0; withoutEffect && j < REQUESTS; j++) {
        AuthorizationRequest request =
            AuthorizationRequest.of(
                alice,
                random.any(ACTIONS),
                new KmsResource.Key(
                    "aws", "us-west-2", RandomPolicies.ACCOUNT, RandomPolicies.KEY_ID),
                random.context());
        PolicySet without =
            PolicySet.builder().key(PolicyLayer.of(new NamedPolicy("key", key.document()))).build();
        PolicySet with =
            without.toBuilder()
                .identity(PolicyLayer.of(new NamedPolicy("identity", identity.document())))
                .build();
        assertThat(authorizer.decide(request, with))
            .as(identity.text().text())
            .isEqualTo(authorizer.decide(request, without));
      }
      found += withoutEffect ? 1 : 0;
    }
    assertThat(found).isBetween(20, POLICIES - 20);
  }
}
