package io.kmspolicy.engine.value;

import io.kmspolicy.engine.value.PolicyTemplate.Part;
import io.kmspolicy.model.request.MatchResult;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * A compiled pattern of the ARN operators: pattern and value are split at the first five colons,
 * and each field is matched separately (rule 2.15). Immutable; matching allocates nothing.
 */
public final class ArnMatcher {

  private static final String ARN = "arn";

  private final Glob[] fields;
  private final boolean padded;
  private final boolean isArnPattern;
  private final boolean isAnything;

  public ArnMatcher(Glob policy) {
    Glob filled = filledUp(policy);
    this.fields = filled.splitAtColons(ArnPattern.FIELDS).toArray(new Glob[0]);
    this.padded = filled.length() > policy.length();
    this.isArnPattern = fields.length == ArnPattern.FIELDS && fields[0].matches(ARN);
    this.isAnything = policy.isAnything();
  }

  /**
   * The pattern with {@code *} for each missing field if it contains a wildcard; any other pattern
   * unchanged (rule 2.15).
   */
  public static Glob filledUp(Glob policy) {
    Glob filled = policy;
    int colons = policy.isLiteral() ? ArnPattern.FIELDS : policy.count(':');
    for (int i = colons; i < ArnPattern.FIELDS - 1; i++) {
      filled = filled.withAnyField();
    }
    return filled;
  }

  /**
   * Whether a template has six fields, or no wildcard, whatever the values of its variables are. A
   * value may add colons and never removes one, and it adds no wildcard (rules 2.13, 2.15).
   */
  public static boolean hasAllFields(PolicyTemplate template) {
    int colons = 0;
    boolean wild = false;
    for (Part part : template.parts()) {
      if (part instanceof Part.Literal literal) {
        colons += (int) literal.text().chars().filter(c -> c == ':').count();
      }
      wild |= part instanceof Part.AnyRun || part instanceof Part.AnyChar;
    }
    return !wild || colons >= ArnPattern.FIELDS - 1;
  }

  /**
   * Matches a value of a request. Returns {@code unreadable} if the value is not an ARN or the
   * pattern is not an ARN pattern. It is not documented whether the missing fields of a short
   * pattern count as {@code *}.
   */
  public MatchResult like(String value, MatchResult unreadable) {
    if (isAnything) {
      return MatchResult.INDETERMINATE; // a lone `*` is common, and its meaning is not documented
    }
    if (!padded) {
      return isArnPattern ? compare(value, unreadable) : unreadable;
    }
    return compare(value, unreadable).isNoMatch() ? unreadable : MatchResult.INDETERMINATE;
  }

  /**
   * A text that the pattern matches for certain; empty if none is easily found. Each wildcard
   * stands for as few characters as it can.
   */
  public Optional<String> example() {
    StringJoiner text = new StringJoiner(":");
    for (int i = 0; i < fields.length; i++) {
      text.add(i == 0 && fields[i].matches(ARN) ? ARN : fields[i].shortest());
    }
    String example = text.toString();
    return Optional.of(example).filter(one -> like(one, MatchResult.INDETERMINATE).isMatch());
  }

  private MatchResult compare(String value, MatchResult unreadable) {
    MatchResult match = MatchResult.MATCH;
    int from = 0;
    for (int i = 0; i < ArnPattern.FIELDS; i++) {
      int to = i == ArnPattern.FIELDS - 1 ? value.length() : value.indexOf(':', from);
      if (to < 0) {
        return unreadable;
      }
      match = match.and(fields[i].match(value, from, to, false));
      if (match.isNoMatch()) {
        return isArn(value) ? MatchResult.NO_MATCH : unreadable;
      }
      from = to + 1;
    }
    return isArn(value) ? match : unreadable;
  }

  /** Whether a text begins with {@code arn:} and has six fields. */
  public static boolean isArn(String value) {
    return value.startsWith("arn:") && ArnPattern.headerEnd(value) >= 0;
  }
}
