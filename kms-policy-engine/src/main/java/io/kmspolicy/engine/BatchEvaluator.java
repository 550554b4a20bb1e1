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
import org.jspecify.annotations.Nullable;

/**
 * Decides requests of which most bring policies of their own, such as the scenarios of a file. The
 * reference decides the first request with a policy set, because one decision costs less than
 * compiling the policies; of the set, only a fingerprint is kept. Decision tables decide later
 * requests with an equal set; their rows are kept for the recent sets.
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

  private final RecentFingerprints seen = new RecentFingerprints();

  /** The recent policy sets that occurred more than once. */
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
    int fingerprint = PolicyFingerprint.of(policies);
    boolean isFirst = !seen.add(fingerprint);
    if (isFirst) {
      Decision plain = reference.decide(request, policies);
      if (isSingle(plain)) {
        return plain; // otherwise the tables may be more exact
      }
    }
    try {
      DecisionRow row =
          isFirst
              ? extended(null, request, policies, action)
              : row(RowKey.of(known(policies, fingerprint), request), request, action);
      return row.decide(action, request.context());
    } catch (PolicyTooLargeException tooLarge) {
      return reference.decide(request, policies);
    }
  }

  /** The object that stands for all equal policy sets. */
  private SetKey known(PolicySet policies, int fingerprint) {
    SetKey asked = new SetKey(policies, fingerprint);
    SetKey known = sets.getIfPresent(asked);
    if (known == null) {
      sets.put(asked, asked);
      return asked;
    }
    return known;
  }

  private static boolean isSingle(Decision decision) {
    return decision != Decision.INDETERMINATE && decision != Decision.DENIED;
  }

  private DecisionRow row(RowKey key, AuthorizationRequest request, int action) {
    DecisionRow kept = rows.getIfPresent(key);
    if (kept != null && kept.canDecide(action)) {
      return kept;
    }
    DecisionRow row = extended(kept, request, key.policies().policies(), action);
    rows.put(key, row);
    return row;
  }

  /** A row that can decide the action; made of a row that cannot, if there is one. */
  private DecisionRow extended(
      @Nullable DecisionRow kept, AuthorizationRequest request, PolicySet policies, int action) {
    RowBuilder builder =
        new RowBuilder(
            compiler,
            interner,
            CompiledPrincipal.compile(request.caller(), policies.principalPolicies(), compiler),
            CompiledKey.compile(policies.keyPolicies(request.keyManager()), compiler),
            request);
    return builder.extend(kept == null ? builder.make() : kept, action);
  }

  @Override
  public Explanation explain(AuthorizationRequest request, PolicySet policies) {
    return explaining.explain(request, policies);
  }
}
