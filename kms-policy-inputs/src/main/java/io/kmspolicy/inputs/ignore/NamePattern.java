package io.kmspolicy.inputs.ignore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * A pattern for one name of a path: characters, {@code ?} for one character, {@code *} for any
 * number of characters, {@code [a-z]} for one of a set, and {@code \} before a literal character.
 * Matching takes at most the product of the lengths of pattern and name. Immutable.
 */
final class NamePattern {

  private static final int LAST_OF_ASCII = 0x7f;

  /** Of ASCII only, as in git; other letters are not the same on every Java. */
  private static final Map<String, IntPredicate> CLASSES =
      Map.of(
          "alnum", inAscii(Character::isLetterOrDigit),
          "alpha", inAscii(Character::isLetter),
          "blank", c -> c == ' ' || c == '\t',
          "digit", c -> c >= '0' && c <= '9',
          "lower", inAscii(Character::isLowerCase),
          "space", inAscii(Character::isWhitespace),
          "upper", inAscii(Character::isUpperCase),
          "xdigit", inAscii(c -> Character.digit(c, 16) >= 0));

  /** Stands for any number of characters; compared by identity. */
  private static final IntPredicate ANY_RUN = NamePattern::isAny;

  private final String text;
  private final List<IntPredicate> elements = new ArrayList<>();
  private boolean valid = true;
  private int at;

  private static IntPredicate inAscii(IntPredicate characters) {
    return c -> c <= LAST_OF_ASCII && characters.test(c);
  }

  private NamePattern(String text) {
    this.text = text;
    while (at < text.length()) {
      element();
    }
  }

  /** The pattern; empty if no name matches it, because a bracket or an escape has no end. */
  static Optional<NamePattern> of(String text) {
    NamePattern pattern = new NamePattern(text);
    return pattern.valid ? Optional.of(pattern) : Optional.empty();
  }

  /** Whether the pattern is {@code **}, which stands for any number of names. */
  boolean isAnyPath() {
    return text.equals("**");
  }

  private static boolean isAny(int c) {
    return true;
  }

  private void element() {
    int c = next();
    switch (c) {
      case '*' -> elements.add(ANY_RUN);
      case '?' -> elements.add(any -> true);
      case '[' -> elements.add(set());
      case '\\' -> literal(next());
      default -> literal(c);
    }
  }

  private void literal(int c) {
    elements.add(other -> other == c);
  }

  /** The next character; a pattern that ends too early is not valid. */
  private int next() {
    if (at >= text.length()) {
      valid = false;
      return -1;
    }
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    return c;
  }

  /** A set, whose opening bracket was read. A closing bracket that comes first is a member. */
  private IntPredicate set() {
    boolean negated = text.startsWith("!", at) || text.startsWith("^", at);
    at += negated ? 1 : 0;
    IntPredicate members = c -> false;
    boolean first = true;
    while (valid && (first || !text.startsWith("]", at))) {
      members = members.or(text.startsWith("[:", at) ? characterClass() : range());
      first = false;
    }
    next();
    return negated ? members.negate() : members;
  }

  private IntPredicate characterClass() {
    int end = text.indexOf(":]", at + 2);
    IntPredicate known = end < 0 ? null : CLASSES.get(text.substring(at + 2, end));
    if (known == null) {
      valid = false;
      return c -> false;
    }
    at = end + 2;
    return known;
  }

  private IntPredicate range() {
    int from = member();
    if (!text.startsWith("-", at) || text.startsWith("-]", at)) {
      return c -> c == from;
    }
    next();
    int to = member();
    return c -> from <= c && c <= to;
  }

  private int member() {
    int c = next();
    return c == '\\' ? next() : c;
  }

  /** Whether the whole name matches; goes back to the last {@code *} only. */
  boolean matches(String name) {
    int[] characters = name.codePoints().toArray();
    int element = 0;
    int character = 0;
    int run = -1;
    int runCharacter = 0;
    while (character < characters.length) {
      if (element < elements.size() && elements.get(element) == ANY_RUN) {
        run = element++;
        runCharacter = character;
      } else if (element < elements.size() && elements.get(element).test(characters[character])) {
        element++;
        character++;
      } else if (run >= 0) {
        element = run + 1;
        character = ++runCharacter;
      } else {
        return false;
      }
    }
    return elements.subList(element, elements.size()).stream().allMatch(one -> one == ANY_RUN);
  }
}
