package io.kmspolicy.engine.exact;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.exact.GlobAutomaton.Letters;
import io.kmspolicy.engine.value.AddressRanges;
import io.kmspolicy.engine.value.ArnMatcher;
import io.kmspolicy.engine.value.CidrRange;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.engine.value.InstantParser;
import io.kmspolicy.engine.value.IpAddress;
import io.kmspolicy.engine.value.NumberParser;
import io.kmspolicy.engine.value.PolicyTemplate;
import io.kmspolicy.engine.value.Readings;
import io.kmspolicy.model.catalogue.ValueType;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.ContextValue.RoleArns;
import io.kmspolicy.model.text.LetterCase;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The equivalence classes of the values of one unknown condition key (rule 6.13). Collects the
 * policy values that the key is compared with, and computes one representative of every class that
 * these comparisons distinguish.
 */
final class ValueEquivalenceClasses {

  /** A value that is no policy literal, number, address or base64 text. */
  private static final String UNRELATED_VALUE = "?~ nothing in particular";

  /** Reading one number and finding the classes around it. */
  private static final long STEPS_OF_A_NUMBER = 40;

  /** Reading one range and finding the class of the addresses around it. */
  private static final long STEPS_OF_A_RANGE = 12;

  private static final int V4 = 32;
  private static final int V6 = 128;
  private static final long MAX_V4 = (1L << V4) - 1;

  /** The texts that a value may equal. */
  private final Set<String> literals = new LinkedHashSet<>();

  /** The literals in lower case, filled when the examples are computed; see {@link #isNamed}. */
  private final Set<String> foldedLiterals = new HashSet<>();

  /** All other comparisons of texts. */
  private final Set<GlobAutomaton> texts = new LinkedHashSet<>();

  private final TreeSet<BigDecimal> numbers = new TreeSet<>();

  /** The ranges of each test. */
  private final List<AddressRanges> ranges = new ArrayList<>();

  private final Set<String> bytes = new LinkedHashSet<>();
  private boolean patterns;
  private boolean numeric;
  private boolean dated;

  /** Adds a comparison with a policy value whose variables are resolved. */
  void add(Comparison comparison, Glob policy, String policyText) {
    switch (comparison.family()) {
      case STRING, BOOL -> addText(comparison, policy);
      case ARN -> addArn(policy);
      case NUMERIC -> {
        numeric = true;
        NumberParser.parse(policyText).ifPresent(this::addNumbers);
      }
      case DATE -> {
        dated = true;
        InstantParser.parse(policyText).ifPresent(this::addNumbers);
      }
      case BINARY -> bytes.add(policyText);
      case IP_ADDRESS, NULL -> {}
    }
  }

  void addAddresses(AddressRanges addresses) {
    if (addresses.hasRanges()) { // else it does not distinguish addresses
      ranges.add(addresses);
    }
  }

  /** Whether the comparison of two literals is equality of texts. */
  static boolean comparesExactly(Comparison comparison) {
    return switch (comparison) {
      case STRING_EQUALS, STRING_NOT_EQUALS, STRING_LIKE, STRING_NOT_LIKE -> true;
      default -> false;
    };
  }

  /** Whether a comparison is of numbers, instants or addresses. */
  static boolean isMeasured(Comparison comparison) {
    return switch (comparison.family()) {
      case NUMERIC, DATE, IP_ADDRESS -> true;
      case STRING, BOOL, ARN, BINARY, NULL -> false;
    };
  }

  /** The steps for each policy value of a comparison that {@link #isMeasured}. */
  static long stepsOf(Comparison measured) {
    return measured.family() == Comparison.Family.IP_ADDRESS ? STEPS_OF_A_RANGE : STEPS_OF_A_NUMBER;
  }

  /** Adds a literal that the value of the key may equal. */
  void addLiteral(String text) {
    literals.add(text);
  }

  /** The number of collected comparisons. */
  int size() {
    return literals.size() + texts.size() + numbers.size() + sizeOfRanges() + bytes.size();
  }

  private int sizeOfRanges() {
    return ranges.stream().mapToInt(AddressRanges::size).sum();
  }

  /** Adds the texts that a value may equal to a set. */
  void addLiteralsTo(Set<String> texts) {
    texts.addAll(literals);
  }

