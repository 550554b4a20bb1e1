package io.kmspolicy.lint.lockout;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.lint.lockout.Administrators.Identities;
import io.kmspolicy.lint.lockout.Administrators.Nobody;
import io.kmspolicy.lint.lockout.Administrators.OnlyDeleted;
import io.kmspolicy.lint.lockout.Administrators.OnlyRoot;
import io.kmspolicy.lint.lockout.Administrators.OnlyServices;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Searches the callers that could change a key policy. The reference evaluation decides {@code
 * kms:PutKeyPolicy} for one representative of each kind of caller that the policy distinguishes,
 * with all other policies and the context unknown. If every representative is certainly denied, so
 * is every caller.
 */
public final class AdministratorSearch {

  private static final String USUAL_PARTITION = "aws";
  private static final String REGION = "us-east-1";
  private static final String ID = "0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f";
  private static final String UNNAMED = "unnamed";
  private static final String BY_NAME = " that the conditions name";

  /** Stands for every account that the policy does not name as a principal. */
  static final String ANY_ACCOUNT = "999999999999";

  private final PolicyEvaluator authorizer = PolicyEvaluator.reference();
  private final PolicyDocument document;
  private final List<PrincipalName> names;
  private final Set<String> identities = new LinkedHashSet<>();
  private final Set<String> services = new LinkedHashSet<>();
  private boolean root;

  private AdministratorSearch(PolicyDocument document) {
    this.document = document;
    this.names = PolicyPrincipals.of(document);
  }

  /** Who could change the policy of a key that is not known. */
  public static Administrators of(PolicyDocument document) {
    return search(document, AdministratorSearch::searchAnyKey);
  }

  /** Who could change the policy of a key. */
  public static Administrators of(PolicyDocument document, KmsResource.Key key) {
    return search(document, found -> found.search(key, found.policies()));
  }

  /** Who could change the policy of a key that does not exist yet. */
  public static Administrators of(PolicyDocument document, String partition, String account) {
    return search(document, found -> found.searchNewKey(partition, account));
  }

  /** The policy without the ids of deleted users and roles. */
  public static PolicyDocument withoutDeleted(PolicyDocument document) {
    return PolicyPrincipals.withoutDeleted(document);
  }

  /** A policy that matches the same requests, without ARNs that no principal has (rule 4.15). */
  public static PolicyDocument withoutImpossibleArns(PolicyDocument document) {
    return ImpossibleArns.without(document);
  }

  /** How a search goes through the possible keys. */
  private interface Keys {
    void search(AdministratorSearch search);
  }

  /** The answer, if it is the same whatever the values are that are missing in the policy. */
  private static Administrators search(PolicyDocument written, Keys keys) {
    PolicyDocument document = ImpossibleArns.without(written);
    List<String> expressions = OpaqueReading.expressions(document);
    if (expressions.isEmpty()) {
      return searchKnown(document, keys);
    }
    Administrators least = searchKnown(OpaqueReading.least(document), keys);
    return least instanceof Identities
            || least.equals(searchKnown(OpaqueReading.most(document), keys))
        ? least
        : new Administrators.Indeterminate(expressions);
  }

  private static Administrators searchKnown(PolicyDocument document, Keys keys) {
    AdministratorSearch live = new AdministratorSearch(PolicyPrincipals.withoutDeleted(document));
    keys.search(live);
    if (!live.identities.isEmpty()) {
      return new Identities(List.copyOf(live.identities));
    }
    if (live.root) {
      return new OnlyRoot();
    }
    if (!live.services.isEmpty()) {
      return new OnlyServices(List.copyOf(live.services));
    }
    AdministratorSearch all = new AdministratorSearch(document);
    keys.search(all);
    return all.identities.isEmpty() && !all.root ? new Nobody() : new OnlyDeleted(all.deleted());
  }

  private List<String> deleted() {
    return names.stream()
        .filter(PrincipalName.DeletedIdentity.class::isInstance)
        .map(PrincipalName::text)
        .toList();
  }

  private void searchAnyKey() {
    for (String partition : partitions()) {
      for (String account : accounts()) {
        searchNewKey(partition, account);
      }
    }
  }

  private void searchNewKey(String partition, String account) {
    search(
        new KmsResource.Key(partition, REGION, account, ID),
        KeyReadings.permissive(partition).of(policies()));
  }

  /** The key policy, beside policies of the caller that could allow everything. */
  private PolicySet policies() {
    return NewKeyPolicy.unknownPolicies().toBuilder()
        .serviceControl(OrganizationLayer.none())
        .resourceControl(OrganizationLayer.none())
        .vpcEndpoint(PolicyLayer.none())
        .grants(GrantLayer.none())
        .key(PolicyLayer.of(new NamedPolicy("key policy", document)))
        .build();
  }

