package io.kmspolicy.engine.table;

import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.engine.value.ArnPattern;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An index of resource patterns that finds the patterns that match an ARN.
 *
 * <p>Representation: patterns are partitioned by shape. ARNs without wildcards are in a hash map;
 * patterns whose only wildcard is a final {@code *} are in a {@link PrefixTrie}; the pattern {@code
 * *} is in a list of its own. All other patterns are globs: with a wildcard in a Region or an
 * account, at the start or in the middle of a name. A lookup compares only the globs that a {@link
 * SubstringIndex} proposes for the ARN; few globs are all compared.
 *
 * <p>Invariants: each pattern is stored once, so size and construction time are linear in the
 * patterns. The hash map and the trie hold only patterns whose first five fields are ASCII without
 * upper-case letters and wildcards.
 *
 * <p>Why not one automaton for all patterns: the product of globs can grow exponentially.
 *
 * <p>A lookup requires an ARN whose first five fields are in lower case. For other ARNs the rules
 * on letter case can make a match indeterminate, which a hash map cannot represent (rule 2.4).
 *
 * <p>References: E. Fredkin, <i>Trie Memory</i>, 1960; D. R. Morrison, <i>PATRICIA</i>, 1968.
 */
final class ArnTrie {

  /** With fewer globs, comparing all is cheaper than looking up their substrings. */
  static final int MIN_INDEXED_GLOBS = 16;

  private static final int[] NONE = {};

  /**
   * A pattern that is compared as a glob.
   *
   * @param pattern the pattern; null for a candidate, which is passed on without a comparison
   */
  private record GlobEntry(int number, @Nullable ArnPattern pattern) {}

  private final PolicyType type;
  private Map<String, int[]> exactArns = Map.of();
  private @Nullable PrefixTrie prefixes;
  private List<GlobEntry> globs = List.of();
  private List<SubstringIndex.Entry> substrings = List.of();
  private @Nullable SubstringIndex index;
  private int[] everything = NONE;

  ArnTrie(PolicyType type) {
    this.type = type;
  }

  /** Receives the matches of a lookup. */
  @FunctionalInterface
  interface Matches {
    void accept(int number, MatchResult match);
  }

  /** Adds a pattern without policy variables. */
  void put(String text, int number) {
    if (text.equals("*")) {
      everything = append(everything, number);
      return;
    }
    int header = ArnPattern.headerEnd(text);
    if (header < 0 || !ArnPattern.isPlain(text, 0, header)) {
      ArnPattern pattern = ArnPattern.of(Glob.parse(text));
      putGlob(pattern, header, number);
      return;
    }
    if (!text.startsWith(":kms:", text.indexOf(':', 4))) {
      return; // a pattern for another service matches nothing here
    }
    boolean prefix = text.charAt(text.length() - 1) == '*';
    int end = prefix ? text.length() - 1 : text.length();
    if (!ArnPattern.hasNoWildcard(text, header, end)) {
      putGlob(ArnPattern.of(Glob.parse(text)), header, number);
    } else if (prefix) {
      prefixes().put(text.substring(0, end), number);
    } else {
      exactArns().merge(text, new int[] {number}, (old, added) -> append(old, number));
    }
  }

  private Map<String, int[]> exactArns() {
    if (exactArns.isEmpty()) {
      exactArns = new HashMap<>();
    }
    return exactArns;
  }

  private PrefixTrie prefixes() {
    PrefixTrie existing = prefixes;
    if (existing == null) {
      existing = new PrefixTrie();
      prefixes = existing;
    }
    return existing;
  }

  private void putGlob(ArnPattern pattern, int header, int number) {
    // A pattern with fewer fields may match the beginning of an ARN (rule 2.5).
    add(new GlobEntry(number, pattern), new SubstringIndex.Entry(pattern.whole(), header >= 0));
  }

  /**
   * Adds a pattern whose match is not decided by this index. A lookup passes the number of the
   * pattern, as indeterminate, for every ARN that the glob matches, and for some others.
   *
   * @param isWhole whether the end of the glob must match the end of the ARN
   */
  void putCandidate(Glob glob, boolean isWhole, int number) {
    add(new GlobEntry(number, null), new SubstringIndex.Entry(glob, isWhole));
  }

  private void add(GlobEntry entry, SubstringIndex.Entry substring) {
    if (globs.isEmpty()) {
      globs = new ArrayList<>(1);
      substrings = new ArrayList<>(1);
    }
    globs.add(entry);
    substrings.add(substring);
  }

  /** Builds the index of the globs. No pattern may be added afterwards. */
  void build() {
    if (globs.size() >= MIN_INDEXED_GLOBS) {
      index = SubstringIndex.of(substrings);
    }
    substrings = List.of();
  }

  /** Passes every pattern that matches or may match to a receiver. */
  void find(ResourceMatcher resource, Matches matches) {
    String arn = resource.resource().arn();
    for (int number : everything) {
      matches.accept(number, MatchResult.MATCH);
    }
    for (int number : exactArns.getOrDefault(arn, NONE)) {
      matches.accept(number, MatchResult.MATCH);
    }
    if (prefixes != null) {
      prefixes.find(arn, number -> matches.accept(number, MatchResult.MATCH));
    }
    if (index != null) {
      index.find(arn, glob -> compare(globs.get(glob), resource, matches));
    } else {
      for (GlobEntry entry : globs) {
        compare(entry, resource, matches);
      }
    }
  }

  private void compare(GlobEntry entry, ResourceMatcher resource, Matches matches) {
    ArnPattern pattern = entry.pattern();
    MatchResult match = pattern == null ? MatchResult.INDETERMINATE : resource.match(pattern, type);
    if (!match.isNoMatch()) {
      matches.accept(entry.number(), match);
    }
  }

  private static int[] append(int[] numbers, int number) {
    int[] grown = Arrays.copyOf(numbers, numbers.length + 1);
    grown[numbers.length] = number;
    return grown;
  }
}
