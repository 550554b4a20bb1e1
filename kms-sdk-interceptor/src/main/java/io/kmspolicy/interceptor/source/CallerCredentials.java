package io.kmspolicy.interceptor.source;

import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Credentials as a cache key, compared by access key id. The text form contains no secret. */
final class CallerCredentials {

  private final AwsCredentialsIdentity identity;

  CallerCredentials(AwsCredentialsIdentity identity) {
    this.identity = identity;
  }

  /** Whether they belong to a session, of which STS always reports the same. */
  public boolean isTemporary() {
    return identity instanceof AwsSessionCredentialsIdentity;
  }

  AwsCredentialsProvider provider() {
    return StaticCredentialsProvider.create(credentials());
  }

  private AwsCredentials credentials() {
    Optional<String> token =
        identity instanceof AwsSessionCredentialsIdentity session
            ? Optional.of(session.sessionToken())
            : Optional.empty();
    String id = identity.accessKeyId();
    String secret = identity.secretAccessKey();
    return token.isPresent()
        ? AwsSessionCredentials.create(id, secret, token.get())
        : AwsBasicCredentials.create(id, secret);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CallerCredentials credentials
        && credentials.identity.accessKeyId().equals(identity.accessKeyId());
  }

  @Override
  public int hashCode() {
    return identity.accessKeyId().hashCode();
  }

  @Override
  public String toString() {
    return "CallerCredentials";
  }
}