  private void search(KmsResource.Key key, PolicySet policies) {
    AdministratorContext context = new AdministratorContext(document);
    boolean any = false;
    for (Caller caller : unnamed(key)) {
      if (mayChange(caller, key, policies, context.ofUnnamed(caller, key))) {
        if (caller instanceof Caller.RootUser) {
          root = true;
        } else if (caller instanceof Caller.ServicePrincipal) {
          services.add("every AWS service");
        } else {
          any = true;
        }
      }
    }
    boolean isNobody = any && hasNoMember(key, policies, context);
    if (any && !isNobody) {
      identities.add(identitiesOf(key) + (isByName(key, policies, context) ? BY_NAME : ""));
      return;
    }
    Set<String> members = new LinkedHashSet<>();
    for (PrincipalName name : names) {
      Optional<Caller> caller = named(name);
      if (caller.isPresent()
          && mayChange(caller.get(), key, policies, context.of(caller.get(), key))) {
        (caller.get() instanceof Caller.ServicePrincipal ? services : members)
            .add(caller.get().arn());
      } else if (caller.isPresent()
          && caller.get() instanceof Caller.IamUser user
          && mayChange(sessionOf(user), key, policies, context.of(sessionOf(user), key))) {
        members.add("a federated session of " + user.arn());
      }
    }
    if (!isNobody && !members.isEmpty() && !hasNoMember(key, policies, context)) {
      identities.addAll(members);
    }
  }

  /** Whether all users, roles and sessions are denied whose names no condition compares. */
  private boolean isByName(KmsResource.Key key, PolicySet policies, AdministratorContext context) {
    return unnamed(key).stream()
        .filter(caller -> !(caller instanceof Caller.RootUser))
        .filter(Caller.AccountCaller.class::isInstance)
        .noneMatch(caller -> mayChange(caller, key, policies, context.ofExample(caller, key)));
  }

  /** A federated session that a user made, which may have the permissions of the user (4.12). */
  private static Caller sessionOf(Caller.IamUser user) {
    return new Caller.FederatedUser(
        user.partition(), user.accountId(), UNNAMED, new FederatingUser.Named(user.name()));
  }

  /** Whether tests of ARNs certainly exclude all users, roles and sessions. */
  private boolean hasNoMember(
      KmsResource.Key key, PolicySet policies, AdministratorContext context) {
    return !context.comparesRootOnly()
        && new ArnAdministrators(document, authorizer, context).isProvenNobody(key, policies);
  }

  private static String identitiesOf(KmsResource.Key key) {
    return key.accountId().equals(ANY_ACCOUNT)
        ? "identities of the key's account"
        : "identities of account " + key.accountId();
  }

  private boolean mayChange(
      Caller caller, KmsResource.Key key, PolicySet policies, ConditionContext context) {
    Decision decision =
        authorizer.decide(
            AuthorizationRequest.of(caller, "kms:PutKeyPolicy", key, context), policies);
    return !decision.isCertainDenial();
  }

  /** The partitions that the key may be in: those of the principals, and {@code aws}. */
  private Set<String> partitions() {
    Set<String> partitions = new LinkedHashSet<>();
    names.forEach(name -> Arn.parse(name.text()).map(Arn::partition).ifPresent(partitions::add));
    partitions.add(USUAL_PARTITION);
    return partitions;
  }

  /** The accounts that may own the key: each account that the policy names, and another one. */
  private Set<String> accounts() {
    Set<String> accounts = new LinkedHashSet<>();
    for (PrincipalName name : names) {
      if (name instanceof PrincipalName.Account account) {
        accounts.add(account.accountId());
      }
      Arn.parse(name.text()).map(Arn::accountId).filter(Arn::isAccountId).ifPresent(accounts::add);
    }
    accounts.add(ANY_ACCOUNT);
    return accounts;
  }

  /** Representatives of the callers that the policy does not name. */
  private static List<Caller> unnamed(KmsResource.Key key) {
    String partition = key.partition();
    String account = key.accountId();
    return List.of(
        new Caller.RootUser(partition, account),
        new Caller.IamUser(partition, account, UNNAMED),
        new Caller.RoleSession(partition, account, UNNAMED, UNNAMED, RolePath.unknown()),
        new Caller.FederatedUser(partition, account, UNNAMED, new FederatingUser.Named(UNNAMED)),
        new Caller.ServicePrincipal(UNNAMED + ".amazonaws.com"));
  }

  private static Optional<Caller> named(PrincipalName name) {
    boolean calls =
        name instanceof PrincipalName.User
            || name instanceof PrincipalName.Role
            || name instanceof PrincipalName.AssumedRoleSession
            || name instanceof PrincipalName.FederatedUser
            || name instanceof PrincipalName.Service;
    try {
      return calls ? Optional.of(Caller.parse(name.text())) : Optional.empty();
    } catch (InvalidNameException unusual) {
      return unusualService(name);
    }
  }

  /** A service principal whose name has an unusual form. */
  private static Optional<Caller> unusualService(PrincipalName name) {
    return name instanceof PrincipalName.Service service
        ? Optional.of(new Caller.ServicePrincipal(service.name()))
        : Optional.empty();
  }
}
