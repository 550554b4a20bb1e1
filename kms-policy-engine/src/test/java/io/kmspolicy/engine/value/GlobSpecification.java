package io.kmspolicy.engine.value;

/** What a glob pattern means, and how many steps matching it may take. */
public final class GlobSpecification {

  /** Steps for each character of pattern and text, for patterns without {@code ?}. */
  private static final long PER_CHARACTER = 12;

  private GlobSpecification() {}

  /** Whether the pattern matches by its plain reading: the text that each prefix matches. */
  public static boolean matches(String pattern, String text, boolean ignoreCase) {
    boolean[] reached = new boolean[text.length() + 1];
    reached[0] = true;
    for (int i = 0; i < pattern.length(); i++) {
      char code = pattern.charAt(i);
      boolean[] next = new boolean[reached.length];
      for (int at = 0; at < reached.length; at++) {
        if (code == '*') {
          next[at] = reached[at] || (at > 0 && next[at - 1]);
        } else if (at > 0 && reached[at - 1]) {
          next[at] = code == '?' || isSame(text.charAt(at - 1), code, ignoreCase);
        }
      }
      reached = next;
    }
    return reached[text.length()];
  }

  private static boolean isSame(char found, char wanted, boolean ignoreCase) {
    return ignoreCase
        ? String.valueOf(found).equalsIgnoreCase(String.valueOf(wanted))
        : found == wanted;
  }

  /** The steps that matching took. */
  public static long steps(String pattern, String text, boolean ignoreCase) {
    long steps = Glob.parse(pattern).steps(text, 0, text.length(), ignoreCase);
    return steps < 0 ? ~steps : steps;
  }

  /** The maximum number of steps for patterns without {@code ?}. */
  public static long linear(String pattern, String text) {
    return 512 + PER_CHARACTER * (pattern.length() + text.length());
  }

  /** The maximum number of steps for every pattern. */
  public static long divided(String pattern, String text) {
    return linear(pattern, text) + 3L * pattern.length() * (text.length() / 64 + 1);
  }
}
