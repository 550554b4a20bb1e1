package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The conditions under which an authorizer allows requests. */
class AccessConditionTest {

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final String ENDPOINT = "'aws:SourceVpce':'vpce-1'";
  private static final String TENANT = "'kms:EncryptionContext:tenant':'a'";

  private static String statement(String effect, String action, String condition) {
    return "{'Effect':'%s','Action':'%s','Resource':'*'%s}"
        .formatted(
            effect,
            action,
            condition.isEmpty() ? "" : ",'Condition':{'StringEquals':{" + condition + "}}");
  }

  private static Authorizer authorizer(PrincipalPolicies own, KeyPolicies key) {
    return Authorizer.builder()
        .policies(
            PolicySnapshot.builder().principal(ALICE, own).key(KmsResource.parse(KEY), key).build())
        .build();
  }

  private static Authorizer authorizer(String... identity) {
    return authorizer(Policies.identity(identity), Policies.key(Policies.DELEGATING));
  }

  private static AccessCondition conditions(Authorizer authorizer, String action) {
    return authorizer.conditions(ALICE, authorizer.action(action), KEY);
  }

  @Test
  @DisplayName("Always, never, and the condition of a statement")
  void conditions_eachKind_isItsValue() {
    try (Authorizer authorizer =
        authorizer(
            statement("Allow", "kms:DescribeKey", ""), statement("Allow", "kms:Decrypt", TENANT))) {
      assertThat(conditions(authorizer, "kms:DescribeKey")).isEqualTo(new AccessCondition.Always());
      assertThat(conditions(authorizer, "kms:Encrypt")).isEqualTo(new AccessCondition.Never());
      AccessCondition found = conditions(authorizer, "kms:Decrypt");
      assertThat(found)
          .isInstanceOfSatisfying(
              AccessCondition.Under.class,
              under ->
                  assertThat(under.condition())
                      .isInstanceOfSatisfying(
                          ConditionExpression.Predicate.class,
                          test -> assertThat(test.values()).containsExactly("a")));
      assertThat(found.text()).startsWith("if ").contains("`a`");
      assertThat(conditions(authorizer, "kms:DescribeKey").text()).isEqualTo("always");
      assertThat(conditions(authorizer, "kms:Encrypt").text()).isEqualTo("never");
    }
  }

  @Test
  @DisplayName("What the request states is respected: only unknown keys are part of the condition")
  void conditions_statedContext_isRespected() {
    try (Authorizer authorizer =
        authorizer(statement("Allow", "kms:Decrypt", ENDPOINT + "," + TENANT))) {
      ActionHandle decrypt = authorizer.action("kms:Decrypt");
      RequestContext.Builder there = RequestContext.builder().put("aws:SourceVpce", "vpce-1");
      RequestContext elsewhere =
          RequestContext.builder().put("aws:SourceVpce", "vpce-2").unknown("*").build();

      assertThat(authorizer.conditions(ALICE, decrypt, KEY).text())
          .contains("vpce-1")
          .contains("tenant");
      assertThat(authorizer.conditions(ALICE, decrypt, KEY, there.unknown("*").build()).text())
          .doesNotContain("vpce-1")
          .contains("tenant");
      assertThat(authorizer.conditions(ALICE, decrypt, KEY, elsewhere))
          .isEqualTo(new AccessCondition.Never());
      assertThat(authorizer.conditions(ALICE, decrypt, KEY, RequestContext.empty()))
          .isEqualTo(new AccessCondition.Never());
      RequestContext both =
          RequestContext.builder()
              .put("aws:SourceVpce", "vpce-1")
              .put("kms:EncryptionContext:tenant", "a")
              .build();
      assertThat(authorizer.conditions(ALICE, decrypt, KEY, both))
          .isEqualTo(new AccessCondition.Always());
    }
  }

