package io.kmspolicy.embeddedkms;

/** An error that KMS reports to its caller. */
final class KmsFault extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String type;

  KmsFault(String type, String message) {
    super(message);
    this.type = type;
  }

  static KmsFault notFound(String message) {
    return new KmsFault("NotFoundException", message);
  }

  static KmsFault validation(String message) {
    return new KmsFault("ValidationException", message);
  }

  static KmsFault invalidCiphertext() {
    // KMS gives no reason either.
    return new KmsFault("InvalidCiphertextException", "");
  }

  /** The error's name on the wire. */
  String type() {
    return type;
  }
}
