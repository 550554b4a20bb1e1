package io.kmspolicy.interceptor.request;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * What the signature of an HTTP request says about its signer.
 *
 * @param accessKeyId the access key
 * @param region the Region
 */
public record Signature(String accessKeyId, String region) {

  private static final Pattern CREDENTIAL =
      Pattern.compile("AWS4-HMAC-SHA256 Credential=([^/,\\s]+)/\\d+/([^/,\\s]+)/.*");

  /** The signature of a request; empty if it has none of version 4. */
  public static Optional<Signature> of(SdkHttpRequest request) {
    return request
        .firstMatchingHeader("Authorization")
        .map(CREDENTIAL::matcher)
        .filter(Matcher::matches)
        .map(found -> new Signature(found.group(1), found.group(2)));
  }
}
