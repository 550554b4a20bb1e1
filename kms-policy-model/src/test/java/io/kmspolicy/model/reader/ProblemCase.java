package io.kmspolicy.model.reader;

import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A bad text with the problems that a reader must report, from the files under {@code problems/}. A
 * case is a title behind {@code #}, the text, a line {@code --}, and a line for each problem.
 */
record ProblemCase(String title, String text, List<String> problems) {

  static List<ProblemCase> load(String resource) {
    List<ProblemCase> cases = new ArrayList<>();
    for (String part : TestResources.text(resource).split("(?m)^# ")) {
      if (!part.isBlank()) {
        cases.add(parse(part));
      }
    }
    return cases;
  }

  private static ProblemCase parse(String part) {
    List<String> lines = part.lines().toList();
    int separator = lines.indexOf("--");
    return new ProblemCase(
        lines.get(0),
        String.join("\n", lines.subList(1, separator)),
        lines.subList(separator + 1, lines.size()));
  }

  /** What a reader says about the text. */
  List<String> reportedBy(Consumer<String> reader) {
    try {
      reader.accept(text);
      return List.of();
    } catch (PolicySyntaxException e) {
      return e.problems().stream().map(ProblemCase::line).collect(Collectors.toList());
    }
  }

  private static String line(Problem problem) {
    return problem.code().text() + " " + problem;
  }

  @Override
  public String toString() {
    return title;
  }
}
