package io.kmspolicy.engine.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rule 6.13: all examples of the unknown keys of some conditions. In the tables, {@code <team>} is
 * a tag of the principal, {@code <k>?} an unknown key, {@code <k>!} one that is present with an
 * unknown value, and {@code absent}, {@code ''} and {@code none} are an absent key, the empty text
 * and an empty list of values; {@code only-k} is a text that no other key than {@code k} has.
 */
class CollectedExamplesTest {

  private static String named(String text) {
    return text.replace("<tags>", "aws:TagKeys")
        .replaceAll("<k:(\\w+)>", "kms:$1")
        .replaceAll("<a:(\\w+)>", "aws:$1")
        .replaceAll("<r:(\\w+)>", "aws:ResourceTag/$1")
        .replaceAll("<(\\w+)>", "aws:PrincipalTag/$1");
  }

  /** A context of {@code key?}, {@code key!} and {@code key=value}, separated by spaces. */
  private static RequestContext context(String keys) {
    RequestContext.Builder context = RequestContext.builder();
    for (String key : named(keys).split(" ")) {
      String name = key.replaceAll("[?!]$|=.*", "");
      if (key.endsWith("?")) {
        context.unknown(name);
      } else if (key.endsWith("!")) {
        context.set(name, ContextValue.presentUnknown());
      } else {
        context.put(name, key.substring(name.length() + 1));
      }
    }
    return context.build();
  }

  private static void add(EquivalenceClassCollector keys, String members, PolicyType type) {
    String policy =
        "{'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'kms:*','Resource':'*',"
            + members
            + "}}";
    PolicyReader.forType(type)
        .read(named(policy).replace('\'', '"').replace('~', '\''))
        .statements()
        .forEach(statement -> keys.add(ContextDependencies.of(statement, true)));
  }

  private static EquivalenceClassCollector collected(ConditionContext context, String tests) {
    EquivalenceClassCollector keys = new EquivalenceClassCollector(KmsCatalogue.bundled(), context);
    for (String test : tests.split("; ")) {
      add(keys, "'Condition':{" + test + "}", PolicyType.IDENTITY);
    }
    return keys;
  }

  private static String text(ContextValue value) {
    if (!(value instanceof ContextValue.Present present)) {
      return value instanceof ContextValue.PresentUnknown ? "present" : "absent";
    }
    return present.values().isEmpty()
        ? "none"
        : present.values().stream()
            .map(one -> one.isEmpty() ? "''" : one.replaceAll("~ only .*[:/]", "only-"))
            .collect(Collectors.joining("+"));
  }

  private static String texts(List<ContextValue> values) {
    return values.stream().map(CollectedExamplesTest::text).collect(Collectors.joining(", "));
  }

