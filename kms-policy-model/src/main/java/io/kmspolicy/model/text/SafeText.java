package io.kmspolicy.model.text;

import java.util.List;
import java.util.stream.Collectors;

/** Text for a terminal that may contain names of files and texts of policies. */
public final class SafeText {

  private SafeText() {}

  /** The text with its line breaks, and all other unsafe characters as escapes. */
  public static String of(String text) {
    String escaped = text.lines().map(Quoting::escape).collect(Collectors.joining("\n"));
    return text.endsWith("\n") ? escaped + "\n" : escaped;
  }

  /** One line for each text, whatever it contains. */
  public static String lines(List<String> texts) {
    return texts.stream().map(text -> Quoting.escape(text) + "\n").collect(Collectors.joining());
  }
}
