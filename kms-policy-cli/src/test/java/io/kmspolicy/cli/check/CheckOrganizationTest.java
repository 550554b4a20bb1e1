package io.kmspolicy.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The linter of {@code check} knows the organization of a directory as {@code lint} does. */
final class CheckOrganizationTest {

  private static final Path PARTNER_PLAN =
      Path.of("src/test/resources/gate/dangerous/partner.json");
  private static final String RULE = "cross-account-without-org";

  @TempDir private Path folder;

  private CheckedDirectories directories;

  @BeforeEach
  void prepare() throws IOException {
    directories = new CheckedDirectories(folder);
  }

  /** The directories hold a role of the account 444455556666. */
  private void state(String organization) throws IOException {
    for (String side : new String[] {"before", "after"}) {
      Files.writeString(
          folder.resolve(side).resolve("directory.properties"),
          "none = boundary, session, scp, rcp, grants, endpoint\n" + organization);
      Path role = folder.resolve(side).resolve("444455556666/roles/Partner/identity");
      Files.createDirectories(role);
      Files.writeString(
          role.resolve("own.json"),
          CheckedDirectories.policy(
              "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\"}"));
    }
  }

  private CommandRun changed() throws IOException {
    directories.key(
        "after",
        CheckedDirectories.KEY_ID,
        CheckedDirectories.DELEGATION,
        CheckedDirectories.APP,
        CheckedDirectories.PARTNER);
    return directories.check();
  }

  private CommandRun planned() throws IOException {
    Files.copy(PARTNER_PLAN, folder.resolve("plan.json"));
    return CommandRun.in(folder, "", "check", "--before", "before", "--after", "plan.json");
  }

  @Test
  @DisplayName("An account of the same organization is no finding, in directories and on one")
  void check_accountOfTheStatedOrganization_isNoFinding() throws IOException {
    state("organization = o-a1b2c3d4e5\n");

    assertThat(changed().out()).contains("lint        passed").doesNotContain(RULE);
    assertThat(planned().out()).contains("lint        passed").doesNotContain(RULE);
    assertThat(CommandRun.in(folder, "", "lint", "after").out()).doesNotContain(RULE);
  }

  @Test
  @DisplayName("Without a stated organization it is one at both doors")
  void check_withoutAStatedOrganization_isAFinding() throws IOException {
    state("");

    assertThat(changed().out()).contains(RULE);
    assertThat(planned().out()).contains(RULE);
    assertThat(CommandRun.in(folder, "", "lint", "after").out()).contains(RULE);
  }
}
