package io.kmspolicy.replay.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.replay.result.OurAnswer;
import io.kmspolicy.replay.result.Question;
import io.kmspolicy.replay.result.QuestionCount;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Promise: what is kept of questions is bounded by their number and by their size. */
class QuestionsTest {

  private static final Instant TIME = Instant.parse("2026-11-24T09:00:00Z");

  private static Question question(int number, String name) {
    return new Question(
        "arn:aws:iam::111122223333:role/App" + number,
        "Decrypt",
        List.of(),
        "",
        List.of(name),
        "allowed",
        OurAnswer.ALLOWED);
  }

  private static void add(Questions questions, Question question) {
    questions.add(question, TIME, () -> "trail:1", Reason::none);
  }

  @Test
  void add_moreQuestionsThanTheMaximum_countsTheOthers() {
    Questions questions = new Questions(10);
    for (int i = 0; i < 25; i++) {
      add(questions, question(i, "tenant"));
    }
    add(questions, question(0, "tenant"));

    assertThat(questions.counts()).hasSize(10);
    assertThat(questions.counts().get(question(0, "tenant")).events()).isEqualTo(2);
    assertThat(questions.others()).isEqualTo(15);
  }

  /** Callers choose the names of an encryption context: equal hashes would cost their square. */
  @Test
  void hashCode_otherNames_differs() {
    long codes =
        IntStream.range(0, 1_000)
            .map(number -> question(0, "n" + number).hashCode())
            .distinct()
            .count();

    assertThat(codes).isGreaterThan(990);
  }

  /** Files of a trail overlap in time, and lines of a decision log differ in milliseconds. */
  @ParameterizedTest
  @ValueSource(
      strings = {"0 5 -5 2000 -3000", "2000 -3000 0 5 -5", "-5 0 5", "5 0 -5", "-1 -2 999"})
  void add_eventsInAnyOrder_keepsTheFirstAndTheLastTime(String milliseconds) {
    Questions questions = new Questions(1);
    List<Instant> times =
        Arrays.stream(milliseconds.split(" ", -1))
            .map(time -> TIME.plusMillis(Long.parseLong(time)))
            .toList();
    for (Instant time : times) {
      questions.add(question(0, "tenant"), time, () -> "trail:1", Reason::none);
    }

    QuestionCount count = questions.counts().get(question(0, "tenant"));
    assertThat(count.first()).isEqualTo(Collections.min(times));
    assertThat(count.last()).isEqualTo(Collections.max(times));
  }

  /** An encryption context has up to 8 KiB of names. */
  @Test
  void add_questionsWithLongNames_takeThePlaceOfSeveral() {
    Questions questions = new Questions(100);
    for (int i = 0; i < 100; i++) {
      add(questions, question(i, "n".repeat(5_000)));
    }

    assertThat(questions.counts()).hasSizeLessThan(11);
    assertThat(questions.others()).isEqualTo(100 - questions.counts().size());
  }
}
