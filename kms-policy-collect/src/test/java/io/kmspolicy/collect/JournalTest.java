package io.kmspolicy.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.collect.Journal.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run finds of the runs before it. */
class JournalTest {

  private static final Origin ORIGIN = new Origin("111122223333", "aws", "");
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = Instant.parse("2026-01-02T00:00:00Z");

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("journal.jsonl");
  }

  private Journal open() throws IOException {
    return Journal.open(file(), ORIGIN);
  }

  private static Entry whole(String subject) {
    return new Entry(subject, FIRST, true, Map.of());
  }

  @Test
  @DisplayName("A pass that was not finished goes on; what it refused is read again")
  void begin_unfinishedPass_goesOn() throws IOException {
    Journal first = open();
    first.begin(FIRST);
    first.add(whole("roles/App"));
    first.add(new Entry("roles/Half", FIRST, true, Map.of("identity", "refused")));

    Journal second = open();
    second.begin(LATER);
    assertThat(second.isDone("roles/App")).isTrue();
    assertThat(second.isDone("roles/Half")).isFalse();
    assertThat(second.isDone("roles/New")).isFalse();
  }

  @Test
  @DisplayName(
      "After a finished pass, the next one reads everything again, whatever the clock says")
  void begin_finishedPass_startsAnother() throws IOException {
    Journal first = open();
    first.begin(FIRST);
    first.add(whole("roles/App"));
    first.finish(FIRST);

    Journal second = open();
    second.begin(FIRST.minusSeconds(3600));
    assertThat(second.isDone("roles/App")).isFalse();
    assertThat(second.entries()).containsExactly(whole("roles/App"));
    assertThat(open().isDone("roles/App")).isFalse();
  }

  @Test
  @DisplayName("A line that was cut off is as if it had not been written, wherever it was cut")
  void open_cutAnywhere_losesAtMostTheLastLine() throws IOException {
    Journal first = open();
    first.begin(FIRST);
    first.add(whole("roles/App"));
    int before = Files.readString(file()).length();
    first.add(new Entry("roles/Last", FIRST, true, Map.of("identity", "refused")));
    String text = Files.readString(file());

    for (int end = before; end < text.length() - 1; end++) {
      Files.writeString(file(), text.substring(0, end));
      Journal cut = open();
      cut.begin(LATER);
      cut.add(whole("roles/After"));
      Journal next = open();
      assertThat(next.isDone("roles/App")).as("cut at %s", end).isTrue();
      assertThat(next.isDone("roles/After")).as("cut at %s", end).isTrue();
    }
  }

  @Test
  @DisplayName("The origin is that of the first run")
  void origin_afterARun_isKept() throws IOException {
    assertThat(Journal.origin(file())).isEmpty();
    open().begin(FIRST);
    assertThat(Journal.origin(file())).hasValue(ORIGIN);
  }
}