  @Test
  @DisplayName("6.8: an unknown layer leaves it open and is named, unless it cannot matter")
  void conditions_unknownLayer_isUnsettledWithItsReason() {
    PrincipalPolicies own = Policies.identity(statement("Allow", "kms:Decrypt", TENANT));
    PrincipalPolicies open =
        new PrincipalPolicies(
            own.identity(),
            own.permissionsBoundary(),
            own.session(),
            OrganizationLayer.unknown(),
            own.vpcEndpoint());
    try (Authorizer authorizer = authorizer(open, Policies.key(Policies.DELEGATING))) {
      AccessCondition found = conditions(authorizer, "kms:Decrypt");
      assertThat(found)
          .isInstanceOfSatisfying(
              AccessCondition.Unsettled.class,
              unsettled -> assertThat(unsettled.unknown().policies()).containsExactly("scp"));
      assertThat(found.text()).contains("scp");
      assertThat(found.evaluate(RequestContext.empty())).isEqualTo(MatchResult.INDETERMINATE);
      assertThat(conditions(authorizer, "kms:Encrypt")).isEqualTo(new AccessCondition.Never());
    }
  }

  @Test
  @DisplayName("6.16: an action that the catalogue does not know is allowed or unsettled")
  void conditions_unknownAction_isNeverADenial() {
    try (Authorizer authorizer = authorizer(statement("Allow", "kms:*", ""))) {
      assertThat(conditions(authorizer, "kms:FutureAction"))
          .isEqualTo(new AccessCondition.Always());
    }
    try (Authorizer authorizer = authorizer(statement("Allow", "kms:Decrypt", ""))) {
      assertThat(conditions(authorizer, "kms:FutureAction"))
          .isInstanceOfSatisfying(
              AccessCondition.Unsettled.class,
              unsettled -> assertThat(unsettled.reasons()).isNotEmpty());
    }
  }

  @Test
  @DisplayName("Conditions are of the published snapshot, and need a resource")
  void conditions_publishedPolicies_areThoseOfTheSnapshot() {
    Authorizer authorizer = authorizer(statement("Allow", "kms:Decrypt", ""));
    ActionHandle decrypt = authorizer.action("kms:Decrypt");
    authorizer.publish(
        PolicySnapshot.builder()
            .principal(ALICE, Policies.identity(statement("Deny", "kms:*", "")))
            .key(KmsResource.parse(KEY), Policies.key(Policies.DELEGATING))
            .build());

    assertThat(authorizer.conditions(ALICE, decrypt, KEY)).isEqualTo(new AccessCondition.Never());
    assertThatThrownBy(() -> authorizer.conditions(ALICE, decrypt, "key"))
        .isInstanceOf(InvalidNameException.class);
    authorizer.close();
    assertThatThrownBy(() -> authorizer.conditions(ALICE, decrypt, KEY))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("On the corpora, a condition has the value of each certain label")
  void accessCondition_corpora_agreesWithTheLabels() {
    PolicyEvaluator evaluator = PolicyEvaluator.tables();
    Map<Decision, Integer> counts = new EnumMap<>(Decision.class);
    for (Corpus corpus : Corpus.bundled()) {
      for (Scenario scenario : corpus.scenarios()) {
        Decision label = scenario.expected().orElseThrow();
        AccessCondition found =
            evaluator.accessCondition(
                scenario.request().in(StatementAnalysis.anyContext()), scenario.policies());
        MatchResult result = found.evaluate(scenario.request().context());
        if (label == Decision.ALLOWED) {
          assertThat(result).as(scenario.id()).isNotEqualTo(MatchResult.NO_MATCH);
        } else if (label.isCertainDenial()) {
          assertThat(result).as(scenario.id()).isNotEqualTo(MatchResult.MATCH);
        }
        if (result != MatchResult.INDETERMINATE) {
          counts.merge(label, 1, Integer::sum);
        }
      }
    }
    assertThat(List.of(counts.get(Decision.ALLOWED), counts.get(Decision.IMPLICIT_DENY)))
        .allSatisfy(count -> assertThat(count).isGreaterThan(50));
  }
}
