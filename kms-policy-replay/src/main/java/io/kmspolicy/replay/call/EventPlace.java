package io.kmspolicy.replay.call;

import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.text.Quoting;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an event is.
 *
 * @param file the file
 * @param line the line on which the event begins; 0 if the file is to have one event
 * @param number its number among the records that begin on the line; 0 if it is not given
 */
public record EventPlace(String file, long line, long number) {

  private static final String POSITIVE = "([1-9][0-9]{0,17})";
  private static final Pattern AT_LINE = Pattern.compile("(.+):" + POSITIVE);
  private static final Pattern AT_NUMBER = Pattern.compile("(.+):" + POSITIVE + ":" + POSITIVE);

  /** The only event of a file. */
  public static EventPlace only(String file) {
    return new EventPlace(file, 0, 0);
  }

  /**
   * The place that a text names. Names of files may have colons, too.
   *
   * @param isFile whether there is a file of a name
   * @throws BadInputException if there is no such file
   */
  public static EventPlace of(Predicate<String> isFile, String text) {
    if (isFile.test(text)) {
      return only(text);
    }
    Matcher line = AT_LINE.matcher(text);
    if (line.matches() && isFile.test(line.group(1))) {
      return new EventPlace(line.group(1), Long.parseLong(line.group(2)), 0);
    }
    Matcher number = AT_NUMBER.matcher(text);
    if (number.matches() && isFile.test(number.group(1))) {
      return new EventPlace(
          number.group(1), Long.parseLong(number.group(2)), Long.parseLong(number.group(3)));
    }
    throw new BadInputException(
        "--event: "
            + Quoting.escape(text)
            + ": there is no such file; an event in a file is FILE:LINE or FILE:LINE:NUMBER,"
            + " counted from 1");
  }

  /** The line, and the number if it is given, in words. */
  String inWords() {
    return " on line " + line + (number == 0 ? "" : ", record " + number);
  }
}