  /** Adds the texts that another key may equal. Both keys must be {@link #isByText}. */
  void addAll(ValueEquivalenceClasses other) {
    literals.addAll(other.literals);
  }

  /**
   * Whether every class except the class of texts that equal no literal has exactly one element.
   */
  boolean isByText() {
    boolean measured = !numbers.isEmpty() || !ranges.isEmpty() || !bytes.isEmpty();
    return !measured && !patterns && texts.stream().noneMatch(GlobAutomaton::ignoreCase);
  }

  private void addText(Comparison comparison, Glob policy) {
    boolean ignoreCase = ignoresCase(comparison);
    if (policy.isLiteral() && !ignoreCase) {
      addLiteral(policy.text());
    } else {
      patterns |= !policy.isLiteral();
      addText(policy, ignoreCase);
    }
  }

  /** A text that perhaps matches is of another class than those that match or do not. */
  private void addText(Glob policy, boolean ignoreCase) {
    texts.add(new GlobAutomaton(policy, ignoreCase, false));
    if (ignoreCase && policy.isOpen()) {
      texts.add(new GlobAutomaton(policy, Letters.WIDEST, false));
    }
  }

  private static boolean ignoresCase(Comparison comparison) {
    return comparison == Comparison.BOOL
        || comparison == Comparison.STRING_EQUALS_IGNORE_CASE
        || comparison == Comparison.STRING_NOT_EQUALS_IGNORE_CASE;
  }

  private void addArn(Glob policy) {
    patterns = true;
    texts.add(new GlobAutomaton(ArnMatcher.filledUp(policy), false, true));
    texts.add(new GlobAutomaton(Glob.parse("arn:*:*:*:*:*"), false, true));
  }

  /** Adds the widest pattern of a policy value with an unknown variable. */
  void addWidest(Comparison comparison, Glob widest) {
    if (comparison.family() == Comparison.Family.ARN) {
      texts.add(new GlobAutomaton(widest.withAnyField(), false, false));
    }
    if (comparison == Comparison.BOOL) {
      texts.add(new GlobAutomaton(Glob.parse("true"), true, false));
      texts.add(new GlobAutomaton(Glob.parse("false"), true, false));
    }
    patterns = true; // the variable stands for any text
    addText(widest, ignoresCase(comparison));
  }

  private void addNumbers(Readings number) {
    numbers.addAll(number.numbers());
  }

  /**
   * One text of every class that the key can have.
   *
   * @param known what is known of the value; null if that does not count
   * @return empty if the classes cannot be computed or are too many
   */
  Optional<List<String>> examples(
      Optional<ValueType> type, @Nullable ContextValue known, StepCounter counter) {
    RoleArns arns = known instanceof ContextValue.PresentUnknown present ? present.oneOf() : null;
    if (arns == null) {
      return examples(type, counter);
    }
    TextShape shape = new TextShape(arns.prefix(), true, arns.name(), arns.name());
    return names(shape, counter)
        .map(names -> names.stream().map(name -> arns.prefix() + name).toList()); // rule 4.15
  }

  /**
   * One value of every class. AWS sets keys of known types to well-formed values only.
   *
   * @param type the type of the key, if the catalogue lists the key
   * @return empty if the classes cannot be computed or are too many
   */
  Optional<List<String>> examples(Optional<ValueType> type, StepCounter counter) {
    if (type.equals(Optional.of(ValueType.BOOL))) {
      return Optional.of(List.of("true", "false"));
    }
    if (type.equals(Optional.of(ValueType.ARN))) {
      Optional<List<String>> arns = arns(counter);
      if (arns.isPresent()) {
        return arns;
      }
    }
    boolean measured = !numbers.isEmpty() || !ranges.isEmpty() || !bytes.isEmpty();
    if (measured && isMixed()) {
      return Optional.empty();
    }
    boolean wellFormed = type.map(this::isMeasuredBy).orElse(false);
    boolean unnamed = wellFormed && !measured && !patterns;
    if (measured || unnamed) {
      literals.forEach(literal -> foldedLiterals.add(LetterCase.lowerCase(literal)));
      counter.spend(literals.size());
    }
    Set<String> examples = new LinkedHashSet<>();
    if (measured) {
      addMeasured(examples);
    }
    boolean textual = !measured || !texts.isEmpty() || !literals.isEmpty() || !wellFormed;
    if (!textual) {
      return Optional.of(List.copyOf(examples));
    }
    Optional<List<String>> byText = byText(counter);
    byText.ifPresent(examples::addAll);
    if (measured && !wellFormed) {
      examples.add(UNRELATED_VALUE);
    }
    if (unnamed) {
      type.ifPresent(known -> examples.add(unnamed(known, counter)));
    }
    boolean everyText = wellFormed && !patterns;
    type.ifPresent(
        known ->
            examples.removeIf(text -> (everyText || isOneText(text)) && !canRead(known, text)));
    return byText.map(texts -> List.copyOf(examples));
  }

