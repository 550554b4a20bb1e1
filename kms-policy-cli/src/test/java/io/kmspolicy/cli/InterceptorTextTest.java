package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.report.ExitStatus;
import io.kmspolicy.model.request.Caller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsException;

/**
 * Promise: {@code explain} reads what the interceptor throws. The texts are those of calls that an
 * interceptor stops here: with the stack trace, as an application logs them.
 */
final class InterceptorTextTest {

  private static final String ACCOUNT = "arn:aws:kms:us-west-2:111122223333:";
  private static final String KEY = ACCOUNT + "key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String OTHER = ACCOUNT + "key/0987dcba-09fe-87dc-65ba-ab0987654321";
  private static final String ALIAS = ACCOUNT + "alias/team/app";
  private static final String CALLER = "arn:aws:sts::111122223333:assumed-role/App/i-0abc";
  private static final String REQUEST_ID = "3e1d4b3a-7c2f-4c55-9a44-1f7d0e8f2b66";
  private static final SdkBytes BYTES = SdkBytes.fromUtf8String("bytes");

  @TempDir private Path policies;

  /** A call, and what explain says of the text with which it is stopped. */
  private record Stopped(String name, Consumer<KmsClient> call, List<String> said) {
    Stopped(String name, Consumer<KmsClient> call, String... said) {
      this(name, call, List.of(said));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static String said(String decision, String action, String resource) {
    return decision
        + "\n  caller    "
        + CALLER
        + "\n  action    "
        + action
        + "\n  resource  "
        + resource;
  }

  @BeforeEach
  void write() throws IOException {
    write("directory.properties", "none = boundary, session, scp, rcp, grants, endpoint\n");
    write(
        "111122223333/roles/App/role.json",
        "{\"Role\": {\"Arn\": \"arn:aws:iam::111122223333:role/App\"}}");
    write(
        "111122223333/roles/App/identity/use.json",
        policy(
            "{\"Effect\": \"Allow\", \"Action\": \"kms:GenerateDataKey\", \"Resource\": \"*\"},"
                + " {\"Effect\": \"Deny\", \"Action\": [\"kms:Decrypt\", \"kms:CreateKey\"],"
                + " \"Resource\": \"*\"}"));
    for (String key : new String[] {KEY, OTHER}) {
      write(
          "111122223333/keys/us-west-2/" + key.substring(key.indexOf('/') + 1) + "/policy.json",
          policy(
              "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\":"
                  + " \"arn:aws:iam::111122223333:root\"}, \"Action\": \"kms:*\","
                  + " \"Resource\": \"*\"}"));
    }
    write(
        "111122223333/keys/us-west-2/1234abcd-12ab-34cd-56ef-1234567890ab/aliases.json",
        "{\"Aliases\": [{\"AliasName\": \"alias/team/app\", \"AliasArn\": \""
            + ALIAS
            + "\", \"TargetKeyId\": \"1234abcd-12ab-34cd-56ef-1234567890ab\"}]}");
  }

  private static String policy(String statements) {
    return "{\"Version\": \"2012-10-17\", \"Statement\": [" + statements + "]}";
  }

  private void write(String name, String text) throws IOException {
    Path file = policies.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private CommandRun explain(String... more) {
    return CommandRun.in(
        policies,
        "",
        Stream.concat(Stream.of("explain", "--policies", "."), Stream.of(more))
            .toArray(String[]::new));
  }

  /** What an application logs of a call that the interceptor stops. */
  private static String logged(KmsPolicyInterceptor interceptor, Consumer<KmsClient> call) {
    try (interceptor;
        KmsClient kms =
            KmsClient.builder()
                .region(Region.US_WEST_2)
                .credentialsProvider(
                    StaticCredentialsProvider.create(
                        AwsBasicCredentials.create("AKIDEXAMPLE", "secret")))
                .httpClient(new RefusingKms())
                .overrideConfiguration(o -> o.addExecutionInterceptor(interceptor))
                .build()) {
      KmsAccessDeniedException stopped = stopped(kms, call);
      StringWriter log = new StringWriter();
      stopped.printStackTrace(new PrintWriter(log, true));
      return log.toString();
    }
  }

  /** The call is repeated where KMS has to refuse it first. */
  private static KmsAccessDeniedException stopped(KmsClient kms, Consumer<KmsClient> call) {
    KmsException first = catchThrowableOfType(KmsException.class, () -> call.accept(kms));
    return first instanceof KmsAccessDeniedException stopped
        ? stopped
        : catchThrowableOfType(KmsAccessDeniedException.class, () -> call.accept(kms));
  }

  private String enforced(Stopped stopped) {
    return logged(
        KmsPolicyInterceptor.builder()
            .caller(Caller.parse(CALLER))
            .source(PolicyDirectory.load(policies))
            .mode(EnforcementMode.ENFORCE)
            .build(),
        stopped.call());
  }

  private static String remembered(Consumer<KmsClient> call) {
    return logged(
        KmsPolicyInterceptor.builder()
            .caller(Caller.parse(CALLER))
            .rememberDenials(Duration.ofMinutes(1))
            .build(),
        call);
  }

  static Stream<Stopped> denials() {
    return Stream.of(
        new Stopped(
            "encrypt",
            kms -> kms.encrypt(r -> r.keyId(KEY).plaintext(BYTES)),
            said("IMPLICIT DENY", "kms:Encrypt", KEY)),
        new Stopped(
            "encrypt by an alias",
            kms -> kms.encrypt(r -> r.keyId("alias/team/app").plaintext(BYTES)),
            said("IMPLICIT DENY", "kms:Encrypt", KEY)),
        new Stopped(
            "decrypt",
            kms -> kms.decrypt(r -> r.keyId(KEY).ciphertextBlob(BYTES)),
            said("EXPLICIT DENY", "kms:Decrypt", KEY)),
        new Stopped(
            "decrypt without a key",
            kms -> kms.decrypt(r -> r.ciphertextBlob(BYTES)),
            said("EXPLICIT DENY", "kms:Decrypt", "an unknown key")),
        new Stopped(
            "create a key",
            kms -> kms.createKey(r -> {}),
            said("EXPLICIT DENY", "kms:CreateKey", "*")),
        new Stopped(
            "reEncrypt",
            kms ->
                kms.reEncrypt(
                    r -> r.sourceKeyId(KEY).destinationKeyId(OTHER).ciphertextBlob(BYTES)),
            said("IMPLICIT DENY", "kms:ReEncryptFrom", KEY)));
  }

  @ParameterizedTest
  @MethodSource("denials")
  @DisplayName("The text of a call that policies stop names the call, and AWS gave no answer")
  void explain_stoppedCall_isDecided(Stopped stopped) {
    String text = enforced(stopped);
    CommandRun run = explain("--error", text);

    assertThat(run.status()).as(text + run.err()).isEqualTo(ExitStatus.DENIED);
    assertThat(run.out()).startsWith("AWS: not recorded (here: ").contains(stopped.said());
    assertThat(explain(text)).isEqualTo(run);
  }

  static Stream<Stopped> refusals() {
    return denials()
        .filter(
            call ->
                call.name().equals("encrypt")
                    || call.name().equals("decrypt")
                    || call.name().equals("reEncrypt"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  @DisplayName("The text of a remembered denial names the call, which AWS denied")
  void explain_rememberedDenial_isDecided(Stopped stopped) {
    String text = remembered(stopped.call());
    CommandRun run = explain("--error", text);

    assertThat(text).contains("KMS refused the same call").contains(REQUEST_ID);
    assertThat(run.status()).as(text + run.err()).isEqualTo(ExitStatus.DENIED);
    assertThat(run.out())
        .startsWith("AWS: denied\npolicies: denied\n")
        .contains(stopped.said())
        .contains("CloudTrail whose requestID is `" + REQUEST_ID + "`");
    assertThat(explain(text)).isEqualTo(run);
  }

  @Test
  @DisplayName("A remembered call of two checks is denied by either, and both are explained")
  void explain_rememberedReEncrypt_explainsBothChecks() throws IOException {
    write(
        "111122223333/roles/App/identity/use.json",
        policy("{\"Effect\": \"Allow\", \"Action\": \"kms:ReEncryptFrom\", \"Resource\": \"*\"}"));
    String text =
        remembered(
            kms ->
                kms.reEncrypt(
                    r -> r.sourceKeyId(KEY).destinationKeyId(OTHER).ciphertextBlob(BYTES)));
    CommandRun run = explain(text);

    assertThat(run.status()).isEqualTo(ExitStatus.DENIED);
    assertThat(run.out())
        .contains(said("ALLOWED", "kms:ReEncryptFrom", KEY))
        .contains(said("IMPLICIT DENY", "kms:ReEncryptTo", OTHER));
    assertThat(explain("--key", KEY, "--error", text).status()).isEqualTo(ExitStatus.BAD_INPUT);
  }

  @Test
  @DisplayName("Of two checks that are denied, each has its own fix")
  void explain_twoDeniedChecks_haveAFixEach() throws IOException {
    write(
        "111122223333/roles/App/identity/use.json",
        policy("{\"Effect\": \"Allow\", \"Action\": \"kms:Encrypt\", \"Resource\": \"*\"}"));
    String text =
        remembered(
            kms ->
                kms.reEncrypt(
                    r -> r.sourceKeyId(KEY).destinationKeyId(OTHER).ciphertextBlob(BYTES)));
    CommandRun run = explain(text);

    assertThat(run.out())
        .contains(
            "Of the checks that are not allowed, 1 of 2: kms:ReEncryptFrom on " + KEY + "\n",
            "Of the checks that are not allowed, 2 of 2: kms:ReEncryptTo on " + OTHER + "\n")
        .containsPattern("(?s)1 of 2.*\"kms:ReEncryptFrom\".*2 of 2.*\"kms:ReEncryptTo\"");
    assertThat(explain("--json", text).out())
        .contains("\"fixes\":[{\"action\":\"kms:ReEncryptFrom\",\"resource\":\"" + KEY)
        .contains("{\"action\":\"kms:ReEncryptTo\",\"resource\":\"" + OTHER);
  }

  @Test
  @DisplayName("A remembered call by an alias that the interceptor cannot resolve takes --key")
  void explain_rememberedCallByAnAlias_takesTheKey() {
    String text = remembered(kms -> kms.encrypt(r -> r.keyId("alias/team/app").plaintext(BYTES)));

    assertThat(explain(text).out()).contains("resource  an unknown key");
    assertThat(explain("--key", "alias/team/app", "--error", text).out())
        .contains(said("IMPLICIT DENY", "kms:Encrypt", KEY));
  }

  @Test
  @DisplayName("A remembered call whose key cannot be read names the caller and the operation")
  void explain_rememberedCallOfAnUnreadableKey_isIncomplete() {
    String text = remembered(kms -> kms.encrypt(r -> r.keyId("no key!").plaintext(BYTES)));
    CommandRun run = explain(text);

    assertThat(run.status()).as(text).isEqualTo(ExitStatus.INDETERMINATE);
    assertThat(run.out())
        .startsWith("AWS: denied `kms:Encrypt`: KMS refused the same call before")
        .contains("caller `" + CALLER + "`, resource not named");
  }

  /** A KMS that refuses every call. */
  private static final class RefusingKms implements SdkHttpClient {

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() {
          byte[] body =
              "{\"__type\":\"AccessDeniedException\",\"message\":\"refused\"}"
                  .getBytes(StandardCharsets.UTF_8);
          return HttpExecuteResponse.builder()
              .response(
                  SdkHttpResponse.builder()
                      .statusCode(400)
                      .putHeader("Content-Type", "application/x-amz-json-1.1")
                      .putHeader("x-amzn-RequestId", REQUEST_ID)
                      .build())
              .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
              .build();
        }

        @Override
        public void abort() {}
      };
    }

    @Override
    public void close() {}
  }
}
