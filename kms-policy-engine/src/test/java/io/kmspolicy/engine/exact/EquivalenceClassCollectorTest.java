package io.kmspolicy.engine.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Rule 6.13: an unknown key has one example of every class of its values, and no second one of a
 * class: what no test tells apart is one class, however many values the policies list.
 */
class EquivalenceClassCollectorTest {

  private static final String TAG = "aws:principaltag/team";
  private static final String OTHER_TAG = "aws:principaltag/unit";
  private static final String TAG_KEYS = "aws:tagkeys";

  private static RequestContext unknown(String... keys) {
    RequestContext.Builder context = RequestContext.builder();
    for (String key : keys) {
      context.unknown(key);
    }
    return context.build();
  }

  /** The examples for statements with these conditions, written as JSON with single quotes. */
  private static Map<String, List<ContextValue>> examples(
      RequestContext context, String... conditions) {
    return collected(context, "*", conditions).examples();
  }

  private static EquivalenceClassCollector collected(
      RequestContext context, String resource, String... conditions) {
    EquivalenceClassCollector keys = new EquivalenceClassCollector(KmsCatalogue.bundled(), context);
    for (String condition : conditions) {
      String policy =
          "{'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'kms:*','Resource':'%s',"
                  .formatted(resource)
              + "'Condition':{"
              + condition
              + "}}}";
      PolicyReader.forType(PolicyType.IDENTITY)
          .read(policy.replace('\'', '"'))
          .statements()
          .forEach(statement -> keys.add(ContextDependencies.of(statement, true)));
    }
    return keys;
  }

  private static List<String> texts(List<ContextValue> values) {
    List<String> texts = new ArrayList<>();
    for (ContextValue value : values) {
      if (value instanceof ContextValue.Present present) {
        texts.add(String.join("+", present.values()));
      }
    }
    return texts;
  }

  private static boolean mayBeAbsent(List<ContextValue> values) {
    return values.contains(ContextValue.absent());
  }

