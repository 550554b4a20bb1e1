package io.kmspolicy.cli.replay;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.text.Quoting;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an event is.
 *
 * @param file the file
 * @param line the line on which the event begins; 0 if the file is to have one event
 * @param number its number among the records that begin on the line; 0 if it is not given
 */
record EventPlace(String file, long line, long number) {

  private static final String POSITIVE = "([1-9][0-9]{0,17})";
  private static final Pattern AT_LINE = Pattern.compile("(.+):" + POSITIVE);
  private static final Pattern AT_NUMBER = Pattern.compile("(.+):" + POSITIVE + ":" + POSITIVE);

  /** The place that a text names. Names of files may have colons, too. */
  static EventPlace of(CliContext context, String text) {
    if (isFile(context, text)) {
      return new EventPlace(text, 0, 0);
    }
    Matcher line = AT_LINE.matcher(text);
    if (line.matches() && isFile(context, line.group(1))) {
      return new EventPlace(line.group(1), Long.parseLong(line.group(2)), 0);
    }
    Matcher number = AT_NUMBER.matcher(text);
    if (number.matches() && isFile(context, number.group(1))) {
      return new EventPlace(
          number.group(1), Long.parseLong(number.group(2)), Long.parseLong(number.group(3)));
    }
    throw new BadInputException(
        "--event: "
            + Quoting.escape(text)
            + ": there is no such file; an event in a file is FILE:LINE or FILE:LINE:NUMBER,"
            + " counted from 1");
  }

  private static boolean isFile(CliContext context, String name) {
    return name.equals(CliContext.STANDARD_INPUT) || Files.exists(context.resolve(name));
  }

  /** The line, and the number if it is given, in words. */
  String inWords() {
    return " on line " + line + (number == 0 ? "" : ", record " + number);
  }
}
