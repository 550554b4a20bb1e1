package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Several questions of one caller at once. */
class DecideAllTest {

  private static final String PREFIX = "arn:aws:kms:us-west-2:111122223333:key/";
  private static final String KEY = PREFIX + "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String OTHER = PREFIX + "0987dcba-09fe-87dc-65ba-ab0987654321";
  private static final String UNLISTED = PREFIX + "00000000-0000-0000-0000-000000000000";
  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final String TENANT =
      "'Condition':{'StringEquals':{'kms:EncryptionContext:t':'a'}}";
  private static final String ALLOW =
      "{'Effect':'Allow','Action':['kms:Decrypt','kms:DescribeKey'],'Resource':'*'}";
  private static final String ALLOW_TENANT =
      "{'Effect':'Allow','Action':['kms:Encrypt','kms:ReEncrypt*'],'Resource':'*'," + TENANT + "}";
  private static final String DENY = "{'Effect':'Deny','Action':'kms:*','Resource':'*'}";
  private static final RequestContext TENANT_A =
      RequestContext.builder().put("kms:EncryptionContext:t", "a").build();

  private static PolicySnapshot snapshot(String... identity) {
    return PolicySnapshot.builder()
        .principal(ALICE, Policies.identity(identity))
        .key(KmsResource.parse(KEY), Policies.key(Policies.DELEGATING))
        .key(KmsResource.parse(OTHER), Policies.key())
        .build();
  }

  private static Authorizer authorizer(PolicySnapshot snapshot) {
    return Authorizer.builder().policies(snapshot).build();
  }

  private static List<ActionHandle> actions(Authorizer authorizer, String... names) {
    return Stream.of(names).map(authorizer::action).toList();
  }