  @Test
  @DisplayName(
      "values that one test lists are one class, beside all others, the empty one and none")
  void examples_valuesOfOneTest_areOneClass() {
    List<ContextValue> values =
        examples(unknown(TAG), "'StringEquals':{'aws:PrincipalTag/team':['a','b','c']}").get(TAG);

    assertThat(mayBeAbsent(values)).isTrue();
    assertThat(texts(values)).contains("a").doesNotContain("b", "c").doesNotHaveDuplicates();
    assertThat(texts(values).stream().filter(text -> !text.equals("a"))).isNotEmpty();
    assertThat(values).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  @DisplayName("values that two tests list differently are classes of their own")
  void examples_valuesOfTwoTests_areDivided() {
    List<ContextValue> values =
        examples(
                unknown(TAG),
                "'StringEquals':{'aws:PrincipalTag/team':['a','b','both']}",
                "'StringNotEquals':{'aws:PrincipalTag/team':['both','d']}")
            .get(TAG);

    assertThat(texts(values)).contains("a", "both", "d").doesNotContain("b");
  }

  @Test
  @DisplayName("a key that is known to have a value is not absent")
  void examples_presentUnknown_isNotAbsent() {
    RequestContext context =
        RequestContext.builder().set(TAG, ContextValue.presentUnknown()).build();
    List<ContextValue> values =
        examples(context, "'StringEquals':{'aws:PrincipalTag/team':'a'}").get(TAG);

    assertThat(mayBeAbsent(values)).isFalse();
    assertThat(texts(values)).contains("a").hasSizeGreaterThan(1);
  }

  @Test
  @DisplayName("a key that is known has no examples")
  void examples_knownKey_hasNone() {
    RequestContext context = RequestContext.builder().put(TAG, "a").build();

    assertThat(examples(context, "'StringEquals':{'aws:PrincipalTag/team':'a'}")).isEmpty();
  }

  @Test
  @DisplayName("a pattern divides the texts into those that match and the others")
  void examples_pattern_dividesTexts() {
    List<String> texts =
        texts(examples(unknown(TAG), "'StringLike':{'aws:PrincipalTag/team':'team-*'}").get(TAG));

    assertThat(texts).anyMatch(text -> text.startsWith("team-"));
    assertThat(texts).anyMatch(text -> !text.startsWith("team-"));
    assertThat(texts.stream().filter(text -> text.startsWith("team-"))).hasSize(1);
  }

  @Test
  @DisplayName("6.13: a key with several values has every set of its classes")
  void examples_severalValues_areSets() {
    List<ContextValue> values =
        examples(unknown(TAG_KEYS), "'ForAnyValue:StringEquals':{'aws:TagKeys':'a'}").get(TAG_KEYS);
    List<String> texts = texts(values);

    assertThat(mayBeAbsent(values)).isTrue();
    assertThat(texts).contains("a");
    assertThat(texts).anyMatch(text -> text.contains("+") && text.contains("a"));
    assertThat(texts).anyMatch(text -> !text.contains("a") && !text.isEmpty());
  }

  @Test
  @DisplayName("3.9: a test without set operator tells one value from two equal ones")
  void examples_testedAsSingle_hasPairsOfOneClass() {
    List<ContextValue> values =
        examples(unknown(TAG_KEYS), "'StringEquals':{'aws:TagKeys':'a'}").get(TAG_KEYS);

    assertThat(texts(values)).contains("a", "a+a");
    assertThat(values).contains(new ContextValue.Present(List.of()));
  }

  @Test
  @DisplayName("3.5: a set operator has an example with the empty string, alone and twice")
  void examples_setOperator_hasTheEmptyString() {
    List<ContextValue> values =
        examples(unknown(TAG_KEYS), "'ForAllValues:StringEquals':{'aws:TagKeys':['a','']}")
            .get(TAG_KEYS);

    assertThat(values)
        .contains(new ContextValue.Present(List.of("")), new ContextValue.Present(List.of("", "")));
  }

  @Test
  @DisplayName(
      "6.13: keys that are compared with each other have equal values and values of their own")
  void examples_keysComparedWithEachOther_haveTheSameTexts() {
    Map<String, List<ContextValue>> examples =
        examples(
            unknown(TAG, OTHER_TAG),
            "'StringEquals':{'aws:PrincipalTag/team':'${aws:PrincipalTag/unit}'}",
            "'StringEquals':{'aws:PrincipalTag/unit':'red'}");
    List<String> team = texts(examples.get(TAG));
    List<String> unit = texts(examples.get(OTHER_TAG));

    assertThat(team).contains("red");
    assertThat(unit).contains("red");
    assertThat(team).as("a text that the other key has, too").containsAnyElementsOf(unit);
    assertThat(team).anyMatch(text -> text.contains("team"));
    assertThat(unit).anyMatch(text -> text.contains("unit"));
  }

  @Test
  @DisplayName("2.11: the default of a variable is a text of the key that is compared with it")
  void examples_variableWithDefault_haveTheDefault() {
    Map<String, List<ContextValue>> examples =
        examples(
            unknown(TAG, OTHER_TAG),
            "'StringEquals':{'aws:PrincipalTag/team':'${aws:PrincipalTag/unit,"
                + " \\u0027blue\\u0027}'}");

    assertThat(texts(examples.get(TAG))).contains("blue");
  }

  @Test
  @DisplayName("a variable in a known value has the text for which the value is equal")
  void examples_variableInAKnownValue_isTheFittingText() {
    RequestContext context =
        RequestContext.builder().put(OTHER_TAG, "team-red").unknown(TAG).build();
    List<String> texts =
        texts(
            examples(
                    context,
                    "'StringEquals':{'aws:PrincipalTag/unit':'team-${aws:PrincipalTag/team}'}")
                .get(TAG));

    assertThat(texts).contains("red").doesNotContain("team-red").hasSizeBetween(2, 3);
  }

  @Test
  @DisplayName("a variable in a comparison that ignores letter case stays unknown")
  void examples_variableThatIgnoresCase_isUnclassifiable() {
    RequestContext context =
        RequestContext.builder().put(OTHER_TAG, "team-red").unknown(TAG).build();

    assertThat(
            examples(
                context,
                "'StringEqualsIgnoreCase':{'aws:PrincipalTag/unit':'team-${aws:PrincipalTag/team}'}"))
        .doesNotContainKey(TAG);
  }

  @Test
  @DisplayName("two unknown variables in one value stay unknown")
  void examples_twoVariables_areUnclassifiable() {
    RequestContext context =
        RequestContext.builder()
            .put("aws:principaltag/name", "a-b")
            .unknown(TAG)
            .unknown(OTHER_TAG)
            .build();

    assertThat(
            examples(
                context,
                "'StringEquals':{'aws:PrincipalTag/name':"
                    + "'${aws:PrincipalTag/team}-${aws:PrincipalTag/unit}'}"))
        .doesNotContainKeys(TAG, OTHER_TAG);
  }

  @Test
  @DisplayName("a variable of a resource pattern stays unknown")
  void examples_variableOfAResource_isUnclassifiable() {
    EquivalenceClassCollector keys =
        collected(
            unknown(TAG),
            "arn:aws:kms:*:*:key/${aws:PrincipalTag/team}",
            "'StringEquals':{'aws:PrincipalTag/team':'a'}");

    assertThat(keys.examples()).isEmpty();
    assertThat(keys.namesOf(TAG, new TextShape("", false, "", ""))).isEmpty();
  }

  @Test
  @DisplayName("addresses have one example for each range that the tests tell apart")
  void examples_addresses_areDividedByRanges() {
    List<String> texts =
        texts(
            examples(
                    unknown("aws:sourceip"),
                    "'IpAddress':{'aws:SourceIp':['10.0.0.0/8','192.168.0.0/16']}",
                    "'NotIpAddress':{'aws:SourceIp':'10.1.0.0/16'}")
                .get("aws:sourceip"));

    assertThat(texts).anyMatch(text -> text.startsWith("10.") && !text.startsWith("10.1."));
    assertThat(texts).anyMatch(text -> text.startsWith("10.1."));
    assertThat(texts).anyMatch(text -> !text.startsWith("10.") && !text.startsWith("192.168."));
    assertThat(texts)
        .as("192.168.0.0/16 is as the rest of 10.0.0.0/8")
        .noneMatch(text -> text.startsWith("192.168."));
  }

  @Test
  @DisplayName("a text and a pattern that a question adds are classes of their own")
  void examples_addedTextAndPattern_areClasses() {
    EquivalenceClassCollector keys =
        collected(unknown(TAG), "*", "'StringEquals':{'aws:PrincipalTag/team':['a','b']}");
    keys.addText(TAG, "b");
    keys.addPattern(TAG, "x*");
    List<String> texts = texts(keys.examples().get(TAG));

    assertThat(texts).contains("a", "b").anyMatch(text -> text.startsWith("x"));
  }
}
