package io.kmspolicy.engine.value;

import io.kmspolicy.model.request.MatchResult;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Compares bytes in base64 (rule 3.14). */
public final class Base64Values {

  /** Characters that are read together; padding fills up the last group. */
  private static final int GROUP = 4;

  private Base64Values() {}

  static MatchResult equal(String value, String policy) {
    Optional<byte[]> one = decode(value);
    Optional<byte[]> two = decode(policy);
    if (one.isEmpty() || two.isEmpty() || !Arrays.equals(one.get(), two.get())) {
      return MatchResult.NO_MATCH;
    }
    return isPadded(value) && isPadded(policy) ? MatchResult.MATCH : MatchResult.INDETERMINATE;
  }

  /** Some readers of base64 refuse a text without its padding, others do not (rule 3.14). */
  private static boolean isPadded(String text) {
    return text.length() % GROUP == 0;
  }

  public static Optional<byte[]> decode(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
