package io.kmspolicy.lint.fix;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The statements of the key policy and the grants that name a deleted user or role by its id (rule
 * 1.8) and that would allow the request if they named the caller: a role that was deleted and
 * created anew has another id, and loses what named it. An id that is known to be of another user
 * or role is none of these.
 */
final class DeletedNames {

  private final PolicyEvaluator evaluator;
  private final AuthorizationRequest request;
  private final Set<String> known;
  private final String arn;
  private final PrincipalName name;
  private final String prefix;

  private DeletedNames(
      PolicyEvaluator evaluator,
      DeniedRequest denied,
      String arn,
      PrincipalName name,
      String prefix) {
    this.evaluator = evaluator;
    this.request = denied.request();
    this.known = denied.ids().keySet();
    this.arn = arn;
    this.name = name;
    this.prefix = prefix;
  }

  /** One line for each statement and grant. */
  static List<String> in(DeniedRequest denied, PolicyEvaluator evaluator) {
    return of(denied, evaluator).map(found -> found.lines(denied.policies())).orElse(List.of());
  }

  private static Optional<DeletedNames> of(DeniedRequest denied, PolicyEvaluator evaluator) {
    AuthorizationRequest request = denied.request();
    if (request.caller() instanceof Caller.IamUser user) {
      return Optional.of(
          new DeletedNames(
              evaluator,
              denied,
              user.arn(),
              new PrincipalName.User(user.partition(), user.accountId(), user.name()),
              "AIDA"));
    }
    return request.caller() instanceof Caller.RoleCaller role
            && role.path() instanceof Caller.RolePath.Known path
        ? Optional.of(
            new DeletedNames(
                evaluator,
                denied,
                role.roleArn().orElseThrow(),
                new PrincipalName.Role(
                    role.partition(), role.accountId(), path.text().substring(1) + role.roleName()),
                "AROA"))
        : Optional.empty();
  }

  private List<String> lines(PolicySet policies) {
    List<String> lines = new ArrayList<>();
    if (policies.key() instanceof PolicyLayer.Attached attached) {
      for (NamedPolicy policy : attached.policies()) {
        for (Statement statement : policy.document().statements()) {
          id(statement)
              .filter(id -> allows(PolicyChanges.only(asked(statement), request)))
              .map(id -> line(id, described(policy, statement), "name it by its ARN again"))
              .ifPresent(lines::add);
        }
      }
    }
    if (policies.grants() instanceof GrantLayer.Known known) {
      for (Grant grant : known.grants()) {
        if (grant.grantee() instanceof Grant.GrantPrincipal.Principal grantee
            && mayBe(grantee.text())
            && allows(PolicyChanges.only(grant.withGrantee(arn), request))) {
          lines.add(line(grantee.text(), "the grant `" + grant.grantId() + "`", "create it again"));
        }
      }
    }
    return lines;
  }

  private boolean allows(PolicySet alone) {
    return !evaluator.decide(request, alone).isCertainDenial();
  }

  private Optional<String> id(Statement statement) {
    return statement.effect() == Effect.ALLOW
            && statement.principal() instanceof PrincipalElement.Principal listed
        ? listed.names().stream()
            .filter(PrincipalName.DeletedIdentity.class::isInstance)
            .map(PrincipalName::text)
            .filter(this::mayBe)
            .findFirst()
        : Optional.empty();
  }

  /** Whether an id may be the former one of the caller: not if one that exists has it. */
  private boolean mayBe(String id) {
    return id.startsWith(prefix) && !known.contains(id);
  }

  private Statement asked(Statement statement) {
    return statement.withPrincipal(new PrincipalElement.Principal(List.of(name)));
  }

  private static String described(NamedPolicy policy, Statement statement) {
    return new DeterminingStatement(PolicyType.KEY, "", policy.name(), statement).text();
  }

  private String line(String id, String where, String remedy) {
    return where
        + " names `"
        + id
        + "`, as AWS shows one that was deleted: if that was `"
        + arn
        + "` before it was created anew, "
        + remedy;
  }
}
