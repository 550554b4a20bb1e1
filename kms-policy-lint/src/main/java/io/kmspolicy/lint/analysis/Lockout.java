package io.kmspolicy.lint.analysis;

import io.kmspolicy.engine.ReferenceAuthorizer;
import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a key policy certainly lets no caller change it. The reference evaluation decides {@code
 * kms:PutKeyPolicy} for one representative of each kind of caller that the policy distinguishes,
 * with all other policies and the context unknown. If every representative is certainly denied, so
 * is every caller.
 */
public final class Lockout {

  private static final String USUAL_PARTITION = "aws";
  private static final String ID = "0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f";
  private static final String NAME = "unnamed";

  private final LintedPolicy policy;
  private final ReferenceAuthorizer authorizer = ReferenceAuthorizer.create();
  private final PolicySet policies;

  public Lockout(LintedPolicy policy) {
    this.policy = policy;
    this.policies =
        PolicySet.builder()
            .identity(PolicyLayer.unknown())
            .permissionsBoundary(PolicyLayer.unknown())
            .session(PolicyLayer.unknown())
            .key(PolicyLayer.of(new NamedPolicy("key policy", mostPermissive(policy))))
            .build();
  }

  public boolean isCertain() {
    List<PrincipalName> names = names();
    for (String partition : partitions(names)) {
      for (String account : accounts(names)) {
        KmsResource.Key key = new KmsResource.Key(partition, "us-east-1", account, ID);
        if (callers(partition, account, names).stream()
            .anyMatch(caller -> mayChange(caller, key))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean mayChange(Caller caller, KmsResource.Key key) {
    AuthorizationRequest request =
        AuthorizationRequest.of(caller, "kms:PutKeyPolicy", key, StatementAnalysis.anyContext());
    Decision decision = authorizer.decide(request, policies);
    return decision == Decision.ALLOWED || decision == Decision.INDETERMINATE;
  }

  private List<PrincipalName> names() {
    List<PrincipalName> names = new ArrayList<>();
    for (StatementView view : policy.statements()) {
      names.addAll(view.principals());
      if (view.statement().principal() instanceof PrincipalElement.NotPrincipal excluded) {
        names.addAll(excluded.names());
      }
    }
    return names;
  }

  /** The partitions that the key may be in: those of the principals, and {@code aws}. */
  private static Set<String> partitions(List<PrincipalName> names) {
    Set<String> partitions = new LinkedHashSet<>();
    names.forEach(name -> Arn.parse(name.text()).map(Arn::partition).ifPresent(partitions::add));
    partitions.add(USUAL_PARTITION);
    return partitions;
  }

  /** The accounts that may own the key: each account that the policy names, and another one. */
  private static Set<String> accounts(List<PrincipalName> names) {
    Set<String> accounts = new LinkedHashSet<>();
    names.forEach(name -> KeyOwner.accountOf(name).ifPresent(accounts::add));
    accounts.add(SampleContexts.STRANGER);
    return accounts;
  }

  /**
   * The most permissive reading of the policy, whose key is unknown: each Allow applies to the key,
   * and a Deny applies only if its resource is {@code *}.
   */
  private static PolicyDocument mostPermissive(LintedPolicy policy) {
    List<Statement> statements = new ArrayList<>();
    for (StatementView view : policy.statements()) {
      Statement statement = view.statement();
      boolean every =
          statement.resource() instanceof ResourceElement.Resource listed
              && listed.patterns().stream().anyMatch(pattern -> pattern.text().equals("*"));
      if (every || statement.isInert()) {
        statements.add(statement);
      } else if (view.allows()) {
        statements.add(onEveryKey(statement));
      }
    }
    PolicyDocument document = policy.document();
    return new PolicyDocument(document.version(), document.id(), statements);
  }

  private static Statement onEveryKey(Statement statement) {
    return new Statement(
        statement.sid(),
        statement.effect(),
        statement.principal(),
        statement.action(),
        new ResourceElement.Resource(List.of(ResourcePattern.of("*"))),
        statement.condition(),
        statement.location());
  }

  private static List<Caller> callers(String partition, String account, List<PrincipalName> names) {
    List<Caller> callers = new ArrayList<>();
    callers.add(new Caller.RootUser(partition, account));
    callers.add(new Caller.IamUser(partition, account, NAME));
    callers.add(new Caller.RoleSession(partition, account, NAME, NAME, RolePath.unknown()));
    callers.add(
        new Caller.FederatedUser(partition, account, NAME, Caller.FederatingUser.unknown()));
    names.forEach(name -> named(name).ifPresent(callers::add));
    return callers;
  }

  private static Optional<Caller> named(PrincipalName name) {
    if (name instanceof PrincipalName.User user) {
      return Optional.of(new Caller.IamUser(user.partition(), user.accountId(), user.name()));
    }
    if (name instanceof PrincipalName.Role role) {
      String plain = role.name().substring(role.name().lastIndexOf('/') + 1);
      return Optional.of(
          new Caller.RoleSession(
              role.partition(), role.accountId(), plain, NAME, RolePath.unknown()));
    }
    if (name instanceof PrincipalName.AssumedRoleSession session) {
      return Optional.of(
          new Caller.RoleSession(
              session.partition(),
              session.accountId(),
              session.roleName(),
              session.sessionName(),
              RolePath.unknown()));
    }
    if (name instanceof PrincipalName.FederatedUser user) {
      return Optional.of(
          new Caller.FederatedUser(
              user.partition(), user.accountId(), user.name(), Caller.FederatingUser.unknown()));
    }
    return name instanceof PrincipalName.Service service
        ? Optional.of(new Caller.ServicePrincipal(service.name()))
        : Optional.empty();
  }
}
