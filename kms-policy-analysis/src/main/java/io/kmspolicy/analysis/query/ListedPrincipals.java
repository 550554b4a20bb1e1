package io.kmspolicy.analysis.query;

import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.InvalidNameException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The principals of an answer: those of the folders, those that key policies and grants name, and
 * for each of their accounts anybody else. Where a key policy allows something to everybody, also
 * the accounts that its conditions name, and the services.
 */
final class ListedPrincipals {

  /** Names of AWS's own callers in the output of {@code ListGrants} (rule 5.7). */
  private static final Pattern ROLE_OF_AWS = Pattern.compile("([0-9]{12}):(aws:[^:]+):([^:/]+)");

  private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+");

  private final Map<String, Principal> found = new LinkedHashMap<>();
  private final AccountMentions mentions = new AccountMentions();

  ListedPrincipals(Collection<Principal> known) {
    known.forEach(principal -> found.put(principal.bareName(), principal));
  }

  /**
   * Adds the principals that the policies of a key name.
   *
   * @param partition the partition of the key
   */
  void add(PolicySet policies, String partition) {
    if (policies.key() instanceof PolicyLayer.Attached attached) {
      List<Statement> statements = statements(attached).toList();
      statements.forEach(
          statement -> names(statement).forEach(name -> add(Principal.named(name, partition))));
      if (allows(statements, ListedPrincipals::isOfAnyAccount)) {
        addMentions(policies, partition);
      }
      if (allows(statements, ListedPrincipals::isEverybody)) {
        add(Principal.anyService());
      }
    } else if (policies.key() instanceof PolicyLayer.Unknown) {
      addMentions(policies, partition);
      add(Principal.named(new PrincipalName.Everyone(), partition));
      add(Principal.anyService());
    }
    if (policies.grants() instanceof GrantLayer.Known known) {
      known.grants().forEach(grant -> named(grant, partition).forEach(this::add));
    }
    found.computeIfPresent(
        Principal.ANYONE,
        (name, anyone) ->
            Principal.anyone(
                partition(anyone, partition),
                otherAccount(),
                mentions.distinguishesOtherAccounts()
                    ? Principal.Open.ACCOUNT
                    : Principal.Open.NOTHING));
  }

  private void addMentions(PolicySet policies, String partition) {
    mentions.add(policies);
    mentions.accounts().forEach(id -> add(Principal.of(new Caller.RootUser(partition, id))));
  }

  /** An account that no folder and no policy of a key names. */
  private String otherAccount() {
    Set<String> taken = new HashSet<>(mentions.named());
    for (Principal principal : found.values()) {
      if (!principal.isAnyone() && principal.caller() instanceof Caller.AccountCaller member) {
        taken.add(member.accountId());
      }
    }
    long id = Long.parseLong(Principal.OTHER_ACCOUNT);
    while (taken.contains(Long.toString(id))) {
      id--;
    }
    return Long.toString(id);
  }

  /**
   * Takes the paths of users and roles that have a folder, but no description, from the names in
   * the policies of a key, which are names of users and roles that exist (rule 1.8).
   */
  void settlePaths(PolicySet policies, String partition) {
    for (PolicyLayer layer : List.of(policies.key(), policies.vpcEndpoint())) {
      if (layer instanceof PolicyLayer.Attached attached) {
        statements(attached)
            .flatMap(statement -> names(statement).stream())
            .flatMap(name -> Principal.named(name, partition).stream())
            .forEach(this::settlePath);
      }
    }
    if (policies.grants() instanceof GrantLayer.Known known) {
      known.grants().stream()
          .flatMap(grant -> named(grant, partition).stream())
          .forEach(this::settlePath);
    }
  }

  private void settlePath(Principal named) {
    found.computeIfPresent(
        named.bareName(), (name, known) -> known.isOfUnknownPath() ? named : known);
  }

  private static Stream<Statement> statements(PolicyLayer.Attached layer) {
    return layer.policies().stream()
        .map(NamedPolicy::document)
        .flatMap(document -> document.statements().stream());
  }

