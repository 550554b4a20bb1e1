package io.kmspolicy.analysis.fleet;

import io.kmspolicy.analysis.query.Answer;
import io.kmspolicy.analysis.query.AtMost;
import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.engine.condition.ConditionWriter;
import io.kmspolicy.model.json.JsonWriter;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

/** The parts of which the cells of the page consist. */
final class FleetCell {

  private FleetCell() {}

  /**
   * An answer, with markers in place of names.
   *
   * @param result the result
   * @param mostByKnown whether the policies that are known allow it at most, where this was asked
   * @param why the conditions as text, what is unknown, the reasons, or the most that is allowed
   * @param condition the conditions as JSON; empty if they are not known as data
   * @param deciding the statements and grants that decide
   */
  record Answered(
      Answer.Result result,
      boolean mostByKnown,
      String why,
      String condition,
      List<String> deciding) {

    /**
     * An answer.
     *
     * @param mark replaces names in escaped texts
     */
    static Answered of(Answer answer, Collection<String> deciding, UnaryOperator<String> mark) {
      UnaryOperator<String> marked = text -> mark.apply(NameMarkers.escaped(text));
      return new Answered(
          answer.result(),
          answer.atMost().map(AtMost::isByKnown).orElse(false),
          answer.conditions().isPresent() ? "" : marked.apply(text(answer)),
          answer.conditions().map(Answered::json).map(marked).orElse(""),
          deciding.stream().map(marked).toList());
    }

    private static String text(Answer answer) {
      return answer.atMost().map(most -> "at most: " + most.text()).orElseGet(answer::text);
    }

    /** Whether a text contains a word. */
    boolean quotes(String word) {
      return why.contains(word)
          || condition.contains(word)
          || deciding.stream().anyMatch(text -> text.contains(word));
    }

    private static String json(ConditionExpression condition) {
      return JsonWriter.text(
          JsonWriter.Layout.COMPACT, json -> ConditionWriter.write(condition, json));
    }
  }

  /** The numbers of an answer's texts. */
  record Numbered(
      Answer.Result result, boolean mostByKnown, int why, int condition, List<Integer> deciding) {}

  /** The distinct parts; each consists of numbers of smaller ones. */
  static final class Store {

    private final Numbers<String> texts = new Numbers<>();
    private final Numbers<String> conditions = new Numbers<>();
    private final Numbers<Numbered> answers = new Numbers<>();
    private final Numbers<List<Integer>> parts = new Numbers<>();
    private final Numbers<List<Integer>> cells = new Numbers<>();
    private final Numbers<List<Integer>> rows = new Numbers<>();

    /** The number of an answer. */
    int answer(Answered answer) {
      return answers.of(
          new Numbered(
              answer.result(),
              answer.mostByKnown(),
              texts.of(answer.why()),
              answer.condition().isEmpty() ? -1 : conditions.of(answer.condition()),
              answer.deciding().stream().map(texts::of).toList()));
    }

    /** The number of the answers for the actions of a group. */
    int part(List<Integer> ofActions) {
      return parts.of(ofActions);
    }

    /** The number of the parts for all groups. */
    int cell(List<Integer> ofGroups) {
      return cells.of(ofGroups);
    }

    /** The number of the cells for all keys. */
    int row(List<Integer> ofKeys) {
      return rows.of(ofKeys);
    }

    List<String> texts() {
      return texts.values();
    }

    List<String> conditions() {
      return conditions.values();
    }

    List<Numbered> answers() {
      return answers.values();
    }

    List<List<Integer>> parts() {
      return parts.values();
    }

    List<List<Integer>> cells() {
      return cells.values();
    }

    List<List<Integer>> rows() {
      return rows.values();
    }
  }
}
