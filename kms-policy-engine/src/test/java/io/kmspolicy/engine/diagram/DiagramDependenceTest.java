package io.kmspolicy.engine.diagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** The keys that a decision depends on, beside asking for every combination of values. */
@Label("6.13: the keys that a decision depends on")
@AddLifecycleHook(Seeds.class)
class DiagramDependenceTest {

  private static final String ENDPOINT = "aws:sourcevpce";
  private static final String NETWORK = "aws:sourcevpc";
  private static final String SEVERAL = "aws:tagkeys";
  private static final List<String> KEYS = List.of(ENDPOINT, NETWORK, SEVERAL);
  private static final List<ContextValue> SINGLE =
      List.of(
          ContextValue.absent(), ContextValue.of("1"), ContextValue.of("2"), ContextValue.of("x"));
  private static final List<ContextValue> MANY =
      List.of(
          ContextValue.absent(),
          ContextValue.of("1"),
          ContextValue.of("2"),
          ContextValue.of("x"),
          ContextValue.of("1", "2"),
          ContextValue.of("1", "x"),
          ContextValue.of("2", "x"),
          ContextValue.of("1", "2", "x"));
  private static final List<String> TESTS =
      List.of(
          "'StringEquals':{'aws:SourceVpce':'1'}",
          "'StringEquals':{'aws:SourceVpce':['1','2']}",
          "'StringNotEquals':{'aws:SourceVpce':'2'}",
          "'StringLike':{'aws:SourceVpc':'1'}",
          "'StringNotEqualsIfExists':{'aws:SourceVpc':'1'}",
          "'ForAnyValue:StringEquals':{'aws:TagKeys':'1'}",
          "'ForAllValues:StringEquals':{'aws:TagKeys':['1','2']}");

  private enum Kind {
    ALLOWED,
    DENIED,
    OPEN
  }

  private static DiagramDependence dependence(String... statements) {
    return dependence(List.of(statements), Cases.UNKNOWN);
  }

  private static Kind kind(OpenCase one, Map<String, ContextValue> values) {
    RequestContext.Builder context = RequestContext.builder();
    values.forEach(context::set);
    Outcomes outcomes = one.outcomes(context.build(), MatchResult.NO_MATCH);
    return outcomes.isOpen() ? Kind.OPEN : outcomes.allowed() ? Kind.ALLOWED : Kind.DENIED;
  }

  private static List<Map<String, ContextValue>> combinations() {
    List<Map<String, ContextValue>> all = new ArrayList<>(List.of(Map.of()));
    for (String key : KEYS) {
      List<Map<String, ContextValue>> longer = new ArrayList<>();
      for (Map<String, ContextValue> one : all) {
        for (ContextValue value : key.equals(SEVERAL) ? MANY : SINGLE) {
          Map<String, ContextValue> more = new HashMap<>(one);
          more.put(key, value);
          longer.add(more);
        }
      }
      all = longer;
    }
    return all;
  }

