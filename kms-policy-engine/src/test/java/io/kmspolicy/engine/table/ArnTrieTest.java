package io.kmspolicy.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.engine.value.ArnPattern;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Label("2.3-2.6: the trie finds what the patterns match")
@AddLifecycleHook(Seeds.class)
class ArnTrieTest {

  private static final List<String> ARNS =
      List.of(
          "arn:aws:kms:us-west-2:111122223333:key/ab",
          "arn:aws:kms:us-west-2:111122223333:key/abc",
          "arn:aws:kms:us-east-1:111122223333:key/ab",
          "arn:aws:kms:us-west-2:444455556666:key/mrk-a",
          "arn:aws:kms:us-west-2:111122223333:alias/ab");

  @Provide
  Arbitrary<List<String>> patterns() {
    Arbitrary<String> regions = Arbitraries.of("us-west-2", "us-east-1", "*", "us-*", "US-WEST-2");
    Arbitrary<String> accounts = Arbitraries.of("111122223333", "444455556666", "*", "1111*");
    Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.of(
                "key/ab", "key/abc", "key/a*", "key/*", "*", "key/?b", "*/ab", "alias/*"),
            Arbitraries.of(
                "key/mrk-a", "*b", "key/*b*", "*y/*a*", "k?y/a??", "key/*mrk*a", "a*", "KEY/*"),
            Arbitraries.strings().withChars("key/ab*?").ofMaxLength(7));
    Arbitrary<String> services = Arbitraries.of("kms", "kms", "kms", "s3", "*");
    Arbitrary<String> whole =
        Combinators.combine(services, regions, accounts, names)
            .as(
                (service, region, account, name) ->
                    "arn:aws:" + service + ":" + region + ":" + account + ":" + name);
    Arbitrary<String> odd =
        Arbitraries.of("*", "arn:aws:kms:*", "arn:aws:kms:*:key/ab", "arn:*", "key/ab", "**");
    Arbitrary<String> any = Arbitraries.oneOf(whole, whole, whole, odd);
    return Arbitraries.oneOf(
        any.list().ofMaxSize(12), any.list().ofMinSize(ArnTrie.MIN_INDEXED_GLOBS).ofMaxSize(60));
  }

  @Property(seed = "20261124")
  void find_anyPatterns_findsWhatTheMatcherMatches(
      @ForAll("patterns") List<String> patterns, @ForAll PolicyType type) {
    ArnTrie trie = new ArnTrie(type);
    for (int i = 0; i < patterns.size(); i++) {
      trie.put(patterns.get(i), i);
    }
    trie.build();
    for (String arn : ARNS) {
      ResourceMatcher matcher = matcher(arn);
      Set<String> expected = new TreeSet<>();
      for (int i = 0; i < patterns.size(); i++) {
        MatchResult match = matcher.match(ArnPattern.of(Glob.parse(patterns.get(i))), type);
        if (!match.isNoMatch()) {
          expected.add(i + " " + match);
        }
      }
      Set<String> found = new TreeSet<>();
      trie.find(matcher, (number, match) -> found.add(number + " " + match));
      assertThat(found).as("%s in %s", arn, patterns).isEqualTo(expected);
    }
  }

  /** Patterns of one shape, each for a key of its own; one of them matches the first ARN. */
  private static List<String> ofShape(String shape, List<String> keyIds) {
    return keyIds.stream()
        .map(
            id ->
                shape
                    .replace("{id}", id)
                    .replace("{head}", id.substring(0, 13))
                    .replace("{middle}", id.substring(9, 28))
                    .replace("{tail}", id.substring(24)))
        .toList();
  }

  private static List<String> keyIds(int count) {
    Random random = new Random(20_261_126);
    return Stream.generate(() -> new UUID(random.nextLong(), random.nextLong()).toString())
        .limit(count)
        .toList();
  }

  /** The mean number of globs that a lookup of a listed key compares with its ARN. */
  private static double comparisons(String shape, int count) {
    List<String> ids = keyIds(count);
    List<String> patterns = ofShape(shape, ids);
    ArnTrie trie = new ArnTrie(PolicyType.IDENTITY);
    for (int i = 0; i < count; i++) {
      trie.putCandidate(Glob.parse(patterns.get(i)), true, i); // passed on without a comparison
    }
    trie.build();
    int[] compared = {0};
    int lookups = Math.min(count, 100);
    for (int i = 0; i < lookups; i++) {
      String arn = "arn:aws:kms:us-west-2:111122223333:key/" + ids.get(i);
      trie.find(matcher(arn), (number, match) -> compared[0]++);
    }
    return compared[0] / (double) lookups;
  }

  private static ResourceMatcher matcher(String arn) {
    return new ResourceMatcher(
        new VariableResolver(KmsCatalogue.bundled()), KmsResource.parse(arn));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:kms:*:111122223333:key/{id}",
        "arn:aws:kms:us-west-2:*:key/{id}",
        "arn:aws:kms:us-west-2:111122223333:key/*{tail}",
        "arn:aws:kms:us-west-2:111122223333:*{tail}",
        "arn:aws:kms:us-west-2:111122223333:key/*{middle}*",
        "arn:aws:kms:*:*:key/{head}*",
        "arn:*:key/{id}"
      })
  @DisplayName("10,000 patterns with wildcards anywhere cost a lookup few comparisons, as 20 do")
  void find_manyGlobs_comparesFew(String shape) {
    assertThat(comparisons(shape, 20)).isBetween(1.0, 2.0);
    assertThat(comparisons(shape, 10_000)).isBetween(1.0, 2.0);
  }

  @Property(seed = "20261124")
  void find_prefixes_findsThoseTheTextBeginsWith(
      @ForAll("prefixes") List<String> prefixes, @ForAll("texts") String text) {
    PrefixTrie trie = new PrefixTrie();
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < prefixes.size(); i++) {
      trie.put(prefixes.get(i), i);
      if (text.startsWith(prefixes.get(i))) {
        expected.add(i);
      }
    }
    List<Integer> found = new ArrayList<>();
    trie.find(text, found::add);
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Provide
  Arbitrary<List<String>> prefixes() {
    return Arbitraries.oneOf(
            Arbitraries.strings().withChars('a', 'b', ':').ofMaxLength(6),
            Arbitraries.strings().withCharRange('a', 'h').ofMaxLength(2))
        .list()
        .ofMaxSize(20);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withChars('a', 'b', ':').ofMaxLength(9),
        Arbitraries.strings().withCharRange('a', 'h').ofMaxLength(3));
  }
}
