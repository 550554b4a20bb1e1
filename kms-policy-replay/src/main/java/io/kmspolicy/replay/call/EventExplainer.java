package io.kmspolicy.replay.call;

import io.kmspolicy.directory.DirectoryFacts;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.engine.facts.StatedKeys;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.Policies;
import io.kmspolicy.replay.ReplayOptions;
import io.kmspolicy.replay.judge.CompletedPolicies;
import io.kmspolicy.replay.judge.Judge;
import io.kmspolicy.replay.judge.Judgment;
import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.mapped.DeniedCall;
import io.kmspolicy.replay.mapped.EventMapper;
import io.kmspolicy.replay.mapped.MappedEvent;
import io.kmspolicy.replay.result.OurAnswer;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.List;
import java.util.Optional;

/** Explains single recorded calls on policies. Not thread-safe. */
public final class EventExplainer implements AutoCloseable {

  private static final AwsAnswer.Denied NO_REASON =
      new AwsAnswer.Denied(Optional.empty(), Optional.empty());

  private final Policies policies;
  private final ReplayOptions options;
  private final EventMapper mapper;
  private final CompletedPolicies completed;
  private final Judge judge;

  /** An explainer on these policies. */
  public EventExplainer(Policies policies, ReplayOptions options) {
    this.options = options;
    this.policies = policies;
    this.mapper =
        new EventMapper(
            policies.source(), policies.keys(), options.stated(), options.inferServices());
    this.completed = new CompletedPolicies(policies.source(), policies.keys());
    this.judge = new Judge(completed);
  }

  /** Explains an event of a trail. */
  public ExplainedCall explain(TrailEvent event) {
    AwsAnswer aws = EventMapper.answer(event);
    String text = aws.text();
    MappedEvent mapped = mapper.map(event);
    if (mapped instanceof MappedEvent.Checks checks) {
      Judgment judgment = judge.judge(checks);
      boolean sameLayer =
          !(aws instanceof AwsAnswer.Denied denied)
              || judgment.answer() != OurAnswer.DENIED
              || judge.explains(judgment, denied);
      return new ExplainedCall(
          text,
          judgment.answer(),
          sameLayer,
          judgment.checks().stream().map(judge::explain).toList(),
          "",
          judgment.checks().stream()
              .flatMap(
                  check ->
                      StatedLayers.wronglyNone(aws, check.request(), check.policies()).stream())
              .findFirst(),
          judgment.checks().stream()
              .map(check -> new DecidedRequest(check.request(), check.policies()))
              .toList(),
          aws);
    }
    String problem =
        mapped instanceof MappedEvent.UnknownOperation unknown
            ? "the catalogue has no operation `" + unknown.operation() + "`"
            : ((MappedEvent.NotJudged) mapped).reason();
    return new ExplainedCall(
        text, OurAnswer.INDETERMINATE, true, List.of(), problem, Optional.empty(), List.of(), aws);
  }

  /**
   * Explains a call that an error message of AWS or of the interceptor names. Condition keys that
   * neither follow from it nor are stated are unknown.
   */
  public ExplainedCall explain(DeniedCall call) {
    return explain(List.of(call), RequestContext.empty());
  }

  /**
   * Explains a denied call of which AWS named condition keys.
   *
   * @param checks what KMS checked for the call, which has the same answer of AWS in each; at least
   *     one
   * @param recorded the condition keys that AWS named; keys that the options state, too, have the
   *     values of AWS
   */
  public ExplainedCall explain(List<DeniedCall> checks, RequestContext recorded) {
    AwsAnswer aws = checks.get(0).answer();
    List<Judge.Explained> explained =
        checks.stream().map(check -> explained(check, recorded)).toList();
    OurAnswer ours = answer(explained);
    return new ExplainedCall(
        aws.text(),
        ours,
        ours != OurAnswer.DENIED || explained.stream().anyMatch(EventExplainer::isExplained),
        explained.stream().map(Judge.Explained::explanation).toList(),
        "",
        explained.stream()
            .flatMap(
                check -> StatedLayers.wronglyNone(aws, check.request(), check.policies()).stream())
            .findFirst(),
        explained.stream()
            .map(check -> new DecidedRequest(check.request(), check.policies()))
            .toList(),
        aws);
  }

  private Judge.Explained explained(DeniedCall call, RequestContext recorded) {
    Caller.AccountCaller caller = policies.source().withRolePath(call.caller());
    RequestContext.Builder stated = options.stated().toBuilder();
    recorded.values().forEach(stated::set);
    return judge.explain(
        caller,
        call.action(),
        call.resource(),
        facts(caller, call.action(), call.resource()).stating(StatedKeys.of(stated.build())),
        call.answer() instanceof AwsAnswer.Denied denied ? denied : NO_REASON);
  }

  /** What is known of a request of which only caller, action and resource are. */
  private RequestFacts facts(Caller.AccountCaller caller, String action, KmsResource resource) {
    if (policies.keys() instanceof PolicyDirectory directory) {
      DirectoryFacts known = new DirectoryFacts(directory);
      return RequestFacts.of(known.caller(caller), action, known.resource(resource));
    }
    Optional<KeyMetadata> metadata =
        resource instanceof KmsResource.Key key ? policies.keys().metadata(key) : Optional.empty();
    return RequestFacts.of(
        CallerFacts.of(caller), action, ResourceFacts.of(resource).described(metadata));
  }

  private static boolean isExplained(Judge.Explained check) {
    return check.explanation().decision().isCertainDenial() && check.sameLayer();
  }

  private static OurAnswer answer(List<Judge.Explained> checks) {
    if (checks.stream().anyMatch(check -> check.explanation().decision().isCertainDenial())) {
      return OurAnswer.DENIED;
    }
    return checks.stream().allMatch(check -> check.explanation().decision() == Decision.ALLOWED)
        ? OurAnswer.ALLOWED
        : OurAnswer.INDETERMINATE;
  }

  @Override
  public void close() {
    completed.close();
  }
}
