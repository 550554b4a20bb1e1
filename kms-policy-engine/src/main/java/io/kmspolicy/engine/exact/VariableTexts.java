package io.kmspolicy.engine.exact;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.value.ArnMatcher;
import io.kmspolicy.engine.value.PolicyTemplate;
import io.kmspolicy.engine.value.PolicyTemplate.Part;
import io.kmspolicy.model.policy.Comparison;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The texts of one policy variable for which a template matches a known value: what is left of the
 * value between a prefix that the parts before the variable match and a suffix that the parts after
 * it match. Without wildcards there is at most one such text, and the search is linear in the
 * length of the value.
 *
 * @param before the parts before the variable; no variables
 * @param after the parts after the variable; no variables
 */
record VariableTexts(List<Part> before, List<Part> after) {

  VariableTexts {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /**
   * The texts for a value.
   *
   * @param maximum the maximum number of texts
   * @return empty if there are more
   */
  Optional<Set<String>> in(String value, int maximum, StepCounter counter) {
    BitSet starts = prefixEnds(value, counter);
    BitSet ends = suffixStarts(value, counter);
    Set<String> texts = new LinkedHashSet<>();
    for (int start = starts.nextSetBit(0); start >= 0; start = starts.nextSetBit(start + 1)) {
      for (int end = ends.nextSetBit(start); end >= 0; end = ends.nextSetBit(end + 1)) {
        String text = value.substring(start, end);
        counter.spend(StepCounter.ofText(text));
        texts.add(text);
        if (texts.size() > maximum) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(texts);
  }

  /** The ends of the prefixes of a value that the parts before the variable match. */
  private BitSet prefixEnds(String value, StepCounter counter) {
    BitSet reached = new BitSet(value.length() + 1);
    reached.set(0);
    for (Part part : before) {
      BitSet next = new BitSet(value.length() + 1);
      if (part instanceof Part.AnyRun && !reached.isEmpty()) {
        next.set(reached.nextSetBit(0), value.length() + 1);
      }
      int length = length(part);
      for (int at = reached.nextSetBit(0); at >= 0; at = reached.nextSetBit(at + 1)) {
        counter.spend(steps(part));
        if (fits(part, value, at)) {
          next.set(at + length);
        }
      }
      reached = next;
    }
    return reached;
  }

  /** The starts of the suffixes of a value that the parts after the variable match. */
  private BitSet suffixStarts(String value, StepCounter counter) {
    BitSet reached = new BitSet(value.length() + 1);
    reached.set(value.length());
    for (int i = after.size() - 1; i >= 0; i--) {
      Part part = after.get(i);
      BitSet next = new BitSet(value.length() + 1);
      if (part instanceof Part.AnyRun && !reached.isEmpty()) {
        next.set(0, reached.length());
      }
      int length = length(part);
      for (int at = reached.nextSetBit(length); at >= 0; at = reached.nextSetBit(at + 1)) {
        counter.spend(steps(part));
        if (fits(part, value, at - length)) {
          next.set(at - length);
        }
      }
      reached = next;
    }
    return reached;
  }

  /** Whether a part other than {@code *} matches at an index. */
  private static boolean fits(Part part, String value, int at) {
    return part instanceof Part.Literal literal
        ? value.startsWith(literal.text(), at)
        : part instanceof Part.AnyChar && at < value.length();
  }

  private static int length(Part part) {
    if (part instanceof Part.Literal literal) {
      return literal.text().length();
    }
    return part instanceof Part.AnyChar ? 1 : 0;
  }

  private static long steps(Part part) {
    return part instanceof Part.Literal literal ? StepCounter.ofText(literal.text()) : 1;
  }

  /**
   * Whether a comparison may distinguish more texts of a variable than those for which the template
   * matches: texts that differ in letter case only, texts that complete an ARN pattern (rule 2.15),
   * or texts beside a {@code ?} for a character beyond U+FFFF (rule 2.16).
   */
  static boolean mayDistinguishMore(
      Comparison comparison, PolicyTemplate template, List<String> values) {
    if (template.parts().stream().anyMatch(Part.AnyChar.class::isInstance)
        && values.stream()
            .flatMapToInt(String::chars)
            .anyMatch(c -> Character.isSurrogate((char) c))) {
      return true;
    }
    return switch (comparison.family()) {
      case ARN -> !ArnMatcher.hasAllFields(template);
      case STRING -> !ValueEquivalenceClasses.comparesExactly(comparison);
      case BOOL, NUMERIC, DATE, IP_ADDRESS, BINARY, NULL -> true;
    };
  }
}
