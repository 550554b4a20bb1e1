package io.kmspolicy.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.reference.ReferenceEvaluator;
import io.kmspolicy.engine.reference.ReferenceEvaluator.Judgment;
import io.kmspolicy.engine.reference.RememberedPatterns;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides requests of which most bring policies of their own, such as the scenarios of a file. The
 * reference decides, because one decision costs less than compiling the policies; it remembers the
 * patterns without variables that it parsed. Decision tables decide where a limit ended the
 * reference's analysis of the unknown keys. They also decide a question on {@value #LARGE}
 * statements and grants or more that was asked {@value #OFTEN} times; a question is the policies,
 * the caller and the resource. Of a question that was asked less often only a fingerprint is kept.
 *
 * <p>Thread-safe. For many requests on the same policies use an {@link Authorizer}.
 */
public final class BatchEvaluator implements PolicyEvaluator {

  /**
   * A row costs about as much as ten decisions of the reference, so a row that is made after this
   * many decisions cannot double the cost of a question that is not asked again.
   */
  static final int OFTEN = 16;

  /** With fewer statements and grants, the reference takes less time than reading the request. */
  static final int LARGE = 64;

  private static final int MAX_ROWS = 4_096;

  private final Plain reference;
  private final Supplier<PolicyCompiler> compilers;
  private final RecentFingerprints asked = new RecentFingerprints();

  /** Made for the first question that the reference does not answer: most files have none. */
  private volatile @Nullable Tables tables;

  /** The evaluation without tables. */
  interface Plain {
    Judgment judge(AuthorizationRequest request, PolicySet policies);
  }

  /**
   * What a row depends on: the policies, and the parts of a request except action and context.
   *
   * @param fingerprint the fingerprint of the policies
   */
  private record Question(
      PolicySet policies,
      int fingerprint,
      Caller caller,
      KmsResource resource,
      String grantId,
      KeyManager keyManager,
      String resourceAccount) {

    static Question of(AuthorizationRequest request, PolicySet policies) {
      return new Question(
          policies,
          PolicyFingerprint.of(policies),
          request.caller(),
          request.resource(),
          request.grantId(),
          request.keyManager(),
          request.resourceAccount());
    }

    @Override
    public int hashCode() {
      return 31 * (31 * fingerprint + caller.hashCode()) + resource.hashCode();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Question that
          && fingerprint == that.fingerprint
          && caller.equals(that.caller)
          && resource.equals(that.resource)
          && grantId.equals(that.grantId)
          && keyManager == that.keyManager
          && resourceAccount.equals(that.resourceAccount)
          && policies.equals(that.policies);
    }
  }

  /**
   * An evaluator.
   *
   * @param compilers makes the compiler of the tables
   */
  BatchEvaluator(Supplier<PolicyCompiler> compilers, Plain reference) {
    this.compilers = compilers;
    this.reference = reference;
  }

  /** An evaluator with the bundled catalogue of KMS, and the budget of a {@link TableEvaluator}. */
  public static BatchEvaluator create() {
    KmsCatalogue catalogue = KmsCatalogue.bundled();
    StepBudget budget = new StepBudget(StepBudget.OF_AN_EVALUATION);
    return new BatchEvaluator(
        () -> new PolicyCompiler(catalogue, ActionIndex.bundled(), CompileLimits.DEFAULT, budget),
        new ReferenceEvaluator(catalogue, budget, new RememberedPatterns())::judge);
  }

  @Override
  public Decision decide(AuthorizationRequest request, PolicySet policies) {
    Question question = PolicySize.of(policies) < LARGE ? null : Question.of(request, policies);
    if (question != null && asked.add(question.hashCode()) >= OFTEN) {
      return byTables(question, request, policies);
    }
    Judgment plain = reference.judge(request, policies);
    return plain.isComplete() ? plain.decision() : byTables(null, request, policies);
  }

  /**
   * Decides by the tables, or by the reference if the policies are too large for the compiler or
   * the catalogue does not list the action.
   *
   * @param question the question, if its row is kept
   */
  private Decision byTables(
      @Nullable Question question, AuthorizationRequest request, PolicySet policies) {
    Tables made = tables();
    int action = made.compiler.index().number(request.action());
    if (action == ActionIndex.NONE) {
      return reference.judge(request, policies).decision();
    }
    try {
      DecisionRow row =
          question == null
              ? made.extended(null, request, policies, action)
              : made.row(question, request, action);
      return row.decide(action, request.context());
    } catch (PolicyTooLargeException tooLarge) {
      return reference.judge(request, policies).decision();
    }
  }

  @Override
  public Explanation explain(AuthorizationRequest request, PolicySet policies) {
    return tables().explaining.explain(request, policies);
  }

  private Tables tables() {
    Tables made = tables;
    return made == null ? makeTables() : made;
  }

  private synchronized Tables makeTables() {
    Tables made = tables;
    if (made == null) {
      made = new Tables(compilers.get());
      tables = made;
    }
    return made;
  }

  /** The compiler with the rows of the questions that are asked often. */
  private static final class Tables {

    private final PolicyCompiler compiler;
    private final RowInterner interner = new RowInterner();
    private final PolicyEvaluator explaining;
    private final Cache<Question, DecisionRow> rows =
        Caffeine.newBuilder().maximumSize(MAX_ROWS).executor(Runnable::run).build();

    Tables(PolicyCompiler compiler) {
      this.compiler = compiler;
      this.explaining = new TableEvaluator(compiler, interner);
    }

    DecisionRow row(Question question, AuthorizationRequest request, int action) {
      DecisionRow kept = rows.getIfPresent(question);
      if (kept != null && kept.canDecide(action)) {
        return kept;
      }
      DecisionRow row = extended(kept, request, question.policies(), action);
      rows.put(question, row);
      return row;
    }

    /** A row that can decide the action; made of a row that cannot, if there is one. */
    DecisionRow extended(
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
  }
}
