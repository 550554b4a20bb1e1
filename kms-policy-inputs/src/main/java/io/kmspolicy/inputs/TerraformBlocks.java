package io.kmspolicy.inputs;

import io.kmspolicy.inputs.tree.InputSyntaxException;
import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNodes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The headers of the blocks in a file of Terraform source, with their lines. Only headers are read:
 * what stands in a block, a comment, a string or a heredoc is passed over.
 *
 * @see <a href="https://developer.hashicorp.com/terraform/language/syntax/configuration">Terraform:
 *     configuration syntax</a>
 * @see <a href="https://developer.hashicorp.com/terraform/language/syntax/json">Terraform: JSON
 *     configuration syntax</a>
 */
public final class TerraformBlocks {

  private static final String BYTE_ORDER_MARK = "\ufeff";
  private static final Pattern HEREDOC = Pattern.compile("<<-?([\\p{L}_][\\p{L}\\p{N}_-]*)\r?\n");
  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_-]*");
  private static final Pattern LABEL = Pattern.compile("\"([^\"\\\\\r\n$%]*)\"");
  private static final char QUOTE = '"';

  private final String text;
  private final Map<TerraformBlock, List<Integer>> found = new HashMap<>();
  private int at;
  private int line = 1;
  private int counted;

  private TerraformBlocks(String text) {
    this.text = text;
  }

  /** Whether Terraform or OpenTofu reads a file of this name as a part of the module. */
  public static boolean isSource(String file) {
    boolean isLeftOut =
        file.startsWith(".") || file.endsWith("~") || (file.startsWith("#") && file.endsWith("#"));
    return !isLeftOut && (isNative(file) || isJson(file));
  }

  private static boolean isNative(String file) {
    return file.endsWith(".tf") || file.endsWith(".tofu");
  }

  private static boolean isJson(String file) {
    return file.endsWith(".tf.json") || file.endsWith(".tofu.json");
  }

  /**
   * The lines of the blocks of a file, counted from 1; empty if the file cannot be read.
   *
   * @param file its name, which tells the syntax
   */
  public static Optional<Map<TerraformBlock, List<Integer>>> read(String file, String text) {
    TerraformBlocks blocks =
        new TerraformBlocks(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    boolean isRead = isJson(file) ? blocks.readJson() : blocks.readNative();
    return isRead ? Optional.of(blocks.found) : Optional.empty();
  }

  private void add(String kind, List<String> labels, int number) {
    boolean isModule = kind.equals("module") && labels.size() == 1;
    boolean isResource = kind.equals("resource") || kind.equals("data");
    if (isModule || (isResource && labels.size() == 2)) {
      String name = labels.get(labels.size() - 1);
      TerraformBlock block = new TerraformBlock(kind, isModule ? "" : labels.get(0), name);
      found.computeIfAbsent(block, unused -> new ArrayList<>()).add(number);
    }
  }

  private boolean readNative() {
    while (skipSpace(true)) {
      int number = line();
      Optional<String> kind = token(NAME);
      List<String> labels = new ArrayList<>();
      Optional<String> label = kind;
      while (label.isPresent() && skipSpace(false) && text.charAt(at) != '{') {
        label = text.charAt(at) == QUOTE ? token(LABEL) : token(NAME);
        label.ifPresent(labels::add);
      }
      if (label.isEmpty() || at >= text.length() || !skipBody()) {
        return false;
      }
      add(kind.orElseThrow(), labels, number);
    }
    return true;
  }

  /** The line of the position. Positions only grow, so that each character is looked at once. */
  private int line() {
    for (; counted < at; counted++) {
      line += text.charAt(counted) == '\n' ? 1 : 0;
    }
    return line;
  }

  private Optional<String> token(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return Optional.empty();
    }
    at = matcher.end();
    return Optional.of(matcher.groupCount() == 0 ? matcher.group() : matcher.group(1));
  }

  /** Passes over space and comments; false if the text ends. */
  private boolean skipSpace(boolean overLines) {
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean isSpace = c == ' ' || c == '\t' || c == '\r' || (overLines && c == '\n');
      if (isSpace) {
        at++;
      } else if (!skipComment()) {
        return true;
      }
    }
    return false;
  }

  private boolean skipComment() {
    if (text.startsWith("#", at) || text.startsWith("//", at)) {
      int end = text.indexOf('\n', at);
      at = end < 0 ? text.length() : end;
      return true;
    }
    if (text.startsWith("/*", at)) {
      int end = text.indexOf("*/", at + 2);
      at = end < 0 ? text.length() : end + 2;
      return true;
    }
    return false;
  }

  /** Passes over the body of a block; false if it does not end, or its brackets do not match. */
  private boolean skipBody() {
    Deque<Character> open = new ArrayDeque<>();
    do {
      boolean isInText = !open.isEmpty() && open.peek() == QUOTE;
      boolean isWell = at < text.length() && (isInText ? skipText(open) : skipCode(open));
      if (!isWell) {
        return false;
      }
    } while (!open.isEmpty());
    return true;
  }

  /** Passes over a character of a string, or enters an expression in it. */
  private boolean skipText(Deque<Character> open) {
    char c = text.charAt(at);
    if (text.startsWith("$${", at) || text.startsWith("%%{", at)) {
      at += 3;
    } else if (text.startsWith("${", at) || text.startsWith("%{", at)) {
      open.push('}');
      at += 2;
    } else if (c == '\\') {
      at += 2;
    } else {
      if (c == QUOTE) {
        open.pop();
      }
      at++;
    }
    return c != '\n';
  }

  private boolean skipCode(Deque<Character> open) {
    if (skipComment() || skipHeredoc()) {
      return true;
    }
    char c = text.charAt(at);
    at++;
    switch (c) {
      case '{' -> open.push('}');
      case '[' -> open.push(']');
      case '(' -> open.push(')');
      case QUOTE -> open.push(QUOTE);
      case '}', ']', ')' -> {
        return open.pop() == c;
      }
      default -> {
        // Anything else opens and closes nothing.
      }
    }
    return true;
  }

  private boolean skipHeredoc() {
    Matcher start = HEREDOC.matcher(text).region(at, text.length());
    if (text.charAt(at) != '<' || !start.lookingAt()) {
      return false;
    }
    at = start.end();
    boolean isEnd = false;
    while (!isEnd && at < text.length()) {
      int end = text.indexOf('\n', at);
      int stop = end < 0 ? text.length() : end;
      isEnd = text.substring(at, stop).strip().equals(start.group(1));
      at = stop == text.length() || isEnd ? stop : stop + 1;
    }
    return true;
  }

  private boolean readJson() {
    SourceNode root;
    try {
      root = SourceNodes.read(text);
    } catch (InputSyntaxException malformed) {
      return false;
    }
    for (SourceNode.Member kind : root.members()) {
      addJson(kind.name(), List.of(), kind.value(), kind.namePlace());
    }
    return true;
  }

  /** Each level of names may be an object or a list of objects; each body is a block. */
  private void addJson(String kind, List<String> labels, SourceNode value, Place place) {
    if (labels.size() == (kind.equals("module") ? 1 : 2)) {
      int bodies = value instanceof SourceNode.Elements list ? list.elements().size() : 1;
      for (int i = 0; i < bodies; i++) {
        add(kind, labels, place.line());
      }
      return;
    }
    for (SourceNode element : value.elements()) {
      addJson(kind, labels, element, place);
    }
    for (SourceNode.Member member : value.members()) {
      List<String> longer = new ArrayList<>(labels);
      longer.add(member.name());
      addJson(kind, longer, member.value(), member.namePlace());
    }
  }
}