  /** The examples of each key, keys in the order of their names. */
  private static String listed(Map<String, List<ContextValue>> examples) {
    return examples.entrySet().stream()
        .map(entry -> entry.getKey().replaceAll(".*[:/]", "") + ": " + texts(entry.getValue()))
        .sorted()
        .collect(Collectors.joining("; "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          <team>? | 'StringEquals':{'<team>':['a','b']} | team: absent, '', x, a
          <team>! | 'StringEquals':{'<team>':['a','b']} | team: '', x, a
          <team>? <unit>=u | 'StringEquals':{'<team>':'a','<unit>':['u','v']} | team: absent, '', x, a
          <team>? | 'StringLike':{'<team>':'*a'} | team: absent, '', a, x
          <team>? | 'StringLike':{'<team>':'?a'} | team: absent, '', a, aa
          <team>? | 'StringLike':{'<team>':'a?'} | team: absent, '', a, aa
          <team>? | 'StringNotLike':{'<team>':'a*'} | team: absent, '', a, x
          <team>? | 'StringEquals':{'<team>':'a*'} | team: absent, '', x, a*
          <team>? | 'StringLike':{'<team>':'${*}a'} | team: absent, '', x, *a
          <team>? <unit>=u | 'StringEquals':{'<team>':'${<unit>}'} | team: absent, '', x, u
          <team>? <unit>=u | 'StringEquals':{'<team>':'a-${<unit>}'} | team: absent, '', x, a-u
          <team>? <unit>=u | 'StringEquals':{'<team>':['${<unit>}','b']}; 'StringEquals':{'<team>':'u'} | team: absent, '', x, u, b
          <team>? | 'StringEquals':{'<team>':'a-${ }'} | team: absent, '', -, a-
          <team>? <unit>? <a:SourceArn>? | 'StringEquals':{'<team>':'${<unit>}'}; 'ArnLike':{'<a:SourceArn>':'arn:aws:s3:::*'} | sourcearn: absent, arn:::::, arn:aws:s3:::; team: absent, '', x, only-team, only-unit; unit: absent, '', x, only-unit, only-team
          <team>? <a:SourceArn>? | 'StringEquals':{'<team>':'a'}; 'ArnLike':{'<a:SourceArn>':'arn:aws:s3:::*'} | sourcearn: absent, arn:::::, arn:aws:s3:::; team: absent, '', x, a
          <k:ValidTo>? | 'StringEquals':{'<k:ValidTo>':'2026-01-01T00:00:00Z'} | validto: absent, 1970-01-01T00:00:00Z
          <k:ValidTo>? | 'DateLessThan':{'<k:ValidTo>':'2026-01-01T00:00:00Z'}; 'StringEquals':{'<k:ValidTo>':'2026-01-01T00:00:00Z'} | validto: absent, 0, 1767225600
          """)
  @DisplayName("6.13: texts and patterns are compared with a key")
  void examples_textsAndPatterns_areListed(String keys, String tests, String expected) {
    assertThat(listed(collected(context(keys), tests).examples())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          <team>? <unit>? | 'StringEquals':{'<team>':'a-${<unit>}'} | team: absent, '', -, a-
          <team>? <unit>? | 'StringEquals':{'<team>':'a-${<unit>}','<unit>':'u'} | team: absent, '', -, a-
          <team>? <unit>=a-b | 'StringEquals':{'<unit>':'a-${<team>}'} | team: absent, '', x, b
          <team>? <unit>=a-b | 'StringEquals':{'<unit>':'${<team>}-b'} | team: absent, '', x, a
          <team>? <unit>=a-b | 'StringLike':{'<unit>':'a?${<team>}'} | team: absent, '', x, b
          <team>? <unit>=abc | 'StringLike':{'<unit>':'a*${<team>}'} | team: absent, '', x, bc, c
          <team>? <unit>=a-b <x>=a | 'StringEquals':{'<unit>':'${<x>}-${<team>}'} | team: absent, '', x, b
          <team>? <unit>=a-b <x>=b | 'StringEquals':{'<unit>':'${<team>}-${<x>}'} | team: absent, '', x, a
          <team>? <unit>=a-b | 'StringEquals':{'<unit>':'${<x>}-${<team>}'} | ""
          <team>? <unit>=a-b | 'StringEquals':{'<unit>':'${<x>, ~a~}-${<team>}'} | team: absent, '', x, b
          <team>? <unit>=a-b <r:x>=a | 'StringEquals':{'<unit>':'${<r:x>}-${<team>}'} | team: absent, '', x, b
          <team>? <unit>=a-b <r:x>=a | 'StringEquals':{'<unit>':'${<r:x>, ~c~}-${<team>}'} | ""
          <team>? <unit>=a-b | 'StringEquals':{'<unit>':'${ }-${<team>}'} | ""
          <team>? <unit>=a-b | 'StringEqualsIgnoreCase':{'<unit>':'a-${<team>}'} | ""
          <team>? <a:SourceArn>=arn:aws:s3:::red | 'ArnLike':{'<a:SourceArn>':'arn:aws:s3:::${<team>}'} | team: absent, '', x, red
          <team>? <a:SourceArn>=arn:aws:s3:::red | 'ArnLike':{'<a:SourceArn>':'${<team>}:*'} | ""
          <team>? <a:SourceArn>=arn:aws:s3:::red | 'ArnEquals':{'<a:SourceArn>':'${<team>}'} | team: absent, '', x, arn:aws:s3:::red
          <team>? <a:SecureTransport>=true | 'Bool':{'<a:SecureTransport>':'${<team>}'} | ""
          """)
  @DisplayName("6.13: a variable has the texts for which its value fits")
  void examples_variables_areTextsThatFit(String keys, String tests, String expected) {
    assertThat(listed(collected(context(keys), tests).examples())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          <team>? | 'StringEquals':{'<team>':'a'} | team: absent, '', x, a
          <team>? | 'StringLike':{'<team>':'a*'}; 'NumericEquals':{'<team>':'5'} | team: absent, '', present
          <team>! | 'StringLike':{'<team>':'a*'}; 'NumericEquals':{'<team>':'5'} | ""
          <team>? <unit>? | 'StringEquals':{'<team>':'a${<unit>}'}; 'StringEquals':{'<unit>':'u'} | team: absent, '', a, x
          <team>? <unit>? | 'StringEquals':{'<team>':'a${<unit>, ~c~}'}; 'StringEquals':{'<unit>':'u'} | team: absent, '', a, x
          <k:EncryptionContextKeys>? | 'StringLike':{'<k:EncryptionContextKeys>':'a*'}; 'NumericEquals':{'<k:EncryptionContextKeys>':'5'} | encryptioncontextkeys: absent, none, '', present
          <k:ViaService>? | 'StringLike':{'<k:ViaService>':'a*'}; 'NumericEquals':{'<k:ViaService>':'5'} | viaservice: absent, '', present
          <a:CurrentTime>? | 'StringLike':{'<a:CurrentTime>':'a*'}; 'NumericEquals':{'<a:CurrentTime>':'5'} | currenttime: absent, present
          x:other? | 'StringLike':{'x:other':'a*'}; 'NumericEquals':{'x:other':'5'} | other: absent, none, '', ''+'', present
          <r:team>? | 'ForAnyValue:StringLike':{'<r:team>':'a*'}; 'NumericEquals':{'<r:team>':'5'} | team: absent, '', ''+'', present
          <team>? <unit>? | 'StringEqualsIgnoreCase':{'<team>':'${<unit>}'} | team: absent, '', x
          <team>? <unit>? | 'StringEqualsIgnoreCase':{'<team>':'${<unit>}'}; 'StringEquals':{'<unit>':'a'} | team: absent, '', x
          """)
  @DisplayName("6.13: absence and presence of a tested key without classes are told apart")
  void cases_keyWithoutClasses_areAbsenceAndPresence(String keys, String tests, String expected) {
    assertThat(listed(collected(context(keys), tests).cases())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          <team>? <unit>? | 'StringEquals':{'<team>':'${<unit>}'} | team: absent, '', x, only-team, only-unit; unit: absent, '', x, only-unit, only-team
          <team>? <unit>? | 'StringEquals':{'<team>':'${<unit>}'}; 'StringEquals':{'<unit>':'a','<team>':'b'} | team: absent, '', x, b, only-team, a, only-unit; unit: absent, '', x, a, only-unit, b, only-team
          <team>? <unit>? | 'StringEquals':{'<team>':'${<unit>, ~a~}'} | team: absent, '', x, a, only-team, only-unit; unit: absent, '', x, only-unit, a, only-team
          <team>? <unit>? | 'StringLike':{'<team>':'${<unit>}'}; 'StringLike':{'<unit>':'a*'} | unit: absent, '', a, x
          <team>? <unit>? | 'StringLike':{'<team>':'${<unit>}'}; 'StringLike':{'<team>':'a*'} | team: absent, '', a, x
          <team>? <unit>? | 'StringLike':{'<team>':'${<unit>}'}; 'StringLike':{'<team>':'a*'}; 'StringEquals':{'<unit>':'b'} | unit: absent, '', x, b
          <team>? <unit>? | 'StringLike':{'<unit>':'${<team>}'}; 'StringLike':{'<team>':'a*'}; 'StringEquals':{'<unit>':'b'} | unit: absent, '', x, b
          <team>? <unit>? | 'StringLike':{'<team>':'${<unit>}'}; 'StringLike':{'<team>':'a*'}; 'StringLike':{'<unit>':'b*'} | unit: absent, '', b, x
          <team>? <k:ScheduleKeyDeletionPendingWindowInDays>? | 'StringEquals':{'<k:ScheduleKeyDeletionPendingWindowInDays>':'${<team>}'}; 'NumericEquals':{'<k:ScheduleKeyDeletionPendingWindowInDays>':'5'} | schedulekeydeletionpendingwindowindays: absent, 0, 5, 5.5
          <a:CurrentTime>? <team>? | 'StringEquals':{'<a:CurrentTime>':['${<team>}','2026-01-01']}; 'NumericEquals':{'<team>':'5'} | currenttime: absent, 2026-01-01, 1970-01-01T00:00:00Z
          <k:RotationPeriodInDays>? <a:MultiFactorAuthAge>? | 'StringEquals':{'<k:RotationPeriodInDays>':'${<a:MultiFactorAuthAge>}'} | multifactorauthage: absent, 1, 0, 2; rotationperiodindays: absent, 0, 1, 2
          <k:ValidTo>? <a:SourceIp>? | 'StringEquals':{'<a:SourceIp>':'${<k:ValidTo>}'} | sourceip: absent, 0.0.0.0, 0.0.0.1; validto: absent, 1970-01-01T00:00:00Z, 1970-01-01T00:00:01Z
          <a:CurrentTime>? <a:SourceIp>? | 'StringEquals':{'<a:SourceIp>':['${<a:CurrentTime>}','a']} | currenttime: absent, 1970-01-01T00:00:00Z, 1970-01-01T00:00:01Z; sourceip: absent, 0.0.0.0, 0.0.0.1
          <team>? | 'StringEquals':{'<team>':'${<team>}'} | team: absent, '', x
          <team>? <unit>? | 'StringEqualsIgnoreCase':{'<team>':'${<unit>}'} | team: absent, '', x
          <team>? <unit>? <x>? | 'StringEquals':{'<team>':'${<unit>}'}; 'StringEquals':{'<unit>':'${<x>}'}; 'StringEquals':{'<x>':'a','<team>':'b'} | team: absent, '', x, b, only-team, only-unit, a, only-x; unit: absent, '', x, only-unit, b, only-team, a, only-x; x: absent, '', x, a, only-x, only-unit, b, only-team
          <team>? <unit>? <x>? | 'StringEquals':{'<unit>':'${<x>}'}; 'StringEquals':{'<team>':'${<unit>}'}; 'StringLike':{'<x>':'a*'} | team: absent, '', x, only-team, only-unit; unit: absent, '', x, only-unit, only-team
          <team>? <a:SecureTransport>? | 'StringEquals':{'<team>':'${<a:SecureTransport>}'} | securetransport: absent, true, false; team: absent, '', x, only-team, only-securetransport, true, false
          <team>? <a:SourceArn>? | 'StringEquals':{'<team>':'${<a:SourceArn>}'} | sourcearn: absent, '', x, only-sourcearn, only-team; team: absent, '', x, only-team, only-sourcearn
          """)
  @DisplayName("6.13: keys that are compared with each other share their texts")
  void examples_keysComparedWithEachOther_shareTexts(String keys, String tests, String expected) {
    assertThat(listed(collected(context(keys), tests).examples())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          <tags>? | 'ForAnyValue:StringEquals':{'<tags>':'a'} | tagkeys: absent, '', ''+'', x, ''+x, a, ''+a, x+a, ''+x+a
          <tags>! | 'ForAnyValue:StringEquals':{'<tags>':'a'} | tagkeys: '', ''+'', x, ''+x, a, ''+a, x+a, ''+x+a
          <tags>? | 'StringEquals':{'<tags>':'a'} | tagkeys: absent, none, '', ''+'', x, x+x, ''+x, a, a+a, ''+a, x+a, ''+x+a
          <tags>! | 'StringEquals':{'<tags>':'a'} | tagkeys: '', ''+'', x, x+x, ''+x, a, a+a, ''+a, x+a, ''+x+a
          <tags>? | 'Null':{'<tags>':'true'} | tagkeys: absent, '', ''+'', x, ''+x
          <tags>? | 'ForAllValues:StringLike':{'<tags>':'a*'} | tagkeys: absent, '', ''+'', a, ''+a, x, ''+x, a+x, ''+a+x
          k:other? | 'StringEquals':{'k:other':'a'} | other: absent, none, '', ''+'', x, x+x, ''+x, a, a+a, ''+a, x+a, ''+x+a
          """)
  @DisplayName("6.13, 3.5, 3.9: keys that may have several values")
  void examples_severalValues_areSets(String keys, String tests, String expected) {
    assertThat(listed(collected(context(keys), tests).examples())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          <r:team>? | 'ForAnyValue:StringEquals':{'<r:team>':'a'}; 'Null':{'<r:team>':'true'} | team: absent, '', ''+'', x, ''+x, a, ''+a, x+a, ''+x+a
          <r:team>! | 'StringEquals':{'<r:team>':'a'}; 'StringLike':{'<r:Team>':'a'} | team: '', ''+'', x, x+x, ''+x, a, a+a, ''+a, x+a, ''+x+a
          <r:team>? | 'ForAnyValue:StringEquals':{'<r:team>':'a'} | team: absent, '', x, a
          <r:team>? | 'StringEquals':{'<r:team>':'a'}; 'StringLike':{'<r:team>':'a'} | team: absent, '', x, a
          <r:7>? | 'ForAnyValue:StringEquals':{'<r:7>':'a'}; 'Null':{'<r:7>':'true'} | 7: absent, '', x, a
          <team>? | 'ForAnyValue:StringEquals':{'<team>':'a'}; 'Null':{'<team>':'true'} | team: absent, '', x, a
          """)
  @DisplayName("6.13, 3.2: entries of a map whose names differ in letter case only")
  void examples_entriesOfMaps_areSetsWhereTestsTellThem(
      String keys, String tests, String expected) {
    assertThat(listed(collected(context(keys), tests).examples())).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 10, 100})
  @DisplayName("6.13, 3.2: many values and any others are as many classes for a map's entries")
  void examples_entriesOfMapsWithManyValues_areAsManyClasses(int values) {
    String tests = valuesByThemselves(values).replace("<tags>", "<r:team>");

    assertThat(collected(context("<r:team>?"), tests).examples().get("aws:resourcetag/team"))
        .hasSize(1 + 2 + values + 2)
        .contains(ContextValue.presentUnknown(), ContextValue.of("", ""));
  }

  /** A test of each of these values, so that each is a class beside the empty text and others. */
  private static String valuesByThemselves(int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> "'ForAnyValue:StringEquals':{'<tags>':'v%d'}".formatted(i))
        .collect(Collectors.joining("; "));
  }

  @ParameterizedTest
  @CsvSource({
    // Absent, and the sets of the empty text, another one and these values; the empty text twice.
    "3, '', 33",
    "4, '', 65",
    // Absent, the empty text, and the sets of these values with any others.
    "5, '', 34",
    "5, ; 'ForAnyValue:StringEquals':{'<tags>':'v1'}, 34",
    "5, ; 'ForAllValues:StringNotEquals':{'<tags>':'v1'}, 34",
    "5, ; 'Null':{'<tags>':'true'}, 34",
    // The value v1 alone besides.
    "5, ; 'ForAllValues:StringEquals':{'<tags>':'v1'}, 35",
    // The sets of the other four values besides, with a text that begins with v1 and is not v1.
    "5, ; 'ForAnyValue:StringLike':{'<tags>':'v1*'}, 50",
    // One value is not several, and the empty text is null: none, seven single values, the empty
    // text twice, 32 sets of several, and v1 twice.
    "5, ; 'StringEquals':{'<tags>':'v1'}, 43",
    // More than 64 sets.
    "6, '', 0"
  })
  @DisplayName("6.13: all sets of six classes, and of more those that the tests distinguish")
  void examples_manyClasses_areTheSetsThatTestsDistinguish(
      int values, String otherTests, int number) {
    String tests = valuesByThemselves(values) + otherTests;

    assertThat(
            collected(context("<tags>?"), tests).examples().getOrDefault("aws:tagkeys", List.of()))
        .hasSize(number)
        .doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("6.13: sets of a key are those of its tests only if nothing else compares it")
  void examples_manyClassesOfAKeyThatIsComparedElsewhere_stayUnknown() {
    EquivalenceClassCollector keys = collected(context("<tags>?"), valuesByThemselves(4));
    keys.addText("aws:tagkeys", "v4");

    assertThat(keys.examples()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"14, 18", "15, 0"})
  @DisplayName("6.13: a key with several values has at most 16 classes of members")
  void examples_classesOfMembers_areBounded(int values, int number) {
    // Value i is listed by test j if bit j of i is set: a set passes any combination of tests.
    String tests =
        IntStream.range(0, 4)
            .mapToObj(
                test ->
                    IntStream.rangeClosed(1, values)
                        .filter(value -> (value >> test & 1) == 1)
                        .mapToObj(value -> "'v" + value + "'")
                        .collect(Collectors.joining(",", "[", "]")))
            .map(listed -> "'ForAnyValue:StringEquals':{'<tags>':" + listed + "}")
            .collect(Collectors.joining("; "));

    assertThat(
            collected(context("<tags>?"), tests).examples().getOrDefault("aws:tagkeys", List.of()))
        .hasSize(number);
  }

  private static Grant grant(ContextConstraint constraint) {
    return new Grant(
        "g-1",
        "",
        "",
        new GrantPrincipal.Nobody(),
        new GrantPrincipal.Nobody(),
        List.of("Decrypt", "Encrypt"),
        new GrantConstraints(constraint, ""),
        "",
        "");
  }

  @Test
  @DisplayName("5.9: grants compare pairs, their names, operations and types of constraints")
  void examples_grants_areTheTextsThatTheyCompare() {
    String unknown =
        "<k:EncryptionContext>:one? <k:EncryptionContext>:Two? <k:EncryptionContextKeys>?"
            + " <k:GrantOperations>? <k:GrantConstraintType>?";
    EquivalenceClassCollector keys =
        new EquivalenceClassCollector(KmsCatalogue.bundled(), context(unknown));
    keys.add(grant(new ContextConstraint.EqualTo(Map.of("one", "a"))));
    keys.add(grant(new ContextConstraint.Containing(Map.of("Two", "b"))));
    keys.add(grant(new ContextConstraint.None()));

    assertThat(single(keys.examples()))
        .isEqualTo(
            "encryptioncontextkeys: '', x, one, Two;"
                + " grantconstrainttype: '', x, EncryptionContextEquals, EncryptionContextSubset;"
                + " grantoperations: '', x, Decrypt, Encrypt; one: '', x, a; two: '', x, b");
  }

  /** The examples with one value. */
  private static String single(Map<String, List<ContextValue>> examples) {
    return examples.entrySet().stream()
        .map(
            entry ->
                entry.getKey().replaceAll(".*:", "")
                    + ": "
                    + texts(
                        entry.getValue().stream()
                            .filter(
                                value ->
                                    value instanceof ContextValue.Present present
                                        && present.single() != null)
                            .toList()))
        .sorted()
        .collect(Collectors.joining("; "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          <a:userid>? | userid: absent, '', 1, AROAIOSFODNN7EXAMPLE1, AROAIOSFODNN7EXAMPLE1:
          <a:userid>=AROAIOSFODNN7EXAMPLE1:s | ""
          """)
  @DisplayName("1.8: a unique id is compared with the id of a user or a session")
  void examples_uniqueId_areIdsOfUsersAndSessions(String keys, String expected) {
    EquivalenceClassCollector found =
        new EquivalenceClassCollector(KmsCatalogue.bundled(), context(keys));
    add(found, "'Principal':{'AWS':'AROAIOSFODNN7EXAMPLE1'}", PolicyType.KEY);

    assertThat(listed(found.examples())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          <team>? | team: absent, '', x, a, b, c
          <team>=a | ""
          """)
  @DisplayName("6.13: a question adds a text of an unknown key")
  void addText_unknownKey_isAClass(String keys, String expected) {
    EquivalenceClassCollector found =
        collected(context(keys), "'StringEquals':{'<team>':['a','b']}");
    found.addText("aws:principaltag/team", "c");

    assertThat(listed(found.examples())).isEqualTo(expected);
  }

  @Test
  @DisplayName("6.13: a question adds a pattern of an unknown key")
  void addPattern_unknownKey_dividesTexts() {
    EquivalenceClassCollector found =
        collected(context("<team>?"), "'StringEquals':{'<team>':['a','b']}");
    found.addPattern("aws:principaltag/team", "c*");

    assertThat(listed(found.examples())).isEqualTo("team: absent, '', a, b, c, x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          <team>? | 'StringLike':{'<team>':'r-a*'} | n a
          <team>? | 'StringLike':{'<unit>':'r-a*'} | n
          <team>? <unit>? | 'StringEquals':{'<team>':'${<unit>}'} | ""
          <team>? <unit>? | 'StringEquals':{'<unit>':'${<team>}'} | ""
          <x>? <unit>? <team>? | 'StringEquals':{'<unit>':'${<x>}'} | n
          <team>? <unit>? | 'StringEquals':{'<unit>':'a-${<team>}'} | ""
          """)
  @DisplayName("6.13: the names that complete a text, one of every class")
  void namesOf_tests_areListed(String keys, String tests, String expected) {
    assertThat(
            collected(context(keys), tests)
                .namesOf("aws:principaltag/team", new TextShape("r-", false, "n"))
                .orElse(List.of()))
        .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ")));
  }

  /** A text several times, with other numbers in place of {@code #}. */
  private static String repeated(String text, int number, String separator) {
    return IntStream.range(0, number)
        .mapToObj(i -> text.replace("#", i / 250 + "." + i % 250))
        .collect(Collectors.joining(separator));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          <team>? | 'StringEquals':{'<team>':V} | v# | 1 | 5
          <team>=a | 'StringEquals':{'<team>':V} | v# | 6 | 0
          <team>? | 'StringLike':{'<team>':V} | ${$}# | 6 | 9
          <team>? <unit>=a | 'StringEquals':{'<team>':V}; 'StringEquals':{'<team>':'${<unit>}'} | v# | 1 | 15
          <team>? | 'StringEquals':{'<team>':V}; 'StringEquals':{'<team>':V} | v# | 2 | 7
          <team>? <unit>? | 'StringEquals':{'<team>':V}; 'StringEquals':{'<team>':'${<unit>}'} | v# | 1 | 4
          <team>? <unit>? | 'StringEquals':{'<unit>':V}; 'StringEquals':{'<team>':'${<unit>}'} | v# | 1 | 4
          <k:RotationPeriodInDays>=5 | 'NumericEquals':{'<k:RotationPeriodInDays>':V} | # | 6 | 0
          <k:RotationPeriodInDays>? | 'NumericEquals':{'<k:RotationPeriodInDays>':'5'}; 'StringEquals':{'<k:RotationPeriodInDays>':V} | # | 1 | 15
          <k:RotationPeriodInDays>? | 'StringEquals':{'<k:RotationPeriodInDays>':V} | # | 1 | 6
          <a:SourceIp>? | 'IpAddress':{'<a:SourceIp>':V} | 10.1.# | 12 | 0
          <a:SourceIp>=10.1.1.1 | 'IpAddress':{'<a:SourceIp>':V} | 10.1.# | 0 | 0
          """)
  @DisplayName("6.17: every value of a policy takes steps to collect, and to list the examples")
  void examples_moreValues_takeMoreSteps(
      String keys, String tests, String value, long collecting, long listing) {
    long[] collected = new long[2];
    long[] listed = new long[2];
    for (int i = 0; i < 2; i++) {
      ConditionContext context = CountedContext.of(context(keys), new StepBudget(100_000_000));
      String values = "['" + repeated(value, 100 + 100 * i, "','") + "']";
      EquivalenceClassCollector classes = collected(context, tests.replace("V", values));
      collected[i] = StepCounter.of(context).spent();
      classes.examples();
      listed[i] = StepCounter.of(context).spent() - collected[i];
    }

    assertThat(collected[1] - collected[0]).isEqualTo(100 * collecting);
    assertThat(listed[1] - listed[0]).isEqualTo(100 * listing);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          <k:RotationPeriodInDays>? | 'NumericEquals':{'<k:RotationPeriodInDays>':V} | # | 46
          <team>? | 'StringLike':{'<team>':V} | v*# | 6
          """)
  @DisplayName("6.17: numbers and patterns take steps to collect")
  void add_moreNumbersAndPatterns_takeMoreSteps(
      String keys, String tests, String value, long collecting) {
    long[] collected = new long[2];
    for (int i = 0; i < 2; i++) {
      ConditionContext context = CountedContext.of(context(keys), new StepBudget(100_000_000));
      String values = "['" + repeated(value, 100 + 100 * i, "','") + "']";
      collected(context, tests.replace("V", values));
      collected[i] = StepCounter.of(context).spent();
    }

    assertThat(collected[1] - collected[0]).isEqualTo(100 * collecting);
  }

  @Test
  @DisplayName("6.17: every test of a key with many classes takes steps to list the examples")
  void examples_moreTestsOfManyClasses_takeMoreSteps() {
    long[] listed = new long[2];
    for (int i = 0; i < 2; i++) {
      ConditionContext context = CountedContext.of(context("<tags>?"), new StepBudget(100_000_000));
      String test = "'ForAnyValue:StringEquals':{'<tags>':'v1'}; ";
      EquivalenceClassCollector classes =
          collected(context, repeated(test, 10 + 10 * i, "") + valuesByThemselves(5));
      long collected = StepCounter.of(context).spent();
      classes.examples();
      listed[i] = StepCounter.of(context).spent() - collected;
    }

    // Each class beside each of 33 sets and by itself; each class; the value that the test lists.
    assertThat(listed[1] - listed[0]).isEqualTo(10 * ((33 + 1) * 7 + 7 + 3));
  }
}
