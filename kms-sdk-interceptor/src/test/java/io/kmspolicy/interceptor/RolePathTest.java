package io.kmspolicy.interceptor;

import static io.kmspolicy.interceptor.Fixtures.ACCOUNT;
import static io.kmspolicy.interceptor.Fixtures.KEY_ARN;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.directory.WatchedDirectories;
import io.kmspolicy.directory.WatchedDirectory;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.source.RefreshSettings;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.PolicySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

/**
 * Promise: a role's path that the policies state is known of the caller, whose ARN does not contain
 * it, and only such a path.
 */
class RolePathTest {

  private static final Caller SESSION =
      Caller.parse("arn:aws:sts::" + ACCOUNT + ":assumed-role/App/session-1");
  private static final String KEY_POLICY =
      """
      {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111122223333:role/team/App"},
        "Action": "kms:Encrypt", "Resource": "*"}}
      """;
  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder().keyId(KEY_ARN).plaintext(Fixtures.BYTES).build();

  @TempDir private Path root;

  @BeforeEach
  void writeDirectory() throws IOException {
    write(
        "directory.properties",
        "none = identity, boundary, session, scp, rcp, grants," + " endpoint");
    write(ACCOUNT + "/keys/us-west-2/" + Fixtures.KEY_ID + "/policy.json", KEY_POLICY);
    Files.createDirectories(root.resolve(ACCOUNT + "/roles/App"));
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void writeRole(String path) throws IOException {
    write(
        ACCOUNT + "/roles/App/role.json",
        "{\"Role\": {\"Arn\": \"arn:aws:iam::" + ACCOUNT + ":role" + path + "App\"}}");
  }

  private static <S extends PolicySource & KeyDirectory> KmsPolicyInterceptor interceptor(
      S policies, Caller caller) {
    return KmsPolicyInterceptor.builder().source(policies).caller(caller).build();
  }

  private static Decision encrypt(KmsPolicyInterceptor interceptor) {
    ExecutionAttributes attributes = Fixtures.attributes(ENCRYPT);
    interceptor.beforeExecution(() -> ENCRYPT, attributes);
    assertThat(interceptor.counts().failures()).isZero();
    return attributes.getAttribute(KmsPolicyInterceptor.DECISION).decision();
  }

  @Test
  @DisplayName("role.json tells the path of a session, which the key policy's role then means")
  void decide_roleJson_confirmsTheRoleOfTheKeyPolicy() throws IOException {
    writeRole("/team/");
    assertThat(encrypt(interceptor(PolicyDirectory.load(root), SESSION)))
        .isEqualTo(Decision.ALLOWED);
    writeRole("/other/");
    assertThat(encrypt(interceptor(PolicyDirectory.load(root), SESSION)))
        .isEqualTo(Decision.IMPLICIT_DENY);
  }

  @Test
  @DisplayName("A path that only the key policy names is never certain")
  void decide_pathInTheKeyPolicyOnly_isOpen() {
    assertThat(encrypt(interceptor(PolicyDirectory.load(root), SESSION)))
        .isEqualTo(Decision.INDETERMINATE);
  }

  @Test
  @DisplayName("The path that the caller brings (`kms.policy.role`) takes precedence")
  void decide_callerWithAPath_keepsIt() throws IOException {
    writeRole("/other/");
    Caller stated =
        ((Caller.RoleSession) SESSION).ofRole("arn:aws:iam::" + ACCOUNT + ":role/team/App");
    assertThat(encrypt(interceptor(PolicyDirectory.load(root), stated)))
        .isEqualTo(Decision.ALLOWED);
  }

  @Test
  @DisplayName("A role that is created anew under another path has it when the directory is read")
  void decide_roleIsCreatedAnew_hasTheNewPath() throws Exception {
    writeRole("/team/");
    RefreshSettings quick =
        RefreshSettings.defaults()
            .every(Duration.ofMillis(200), Duration.ofHours(1))
            .lookEvery(Duration.ofMillis(20));
    Duration settle = Duration.ofMillis(50);
    try (WatchedDirectory watched = WatchedDirectories.open(root, quick, settle, settle)) {
      assertThat(watched.awaitLoaded(Duration.ofMinutes(1))).isTrue();
      KmsPolicyInterceptor interceptor = interceptor(watched, SESSION);
      assertThat(encrypt(interceptor)).isEqualTo(Decision.ALLOWED);
      writeRole("/other/");
      Eventually.isTrue("denied", () -> encrypt(interceptor) == Decision.IMPLICIT_DENY);
    }
  }

  @Test
  @DisplayName("aws:PrincipalArn has the path; equal calls have one caller object")
  void decide_roleJson_isTheValueOfPrincipalArn() throws IOException {
    writeRole("/team/");
    RecordingAuthorizer authorizer = RecordingAuthorizer.answering(Decision.INDETERMINATE);
    KmsPolicyInterceptor interceptor =
        KmsPolicyInterceptor.builder()
            .authorizer(authorizer)
            .source(PolicyDirectory.load(root))
            .caller(SESSION)
            .build();
    interceptor.beforeExecution(() -> ENCRYPT, Fixtures.attributes(ENCRYPT));
    interceptor.beforeExecution(() -> ENCRYPT, Fixtures.attributes(ENCRYPT));
    AuthorizationRequest first = authorizer.requests.get(0);
    assertThat(Fixtures.value(first, "aws:PrincipalArn"))
        .isEqualTo(ContextValue.of("arn:aws:iam::" + ACCOUNT + ":role/team/App"));
    assertThat(authorizer.requests.get(1).caller()).isSameAs(first.caller());
    assertThat(first.caller().arn()).isEqualTo(SESSION.arn());
  }
}
