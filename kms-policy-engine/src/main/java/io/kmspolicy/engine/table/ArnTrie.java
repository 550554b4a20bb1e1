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
 * Finds the resource patterns of a table that match an ARN. Whole ARNs are found by hash, prefixes
 * by trie, and what remains by glob, sorted by the account where the pattern names one. Each
 * pattern is held once, so size and building are linear in the patterns; no two are ever
 * multiplied.
 *
 * <p>Only ARNs whose first five fields are in lower case may be asked for: for others the rules on
 * letter case leave more open than a hash can tell (rule 2.4).
 */
final class ArnTrie {

  private static final int ARN_FIELDS = ArnPattern.FIELDS;
  private static final int ACCOUNT = 4;

  private record Rest(ArnPattern pattern, int number) {}

  private final PolicyType type;
  private final Map<String, int[]> whole = new HashMap<>();
  private final PrefixTrie prefixes = new PrefixTrie();
  private final Map<String, List<Rest>> byAccount = new HashMap<>();
  private final List<Rest> rest = new ArrayList<>();
  private int[] everything = {};

  ArnTrie(PolicyType type) {
    this.type = type;
  }

  /** Takes what a search finds. */
  @FunctionalInterface
  interface Matches {
    void accept(int number, MatchResult match);
  }

  /** Puts in a pattern without variables. */
  void put(String text, int number) {
    if (text.equals("*")) {
      everything = append(everything, number);
      return;
    }
    int header = ArnPattern.headerEnd(text);
    if (header < 0 || !ArnPattern.isPlain(text, 0, header)) {
      putRest(text, number);
      return;
    }
    if (!text.startsWith(":kms:", text.indexOf(':', 4))) {
      return; // a pattern for another service matches nothing here
    }
    boolean prefix = text.charAt(text.length() - 1) == '*';
    int end = prefix ? text.length() - 1 : text.length();
    if (!ArnPattern.hasNoWildcard(text, header, end)) {
      putRest(text, number);
    } else if (prefix) {
      prefixes.put(text.substring(0, end), number);
    } else {
      whole.merge(text, new int[] {number}, (old, added) -> append(old, number));
    }
  }

  private void putRest(String text, int number) {
    ArnPattern pattern = ArnPattern.of(Glob.parse(text));
    Rest entry = new Rest(pattern, number);
    List<Glob> fields = pattern.fields();
    boolean names = fields.size() == ARN_FIELDS && fields.get(ACCOUNT).isLiteral();
    if (names) {
      byAccount.computeIfAbsent(fields.get(ACCOUNT).text(), key -> new ArrayList<>()).add(entry);
    } else {
      rest.add(entry);
    }
  }

  /** Hands over every pattern that matches or may match. */
  void find(ResourceMatcher resource, Matches matches) {
    String arn = resource.resource().arn();
    for (int number : everything) {
      matches.accept(number, MatchResult.MATCH);
    }
    int[] exact = whole.get(arn);
    if (exact != null) {
      for (int number : exact) {
        matches.accept(number, MatchResult.MATCH);
      }
    }
    Found found = number -> matches.accept(number, MatchResult.MATCH);
    prefixes.find(arn, found);
    findRest(rest, resource, matches);
    if (!byAccount.isEmpty()) {
      findRest(byAccount.getOrDefault(resource.account(), List.of()), resource, matches);
    }
  }

  private void findRest(List<Rest> entries, ResourceMatcher resource, Matches matches) {
    for (Rest entry : entries) {
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

  /** The trie in words, for printing. */
  String describe() {
    int globs = rest.size() + byAccount.values().stream().mapToInt(List::size).sum();
    return "whole " + whole.size() + ", every " + everything.length + ", globs " + globs;
  }
}
