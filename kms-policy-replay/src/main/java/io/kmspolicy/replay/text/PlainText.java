package io.kmspolicy.replay.text;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text as AWS wrote it, without what tools put around it: the frames and line breaks of Terraform
 * and SOPS, the escapes of JSON and of HTML, colors of terminals.
 */
final class PlainText {

  private static final Pattern COLOR = Pattern.compile("\\x1b\\[[0-9;]*m");
  private static final Pattern ESCAPED_SPACE = Pattern.compile("\\\\[nrt]");
  private static final Pattern SPACE = Pattern.compile("[\\s\\u2500-\\u257f\\u00a0\\u200b]+");

  /** What SOPS puts before each line of an error. */
  private static final Pattern FRAME =
      Pattern.compile("^[ \\t]{0,80}(?:- )?\\|[ \\t]", Pattern.MULTILINE);

  /** An ARN that a terminal breaks. */
  private static final Pattern BROKEN_ARN =
      Pattern.compile("(arn:[\\w:/-]{0,200}[:/])\\r?\\n(?=[\\w])");

  /** A word that the frame of a terminal breaks. */
  private static final Pattern BROKEN_WORD =
      Pattern.compile(
          "(?<=\\w)[ \\t]{0,80}\u2502[ \\t]{0,80}\\r?\\n[ \\t]{0,80}\u2502[ \\t]{0,80}(?=\\w)");

  private PlainText() {}

  /** The same, if the text ends lines within words as a frame does; empty for others. */
  static Optional<String> ofBrokenWords(String text) {
    Matcher broken = BROKEN_WORD.matcher(text);
    return broken.find() ? Optional.of(of(broken.replaceAll(""))) : Optional.empty();
  }

  static String of(String text) {
    String plain = COLOR.matcher(text).replaceAll("");
    plain = FRAME.matcher(plain).replaceAll(" ");
    plain = BROKEN_ARN.matcher(plain).replaceAll("$1");
    plain = ESCAPED_SPACE.matcher(plain).replaceAll(" ");
    plain =
        plain
            .replace("\\\"", "\"")
            .replace("&quot;", "\"")
            .replace("&#34;", "\"")
            .replace("&#39;", "'")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&");
    return SPACE.matcher(plain).replaceAll(" ").strip();
  }
}
