package io.kmspolicy.engine.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantLayer;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promise: an explanation costs little, also of a key with 50,000 grants. */
class GroupedGrantsTest {

  private static GrantLayer listOf(String... users) {
    return new GrantLayer.Known(
        List.of(users).stream()
            .map(
                user ->
                    new Grant(
                        user,
                        "",
                        "",
                        new GrantPrincipal.Principal("arn:aws:iam::111122223333:user/" + user),
                        new GrantPrincipal.Nobody(),
                        List.of("Decrypt"),
                        GrantConstraints.none(),
                        "",
                        ""))
            .toList());
  }

  @Test
  @DisplayName("the groups of a list are made once while it is explained again, and for each list")
  void last_sameListAndOthers_hasTheGroupsOfTheList() {
    GroupedGrants.Last last = new GroupedGrants.Last();
    GrantLayer first = listOf("alice", "bob", "alice");
    GroupedGrants grouped = last.of(first);

    assertThat(last.of(first)).isSameAs(grouped);
    assertThat(grouped.ofEach())
        .extracting(group -> group.grants().size())
        .containsExactly(2, 1, 2);
    assertThat(last.of(listOf("alice", "bob", "alice"))).isNotSameAs(grouped);
    assertThat(last.of(listOf("carol")).ofEach()).hasSize(1);
    assertThat(last.of(GrantLayer.unknown()).ofEach()).isEmpty();
    assertThat(last.of(first).ofEach()).hasSize(3);
  }
}
