package io.kmspolicy.replay.judge;

import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.mapping.ApplicableLayers;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.history.PolicyHistory;
import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.mapped.MappedEvent;
import io.kmspolicy.replay.mapped.RecordedCheck;
import io.kmspolicy.replay.mapped.TimedContext;
import io.kmspolicy.replay.result.OurAnswer;
import io.kmspolicy.replay.suggest.AllowingStatement;
import io.kmspolicy.replay.suggest.AllowingStatements;
import io.kmspolicy.replay.usage.PartFinder;
import io.kmspolicy.replay.usage.UsedParts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides recorded calls on the policies of one source. The source must not change meanwhile,
 * except for a {@link PolicyHistory}, whose versions are told apart. Not thread-safe.
 */
public final class Judge {

  private final CompletedPolicies policies;
  private final Optional<PolicyHistory> history;
  private final Authorizer authorizer;
  private final PolicyEvaluator reference = PolicyEvaluator.reference();
  private final PolicyEvaluator explaining = PolicyEvaluator.tables();

  private final PartFinder parts = new PartFinder(reference);
  private final AllowingStatements statements = new AllowingStatements(reference);
  private final FailingLayers failing = new FailingLayers();
  private final DenyingLayers denying = new DenyingLayers();
  private final DecidedChecks decided;

  /** A judge on these policies, which are not closed. */
  public Judge(CompletedPolicies policies) {
    this.policies = policies;
    this.history =
        policies.source() instanceof PolicyHistory of ? Optional.of(of) : Optional.empty();
    this.authorizer = policies.authorizer();
    this.decided = new DecidedChecks(new SharedDecisions(authorizer));
  }

  /** Decides all checks of a call. */
  public Judgment judge(MappedEvent.Checks event) {
    if (event.checks().size() == 1 && event.complete()) {
      JudgedCheck only = judge(event.checks().get(0));
      return new Judgment(OurAnswer.of(only.decision()), List.of(only));
    }
    List<JudgedCheck> judged = new ArrayList<>();
    for (RecordedCheck check : event.checks()) {
      judged.add(judge(check));
    }
    return new Judgment(answer(judged, event.complete()), judged);
  }

  private static OurAnswer answer(List<JudgedCheck> checks, boolean complete) {
    if (checks.stream().anyMatch(check -> check.decision().isCertainDenial())) {
      return OurAnswer.DENIED;
    }
    boolean allowed =
        complete
            && !checks.isEmpty()
            && checks.stream().allMatch(check -> check.decision() == Decision.ALLOWED);
    return allowed ? OurAnswer.ALLOWED : OurAnswer.INDETERMINATE;
  }

  /**
   * Whether the layer that AWS names is among those that deny a call in our policies, as far as is
   * known. If several layers deny, AWS names one of them.
   */
  public boolean explains(Judgment judgment, AwsAnswer.Denied aws) {
    if (aws.layer().isEmpty() || aws.explicitly().isEmpty()) {
      return true;
    }
    for (JudgedCheck check : judgment.checks()) {
      if (check.decision().isCertainDenial() && explains(check, aws)) {
        return true;
      }
    }
    return false;
  }

  private boolean explains(JudgedCheck judged, AwsAnswer.Denied aws) {
    PolicyType layer = aws.layer().orElseThrow();
    boolean explicitly = aws.explicitly().orElseThrow();
    AppliedPolicies applied = judged.decided().policies();
    if (explicitly
        && judged.decision() == Decision.EXPLICIT_DENY
        && denying.areOnly(layer, applied)) {
      return true;
    }
    RecordedCheck check = judged.check();
    ContextMemo<Boolean> memo = judged.decided().denials(aws);
    Boolean before = memo.of(check);
    if (before != null) {
      return before;
    }
    AppliedPolicies alone = failing.alone(layer, explicitly, check.caller(), applied);
    Transcript read = new Transcript(check.early());
    boolean explained = FailingLayers.mayDeny(explicitly, decide(check, read, alone));
    if (!hasReadClock(check, read) && memo.keep(read, explained)) {
      decided.count(read);
    }
    return explained;
  }

  /** The parts of the policies that a check has used in a call which AWS allowed, or denied. */
  public UsedParts used(JudgedCheck judged, boolean allowed) {
    RecordedCheck check = judged.check();
    ContextMemo<UsedParts> memo = judged.decided().used(allowed);
    UsedParts before = memo.of(check);
    if (before != null) {
      return before;
    }
    Transcript read = new Transcript(check.early());
    UsedParts used =
        parts.find(request(check, read, judged.decided().policies()), judged.policies(), allowed);
    if (hasReadClock(check, read)) {
      UsedParts late =
          parts.find(
              request(check, check.late(), judged.decided().policies()),
              judged.policies(),
              allowed);
      return used.or(late, judged.decision() == Decision.INDETERMINATE);
    }
    if (memo.keep(read, used)) {
      decided.count(read);
    }
    return used;
  }

  /** The Allow statements of the key policy that a check needs in a call which AWS allowed. */
  public List<AllowingStatement> allowing(JudgedCheck judged) {
    RecordedCheck check = judged.check();
    ContextMemo<List<AllowingStatement>> memo = judged.decided().allowing();
    List<AllowingStatement> before = memo.of(check);
    if (before != null) {
      return before;
    }
    Transcript read = new Transcript(check.early());
    List<AllowingStatement> found =
        statements.find(request(check, read, judged.decided().policies()), judged.policies());
    if (hasReadClock(check, read)) {
      List<AllowingStatement> late =
          statements.find(
              request(check, check.late(), judged.decided().policies()), judged.policies());
      return Stream.concat(found.stream(), late.stream()).distinct().toList();
    }
    if (memo.keep(read, found)) {
      decided.count(read);
    }
    return found;
  }

