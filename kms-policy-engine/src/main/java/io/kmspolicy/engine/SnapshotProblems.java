package io.kmspolicy.engine;

import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AnyRoleSession;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.Caller.RoleSession;
import io.kmspolicy.model.text.Quoting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What makes decisions of a snapshot open for no good reason: sessions and roles whose path is not
 * known, so that it is not known whether {@code Principal: role/X} of a key policy means them (rule
 * 4.15). A session is one unless a listed role tells its path, which its ARN does not contain; a
 * role is one if a key policy of the snapshot names a role of its name.
 */
public final class SnapshotProblems {

  private final PolicySnapshot snapshot;

  /** The roles without a path, with the statements that name a role of their name. */
  private final Map<AnyRoleSession, List<Named>> roles = new HashMap<>();

  private record Named(PrincipalName.Role role, Statement statement) {}

  private SnapshotProblems(PolicySnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** The problems of a snapshot, one sentence each, sorted. */
  public static List<String> of(PolicySnapshot snapshot) {
    return new SnapshotProblems(snapshot).problems();
  }

  private List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (Caller caller : snapshot.callers()) {
      if (caller instanceof AnyRoleSession role && role.path() instanceof RolePath.Unknown) {
        roles.put(role, new ArrayList<>());
      } else if (caller instanceof RoleSession
          && snapshot.resolved(caller) instanceof RoleSession session
          && session.path() instanceof RolePath.Unknown) {
        problems.add(problem(session));
      }
    }
    if (!roles.isEmpty()) {
      findStatements();
    }
    roles.forEach(
        (role, named) -> {
          if (!named.isEmpty()) {
            problems.add(problem(role, named));
          }
        });
    Collections.sort(problems);
    return problems;
  }

  /** Reads each key policy once, though the aliases of a key have the same. */
  private void findStatements() {
    Set<PolicyLayer> read = Collections.newSetFromMap(new IdentityHashMap<>());
    snapshot
        .listedKeys()
        .forEach(
            key -> {
              if (key.key() instanceof PolicyLayer.Attached policy && read.add(policy)) {
                policy.policies().stream()
                    .flatMap(one -> one.document().statements().stream())
                    .forEach(this::findRoles);
              }
            });
  }

  private void findRoles(Statement statement) {
    for (PrincipalName name : statement.principal().names()) {
      if (name instanceof PrincipalName.Role role) {
        String bare = role.name().substring(role.name().lastIndexOf('/') + 1);
        List<Named> found =
            roles.get(
                new AnyRoleSession(role.partition(), role.accountId(), bare, RolePath.unknown()));
        if (found != null) {
          found.add(new Named(role, statement));
        }
      }
    }
  }

  private static String problem(RoleSession session) {
    return "`"
        + session.arn()
        + "` is a session, and the path of its role is not known: list the role by its ARN, as"
        + " `arn:"
        + session.partition()
        + ":iam::"
        + session.accountId()
        + ":role/"
        + session.roleName()
        + "` with its path, or list the session with the path";
  }

  private static String problem(AnyRoleSession role, List<Named> named) {
    Named first = Collections.min(named, (one, other) -> place(one).compareTo(place(other)));
    int more = named.size() - 1;
    return "the path of "
        + role.identity()
        + " is not known, so whether "
        + Quoting.quote(first.role().text())
        + " in the statement at "
        + place(first)
        + (more == 0 ? "" : " and in " + more + " more")
        + " means it (rule 4.15) is indeterminate, or assumed where callers are listed; list the"
        + " role with its path, which role.json of a policy directory tells";
  }

  private static String place(Named named) {
    return Quoting.oneLine(named.statement().location().toString());
  }
}
