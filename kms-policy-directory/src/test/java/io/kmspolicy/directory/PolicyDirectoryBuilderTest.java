package io.kmspolicy.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory that is built in memory is the same after it is written and read. */
class PolicyDirectoryBuilderTest {

  private static final String ACCOUNT = "111122223333";
  private static final KmsResource.Key KEY =
      new KmsResource.Key("aws", "us-west-2", ACCOUNT, "1234abcd-12ab-34cd-56ef-1234567890ab");
  private static final Caller APP = Caller.parse("arn:aws:iam::" + ACCOUNT + ":role/service/App");
  private static final Caller ALICE = Caller.parse("arn:aws:iam::" + ACCOUNT + ":user/alice");

  @TempDir private Path folder;

  private static NamedPolicy policy(String name, PolicyType type) {
    String principal = type == PolicyType.KEY ? ", \"Principal\": \"*\"" : "";
    String text =
        "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\":"
            + " \"kms:*\", \"Resource\": \"*\""
            + principal
            + "}}";
    return new NamedPolicy(name, PolicyReader.forType(type).read(text));
  }

  private static PolicyDirectoryBuilder builder() {
    return new PolicyDirectoryBuilder()
        .principal(
            APP,
            PolicyLayer.of(policy("use", PolicyType.IDENTITY)),
            PolicyLayer.of(policy("boundary", PolicyType.PERMISSIONS_BOUNDARY)))
        .principal(ALICE, PolicyLayer.of(), PolicyLayer.none())
        .key(KEY, PolicyLayer.of(policy(KEY.keyId(), PolicyType.KEY)), GrantLayer.none())
        .alias(KEY, "alias/orders")
        .endpoint(PolicyLayer.none())
        .serviceControl(
            ACCOUNT,
            OrganizationLayer.of(
                new OrganizationLayer.Level(
                    "01-root", List.of(policy("full", PolicyType.SERVICE_CONTROL)))))
        .resourceControl(ACCOUNT, OrganizationLayer.none())
        .none(LayerName.SESSION);
  }

  @Test
  @DisplayName("the path of a user is the same after writing and reading")
  void write_userWithPath_isTheSame() throws IOException {
    Caller bob = Caller.parse("arn:aws:iam::" + ACCOUNT + ":user/eng/bob");
    new PolicyDirectoryBuilder().principal(bob, PolicyLayer.of(), PolicyLayer.none()).write(folder);

    PolicyDirectory loaded = PolicyDirectory.load(folder);

    assertThat(loaded.userName(ACCOUNT, "bob")).hasValue("eng/bob");
    assertThat(loaded.userName(ACCOUNT, "alice")).isEmpty();
    assertThat(loaded.principal(bob).identity()).isEqualTo(PolicyLayer.of());
  }

  @Test
  @DisplayName("known, empty, none and unknown layers are the same after writing and reading")
  void write_thenLoad_isTheSame() throws IOException {
    PolicyDirectory built = builder().build();
    builder().write(folder);

    PolicyDirectory loaded = PolicyDirectory.load(folder);

    for (Caller caller : List.of(APP, ALICE)) {
      assertThat(loaded.principal(caller).identity()).isEqualTo(built.principal(caller).identity());
      assertThat(loaded.principal(caller).permissionsBoundary())
          .isEqualTo(built.principal(caller).permissionsBoundary());
      assertThat(loaded.principal(caller).session()).isEqualTo(PolicyLayer.none());
      assertThat(loaded.principal(caller).vpcEndpoint()).isEqualTo(PolicyLayer.none());
    }
    assertThat(loaded.key(KEY, APP)).isEqualTo(built.key(KEY, APP));
    assertThat(loaded.keyBehind(new KmsResource.Alias("aws", "us-west-2", ACCOUNT, "orders")))
        .contains(KEY);
    assertThat(loaded.rolePath(ACCOUNT, "App")).isEqualTo(new Caller.RolePath.Known("/service/"));
    Caller.RoleSession session =
        (Caller.RoleSession) Caller.parse("arn:aws:sts::" + ACCOUNT + ":assumed-role/App/session");
    assertThat(loaded.withRolePath(session))
        .isEqualTo(session.ofRole("arn:aws:iam::" + ACCOUNT + ":role/service/App"));
  }

  @Test
  @DisplayName("an unknown layer has no file")
  void write_unknown_hasNoFile() throws IOException {
    new PolicyDirectoryBuilder()
        .principal(APP, PolicyLayer.unknown(), PolicyLayer.unknown())
        .key(KEY, PolicyLayer.unknown(), GrantLayer.unknown())
        .write(folder);

    PolicyDirectory loaded = PolicyDirectory.load(folder);

    assertThat(loaded.principal(APP).identity()).isEqualTo(PolicyLayer.unknown());
    assertThat(loaded.principal(APP).permissionsBoundary()).isEqualTo(PolicyLayer.unknown());
    assertThat(loaded.key(KEY, APP).key()).isEqualTo(PolicyLayer.unknown());
    assertThat(loaded.key(KEY, APP).grants()).isEqualTo(GrantLayer.unknown());
  }

  @Test
  @DisplayName("a layer that is unknown somewhere cannot be stated to be none")
  void write_unknownThatIsStatedNone_isRefused() {
    PolicyDirectoryBuilder builder =
        new PolicyDirectoryBuilder()
            .key(KEY, PolicyLayer.unknown(), GrantLayer.unknown())
            .none(LayerName.GRANTS);

    assertThatThrownBy(() -> builder.write(folder))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageContaining("`grants`");
  }

  @Test
  @DisplayName("boundary.json that holds null states that there is no boundary")
  void load_nullBoundary_isNone() throws IOException {
    Path user = Files.createDirectories(folder.resolve(ACCOUNT + "/users/alice"));
    Files.writeString(user.resolve("boundary.json"), "null\n");

    assertThat(PolicyDirectory.load(folder).principal(ALICE).permissionsBoundary())
        .isEqualTo(PolicyLayer.none());
  }

  @Test
  void load_nullKeyPolicy_isAMistake() throws IOException {
    Path key = Files.createDirectories(folder.resolve(ACCOUNT + "/keys/us-west-2/" + KEY.keyId()));
    Files.writeString(key.resolve("policy.json"), "null\n");

    assertThatThrownBy(() -> PolicyDirectory.load(folder))
        .isInstanceOf(PolicyDirectoryException.class);
  }
}
