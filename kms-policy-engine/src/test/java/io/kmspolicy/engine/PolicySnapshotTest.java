package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which callers a snapshot has policies for. */
class PolicySnapshotTest {

  private static final String ALLOW = "{'Effect':'Allow','Action':'kms:Decrypt','Resource':'*'}";

  @Test
  @DisplayName("A snapshot lists a role's sessions, unless their role has another path")
  void lists_sessionsOfAListedRole_areListedByTheirPath() {
    Caller.RoleSession session =
        (Caller.RoleSession) Caller.parse("arn:aws:sts::111122223333:assumed-role/App/s1");
    PolicySnapshot listing =
        PolicySnapshot.builder()
            .principal(
                Caller.parse("arn:aws:iam::111122223333:role/x/App"), Policies.identity(ALLOW))
            .build();

    assertThat(listing.lists(session)).isTrue();
    assertThat(listing.lists(session.ofRole("arn:aws:iam::111122223333:role/x/App"))).isTrue();
    assertThat(listing.lists(session.ofRole("arn:aws:iam::111122223333:role/y/App"))).isFalse();
    assertThat(listing.lists(Caller.parse("arn:aws:sts::111122223333:assumed-role/Other/s1")))
        .isFalse();
    assertThat(listing.lists(Caller.parse("arn:aws:iam::111122223333:user/alice"))).isFalse();
  }

  @Test
  @DisplayName("A listed session is a problem unless a listed role or the session tells its path")
  void problems_sessionWithoutAPath_asksForTheRole() {
    Caller.RoleSession session =
        (Caller.RoleSession) Caller.parse("arn:aws:sts::111122223333:assumed-role/App/s1");
    Caller role = Caller.parse("arn:aws:iam::111122223333:role/x/App");
    PolicySnapshot alone =
        PolicySnapshot.builder().principal(session, Policies.identity(ALLOW)).build();

    assertThat(SnapshotProblems.of(alone))
        .singleElement()
        .asString()
        .contains("`arn:aws:sts::111122223333:assumed-role/App/s1`", "list the role");
    assertThat(
            SnapshotProblems.of(
                alone.toBuilder().principal(role, Policies.identity(ALLOW)).build()))
        .isEmpty();
    assertThat(
            SnapshotProblems.of(
                PolicySnapshot.builder()
                    .principal(
                        session.ofRole("arn:aws:iam::111122223333:role/x/App"),
                        Policies.identity(ALLOW))
                    .build()))
        .isEmpty();
  }

  @Test
  @DisplayName("A role without a path is a problem if a key policy names a role of its name")
  void problems_roleWithoutAPath_isOneIfAKeyPolicyNamesIt() {
    Caller.AnyRoleSession role =
        (Caller.AnyRoleSession) Caller.parse("arn:aws:iam::111122223333:role/App");
    PolicySnapshot.Builder unknown =
        PolicySnapshot.builder()
            .principal(role.withPath(Caller.RolePath.unknown()), Policies.identity(ALLOW));
    assertThat(SnapshotProblems.of(unknown.build())).isEmpty();

    KeyPolicies other = naming("arn:aws:iam::111122223333:role/Other");
    KmsResource key = KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/a");
    assertThat(SnapshotProblems.of(unknown.key(key, other).build())).isEmpty();

    KeyPolicies named = naming("arn:aws:iam::111122223333:role/team/App");
    PolicySnapshot.Builder asked =
        unknown
            .key(key, named)
            .key(KmsResource.parse("arn:aws:kms:us-west-2:111122223333:alias/a"), named);
    assertThat(SnapshotProblems.of(asked.build()))
        .singleElement()
        .asString()
        .contains(
            "role App (111122223333) is not known",
            "`arn:aws:iam::111122223333:role/team/App`",
            "rule 4.15")
        .doesNotContain("more");
    assertThat(
            SnapshotProblems.of(
                asked
                    .key(
                        KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/b"),
                        naming("arn:aws:iam::111122223333:role/App"))
                    .build()))
        .singleElement()
        .asString()
        .contains("and in 1 more");
    assertThat(
            SnapshotProblems.of(
                PolicySnapshot.builder()
                    .principal(role, Policies.identity(ALLOW))
                    .key(key, named)
                    .build()))
        .isEmpty();
  }

  private static KeyPolicies naming(String role) {
    return Policies.key(
        "{'Effect':'Allow','Principal':{'AWS':'"
            + role
            + "'},'Action':'kms:Decrypt','Resource':'*'}");
  }

  @Test
  @DisplayName("A listed session has the path of its listed role, and its own layers")
  void decide_listedSessionOfAListedRole_hasThePathOfTheRole() {
    Caller session = Caller.parse("arn:aws:sts::111122223333:assumed-role/App/s1");
    String key = "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    PolicySnapshot.Builder snapshot =
        PolicySnapshot.builder()
            .principal(session, Policies.identity(ALLOW))
            .key(
                KmsResource.parse(key),
                Policies.key(
                    "{'Effect':'Allow','Principal':{'AWS':"
                        + "'arn:aws:iam::111122223333:role/x/App'},"
                        + "'Action':'kms:Decrypt','Resource':'*'}"));
    assertThat(decrypt(snapshot, session, key)).isEqualTo(Decision.INDETERMINATE);

    snapshot.principal(
        Caller.parse("arn:aws:iam::111122223333:role/x/App"), Policies.identity(ALLOW));
    assertThat(decrypt(snapshot, session, key)).isEqualTo(Decision.ALLOWED);

    snapshot.principal(
        Caller.parse("arn:aws:iam::111122223333:role/y/App"), Policies.identity(ALLOW));
    assertThat(decrypt(snapshot, session, key)).isEqualTo(Decision.INDETERMINATE);
  }

  private static Decision decrypt(PolicySnapshot.Builder snapshot, Caller caller, String key) {
    try (Authorizer authorizer = Authorizer.builder().policies(snapshot.build()).build()) {
      return authorizer.principal(caller).decide("kms:Decrypt", key, RequestContext.empty());
    }
  }
}