  /** Whether combinations that agree in the values of some keys have one decision. */
  private static boolean settles(Set<String> chosen, Map<Map<String, ContextValue>, Kind> kinds) {
    Map<Map<String, ContextValue>, Kind> known = new HashMap<>();
    for (Map.Entry<Map<String, ContextValue>, Kind> one : kinds.entrySet()) {
      Map<String, ContextValue> values = new HashMap<>(one.getKey());
      values.keySet().retainAll(chosen);
      Kind before = known.putIfAbsent(values, one.getValue());
      if (before != null && before != one.getValue()) {
        return false;
      }
    }
    return true;
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261127", tries = 100)
  @Label("a set of keys settles a decision if it is the same for all values of the other keys")
  void of_anyPolicies_isWhatEveryContextShows(@ForAll Random random) {
    List<String> statements = new ArrayList<>();
    int size = 1 + random.nextInt(3);
    for (int i = 0; i < size; i++) {
      String effect = i == 0 || random.nextBoolean() ? "Allow" : "Deny";
      statements.add(Cases.statement(effect, TESTS.get(random.nextInt(TESTS.size()))));
    }
    OpenCase one = Cases.of(statements);
    Map<Map<String, ContextValue>, Kind> kinds = new HashMap<>();
    combinations().forEach(values -> kinds.put(values, kind(one, values)));

    DiagramDependence found =
        DiagramDependence.of(List.of(one), Cases.UNKNOWN, Cases.CATALOGUE).orElseThrow();

    Set<String> smallest = new HashSet<>(KEYS);
    for (int bits = 0; bits < 1 << KEYS.size(); bits++) {
      Set<String> chosen = new HashSet<>();
      for (int i = 0; i < KEYS.size(); i++) {
        if ((bits >> i & 1) == 1) {
          chosen.add(KEYS.get(i));
        }
      }
      boolean settles = settles(chosen, kinds);
      assertThat(found.isSettledBy(chosen)).isEqualTo(settles);
      if (settles) {
        smallest.retainAll(chosen);
      }
    }
    assertThat(found.smallestSet()).isEqualTo(smallest);
    assertThat(found.isSettledForSome()).isTrue();
    assertThat(found.leftOpen(5)).isEmpty();
    assertThat(found.unclassified()).isEmpty();
  }

  @Example
  @Label("3.3: values for which a result is not documented are left out if there are others")
  void of_undocumentedAbsence_isNoValue() {
    String open = "'ForAnyValue:StringEqualsIfExists':{'aws:TagKeys':'1'}";
    DiagramDependence alone = dependence(Cases.statement("Allow", open));
    DiagramDependence both =
        dependence(Cases.statement("Allow", open + ",'StringEquals':{'aws:SourceVpce':'1'}"));

    assertThat(alone.leftOpen(5)).isEmpty();
    assertThat(alone.isSettledBy(Set.of(SEVERAL))).isTrue();
    assertThat(both.leftOpen(5)).isEmpty();
    assertThat(both.smallestSet()).containsExactlyInAnyOrder(SEVERAL, ENDPOINT);
  }

  @Example
  @Label("3.3: if no value has a documented result, all of them are tried")
  void of_noDocumentedValue_allAreTried() {
    DiagramDependence found =
        dependence(
            Cases.statement(
                "Allow",
                "'ForAllValues:Null':{'aws:TagKeys':'true'},"
                    + "'ForAnyValue:StringEqualsIfExists':{'aws:TagKeys':'1'}"));

    assertThat(found.leftOpen(5)).contains(Map.of(SEVERAL, ContextValue.absent()));
    assertThat(found.isSettledBy(Set.of(SEVERAL))).isFalse();
    assertThat(found.isSettledForSome()).as("a tag that is not listed is denied").isTrue();
  }

  @Example
  @Label("3.3: nothing settles a decision that is open for every value")
  void isSettledForSome_openForEveryValue_isFalse() {
    DiagramDependence found =
        dependence(
            Cases.statement("Allow", "'ForAllValues:Null':{'aws:TagKeys':'true'}"),
            Cases.statement(
                "Deny",
                "'ForAnyValue:StringEqualsIfExists':{'aws:TagKeys':'1'},"
                    + "'Null':{'aws:TagKeys':'true'}"));

    assertThat(found.isSettledForSome()).isFalse();
  }

  @Example
  @Label("3.10: a test whose variable is unknown leaves no value open; both keys settle it")
  void of_variable_needsBothKeys() {
    DiagramDependence found =
        dependence(
            Cases.statement("Allow", "'StringEquals':{'aws:SourceVpce':'${aws:SourceVpc}'}"));

    assertThat(found.smallestSet()).containsExactlyInAnyOrder(ENDPOINT, NETWORK);
    assertThat(found.isSettledBy(Set.of(ENDPOINT, NETWORK))).isTrue();
  }

  @Example
  @Label("An unknown key whose values have no classes is named")
  void unclassified_variableInAPattern_isNamed() {
    DiagramDependence found =
        dependence(
            Cases.statement(
                "Allow", "'StringLike':{'aws:SourceVpce':'a${aws:SourceVpc}*b${aws:SourceVpc}'}"));

    assertThat(found.unclassified()).containsExactly(NETWORK);
  }

  /** The steps of finding the smallest set of as many keys as statements. */
  private static long steps(int keys, boolean areNeeded) {
    List<String> statements = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < keys; i++) {
      String effect = i % 3 == 0 ? "Deny" : "Allow";
      String test = "'StringEquals':{'aws:PrincipalTag/t" + i + "':'v'}";
      statements.add(Cases.statement(effect, test));
      names.add("aws:principaltag/t" + i);
    }
    if (!areNeeded) {
      statements.add(Cases.statement("Allow", "'Null':{'aws:SourceVpce':'true'}"));
      statements.add(Cases.statement("Deny", "'Null':{'aws:SourceVpce':'true'}"));
      statements.add(Cases.statement("Deny", "'Null':{'aws:SourceVpce':'false'}"));
      names.clear();
    }
    ConditionContext counted = counted();

    assertThat(dependence(statements, counted).smallestSet()).isEqualTo(names);
    return StepCounter.of(counted).spent();
  }

