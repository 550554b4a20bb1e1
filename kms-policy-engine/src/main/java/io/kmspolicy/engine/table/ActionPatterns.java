package io.kmspolicy.engine.table;

import io.kmspolicy.engine.match.ActionGlob;
import io.kmspolicy.model.request.MatchResult;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The actions that a pattern matches. Policies repeat few patterns, so the result of a pattern is
 * cached by its text, and a pattern is parsed once for all actions. The cache is bounded, because
 * the authors of policies choose the texts.
 *
 * <p>Thread-safe.
 */
final class ActionPatterns {

  private static final int MAX_PATTERNS = 4_096;

  /** Longer patterns are not cached, so that the cache is bounded in bytes. */
  private static final int MAX_LENGTH = 128;

  /** Characters beyond ASCII can be equal to letters of ASCII under case mapping. */
  private static final char FIRST_BEYOND_ASCII = 0x80;

  private final List<String> actions;

  /** The results of the actions' own names, as the catalogue spells them. */
  private final Map<String, ActionBits> names = new HashMap<>();

  /** The same by the names in lower case, for policies that spell them otherwise. */
  private final Map<String, ActionBits> lowerCase = new HashMap<>();

  /** The results of other patterns; emptied when it is full. */
  private final Map<String, ActionBits> results = new ConcurrentHashMap<>();

  private final LongAdder parsed = new LongAdder();

  /**
   * Patterns over these actions.
   *
   * @param actions the names of at most 64 actions, by their numbers
   */
  ActionPatterns(List<String> actions) {
    this.actions = actions;
    for (int i = 0; i < actions.size(); i++) {
      ActionBits bits = new ActionBits(1L << i, 1L << i);
      names.put(actions.get(i), bits);
      lowerCase.put(actions.get(i).toLowerCase(Locale.ROOT), bits);
    }
  }

  /** The actions that a pattern matches. */
  ActionBits of(String pattern) {
    ActionBits name = names.get(pattern);
    if (name != null) {
      return name;
    }
    ActionBits known = results.get(pattern);
    return known == null ? met(pattern) : known;
  }

  private ActionBits met(String pattern) {
    ActionBits made = match(pattern);
    if (pattern.length() <= MAX_LENGTH) {
      parsed.increment();
      if (results.size() >= MAX_PATTERNS) {
        results.clear();
      }
      results.put(pattern, made);
    }
    return made;
  }

  private ActionBits match(String pattern) {
    return isName(pattern) ? named(pattern) : matchEach(pattern);
  }

  /** Whether a pattern matches its own text only: ASCII characters and no wildcard. */
  private static boolean isName(String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '*' || c == '?' || c >= FIRST_BEYOND_ASCII) {
        return false;
      }
    }
    return true;
  }

  private ActionBits named(String name) {
    return lowerCase.getOrDefault(name.toLowerCase(Locale.ROOT), ActionBits.NONE);
  }

  private ActionBits matchEach(String pattern) {
    ActionGlob glob = ActionGlob.parse(pattern);
    long certain = 0;
    long possible = 0;
    for (int i = 0; i < actions.size(); i++) {
      MatchResult match = glob.match(actions.get(i));
      certain |= match.isCertain() ? 1L << i : 0;
      possible |= match.isImpossible() ? 0 : 1L << i;
    }
    return new ActionBits(certain, possible);
  }

  /** The number of patterns that were parsed and kept so far. */
  long parsed() {
    return parsed.sum();
  }

  /** The number of patterns that are kept. */
  int size() {
    return results.size();
  }
}
