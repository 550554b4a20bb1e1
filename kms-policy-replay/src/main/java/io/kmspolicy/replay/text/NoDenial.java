package io.kmspolicy.replay.text;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The errors of KMS that people take for a denial, and that are none.
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
  KEY_UNAVAILABLE("KeyUnavailableException", "the key is not available now: try again later"),

  /** An ARN, which need not be that of the key. */
  INVALID_ARN(
      "InvalidArnException",
      "an ARN could not be read, or is of a kind that the operation does not take: that of the"
          + " key, of a grant's principal or in a key policy"),

  /** A text where an ARN should be. */
  NOT_AN_ARN("not a valid ARN", "an ARN could not be read"),

  /** An ARN of another place than that of the call. */
  ARN_OF_ANOTHER_REGION(
      "Invalid arn",
      "KMS found nothing of that ARN in the Region of the call; a key's ARN names its own"),

  /** A key id, as services say it. */
  INVALID_KEY_ID("InvalidKeyId", "the key id could not be read, or names no key that can be used"),

  /** A key id, as KMS says it. */
  UNREAD_KEY_ID("Invalid keyId", "the key id could not be read"),

  /** A key id that no request can have. */
  KEY_ID_PATTERN(
      "ValidationException", "the key id could not be read", "at 'keyId' failed to satisfy");

  private static final String FORMS =
      "the forms of a key's name: its id 1234abcd-12ab-34cd-56ef-1234567890ab, its ARN"
          + " arn:aws:kms:REGION:ACCOUNT:key/ID, an alias alias/NAME, the ARN of an alias"
          + " arn:aws:kms:REGION:ACCOUNT:alias/NAME; id and alias are looked up in the account"
          + " and Region of the call";

  private final String error;
  private final String meaning;
  private final Pattern text;

  NoDenial(String error, String meaning) {
    this(error, meaning, Pattern.quote(error));
  }

  NoDenial(String error, String meaning, String text) {
    this.error = error;
    this.meaning = meaning;
    this.text = Pattern.compile(text);
  }

  static Optional<NoDenial> in(String plain) {
    return Arrays.stream(values()).filter(one -> one.text.matcher(plain).find()).findFirst();
  }

  /** What it means, and what to do. */
  List<String> lines() {
    String said = "AWS: " + error + ": " + meaning;
    return isOfName()
        ? List.of(said, "this is no denial: no policy decided it", FORMS)
        : List.of(said, "this is no denial, and no policy changes it");
  }

  /** Whether a name of a key, or what should be one, was not understood. */
  private boolean isOfName() {
    return compareTo(INVALID_ARN) >= 0;
  }
}
