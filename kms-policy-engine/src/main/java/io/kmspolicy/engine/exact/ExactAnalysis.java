package io.kmspolicy.engine.exact;

import io.kmspolicy.engine.budget.StepsExhausted;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Case analysis over equivalence classes (rule 6.13). Three-valued logic loses precision if the
 * same unknown occurs twice ({@code x or not x}). This analysis enumerates one representative per
 * equivalence class of each unknown key, in a depth-first search that evaluates at most {@value
 * #MAX_ASSIGNMENTS} assignments. A branch ends as soon as its outcome is single or adds nothing to
 * the outcomes found before. A key without classes is only divided into absent, null and present,
 * unless a variable reads it. If the limit is reached, the result is that of three-valued logic,
 * which is sound. It is also the result if the step budget of the check is used up (rule 6.17).
 */
public final class ExactAnalysis {

  /** The maximum number of evaluated assignments. */
  private static final int MAX_ASSIGNMENTS = 4_000;

  private final ConditionContext known;
  private final KmsCatalogue catalogue;
  private int evaluated;
  private boolean isApproximate;

  public ExactAnalysis(ConditionContext known, KmsCatalogue catalogue) {
    this.known = known;
    this.catalogue = catalogue;
  }

  /** The union of the outcomes of several cases of one request. */
  public Outcomes outcomes(List<? extends AnalysisSubject> cases) {
    List<Outcomes> plain = new ArrayList<>();
    for (AnalysisSubject subject : cases) {
      plain.add(subject.outcomes(new AssumedContext(known, Map.of()), MatchResult.INDETERMINATE));
    }
    Outcomes result = Outcomes.NONE;
    for (int i = 0; i < plain.size(); i++) {
      result = result.or(outcomes(cases.get(i), plain.get(i)));
    }
    return result;
  }

  /**
   * Whether the outcomes may be more than the possible ones: a limit ended the search before it had
   * settled them, or it left a key unknown whose values have no classes.
   */
  public boolean isApproximate() {
    return isApproximate;
  }

  private Outcomes outcomes(AnalysisSubject subject, Outcomes plain) {
    if (plain.isSingle()) {
      return plain;
    }
    try {
      return outcomesByClasses(subject);
    } catch (StepsExhausted exhausted) {
      isApproximate = true;
      return plain;
    }
  }

  private Outcomes outcomesByClasses(AnalysisSubject subject) {
    EquivalenceClassCollector keys = new EquivalenceClassCollector(catalogue, known);
    subject.collect(known, keys);
    Map<String, List<ContextValue>> cases = keys.cases();
    isApproximate |=
        keys.leavesOut(cases) || cases.values().stream().anyMatch(ExactAnalysis::leavesUnknown);
    Outcomes result = Outcomes.NONE;
    // Rule 3.5 leaves open whether an empty value is null; AWS treats all keys in the same way.
    for (MatchResult emptyIsNull : List.of(MatchResult.MATCH, MatchResult.NO_MATCH)) {
      result = new Search(subject, cases, emptyIsNull).explore(new HashMap<>(), result);
    }
    return result;
  }

  /** Whether one of the cases of a key leaves its value unknown. */
  private static boolean leavesUnknown(List<ContextValue> cases) {
    return cases.contains(ContextValue.presentUnknown());
  }

  private static boolean isEmpty(ContextValue value) {
    return value instanceof ContextValue.Present present
        && present.isNullSet()
        && !present.values().isEmpty();
  }

  /** The search under one reading of rule 3.5. */
  private final class Search {

    private final AnalysisSubject subject;
    private final Map<String, List<ContextValue>> examples;
    private final MatchResult emptyIsNull;

    Search(
        AnalysisSubject subject,
        Map<String, List<ContextValue>> examples,
        MatchResult emptyIsNull) {
      this.subject = subject;
      this.examples = examples;
      this.emptyIsNull = emptyIsNull;
    }

    Outcomes explore(Map<String, ContextValue> assumed, Outcomes before) {
      AssumedContext context = new AssumedContext(known, assumed);
      Outcomes here = subject.outcomes(context, emptyIsNull);
      evaluated++;
      if (here.isSingle() || before.isOpen() || before.includes(here)) {
        return before.or(here); // no assignment below can add an outcome
      }
      Optional<String> next = fewestExamples(context.missing(), assumed.keySet());
      boolean isAtLimit = evaluated >= MAX_ASSIGNMENTS;
      isApproximate |= next.isPresent() && isAtLimit;
      return next.isPresent() && !isAtLimit
          ? explore(assumed, before, next.get(), examples.getOrDefault(next.get(), List.of()))
          : before.or(here);
    }

    /**
     * The missing key with the fewest representatives, by name among equals; the order in which
     * tests read the keys is irrelevant. A key whose cases leave its value unknown comes last.
     */
    private Optional<String> fewestExamples(Collection<String> missing, Set<String> assumed) {
      return missing.stream()
          .filter(key -> examples.containsKey(key) && !assumed.contains(key))
          .min(
              Comparator.comparing(this::staysUnknown)
                  .thenComparing(key -> examples.getOrDefault(key, List.of()).size())
                  .thenComparing(Comparator.naturalOrder()));
    }

    private boolean staysUnknown(String key) {
      return leavesUnknown(examples.getOrDefault(key, List.of()));
    }

    /**
     * Whether a key can have a value. A key that is known to be present is not null (rule 6.11), so
     * it is not empty if an empty value counts as null.
     */
    private boolean mayBe(String key, ContextValue value) {
      return emptyIsNull != MatchResult.MATCH
          || !isEmpty(value)
          || !(known.get(key) instanceof ContextValue.PresentUnknown);
    }

    private Outcomes explore(
        Map<String, ContextValue> assumed, Outcomes before, String key, List<ContextValue> values) {
      Outcomes result = before;
      for (ContextValue value : values) {
        if (!result.isOpen() && mayBe(key, value)) {
          assumed.put(key, value);
          result = explore(assumed, result);
          assumed.remove(key);
        }
      }
      return result;
    }
  }
}
