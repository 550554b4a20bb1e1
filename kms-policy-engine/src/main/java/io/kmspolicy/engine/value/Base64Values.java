package io.kmspolicy.engine.value;

import io.kmspolicy.model.request.MatchResult;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Compares base64 values by their bytes (rule 3.14). */
public final class Base64Values {

  /** The length of a group of characters; padding completes the last group. */
  private static final int GROUP = 4;

  private Base64Values() {}

  static MatchResult equal(String value, String policy) {
    Optional<byte[]> left = decode(value);
    Optional<byte[]> right = decode(policy);
    if (left.isEmpty() || right.isEmpty() || !Arrays.equals(left.get(), right.get())) {
      return MatchResult.NO_MATCH;
    }
    return isPadded(value) && isPadded(policy) ? MatchResult.MATCH : MatchResult.INDETERMINATE;
  }

  /** Some base64 decoders reject a text without padding, others accept it (rule 3.14). */
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
