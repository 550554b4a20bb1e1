package io.kmspolicy.cli.check;

import io.kmspolicy.cli.io.OptionWords;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.report.ExitStatus;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option that says which outcome of each part counts for the exit status. */
final class FailOn {

  private static final String OPTION = "--fail-on";

  /** The former word for an indeterminate outcome, which is read with a warning in this version. */
  private static final String FORMER = "undecided";

  @Option(
      names = OPTION,
      split = ",",
      paramLabel = "PART=WHEN",
      description = {
        "What counts for the exit status. lint=error (default), warning, info or never: the lowest"
            + " severity of new findings. lockout, new-access, replay: indeterminate (default),"
            + " certain or never. May be repeated."
      })
  private List<String> values = new ArrayList<>();

  /** Which outcomes of a part count. */
  enum When {
    /** Failures, and what is not decided. */
    INDETERMINATE,
    /** Failures. */
    CERTAIN,
    /** None. */
    NEVER
  }

  /** What counts, by part. */
  static final class Rules {
    private final Map<PartName, When> when = new EnumMap<>(PartName.class);
    private Severity least = Severity.ERROR;

    private Rules() {}

    /** The lowest severity of a new finding that is a failure. */
    Severity least() {
      return least;
    }

    /** Whether the outcome of a part counts. */
    boolean counts(Part part) {
      return part.isLost() || counts(part.name(), part.outcome());
    }

    private boolean counts(PartName name, Outcome outcome) {
      When rule = when.getOrDefault(name, When.INDETERMINATE);
      return switch (outcome) {
        case PASSED -> false;
        case INDETERMINATE -> rule == When.INDETERMINATE;
        case FAILED -> rule != When.NEVER;
        case LOST -> true;
      };
    }

    /** The exit status: failures before lost input, and lost input before what is not decided. */
    int status(List<Part> parts) {
      List<Outcome> outcomes =
          parts.stream()
              .filter(part -> counts(part.name(), part.outcome()))
              .map(Part::outcome)
              .toList();
      if (outcomes.contains(Outcome.FAILED)) {
        return ExitStatus.DENIED;
      }
      if (parts.stream().anyMatch(Part::isLost)) {
        return ExitStatus.BAD_INPUT;
      }
      return outcomes.isEmpty() ? ExitStatus.OK : ExitStatus.INDETERMINATE;
    }
  }

  /** The rules that the values state. */
  Rules rules(CommandLine line) {
    Rules rules = new Rules();
    values.forEach(value -> add(line, value, rules));
    return rules;
  }

  private static void add(CommandLine line, String value, Rules rules) {
    int equals = value.indexOf('=');
    if (equals < 0) {
      throw new ParameterException(
          line, OPTION + ": `" + value + "` is not of the form PART=WHEN, as in lint=warning");
    }
    PartName part = OptionWords.parse(line, OPTION, value.substring(0, equals), PartName.values());
    String when = value.substring(equals + 1);
    String option = OPTION + " " + part.text();
    if (part != PartName.LINT) {
      String word =
          OptionWords.current(
              option, when, FORMER, OptionWords.word(When.INDETERMINATE), line.getErr());
      rules.when.put(part, OptionWords.parse(line, option, word, When.values()));
    } else if (when.equals(OptionWords.word(When.NEVER))) {
      rules.when.put(part, When.NEVER);
    } else {
      rules.when.remove(part);
      rules.least = severity(line, option, when);
    }
  }

  private static Severity severity(CommandLine line, String option, String word) {
    return Stream.of(Severity.values())
        .filter(severity -> OptionWords.word(severity).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                OptionWords.wrong(
                    line, option, word, List.of("error", "warning", "info", "never")));
  }
}
