package io.kmspolicy.engine;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Compares bytes in base64 (rule 3.14). */
final class BinaryValues {

  private BinaryValues() {}

  static MatchResult equal(String value, String policy) {
    Optional<byte[]> one = decode(value);
    Optional<byte[]> two = decode(policy);
    return MatchResult.of(
        one.isPresent() && two.isPresent() && Arrays.equals(one.get(), two.get()));
  }

  static Optional<byte[]> decode(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
