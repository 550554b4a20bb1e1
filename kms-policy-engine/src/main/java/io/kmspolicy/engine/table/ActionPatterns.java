package io.kmspolicy.engine.table;

import io.kmspolicy.engine.match.ActionGlob;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.text.LetterCase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The actions that a pattern matches. Policies repeat few patterns, so the result of a pattern is
 * cached by its text, and a pattern is parsed once for all actions. The cache is bounded, because
 * the authors of policies choose the texts. Patterns of other services, of which managed policies
 * have thousands, are told by their first characters.
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

  /** What all names of actions begin with, in lower case. */
  private final String service;

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
    this.service = commonBeginning(actions);
    for (int i = 0; i < actions.size(); i++) {
      ActionBits bits = new ActionBits(1L << i, 1L << i);
      names.put(actions.get(i), bits);
      lowerCase.put(LetterCase.lowerCase(actions.get(i)), bits);
    }
  }

  private static String commonBeginning(List<String> actions) {
    String common = actions.get(0);
    for (String action : actions) {
      while (!action.startsWith(common)) {
        common = common.substring(0, common.length() - 1);
      }
    }
    return LetterCase.lowerCase(common);
  }

  /** The actions that a pattern matches. */
  ActionBits of(String pattern) {
    if (isOfOtherService(pattern)) {
      return ActionBits.NONE;
    }
    ActionBits name = names.get(pattern);
    if (name != null) {
      return name;
    }
    ActionBits known = results.get(pattern);
    return known == null ? met(pattern) : known;
  }

  /**
   * Whether a pattern has another character than every action before its first wildcard, so that it
   * matches none of them (rule 2.1).
   */
  private boolean isOfOtherService(String pattern) {
    int length = Math.min(pattern.length(), service.length());
    for (int i = 0; i < length; i++) {
      char c = pattern.charAt(i);
      if (isWildcardOrBeyondAscii(c)) {
        return false;
      }
      if (Character.toLowerCase(c) != service.charAt(i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWildcardOrBeyondAscii(char c) {
    return c == '*' || c == '?' || c >= FIRST_BEYOND_ASCII;
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
      if (isWildcardOrBeyondAscii(pattern.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private ActionBits named(String name) {
    return lowerCase.getOrDefault(LetterCase.lowerCase(name), ActionBits.NONE);
  }

  private ActionBits matchEach(String pattern) {
    ActionGlob glob = ActionGlob.parse(pattern);
    long certain = 0;
    long possible = 0;
    for (int i = 0; i < actions.size(); i++) {
      MatchResult match = glob.match(actions.get(i));
      certain |= match.isMatch() ? 1L << i : 0;
      possible |= match.isNoMatch() ? 0 : 1L << i;
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
