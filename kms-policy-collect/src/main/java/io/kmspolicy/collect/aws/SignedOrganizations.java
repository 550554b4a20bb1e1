package io.kmspolicy.collect.aws;

import io.kmspolicy.model.json.JsonSyntaxException;
import io.kmspolicy.model.json.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/**
 * Requests to Organizations by its JSON protocol, signed by the SDK. Its few operations do not need
 * the SDK's module for Organizations.
 */
final class SignedOrganizations implements OrganizationsApi {

  private static final String TARGET = "AWSOrganizationsV20161128.";
  private static final int ATTEMPTS = 8;
  private static final int SERVER_ERROR = 500;
  private static final int TOO_MANY = 429;
  private static final int MAX_BYTES = 1 << 24;

  private final SdkHttpClient http;
  private final AwsCredentialsProvider credentials;
  private final URI endpoint;
  private final String region;
  private final RequestRate rate;

  /**
   * Requests.
   *
   * @param region the Region of the signature
   */
  SignedOrganizations(
      SdkHttpClient http,
      AwsCredentialsProvider credentials,
      URI endpoint,
      String region,
      RequestRate rate) {
    this.http = http;
    this.credentials = credentials;
    this.endpoint = endpoint;
    this.region = region;
    this.rate = rate;
  }

  /** An answer: the status and the body. */
  private record Answer(int status, String body) {

    private boolean isSuccessful() {
      return status == 200;
    }

    /** The code of an error, which may have the name of the service before it. */
    private String code() {
      String type =
          JsonTree.parsed(body)
              .flatMap(tree -> tree.member("__type"))
              .flatMap(JsonTree::string)
              .orElse("no error code");
      return type.substring(type.lastIndexOf('#') + 1);
    }

    private boolean isThrottled() {
      return status == TOO_MANY
          || code().equals("TooManyRequestsException")
          || code().startsWith("Throttling");
    }
  }

  @Override
  public JsonTree call(String operation, String input) {
    String name = "organizations:" + operation;
    try {
      Answer answer = send(operation, input);
      for (int i = 1; i < ATTEMPTS && isWorthAnother(answer); i++) {
        TimeUnit.MILLISECONDS.sleep(Math.min(100L << i, 20_000L));
        answer = send(operation, input);
      }
      return tree(name, answer);
    } catch (SdkException | IOException e) {
      throw new StoppedException(name + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException(name + ": interrupted", e);
    }
  }

  private static boolean isWorthAnother(Answer answer) {
    return answer.status() >= SERVER_ERROR || (!answer.isSuccessful() && answer.isThrottled());
  }

  private static JsonTree tree(String name, Answer answer) {
    if (!answer.isSuccessful()) {
      throw Requests.failure(name, answer.code(), answer.status(), answer.isThrottled(), null);
    }
    try {
      return JsonTree.parse(answer.body());
    } catch (JsonSyntaxException malformed) {
      throw new RefusedException(name + ": the response is not JSON");
    }
  }

  private Answer send(String operation, String input) throws IOException {
    rate.await();
    ContentStreamProvider body = ContentStreamProvider.fromUtf8String(input);
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(endpoint)
            .putHeader("Content-Type", "application/x-amz-json-1.1")
            .putHeader(
                "Content-Length", Integer.toString(input.getBytes(StandardCharsets.UTF_8).length))
            .putHeader("X-Amz-Target", TARGET + operation)
            .build();
    SignedRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                r ->
                    r.identity(credentials.resolveCredentials())
                        .request(request)
                        .payload(body)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "organizations")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region));
    HttpExecuteRequest.Builder execute = HttpExecuteRequest.builder().request(signed.request());
    signed.payload().ifPresent(execute::contentStreamProvider);
    HttpExecuteResponse response = http.prepareRequest(execute.build()).call();
    return new Answer(response.httpResponse().statusCode(), text(response));
  }

  private static String text(HttpExecuteResponse response) throws IOException {
    Optional<? extends InputStream> body = response.responseBody();
    if (body.isEmpty()) {
      return "";
    }
    try (InputStream in = body.get()) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    }
  }
}
