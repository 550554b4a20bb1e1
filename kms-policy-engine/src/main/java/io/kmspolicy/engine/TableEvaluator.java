package io.kmspolicy.engine;

import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.row.DecisionRow;
import io.kmspolicy.engine.row.RowBuilder;
import io.kmspolicy.engine.row.RowInterner;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.CompileLimits;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;

/**
 * Answers single questions by way of the decision tables: the policies are compiled, specialised to
 * the caller and the resource, and what remains is decided. Equal policies are compiled once. For
 * many questions about the same callers and keys use an {@link Authorizer}.
 *
 * <p>Thread-safe.
 */
public final class TableEvaluator implements PolicyEvaluator {

  private final PolicyCompiler compiler;
  private final RowInterner shared = new RowInterner();
  private final ReferenceAuthorizer reference = ReferenceAuthorizer.create();

  private TableEvaluator(PolicyCompiler compiler) {
    this.compiler = compiler;
  }

  /** An evaluator that knows the bundled catalogue of KMS. */
  public static TableEvaluator create() {
    KmsCatalogue catalogue = KmsCatalogue.bundled();
    return new TableEvaluator(
        new PolicyCompiler(catalogue, new ActionIndex(catalogue), CompileLimits.DEFAULT));
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.kmspolicy.model.policy.PolicyTooLargeException if a layer holds more than the
   *     compiler takes
   */
  @Override
  public Decision decide(AuthorizationRequest request, PolicySet policies) {
    int action = compiler.index().number(request.action());
    if (action == ActionIndex.NONE) {
      return reference.decide(request, policies);
    }
    CompiledPrincipal principal =
        CompiledPrincipal.compile(
            request.caller(),
            new PrincipalPolicies(
                policies.identity(),
                policies.permissionsBoundary(),
                policies.session(),
                policies.serviceControl(),
                policies.vpcEndpoint()),
            compiler);
    CompiledKey key =
        CompiledKey.compile(
            new KeyPolicies(
                policies.key(),
                policies.grants(),
                policies.resourceControl(),
                request.keyManager()),
            compiler);
    RowBuilder maker = new RowBuilder(compiler, shared, principal, key, request);
    DecisionRow row = maker.extend(maker.make(), action);
    return row.decide(action, request.context());
  }

  @Override
  public Explanation explain(AuthorizationRequest request, PolicySet policies) {
    return reference.explain(request, policies);
  }
}
