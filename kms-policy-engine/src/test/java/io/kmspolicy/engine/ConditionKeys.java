package io.kmspolicy.engine;

import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Comparison.Family;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.text.LetterCase;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Generates condition contexts and conditions over a few keys of every type. */
final class ConditionKeys {

  private static final List<String> WORDS =
      List.of("a", "A", "b", "ab", "aab", "ba", "a*", "", "\u2c2f", "a\u2c5f", "\u03c2");
  private static final List<String> DIGITS = List.of("5", "7", "7.0", "10", "6.5", "0");
  private static final List<String> INSTANTS =
      List.of("2020-01-01T00:00:00Z", "1577836800", "2021-06-01", "2019-01-01T00:00:00+01:00");
  private static final List<String> ADDRESSES =
      List.of("10.0.0.0", "10.1.2.3", "10.1.0.0", "192.0.2.1", "2001:db8::1", "::1");
  private static final List<String> ARNS =
      List.of(
          "arn:aws:iam::111122223333:role/App",
          "arn:aws:iam::111122223333:user/alice",
          "arn:aws:sns:us-west-2:444455556666:a:b");

  /** The unique ids that principals of statements name, and another. */
  private static final List<String> USER_IDS =
      List.of("AIDACKCEVSQ6C2EXAMPLE", "AROACKCEVSQ6C2EXAMPLE:s-1", "AIDA0");

  /** The keys, each with its operators and its values. */
  private enum Kind {
    WORD("kms:ViaService", Family.STRING, WORDS),
    PAIR("kms:EncryptionContext:a", Family.STRING, WORDS),
    LETTER("kms:EncryptionContext:\u2c2f", Family.STRING, WORDS),
    OTHER_LETTER("kms:EncryptionContext:\u2c5f", Family.STRING, WORDS),
    TAG("aws:PrincipalTag/t", Family.STRING, WORDS),
    SEVERAL("kms:EncryptionContextKeys", Family.STRING, WORDS),
    ALIASES("kms:ResourceAliases", Family.STRING, WORDS),
    CUSTOM("x:Custom", Family.STRING, WORDS),
    USER_ID("aws:userid", Family.STRING, USER_IDS),
    VALID_TO("kms:ValidTo", Family.DATE, INSTANTS),
    NUMBER("kms:ScheduleKeyDeletionPendingWindowInDays", Family.NUMERIC, DIGITS),
    TIME("aws:CurrentTime", Family.DATE, INSTANTS),
    ADDRESS("aws:SourceIp", Family.IP_ADDRESS, ADDRESSES),
    FLAG("aws:SecureTransport", Family.BOOL, List.of("true", "false")),
    SOURCE("aws:SourceArn", Family.ARN, ARNS);

    private final String key;
    private final Family family;
    private final List<String> held;

    Kind(String key, Family family, List<String> held) {
      this.key = key;
      this.family = family;
      this.held = held;
    }

    /** Whether requests contain the key with several values. An unlisted key may have several. */
    boolean mayHoldSeveral(boolean settled) {
      return this == SEVERAL || this == ALIASES || (this == CUSTOM && !settled);
    }

    /** Whether versions of Unicode differ on the letter case of the name (rule 3.2). */
    boolean isOpen() {
      return this == LETTER || this == OTHER_LETTER;
    }

    /** Whether every policy supports the key (rule 5.17). */
    boolean isSupported() {
      return this != ALIASES;
    }
  }

  /** The names of the keys. */
  static final List<String> NAMES = Arrays.stream(Kind.values()).map(kind -> kind.key).toList();

  private static final Map<Family, List<String>> WRITTEN =
      Map.of(
          Family.STRING, List.of("a", "A", "b", "a*", "*b", "?", "*", "a?b", "\u2c5f", "\u03a3"),
          Family.NUMERIC, DIGITS,
          Family.DATE, INSTANTS,
          Family.IP_ADDRESS, List.of("10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", "2001:db8::/32"),
          Family.BOOL, List.of("true", "false", "True", "yes"),
          Family.ARN,
              List.of(
                  "arn:aws:iam::111122223333:role/App",
                  "arn:aws:iam::*:role/*",
                  "arn:*:*:*:*:*",
                  "arn:aws:sns:us-west-2:444455556666:a*"),
          Family.BINARY, List.of("QUI=", "YQ==", "abc"));

  /** Values that are malformed, or whose meaning AWS does not document. */
  private static final List<String> STRANGE =
      List.of(
          "",
          "*",
          "2020",
          "1577836800000",
          "+7",
          " 7",
          "x",
          "${aws:PrincipalTag/t}",
          "arn:aws:*",
          "2001:db8::1",
          "AIDACKCEVSQ6C2EXAMPLE");

  private static final List<String> VARIABLES =
      List.of(
          "${aws:PrincipalTag/t}",
          "${kms:ViaService}",
          "a${aws:PrincipalTag/t}",
          "*${kms:ViaService}b",
          "${aws:PrincipalTag/t, 'a'}",
          "${*}",
          "a${?}");

  private ConditionKeys() {}

  /** A key and its value in a request. */
  static Arbitrary<Map.Entry<String, ContextValue>> values(boolean settled) {
    return Arbitraries.of(Kind.class)
        .filter(kind -> !settled || !kind.isOpen())
        .flatMap(kind -> held(kind, settled).map(value -> Map.entry(kind.key, value)));
  }

  private static Arbitrary<ContextValue> held(Kind kind, boolean settled) {
    List<String> values =
        settled
            ? kind.held.stream()
                .filter(text -> !text.isEmpty() && !LetterCase.isOpen(text))
                .toList()
            : kind.held;
    int most = kind.mayHoldSeveral(settled) ? 3 : 1;
    return Arbitraries.of(values)
        .list()
        .ofMinSize(1)
        .ofMaxSize(most)
        .map(ContextValue.Present::new);
  }

