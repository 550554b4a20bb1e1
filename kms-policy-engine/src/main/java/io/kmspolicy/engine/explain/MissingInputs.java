package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.budget.StepsExhausted;
import io.kmspolicy.engine.exact.AssumedContext;
import io.kmspolicy.engine.explain.MissingAttribute.Case;
import io.kmspolicy.engine.explain.MissingAttribute.Kind;
import io.kmspolicy.engine.report.EvaluationTrace;
import io.kmspolicy.engine.report.LayerTrace;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Finds the smallest set of unknown inputs that would make the decision certain if they were known:
 * for every value of the inputs of the set, the decision is certain, whatever the other unknown
 * inputs are. Inputs are independent of each other, so there is one smallest set.
 *
 * <p>Condition keys are analyzed together ({@link KeyDependence}), once for each combination of
 * completions of the other inputs. A layer is completed by its possible results, an attribute of
 * the request by its values in policies. If AWS's documentation leaves a decision open with all
 * inputs known, the set is the one that determines where it is open. An input without completions
 * or classes counts as missing unless the others settle the decision without it.
 *
 * <p>The number of combinations is limited to {@value #MAX_CASES}, and the work by the step budget
 * of the explanation (rule 6.17); beyond, no set is found.
 */
final class MissingInputs {

  private static final int MAX_CASES = 500;
  private static final int MAX_LEFT_OPEN = 10;

  private final Explainer.Decisions decisions;
  private final Case question;
  private final List<MissingAttribute> keys;
  private final List<MissingAttribute> others;
  private final List<Case> leftOpen = new ArrayList<>();

  /** A combination of completions, and how its decision depends on the condition keys. */
  private record Analyzed(Case one, KeyDependence keys) {}

  /** Ends a search that takes too much work. */
  private static final class TooMuchWork extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooMuchWork() {
      super("too many combinations", null, false, false);
    }
  }

  private MissingInputs(
      Explainer.Decisions decisions,
      Case question,
      List<MissingAttribute> keys,
      List<MissingAttribute> others) {
    this.decisions = decisions;
    this.question = question.with(withUnknown(question.request().context(), keys));
    this.keys = keys;
    this.others = others;
  }

  /** A key that counts as missing although the context says that it is absent is unknown. */
  private static ConditionContext withUnknown(
      ConditionContext context, List<MissingAttribute> keys) {
    Map<String, ContextValue> unknown = new HashMap<>();
    for (MissingAttribute key : keys) {
      String name = ConditionContext.name(key.name());
      if (context.get(name) instanceof ContextValue.Absent) {
        unknown.put(name, ContextValue.presentUnknown());
      }
    }
    return unknown.isEmpty() ? context : new AssumedContext(context, unknown);
  }

  static SettlingInputs search(
      Explainer.Decisions decisions, EvaluationTrace trace, Case question) {
    List<MissingAttribute> keys = new MissingContextKeys(trace).keys();
    List<MissingAttribute> others = others(trace);
    List<MissingAttribute> all = new ArrayList<>(keys);
    all.addAll(others);
    MissingInformation unknown = MissingAttribute.asSet(all);
    if (trace.attributes().isUncatalogued()) { // nothing settles it (rule 6.16)
      return new SettlingInputs(List.of(), unknown, true, List.of());
    }
    try {
      MissingInputs search = new MissingInputs(decisions, question, keys, others);
      MissingInformation set = search.smallestSet(all);
      List<MissingInformation> sets = set.isEmpty() ? List.of() : List.of(set);
      return new SettlingInputs(sets, unknown, true, search.leftOpen);
    } catch (StepsExhausted | TooMuchWork cut) {
      return new SettlingInputs(List.of(), unknown, false, List.of());
    }
  }

  private static List<MissingAttribute> others(EvaluationTrace trace) {
    List<MissingAttribute> others = new ArrayList<>();
    MissingLayers layers = new MissingLayers(trace.attributes());
    boolean keyIsKnown = !trace.attributes().isUnknownKey();
    for (PolicyType type : PolicyType.values()) {
      // The policy and the grants of an unknown key are known together with the key.
      boolean apart = type != PolicyType.KEY || keyIsKnown;
      if (trace.layer(type).kind() == LayerTrace.Kind.UNKNOWN && apart) {
        others.add(layers.of(type));
      }
    }
    boolean open = trace.grants().result() == MatchResult.INDETERMINATE;
    if (trace.grants().kind() == LayerTrace.Kind.UNKNOWN && open && keyIsKnown) {
      others.add(layers.ofGrants());
    }
    others.addAll(MissingRequestAttributes.of(trace));
    return others;
  }

  /** The smallest set; empty if no set makes the decision certain for some of its values. */
  private MissingInformation smallestSet(List<MissingAttribute> all) {
    List<MissingAttribute> completed = new ArrayList<>(others);
    completed.removeIf(input -> input.completions().isEmpty());
    List<Analyzed> cases = analyze(completed);
    Set<String> needed = new LinkedHashSet<>();
    boolean isSettledForSome = false;
    boolean isUnclassified = completed.size() < others.size();
    for (Analyzed one : cases) {
      needed.addAll(one.keys().smallestSet());
      isSettledForSome |= one.keys().isSettledForSome();
      isUnclassified |= !one.keys().unclassified().isEmpty();
      addLeftOpen(one);
    }
    if (!leftOpen.isEmpty() && isUnclassified) {
      leftOpen.clear();
      return MissingAttribute.asSet(all);
    }
    if (!isSettledForSome) {
      return MissingAttribute.asSet(List.of());
    }
    List<MissingAttribute> chosen = chosen(needed);
    chosen.addAll(leftOpen.isEmpty() ? withoutUnneeded(completed, needed) : completed);
    return MissingAttribute.asSet(chosen);
  }

  /** Drops each input without which the decision is certain for all values of the others. */
  private List<MissingAttribute> withoutUnneeded(
      List<MissingAttribute> inputs, Set<String> neededKeys) {
    List<MissingAttribute> needed = new ArrayList<>(inputs);
    for (MissingAttribute input : inputs) {
      needed.remove(input);
      boolean isSettled =
          analyze(needed).stream().allMatch(one -> one.keys().isSettledBy(neededKeys));
      if (!isSettled) {
        needed.add(input);
      }
    }
    needed.sort((left, right) -> Integer.compare(inputs.indexOf(left), inputs.indexOf(right)));
    return needed;
  }

  private List<MissingAttribute> chosen(Set<String> needed) {
    List<MissingAttribute> chosen = new ArrayList<>();
    Set<String> left = new LinkedHashSet<>(needed);
    for (MissingAttribute key : keys) {
      if (left.remove(ConditionContext.name(key.name()))) {
        chosen.add(key);
      }
    }
    left.forEach(name -> chosen.add(new MissingAttribute(Kind.CONTEXT, name, List.of())));
    return chosen;
  }

  private void addLeftOpen(Analyzed analyzed) {
    for (Map<String, ContextValue> values :
        analyzed.keys().leftOpen(MAX_LEFT_OPEN - leftOpen.size())) {
      ConditionContext context = analyzed.one().request().context();
      leftOpen.add(analyzed.one().with(new AssumedContext(context, values)));
    }
  }

  /** Analyzes every combination of completions of these inputs. */
  private List<Analyzed> analyze(List<MissingAttribute> inputs) {
    List<Case> cases = List.of(question);
    for (MissingAttribute input : inputs) {
      List<Case> more = new ArrayList<>();
      for (UnaryOperator<Case> completion : input.completions()) {
        cases.forEach(one -> more.add(completion.apply(one)));
      }
      if (more.size() > MAX_CASES) {
        throw new TooMuchWork();
      }
      cases = more;
    }
    List<Analyzed> analyzed = new ArrayList<>();
    for (Case one : cases) {
      Optional<KeyDependence> found = decisions.dependence(one.request(), one.policies());
      analyzed.add(new Analyzed(one, found.orElseThrow(TooMuchWork::new)));
    }
    return analyzed;
  }
}
