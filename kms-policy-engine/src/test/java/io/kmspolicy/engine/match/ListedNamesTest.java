package io.kmspolicy.engine.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AnyRoleSession;
import io.kmspolicy.model.request.Caller.IamUser;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.Caller.RoleSession;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promise: a user or a role is found by its name, whatever the path, in one step. */
final class ListedNamesTest {

  private static final String ACCOUNT = "111122223333";
  private static final int ROLES = 500;

  /** A set that counts how often its elements are visited. */
  private static final class CountingSet extends AbstractSet<Caller> {
    private final Set<Caller> callers = new LinkedHashSet<>();
    private int visits;

    @Override
    public boolean add(Caller caller) {
      return callers.add(caller);
    }

    @Override
    public Iterator<Caller> iterator() {
      visits += callers.size();
      return callers.iterator();
    }

    @Override
    public int size() {
      return callers.size();
    }
  }

  private static RoleSession session(String role, RolePath path) {
    return new RoleSession("aws", ACCOUNT, role, "s", path);
  }

  private static PrincipalName role(String name) {
    return PrincipalName.parse("AWS", "arn:aws:iam::" + ACCOUNT + ":role/" + name);
  }

  @Test
  @DisplayName("Questions about every role of a fleet visit each listed caller a few times")
  void questions_aboutEveryRole_doNotVisitAllRolesEach() {
    CountingSet listed = new CountingSet();
    List<PrincipalName> principals = new ArrayList<>();
    for (int number = 0; number < ROLES; number++) {
      listed.add(new AnyRoleSession("aws", ACCOUNT, "app-" + number, RolePath.unknown()));
      principals.add(role("app-" + number));
    }
    ListedNames names = new ListedNames(listed, principals);
    for (int number = 0; number < ROLES; number++) {
      RoleSession one = session("app-" + number, RolePath.unknown());
      assertThat(names.isListed(one)).isTrue();
      assertThat(names.named(one)).containsExactly(RolePath.root());
      assertThat(names.sameName(session("app-" + number, RolePath.root())))
          .contains(session("app-" + number, RolePath.unknown()));
    }
    assertThat(listed.visits).isLessThanOrEqualTo(4 * ROLES);
  }

  @Test
  void named_hasThePathsOfListedRolesAndOfPolicies() {
    RolePath team = new RolePath.Known("/team/");
    RolePath other = new RolePath.Known("/other/");
    ListedNames names =
        new ListedNames(
            Set.of(new AnyRoleSession("aws", ACCOUNT, "App", team)), List.of(role("other/App")));
    assertThat(names.named(session("App", RolePath.unknown()))).containsExactly(team, other);
    assertThat(names.namedByPolicies(session("App", RolePath.unknown()))).containsExactly(other);
    assertThat(names.sameName(session("App", other))).contains(session("App", team));
    assertThat(names.sameName(session("App", team))).isEmpty();
    assertThat(names.isListed(session("Else", team))).isFalse();
    assertThat(names.named(session("Else", team))).isEmpty();
  }

  @Test
  void sameName_findsUsersWhateverTheirPaths() {
    IamUser alice = new IamUser("aws", ACCOUNT, "team/alice");
    ListedNames names = new ListedNames(Set.of(alice), List.of());
    assertThat(names.sameName(new IamUser("aws", ACCOUNT, "alice"))).contains(alice);
    assertThat(names.sameName(alice)).isEmpty();
    assertThat(names.sameName(new IamUser("aws", ACCOUNT, "bob"))).isEmpty();
  }

  @Test
  @DisplayName("4.15: beside a user or role of known path there is none of its name")
  void namesakes_areThoseOfAnotherPath() {
    String iam = "arn:aws:iam::" + ACCOUNT + ":";
    Set<Caller> listed =
        Set.of(
            new IamUser("aws", ACCOUNT, "team/alice"),
            new AnyRoleSession("aws", ACCOUNT, "App", new RolePath.Known("/ops/")),
            new AnyRoleSession("aws", ACCOUNT, "Any", RolePath.unknown()));
    ListedNames names = new ListedNames(listed, List.of());

    assertThat(names.namesakes(iam + "role/App"))
        .containsExactly(iam + "role/App", iam + "role/*/App");
    assertThat(names.namesakes(iam + "user/x/y/alice"))
        .containsExactly(iam + "user/alice", iam + "user/*/alice");
    for (String other :
        List.of(
            "role/ops/App", "user/team/alice", "role/alice", "user/App", "role/x/Any", "root")) {
      assertThat(names.namesakes(iam + other)).isEmpty();
    }
    assertThat(names.namesakes("arn:aws:iam::444455556666:role/App")).isEmpty();
    assertThat(names.namesakes("arn:aws-cn:iam::" + ACCOUNT + ":role/App")).isEmpty();
  }

  @Test
  @DisplayName("A role that is listed with two paths is neither of them by name alone")
  void sameName_withTwoPaths_isForOthers() {
    RolePath ops = new RolePath.Known("/ops/");
    ListedNames names =
        new ListedNames(
            new LinkedHashSet<>(
                List.of(
                    new AnyRoleSession("aws", ACCOUNT, "App", ops),
                    new AnyRoleSession("aws", ACCOUNT, "App", RolePath.root()))),
            List.of());

    assertThat(names.sameName(session("App", ops))).isEmpty();
    assertThat(names.sameName(session("App", RolePath.root()))).isEmpty();
    assertThat(names.sameName(session("App", new RolePath.Known("/x/")))).isPresent();
  }
}
