package io.kmspolicy.replay.text;

import java.util.Arrays;
import java.util.Optional;

/**
 * The errors of KMS that people take for a denial, and that are none: no policy changes them.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html">Decrypt</a>
 */
public enum NoDenial {
  /** The ciphertext or its encryption context. */
  INVALID_CIPHERTEXT(
      "InvalidCiphertextException",
      "the ciphertext is damaged or incomplete, or was made with another encryption context"),

  /** Another key than that of the ciphertext. */
  INCORRECT_KEY(
      "IncorrectKeyException", "the key of the call is not the one that encrypted the ciphertext"),

  /** A key for something else. */
  INVALID_KEY_USAGE(
      "InvalidKeyUsageException", "the key is of another usage or algorithm than the call needs"),

  /** A key that KMS cannot use at the moment. */
  KEY_UNAVAILABLE("KeyUnavailableException", "the key is not available now: try again later");

  private final String error;
  private final String meaning;

  NoDenial(String error, String meaning) {
    this.error = error;
    this.meaning = meaning;
  }

  static Optional<NoDenial> in(String plain) {
    return Arrays.stream(values()).filter(one -> plain.contains(one.error)).findFirst();
  }

  /** The name of the error. */
  public String error() {
    return error;
  }

  /** What it means. */
  public String meaning() {
    return meaning;
  }
}
