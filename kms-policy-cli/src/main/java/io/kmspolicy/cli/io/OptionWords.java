package io.kmspolicy.cli.io;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Options whose values are words of a list. */
public final class OptionWords {

  private OptionWords() {}

  /**
   * The constant that a value names in lower case, with hyphens.
   *
   * @throws ParameterException if there is none; the message lists all words
   */
  public static <T extends Enum<T>> T parse(
      CommandLine line, String option, String value, T[] constants) {
    return Arrays.stream(constants)
        .filter(constant -> word(constant).equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    line, option, value, Arrays.stream(constants).map(OptionWords::word).toList()));
  }

  /**
   * The word that is in use for a value: another one if it is a former word of that, which is read
   * with a warning in this version.
   */
  public static String current(
      String option, String value, String former, String word, PrintWriter warnings) {
    if (!value.equals(former)) {
      return value;
    }
    warnings.println(
        "warning: "
            + option
            + ": write `"
            + word
            + "` for `"
            + former
            + "`, which the next version refuses");
    return word;
  }

  /** The word for a constant. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The mistake that a value is none of the words. */
  public static ParameterException wrong(
      CommandLine line, String option, String value, List<String> words) {
    return new ParameterException(
        line,
        "`"
            + value
            + "` is not a value of "
            + option
            + "; it must be one of "
            + String.join(", ", words));
  }
}