  /** The explanation of a check's decision. */
  public Explanation explain(JudgedCheck check) {
    return explaining.explain(check.request(), check.policies());
  }

  /**
   * The explanation of a call of which only caller, action and resource are known.
   *
   * @param explanation the explanation
   * @param sameLayer false if the layer that AWS names is certain not to deny the call
   * @param request the request
   * @param policies the policies on which it was decided
   */
  public record Explained(
      Explanation explanation,
      boolean sameLayer,
      AuthorizationRequest request,
      PolicySet policies) {}

  /** Explains a call of which only caller, action and resource are known. */
  public Explained explain(
      Caller.AccountCaller caller,
      String action,
      KmsResource resource,
      ConditionContext context,
      AwsAnswer.Denied aws) {
    PrincipalPolicies principal = policies.source().principal(caller);
    KeyPolicies key = applicable(resource, policies.source().key(resource, caller));
    AuthorizationRequest request =
        new AuthorizationRequest(caller, action, resource, context, "", key.manager(), "");
    AppliedPolicies applied =
        new AppliedPolicies(ApplicableLayers.withUnknownEndpoint(principal), key);
    boolean sameLayer =
        aws.layer().isEmpty()
            || aws.explicitly().isEmpty()
            || mayDeny(aws.layer().get(), aws.explicitly().get(), request, applied);
    return new Explained(
        reference.explain(request, applied.all()), sameLayer, request, applied.all());
  }

  private boolean mayDeny(
      PolicyType layer,
      boolean explicitly,
      AuthorizationRequest request,
      AppliedPolicies policies) {
    AppliedPolicies alone = failing.alone(layer, explicitly, request.caller(), policies);
    return FailingLayers.mayDeny(explicitly, reference.decide(request, alone.all()));
  }

  /** Without metadata, a key may be AWS managed: control policies may not apply (rule 4.2). */
  private KeyPolicies applicable(KmsResource resource, KeyPolicies found) {
    if (!(resource instanceof KmsResource.Key key)) {
      return found;
    }
    Optional<KeyMetadata> metadata = policies.keys().metadata(key);
    OrganizationLayer levels =
        metadata.isPresent() || found.resourceControl() instanceof OrganizationLayer.None
            ? found.resourceControl()
            : OrganizationLayer.unknown();
    KeyManager manager = metadata.map(KeyMetadata::manager).orElse(found.manager());
    return new KeyPolicies(found.key(), found.grants(), levels, manager);
  }

  private JudgedCheck judge(RecordedCheck check) {
    int version = history.isEmpty() ? 0 : history.get().version(check.resource(), check.caller());
    DecidedCheck known = decided.of(check.subject(), version);
    if (known == null) {
      known =
          decided.of(
              check.subject(),
              version,
              policies.principal(check.subject()),
              policies.resource(check.subject()));
    }
    Decision before = known.decisions().of(check);
    return new JudgedCheck(check, known, before == null ? decide(check, known) : before);
  }

  /** Decides, and keeps the decision if it does not depend on the time. */
  private Decision decide(RecordedCheck check, DecidedCheck known) {
    Transcript read = new Transcript(check.early());
    Decision early = decide(check, read, known.policies());
    if (hasReadClock(check, read)) {
      return decideLate(check, early, known);
    }
    if (known.decisions().keep(read, early)) {
      decided.count(read);
    }
    return early;
  }

  /**
   * Whether what was read includes the clock. The context alone does not tell: a decision on other
   * policies, or an explanation, may have looked at the clock in it. A time that is stated is none.
   */
  private static boolean hasReadClock(RecordedCheck check, Transcript read) {
    return check.hasReadClock() && read.includesTime();
  }

  /** What holds at the earliest and at the latest time, and between them (rule 6.15). */
  private Decision decideLate(RecordedCheck check, Decision early, DecidedCheck known) {
    TimedContext late = check.late();
    return known.times().mayChangeBetween(check.early().time(), late.time())
        ? Decision.INDETERMINATE
        : common(early, decide(check, late, known.policies()));
  }

  /** What holds at both times. */
  private static Decision common(Decision first, Decision second) {
    if (first == second) {
      return first;
    }
    return first.isCertainDenial() && second.isCertainDenial()
        ? Decision.DENIED
        : Decision.INDETERMINATE;
  }

  static AuthorizationRequest request(
      RecordedCheck check, ConditionContext context, AppliedPolicies policies) {
    return new AuthorizationRequest(
        check.caller(),
        check.action(),
        check.resource(),
        context,
        check.grantId(),
        policies.key().manager(),
        "");
  }

  private Decision decide(RecordedCheck check, ConditionContext context, AppliedPolicies policies) {
    return check.plan().isDecidedByRows(check.grantId())
        ? authorizer.decide(
            check.caller(),
            authorizer.action(check.action()),
            check.resource(),
            policies.principal(),
            policies.key(),
            context)
        : reference.decide(request(check, context, policies), policies.all());
  }
}
