package io.kmspolicy.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promise: whatever names requests have, the cache of read names stays small. */
class KeyIdentifierCacheTest {

  private static final int ARN_LENGTH = 75;
  private static final int LONGEST = 2_048;
  private static final int MAX_CHARACTERS = 1_000_000;

  private final KeyIdentifierCache cache = new KeyIdentifierCache();

  private static String name(int number, int length) {
    String digits = String.format("%032x", number);
    return digits + "x".repeat(length - digits.length());
  }

  @Test
  void parse_namesOfUsualLength_areKept() {
    String id = "1234abcd-12ab-34cd-56ef-1234567890ab";
    assertThat(cache.parse(id)).contains(new KeyIdentifier.Id(id));
    assertThat(cache.parse(new String(id))).isSameAs(cache.parse(id));
    for (int number = 0; number < 9_999; number++) {
      assertThat(cache.parse(name(number, ARN_LENGTH))).isEmpty();
    }
    assertThat(cache.size()).isEqualTo(10_000);
    assertThat(cache.parse(name(10_000, ARN_LENGTH))).isEmpty();
    assertThat(cache.size()).isEqualTo(1);
    assertThat(cache.characters()).isEqualTo(ARN_LENGTH);
  }

  @Test
  @DisplayName("Names that KMS does not accept for their length are read and not kept")
  void parse_longNames_areNotKept() {
    String alias = "alias/" + "a".repeat(LONGEST);
    assertThat(cache.parse(alias)).isEqualTo(KeyIdentifier.parse(alias));
    assertThat(cache.parse(name(1, LONGEST + 1))).isEmpty();
    assertThat(cache.size()).isZero();
    assertThat(cache.parse(name(1, LONGEST))).isEmpty();
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void parse_manyLongNamesOfManyThreads_areBoundedByTheirCharacters() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      int first = thread * 1_000;
      threads.add(
          new Thread(
              () -> {
                for (int number = 0; number < 2_000; number++) {
                  var unused = cache.parse(name(first + number, LONGEST));
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    // Each thread may be past the bound by the name that it adds.
    assertThat(cache.characters()).isBetween(1L, MAX_CHARACTERS + 4L * LONGEST);
    assertThat(cache.characters()).isEqualTo((long) cache.size() * LONGEST);
  }
}
