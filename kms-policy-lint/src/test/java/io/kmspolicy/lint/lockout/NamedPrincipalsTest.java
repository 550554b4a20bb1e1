package io.kmspolicy.lint.lockout;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.lockout.LockoutVerdict.Refused;
import io.kmspolicy.lint.lockout.NamedPrincipals.Awaited;
import io.kmspolicy.lint.lockout.NamedPrincipals.Missing;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which users and roles a key policy names that are not known to exist. */
final class NamedPrincipalsTest {

  private static final String ACCOUNT = "111122223333";
  private static final String IAM = "arn:aws:iam::" + ACCOUNT + ":";
  private static final String ELSEWHERE = "arn:aws:iam::444455556666:role/App";
  private static final Instant LISTED = Instant.parse("2026-01-02T00:00:00Z");
  private static final KnownPrincipals KNOWN =
      KnownPrincipals.none()
          .with(
              ACCOUNT,
              LISTED,
              Set.of("role/App", "role/team/Batch", "user/alice"),
              Set.of("role/Undescribed"))
          .with("444455556666", LISTED, Set.of("role/Partner"), Set.of());

  private static PolicyDocument policy(String... principals) {
    return PolicyReader.forType(PolicyType.KEY)
        .read(
            "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\":"
                + " \"kms:Decrypt\", \"Resource\": \"*\", \"Principal\": {\"AWS\": ["
                + Arrays.stream(principals)
                    .map(principal -> '"' + principal + '"')
                    .collect(Collectors.joining(","))
                + "]}}}");
  }

  private static NamedPrincipals named(PlannedPrincipals plan, String... principals) {
    return NamedPrincipals.of(policy(principals), ACCOUNT, Optional.empty(), KNOWN, plan);
  }

  private static NamedPrincipals named(String... principals) {
    return named(PlannedPrincipals.none(), principals);
  }

  private static PlannedPrincipals plan(Instant preparedAt, String... others) {
    return new PlannedPrincipals(
        true,
        Optional.ofNullable(preparedAt),
        true,
        Map.of(IAM + "role/New", "aws_iam_role.new"),
        Set.of(),
        Map.of(IAM + "role/App", "aws_iam_role.app"),
        Map.of(),
        Set.of(),
        List.of(others));
  }

  @Test
  @DisplayName("What the list has exists; root, services and accounts are never asked for")
  void of_existing_isNotNamed() {
    assertThat(
            named(
                IAM + "role/App",
                IAM + "role/team/Batch",
                IAM + "user/alice",
                "arn:aws:iam::444455556666:role/Partner",
                IAM + "root",
                "444455556666",
                "AROAEXAMPLEEXAMPLEEXA"))
        .isEqualTo(NamedPrincipals.none());
  }

  @Test
  @DisplayName("What it does not have is missing, with the one of the same or a near name")
  void of_missing_hasTheNearest() {
    List<Missing> missing =
        named(IAM + "role/Ap", IAM + "role/Batch", IAM + "user/App", IAM + "role/x/App").missing();
    assertThat(missing)
        .extracting(one -> one.arn() + " " + one.nearest().orElse("none"))
        .containsExactly(
            IAM + "role/Ap " + IAM + "role/App",
            IAM + "role/Batch " + IAM + "role/team/Batch",
            IAM + "user/App none",
            IAM + "role/x/App " + IAM + "role/App");
    Refused refused = named(IAM + "role/Ap").refusal().orElseThrow();
    assertThat(refused.reason())
        .contains("`" + IAM + "role/Ap`", LISTED.toString(), "[principal-not-found]")
        .contains("did you mean `" + IAM + "role/App`?");
  }

  @Test
  @DisplayName("A path that is not known, another case, another account: never missing")
  void of_notSettled_isAwaited() {
    assertThat(
            named(
                IAM + "role/any/Undescribed",
                IAM + "role/APP",
                "arn:aws:iam::777788889999:role/App",
                "arn:aws:sts::" + ACCOUNT + ":assumed-role/Nobody/session"))
        .isEqualTo(
            new NamedPrincipals(
                List.of(),
                List.of(
                    new Awaited(IAM + "role/any/Undescribed", ""),
                    new Awaited(IAM + "role/APP", ""),
                    new Awaited("arn:aws:iam::777788889999:role/App", ""),
                    new Awaited("arn:aws:sts::" + ACCOUNT + ":assumed-role/Nobody/session", ""))));
    NamedPrincipals elsewhere = named(ELSEWHERE);
    assertThat(elsewhere.missing()).isEmpty();
    assertThat(elsewhere.awaited().get(0).note()).contains("other accounts", "are not judged");
    assertThat(
            NamedPrincipals.of(
                    policy(IAM + "role/Nobody"),
                    "",
                    Optional.empty(),
                    KNOWN,
                    PlannedPrincipals.none())
                .missing())
        .isEmpty();
  }

