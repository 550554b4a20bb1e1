package io.kmspolicy.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether all users and roles of an account are listed. */
class PrincipalListTest {

  private static final String ALLOW =
      """
      {"Version": "2012-10-17",
       "Statement": {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}}
      """;

  @TempDir private Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  @DisplayName("All users and roles are known of accounts with a folder, if that is stated")
  void principals_statedComplete_areThoseWithAFolder() throws IOException {
    write("111122223333/roles/App/role.json", role("team/App"));
    write("111122223333/roles/Job/identity/a.json", ALLOW);
    write(
        "111122223333/users/alice/user.json",
        "{\"User\": {\"Arn\": \"arn:aws:iam::111122223333:user/alice\"}}");
    Files.createDirectories(root.resolve("111122223333/users/bob"));
    assertThat(PolicyDirectory.load(root).principals("111122223333")).isEmpty();

    write("directory.properties", "principals = complete as of 2026-01-01T00:00:00Z");
    assertThat(PolicyDirectory.load(root).principals("111122223333"))
        .hasValue(
            new PrincipalList(
                Instant.parse("2026-01-01T00:00:00Z"),
                Set.of("role/team/App", "user/alice"),
                Set.of("role/Job", "user/bob")));
    assertThat(PolicyDirectory.load(root).principals("444455556666")).isEmpty();
    Files.createDirectories(root.resolve("444455556666"));
    assertThat(PolicyDirectory.load(root).principals("444455556666"))
        .hasValueSatisfying(list -> assertThat(list.names()).isEmpty());
  }

  private static String role(String name) {
    return "{\"Role\": {\"Arn\": \"arn:aws:iam::111122223333:role/" + name + "\"}}";
  }

  @Test
  @DisplayName("Anything but `complete as of TIME` is refused with its place")
  void principals_otherValues_areRefused() throws IOException {
    for (String value :
        List.of(
            "",
            "complete",
            "all",
            "Complete as of 2026-01-01T00:00:00Z",
            "complete as of yesterday",
            "complete as of 2026-01-01",
            "complete as of 2026-02-30T00:00:00Z",
            "complete as of 2026-01-01T00:00:00Z, App excepted")) {
      write("directory.properties", "# ours\n  principals = " + value + "\n");
      assertThatThrownBy(() -> PolicyDirectory.load(root))
          .as(value)
          .isInstanceOf(PolicyDirectoryException.class)
          .hasMessageContaining("directory.properties:2:16: `" + value + "` does not say")
          .hasMessageContaining("write `complete as of TIME`");
    }
    write(
        "directory.properties",
        "principals = complete as of 2026-01-01T00:00:00Z\n"
            + "principals: complete as of 2026-01-02T00:00:00Z");
    assertThatThrownBy(() -> PolicyDirectory.load(root))
        .hasMessageContaining("states `principals` twice");
  }
}
