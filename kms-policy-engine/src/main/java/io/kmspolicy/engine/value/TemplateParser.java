package io.kmspolicy.engine.value;

import io.kmspolicy.engine.value.PolicyTemplate.Fallback;
import io.kmspolicy.engine.value.PolicyTemplate.Part;
import io.kmspolicy.model.request.ConditionContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses the text of a policy value into the parts of a {@link PolicyTemplate} (rules 2.10, 2.11).
 */
final class TemplateParser {

  private static final char QUOTE = '\'';

  private final String text;
  private final boolean wildcards;
  private final boolean variables;
  private final List<Part> parts = new ArrayList<>();
  private final StringBuilder literal = new StringBuilder();
  private final int lastBrace;
  private int position;

  TemplateParser(String text, boolean wildcards, boolean variables) {
    this.text = text;
    this.wildcards = wildcards;
    this.variables = variables;
    this.lastBrace = variables ? text.lastIndexOf('}') : -1;
  }

  List<Part> parse() {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (wildcards && c == '*') {
        add(new Part.AnyRun());
        position++;
      } else if (wildcards && c == '?') {
        add(new Part.AnyChar());
        position++;
      } else if (variables && position < lastBrace && text.startsWith("${", position)) {
        parseVariable(text.indexOf('}', position));
      } else {
        int end = endOfLiteral(position + 1);
        literal.append(text, position, end);
        position = end;
      }
    }
    flush();
    return parts;
  }

  /** The next position at which a wildcard or a variable may begin. */
  private int endOfLiteral(int from) {
    int at = from;
    while (at < text.length() && !mayBegin(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private boolean mayBegin(char c) {
    return c == '$' || (wildcards && (c == '*' || c == '?'));
  }

  private void parseVariable(int end) {
    String body = text.substring(position + 2, end);
    position = end + 1;
    // ${*}, ${?} and ${$} are escapes for the character itself.
    if (body.equals("*") || body.equals("?") || body.equals("$")) {
      literal.append(body);
      return;
    }
    if (hasOpenEnd(body)) {
      position = text.length();
      add(new Part.Unreadable());
      return;
    }
    add(readVariable(body, wildcards));
  }

  /**
   * Whether the brace may belong to a quotation or to a variable within the variable, so that it is
   * not known where the variable ends (rule 2.11).
   */
  private static boolean hasOpenEnd(String body) {
    boolean odd = body.chars().filter(c -> c == QUOTE).count() % 2 != 0;
    return odd || body.contains("${");
  }

  private static Part readVariable(String body, boolean wildcards) {
    int comma = body.indexOf(',');
    String name = comma < 0 ? body : body.substring(0, comma);
    if (name.isEmpty() || name.isBlank() || !name.strip().equals(name)) {
      return new Part.Unreadable();
    }
    String key = ConditionContext.name(name);
    String literal = name.indexOf(' ') < 0 ? "" : "${" + body + "}";
    if (comma < 0) {
      return new Part.Variable(key, new Fallback.None(), literal);
    }
    String rest = body.substring(comma + 1);
    int last = rest.length() - 1;
    boolean quoted = rest.startsWith(" '") && rest.indexOf(QUOTE, 2) == last;
    return quoted
        ? new Part.Variable(key, fallback(rest.substring(2, last), wildcards), literal)
        : new Part.Unreadable();
  }

  private static Fallback fallback(String text, boolean wildcards) {
    boolean isPattern = wildcards && (text.indexOf('*') >= 0 || text.indexOf('?') >= 0);
    return isPattern ? new Fallback.Pattern(text) : new Fallback.Text(text);
  }

  private void add(Part part) {
    flush();
    parts.add(part);
  }

  private void flush() {
    if (!literal.isEmpty()) {
      parts.add(new Part.Literal(literal.toString()));
      literal.setLength(0);
    }
  }
}