  /**
   * The value of a key that is known to be present: the given value, or the first present value of
   * the key.
   */
  static ContextValue filled(String name, ContextValue value) {
    if (value instanceof ContextValue.Present present
        && !present.values().isEmpty()
        && !present.values().contains("")) {
      return value;
    }
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.key.equals(name))
        .map(kind -> ContextValue.of(kind.held.get(0)))
        .findFirst()
        .orElseThrow();
  }

  /** Condition blocks whose tests read only two keys. */
  static Arbitrary<List<ConditionBlock>> contended() {
    return Arbitraries.of(Kind.class)
        .set()
        .ofMinSize(1)
        .ofMaxSize(2)
        .flatMap(
            kinds ->
                Arbitraries.of(kinds)
                    .flatMap(kind -> test(kind, false))
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(2)
                    .map(ConditionBlock::new)
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(4));
  }

  /** Names of keys, some of them malformed. */
  static Arbitrary<String> wildNames() {
    return Arbitraries.oneOf(Arbitraries.of(NAMES), Texts.any().map(text -> "x:" + text));
  }

  /** Conditions with any operator, key and text. */
  static Arbitrary<ConditionBlock> wild() {
    Arbitrary<ConditionOperator> operators =
        Combinators.combine(
                Arbitraries.of(Quantifier.class),
                Arbitraries.of(Comparison.class)
                    .filter(comparison -> comparison != Comparison.NULL),
                Arbitraries.of(true, false))
            .as(ConditionOperator::new);
    return Combinators.combine(
            operators, wildNames(), Texts.any().map(ConditionValue::of).list().ofMaxSize(2))
        .as(
            (operator, key, values) ->
                new Condition(operator, key, values, SourceLocation.nowhere()))
        .list()
        .ofMaxSize(2)
        .map(ConditionBlock::new);
  }

  /** Conditions; a third of the statements have none. */
  static Arbitrary<ConditionBlock> conditions(boolean settled) {
    Arbitrary<Condition> tests =
        Arbitraries.of(Kind.class)
            .filter(kind -> !settled || kind.isSupported())
            .flatMap(kind -> test(kind, settled));
    return Arbitraries.frequencyOf(
        Tuple.of(1, Arbitraries.just(ConditionBlock.none())),
        Tuple.of(2, tests.list().ofMinSize(1).ofMaxSize(2).map(ConditionBlock::new)));
  }

  private static Arbitrary<Condition> test(Kind kind, boolean settled) {
    Arbitrary<Quantifier> quantifiers =
        settled ? Arbitraries.just(Quantifier.NONE) : Arbitraries.of(Quantifier.class);
    Arbitrary<Condition> presence =
        Combinators.combine(quantifiers, values(List.of("true", "false"), 1))
            .as(
                (quantifier, values) ->
                    test(new ConditionOperator(quantifier, Comparison.NULL, false), kind, values));
    Arbitrary<Condition> comparison =
        families(kind, settled)
            .flatMap(
                family ->
                    Combinators.combine(operators(kind, family, settled), written(family, settled))
                        .as((operator, values) -> test(operator, kind, values)));
    return Arbitraries.frequencyOf(Tuple.of(1, presence), Tuple.of(5, comparison));
  }

  private static Condition test(
      ConditionOperator operator, Kind kind, List<ConditionValue> values) {
    return new Condition(operator, kind.key, values, SourceLocation.nowhere());
  }

  private static Arbitrary<Family> families(Kind kind, boolean settled) {
    Arbitrary<Family> own = Arbitraries.just(kind.family);
    return settled
        ? own
        : Arbitraries.frequencyOf(
            Tuple.of(5, own),
            Tuple.of(1, Arbitraries.just(Family.STRING)),
            Tuple.of(1, Arbitraries.of(WRITTEN.keySet())));
  }

  private static Arbitrary<ConditionOperator> operators(Kind kind, Family family, boolean settled) {
    Arbitrary<Comparison> comparisons =
        Arbitraries.of(
            Arrays.stream(Comparison.values()).filter(one -> one.family() == family).toList());
    return Combinators.combine(
            Arbitraries.of(Quantifier.class), comparisons, Arbitraries.of(true, false))
        .as(
            (quantifier, comparison, ifExists) ->
                new ConditionOperator(quantifier, comparison, ifExists))
        .filter(operator -> !settled || isSettled(operator, kind));
  }

  /** Without operators that AWS documents for no key, or not for multivalued keys. */
  private static boolean isSettled(ConditionOperator operator, Kind kind) {
    boolean disputed = operator.quantifier() == Quantifier.FOR_ANY_VALUE && operator.ifExists();
    boolean absent =
        operator.quantifier() == Quantifier.FOR_ALL_VALUES
            && operator.comparison() == Comparison.STRING_NOT_LIKE;
    boolean single = operator.quantifier() == Quantifier.NONE;
    return !disputed && !absent && !(single && kind.mayHoldSeveral(true));
  }

  private static Arbitrary<List<ConditionValue>> written(Family family, boolean settled) {
    List<String> plain = WRITTEN.getOrDefault(family, List.of());
    if (settled) {
      return values(plain, 2);
    }
    Arbitrary<String> texts =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.of(plain)),
            Tuple.of(2, Arbitraries.of(VARIABLES)),
            Tuple.of(1, Arbitraries.of(STRANGE)));
    return texts.map(ConditionValue::of).list().ofMaxSize(3);
  }

  private static Arbitrary<List<ConditionValue>> values(List<String> texts, int most) {
    return Arbitraries.of(texts).map(ConditionValue::of).list().ofMinSize(1).ofMaxSize(most);
  }
}
