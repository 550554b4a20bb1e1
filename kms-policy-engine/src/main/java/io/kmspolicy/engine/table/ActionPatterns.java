package io.kmspolicy.engine.table;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.engine.match.ActionGlob;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;

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

  private final List<String> actions;
  private final Cache<String, ActionBits> results =
      Caffeine.newBuilder().maximumSize(MAX_PATTERNS).executor(Runnable::run).recordStats().build();

  /**
   * Patterns over these actions.
   *
   * @param actions the names of at most 64 actions, by their numbers
   */
  ActionPatterns(List<String> actions) {
    this.actions = actions;
  }

  /** The actions that a pattern matches. */
  ActionBits of(String pattern) {
    return pattern.length() > MAX_LENGTH ? match(pattern) : results.get(pattern, this::match);
  }

  private ActionBits match(String pattern) {
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

  /** The number of patterns that were parsed and cached so far. */
  long parsed() {
    return results.stats().loadCount();
  }

  /** The number of patterns in the cache. */
  long size() {
    results.cleanUp();
    return results.estimatedSize();
  }
}