  private static String partition(Principal principal, String otherwise) {
    return principal.caller() instanceof Caller.AccountCaller member
        ? member.partition()
        : otherwise;
  }

  /** The names in the principals of a statement, without everybody where they are excluded. */
  static List<PrincipalName> names(Statement statement) {
    if (statement.principal() instanceof PrincipalElement.Principal listed) {
      return listed.names();
    }
    return statement.principal() instanceof PrincipalElement.NotPrincipal spared
        ? spared.names().stream().filter(name -> !isEverybody(name)).toList()
        : List.of();
  }

  private static boolean allows(List<Statement> statements, Predicate<PrincipalName> kind) {
    return statements.stream()
        .filter(statement -> statement.effect() == Effect.ALLOW)
        .flatMap(statement -> names(statement).stream())
        .anyMatch(kind);
  }

  /** Whether a name may mean callers of accounts that it does not name (rules 1.7, 1.8). */
  private static boolean isOfAnyAccount(PrincipalName name) {
    return isEverybody(name)
        || name instanceof PrincipalName.DeletedIdentity
        || name instanceof PrincipalName.FederatedProvider;
  }

  private static boolean isEverybody(PrincipalName name) {
    return name instanceof PrincipalName.Everyone
        || name instanceof PrincipalName.EveryAwsPrincipal;
  }

  /** Who may use a grant, and who may retire it (rules 5.7, 5.14). */
  private static List<Principal> named(Grant grant, String partition) {
    return Stream.of(
            named(grant.grantee(), partition),
            named(grant.retiring(), partition),
            named(grant.issuingAccount(), partition))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Principal> named(Grant.GrantPrincipal named, String partition) {
    if (named instanceof Grant.GrantPrincipal.Principal principal) {
      return named(principal.text(), partition);
    }
    return named instanceof Grant.GrantPrincipal.ServicePrincipal service
        ? Principal.named(new PrincipalName.Service(service.name()), partition)
        : Optional.empty();
  }

  /** The principal of a name in a grant; a name that cannot be read may mean everybody listed. */
  private static Optional<Principal> named(String text, String partition) {
    Matcher role = ROLE_OF_AWS.matcher(text);
    if (role.matches()) {
      return Optional.of(
          Principal.of(
              new Caller.RoleSession(
                  partition,
                  role.group(1),
                  role.group(2),
                  role.group(3),
                  Caller.RolePath.unknown())));
    }
    if (SERVICE.matcher(text).matches()) {
      return Optional.of(Principal.of(new Caller.ServicePrincipal(text)));
    }
    try {
      return Principal.named(PrincipalName.parse("AWS", text), partition);
    } catch (InvalidNameException unreadable) {
      return Optional.empty();
    }
  }

  private void add(Optional<Principal> principal) {
    principal.ifPresent(this::add);
  }

  /**
   * Adds a principal. A user or role from a key policy or grant replaces the one of the same name
   * from a folder, whose path is not known.
   */
  private void add(Principal principal) {
    Principal known = found.get(principal.bareName());
    if (known == null || known.isOfUnknownPath()) {
      found.put(principal.bareName(), principal);
    } else if (!known.name().equals(principal.name())) {
      found.putIfAbsent(principal.name(), principal);
    }
  }

  /** Anyone first, then the principals, and for each account anybody else of it. */
  List<Principal> all() {
    List<Principal> all = new ArrayList<>();
    Optional.ofNullable(found.get(Principal.ANYONE)).ifPresent(all::add);
    found.values().stream().filter(principal -> !principal.isAnyone()).forEach(all::add);
    Map<String, String> partitions = new LinkedHashMap<>();
    for (Principal principal : found.values()) {
      if (!principal.isAnybody() && principal.caller() instanceof Caller.AccountCaller member) {
        partitions.putIfAbsent(member.accountId(), member.partition());
      }
    }
    partitions.forEach(
        (id, partition) -> {
          boolean hasRoot = found.containsKey(new Caller.RootUser(partition, id).arn());
          all.add(Principal.anybodyElseOf(partition, id, hasRoot));
        });
    return all;
  }
}
