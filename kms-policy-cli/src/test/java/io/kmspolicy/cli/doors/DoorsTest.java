package io.kmspolicy.cli.doors;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.json.JsonSyntaxException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Promise: the same question has the same answer at every door. A door may know more than another,
 * and then be certain where the other is not; no door is certain against another one.
 */
class DoorsTest {

  @TempDir Path directory;

  static List<Question> questions() throws IOException, JsonSyntaxException {
    return Question.all();
  }

  @Test
  @DisplayName("There are at least 40 questions, each with its own name")
  void questions_all_areMany() throws IOException, JsonSyntaxException {
    assertThat(questions()).extracting(Question::id).doesNotHaveDuplicates().hasSizeGreaterThan(39);
  }

  @ParameterizedTest
  @MethodSource("questions")
  @DisplayName("No door is certain against another one, or where the question leaves it open")
  void ask_everyDoor_isCompatible(Question question) throws IOException {
    Map<Door, Answer> answers = new EnumMap<>(Door.class);
    for (Door door : Door.values()) {
      Path root = directory.resolve(door.name());
      answers.put(door, door.ask(question, new QuestionFiles(question, root)));
    }
    assertThat(answers.get(Door.EXPLAIN_DIRECTORY)).isEqualTo(question.expected());
    SoftAssertions.assertSoftly(softly -> check(softly, question, answers));
    assertThat(answers.values())
        .filteredOn(answer -> answer != Answer.CANNOT_ASK)
        .hasSizeGreaterThan(3);
  }

  private static void check(SoftAssertions softly, Question question, Map<Door, Answer> answers) {
    answers.forEach(
        (door, answer) -> {
          boolean knowsMore =
              door.knowsTheCall() || (question.isAboutPath() && door.namesThePath());
          if (question.expected() == Answer.OPEN && !knowsMore) {
            softly
                .assertThat(answer)
                .as("%s of %s", door, answers)
                .isNotIn(Answer.ALLOWED, Answer.DENIED);
          }
          answers.forEach(
              (other, another) ->
                  softly
                      .assertThat(isCompatible(question, door, answer, other, another))
                      .as("%s with %s of %s", door, other, answers)
                      .isTrue());
        });
  }

  /**
   * One call may be denied where another request is allowed; the answer to the question may not. A
   * caller with the tags or the unique id of the question may be denied where it is allowed with
   * other ones.
   */
  private static boolean isCompatible(
      Question question, Door door, Answer answer, Door otherDoor, Answer other) {
    boolean isOfAnotherCall =
        door.knowsTheCall() || (question.isAboutTagsOrId() && otherDoor.asksAboutAllTagsAndIds());
    return (isOfAnotherCall && other == Answer.NOT_DENIED) || !answer.isAgainst(other);
  }
}
