package io.kmspolicy.engine.row;

import io.kmspolicy.engine.budget.CompileLimits;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.combine.BoundaryState;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import java.util.List;

/** Residual policies of requests for tests. */
public final class Residuals {

  private static final KmsCatalogue CATALOGUE = KmsCatalogue.bundled();
  private static final PolicyCompiler COMPILER =
      new PolicyCompiler(
          CATALOGUE,
          new ActionIndex(CATALOGUE),
          CompileLimits.DEFAULT,
          new StepBudget(StepBudget.OF_AN_EVALUATION));

  private Residuals() {}

  /** The compiler of all residual policies of tests. */
  public static PolicyCompiler compiler() {
    return COMPILER;
  }

  /** An interner of the rows of these policies. */
  public static RowInterner interner() {
    return OpenDecisions.interner(COMPILER);
  }

  /** The policies of a key, compiled. */
  public static CompiledKey compiled(KeyPolicies policies) {
    return COMPILER.compile(policies);
  }

  /** The residual policy of a request of a caller without a permissions boundary. */
  static ResidualPolicy policy(AuthorizationRequest request, PolicySet policies) {
    return policy(request, policies, new OpenDecisions.Factory(CATALOGUE));
  }

  /** Such a policy, with what knows the size of what its decisions build. */
  static ResidualPolicy policy(
      AuthorizationRequest request, PolicySet policies, OpenAnalysis.Factory analyses) {
    return new ResidualPolicy(
        List.of(of(request, policies, true)), COMPILER.budget(), analyses, null);
  }

  /**
   * The only case of a request of a caller without a permissions boundary; it names the resource.
   */
  static ResidualPolicy.Case of(AuthorizationRequest request, PolicySet policies) {
    return of(request, policies, false);
  }

  private static ResidualPolicy.Case of(
      AuthorizationRequest request, PolicySet policies, boolean isRelative) {
    CompiledPrincipal principal = COMPILER.compile(request.caller(), policies.principalPolicies());
    CompiledKey key = compiled(policies.keyPolicies(request.keyManager()));
    RequestAttributes attributes = RequestAttributes.of(request, CATALOGUE);
    return new PartialEvaluator(
            COMPILER, principal, key, attributes, BoundaryState.NONE, isRelative, null)
        .forAction(COMPILER.index().number(request.action()), attributes, OpenFacts.UNNAMED);
  }
}
