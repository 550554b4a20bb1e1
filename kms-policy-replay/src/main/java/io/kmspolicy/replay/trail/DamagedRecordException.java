package io.kmspolicy.replay.trail;

/** A record that is JSON, but not as CloudTrail writes records. */
final class DamagedRecordException extends Exception {

  private static final long serialVersionUID = 1L;

  DamagedRecordException(String reason) {
    super(reason);
  }

  DamagedRecordException(String reason, Throwable cause) {
    super(reason, cause);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
