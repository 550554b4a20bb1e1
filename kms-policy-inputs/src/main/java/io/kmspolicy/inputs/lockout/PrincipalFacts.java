package io.kmspolicy.inputs.lockout;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.directory.PrincipalList;
import io.kmspolicy.inputs.InputPrincipal;
import io.kmspolicy.inputs.InputState;
import io.kmspolicy.lint.lockout.KnownPrincipals;
import io.kmspolicy.lint.lockout.PlannedPrincipals;
import io.kmspolicy.model.request.Caller;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What directories and files say of users and roles that exist, or are about to. */
public final class PrincipalFacts {

  private PrincipalFacts() {}

  /** The users and roles of the accounts of a directory that states that it holds all of them. */
  public static KnownPrincipals known(PolicyDirectory directory) {
    Set<String> accounts = new LinkedHashSet<>();
    for (Caller caller : directory.callers()) {
      if (caller instanceof Caller.AccountCaller member) {
        accounts.add(member.accountId());
      }
    }
    KnownPrincipals known = KnownPrincipals.none();
    for (String account : accounts) {
      Optional<PrincipalList> all = directory.principals(account);
      if (all.isPresent()) {
        known = known.with(account, all.get().asOf(), all.get().names(), all.get().withoutPath());
      }
    }
    return known;
  }

  /** The accounts of users, roles and keys of a directory that states their organization. */
  public static Set<String> organization(PolicyDirectory directory) {
    Set<String> accounts = new LinkedHashSet<>();
    if (directory.organization().isPresent()) {
      for (Caller caller : directory.callers()) {
        if (caller instanceof Caller.AccountCaller member) {
          accounts.add(member.accountId());
        }
      }
      directory.keys().forEach(key -> accounts.add(key.accountId()));
    }
    return accounts;
  }

  /**
   * What a file does to users and roles.
   *
   * @param after what it leaves
   * @param before of a plan, the state before it; empty for other files
   */
  public static PlannedPrincipals planned(InputState after, Optional<InputState> before) {
    Map<String, String> now = named(after);
    Map<String, String> was = before.map(PrincipalFacts::named).orElseGet(Map::of);
    Map<String, String> created = new LinkedHashMap<>(now);
    created.keySet().removeAll(was.keySet());
    Map<String, String> deleted = new LinkedHashMap<>(was);
    deleted.keySet().removeAll(now.keySet());
    Set<String> kept = new HashSet<>(now.keySet());
    kept.retainAll(was.keySet());
    Map<String, String> replaced = new LinkedHashMap<>(now);
    replaced.values().retainAll(after.order().replaced());
    return new PlannedPrincipals(
        true,
        after.order().preparedAt(),
        before.isPresent(),
        created,
        kept,
        deleted,
        replaced,
        Set.of(),
        after.order().creators());
  }

  /**
   * The users and roles that exist before a key policy is set, as the file says it.
   *
   * @param name the name of the policy in the file
   */
  public static Set<String> waits(InputState after, String name) {
    return after.order().waits().getOrDefault(name, Set.of());
  }

  private static Map<String, String> named(InputState state) {
    Map<String, String> names = new LinkedHashMap<>();
    List<InputPrincipal> principals = state.principals();
    principals.forEach(one -> names.put(one.caller().arn(), one.name()));
    return names;
  }
}
