package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.explain.OpenAnswer;
import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.engine.facts.StatedKeys;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Both halves of an answer that depends on unknown condition keys. */
class OpenAnswerTest {

  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final KmsResource KEY =
      KmsResource.parse(
          "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");
  private static final RequestFacts FACTS =
      RequestFacts.of(CallerFacts.of(ALICE), "kms:Decrypt", ResourceFacts.of(KEY));
  private static final String ALLOW = statement("Allow", "Use", "");
  private static final String VPCE = "'StringNotEquals':{'aws:SourceVpce':'vpce-1a2b'}";

  private static String statement(String effect, String sid, String condition) {
    return "{'Sid':'%s','Effect':'%s','Principal':'*','Action':'kms:*','Resource':'*'%s}"
        .formatted(
            sid, effect, condition.isEmpty() ? "" : ",'Condition':{%s}".formatted(condition));
  }

  private static Explanation explain(ConditionContext context, KeyPolicies key) {
    PolicySet policies = PolicySet.of(Policies.identity(), key);
    AuthorizationRequest request =
        new AuthorizationRequest(ALICE, "kms:Decrypt", KEY, context, "", KeyManager.CUSTOMER, "");
    return PolicyEvaluator.tables().explain(request, policies);
  }

  private static OpenAnswer answer(String... statements) {
    return explain(FACTS, Policies.key(statements)).openAnswer().orElseThrow();
  }

  private static List<String> sids(List<DeterminingStatement> statements) {
    return statements.stream().map(one -> one.statement().sid().orElse("")).toList();
  }

  @Test
  @DisplayName("A Deny on an unstated key: the condition, the statement, and the absent key")
  void openAnswer_guardrail_isDeniedByItsStatement() {
    OpenAnswer answer = answer(ALLOW, statement("Deny", "OnlyVpce", VPCE));
    OpenAnswer.Otherwise otherwise = answer.otherwise().orElseThrow();

    assertThat(answer.text())
        .isEqualTo(
            "allowed if `aws:SourceVpce` is `vpce-1a2b`, else denied by key policy p: statement"
                + " \"OnlyVpce\" at 1:117");
    assertThat(otherwise.decision()).isEqualTo(Decision.EXPLICIT_DENY);
    assertThat(sids(otherwise.denies())).containsExactly("OnlyVpce");
    assertThat(otherwise.allows()).isEmpty();
    assertThat(answer.missing()).containsExactly("aws:SourceVpce");
    assertThat(answer.withNothingElse().orElseThrow().decision()).isEqualTo(Decision.EXPLICIT_DENY);
  }

  @Test
  @DisplayName("An Allow on an unstated key: nothing else allows it")
  void openAnswer_conditionalAllow_isAllowedByNothingElse() {
    OpenAnswer answer = answer(statement("Allow", "Use", "'Bool':{'aws:PrincipalIsX':'true'}"));

    assertThat(answer.text())
        .isEqualTo(
            "allowed if `aws:PrincipalIsX` is `true`, else denied because nothing allows it");
    assertThat(sids(answer.otherwise().orElseThrow().allows())).containsExactly("Use");
    assertThat(answer.withNothingElse().orElseThrow().decision()).isEqualTo(Decision.IMPLICIT_DENY);
  }

  @Test
  @DisplayName("Which denial it is may be open; a Deny alone denies what every value allows")
  void openAnswer_denyAndAllow_areToldApart() {
    String tagged = "'StringEquals':{'aws:PrincipalTag/a':'1'}";
    String others = "'StringNotEquals':{'aws:PrincipalTag/a':'1'}";
    OpenAnswer either =
        answer(statement("Allow", "Use", tagged), statement("Deny", "OnlyVpce", VPCE));
    OpenAnswer jointly =
        answer(
            statement("Allow", "Use", tagged),
            statement("Allow", "UseToo", others),
            statement("Deny", "OnlyVpce", VPCE));

    assertThat(either.otherwise().orElseThrow().decision()).isEqualTo(Decision.DENIED);
    assertThat(either.text()).endsWith("1:173, or because nothing allows it");
    assertThat(jointly.otherwise().orElseThrow().decision()).isEqualTo(Decision.EXPLICIT_DENY);
  }

  @Test
  @DisplayName("6.11: a condition does not speak of the absence of a key that every request has")
  void openAnswer_alwaysPresentKey_isNotSaidToBeAbsent() {
    assertThat(answer(ALLOW, statement("Deny", "Tls", "'Bool':{'aws:SecureTransport':'false'}")))
        .extracting(OpenAnswer::text)
        .asString()
        .startsWith("allowed if `aws:SecureTransport` is not `false`, else denied by ");
    assertThat(answer(statement("Allow", "Use", "'BoolIfExists':{'aws:SecureTransport':'true'}")))
        .extracting(OpenAnswer::text)
        .asString()
        .startsWith("allowed if `aws:SecureTransport` is `true`, else ");
    assertThat(answer(statement("Allow", "Use", "'StringNotLike':{'aws:UserAgent':'*curl*'}")))
        .extracting(OpenAnswer::text)
        .asString()
        .startsWith("allowed if `aws:UserAgent` does not match `*curl*`, else ");
    assertThat(
            answer(
                ALLOW, statement("Deny", "Agents", "'StringNotLike':{'aws:UserAgent':'*curl*'}")))
        .extracting(OpenAnswer::text)
        .asString()
        .startsWith("allowed if `aws:UserAgent` matches `*curl*`, else ");
    assertThat(answer(ALLOW, statement("Deny", "Mfa", "'Bool':{'aws:MultiFactorAuthX':'false'}")))
        .extracting(OpenAnswer::text)
        .asString()
        .startsWith("allowed if `aws:MultiFactorAuthX` is absent or is not `false`, else ");
  }

