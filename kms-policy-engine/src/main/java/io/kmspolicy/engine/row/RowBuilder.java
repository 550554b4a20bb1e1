package io.kmspolicy.engine.row;

import io.kmspolicy.engine.combine.BoundaryState;
import io.kmspolicy.engine.combine.LayerEvaluation.Verdict;
import io.kmspolicy.engine.diagram.OpenCase;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.table.ActionBits;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds the {@link DecisionRow} of one caller and one resource by partial evaluation, and extends
 * it by the residual policies of single actions. Not thread-safe.
 */
public final class RowBuilder {

  private final PolicyCompiler compiler;
  private final RowInterner interner;
  private final CompiledPrincipal principal;
  private final CompiledKey key;
  private final AuthorizationRequest request;
  private final long answered;

  /**
   * One evaluator per case of the permissions boundary, shared by the answered actions; created
   * once. Their tests are relative to the resource that is asked about.
   */
  private final List<PartialEvaluator> evaluators = new ArrayList<>();

  /** As {@link #evaluators}, but their tests name the resource. */
  private final List<PartialEvaluator> concrete = new ArrayList<>();

  /**
   * A builder of rows.
   *
   * @param interner interns rows and residual policies
   * @param request a request of the caller on the resource; its action and context are ignored
   */
  public RowBuilder(
      PolicyCompiler compiler,
      RowInterner interner,
      CompiledPrincipal principal,
      CompiledKey key,
      AuthorizationRequest request) {
    this.compiler = compiler;
    this.interner = interner;
    this.principal = principal;
    this.key = key;
    this.request = request;
    this.answered = answered(request.resource(), compiler.index());
  }

  /**
   * What makes and extends rows by builders.
   *
   * @param interner interns the residual policies
   */
  public static RowMaker maker(PolicyCompiler compiler, RowInterner interner) {
    return (before, principal, key, resource, action) -> {
      AuthorizationRequest sample =
          AuthorizationRequest.of(
              principal.caller(),
              compiler.index().name(0),
              resource,
              RequestContext.empty(),
              key.manager());
      RowBuilder builder = new RowBuilder(compiler, interner, principal, key, sample);
      return builder.extend(before == null ? builder.make() : before, action);
    };
  }

  /** The actions that the rules treat alike on this kind of resource. */
  private static long answered(KmsResource resource, ActionIndex index) {
    if (resource instanceof KmsResource.Key
        || resource instanceof KmsResource.NewKey
        || resource instanceof KmsResource.UnknownKey) {
      return index.onKeys();
    }
    return resource instanceof KmsResource.Alias ? index.onAliases() : index.keyless();
  }

  /** The row, without residual policies. */
  public DecisionRow make() {
    DecisionRow.Masks masks = new DecisionRow.Masks(answered);
    if (answered != 0) {
      RequestAttributes attributes = attributes(Long.numberOfTrailingZeros(answered));
      for (PartialEvaluator evaluator : evaluators(attributes, true)) {
        Verdict<ActionBits> verdict = evaluator.forAllActions(attributes);
        masks.add(verdict.deny(), verdict.allow(), evaluator.contextDependent());
      }
    }
    return new DecisionRow(masks);
  }

  /** The row with the residual policy of one more action, if the action needs one. */
  public DecisionRow extend(DecisionRow row, int action) {
    if (row.canDecide(action)) {
      return row;
    }
    List<ResidualPolicy.Case> cases = residualCases(action, true);
    SettledFormulas settled = settled(attributes(action));
    ResidualPolicy residual =
        interner.residual(cases, settled == null ? null : settled.readBy(cases));
    return row.with(action, residual);
  }

  /**
   * The cases of the permissions boundary, each with what remains of the decision; their tests name
   * the resource.
   */
  public List<? extends OpenCase> cases(int action) {
    return residualCases(action, false);
  }

  private List<ResidualPolicy.Case> residualCases(int action, boolean isRelative) {
    RequestAttributes attributes = attributes(action);
    List<ResidualPolicy.Case> cases = new ArrayList<>();
    for (PartialEvaluator evaluator : evaluators(action, attributes, isRelative)) {
      cases.add(evaluator.forAction(action, attributes, OpenFacts.UNNAMED));
    }
    return cases;
  }

  /**
   * The formulas for one action, for each case of the permissions boundary in the order of {@link
   * CompiledPrincipal#boundaries}. Their tests name the resource.
   *
   * @param facts names what is not known besides the context
   */
  public List<? extends OpenCase> formulas(int action, OpenFacts facts) {
    RequestAttributes attributes = attributes(action);
    List<OpenCase> cases = new ArrayList<>();
    for (PartialEvaluator evaluator : evaluators(action, attributes, false)) {
      cases.add(evaluator.forAction(action, attributes, facts));
    }
    return cases;
  }

  private List<PartialEvaluator> evaluators(
      int action, RequestAttributes attributes, boolean isRelative) {
    return (answered >>> action & 1) != 0
        ? evaluators(attributes, isRelative)
        : created(attributes, isRelative);
  }

  /** The evaluators of the answered actions. */
  private List<PartialEvaluator> evaluators(RequestAttributes attributes, boolean isRelative) {
    List<PartialEvaluator> shared = isRelative ? evaluators : concrete;
    if (shared.isEmpty()) {
      shared.addAll(created(attributes, isRelative));
    }
    return shared;
  }

  private List<PartialEvaluator> created(RequestAttributes attributes, boolean isRelative) {
    List<PartialEvaluator> created = new ArrayList<>(1);
    SettledFormulas settled = settled(attributes);
    for (BoundaryState boundary : principal.boundaries()) {
      created.add(
          new PartialEvaluator(
              compiler, principal, key, attributes, boundary, isRelative, settled));
    }
    return created;
  }

  private @Nullable SettledFormulas settled(RequestAttributes attributes) {
    return SettledFormulas.of(compiler, attributes.request());
  }

  private RequestAttributes attributes(int action) {
    AuthorizationRequest sample =
        new AuthorizationRequest(
            request.caller(),
            compiler.index().name(action),
            request.resource(),
            RequestContext.empty(),
            request.grantId(),
            request.keyManager(),
            request.resourceAccount());
    return RequestAttributes.of(sample, compiler.catalogue());
  }
}
