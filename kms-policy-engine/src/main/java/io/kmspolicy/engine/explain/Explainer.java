package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.budget.StepsExhausted;
import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.engine.explain.MissingAttribute.Case;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.report.EvaluationTrace;
import io.kmspolicy.engine.report.EvaluationTracer;
import io.kmspolicy.engine.report.GrantTrace;
import io.kmspolicy.engine.report.LayerTrace;
import io.kmspolicy.engine.report.StatementTrace;
import io.kmspolicy.engine.report.UndocumentedRule;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Explains a decision: decides the request, traces its evaluation, and searches for the determining
 * statements and the missing information. Thread-safe, if its decisions are.
 */
public final class Explainer {

  private static final String UNDECIDED = "so the request is not decided";
  private static final String INCOMPLETE =
      "so what is missing may be listed incompletely, and more statements than determine the"
          + " decision may be listed";

  private final KmsCatalogue catalogue;
  private final EvaluationTracer tracer;
  private final Decisions decisions;

  /** Decides the requests of an explanation, and analyzes the open ones. */
  public interface Decisions {

    Decision decide(AuthorizationRequest request, PolicySet policies);

    /**
     * How the decision depends on unknown condition keys; empty if that cannot be analyzed.
     *
     * @throws StepsExhausted if the step budget of the request's context is used up
     */
    Optional<KeyDependence> dependence(AuthorizationRequest request, PolicySet policies);

    /**
     * The condition on unknown keys under which a request is allowed; empty if no condition
     * expresses it, or if it takes more steps than are left.
     */
    Optional<ConditionExpression> conditions(AuthorizationRequest request, PolicySet policies);
  }

  /** An explainer; explanations of one key after another take less time if they share it. */
  public Explainer(KmsCatalogue catalogue, Decisions decisions) {
    this.catalogue = catalogue;
    this.tracer = new EvaluationTracer(catalogue);
    this.decisions = decisions;
  }

  /**
   * The explanation. The decisions that it makes share the step budget of the request's context
   * (rule 6.17); the trace, which is linear in the policies, does not count.
   */
  public Explanation explain(AuthorizationRequest request, PolicySet policies) {
    StepCounter counter = StepCounter.of(request.context());
    Decision decision = decisions.decide(request, policies);
    List<String> exhausted = exhausted(counter, UNDECIDED);
    AuthorizationRequest plain = request.in(CountedContext.withoutCounter(request.context()));
    EvaluationTrace trace = tracer.trace(plain, policies);
    String date = catalogue.date();
    boolean indeterminate = decision == Decision.INDETERMINATE;
    SettlingInputs missing =
        indeterminate
            ? MissingInputs.search(decisions, trace, new Case(request, policies))
            : SettlingInputs.NONE;
    Justification justification =
        new JustificationFinder(decisions::decide, request, policies, trace, date)
            .of(decision)
            .after(exhausted);
    List<UndocumentedRule> undocumented = indeterminate ? undocumented(trace, missing) : List.of();
    List<String> caveats = new ArrayList<>(Caveats.of(trace, policies, date));
    if (exhausted.isEmpty()) {
      caveats.addAll(exhausted(counter, INCOMPLETE));
    }
    Optional<OpenAnswer> open =
        indeterminate
            ? Optional.of(
                new OpenAnswers(decisions, tracer, date, request, policies)
                    .find(trace, missing(missing.unknown(), undocumented)))
            : Optional.empty();
    return Explanation.of(
        decision,
        new ExplanationDetails(
            List.of(
                request.caller().arn(), trace.attributes().action(), resource(trace.attributes())),
            justification,
            missing,
            undocumented,
            open,
            DenialFinder.find(decision, trace, justification, date),
            List.copyOf(trace.layers().values()),
            trace.grants(),
            caveats));
  }

  private static List<String> missing(
      MissingInformation unknown, List<UndocumentedRule> undocumented) {
    List<String> missing = new ArrayList<>(unknown.all());
    for (UndocumentedRule rule : undocumented) {
      missing.add(rule.question() + " (rule " + rule.rule() + ")");
    }
    return missing;
  }

  /** The sentence that the step budget is used up, if it is. */
  private static List<String> exhausted(StepCounter counter, String consequence) {
    return counter.isExhausted()
        ? List.of(
            String.format(
                Locale.ROOT,
                "the step budget of %,d steps is used up, %s (rule 6.17)",
                counter.maximum(),
                consequence))
        : List.of();
  }

  private static String resource(RequestAttributes attributes) {
    String arn = attributes.request().resource().arn();
    return attributes.isUnknownKey() ? arn + " (the key behind it is not known)" : arn;
  }

  private static boolean isGiven(EvaluationTrace trace, PolicyType type) {
    LayerTrace.Kind kind = trace.layer(type).kind();
    return kind == LayerTrace.Kind.KNOWN || kind == LayerTrace.Kind.UNKNOWN;
  }

  /**
   * The undocumented rules that leave the decision open, either now or once all unknown inputs are
   * known.
   */
  private List<UndocumentedRule> undocumented(EvaluationTrace trace, SettlingInputs missing) {
    Set<UndocumentedRule> rules = EnumSet.noneOf(UndocumentedRule.class);
    addUndocumented(rules, trace);
    for (Case openCase : missing.leftOpen()) {
      try {
        addUndocumented(rules, tracer.trace(openCase.request(), openCase.policies()));
      } catch (StepsExhausted exhausted) {
        return new ArrayList<>(rules);
      }
    }
    return new ArrayList<>(rules);
  }

  private static void addUndocumented(Set<UndocumentedRule> rules, EvaluationTrace trace) {
    RequestAttributes attributes = trace.attributes();
    if (attributes.isService() && isGiven(trace, PolicyType.VPC_ENDPOINT)) {
      rules.add(UndocumentedRule.ENDPOINT_SERVICES);
    }
    if (attributes.isNewKey() && isGiven(trace, PolicyType.RESOURCE_CONTROL)) {
      rules.add(UndocumentedRule.NEW_KEY_CONTROL);
    }
    if (attributes.usable() == MatchResult.INDETERMINATE
        && attributes.sameAccount().isNoMatch()
        && !attributes.isUncatalogued()) {
      rules.add(UndocumentedRule.ACROSS_ACCOUNTS);
    }
    String id = attributes.request().grantId();
    if (attributes.isRetireGrant()
        && !id.isEmpty()
        && trace.grants().grants().stream().noneMatch(one -> one.grant().grantId().equals(id))) {
      rules.add(UndocumentedRule.UNLISTED_GRANT);
    }
    for (StatementTrace statement : trace.undecided()) {
      statement.parts().forEach(part -> rules.addAll(part.undocumentedRules()));
    }
    for (GrantTrace grant : trace.grants().grants(MatchResult.INDETERMINATE)) {
      rules.addAll(grant.why().undocumentedRules());
    }
  }
}