  private static ConditionContext counted() {
    return CountedContext.of(Cases.UNKNOWN, new StepBudget(StepBudget.OF_AN_EVALUATION));
  }

  private static DiagramDependence dependence(List<String> statements, ConditionContext context) {
    return DiagramDependence.of(List.of(Cases.of(statements)), context, Cases.CATALOGUE)
        .orElseThrow();
  }

  @Example
  @Label("6.17: the work of an analysis grows as the number of keys does")
  void smallestSet_twiceAsManyKeys_takesTwiceTheSteps() {
    assertThat(steps(160, /* areNeeded= */ true))
        .isLessThan(2 * steps(80, /* areNeeded= */ true) + 160);
    assertThat(steps(160, /* areNeeded= */ false))
        .isLessThan(2 * steps(80, /* areNeeded= */ false) + 160);
  }

  /**
   * The steps of the smallest set, with a tag for each denial of what is not allowed anyway.
   *
   * @param allowed the tests of the statement that allows
   */
  private static long stepsOfDenials(int count, String allowed, String... smallest) {
    List<String> statements = new ArrayList<>();
    statements.add(Cases.statement("Allow", allowed));
    for (int i = 0; i < count; i++) {
      String tests = "'StringEquals':{'aws:SourceVpce':'2','aws:PrincipalTag/t" + i + "':'v'}";
      statements.add(Cases.statement("Deny", tests));
    }
    ConditionContext counted = counted();
    DiagramDependence found = dependence(statements, counted);
    long before = StepCounter.of(counted).spent();

    assertThat(found.smallestSet()).containsExactlyInAnyOrder(smallest);
    return StepCounter.of(counted).spent() - before;
  }

  @Example
  @Label("6.17: keys that decide only how a request is denied take no search each")
  void smallestSet_twiceAsManyDenials_takesTwiceTheSteps() {
    String allowed = "'StringEquals':{'aws:SourceVpce':'1'}";

    assertThat(stepsOfDenials(160, allowed, ENDPOINT))
        .isLessThan(2 * stepsOfDenials(80, allowed, ENDPOINT) + 160);
  }

  @Example
  @Label("6.17: not even beside a key that has undocumented values")
  void smallestSet_twiceAsManyDenialsBesideUndocumentedValues_takesTwiceTheSteps() {
    String allowed =
        "'StringEquals':{'aws:SourceVpce':'1'},"
            + "'ForAnyValue:StringEqualsIfExists':{'aws:TagKeys':'1'}";

    assertThat(stepsOfDenials(160, allowed, ENDPOINT, SEVERAL))
        .isLessThan(2 * stepsOfDenials(80, allowed, ENDPOINT, SEVERAL) + 160);
  }
}
