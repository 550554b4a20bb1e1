package io.kmspolicy.engine.value;

import io.kmspolicy.engine.value.PolicyTemplate.Part;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A glob pattern: literal characters, {@code ?} and {@code *}. Characters from the value of a
 * policy variable are literal (rule 2.13).
 *
 * <p>Matching is greedy with backtracking to the last {@code *} only, and allocates nothing. Where
 * this would read the characters of the text more than {@value #MAX_REPEATS} times on average, a
 * {@link GlobSearch} goes on. So the time is linear in pattern and text for a pattern without
 * {@code ?}. With {@code ?} it is at most the product of both, divided by 64.
 *
 * <p>Representation: one {@code int} per element, a character or a negative code for a wildcard. In
 * names, a <i>run</i> is the wildcard {@code *}.
 */
public final class Glob {

  static final int ANY_RUN = -1;
  static final int ANY_CHAR = -2;

  /** How often a character of the text may be read again, on average, before the search changes. */
  private static final int MAX_REPEATS = 4;

  /** Repeated reads that never change the search, which needs memory. */
  private static final int FREE_REPEATS = 256;

  private static final char FIRST_BEYOND_ASCII = 0x80;

  /** The bit in which a small and a capital letter of ASCII differ. */
  private static final char ASCII_CASE = 0x20;

  private final int[] codes;
  private final boolean literal;

  /** Whether versions of Unicode differ on the case of a literal character (rule 3.10). */
  private final boolean open;

  /** Whether it counts characters, by {@code ?}. */
  private final boolean counting;

  private Glob(int[] codes) {
    this.codes = codes;
    boolean wild = false;
    boolean anyChar = false;
    int largest = 0;
    for (int code : codes) {
      wild |= code < 0;
      anyChar |= code == ANY_CHAR;
      largest = Math.max(largest, code);
    }
    this.literal = !wild;
    this.counting = anyChar;
    this.open = largest >= FIRST_BEYOND_ASCII && LetterCase.isOpen(literals());
  }

  /** The pattern of a template without variables. */
  public static Glob of(PolicyTemplate template) {
    int[] codes = new int[16];
    int length = 0;
    for (Part part : template.parts()) {
      String text = part instanceof Part.Literal literal ? literal.text() : "";
      if (codes.length < length + text.length() + 1) {
        codes = Arrays.copyOf(codes, 2 * (length + text.length() + 1));
      }
      for (int i = 0; i < text.length(); i++) {
        codes[length++] = text.charAt(i);
      }
      if (part instanceof Part.AnyRun) {
        codes[length++] = ANY_RUN;
      } else if (part instanceof Part.AnyChar) {
        codes[length++] = ANY_CHAR;
      } else if (!(part instanceof Part.Literal)) {
        throw new IllegalArgumentException("a variable has no value yet");
      }
    }
    return new Glob(Arrays.copyOf(codes, length));
  }

  /** Parses a text without policy variables. */
  public static Glob parse(String text) {
    return of(PolicyTemplate.pattern(text, false));
  }

  /** Whether the pattern consists of {@code *} only. */
  public boolean isAnything() {
    return codes.length > 0 && Arrays.stream(codes).allMatch(code -> code == ANY_RUN);
  }

  /** Whether the pattern has no wildcard. */
  public boolean isLiteral() {
    return literal;
  }

  /** Whether the pattern ends with {@code *}. */
  public boolean endsWithRun() {
    return codes.length > 0 && codes[codes.length - 1] == ANY_RUN;
  }

  /** The text of a pattern that has no wildcard. */
  public String text() {
    StringBuilder text = new StringBuilder(codes.length);
    for (int code : codes) {
      text.append((char) code);
    }
    return text.toString();
  }

  /** The literal characters, with a character that has no letter case for each wildcard. */
  private String literals() {
    StringBuilder text = new StringBuilder(codes.length);
    for (int code : codes) {
      text.append(code < 0 ? '*' : (char) code);
    }
    return text.toString();
  }

  /**
   * Whether versions of Unicode differ on the case of a literal character, so that a text can
   * perhaps match without regard to letter case (rule 3.10).
   */
  public boolean isOpen() {
    return open;
  }

  /**
   * The pattern that matches the widest form of each text that this one matches in some version of
   * Unicode without regard to letter case; see {@link LetterCase#widest}.
   */
  private Glob widest() {
    String folded = LetterCase.widest(literals());
    int[] widest = codes.clone();
    for (int i = 0; i < widest.length; i++) {
      widest[i] = widest[i] < 0 ? widest[i] : folded.charAt(i);
    }
    return new Glob(widest);
  }

  /** A shortest text that the pattern matches. */
  String shortest() {
    StringBuilder text = new StringBuilder(codes.length);
    for (int code : codes) {
      if (code != ANY_RUN) {
        text.append(code == ANY_CHAR ? 'x' : (char) code);
      }
    }
    return text.toString();
  }

  public int length() {
    return codes.length;
  }

  public boolean isRun(int index) {
    return codes[index] == ANY_RUN;
  }

  public boolean isAnyChar(int index) {
    return codes[index] == ANY_CHAR;
  }

  /** Whether the element at an index is this literal character. */
  public boolean isLiteral(int index, char c) {
    return codes[index] == c;
  }

  boolean isLiteral(int index, char c, boolean ignoreCase) {
    int code = codes[index];
    return code == c || (ignoreCase && code >= 0 && equalIgnoringCase((char) code, c));
  }

  public boolean isDigit(int index) {
    return codes[index] >= '0' && codes[index] <= '9';
  }

  /** Whether some text that this matches has the prefix and goes on. */
  public boolean canBegin(String prefix) {
    for (int i = 0; i < Math.min(codes.length, prefix.length()); i++) {
      if (codes[i] == ANY_RUN) {
        return true;
      }
      if (!fits(codes[i], prefix.charAt(i), false)) {
        return false;
      }
    }
    return codes.length > prefix.length();
  }

  /** Whether the element at an index is the first half of a character beyond U+FFFF. */
  boolean isHighSurrogate(int index) {
    return codes[index] >= 0 && Character.isHighSurrogate((char) codes[index]);
  }

  /** The literal character at an index that is no wildcard. */
  public char literal(int index) {
    return (char) codes[index];
  }

  public boolean matches(String text) {
    return matches(text, 0, text.length(), false);
  }

  /** Whether the pattern certainly matches but for letter case (rule 3.10). */
  public boolean matchesIgnoreCase(String text) {
    return matches(text, 0, text.length(), true);
  }

  /**
   * Matches without regard to letter case. Indeterminate if that hangs on the version of Unicode;
   * allocates only then (rule 3.10).
   */
  public MatchResult matchIgnoringCase(String text) {
    return matchIgnoringCase(text, 0, text.length());
  }

  MatchResult matchIgnoringCase(String text, int from, int to) {
    if (matches(text, from, to, true)) {
      return MatchResult.MATCH;
    }
    return open && widest().matches(LetterCase.widest(text.substring(from, to)))
        ? MatchResult.INDETERMINATE
        : MatchResult.NO_MATCH;
  }

  public boolean matches(String text, int from, int to, boolean ignoreCase) {
    return steps(text, from, to, ignoreCase) >= 0;
  }

  /**
   * The match of a part of a text. It is not documented whether {@code ?} stands for a character
   * beyond U+FFFF or for half of one: the result is indeterminate where that makes a difference
   * (rule 2.16).
   */
  MatchResult match(String text, int from, int to, boolean ignoreCase) {
    boolean matches = matches(text, from, to, ignoreCase);
    if (!counting || !WholeCharacters.areIn(text, from, to)) {
      return MatchResult.of(matches);
    }
    Optional<WholeCharacters> whole = WholeCharacters.of(codes, text.substring(from, to));
    boolean same =
        whole.isPresent()
            && matches
                == new Glob(whole.get().codes())
                    .matches(whole.get().text(), 0, whole.get().text().length(), ignoreCase);
    return same ? MatchResult.of(matches) : MatchResult.INDETERMINATE;
  }

  /** The match of a whole text. */
  public MatchResult match(String text) {
    return match(text, 0, text.length(), false);
  }

  /** Whether {@code ?} is in the pattern. */
  public boolean isCounting() {
    return counting;
  }

  /**
   * Matches a text and counts the steps: each is the comparison of one character, or the
   * combination of 64 bits. Returns the bitwise complement of the number if the pattern does not
   * match.
   */
  long steps(String text, int from, int to, boolean ignoreCase) {
    int at = from;
    int code = 0;
    int runCode = -1;
    int runAt = from;
    long repeats = 0;
    while (at < to) {
      if (code < codes.length && codes[code] == ANY_RUN) {
        runCode = code++;
        runAt = at;
        if (code == codes.length) {
          return at - from + repeats; // the last `*` matches the rest, however long it is
        }
      } else if (code < codes.length && fits(codes[code], text.charAt(at), ignoreCase)) {
        code++;
        at++;
      } else if (runCode >= 0) {
        repeats += code - runCode;
        if (repeats > FREE_REPEATS + (long) MAX_REPEATS * (to - from)) {
          return search(text, from, to, ignoreCase, runCode, runAt + 1, repeats);
        }
        code = runCode + 1;
        at = ++runAt;
      } else {
        return ~(at - from + repeats);
      }
    }
    while (code < codes.length && codes[code] == ANY_RUN) {
      code++;
    }
    long steps = to - from + repeats;
    return code == codes.length ? steps : ~steps;
  }

  /**
   * Matches the rest of a pattern in bounded time; the result is that of {@link #steps}.
   *
   * @param run the index of a {@code *} in the pattern
   * @param start the index in the text from which the rest follows
   * @param before the repeated reads before
   */
  long search(String text, int from, int to, boolean ignoreCase, int run, int start, long before) {
    GlobSearch search = new GlobSearch(codes, text, from, to, ignoreCase);
    boolean matches = search.matches(run, start);
    long steps = to - from + before + search.steps();
    return matches ? steps : ~steps;
  }

  static boolean fits(int code, char c, boolean ignoreCase) {
    return code == c
        || code == ANY_CHAR
        || (ignoreCase && code >= 0 && equalIgnoringCase((char) code, c));
  }

  /** Whether two characters are certainly equal under simple case mapping (rule 3.10). */
  public static boolean equalIgnoringCase(char left, char right) {
    if ((left | right) < FIRST_BEYOND_ASCII) {
      return left == right || ((left ^ right) == ASCII_CASE && isAsciiLetter(left));
    }
    return LetterCase.areEqual(left, right);
  }

  private static boolean isAsciiLetter(char c) {
    char lower = (char) (c | ASCII_CASE);
    return lower >= 'a' && lower <= 'z';
  }

  /** The representative of the characters that are certainly equal under simple case mapping. */
  public static char fold(char c) {
    return LetterCase.fold(c);
  }

  /** The number of occurrences of a literal character. */
  int count(char c) {
    int count = 0;
    for (int code : codes) {
      count += code == c ? 1 : 0;
    }
    return count;
  }

  /** This pattern with an additional field {@code *}. */
  public Glob withAnyField() {
    int[] longer = Arrays.copyOf(codes, codes.length + 2);
    longer[codes.length] = ':';
    longer[codes.length + 1] = ANY_RUN;
    return new Glob(longer);
  }

  /** Splits the pattern at its first literal colons into at most {@code limit} patterns. */
  public List<Glob> splitAtColons(int limit) {
    List<Glob> segments = new ArrayList<>(limit);
    int start = 0;
    for (int i = 0; i < codes.length && segments.size() < limit - 1; i++) {
      if (codes[i] == ':') {
        segments.add(new Glob(Arrays.copyOfRange(codes, start, i)));
        start = i + 1;
      }
    }
    segments.add(new Glob(Arrays.copyOfRange(codes, start, codes.length)));
    return segments;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Glob that && Arrays.equals(codes, that.codes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(codes);
  }
}
