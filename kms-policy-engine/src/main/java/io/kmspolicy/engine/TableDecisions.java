package io.kmspolicy.engine;

import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.engine.diagram.DecisionConditions;
import io.kmspolicy.engine.diagram.DiagramDependence;
import io.kmspolicy.engine.explain.Explainer;
import io.kmspolicy.engine.explain.KeyDependence;
import io.kmspolicy.engine.reference.ReferenceEvaluator;
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
import java.util.function.BiFunction;

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

  @Override
  public Decision decide(AuthorizationRequest request, PolicySet policies) {
    return compiled(
            request,
            policies,
            (builder, action) ->
                builder
                    .extend(builder.make(), action)
                    .decide(action, request.context(), request.resource().arn()))
        .orElseGet(() -> reference.decide(request, policies));
  }

  @Override
  public Optional<KeyDependence> dependence(AuthorizationRequest request, PolicySet policies) {
    return compiled(
            request,
            policies,
            (builder, action) ->
                DiagramDependence.of(
                    builder.cases(action), request.context(), compiler.catalogue()))
        .flatMap(found -> found)
        .map(Dependence::new);
  }

  /** The condition under which a request is allowed; empty if no condition on keys expresses it. */
  @Override
  public Optional<ConditionExpression> conditions(
      AuthorizationRequest request, PolicySet policies) {
    return compiled(request, policies, RowBuilder::cases)
        .filter(cases -> cases.size() == 1)
        .flatMap(
            cases ->
                DecisionConditions.allowed(cases.get(0), request.context(), compiler.catalogue()));
  }

  /**
   * What the tables say about a request; empty if it has no compiled form: the catalogue does not
   * list its action (rule 6.16), or its policies are too large for the compiler (rule 1.12).
   */
  private <T> Optional<T> compiled(
      AuthorizationRequest request, PolicySet policies, BiFunction<RowBuilder, Integer, T> answer) {
    int action = compiler.index().number(request.action());
    if (action == ActionIndex.NONE) {
      return Optional.empty();
    }
    try {
      CompiledPrincipal principal =
          compiler.compile(request.caller(), policies.principalPolicies());
      CompiledKey key = compiler.compile(policies.keyPolicies(request.keyManager()));
      return Optional.of(
          answer.apply(new RowBuilder(compiler, interner, principal, key, request), action));
    } catch (PolicyTooLargeException tooLarge) {
      return Optional.empty();
    }
  }
}
