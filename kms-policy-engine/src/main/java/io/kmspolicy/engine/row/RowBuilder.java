package io.kmspolicy.engine.row;

import io.kmspolicy.engine.combine.BoundaryState;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the {@link DecisionRow} of one caller and one resource, and extends it by the tests that
 * remain for an action. Used by one thread.
 */
public final class RowBuilder {

  private final PolicyCompiler compiler;
  private final RowInterner shared;
  private final CompiledPrincipal principal;
  private final CompiledKey key;
  private final AuthorizationRequest request;
  private final long answered;

  /** One for each case of the boundary, of any of the answered actions; made once. */
  private final List<PartialEvaluator> specialisers = new ArrayList<>();

  /**
   * A maker of rows.
   *
   * @param shared keeps equal rows once
   * @param request a request of the caller on the resource; its action and context do not count
   */
  public RowBuilder(
      PolicyCompiler compiler,
      RowInterner shared,
      CompiledPrincipal principal,
      CompiledKey key,
      AuthorizationRequest request) {
    this.compiler = compiler;
    this.shared = shared;
    this.principal = principal;
    this.key = key;
    this.request = request;
    this.answered = answered(request.resource(), compiler.index());
  }

  /** The actions that the rules treat alike on a kind of resource. */
  private static long answered(KmsResource resource, ActionIndex index) {
    if (resource instanceof KmsResource.Key
        || resource instanceof KmsResource.NewKey
        || resource instanceof KmsResource.UnknownKey) {
      return index.onKeys();
    }
    return resource instanceof KmsResource.Alias ? index.onAliases() : index.keyless();
  }

  /** The row, without any action's remaining tests. */
  public DecisionRow make() {
    DecisionRow.Masks masks = new DecisionRow.Masks(answered);
    if (answered != 0) {
      RequestAttributes facts = facts(Long.numberOfTrailingZeros(answered));
      for (PartialEvaluator specialiser : forAnswered(facts)) {
        masks.add(specialiser.forAllActions(facts), specialiser.tested());
      }
    }
    return new DecisionRow(masks);
  }

  /** A row with the tests that remain for one more action, if it needs them. */
  public DecisionRow extend(DecisionRow row, int action) {
    if (row.canDecide(action)) {
      return row;
    }
    RequestAttributes facts = facts(action);
    boolean alike = (answered >>> action & 1) != 0;
    List<ResidualPolicy.Case> cases = new ArrayList<>();
    for (PartialEvaluator specialiser : alike ? forAnswered(facts) : specialisers(facts)) {
      cases.add(specialiser.forAction(action, facts));
    }
    ResidualPolicy residual = new ResidualPolicy(cases, shared, compiler.catalogue());
    return row.with(action, shared.residual(residual));
  }

  private List<PartialEvaluator> forAnswered(RequestAttributes facts) {
    if (specialisers.isEmpty()) {
      specialisers.addAll(specialisers(facts));
    }
    return specialisers;
  }

  private List<PartialEvaluator> specialisers(RequestAttributes facts) {
    List<PartialEvaluator> made = new ArrayList<>(1);
    for (BoundaryState boundary : principal.boundaries()) {
      made.add(new PartialEvaluator(compiler, principal, key, facts, boundary));
    }
    return made;
  }

  private RequestAttributes facts(int action) {
    AuthorizationRequest asked =
        new AuthorizationRequest(
            request.caller(),
            compiler.index().name(action),
            request.resource(),
            RequestContext.empty(),
            request.grantId(),
            request.keyManager(),
            request.resourceAccount());
    return RequestAttributes.of(asked, compiler.catalogue());
  }
}
