package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.request.Caller;
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
}
