package io.kmspolicy.replay.judge;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The sessions of roles that policies and grants name. Policies tell all other sessions of a role
 * apart by condition keys only, so equal condition contexts give equal decisions. Not thread-safe.
 */
final class NamedSessions {

  private final IdentityHashMap<Object, Set<String>> byPolicies = new IdentityHashMap<>();

  /** The role for a session that the policies do not name, else the caller. */
  Caller.AccountCaller representative(
      Caller.AccountCaller caller, PrincipalPolicies principal, KeyPolicies key) {
    return caller instanceof Caller.RoleSession session && !isNamed(session, principal, key)
        ? session.anySession()
        : caller;
  }

  private boolean isNamed(
      Caller.RoleSession session, PrincipalPolicies principal, KeyPolicies key) {
    Set<String> ofPrincipal = byPolicies.get(principal);
    if (ofPrincipal == null) {
      ofPrincipal = of(principal);
      byPolicies.put(principal, ofPrincipal);
    }
    Set<String> ofKey = byPolicies.get(key);
    if (ofKey == null) {
      ofKey = of(key);
      byPolicies.put(key, ofKey);
    }
    if (ofPrincipal.isEmpty() && ofKey.isEmpty()) {
      return false;
    }
    String arn = session.arn();
    return ofPrincipal.contains(arn) || ofKey.contains(arn);
  }

  private static Set<String> of(PrincipalPolicies principal) {
    Set<String> named = new HashSet<>();
    principal.vpcEndpoint().known().forEach(policy -> add(policy, named));
    return Set.copyOf(named);
  }

  private static Set<String> of(KeyPolicies key) {
    Set<String> named = new HashSet<>();
    key.key().known().forEach(policy -> add(policy, named));
    key.resourceControl().known().forEach(policy -> add(policy, named));
    if (key.grants() instanceof GrantLayer.Known known) {
      for (Grant grant : known.grants()) {
        add(grant.grantee(), named);
        add(grant.retiring(), named);
      }
    }
    return Set.copyOf(named);
  }

  private static void add(NamedPolicy policy, Set<String> to) {
    policy.document().statements().forEach(statement -> add(statement, to));
  }

  private static void add(Statement statement, Set<String> to) {
    for (PrincipalName name : names(statement.principal())) {
      if (name instanceof PrincipalName.AssumedRoleSession session) {
        to.add(session.text());
      }
    }
  }

  private static List<PrincipalName> names(PrincipalElement element) {
    if (element instanceof PrincipalElement.Principal listed) {
      return listed.names();
    }
    return element instanceof PrincipalElement.NotPrincipal excluded ? excluded.names() : List.of();
  }

  private static void add(Grant.GrantPrincipal principal, Set<String> to) {
    if (principal instanceof Grant.GrantPrincipal.Principal named) {
      to.add(named.text());
    }
  }
}
