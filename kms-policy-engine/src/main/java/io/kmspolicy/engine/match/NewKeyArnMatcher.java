package io.kmspolicy.engine.match;

import io.kmspolicy.engine.value.ArnPattern;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KmsResource.NewKey;
import java.util.List;
import java.util.function.Function;

/**
 * Matches a resource pattern against a key whose id is not known yet (rule 5.10). The match is
 * certain if every id of the key's kind matches, impossible if none does, and otherwise
 * indeterminate.
 */
final class NewKeyArnMatcher {

  private static final String HEX_DIGITS = "0123456789abcdef";

  /** Represents any hexadecimal digit; occurs in no ARN. */
  private static final char ANY_DIGIT = '\0';

  private final NewKey key;

  NewKeyArnMatcher(NewKey key) {
    this.key = key;
  }

  /**
   * Matches a pattern.
   *
   * <p>If the pattern matches an id of digits that do not occur in the pattern, it has only
   * wildcards where ids differ, so it matches every id.
   *
   * @param matchesArn matches the pattern with an ARN
   */
  MatchResult match(ArnPattern pattern, Function<String, MatchResult> matchesArn) {
    for (int i = 0; i < HEX_DIGITS.length(); i++) {
      char digit = HEX_DIGITS.charAt(i);
      if (!writes(varying(pattern), digit)) {
        MatchResult match = matchesArn.apply(key.arnOf(digit));
        return match.isNoMatch() ? some(pattern) : match;
      }
    }
    return some(pattern);
  }

  /** The part of the pattern that decides between ids. */
  private static Glob varying(ArnPattern pattern) {
    List<Glob> fields = pattern.fields();
    return fields.size() == ArnPattern.FIELDS ? fields.get(fields.size() - 1) : pattern.whole();
  }

  private static boolean writes(Glob glob, char digit) {
    for (int i = 0; i < glob.length(); i++) {
      if (glob.isLiteral(i, digit)) {
        return true;
      }
    }
    return false;
  }

  /** The match of a pattern that does not match every id. */
  private MatchResult some(ArnPattern pattern) {
    String arn = key.arnOf(ANY_DIGIT);
    List<Glob> fields = pattern.fields();
    if (fields.size() != ArnPattern.FIELDS) {
      return perhaps(mayMatch(pattern.whole(), arn, true));
    }
    int from = 0;
    for (int i = 0; i < ArnPattern.FIELDS - 1; i++) {
      int to = arn.indexOf(':', from);
      if (!fields.get(i).matches(arn, from, to, true)) {
        return MatchResult.NO_MATCH;
      }
      from = to + 1;
    }
    return perhaps(mayMatch(fields.get(ArnPattern.FIELDS - 1), arn.substring(from), false));
  }

  private static MatchResult perhaps(boolean may) {
    return may ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH;
  }

  /**
   * Whether the pattern matches some text of this form: the simulation of a nondeterministic
   * automaton (Thompson 1968), which keeps the set of reachable states.
   */
  private static boolean mayMatch(Glob pattern, String form, boolean ignoreCase) {
    boolean[] reached = new boolean[pattern.length() + 1];
    reached[0] = true;
    skipRuns(pattern, reached);
    for (int i = 0; i < form.length(); i++) {
      boolean[] next = new boolean[reached.length];
      for (int at = 0; at < pattern.length(); at++) {
        if (reached[at] && pattern.isRun(at)) {
          next[at] = true;
        } else if (reached[at] && fits(pattern, at, form.charAt(i), ignoreCase)) {
          next[at + 1] = true;
        }
      }
      skipRuns(pattern, next);
      reached = next;
    }
    return reached[pattern.length()];
  }

  private static void skipRuns(Glob pattern, boolean[] reached) {
    for (int at = 0; at < pattern.length(); at++) {
      if (reached[at] && pattern.isRun(at)) {
        reached[at + 1] = true;
      }
    }
  }

  private static boolean fits(Glob pattern, int at, char c, boolean ignoreCase) {
    if (pattern.isAnyChar(at)) {
      return true;
    }
    char written = pattern.literal(at);
    if (c == ANY_DIGIT) {
      return HEX_DIGITS.indexOf(written) >= 0;
    }
    return written == c || (ignoreCase && Glob.equalIgnoringCase(written, c));
  }
}
