package io.kmspolicy.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.table.SubstringIndex.Entry;
import io.kmspolicy.engine.value.Glob;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which globs the index of substrings proposes for a text. */
class SubstringIndexTest {

  private static List<Integer> proposed(SubstringIndex index, String text) {
    List<Integer> found = new ArrayList<>();
    index.find(text, found::add);
    return found;
  }

  private static String drawn(Random random, String signs, int size) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < size; i++) {
      text.append(signs.charAt(random.nextInt(signs.length())));
    }
    return text.toString();
  }

  private static boolean mayMatch(Entry entry, String text) {
    for (int end = 0; end < text.length(); end++) {
      if (!entry.isWhole() && entry.glob().matchesIgnoreCase(text.substring(0, end))) {
        return true;
      }
    }
    return entry.glob().matchesIgnoreCase(text);
  }

  private static boolean hasNoLiteral(Glob glob) {
    for (int i = 0; i < glob.length(); i++) {
      if (!glob.isRun(i) && !glob.isAnyChar(i)) {
        return false;
      }
    }
    return true;
  }

  @Test
  @DisplayName("Every glob that matches is proposed once, and none that shares no character")
  void find_anyGlobs_proposesThoseThatMatch() {
    Random random = new Random(5);
    for (int round = 0; round < 400; round++) {
      List<Entry> entries = new ArrayList<>();
      int size = random.nextInt(12);
      for (int i = 0; i < size; i++) {
        boolean isLong = random.nextInt(4) == 0;
        String text = isLong ? drawn(random, "aab", 8) : drawn(random, "abB:*?", random.nextInt(6));
        entries.add(new Entry(Glob.parse(text), random.nextInt(3) > 0));
      }
      SubstringIndex index = SubstringIndex.of(entries);
      for (int i = 0; i < 30; i++) {
        String text = drawn(random, i % 3 == 0 ? "aab" : "abAB:", random.nextInt(10));
        List<Integer> found = proposed(index, text);

        assertThat(found).as("%s for %s", entries, text).doesNotHaveDuplicates();
        for (int glob = 0; glob < size; glob++) {
          if (mayMatch(entries.get(glob), text)) {
            assertThat(found).as("%s for %s", entries, text).contains(glob);
          }
        }
      }
      List<Integer> wild = new ArrayList<>();
      for (int glob = 0; glob < size; glob++) {
        Entry entry = entries.get(glob);
        boolean isEmpty = entry.glob().length() == 0 && entry.isWhole();
        if (!isEmpty && hasNoLiteral(entry.glob())) {
          wild.add(glob);
        }
      }
      assertThat(proposed(index, "xyz")).as("%s", entries).isEqualTo(wild);
    }
  }

  @Test
  @DisplayName("Of thousands of ARNs and patterns that begin and end alike, few are proposed")
  void find_manyGlobs_proposesFew() {
    Random random = new Random(6);
    List<Entry> entries = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      String id = drawn(random, "0123456789abcdef", 12);
      String arn = "arn:aws:kms:us-west-2:111122223333:alias/" + id + "/common";
      texts.add(arn);
      entries.add(
          new Entry(Glob.parse(i % 2 == 0 ? arn : "*" + id.substring(2, 10) + "*/common"), true));
    }
    SubstringIndex index = SubstringIndex.of(entries);
    int all = 0;
    for (int i = 0; i < texts.size(); i++) {
      List<Integer> found = proposed(index, texts.get(i));
      assertThat(found).contains(i);
      all += found.size();
    }

    assertThat(all).isLessThan(4_000);
  }
}