  /** Whether the class of a text has no other text, so that all of it may be ill-formed. */
  private boolean isOneText(String text) {
    return text.isEmpty() || literals.contains(text);
  }

  /** The first value of a type whose text no policy names. */
  private String unnamed(ValueType type, StepCounter counter) {
    long number = 0;
    while (isNamed(wellFormed(type, number))) {
      counter.spend(1 + texts.size());
      number++;
    }
    return wellFormed(type, number);
  }

  /** A well-formed number, instant or address, or another text: another one for each number. */
  static String wellFormed(ValueType type, long number) {
    return switch (type) {
      case DATE -> Instant.ofEpochSecond(number).toString();
      case IP_ADDRESS -> IpAddress.write(BigInteger.valueOf(number), V4);
      case NUMERIC, STRING, BOOL, ARN -> Long.toString(number);
    };
  }

  /** One text of every class. Without patterns, every literal is a class. */
  private Optional<List<String>> byText(StepCounter counter) {
    if (!texts.isEmpty()) {
      Set<GlobAutomaton> predicates = automata();
      predicates.add(new GlobAutomaton(Glob.parse(""), false, false));
      return StringEquivalenceClasses.examples(predicates, counter);
    }
    counter.spend(1 + literals.size());
    Set<String> examples = new LinkedHashSet<>();
    examples.add("");
    String other = "x";
    while (literals.contains(other)) {
      other += "x";
    }
    examples.add(other);
    examples.addAll(literals);
    return Optional.of(List.copyOf(examples));
  }

  /**
   * The names that complete the prefix of a shape, one of every class of texts of that shape. Such
   * a text is an ARN: no number, date, address or base64 text.
   *
   * @return empty if there are too many classes
   */
  Optional<List<String>> names(TextShape shape, StepCounter counter) {
    return ShapedClasses.names(List.copyOf(automata()), shape, counter);
  }

  private Set<GlobAutomaton> automata() {
    Set<GlobAutomaton> automata = new LinkedHashSet<>(texts);
    for (String literal : literals) {
      automata.add(new GlobAutomaton(Glob.of(PolicyTemplate.text(literal, false)), false, false));
    }
    return automata;
  }

  /**
   * Whether a text can be parsed as a value of a measured type. The representative of a class that
   * ignores letter case is its variant in upper case, which can be parsed if any variant can.
   */
  private static boolean canRead(ValueType type, String text) {
    return switch (type) {
      case NUMERIC -> NumberParser.parse(text).isPresent();
      case DATE -> InstantParser.parse(text).isPresent();
      case IP_ADDRESS -> CidrRange.parseAddress(text).isPresent();
      case STRING, BOOL, ARN -> true;
    };
  }

  /** One ARN of every class. Numbers, addresses and base64 texts are not ARNs. */
  private Optional<List<String>> arns(StepCounter counter) {
    Set<GlobAutomaton> predicates = automata();
    predicates.add(new GlobAutomaton(Glob.parse("arn:*:*:*:*:*"), false, true));
    return StringEquivalenceClasses.examples(predicates, counter)
        .map(examples -> examples.stream().filter(ArnMatcher::isArn).toList());
  }

  /**
   * Whether values are compared in two ways whose classes overlap: by pattern and as numbers or
   * addresses; as numbers and as instants; or as bytes and in any other way.
   */
  private boolean isMixed() {
    boolean others =
        !texts.isEmpty() || !literals.isEmpty() || !numbers.isEmpty() || !ranges.isEmpty();
    return patterns || (numeric && dated) || (!bytes.isEmpty() && others);
  }

