package io.kmspolicy.analysis.query;

import io.kmspolicy.analysis.query.Answer.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Combines the answers for the kinds of callers that one row stands for. */
final class KindAnswer {

  private static final String KIND = "the kind of the caller";

  /** The kind of the first caller of each row. */
  private static final String FIRST = "a user";

  private final Answer first;
  private final Map<String, Answer> byKind = new LinkedHashMap<>();

  /**
   * Answers of one row.
   *
   * @param first the answer for users
   */
  KindAnswer(Answer first) {
    this.first = first;
    add(FIRST, first);
  }

  void add(String kind, Answer answer) {
    byKind.put(kind, answer);
  }

  /** One answer; the first if the others have the same result. */
  Answer together() {
    List<Answer> answers = List.copyOf(byKind.values());
    if (answers.stream().allMatch(answer -> isSame(first, answer))) {
      return first;
    }
    boolean unknown = answers.stream().anyMatch(answer -> answer.result() == Result.INDETERMINATE);
    List<String> dependsOn = new ArrayList<>();
    answers.forEach(answer -> dependsOn.addAll(answer.dependsOn()));
    dependsOn.add(KIND);
    return new Answer(
        first.principal(),
        first.action(),
        first.resource(),
        unknown ? Result.INDETERMINATE : Result.CONDITIONAL,
        why(),
        dependsOn,
        Optional.empty());
  }

  private static boolean isSame(Answer one, Answer other) {
    return one.result() == other.result()
        && (one.result() != Result.CONDITIONAL || one.why().equals(other.why()));
  }

  /** The kinds with equal answers, and what these are. */
  private String why() {
    Map<String, List<String>> kinds = new LinkedHashMap<>();
    byKind.forEach(
        (kind, answer) -> {
          boolean certain = answer.result() == Result.ALLOWED || answer.result() == Result.DENIED;
          String text = certain ? answer.result().text() : answer.why();
          kinds.computeIfAbsent(text, unused -> new ArrayList<>()).add(kind);
        });
    List<String> texts = new ArrayList<>();
    kinds.forEach((text, some) -> texts.add("for " + String.join(" or ", some) + ": " + text));
    return String.join("; ", texts);
  }
}
