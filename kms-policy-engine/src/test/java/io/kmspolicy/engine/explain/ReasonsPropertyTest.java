package io.kmspolicy.engine.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.Unknowns;
import io.kmspolicy.engine.Worlds;
import io.kmspolicy.engine.Worlds.World;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.combine.BoundaryState;
import io.kmspolicy.engine.combine.LayerEvaluation.Verdict;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.reference.PolicySetEvaluation;
import io.kmspolicy.engine.reference.ReferenceEvaluator;
import io.kmspolicy.engine.report.Derivation;
import io.kmspolicy.engine.report.EvaluationTrace;
import io.kmspolicy.engine.report.EvaluationTracer;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;

/** The derivation of a decision, and the reasons that are read off it. */
@Label("derivations and reasons")
@AddLifecycleHook(Seeds.class)
class ReasonsPropertyTest {

  private static final KmsCatalogue CATALOGUE = KmsCatalogue.bundled();
  private static final EvaluationTracer TRACER = new EvaluationTracer(CATALOGUE);
  private static final ReferenceEvaluator REFERENCE =
      new ReferenceEvaluator(CATALOGUE, new StepBudget(StepBudget.OF_AN_EVALUATION));

  @Provide
  Arbitrary<World> worlds() {
    return Arbitraries.oneOf(Unknowns.partial(), Worlds.any().contended());
  }

  private static Outcomes outcomes(EvaluationTrace trace) {
    Verdict<Derivation> verdict = trace.verdict();
    return Outcomes.of(verdict.deny().result(), verdict.allow().result());
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261126")
  @Label("6.1-6.5: a derivation has the outcomes of three-valued logic, and a certain one decides")
  void trace_anyRequest_isTheReference(@ForAll("worlds") World world) {
    RequestAttributes attributes = RequestAttributes.of(world.request(), CATALOGUE);
    List<BoundaryState> cases = BoundaryState.cases(world.policies().permissionsBoundary());
    Outcomes plain = Outcomes.NONE;
    for (BoundaryState boundary : cases) {
      plain =
          plain.or(
              new PolicySetEvaluation(attributes, world.policies(), CATALOGUE, boundary)
                  .outcomes(world.request().context(), MatchResult.INDETERMINATE));
    }
    Decision decision = REFERENCE.decide(world.request(), world.policies());

    Outcomes derived = outcomes(TRACER.trace(world.request(), world.policies()));

    Statistics.label("derived, decided").collect(derived.decision(), decision);
    assertThat(derived.includes(plain)).as("%s", world).isTrue();
    if (cases.size() == 1) {
      assertThat(derived).as("%s", world).isEqualTo(plain);
    }
    if (derived.decision() != Decision.INDETERMINATE && derived.isSingle()) {
      assertThat(decision).as("%s", world).isEqualTo(derived.decision());
    }
  }

  /** The result of a derivation with the results of some of its values replaced. */
  private static MatchResult evaluate(
      Derivation value, IdentityHashMap<Derivation, MatchResult> replaced) {
    MatchResult result = replaced.get(value);
    if (result != null || value.operands().isEmpty()) {
      return result != null ? result : value.result();
    }
    boolean all = value instanceof Derivation.All;
    result = MatchResult.of(all);
    for (Derivation operand : value.operands()) {
      MatchResult next = evaluate(operand, replaced);
      result = all ? result.and(next) : result.or(next);
    }
    return result;
  }

  private static IdentityHashMap<Derivation, MatchResult> with(
      Collection<? extends Collection<Derivation>> reasons, MatchResult result) {
    IdentityHashMap<Derivation, MatchResult> replaced = new IdentityHashMap<>();
    reasons.forEach(causes -> causes.forEach(cause -> replaced.put(cause, result)));
    return replaced;
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261126")
  @Label("section 0: each reason allows by itself, and nothing else allows for certain")
  void reasons_ofAnAllowedRequest_areItsCertainAlternatives(@ForAll("worlds") World world) {
    EvaluationTrace trace = TRACER.trace(world.request(), world.policies());
    Derivation allow = trace.verdict().allow();
    Map<String, Derivation> reasons = AllowReasons.of(trace).reasons();

    assertThat(evaluate(allow, new IdentityHashMap<>())).isEqualTo(allow.result());
    assertThat(reasons.isEmpty()).as("%s", world).isEqualTo(!allow.result().isMatch());
    for (Derivation reason : reasons.values()) {
      List<Derivation> others = new ArrayList<>(reasons.values());
      others.removeIf(other -> other == reason);
      IdentityHashMap<Derivation, MatchResult> alone = with(List.of(others), MatchResult.NO_MATCH);
      assertThat(evaluate(allow, alone)).as("%s for %s", reason, world).isEqualTo(allow.result());
      alone.put(reason, MatchResult.NO_MATCH);
      assertThat(evaluate(allow, alone).isMatch()).as("%s", world).isFalse();
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261126")
  @Label("section 0: without its reasons a request is allowed, and each reason makes a difference")
  void reasons_ofADeniedOrOpenRequest_causeItsResult(@ForAll("worlds") World world) {
    EvaluationTrace trace = TRACER.trace(world.request(), world.policies());
    Derivation allow = trace.verdict().allow();
    Map<String, List<Derivation>> reasons = DenyReasons.of(trace, CATALOGUE.date());
    Statistics.label("result, reasons").collect(allow.result(), reasons.size());

    assertThat(reasons.isEmpty()).as("%s", world).isEqualTo(allow.result().isMatch());
    if (!reasons.isEmpty()) {
      MatchResult without = evaluate(allow, with(reasons.values(), MatchResult.MATCH));
      assertThat(without).as("%s for %s", reasons.keySet(), world).isNotEqualTo(allow.result());
    }
    List<Derivation> all = reasons.values().stream().flatMap(List::stream).toList();
    reasons.forEach(
        (text, causes) ->
            assertThat(causes)
                .as("%s for %s", text, world)
                .anyMatch(cause -> makesADifference(allow, all, cause)));
  }

  /** Whether a value changes the result once some of the other values no longer fail. */
  private static boolean makesADifference(
      Derivation allow, List<Derivation> causes, Derivation cause) {
    Set<Derivation> others = Collections.newSetFromMap(new IdentityHashMap<>());
    others.addAll(causes);
    others.remove(cause);
    List<Derivation> order = List.copyOf(others);
    for (int chosen = 0; chosen < 1 << order.size(); chosen++) {
      IdentityHashMap<Derivation, MatchResult> replaced = new IdentityHashMap<>();
      for (int i = 0; i < order.size(); i++) {
        if ((chosen >> i & 1) == 1) {
          replaced.put(order.get(i), MatchResult.MATCH);
        }
      }
      MatchResult before = evaluate(allow, replaced);
      replaced.put(cause, MatchResult.MATCH);
      if (evaluate(allow, replaced) != before) {
        return true;
      }
    }
    return false;
  }
}
