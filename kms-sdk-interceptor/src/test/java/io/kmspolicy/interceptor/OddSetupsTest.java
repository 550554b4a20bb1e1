package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kmspolicy.directory.WatchedDirectory;
import io.kmspolicy.embeddedkms.EmbeddedKms;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.log.DecisionLog;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.source.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

/** No odd file, and no odd setup of clients, stops, breaks or holds up a call that KMS allows. */
class OddSetupsTest {

  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder().keyId(Fixtures.KEY_ARN).plaintext(Fixtures.BYTES).build();
  private static final String POLICY =
      "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"kms:*\","
          + " \"Resource\": \"*\"%s}}";

  private EmbeddedKms kms;
  @TempDir private Path directory;

  @BeforeEach
  void start() throws IOException {
    kms = EmbeddedKms.start(Fixtures.ACCOUNT, Fixtures.REGION);
    kms.addKey(Fixtures.KEY_ID);
    write("directory.properties", "none = boundary, session, scp, rcp, grants, endpoint\n");
    write("111122223333/roles/App/identity/use.json", POLICY.formatted(""));
    write(
        "111122223333/keys/us-west-2/" + Fixtures.KEY_ID + "/policy.json",
        POLICY.formatted(", \"Principal\": {\"AWS\": \"111122223333\"}"));
  }

  @AfterEach
  void stop() {
    kms.close();
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private KmsClient client(KmsPolicyInterceptor... interceptors) {
    return KmsClient.builder()
        .httpClient(UrlConnectionHttpClient.create())
        .region(Region.US_WEST_2)
        .credentialsProvider(Fixtures.CREDENTIALS)
        .endpointOverride(kms.endpoint())
        .overrideConfiguration(
            o -> {
              for (KmsPolicyInterceptor one : interceptors) {
                o.addExecutionInterceptor(one);
              }
            })
        .build();
  }

  private static KmsPolicyInterceptor enforcing(WatchedDirectory watched) {
    return KmsPolicyInterceptor.builder()
        .caller(Fixtures.CALLER)
        .source(watched)
        .mode(EnforcementMode.ENFORCE)
        .build();
  }

  /** Opens the directory as it is, and calls before and after it is loaded. */
  private void assertCallsGoOut() {
    assertTimeoutPreemptively(
        LONGEST,
        () -> {
          try (WatchedDirectory watched = WatchedDirectory.open(directory);
              KmsPolicyInterceptor interceptor = enforcing(watched);
              KmsClient client = client(interceptor)) {
            client.encrypt(ENCRYPT);
            var unused = watched.awaitLoaded(Duration.ofSeconds(2));
            client.encrypt(ENCRYPT);
            assertThat(interceptor.counts().failures()).isZero();
          }
        });
    assertThat(kms.requests("Encrypt")).isEqualTo(2);
  }

  @Test
  @DisplayName("A symbolic link in the directory to the directory itself")
  void directory_linksToItself_sendsCalls() throws IOException {
    Files.createSymbolicLink(directory.resolve("111122223333/roles/Loop"), directory);
    Files.createSymbolicLink(
        directory.resolve("111122223333/roles/App/identity/loop.json"), Path.of("loop.json"));
    assertCallsGoOut();
  }

  @Test
  @DisplayName("A pipe in place of a policy")
  void directory_holdsAPipe_sendsCalls() throws Exception {
    Path pipe = directory.resolve("111122223333/roles/App/boundary.json");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    assertCallsGoOut();
  }

  @Test
  @DisplayName("A link to an endless device in place of a policy")
  void directory_linksToAnEndlessDevice_sendsCalls() throws IOException {
    assumeTrue(Files.exists(Path.of("/dev/zero")));
    Files.createSymbolicLink(
        directory.resolve("111122223333/roles/App/boundary.json"), Path.of("/dev/zero"));
    assertCallsGoOut();
  }

  @Test
  @DisplayName("A file in place of the directory")
  void directory_isAFile_sendsCalls() throws IOException {
    directory = Files.writeString(directory.resolve("file"), "{");
    assertCallsGoOut();
  }

  @Test
  @DisplayName("A policy cut off in the middle, of whatever length")
  void policy_isCutOff_sendsCalls() throws IOException {
    String whole = POLICY.formatted("").replace("Allow", "Deny ");
    write("111122223333/roles/App/identity/cut.json", whole.substring(0, whole.length() / 2));
    assertCallsGoOut();
  }

  @Test
  @DisplayName("The same interceptor twice on a client, and on two clients of which one is closed")
  void interceptor_isRegisteredTwice_sendsCalls() {
    try (WatchedDirectory watched = WatchedDirectory.open(directory);
        KmsPolicyInterceptor interceptor = enforcing(watched);
        KmsClient other = client(interceptor)) {
      try (KmsClient client = client(interceptor, interceptor)) {
        client.encrypt(ENCRYPT);
      }
      other.encrypt(ENCRYPT);
      assertThat(interceptor.counts().failures()).isZero();
    }
    assertThat(kms.requests("Encrypt")).isEqualTo(2);
  }

  @Test
  @DisplayName("An interceptor and a source that are closed while the client goes on")
  void interceptor_isClosed_sendsCalls() throws Exception {
    WatchedDirectory watched = WatchedDirectory.open(directory);
    assertThat(watched.awaitLoaded(LONGEST)).isTrue();
    KmsPolicyInterceptor interceptor = enforcing(watched);
    try (KmsClient client = client(interceptor)) {
      client.encrypt(ENCRYPT);
      watched.close();
      client.encrypt(ENCRYPT);
      interceptor.close();
      client.encrypt(ENCRYPT);
    }
    assertThat(kms.requests("Encrypt")).isEqualTo(3);
  }

  @Test
  @DisplayName("A decision log on a disk that is full: lines are lost and counted, calls are sent")
  void decisionLog_diskIsFull_sendsCalls() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    try (DecisionLog log = DecisionLog.toFile(full).open();
        KmsPolicyInterceptor interceptor =
            Fixtures.interceptor(RecordingAuthorizer.answering(Decision.ALLOWED))
                .listener(log)
                .build();
        KmsClient client = client(interceptor)) {
      client.encrypt(ENCRYPT);
      Eventually.isTrue("the failure", () -> log.failed() > 0);
      client.encrypt(ENCRYPT);
      assertThat(interceptor.counts().failures()).isZero();
    }
    assertThat(kms.requests("Encrypt")).isEqualTo(2);
  }
}
