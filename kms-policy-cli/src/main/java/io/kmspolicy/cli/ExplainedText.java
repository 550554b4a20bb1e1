package io.kmspolicy.cli;

import io.kmspolicy.cli.input.InputOptions;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.replay.text.AuthorizationDetails;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.regex.Pattern;

/**
 * What a user gives to {@code explain}: the text itself, a file with it, or {@code -} for standard
 * input.
 *
 * @param form what the text is
 * @param text the text; of an event in a file, the place of the event
 */
record ExplainedText(Form form, String text) {

  /** A longer text is refused: an error is short, and a trail is a file of events. */
  private static final int MAX_CHARACTERS = 1 << 20;

  private static final Pattern PLACE = Pattern.compile("[^\\n]{1,4096}:[1-9][0-9]{0,17}");

  /** What a text is. */
  enum Form {
    /** The text of an error. */
    ERROR,
    /** The place of an event of CloudTrail, as {@code --event} takes it. */
    EVENT_PLACE,
    /** An event of CloudTrail. */
    EVENT,
    /** The authorization details of IAM Toolbox. */
    DETAILS
  }

  /** Reads the text of a file or of standard input, or takes the argument as the text. */
  static ExplainedText of(CliContext context, String given) throws IOException {
    if (given.isBlank()) {
      throw new BadInputException("TEXT: the text is empty");
    }
    if (given.equals(CliContext.STANDARD_INPUT)) {
      return ofContent(given, InputOptions.text(context, given), false);
    }
    if (isFile(context, given)) {
      return isGzip(context, given)
          ? new ExplainedText(Form.EVENT_PLACE, given)
          : ofContent(given, InputOptions.text(context, given), true);
    }
    return isPlaceInFile(context, given)
        ? new ExplainedText(Form.EVENT_PLACE, given)
        : ofContent("TEXT", given, false);
  }

  private static ExplainedText ofContent(String name, String content, boolean file) {
    if (isEvent(content)) {
      return file
          ? new ExplainedText(Form.EVENT_PLACE, name)
          : new ExplainedText(Form.EVENT, content);
    }
    if (content.length() > MAX_CHARACTERS) {
      throw new BadInputException(
          name
              + ": the text has more than "
              + MAX_CHARACTERS
              + " characters; give the error alone");
    }
    return new ExplainedText(AuthorizationDetails.is(content) ? Form.DETAILS : Form.ERROR, content);
  }

  /** Whether a text is a record of KMS; the records of other services are texts of errors. */
  private static boolean isEvent(String content) {
    return content.stripLeading().startsWith("{")
        && (content.contains("\"kmsPolicyLog\"")
            || (content.contains("eventSource") && content.contains("kms.amazonaws.com")));
  }

  private static boolean isFile(CliContext context, String name) {
    try {
      return name.length() < 4096 && Files.isRegularFile(context.resolve(name));
    } catch (BadInputException | InvalidPathException noName) {
      return false;
    }
  }

  private static boolean isGzip(CliContext context, String name) throws IOException {
    try (InputStream in = context.open(name)) {
      return in.read() == 0x1f && in.read() == 0x8b;
    }
  }

  private static boolean isPlaceInFile(CliContext context, String given) {
    String name = given;
    while (PLACE.matcher(name).matches()) {
      name = name.substring(0, name.lastIndexOf(':'));
      if (isFile(context, name)) {
        return true;
      }
    }
    return false;
  }

  /** The text as a stream. */
  ByteArrayInputStream stream() {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
