package io.kmspolicy.engine.value;

import io.kmspolicy.model.request.MatchResult;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Compares base64 values by their bytes (rule 3.14). */
public final class Base64Values {

  private static final char PADDING = '=';

  private Base64Values() {}

  static MatchResult equal(String value, String policy) {
    Optional<byte[]> left = decode(value);
    Optional<byte[]> right = decode(policy);
    if (left.isEmpty() || right.isEmpty() || !Arrays.equals(left.get(), right.get())) {
      return MatchResult.NO_MATCH;
    }
    boolean canonical = isCanonical(value, left.get()) && isCanonical(policy, right.get());
    return canonical ? MatchResult.MATCH : MatchResult.INDETERMINATE;
  }

  /** Whether every decoder reads the text, and as these bytes. */
  private static boolean isCanonical(String text, byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes).equals(text);
  }

  /**
   * The bytes that a lenient decoder reads: one that takes white space, the alphabet of URLs, any
   * padding and any unused bits (rule 3.14). Empty if no decoder reads the text.
   */
  public static Optional<byte[]> decode(String text) {
    StringBuilder digits = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isWhitespace(c)) {
        digits.append(c == '-' ? '+' : c == '_' ? '/' : c);
      }
    }
    while (digits.length() > 0 && digits.charAt(digits.length() - 1) == PADDING) {
      digits.setLength(digits.length() - 1);
    }
    try {
      return Optional.of(Base64.getDecoder().decode(digits.toString()));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
