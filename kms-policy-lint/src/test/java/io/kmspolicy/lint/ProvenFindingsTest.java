package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.proof.PolicyProver;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.engine.proof.RequestFilter;
import io.kmspolicy.lint.analysis.EffectProofs;
import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Findings that a statement never matches, is shadowed or is redundant, and the absence of a
 * finding about everybody, are compared on random key policies with proofs and with the reference.
 */
final class ProvenFindingsTest {

  private static final int POLICIES = 700;
  private static final int FEWER_POLICIES = 300;
  private static final int REQUESTS = 20;
  private static final KmsResource.Key KEY =
      new KmsResource.Key("aws", "us-west-2", RandomPolicies.ACCOUNT, RandomPolicies.KEY_ID);

  private static final String PAIR = "kms:encryptioncontext:app";
  private static final RequestFilter ON_KEYS =
      RequestFilter.all()
          .actions(
              KmsCatalogue.bundled().actions().stream()
                  .filter(action -> !action.needsNoKey())
                  .map(KmsAction::name)
                  .toList());

  private final RandomPolicies random = new RandomPolicies(20_261_126L);
  private final PolicyProver prover = PolicyProver.create();

  /** Equal questions of several policies are proven once. */
  private final EffectProofs effects = new EffectProofs();

  private final PolicyEvaluator reference = PolicyEvaluator.reference();

  private static PolicyState state(LintedPolicy policy, List<Statement> statements) {
    PolicyDocument document =
        new PolicyDocument(policy.document().version(), policy.document().id(), statements);
    return PolicyState.ofKeyPolicy(
        KEY, PolicyLayer.of(new NamedPolicy("key", document)), GrantLayer.none());
  }

  private List<Finding> lint(LintedPolicy policy) {
    return new PolicyLinter().lint(List.of(policy.text()), unused -> {}, new LintMemory(effects));
  }

  /** In every tenth policy two statements are equal, so that one is redundant. */
  private LintedPolicy randomPolicy(int number) {
    String first = random.statement("Allow", true);
    String other = random.statement("Allow", true);
    return Lints.policy(
        PolicyType.KEY,
        RandomPolicies.policy(
            first, number % 10 == 0 ? first : other, random.statement("Deny", true)));
  }

  private static boolean isAbout(Finding finding, LintRule rule, int statement) {
    return finding.rule() == rule && finding.statement().equals("#" + (statement + 1));
  }

  @Test
  void findings_randomKeyPolicies_areNotRefuted() {
    int never = 0;
    int shadowed = 0;
    int redundant = 0;
    for (int i = 0; i < POLICIES; i++) {
      LintedPolicy policy = randomPolicy(i);
      List<Finding> findings = lint(policy);
      List<Statement> all = policy.document().statements();
      for (int j = 0; j < all.size(); j++) {
        int number = j;
        List<Statement> without = new ArrayList<>(all);
        without.remove(number);
        List<Statement> alone = new ArrayList<>(List.of(all.get(number)));
        all.stream().filter(one -> one.effect() == Effect.DENY).forEach(alone::add);
        if (findings.stream().anyMatch(one -> isAbout(one, LintRule.NEVER_MATCHES, number))) {
          never += isProven(prover.equivalent(state(policy, all), state(policy, without)), policy);
        }
        if (findings.stream().anyMatch(one -> isAbout(one, LintRule.SHADOWED, number))) {
          shadowed += isProven(prover.notGranted(state(policy, alone), ON_KEYS), policy);
        }
        if (findings.stream().anyMatch(one -> isAbout(one, LintRule.REDUNDANT, number))) {
          redundant +=
              isProven(prover.equivalent(state(policy, all), state(policy, without)), policy);
        }
      }
    }
    assertThat(List.of(never, shadowed, redundant)).allMatch(proven -> proven >= 4);
  }

  private static int isProven(Proof proof, LintedPolicy policy) {
    assertThat(proof).as(policy.text().text()).isNotInstanceOf(Proof.Refuted.class);
    return proof instanceof Proof.Proven ? 1 : 0;
  }

  @Test
  void noFindingAboutEverybody_randomRequestsOfStrangers_areNotAllowed() {
    int kept = 0;
    for (int i = 0; i < FEWER_POLICIES; i++) {
      LintedPolicy policy =
          Lints.policy(
              PolicyType.KEY,
              RandomPolicies.policy(
                  random
                      .statement("Allow", true)
                      .replaceFirst(
                          "\"Principal\": (\"[^\"]*\"|\\{[^}]*\\})", "\"Principal\": \"*\""),
                  random.statement("Deny", true)));
      boolean isReported =
          lint(policy).stream().anyMatch(finding -> finding.rule() == LintRule.WILDCARD_PRINCIPAL);
      kept += isReported ? 0 : 1;
      for (int j = 0; !isReported && j < REQUESTS; j++) {
        assertThat(decide(policy)).as(policy.text().text()).isNotEqualTo(Decision.ALLOWED);
      }
    }
    assertThat(kept).isBetween(20, FEWER_POLICIES - 20);
  }

  /** A context in which a pair of the encryption context is present if its name is listed. */
  private RequestContext context() {
    RequestContext made = random.context();
    return made.get(PAIR) instanceof ContextValue.Present
        ? made.toBuilder().set("kms:encryptioncontextkeys", ContextValue.of("app")).build()
        : made;
  }

  private Decision decide(LintedPolicy policy) {
    Caller stranger =
        Caller.parse(
                random.any(
                    List.of(
                        "arn:aws:iam::999999999999:user/alice",
                        "arn:aws:iam::999999999999:root",
                        "arn:aws:sts::999999999999:assumed-role/App/session")))
            .takenLiterally();
    PolicyDocument everything =
        Lints.policy(
                PolicyType.IDENTITY,
                RandomPolicies.policy(
                    "{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}"))
            .document();
    return reference.decide(
        AuthorizationRequest.of(
            stranger,
            random.any(List.of("kms:Decrypt", "kms:Encrypt", "kms:CreateGrant")),
            KEY,
            context()),
        PolicySet.builder()
            .identity(PolicyLayer.of(new NamedPolicy("everything", everything)))
            .key(PolicyLayer.of(new NamedPolicy("key", policy.document())))
            .build());
  }
}