  /** Whether all values of a type are valid operands of the collected comparisons. */
  private boolean isMeasuredBy(ValueType type) {
    return switch (type) {
      case NUMERIC -> ranges.isEmpty() && bytes.isEmpty();
      // AWS may format an instant as a date, which numeric operators cannot parse.
      case DATE -> ranges.isEmpty() && bytes.isEmpty() && !numeric;
      case IP_ADDRESS -> numbers.isEmpty() && bytes.isEmpty();
      case STRING, BOOL, ARN -> false;
    };
  }

  /**
   * Adds one value of every class of numbers, addresses and bytes. If a policy compares with the
   * text of that value, adds a second value of the same class with another text.
   */
  private void addMeasured(Set<String> examples) {
    if (!numbers.isEmpty()) {
      addNumbers(examples);
    }
    if (!ranges.isEmpty()) {
      addV4(examples);
      addV6(examples);
    }
    examples.addAll(bytes);
    if (!bytes.isEmpty()) {
      examples.add("AAECAwQFBgcICQ==");
    }
  }

  private void addNumbers(Set<String> examples) {
    for (BigDecimal number : between(numbers)) {
      String text = number.toPlainString();
      examples.add(text);
      while (isNamed(text)) {
        text += text.contains(".") ? "0" : ".0";
      }
      examples.add(text);
    }
  }

  /**
   * Adds an IPv4 address for each combination of results of the tests. Between two neighboring
   * edges, all addresses have the same results.
   */
  private void addV4(Set<String> examples) {
    long[] edges =
        LongStream.concat(LongStream.of(0), ranges.stream().flatMapToLong(AddressRanges::v4Edges))
            .filter(edge -> edge <= MAX_V4)
            .sorted()
            .distinct()
            .toArray();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < edges.length; i++) {
      String results = results(edges[i]);
      long next = i + 1 < edges.length ? edges[i + 1] : MAX_V4 + 1;
      if (!seen.contains(results)
          && addUpToUnnamed(examples, BigInteger.valueOf(edges[i]), BigInteger.valueOf(next), V4)) {
        seen.add(results);
      }
    }
  }

  /** The first letter of the result of each test of an IPv4 address. */
  private String results(long address) {
    char[] results = new char[ranges.size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = ranges.get(i).containsV4(address).name().charAt(0);
    }
    return new String(results);
  }

  /** Adds an IPv6 address of each interval between two neighboring edges. */
  private void addV6(Set<String> examples) {
    TreeSet<BigInteger> edges = new TreeSet<>();
    edges.add(BigInteger.ZERO);
    ranges.stream().flatMap(AddressRanges::v6Edges).forEach(edges::add);
    edges.removeIf(edge -> edge.bitLength() > V6);
    for (BigInteger edge : edges) {
      BigInteger next = edges.higher(edge);
      addUpToUnnamed(examples, edge, next == null ? BigInteger.ONE.shiftLeft(V6) : next, V6);
    }
  }

  /**
   * Adds the addresses from the first one up to the first whose text no policy names.
   *
   * @param next the address that follows the last one
   * @return whether there is an address whose text no policy names
   */
  private boolean addUpToUnnamed(
      Set<String> examples, BigInteger first, BigInteger next, int width) {
    for (BigInteger address = first; !address.equals(next); address = address.add(BigInteger.ONE)) {
      String text = IpAddress.write(address, width);
      examples.add(text);
      if (!isNamed(text)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a policy compares the key with this text, in any letter case. */
  private boolean isNamed(String text) {
    return foldedLiterals.contains(LetterCase.lowerCase(text))
        || texts.stream().anyMatch(predicate -> predicate.pattern().matchesIgnoreCase(text));
  }

  /** All numbers, zero, one number between each two neighbors, and one number beyond each end. */
  private static Collection<BigDecimal> between(NavigableSet<BigDecimal> numbers) {
    TreeSet<BigDecimal> points = new TreeSet<>(numbers);
    points.add(BigDecimal.ZERO);
    if (numbers.first().signum() <= 0) {
      points.add(numbers.first().subtract(BigDecimal.ONE));
    }
    for (BigDecimal number : numbers) {
      BigDecimal next = numbers.higher(number);
      BigDecimal end = next == null ? number.max(BigDecimal.ZERO).add(BigDecimal.ONE) : next;
      points.add(number.add(end).divide(BigDecimal.valueOf(2)));
    }
    return points;
  }
}
