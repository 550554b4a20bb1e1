package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.explain.MissingAttribute.Case;
import io.kmspolicy.engine.report.EvaluationTrace;
import io.kmspolicy.engine.report.LayerTrace.Kind;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Searches for the smallest sets of unknown inputs that would make the decision certain if they
 * were known: for every value of the inputs of the set, the decision is certain, whatever the other
 * unknown inputs are.
 *
 * <p>Breadth-first enumeration of subsets: sets are tried by size, up to three inputs, and
 * supersets of a sufficient set are skipped. Each unknown input has one completion per equivalence
 * class of its values. A layer counts as known once its result for the request is known. An input
 * whose completions cannot be enumerated is considered only in the set of all unknown inputs. That
 * set also counts as sufficient if only AWS's documentation leaves some of its completions open.
 * The number of decisions is limited to {@value #MAX_DECISIONS}, and their work by the step budget
 * of the explanation (rule 6.17); sets that were found before a limit remain valid.
 */
final class MinimalMissingSets {

  private static final int MAX_THINGS = 3;
  private static final int MAX_DECISIONS = 1_000;
  private static final int MAX_LEFT_OPEN = 10;

  private final BiFunction<AuthorizationRequest, PolicySet, Decision> authorizer;
  private final Case question;
  private final List<MissingAttribute> things;
  private final List<List<MissingAttribute>> found = new ArrayList<>();
  private final List<Case> leftOpen = new ArrayList<>();
  private int decisions;
  private int certain;

  /**
   * The result of the search.
   *
   * @param sets the sets, smallest first
   * @param unknown all unknown inputs on which the decision depends
   * @param complete whether every set of up to three inputs was tried
   * @param leftOpen cases in which every input is known and the decision is still indeterminate
   */
  record Result(
      List<MissingInformation> sets,
      MissingInformation unknown,
      boolean complete,
      List<Case> leftOpen) {

    /** The result for a certain decision. */
    static final Result NONE =
        new Result(
            List.of(), new MissingInformation(List.of(), List.of(), List.of()), true, List.of());

    Result {
      sets = List.copyOf(sets);
      leftOpen = List.copyOf(leftOpen);
    }
  }

  private MinimalMissingSets(
      BiFunction<AuthorizationRequest, PolicySet, Decision> authorizer,
      Case question,
      List<MissingAttribute> things) {
    this.authorizer = authorizer;
    this.question = question;
    this.things = things;
  }

  static Result search(
      BiFunction<AuthorizationRequest, PolicySet, Decision> authorizer,
      KmsCatalogue catalogue,
      EvaluationTrace trace,
      AuthorizationRequest request,
      PolicySet policies) {
    StepCounter counter = StepCounter.of(request.context());
    List<MissingAttribute> things = things(catalogue, trace, counter);
    MinimalMissingSets search =
        new MinimalMissingSets(authorizer, new Case(request, policies), things);
    for (int size = 1; size <= Math.min(MAX_THINGS, things.size()); size++) {
      search.trySets(size, 0, new ArrayList<>());
    }
    return new Result(
        search.found.stream().map(MissingAttribute::asSet).toList(),
        MissingAttribute.asSet(things),
        search.decisions < MAX_DECISIONS && !counter.isExhausted(),
        search.leftOpen);
  }

  private static List<MissingAttribute> things(
      KmsCatalogue catalogue, EvaluationTrace trace, StepCounter counter) {
    List<MissingAttribute> things =
        new ArrayList<>(new MissingContextKeys(catalogue, trace, counter).keys());
    MissingLayers layers = new MissingLayers(trace.attributes());
    boolean keyIsKnown = !trace.attributes().isUnknownKey();
    for (PolicyType type : PolicyType.values()) {
      // The policy and the grants of an unknown key are known together with the key.
      boolean apart = type != PolicyType.KEY || keyIsKnown;
      if (trace.layer(type).kind() == Kind.UNKNOWN && apart) {
        things.add(layers.of(type));
      }
    }
    boolean open = trace.grants().result() == MatchResult.INDETERMINATE;
    if (trace.grants().kind() == Kind.UNKNOWN && open && keyIsKnown) {
      things.add(layers.ofGrants());
    }
    things.addAll(MissingRequestAttributes.of(trace));
    return things;
  }

  private void trySets(int size, int from, List<MissingAttribute> chosen) {
    if (chosen.size() == size) {
      if (found.stream().noneMatch(chosen::containsAll) && settles(chosen)) {
        found.add(List.copyOf(chosen));
      }
      return;
    }
    for (int i = from; i < things.size(); i++) {
      chosen.add(things.get(i));
      trySets(size, i + 1, chosen);
      chosen.remove(chosen.size() - 1);
    }
  }

  private boolean settles(List<MissingAttribute> chosen) {
    boolean everything = chosen.size() == things.size();
    if (chosen.stream().anyMatch(thing -> thing.completions().isEmpty())) {
      return everything;
    }
    certain = 0;
    return isSettled(question, chosen, 0, everything) && certain > 0;
  }

  /** Whether the decision is certain in every completion of the inputs from an index on. */
  private boolean isSettled(
      Case one, List<MissingAttribute> chosen, int index, boolean everything) {
    if (index == chosen.size()) {
      return isCertain(one, everything);
    }
    for (UnaryOperator<Case> completion : chosen.get(index).completions()) {
      if (!isSettled(completion.apply(one), chosen, index + 1, everything)) {
        return false;
      }
    }
    return true;
  }

  private boolean isCertain(Case one, boolean everything) {
    if (decisions >= MAX_DECISIONS) {
      return false;
    }
    decisions++;
    Decision decision = authorizer.apply(one.request(), one.policies());
    if (StepCounter.of(question.request().context()).isExhausted()) {
      return false;
    }
    if (decision != Decision.INDETERMINATE) {
      certain++;
      return true;
    }
    if (everything && leftOpen.size() < MAX_LEFT_OPEN) {
      leftOpen.add(one);
    }
    return everything;
  }
}
