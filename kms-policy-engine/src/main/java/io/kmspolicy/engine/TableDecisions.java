package io.kmspolicy.engine;

import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.engine.diagram.DecisionConditions;
import io.kmspolicy.engine.diagram.DiagramDependence;
import io.kmspolicy.engine.diagram.OpenCase;
import io.kmspolicy.engine.explain.Explainer;
import io.kmspolicy.engine.explain.KeyDependence;
import io.kmspolicy.engine.reference.ReferenceEvaluator;
import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.row.RowBuilder;
import io.kmspolicy.engine.row.RowInterner;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyTooLargeException;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decisions of single requests by decision tables, and their dependence on unknown condition keys.
 * The reference decides requests with policies that are too large for the compiler or with actions
 * that the catalogue does not list. Thread-safe.
 */
final class TableDecisions implements Explainer.Decisions {

  private final PolicyCompiler compiler;
  private final RowInterner interner;
  private final ReferenceEvaluator reference;

  /** The dependence as explanations need it. */
  private record Dependence(DiagramDependence diagram) implements KeyDependence {
    @Override
    public Set<String> unclassified() {
      return diagram.unclassified();
    }

    @Override
    public boolean isSettledBy(Set<String> keys) {
      return diagram.isSettledBy(keys);
    }

    @Override
    public Set<String> smallestSet() {
      return diagram.smallestSet();
    }

    @Override
    public boolean isSettledForSome() {
      return diagram.isSettledForSome();
    }

    @Override
    public List<Map<String, ContextValue>> leftOpen(int limit) {
      return diagram.leftOpen(limit);
    }
  }

  TableDecisions(PolicyCompiler compiler, RowInterner interner) {
    this.compiler = compiler;
    this.interner = interner;
    this.reference = new ReferenceEvaluator(compiler.catalogue(), compiler.budget());
  }

  /**
   * The decision for an explanation. The second decision of a row uses the diagram over all keys,
   * which may be exact where the analysis for one context is not.
   */
  @Override
  public Decision decide(AuthorizationRequest request, PolicySet policies) {
    return decide(request, policies, 2);
  }

  /** The decision of one evaluation. */
  Decision decideOnce(AuthorizationRequest request, PolicySet policies) {
    return decide(request, policies, 1);
  }

  private Decision decide(AuthorizationRequest request, PolicySet policies, int attempts) {
    int action = compiler.index().number(request.action());
    if (action == ActionIndex.NONE) {
      return reference.decide(request, policies);
    }
    try {
      RowBuilder builder = builder(request, policies);
      DecisionRow row = builder.extend(builder.make(), action);
      Decision decision = row.decide(action, request.context());
      for (int i = 1; i < attempts && isOpen(decision); i++) {
        decision = row.decide(action, request.context());
      }
      return decision;
    } catch (PolicyTooLargeException tooLarge) {
      return reference.decide(request, policies);
    }
  }

  /** Whether what is unknown may still decide between outcomes. */
  private static boolean isOpen(Decision decision) {
    return decision == Decision.INDETERMINATE || decision == Decision.DENIED;
  }

  @Override
  public Optional<KeyDependence> dependence(AuthorizationRequest request, PolicySet policies) {
    int action = compiler.index().number(request.action());
    if (action == ActionIndex.NONE) {
      return Optional.empty();
    }
    try {
      return DiagramDependence.of(
              builder(request, policies).cases(action), request.context(), compiler.catalogue())
          .map(Dependence::new);
    } catch (PolicyTooLargeException tooLarge) {
      return Optional.empty();
    }
  }

  /** The condition under which a request is allowed; empty if no condition on keys expresses it. */
  @Override
  public Optional<ConditionExpression> conditions(
      AuthorizationRequest request, PolicySet policies) {
    int action = compiler.index().number(request.action());
    if (action == ActionIndex.NONE) {
      return Optional.empty();
    }
    try {
      List<? extends OpenCase> cases = builder(request, policies).cases(action);
      return cases.size() == 1
          ? DecisionConditions.allowed(cases.get(0), request.context(), compiler.catalogue())
          : Optional.empty();
    } catch (PolicyTooLargeException tooLarge) {
      return Optional.empty();
    }
  }

  private RowBuilder builder(AuthorizationRequest request, PolicySet policies) {
    CompiledPrincipal principal =
        CompiledPrincipal.compile(request.caller(), policies.principalPolicies(), compiler);
    CompiledKey key = CompiledKey.compile(policies.keyPolicies(request.keyManager()), compiler);
    return new RowBuilder(compiler, interner, principal, key, request);
  }
}
