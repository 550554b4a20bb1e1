package io.kmspolicy.lint.analysis;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of a template, which may be written so that a match takes very long. A
 * search that reads too many characters has no answer, and neither has an expression of another
 * dialect.
 */
final class BoundedPattern {

  private static final int MAX_READS = 100_000;

  private final Optional<Pattern> pattern;

  BoundedPattern(String expression) {
    this.pattern = compiled(expression);
  }

  private static Optional<Pattern> compiled(String expression) {
    try {
      return Optional.of(Pattern.compile(expression));
    } catch (PatternSyntaxException otherDialect) {
      return Optional.empty();
    }
  }

  /** Whether the expression is found in a text, or nobody knows. */
  boolean mayBeIn(String text) {
    try {
      return pattern.isEmpty() || pattern.get().matcher(new Counted(text)).find();
    } catch (TooManyReads | StackOverflowError endless) {
      return true;
    }
  }

  private static final class TooManyReads extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyReads() {
      super("too many reads", null, false, false);
    }
  }

  /** A text that can be read so many times only. */
  private static final class Counted implements CharSequence {
    private final String text;
    private int reads;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (++reads > MAX_READS) {
        throw new TooManyReads();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
