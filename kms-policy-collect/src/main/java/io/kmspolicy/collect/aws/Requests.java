package io.kmspolicy.collect.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Makes requests, loads all pages of lists, and divides failures by what follows from them. */
final class Requests {

  private static final int MAX_PAGES = 10_000;

  /** Codes about the credentials and the clock: every request would fail. */
  private static final Set<String> CREDENTIALS =
      Set.of(
          "ExpiredToken",
          "ExpiredTokenException",
          "IncompleteSignature",
          "InvalidClientTokenId",
          "InvalidSignatureException",
          "MissingAuthenticationToken",
          "MissingAuthenticationTokenException",
          "RequestExpired",
          "SignatureDoesNotMatch",
          "UnrecognizedClientException");

  private static final Set<String> GONE =
      Set.of("NoSuchEntity", "NoSuchEntityException", "NotFoundException");

  private Requests() {}

  /** The next page of a list, and how to go on. */
  record Page<T>(List<T> items, boolean isTruncated, @Nullable String marker) {}

  /**
   * Makes a request.
   *
   * @param name the action, such as {@code iam:GetRole}
   * @throws RefusedException if AWS refuses this request
   * @throws GoneException if there is no such thing
   * @throws StoppedException if no other request could succeed
   */
  static <T> T call(String name, Supplier<T> request) {
    try {
      return request.get();
    } catch (AwsServiceException failure) {
      throw failure(
          name, code(failure), failure.statusCode(), failure.isThrottlingException(), failure);
    } catch (SdkException failure) {
      throw new StoppedException(name + ": " + failure.getMessage(), failure);
    }
  }

  /** What follows from a failure. */
  static RuntimeException failure(
      String name, String code, int status, boolean isThrottled, @Nullable Throwable cause) {
    String text = name + ": " + code + " (HTTP " + status + ")";
    if (isThrottled) {
      return new StoppedException(text + ": AWS limits the rate; choose a lower --rate", cause);
    }
    if (CREDENTIALS.contains(code)) {
      return new StoppedException(text + ": the credentials are not valid", cause);
    }
    return GONE.contains(code) ? new GoneException(text) : new RefusedException(text);
  }

  private static String code(AwsServiceException failure) {
    return Optional.ofNullable(failure.awsErrorDetails())
        .map(AwsErrorDetails::errorCode)
        .orElse("no error code");
  }

  /**
   * The items of all pages of a list.
   *
   * @param page loads the page at a marker; null for the first
   * @throws RefusedException also if a page is not the last but has no new marker
   */
  static <T> List<T> all(String name, Function<@Nullable String, Page<T>> page) {
    List<T> items = new ArrayList<>();
    String marker = null;
    for (int i = 0; i < MAX_PAGES; i++) {
      String from = marker;
      Page<T> got = call(name, () -> page.apply(from));
      items.addAll(got.items());
      if (!got.isTruncated()) {
        return items;
      }
      marker = got.marker();
      if (marker == null || marker.isEmpty() || marker.equals(from)) {
        break;
      }
    }
    throw new RefusedException(name + ": incomplete response, its pages do not end");
  }

  /**
   * Whether more pages follow a page of a list. IAM states it of each page; what the SDK reads from
   * a page of a proxy does not.
   *
   * @throws RefusedException if it is not stated
   */
  static boolean isTruncated(@Nullable Boolean stated) {
    return required(stated, "end of a list");
  }

  /**
   * A required part of a response.
   *
   * @throws RefusedException if it is missing
   */
  static <T> T required(@Nullable T part, String what) {
    if (part == null) {
      throw new RefusedException("incomplete response: it has no " + what);
    }
    return part;
  }
}