  @Test
  @DisplayName("With more than eight tests, the missing keys are listed")
  void openAnswer_manyTests_listsKeys() {
    String[] eight =
        IntStream.range(0, OpenAnswer.MAX_TESTS)
            .mapToObj(i -> statement("Deny", "D" + i, "'Bool':{'k:%d':'false'}".formatted(i)))
            .toArray(String[]::new);
    String[] nine = Arrays.copyOf(eight, eight.length + 1);
    nine[eight.length] = statement("Deny", "D8", "'Bool':{'k:8':'false'}");
    String[] withAllow = Arrays.copyOf(eight, eight.length + 1);
    withAllow[eight.length] = ALLOW;
    String[] more = Arrays.copyOf(nine, nine.length + 1);
    more[nine.length] = ALLOW;

    assertThat(answer(withAllow).text())
        .startsWith("allowed if (`k:0` is absent or is not `false`) and (")
        .endsWith("or one of 5 other statements");
    assertThat(answer(more).condition()).isEmpty();
    assertThat(answer(more).otherwise()).isEmpty();
    assertThat(answer(more).text()).startsWith("depending on k:0, k:1").endsWith("k:8");
    assertThat(answer(more).withNothingElse().orElseThrow().decision()).isEqualTo(Decision.ALLOWED);
  }

  @Test
  @DisplayName("An unknown layer is no condition on keys")
  void openAnswer_unknownLayer_isListed() {
    AuthorizationRequest request =
        new AuthorizationRequest(ALICE, "kms:Decrypt", KEY, FACTS, "", KeyManager.CUSTOMER, "");
    PolicySet unknown =
        PolicySet.of(Policies.identity(), Policies.key(Policies.DELEGATING)).toBuilder()
            .identity(PolicyLayer.unknown())
            .build();
    OpenAnswer answer =
        PolicyEvaluator.tables().explain(request, unknown).openAnswer().orElseThrow();

    assertThat(answer.text()).isEqualTo("depending on identity");
    assertThat(answer.withNothingElse().orElseThrow().decision()).isEqualTo(Decision.INDETERMINATE);
  }

  @Test
  @DisplayName("A literal context, and one with nothing else, have no second answer")
  void withNothingElse_statedContext_isEmpty() {
    KeyPolicies key =
        Policies.key(statement("Allow", "Use", "'Bool':{'aws:SecureTransport':'true'}"));
    RequestContext literal =
        RequestContext.builder().set("aws:SecureTransport", ContextValue.presentUnknown()).build();

    assertThat(explain(literal, key).openAnswer().orElseThrow().withNothingElse()).isEmpty();
    assertThat(explain(FACTS.withNothingElse(), key).openAnswer().orElseThrow().withNothingElse())
        .isEmpty();
  }

  @Test
  @DisplayName("6.17: what the step budget leaves no time for is left out, and not open")
  void openAnswer_everyBudget_isWholeOrLeftOut() {
    PolicySet policies =
        PolicySet.of(Policies.identity(), Policies.key(ALLOW, statement("Deny", "OnlyVpce", VPCE)));
    AuthorizationRequest request =
        new AuthorizationRequest(ALICE, "kms:Decrypt", KEY, FACTS, "", KeyManager.CUSTOMER, "");
    OpenAnswer whole = answer(ALLOW, statement("Deny", "OnlyVpce", VPCE));
    Set<Boolean> found = new HashSet<>();

    for (int steps = 1; steps < 100_000; steps += 1 + steps / 5) {
      OpenAnswer cut =
          PolicyEvaluator.reference(steps).explain(request, policies).openAnswer().orElseThrow();
      found.add(cut.withNothingElse().isPresent());
      assertThat(cut.condition().or(whole::condition)).isEqualTo(whole.condition());
      assertThat(cut.withNothingElse().or(whole::withNothingElse))
          .isEqualTo(whole.withNothingElse());
    }
    assertThat(found).containsExactlyInAnyOrder(true, false);
  }

  @Test
  @DisplayName("A certain decision has no halves")
  void openAnswer_certainDecision_isEmpty() {
    assertThat(explain(FACTS, Policies.key(ALLOW)).openAnswer()).isEmpty();
  }

  @Test
  @DisplayName("A redacted explanation hides the values of the encryption context in all texts")
  void redacted_encryptionContext_isHidden() {
    RequestFacts facts =
        FACTS.stating(
            StatedKeys.of(
                RequestContext.builder().unknown("kms:EncryptionContext:tenant").build()));
    KeyPolicies key =
        Policies.key(
            statement("Allow", "Use", "'StringEquals':{'kms:EncryptionContext:tenant':'secret'}"));
    KeyPolicies granted =
        new KeyPolicies(
            Policies.key().key(),
            new GrantLayer.Known(
                List.of(
                    Policies.grant(
                        "g1",
                        ALICE.arn(),
                        new ContextConstraint.Containing(Map.of("tenant", "secret"))))),
            key.resourceControl(),
            KeyManager.CUSTOMER);

    for (KeyPolicies each : List.of(key, granted)) {
      Explanation open = explain(facts, each);
      assertThat(open.openAnswer().orElseThrow().text()).contains("secret");
      assertThat(open.redacted().openAnswer().orElseThrow().text())
          .isEqualTo(
              "allowed if `kms:EncryptionContext:tenant` is `(value withheld)`, else denied because"
                  + " nothing allows it");
      assertThat(open.redacted().text())
          .startsWith(
              "INDETERMINATE: allowed if `kms:EncryptionContext:tenant` is `(value withheld)`");
      assertThat(open.redacted().json()).contains("\"values\":[\"(value withheld)\"]}");
    }
  }
}
