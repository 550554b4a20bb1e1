package io.kmspolicy.interceptor.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.source.RefreshSettings;
import io.kmspolicy.source.SourceLayer;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * The caller of credentials whose user has been renamed since. STS goes on reporting the old name
 * for temporary credentials of the user, and the policies of that name may be another user's.
 */
class RenamedUserTest {

  private static final String ALICE = "arn:aws:iam::111122223333:user/alice";
  private static final AwsCredentials TEMPORARY =
      AwsSessionCredentials.create("ASIAalice", "secret", "token");
  private static final AwsCredentials PERMANENT = AwsBasicCredentials.create("AKIAalice", "secret");

  /** The unique id of the user that has the name now; empty if there is none. */
  private volatile String idOfAlice = "AIDAfirst";

  private volatile String path = "/";
  private AwsSource source;

  private void open(EnumSet<SourceLayer> layers, Duration interval) {
    SdkHttpClient aws = new FakeIdentities();
    StaticCredentialsProvider own =
        StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAsource", "secret"));
    source =
        AwsSource.builder()
            .sts(
                StsClient.builder()
                    .httpClient(aws)
                    .region(Region.US_WEST_2)
                    .credentialsProvider(own)
                    .build())
            .iam(
                IamClient.builder()
                    .httpClient(aws)
                    .region(Region.AWS_GLOBAL)
                    .credentialsProvider(own)
                    .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                    .build())
            .accountId("111122223333")
            .layers(layers)
            .share(1000)
            .refresh(
                RefreshSettings.defaults()
                    .every(interval, Duration.ofSeconds(60))
                    .lookEvery(Duration.ofMillis(10)))
            .build();
  }

  private void open() {
    open(EnumSet.of(SourceLayer.CALLER, SourceLayer.PRINCIPAL), Duration.ofMillis(50));
  }

  @AfterEach
  void close() {
    source.close();
  }

  private Optional<Caller.AccountCaller> alice() {
    return Optional.of((Caller.AccountCaller) Caller.parse(ALICE));
  }

  private void becomes(AwsCredentials credentials, Optional<Caller.AccountCaller> caller) {
    Eventually.isTrue("the caller", () -> source.callerOf(credentials).equals(caller));
  }

  @Test
  @DisplayName("Temporary credentials of a user who is renamed have an unknown caller")
  void callerOf_userIsRenamed_isUnknown() {
    open();
    becomes(TEMPORARY, alice());
    idOfAlice = "";
    becomes(TEMPORARY, Optional.empty());
  }

  @Test
  @DisplayName("Another user of the old name is not the caller of the temporary credentials")
  void callerOf_anotherUserHasTheName_isUnknown() {
    open();
    becomes(TEMPORARY, alice());
    idOfAlice = "AIDAsecond";
    becomes(TEMPORARY, Optional.empty());
    idOfAlice = "AIDAfirst";
    becomes(TEMPORARY, alice());
  }

  @Test
  @DisplayName("Key policies show the path that a user has now")
  void callerOf_userHasAnotherPath_isUnknown() {
    open();
    becomes(TEMPORARY, alice());
    path = "/team/";
    becomes(TEMPORARY, Optional.empty());
  }

  @Test
  @DisplayName("Without the layer that shows it, temporary credentials of a user are not decided")
  void callerOf_nameIsNotConfirmed_isUnknown() {
    open(EnumSet.of(SourceLayer.CALLER), Duration.ofMillis(50));
    becomes(PERMANENT, alice());
    Eventually.pause(200);
    assertThat(source.callerOf(TEMPORARY)).isEmpty();
    Eventually.pause(200);
    assertThat(source.callerOf(TEMPORARY)).isEmpty();
  }

  @Test
  @DisplayName("A renamed user is unknown as soon as IAM shows it, before STS is asked again")
  void denied_userIsRenamed_isUnknownBeforeTheNextInterval() {
    open(EnumSet.of(SourceLayer.CALLER, SourceLayer.PRINCIPAL), Duration.ofSeconds(30));
    becomes(PERMANENT, alice());
    Eventually.isTrue("details", () -> source.detailsOf(alice().get()).isPresent());
    idOfAlice = "";
    Eventually.isTrue(
        "the caller",
        () -> {
          source.denied(alice().get(), new KmsResource.Any());
          return source.callerOf(PERMANENT).isEmpty();
        });
  }

  private final class FakeIdentities extends FakeHttpClient {

    @Override
    HttpExecuteResponse answer(HttpExecuteRequest request) throws IOException {
      if (body(request).contains("Action=GetCallerIdentity")) {
        return answer(
            200,
            "<R><GetCallerIdentityResult><Arn>"
                + ALICE
                + "</Arn><UserId>AIDAfirst</UserId><Account>111122223333</Account>"
                + "</GetCallerIdentityResult></R>");
      }
      String id = idOfAlice;
      return id.isEmpty()
          ? answer(
              404,
              "<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code>"
                  + "<Message>none</Message></Error></ErrorResponse>")
          : answer(
              200,
              "<R><GetUserResult><User><UserName>alice</UserName><UserId>"
                  + id
                  + "</UserId><Path>"
                  + path
                  + "</Path><Arn>arn:aws:iam::111122223333:user"
                  + path
                  + "alice</Arn></User></GetUserResult></R>");
    }

    private HttpExecuteResponse answer(int status, String body) {
      return response(status, "text/xml", body);
    }
  }
}
