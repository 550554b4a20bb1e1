package io.kmspolicy.quickstart;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.embeddedkms.EmbeddedKms;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.request.Caller;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsException;

/**
 * Makes real KMS calls over real HTTP and shows which of them policy stops, and why.
 *
 * <p>The calls go to a KMS inside this process, which enforces nothing: a call that does not reach
 * it was stopped by the interceptor. With {@code -Dkms.endpoint=URL} they go elsewhere, with the
 * Region ({@code -Daws.region}) and the credentials of the usual AWS settings. The exit code is 1
 * if a call that must stop left the process, or any decision is not the expected one.
 */
public final class Quickstart {

  private static final String CALLER = "arn:aws:sts::111122223333:assumed-role/App/quickstart";
  private static final String ROLE = "arn:aws:iam::111122223333:role/App";
  private static final String POLICIES = "/quickstart/policies";
  private static final int WARM_UP_ROUNDS = 40;

  private final PolicyEvaluator authorizer = PolicyEvaluator.reference();
  private final PolicyDirectory policies = PolicyDirectory.load(policyPath());
  private final Deque<CallDecision> decisions = new ArrayDeque<>();
  private final Report report;
  private final int warmUpRounds;

  Quickstart(PrintStream out, Colours colours, int warmUpRounds) {
    this.report = new Report(out, colours, authorizer);
    this.warmUpRounds = warmUpRounds;
  }

  /** Runs the quickstart. */
  public static void main(String[] arguments) {
    String endpoint = System.getProperty("kms.endpoint", "");
    Quickstart quickstart = new Quickstart(System.out, Colours.ofTerminal(), WARM_UP_ROUNDS);
    boolean good =
        endpoint.isEmpty() ? quickstart.runEmbedded() : quickstart.runAt(URI.create(endpoint));
    if (!good) {
      System.exit(1);
    }
  }

  private static Path policyPath() {
    URL url = Objects.requireNonNull(Quickstart.class.getResource(POLICIES));
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static EmbeddedKms embedded() {
    EmbeddedKms kms = EmbeddedKms.start(Script.ACCOUNT, Script.REGION);
    Script.prepare(kms);
    return kms;
  }

  boolean runEmbedded() {
    warmUp();
    AwsCredentialsProvider credentials =
        StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret"));
    try (EmbeddedKms kms = embedded();
        KmsClient client = client(kms.endpoint(), Region.of(Script.REGION), credentials)) {
      return run(client, kms.endpoint() + " (embedded KMS, enforces nothing)", kms::requests);
    }
  }

  boolean runAt(URI endpoint) {
    Region region = Region.of(System.getProperty("aws.region", Script.REGION));
    try (DefaultCredentialsProvider credentials = DefaultCredentialsProvider.builder().build();
        KmsClient client = client(endpoint, region, credentials)) {
      return run(client, endpoint.toString(), () -> -1);
    }
  }

  private KmsClient client(URI endpoint, Region region, AwsCredentialsProvider credentials) {
    KmsPolicyInterceptor interceptor =
        KmsPolicyInterceptor.builder()
            .authorizer(authorizer)
            .caller(((Caller.RoleSession) Caller.parse(CALLER)).ofRole(ROLE))
            .source(policies)
            .mode(EnforcementMode.ENFORCE)
            .listener(decisions::add)
            .build();
    return KmsClient.builder()
        .httpClient(Apache5HttpClient.create())
        .endpointOverride(endpoint)
        .region(region)
        .credentialsProvider(credentials)
        .overrideConfiguration(o -> o.addExecutionInterceptor(interceptor))
        .build();
  }

  /** Lets the JVM compile what the calls need, so that the times shown are those of a service. */
  private void warmUp() {
    AwsCredentialsProvider credentials =
        StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret"));
    try (EmbeddedKms kms = embedded();
        KmsClient client = client(kms.endpoint(), Region.of(Script.REGION), credentials)) {
      for (int round = 0; round < warmUpRounds; round++) {
        new Script().steps().forEach(step -> attempt(step, client, kms::requests));
      }
    }
  }

  /**
   * Makes all calls and reports them.
   *
   * @param requests the requests that the endpoint has counted; negative if it does not count
   */
  private boolean run(KmsClient client, String endpoint, LongSupplier requests) {
    report.head(CALLER, "kms-sdk-interceptor/src/test/resources" + POLICIES, endpoint);
    List<Outcome> outcomes = new ArrayList<>();
    for (Step step : new Script().steps()) {
      outcomes.add(attempt(step, client, requests));
      report.line(outcomes.size(), outcomes.get(outcomes.size() - 1));
    }
    report.foot(outcomes);
    report.verdict(outcomes, requests.getAsLong() >= 0);
    return outcomes.stream().allMatch(Outcome::isAsItShouldBe);
  }

  private Outcome attempt(Step step, KmsClient client, LongSupplier requests) {
    decisions.clear();
    long before = requests.getAsLong();
    long start = System.nanoTime();
    boolean stopped = false;
    String error = "";
    try {
      step.call().accept(client);
    } catch (KmsAccessDeniedException e) {
      stopped = true;
      error = e.reason();
    } catch (KmsException e) {
      error = String.valueOf(e.awsErrorDetails().errorCode());
    } catch (SdkClientException e) {
      error = e.getClass().getSimpleName();
    }
    long nanos = System.nanoTime() - start;
    long sent = before < 0 ? (stopped ? 0 : 1) : requests.getAsLong() - before;
    return new Outcome(step, decisions.getFirst(), sent, nanos, error);
  }
}
