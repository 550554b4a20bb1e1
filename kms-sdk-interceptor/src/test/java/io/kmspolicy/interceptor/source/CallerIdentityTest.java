package io.kmspolicy.interceptor.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.source.RefreshSettings;
import io.kmspolicy.source.SourceLayer;
import io.kmspolicy.source.SourceStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** Whose calls they are, while credentials rotate and STS fails; the STS here is a fake. */
class CallerIdentityTest {

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  /** How often STS was asked with each access key id. */
  private final Map<String, Integer> asked = new ConcurrentHashMap<>();

  private volatile boolean broken;
  private final AtomicReference<AwsCredentials> credentials = new AtomicReference<>(session("one"));
  private final List<Caller> deciders = new CopyOnWriteArrayList<>();
  private AwsSource source;
  private KmsPolicyInterceptor interceptor;
  private KmsClient kms;

  private static AwsSessionCredentials session(String name) {
    return AwsSessionCredentials.create("ASIA" + name, "secret", "token");
  }

  @BeforeEach
  void open() {
    source =
        AwsSource.builder()
            .sts(
                StsClient.builder()
                    .httpClient(new FakeSts())
                    .region(Region.US_WEST_2)
                    .credentialsProvider(
                        StaticCredentialsProvider.create(
                            AwsBasicCredentials.create("AKIAsource", "secret")))
                    .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                    .build())
            .layers(EnumSet.of(SourceLayer.CALLER))
            .share(1000)
            .refresh(
                RefreshSettings.defaults()
                    .every(Duration.ofMillis(50), Duration.ofMillis(400))
                    .retryAfter(Duration.ofMillis(20))
                    .lookEvery(Duration.ofMillis(10)))
            .build();
    interceptor =
        KmsPolicyInterceptor.builder().source(source).callers(source).listener(this::note).build();
    FakeAws aws = new FakeAws();
    aws.service = (operation, body) -> FakeAws.Answer.ok("{\"KeyId\":\"" + KEY + "\"}");
    kms =
        KmsClient.builder()
            .httpClient(aws)
            .region(Region.US_WEST_2)
            .credentialsProvider(credentials::get)
            .overrideConfiguration(o -> o.addExecutionInterceptor(interceptor))
            .build();
  }

  private void note(CallDecision decision) {
    if (decision.checks().get(0)
        instanceof io.kmspolicy.interceptor.decision.CheckDecision.Evaluated check) {
      deciders.add(check.request().caller());
    }
  }

  @AfterEach
  void close() {
    kms.close();
    source.close();
  }

  /** Makes a call and returns the caller that the interceptor found; null if it found none. */
  private Caller call() {
    deciders.clear();
    var unused = kms.encrypt(r -> r.keyId(KEY).plaintext(SdkBytes.fromUtf8String("text")));
    return deciders.isEmpty() ? null : deciders.get(0);
  }

  private static Caller caller(String session) {
    return Caller.parse("arn:aws:sts::111122223333:assumed-role/App/ASIA" + session);
  }

  @Test
  void rotation_eachCredentials_areAskedForOnceAndNeverMixed() {
    for (String name : List.of("one", "two", "three")) {
      credentials.set(session(name));
      assertThat(call()).as("not known at first, never that of before").isNull();
      Eventually.isTrue("the caller", () -> caller(name).equals(call()));
    }
    Eventually.pause(500);
    credentials.set(session("one"));
    assertThat(call()).as("a session is who it is for ever").isEqualTo(caller("one"));
    assertThat(asked).isEqualTo(Map.of("ASIAone", 1, "ASIAtwo", 1, "ASIAthree", 1));
    assertThat(source.loadedAt()).isEmpty();
    assertThat(interceptor.counts().failures()).isZero();
  }

  @Test
  void userCredentials_areAskedForAgain_sinceUsersAreRenamed() {
    credentials.set(AwsBasicCredentials.create("AKIAuser", "secret"));
    Eventually.isTrue("the caller", () -> call() != null);
    Eventually.isTrue("asked again", () -> asked.getOrDefault("AKIAuser", 0) > 2);
    broken = true;
    Eventually.isTrue("too old to count", () -> call() == null);
    broken = false;
    Eventually.isTrue("known again", () -> call() != null);
  }

  @Test
  void stsDown_callsGoOnUndecidedUntilItAnswers() {
    broken = true;
    for (int i = 0; i < 20; i++) {
      assertThat(call()).isNull();
      Eventually.pause(10);
    }
    assertThat(interceptor.counts().undecided()).isEqualTo(20);
    assertThat(source.statuses().get(0).condition()).isEqualTo(SourceStatus.Condition.STALE);
    broken = false;
    Eventually.isTrue("the caller", () -> caller("one").equals(call()));
    assertThat(interceptor.counts().failures()).isZero();
  }

  private final class FakeSts extends FakeHttpClient {

    @Override
    HttpExecuteResponse answer(HttpExecuteRequest request) throws IOException {
      if (broken) {
        throw new IOException("connection refused");
      }
      String signature = request.httpRequest().firstMatchingHeader("Authorization").orElseThrow();
      int start = signature.indexOf("Credential=") + "Credential=".length();
      String id = signature.substring(start, signature.indexOf('/', start));
      asked.merge(id, 1, Integer::sum);
      String arn =
          id.startsWith("ASIA")
              ? "arn:aws:sts::111122223333:assumed-role/App/" + id
              : "arn:aws:iam::111122223333:user/alice";
      String body =
          "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
              + "<GetCallerIdentityResult><Arn>"
              + arn
              + "</Arn><UserId>ID</UserId><Account>111122223333</Account>"
              + "</GetCallerIdentityResult></GetCallerIdentityResponse>";
      return response(200, "text/xml", body);
    }
  }
}