  @Test
  @DisplayName("Roles that services and IAM Identity Center create are never missing")
  void of_rolesOfServices_areAwaited() {
    assertThat(
            named(
                    IAM
                        + "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
                    IAM + "role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_X_0123456789abcdef")
                .awaited())
        .extracting(Awaited::note)
        .satisfiesExactly(
            note ->
                assertThat(note)
                    .contains(
                        "`aws iam create-service-linked-role --aws-service-name"
                            + " autoscaling.amazonaws.com`"),
            note -> assertThat(note).contains("permission set"));
  }

  @Test
  @DisplayName(
      "A list that is older than the plan does not settle it, and neither does an undated plan")
  void of_olderThanThePlan_isAwaited() {
    String typo = IAM + "role/Ap";
    assertThat(named(plan(LISTED), typo).missing()).hasSize(1);
    assertThat(named(plan(LISTED.minusSeconds(1)), typo).missing()).hasSize(1);
    for (Instant time : Arrays.asList(LISTED.plusSeconds(1), null)) {
      NamedPrincipals named = named(plan(time), typo);
      assertThat(named.missing()).isEmpty();
      assertThat(named.awaited().get(0).note())
          .contains(time == null ? "does not say when it was made" : "before the plan was made")
          .contains("did you mean `" + IAM + "role/App`?");
    }
    NamedPrincipals open = named(plan(LISTED, "module.x.aws_iam_role.y"), typo);
    assertThat(open.missing()).isEmpty();
    assertThat(open.awaited().get(0).note()).contains("`module.x.aws_iam_role.y`", "may create it");
  }

  @Test
  @DisplayName("A role that the plan creates must be created first, unless the policy waits for it")
  void of_createdByThePlan_isAwaited() {
    PlannedPrincipals plan = plan(LISTED);
    assertThat(named(plan, IAM + "role/New").awaited())
        .containsExactly(
            new Awaited(
                IAM + "role/New",
                "`aws_iam_role.new` of the same change creates it; the key policy must depend on"
                    + " it"));
    assertThat(named(plan.beside(Set.of("aws_iam_role.new"), Set.of(), true), IAM + "role/New"))
        .isEqualTo(NamedPrincipals.none());
  }

  @Test
  @DisplayName("A role that the plan deletes is named, also by a policy that stays")
  void of_deletedByThePlan_isNamed() {
    PlannedPrincipals kept = plan(LISTED).beside(Set.of(), Set.of(IAM + "role/Gone"), false);
    NamedPrincipals named = named(kept, IAM + "role/App", IAM + "role/Gone", IAM + "role/Typo");
    assertThat(named.missing()).isEmpty();
    assertThat(named.awaited())
        .containsExactly(
            new Awaited(IAM + "role/App", "the same change deletes it, as `aws_iam_role.app`"));
  }

  @Test
  @DisplayName("What the policy named before was there, unless a newer list lacks it")
  void of_namedBefore_wasThere() {
    String elsewhere = "arn:aws:iam::777788889999:role/App";
    Set<String> before = Set.of(IAM + "role/Gone", elsewhere);
    assertThat(
            named(
                plan(LISTED.plusSeconds(1)).beside(Set.of(), before, true),
                IAM + "role/Gone",
                elsewhere))
        .isEqualTo(NamedPrincipals.none());
    assertThat(named(plan(LISTED).beside(Set.of(), before, true), IAM + "role/Gone").missing())
        .hasSize(1);
  }

  @Test
  @DisplayName("The caller exists: a user, and the role of a session whose path is known")
  void of_caller_exists() {
    for (String caller : List.of(IAM + "user/carol", IAM + "role/ops/Deploy")) {
      assertThat(
              NamedPrincipals.of(
                  policy(caller),
                  ACCOUNT,
                  Optional.of((AccountCaller) Caller.parse(caller)),
                  KNOWN,
                  PlannedPrincipals.none()))
          .isEqualTo(NamedPrincipals.none());
    }
  }

  @Test
  @DisplayName("A policy of many missing roles searches near names for five")
  void of_manyMissing_searchesFewNames() {
    String[] many =
        IntStream.range(0, 200).mapToObj(i -> IAM + "role/Ap" + i).toArray(String[]::new);
    NamedPrincipals named = named(many);
    assertThat(named.missing()).hasSize(200);
    assertThat(named.missing().stream().filter(one -> one.nearest().isPresent())).hasSize(5);
    assertThat(named.refusal().orElseThrow().reason()).contains("; and 195 more");
  }

  @Test
  void danger_onlyARoleThatGoes_isNamed() {
    Administrators one = new Administrators.Identities(List.of(IAM + "role/App"));
    Administrators two =
        new Administrators.Identities(List.of(IAM + "role/App", IAM + "role/Other"));
    assertThat(SoleAdministrator.danger(one, plan(LISTED)))
        .hasValueSatisfying(why -> assertThat(why).contains("deletes it, as `aws_iam_role.app`"));
    assertThat(SoleAdministrator.danger(two, plan(LISTED))).isEmpty();
    assertThat(SoleAdministrator.danger(one, PlannedPrincipals.none())).isEmpty();
    assertThat(SoleAdministrator.danger(new Administrators.OnlyRoot(), plan(LISTED))).isEmpty();
  }
}
