package io.kmspolicy.engine.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.Texts;
import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.match.ConditionMatcher;
import io.kmspolicy.engine.value.AddressRanges;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.engine.value.ValueComparison;
import io.kmspolicy.model.catalogue.ValueType;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Comparison.Family;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** The equivalence classes of the exact analysis cover all values. */
@Label("classes of values")
@AddLifecycleHook(Seeds.class)
class ClassesPropertyTest {

  /** One comparison of a policy. */
  record Compared(Comparison comparison, String policy) {

    Glob glob() {
      return Glob.of(ConditionMatcher.template(comparison, policy, false));
    }

    MatchResult of(String value) {
      MatchResult unreadable =
          comparison.negated() ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH;
      return ValueComparison.compare(comparison, value, glob(), policy, unreadable);
    }
  }

  @Provide
  Arbitrary<List<GlobAutomaton>> predicates() {
    Arbitrary<Glob> patterns =
        Arbitraries.of('a', 'k', 'K', ':', '*', '?', '\u2c2f', '\ud801', '\udc00')
            .list()
            .ofMaxSize(5)
            .map(Texts::join)
            .map(Glob::parse);
    return Combinators.combine(patterns, Arbitraries.of(GlobAutomaton.Letters.class))
        .as((pattern, letters) -> new GlobAutomaton(pattern, letters, false))
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  @Provide
  Arbitrary<List<String>> texts() {
    return Arbitraries.of(
            'a', 'A', 'k', 'K', '\u212a', ':', 'z', '\u2c2f', '\u2c5f', '\ud801', '\udc00',
            '\udc28')
        .list()
        .ofMaxSize(6)
        .map(Texts::join)
        .list()
        .ofSize(10);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124")
  @Label("6.13: every text falls in the class of some example")
  void textClasses_anyText_hasAnExample(
      @ForAll("predicates") List<GlobAutomaton> predicates, @ForAll("texts") List<String> texts) {
    Optional<List<String>> examples =
        StringEquivalenceClasses.examples(predicates, StepCounter.none());
    Set<List<Boolean>> classes =
        examples.orElse(List.of()).stream()
            .map(example -> accepted(predicates, example))
            .collect(Collectors.toSet());

    if (examples.isPresent()) {
      assertThat(texts)
          .allSatisfy(text -> assertThat(classes).contains(accepted(predicates, text)));
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261126")
  @Label("6.13: each text that patterns begin with is a state of its own")
  void literalBeginnings_anyPatterns_areNoMoreThanStates(
      @ForAll("predicates") List<GlobAutomaton> predicates) {
    List<Character> alphabet = StringEquivalenceClasses.alphabet(predicates);
    ProductAutomaton product = new ProductAutomaton(predicates, alphabet);
    Set<ProductAutomaton.State> states = new LinkedHashSet<>(Set.of(product.start()));
    List<ProductAutomaton.State> unread = new ArrayList<>(states);
    while (!unread.isEmpty()) {
      ProductAutomaton.State state = unread.remove(0);
      for (int letter = 0; letter < alphabet.size(); letter++) {
        ProductAutomaton.State next = product.next(state, letter);
        if (states.add(next)) {
          unread.add(next);
        }
      }
    }

    assertThat(StringEquivalenceClasses.literalBeginnings(predicates)).isBetween(1, states.size());
  }

  @Example
  @Label("6.13: patterns that begin differently are given up before their states are made")
  void textClasses_manyBeginnings_areGivenUpInFewSteps() {
    List<GlobAutomaton> predicates = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      String pattern = "arn:aws:iam::%012d:role/1-*".formatted(i);
      predicates.add(new GlobAutomaton(Glob.parse(pattern), false, true));
    }
    StepCounter counter =
        StepCounter.of(CountedContext.of(RequestContext.empty(), new StepBudget(5_000)));

    assertThat(StringEquivalenceClasses.literalBeginnings(predicates)).isGreaterThan(4_000);
    assertThat(StringEquivalenceClasses.examples(predicates, counter)).isEmpty();
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124")
  @Label("6.13: no two examples are of one class")
  void textClasses_examples_differ(@ForAll("predicates") List<GlobAutomaton> predicates) {
    List<String> examples =
        StringEquivalenceClasses.examples(predicates, StepCounter.none()).orElse(List.of());

    assertThat(examples.stream().map(example -> accepted(predicates, example)))
        .doesNotHaveDuplicates();
  }

  private static List<Boolean> accepted(List<GlobAutomaton> predicates, String text) {
    return predicates.stream().map(one -> GlobPropertyTest.accepts(one, text)).toList();
  }

  /** Policy values of each family; many values occur in several families. */
  private static List<String> written(Family family) {
    return switch (family) {
      case NUMERIC -> List.of("5", "7", "7.50", "0", "-3", "+4", "1e1");
      case DATE -> List.of("2020-01-01T00:00:00Z", "1577836800", "2020", "5");
      case IP_ADDRESS ->
          List.of("10.0.0.0/8", "10.0.0.0", "10.255.255.255/32", "2001:db8::/32", "::/0");
      case BOOL -> List.of("true", "FALSE", "x");
      case BINARY -> List.of("QUI=", "abcd");
      case ARN -> List.of("arn:aws:*:*:*:k?", "arn:aws:a:b:c:*", "*");
      case STRING -> List.of("5", "7.5", "10.0.0.0", "k", "K", "", "true", "k*", "?");
      case NULL -> List.of();
    };
  }

  @Provide
  Arbitrary<List<Compared>> tests() {
    List<Comparison> comparisons =
        Arrays.stream(Comparison.values()).filter(one -> one != Comparison.NULL).toList();
    Arbitrary<Compared> any =
        Arbitraries.of(comparisons)
            .flatMap(
                comparison ->
                    Arbitraries.of(written(comparison.family()))
                        .map(policy -> new Compared(comparison, policy)));
    return any.list().ofMinSize(1).ofMaxSize(4);
  }

  /** Well-formed values of a key of a type. */
  private static List<String> held(Optional<ValueType> type) {
    List<String> numbers = List.of("0", "3", "5", "5.0", "6", "7.5", "8", "100", "7.500");
    List<String> instants =
        List.of(
            "2019-06-01",
            "2020-01-01T00:00:00Z",
            "1577836800",
            "2024-01-01T00:00:00+02:00",
            "0",
            "5");
    List<String> addresses =
        List.of(
            "10.0.0.0",
            "10.0.0.1",
            "10.255.255.255",
            "11.0.0.0",
            "0.0.0.0",
            "255.255.255.255",
            "2001:db8::1",
            "::1");
    List<String> others =
        List.of(
            "",
            "k",
            "K",
            "\u212a",
            "kk",
            "true",
            "false",
            "x",
            "QUI=",
            "QUI",
            "abcd",
            "arn:aws:a:b:c:k",
            "arn:aws:a:b:c:kk",
            "arn:x:a:b:c:d",
            "a:b",
            "nothing");
    if (type.isEmpty()) {
      List<String> all = new ArrayList<>(others);
      all.addAll(numbers);
      all.addAll(addresses);
      all.addAll(List.of("-3", "-5", "-1"));
      return all;
    }
    return switch (type.get()) {
      case BOOL -> List.of("true", "false");
      case NUMERIC -> numbers;
      case DATE -> instants;
      case IP_ADDRESS -> addresses;
      case STRING -> others;
      case ARN -> others.stream().filter(text -> text.startsWith("arn:")).toList();
    };
  }

  private static void add(ValueEquivalenceClasses classes, Compared test) {
    if (test.comparison().family() == Comparison.Family.IP_ADDRESS) {
      classes.addAddresses(
          AddressRanges.of(
              new Condition(
                  ConditionOperator.plain(test.comparison()),
                  "aws:SourceIp",
                  List.of(ConditionValue.of(test.policy())),
                  SourceLocation.nowhere())));
    } else {
      classes.add(test.comparison(), test.glob(), test.policy());
    }
  }

  @Provide
  Arbitrary<Optional<ValueType>> types() {
    return Arbitraries.oneOf(
        Arbitraries.just(Optional.empty()), Arbitraries.of(ValueType.class).map(Optional::of));
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124")
  @Label("6.13: every well-formed value has an example that no test tells from it")
  void valueClasses_anyValue_hasAnExample(
      @ForAll("tests") List<Compared> tests, @ForAll("types") Optional<ValueType> type) {
    ValueEquivalenceClasses classes = new ValueEquivalenceClasses();
    tests.forEach(test -> add(classes, test));
    Optional<List<String>> examples = classes.examples(type, StepCounter.none());
    Set<List<MatchResult>> seen = new LinkedHashSet<>();
    examples.orElse(List.of()).forEach(example -> seen.add(results(tests, example)));

    if (examples.isPresent()) {
      assertThat(held(type))
          .allSatisfy(
              value ->
                  assertThat(seen).anySatisfy(one -> assertCovers(one, results(tests, value))));
    }
  }

  private static List<MatchResult> results(List<Compared> tests, String value) {
    return tests.stream().map(test -> test.of(value)).toList();
  }

  /** A representative whose own result is indeterminate represents both results. */
  private static void assertCovers(List<MatchResult> example, List<MatchResult> value) {
    for (int i = 0; i < example.size(); i++) {
      if (example.get(i) != MatchResult.INDETERMINATE) {
        assertThat(value.get(i)).isIn(example.get(i), MatchResult.INDETERMINATE);
      }
    }
  }
}
