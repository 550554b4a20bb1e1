package io.kmspolicy.interceptor.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.source.RefreshSettings;
import io.kmspolicy.source.SourceLayer;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.Role;

/** Promise: the path of the role behind a configured caller comes from IAM, or from the files. */
class RolePathOfIamTest {

  private static final String ACCOUNT = "111122223333";
  private static final String FOREIGN = "444455556666";

  @TempDir private Path files;

  /** The ARN of the role that IAM describes. */
  private volatile String arn = "arn:aws:iam::" + ACCOUNT + ":role/team/App";

  private static Caller.RoleCaller session(String account) {
    return (Caller.RoleCaller)
        Caller.parse("arn:aws:sts::" + account + ":assumed-role/App/session");
  }

  private IamClient iam() {
    return (IamClient)
        Proxy.newProxyInstance(
            IamClient.class.getClassLoader(),
            new Class<?>[] {IamClient.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("getRole")) {
                throw new AssertionError(method.getName());
              }
              return GetRoleResponse.builder()
                  .role(Role.builder().arn(arn).tags(List.of()).build())
                  .build();
            });
  }

  private AwsSource source(EnumSet<SourceLayer> layers) throws IOException {
    for (String account : List.of(ACCOUNT, FOREIGN)) {
      Path folder = Files.createDirectories(files.resolve(account + "/roles/App"));
      Files.writeString(
          folder.resolve("role.json"),
          "{\"Role\": {\"Arn\": \"arn:aws:iam::" + account + ":role/files/App\"}}");
    }
    return AwsSource.builder()
        .iam(iam())
        .accountId(ACCOUNT)
        .layers(layers)
        .share(1000)
        .refresh(
            RefreshSettings.defaults()
                .every(Duration.ofMillis(50), Duration.ofSeconds(60))
                .lookEvery(Duration.ofMillis(10)))
        .others(PolicyDirectory.load(files))
        .build();
  }

  private static void becomes(AwsSource source, String account, RolePath path) {
    Eventually.isTrue("the path", () -> source.rolePath(session(account)).equals(path));
  }

  @Test
  @DisplayName("IAM tells the path, also a new one; the files tell that of another account's role")
  void rolePath_loaded_isThatOfIam() throws IOException {
    try (AwsSource source = source(EnumSet.of(SourceLayer.PRINCIPAL))) {
      assertThat(source.rolePath(session(ACCOUNT))).isEqualTo(RolePath.unknown());
      becomes(source, ACCOUNT, new RolePath.Known("/team/"));
      becomes(source, FOREIGN, new RolePath.Known("/files/"));
      arn = "arn:aws:iam::" + ACCOUNT + ":role/other/App";
      becomes(source, ACCOUNT, new RolePath.Known("/other/"));
      arn = "arn:aws:iam::" + ACCOUNT + ":role/other/Another";
      becomes(source, ACCOUNT, RolePath.unknown());
    }
  }

  @Test
  @DisplayName("A path that IAM is not asked for comes from the files")
  void rolePath_notLoaded_isThatOfTheFiles() throws IOException {
    try (AwsSource source = source(EnumSet.noneOf(SourceLayer.class))) {
      assertThat(source.rolePath(session(ACCOUNT))).isEqualTo(new RolePath.Known("/files/"));
    }
  }
}
