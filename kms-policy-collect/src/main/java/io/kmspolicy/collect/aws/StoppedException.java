package io.kmspolicy.collect.aws;

import org.jspecify.annotations.Nullable;

/**
 * No further request can succeed now: there is no network, the credentials have expired, or AWS
 * limits the rate. What was read so far is kept.
 */
public final class StoppedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StoppedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
