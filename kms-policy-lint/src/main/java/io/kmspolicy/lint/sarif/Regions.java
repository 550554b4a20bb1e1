package io.kmspolicy.lint.sarif;

import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.model.policy.SourceLocation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds where the value or the name at a location ends. Lines and columns count from 1, columns in
 * UTF-16 code units.
 */
final class Regions {

  private final Map<String, List<PolicyText>> texts = new HashMap<>();

  /** The regions in these documents. */
  Regions(List<PolicyText> documents) {
    for (PolicyText text : documents) {
      texts.computeIfAbsent(text.source(), unused -> new ArrayList<>()).add(text);
    }
  }

  /** A part of a text; the end column is the one after the last character. */
  record Region(int startLine, int startColumn, int endLine, int endColumn) {}

  /** The region of the JSON string, number, object or array that begins at a location. */
  Region at(SourceLocation location) {
    int line = Math.max(1, location.line());
    for (PolicyText text : texts.getOrDefault(location.source(), List.of())) {
      String[] lines = text.text().split("\r\n|\n|\r", -1);
      int index = line - text.firstLine();
      if (index >= 0 && index < lines.length) {
        return region(lines, index, location.column(), text.firstLine());
      }
    }
    int column = Math.max(1, location.column());
    return new Region(line, column, line, column);
  }

  private static Region region(String[] lines, int index, int column, int firstLine) {
    String line = lines[index];
    int points = Math.max(0, Math.min(column - 1, line.codePointCount(0, line.length())));
    int start = line.offsetByCodePoints(0, points);
    int[] end = end(lines, index, start);
    return new Region(index + firstLine, start + 1, end[0] + firstLine, end[1] + 1);
  }

  /** The line and the offset after the value: after its quote or bracket, or before a delimiter. */
  private static int[] end(String[] lines, int line, int start) {
    int depth = 0;
    boolean quoted = false;
    for (int i = line; i < lines.length; i++) {
      String text = lines[i];
      for (int at = i == line ? start : 0; at < text.length(); at++) {
        char c = text.charAt(at);
        if (quoted && c == '\\') {
          at++;
        } else if (c == '"') {
          quoted = !quoted;
        } else if (!quoted) {
          depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        }
        boolean closing = c == '"' || c == '}' || c == ']';
        if (!quoted && depth <= 0 && closing) {
          return new int[] {i, depth < 0 ? at : at + 1};
        }
        if (!quoted && depth == 0 && (c == ',' || Character.isWhitespace(c))) {
          return new int[] {i, at};
        }
      }
      if (depth == 0 || quoted) {
        return new int[] {i, text.length()};
      }
    }
    return new int[] {line, lines[line].length()};
  }
}
