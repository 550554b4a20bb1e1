package io.kmspolicy.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.engine.budget.StepBudget;
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
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyTooLargeException;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;

/**
 * Decides requests of which most bring policies of their own, such as the scenarios of a file. The
 * reference decides the first request with a policy set, because one decision costs less than
 * compiling the policies. Decision tables decide later requests with an equal set; their rows are
 * kept for the recent sets.
 *
 * <p>Thread-safe. For many requests on the same policies use an {@link Authorizer}.
 */
public final class BatchEvaluator implements PolicyEvaluator {

  private static final int MAX_SETS = 1_024;
  private static final int MAX_ROWS = 4_096;

  private final PolicyCompiler compiler;
  private final PolicyEvaluator reference;
  private final PolicyEvaluator explaining;
  private final RowInterner interner = new RowInterner();

  /** The recent policy sets. */
  private final Cache<SetKey, SetKey> sets =
      Caffeine.newBuilder().maximumSize(MAX_SETS).executor(Runnable::run).build();

  private final Cache<RowKey, DecisionRow> rows =
      Caffeine.newBuilder().maximumSize(MAX_ROWS).executor(Runnable::run).build();

  /** A policy set with its fingerprint. */
  private record SetKey(PolicySet policies, int hash) {

    @Override
    public boolean equals(Object other) {
      return other instanceof SetKey that && hash == that.hash && policies.equals(that.policies);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /** What a row depends on: the parts of a request except action and context. */
  private record RowKey(
      SetKey policies,
      Caller caller,
      KmsResource resource,
      String grantId,
      KeyManager keyManager,
      String resourceAccount) {

    static RowKey of(SetKey policies, AuthorizationRequest request) {
      return new RowKey(
          policies,
          request.caller(),
          request.resource(),
          request.grantId(),
          request.keyManager(),
          request.resourceAccount());
    }
  }

  BatchEvaluator(PolicyCompiler compiler, PolicyEvaluator reference) {
    this.compiler = compiler;
    this.reference = reference;
    this.explaining = new TableEvaluator(compiler, interner);
  }

  /** An evaluator with the bundled catalogue of KMS, and the budget of a {@link TableEvaluator}. */
  public static BatchEvaluator create() {
    KmsCatalogue catalogue = KmsCatalogue.bundled();
    StepBudget budget = new StepBudget(StepBudget.OF_AN_EVALUATION);
    return new BatchEvaluator(
        new PolicyCompiler(catalogue, new ActionIndex(catalogue), CompileLimits.DEFAULT, budget),
        ReferenceAuthorizer.in(budget));
  }

  @Override
  public Decision decide(AuthorizationRequest request, PolicySet policies) {
    int action = compiler.index().number(request.action());
    if (action == ActionIndex.NONE) {
      return reference.decide(request, policies);
    }
    SetKey asked = new SetKey(policies, PolicyFingerprint.of(policies));
    SetKey known = sets.getIfPresent(asked);
    if (known == null) {
      sets.put(asked, asked);
      Decision plain = reference.decide(request, policies);
      if (isSingle(plain)) {
        return plain;
      }
      known = asked; // the tables may be more exact
    }
    try {
      return row(RowKey.of(known, request), request, action).decide(action, request.context());
    } catch (PolicyTooLargeException tooLarge) {
      return reference.decide(request, policies);
    }
  }

  private static boolean isSingle(Decision decision) {
    return decision != Decision.INDETERMINATE && decision != Decision.DENIED;
  }

  private DecisionRow row(RowKey key, AuthorizationRequest request, int action) {
    DecisionRow kept = rows.getIfPresent(key);
    if (kept != null && kept.canDecide(action)) {
      return kept;
    }
    PolicySet policies = key.policies().policies();
    RowBuilder builder =
        new RowBuilder(
            compiler,
            interner,
            CompiledPrincipal.compile(request.caller(), policies.principalPolicies(), compiler),
            CompiledKey.compile(policies.keyPolicies(request.keyManager()), compiler),
            request);
    DecisionRow row = builder.extend(kept == null ? builder.make() : kept, action);
    rows.put(key, row);
    return row;
  }

  @Override
  public Explanation explain(AuthorizationRequest request, PolicySet policies) {
    return explaining.explain(request, policies);
  }
}
