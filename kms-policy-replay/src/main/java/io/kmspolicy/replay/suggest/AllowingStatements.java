package io.kmspolicy.replay.suggest;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds the Allow statements of a key policy that a decision needs. Thread-safe. */
public final class AllowingStatements {

  private final PolicyEvaluator reference;

  /** A finder that decides with this authorizer. */
  public AllowingStatements(PolicyEvaluator reference) {
    this.reference = reference;
  }

  /**
   * The statements: none if the decision does not need the key policy; one if it alone gives the
   * decision; else all that may match. Statements that name the caller come before those that name
   * its account.
   */
  public List<AllowingStatement> find(AuthorizationRequest request, PolicySet policies) {
    if (!(policies.key() instanceof PolicyLayer.Attached attached)
        || attached.policies().size() != 1) {
      return List.of();
    }
    NamedPolicy policy = attached.policies().get(0);
    List<AllowingStatement> candidates = candidates(request, policy.document());
    if (reference.decide(request, policies) != Decision.ALLOWED) {
      return candidates;
    }
    if (isAllowed(request, policies, policy, -1)) {
      return List.of();
    }
    for (AllowingStatement candidate : candidates) {
      if (isAllowed(request, policies, policy, candidate.statement())) {
        return List.of(candidate);
      }
    }
    return candidates;
  }

  private static List<AllowingStatement> candidates(
      AuthorizationRequest request, PolicyDocument document) {
    StatementAnalysis analysis =
        StatementAnalysis.of(PolicyType.KEY, document.version() == PolicyVersion.V2012_10_17);
    List<AllowingStatement> found = new ArrayList<>();
    for (int i = 0; i < document.statements().size(); i++) {
      Statement statement = document.statements().get(i);
      if (statement.effect() == Effect.ALLOW && mayMatch(analysis, statement, request)) {
        found.add(new AllowingStatement(i, names(analysis, statement, request)));
      }
    }
    found.sort(Comparator.comparing(AllowingStatements::isForMany));
    return found;
  }

  private static boolean mayMatch(
      StatementAnalysis analysis, Statement statement, AuthorizationRequest request) {
    return !analysis.action(statement, request.action()).isNoMatch()
        && !analysis.resource(statement, request.resource()).isNoMatch()
        && !analysis.principal(statement, request.caller()).isNoMatch()
        && !analysis.condition(statement, request.context()).isNoMatch();
  }

  private static List<PrincipalName> names(
      StatementAnalysis analysis, Statement statement, AuthorizationRequest request) {
    List<PrincipalName> names = new ArrayList<>();
    if (statement.principal() instanceof PrincipalElement.Principal listed) {
      for (PrincipalName name : listed.names()) {
        Statement only = Statements.naming(statement, List.of(name));
        if (!analysis.principal(only, request.caller()).isNoMatch()) {
          names.add(name);
        }
      }
    }
    return names;
  }

  /** Whether some name stands for many callers. */
  private static boolean isForMany(AllowingStatement allowing) {
    return allowing.names().isEmpty() || Statements.areForMany(allowing.names());
  }

  /**
   * Whether the request is allowed by the key policy's Deny statements and this Allow statement.
   */
  private boolean isAllowed(
      AuthorizationRequest request, PolicySet policies, NamedPolicy policy, int only) {
    List<Statement> rest = new ArrayList<>();
    List<Statement> all = policy.document().statements();
    for (int i = 0; i < all.size(); i++) {
      if (i == only || all.get(i).effect() == Effect.DENY) {
        rest.add(all.get(i));
      }
    }
    PolicyLayer layer =
        rest.isEmpty()
            ? PolicyLayer.of()
            : PolicyLayer.of(
                new NamedPolicy(
                    policy.name(),
                    new PolicyDocument(policy.document().version(), policy.document().id(), rest)));
    return reference.decide(request, policies.toBuilder().key(layer).build()) == Decision.ALLOWED;
  }
}
