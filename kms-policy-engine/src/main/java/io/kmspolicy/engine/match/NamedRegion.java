package io.kmspolicy.engine.match;

import io.kmspolicy.engine.value.ArnPattern;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.text.LetterCase;
import java.util.List;
import java.util.Optional;

/**
 * The Region that a pattern of a whole account names. It matters to requests without a resource:
 * whether the pattern covers them is open in that Region, and it covers none in another (rule 2.7).
 *
 * @param text the Region field, in lower case as the Region of a request
 * @param region the same, as a pattern
 */
public record NamedRegion(String text, Glob region) {

  /** The condition key of the Region that a request is sent to. */
  public static final String KEY = "aws:requestedregion";

  private static final String SPELLING = "aws:RequestedRegion";
  private static final int FIELD = 3;
  private static final int FIELDS = ArnPattern.FIELDS;
  private static final String[] NONE = {};

  /** The Region of a pattern; empty if it has variables, names every Region or no whole account. */
  public static Optional<NamedRegion> of(ResourcePattern pattern) {
    String arn = pattern.text();
    int name = ArnPattern.headerEnd(arn);
    boolean isWide = name < 0 ? arn.indexOf(':') >= 0 : isAnything(arn, name);
    String[] fields = isWide ? arn.split(":", FIELDS) : NONE;
    if (fields.length <= FIELD || arn.contains("${")) {
      return Optional.empty();
    }
    String text = LetterCase.lowerCase(fields[FIELD]);
    Glob region = Glob.parse(text);
    return region.isAnything() ? Optional.empty() : Optional.of(new NamedRegion(text, region));
  }

  private static boolean isAnything(String text, int from) {
    return from < text.length() && text.chars().skip(from).allMatch(c -> c == '*');
  }

  /** The test of the Region, by which exact analyses tell requests apart. */
  public Condition test() {
    return new Condition(
        new ConditionOperator(Quantifier.NONE, Comparison.STRING_LIKE, true),
        SPELLING,
        List.of(ConditionValue.of(text)),
        SourceLocation.nowhere());
  }

  /** Whether the pattern may cover a request without a resource in a context. */
  public MatchResult match(ConditionContext context) {
    boolean isOther = text.isEmpty() || isOther(context);
    return isOther ? MatchResult.NO_MATCH : MatchResult.INDETERMINATE;
  }

  private boolean isOther(ConditionContext context) {
    return context.get(KEY) instanceof ContextValue.Present present
        && present.values().size() == 1
        && !region.matches(present.values().get(0));
  }
}
