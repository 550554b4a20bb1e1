package io.kmspolicy.replay.usage;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.replay.result.PolicyPart;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Finds the statements and grants that a decision needs: it is made once more without each part
 * that matches the request. Thread-safe.
 */
public final class PartFinder {

  /** Of keys with more grants, no grant is looked at: each takes a decision. */
  static final int MAX_GRANTS = 1_000;

  private static final String SERVICE = "kms:";

  private final PolicyEvaluator reference;

  /** A finder that decides with this authorizer. */
  public PartFinder(PolicyEvaluator reference) {
    this.reference = reference;
  }

  /** The operation of a grant that an action is. */
  static String operation(String action) {
    return action.substring(SERVICE.length());
  }

  /** The user or role whose identity policies a caller has. */
  public static String owner(Caller caller) {
    if (caller instanceof Caller.RoleCaller role) {
      return "arn:" + role.partition() + ":iam::" + role.accountId() + ":role/" + role.roleName();
    }
    return caller.arn();
  }

  /**
   * The parts that bear on a decision.
   *
   * @param allowed whether AWS allowed the call: then Allow statements and grants count, else Deny
   *     statements
   */
  public UsedParts find(AuthorizationRequest request, PolicySet policies, boolean allowed) {
    Search search = new Search(request, policies, allowed);
    search.statements(
        PolicyType.KEY,
        request.resource().arn(),
        policies.key(),
        layer -> policies.toBuilder().key(layer).build());
    search.statements(
        PolicyType.IDENTITY,
        owner(request.caller()),
        policies.identity(),
        layer -> policies.toBuilder().identity(layer).build());
    if (allowed && policies.grants() instanceof GrantLayer.Known known) {
      search.grants(known.grants());
    }
    return new UsedParts(search.matched, search.needed, search.isOpen());
  }

  private final class Search {

    private final AuthorizationRequest request;
    private final PolicySet policies;
    private final Effect effect;
    private final Decision decision;
    private final List<PolicyPart> matched = new ArrayList<>();
    private final List<PolicyPart> needed = new ArrayList<>();

    private Search(AuthorizationRequest request, PolicySet policies, boolean allowed) {
      this.request = request;
      this.policies = policies;
      this.effect = allowed ? Effect.ALLOW : Effect.DENY;
      this.decision = reference.decide(request, policies);
    }

    /** Policies that contradict AWS were not in force: what the call needed is not known. */
    private boolean isOpen() {
      return decision == Decision.INDETERMINATE
          || (decision == Decision.ALLOWED) != (effect == Effect.ALLOW);
    }

    private void statements(
        PolicyType type,
        String owner,
        PolicyLayer layer,
        Function<PolicyLayer, PolicySet> replace) {
      if (!(layer instanceof PolicyLayer.Attached attached)) {
        return;
      }
      for (NamedPolicy policy : attached.policies()) {
        StatementAnalysis analysis =
            StatementAnalysis.of(type, policy.document().version() == PolicyVersion.V2012_10_17);
        List<Statement> all = policy.document().statements();
        for (int i = 0; i < all.size(); i++) {
          if (all.get(i).effect() == effect && mayMatch(type, analysis, all.get(i))) {
            PolicyLayer without = without(attached, policy, i);
            found(new PolicyPart(owner, policy.name(), i, ""), replace.apply(without));
          }
        }
      }
    }

    private void found(PolicyPart part, PolicySet without) {
      matched.add(part);
      if (reference.decide(request, without) != decision) {
        needed.add(part);
      }
    }

    private boolean mayMatch(PolicyType type, StatementAnalysis analysis, Statement statement) {
      return !analysis.action(statement, request.action()).isNoMatch()
          && !analysis.resource(statement, request.resource()).isNoMatch()
          && (type != PolicyType.KEY
              || !analysis.principal(statement, request.caller()).isNoMatch())
          && !analysis.condition(statement, request.context()).isNoMatch();
    }

    private static PolicyLayer without(
        PolicyLayer.Attached layer, NamedPolicy policy, int statement) {
      List<NamedPolicy> policies = new ArrayList<>();
      for (NamedPolicy other : layer.policies()) {
        if (!other.name().equals(policy.name())) {
          policies.add(other);
        } else if (other.document().statements().size() > 1) {
          policies.add(new NamedPolicy(other.name(), without(other.document(), statement)));
        }
      }
      return new PolicyLayer.Attached(policies);
    }

    private static PolicyDocument without(PolicyDocument document, int statement) {
      List<Statement> rest = new ArrayList<>(document.statements());
      rest.remove(statement);
      return new PolicyDocument(document.version(), document.id(), rest);
    }

    private void grants(List<Grant> grants) {
      if (grants.size() > MAX_GRANTS) {
        return;
      }
      String operation = operation(request.action());
      for (Grant grant : grants) {
        if (grant.operations().contains(operation) && !grant.grantId().isEmpty() && alone(grant)) {
          List<Grant> rest = new ArrayList<>(grants);
          rest.remove(grant);
          found(
              PolicyPart.grant(request.resource().arn(), grant.grantId()),
              policies.toBuilder().grants(new GrantLayer.Known(rest)).build());
        }
      }
    }

    /** Whether the grant may allow the request without any policy. */
    private boolean alone(Grant grant) {
      PolicySet only = PolicySet.builder().grants(GrantLayer.of(grant)).build();
      return !reference.decide(request, only).isCertainDenial();
    }
  }
}
