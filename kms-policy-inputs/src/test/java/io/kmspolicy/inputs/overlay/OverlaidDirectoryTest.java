package io.kmspolicy.inputs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.directory.AssumedNone;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.inputs.InputPrincipal;
import io.kmspolicy.inputs.InputShape;
import io.kmspolicy.inputs.InputState;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.request.Caller;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a policy directory with the changes of a file states of its callers. */
final class OverlaidDirectoryTest {

  private static final String ROLE = "arn:aws:iam::111122223333:role/";

  @Test
  @DisplayName("4.15: the path of a role is that of the file, or else that of the directory")
  void rolePath_ofRoles_isStated(@TempDir Path root) throws Exception {
    for (String name : List.of("App", "Worker")) {
      Path role = Files.createDirectories(root.resolve("111122223333/roles/" + name + "/identity"));
      Files.writeString(
          role.resolveSibling("role.json"),
          "{\"Role\": {\"Arn\": \"" + ROLE + "old/" + name + "\"}}");
    }
    Caller.AccountCaller moved = (Caller.AccountCaller) Caller.parse(ROLE + "service/App");
    InputState state =
        new InputState(
            InputShape.TERRAFORM_PLAN,
            List.of(),
            List.of(new InputPrincipal("app", moved, PolicyLayer.unknown(), PolicyLayer.unknown())),
            List.of(),
            List.of());
    OverlaidDirectory directory =
        new OverlaidDirectory(
            PolicyDirectory.load(root),
            new FilePolicies(state, AssumedNone.nothing()),
            Optional.empty());

    assertThat(path(directory, "App")).isEqualTo(((Caller.RoleCaller) moved).path());
    assertThat(path(directory, "Worker"))
        .isEqualTo(((Caller.RoleCaller) Caller.parse(ROLE + "old/Worker")).path());
    assertThat(path(directory, "Other")).isEqualTo(Caller.RolePath.unknown());
  }

  private static Caller.RolePath path(OverlaidDirectory directory, String role) {
    return directory.rolePath(
        (Caller.RoleCaller) Caller.parse("arn:aws:sts::111122223333:assumed-role/" + role + "/s"));
  }
}