  @Test
  @DisplayName("The decisions on several actions have the order of the actions")
  void decideAll_actions_areInTheirOrder() {
    try (Authorizer authorizer = authorizer(snapshot(ALLOW, ALLOW_TENANT))) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      List<ActionHandle> actions =
          actions(
              authorizer,
              "kms:Encrypt",
              "kms:Decrypt",
              "kms:FutureAction",
              "kms:ScheduleKeyDeletion",
              "kms:Decrypt");

      for (int time = 0; time < 3; time++) {
        assertThat(alice.decideAll(actions, KEY, TENANT_A))
            .containsExactly(
                Decision.ALLOWED,
                Decision.ALLOWED,
                Decision.INDETERMINATE,
                Decision.IMPLICIT_DENY,
                Decision.ALLOWED);
        assertThat(alice.decideAll(actions, KEY, RequestContext.empty()))
            .startsWith(Decision.IMPLICIT_DENY, Decision.ALLOWED);
      }
    }
  }

  @Test
  @DisplayName("The decisions on several keys have the order of the keys")
  void decideAll_resources_areInTheirOrder() {
    try (Authorizer authorizer = authorizer(snapshot(ALLOW))) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      List<String> keys = List.of(OTHER, KEY, UNLISTED, KEY);

      for (int time = 0; time < 3; time++) {
        assertThat(alice.decideAll(authorizer.action("kms:Decrypt"), keys, TENANT_A))
            .containsExactly(
                Decision.IMPLICIT_DENY, Decision.ALLOWED, Decision.INDETERMINATE, Decision.ALLOWED);
      }
    }
  }

  @Test
  @DisplayName("No question has no answer, and a name that is no resource has no answers at all")
  void decideAll_emptyOrInvalid_isEmptyOrRefused() {
    try (Authorizer authorizer = authorizer(snapshot(ALLOW))) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      ActionHandle decrypt = authorizer.action("kms:Decrypt");

      assertThat(alice.decideAll(List.of(), KEY, TENANT_A)).isEmpty();
      assertThat(alice.decideAll(decrypt, List.of(), TENANT_A)).isEmpty();
      assertThatThrownBy(() -> alice.decideAll(decrypt, List.of(KEY, "key"), TENANT_A))
          .isInstanceOf(InvalidNameException.class);
      assertThatThrownBy(() -> alice.decideAll(List.of(decrypt), "key", TENANT_A))
          .isInstanceOf(InvalidNameException.class);
    }
  }

  @Test
  @DisplayName("A closed authorizer answers none of several questions")
  void decideAll_closed_isRefused() {
    Authorizer authorizer = authorizer(snapshot(ALLOW));
    PrincipalHandle alice = authorizer.principal(ALICE);
    ActionHandle decrypt = authorizer.action("kms:Decrypt");
    authorizer.close();

    assertThatThrownBy(() -> alice.decideAll(decrypt, List.of(KEY), TENANT_A))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> alice.decideAll(List.of(decrypt), KEY, TENANT_A))
        .isInstanceOf(IllegalStateException.class);
  }

  /** A context during whose first read other policies are published. */
  private record Publishing(Authorizer authorizer, PolicySnapshot next)
      implements ConditionContext {

    @Override
    public ContextValue get(String key) {
      authorizer.publish(next);
      return TENANT_A.get(key);
    }

    @Override
    public Collection<String> namesUnder(String prefix) {
      return TENANT_A.namesUnder(prefix);
    }
  }

  @Test
  @DisplayName("All answers are of the policies that were published when the first one was decided")
  void decideAll_policiesPublishedMeanwhile_doesNotUseThem() {
    PolicySnapshot before = snapshot(ALLOW, ALLOW_TENANT);
    PolicySnapshot denying = snapshot(ALLOW, ALLOW_TENANT, DENY);
    try (Authorizer authorizer = authorizer(before)) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      ConditionContext context = new Publishing(authorizer, denying);
      List<ActionHandle> actions =
          actions(authorizer, "kms:Encrypt", "kms:Decrypt", "kms:DescribeKey");

      assertThat(alice.decideAll(actions, KEY, context)).containsOnly(Decision.ALLOWED);
      assertThat(alice.decideAll(actions, KEY, TENANT_A)).containsOnly(Decision.EXPLICIT_DENY);
      authorizer.publish(before);
      assertThat(
              alice.decideAll(
                  authorizer.action("kms:Encrypt"), List.of(KEY, KEY, OTHER, KEY), context))
          .containsExactly(
              Decision.ALLOWED, Decision.ALLOWED, Decision.IMPLICIT_DENY, Decision.ALLOWED);
      assertThat(alice.decide("kms:Decrypt", KEY, TENANT_A)).isEqualTo(Decision.EXPLICIT_DENY);
    }
  }

  /** What several questions cost: the steps of their contexts, and the rows that they made. */
  private record Cost(long steps, RowStatistics rows) {

    static Cost of(List<String> keys, boolean atOnce) {
      try (Authorizer authorizer = authorizer(snapshot(ALLOW, ALLOW_TENANT))) {
        PrincipalHandle alice = authorizer.principal(ALICE);
        StepCounter counter = new StepBudget(Integer.MAX_VALUE).start();
        ConditionContext context = new CountedContext(TENANT_A, counter);
        List<ActionHandle> actions =
            actions(authorizer, "kms:Encrypt", "kms:Decrypt", "kms:ReEncryptTo", "kms:Encrypt");
        List<Decision> decisions = new ArrayList<>();
        for (String key : keys) {
          if (atOnce) {
            decisions.addAll(alice.decideAll(actions, key, context));
          } else {
            actions.forEach(action -> decisions.add(alice.decide(action, key, context)));
          }
        }
        for (ActionHandle action : actions) {
          if (atOnce) {
            decisions.addAll(alice.decideAll(action, keys, context));
          } else {
            keys.forEach(key -> decisions.add(alice.decide(action, key, context)));
          }
        }
        assertThat(decisions).contains(Decision.ALLOWED, Decision.IMPLICIT_DENY);
        return new Cost(counter.spent(), authorizer.rowStatistics());
      }
    }
  }

  @Test
  @DisplayName("Several questions at once take no more steps and rows than one after the other")
  void decideAll_cost_isAtMostThatOfSingleQuestions() {
    List<String> keys = List.of(KEY, OTHER, KEY);

    Cost one = Cost.of(keys, false);
    Cost all = Cost.of(keys, true);

    assertThat(all.steps()).isPositive().isLessThanOrEqualTo(one.steps());
    assertThat(all.rows().made()).isLessThanOrEqualTo(one.rows().made());
    assertThat(all.rows().extended()).isLessThanOrEqualTo(one.rows().extended());
    assertThat(all.rows().found()).isLessThanOrEqualTo(one.rows().found());
  }
}
