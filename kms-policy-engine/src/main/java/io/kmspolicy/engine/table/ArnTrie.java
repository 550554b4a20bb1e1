package io.kmspolicy.engine.table;

import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.engine.table.PrefixTrie.Found;
import io.kmspolicy.engine.value.ArnPattern;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An index of resource patterns that finds the patterns that match an ARN.
 *
 * <p>Representation: patterns are partitioned by shape. ARNs without wildcards are in a hash map;
 * patterns whose only wildcard is a final {@code *} are in a {@link PrefixTrie}; the pattern {@code
 * *} is in a list of its own; all other patterns are matched one by one as globs, grouped by
 * account id if the pattern states one.
 *
 * <p>Invariants: each pattern is stored once, so size and construction time are linear in the
 * patterns. The hash map and the trie hold only patterns whose first five fields are ASCII without
 * upper-case letters and wildcards.
 *
 * <p>Why not one automaton for all patterns: the product of globs can grow exponentially, and
 * policies with many inner wildcards are rare.
 *
 * <p>A lookup requires an ARN whose first five fields are in lower case. For other ARNs the rules
 * on letter case can make a match indeterminate, which a hash map cannot represent (rule 2.4).
 *
 * <p>References: E. Fredkin, <i>Trie Memory</i>, 1960; D. R. Morrison, <i>PATRICIA</i>, 1968.
 */
final class ArnTrie {

  private static final int ARN_FIELDS = ArnPattern.FIELDS;
  private static final int ACCOUNT = 4;

  private record GlobEntry(ArnPattern pattern, int number) {}

  private final PolicyType type;
  private final Map<String, int[]> exactArns = new HashMap<>();
  private final PrefixTrie prefixes = new PrefixTrie();
  private final Map<String, List<GlobEntry>> byAccount = new HashMap<>();
  private final List<GlobEntry> withoutAccount = new ArrayList<>();
  private int[] everything = {};

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
      putGlob(text, number);
      return;
    }
    if (!text.startsWith(":kms:", text.indexOf(':', 4))) {
      return; // a pattern for another service matches nothing here
    }
    boolean prefix = text.charAt(text.length() - 1) == '*';
    int end = prefix ? text.length() - 1 : text.length();
    if (!ArnPattern.hasNoWildcard(text, header, end)) {
      putGlob(text, number);
    } else if (prefix) {
      prefixes.put(text.substring(0, end), number);
    } else {
      exactArns.merge(text, new int[] {number}, (old, added) -> append(old, number));
    }
  }

  private void putGlob(String text, int number) {
    ArnPattern pattern = ArnPattern.of(Glob.parse(text));
    GlobEntry entry = new GlobEntry(pattern, number);
    List<Glob> fields = pattern.fields();
    boolean hasAccount = fields.size() == ARN_FIELDS && fields.get(ACCOUNT).isLiteral();
    if (hasAccount) {
      byAccount.computeIfAbsent(fields.get(ACCOUNT).text(), key -> new ArrayList<>()).add(entry);
    } else {
      withoutAccount.add(entry);
    }
  }

  /** Passes every pattern that matches or may match to a receiver. */
  void find(ResourceMatcher resource, Matches matches) {
    String arn = resource.resource().arn();
    for (int number : everything) {
      matches.accept(number, MatchResult.MATCH);
    }
    int[] exact = exactArns.get(arn);
    if (exact != null) {
      for (int number : exact) {
        matches.accept(number, MatchResult.MATCH);
      }
    }
    Found found = number -> matches.accept(number, MatchResult.MATCH);
    prefixes.find(arn, found);
    findGlobs(withoutAccount, resource, matches);
    if (!byAccount.isEmpty()) {
      findGlobs(byAccount.getOrDefault(resource.account(), List.of()), resource, matches);
    }
  }

  private void findGlobs(List<GlobEntry> entries, ResourceMatcher resource, Matches matches) {
    for (GlobEntry entry : entries) {
      MatchResult match = resource.match(entry.pattern(), type);
      if (!match.isImpossible()) {
        matches.accept(entry.number(), match);
      }
    }
  }

  private static int[] append(int[] numbers, int number) {
    int[] grown = Arrays.copyOf(numbers, numbers.length + 1);
    grown[numbers.length] = number;
    return grown;
  }

  /** A human-readable summary, used in golden tests. */
  String describe() {
    int globs = withoutAccount.size() + byAccount.values().stream().mapToInt(List::size).sum();
    return "whole " + exactArns.size() + ", every " + everything.length + ", globs " + globs;
  }
}
