package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.replay.result.Agreement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Promise: the layer of a denial is judged. AWS names one of the layers that deny, so ours have to
 * contain it. The messages are written by hand from AWS's guide.
 */
class DeniedLayerTest {

  private static final String ALLOW =
      "{\"Effect\": \"Allow\", \"Action\": \"kms:*\", \"Resource\": \"*\"}";
  private static final String DENY =
      "{\"Effect\": \"Deny\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\"}";
  private static final String OTHER =
      "{\"Effect\": \"Allow\", \"Action\": \"kms:Encrypt\", \"Resource\": \"*\"}";
  private static final String DELEGATE =
      "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:root\"},"
          + " \"Action\": \"kms:*\", \"Resource\": \"*\"}";
  private static final String KEY_DENY =
      "{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"kms:Decrypt\","
          + " \"Resource\": \"*\"}";

  private static OrganizationLayer levels(PolicyType type, String statements) {
    NamedPolicy policy =
        new NamedPolicy(
            "policy",
            PolicyReader.forType(type)
                .read("{\"Version\": \"2012-10-17\", \"Statement\": [" + statements + "]}"));
    return new OrganizationLayer.Levels(
        List.of(new OrganizationLayer.Level("root", List.of(policy))));
  }

  /** All layers allow the call but the one of this type, which has these statements. */
  private static Policies failing(PolicyType type, String statements) {
    PolicyLayer identity =
        Trails.layer(PolicyType.IDENTITY, type == PolicyType.IDENTITY ? statements : ALLOW);
    PolicyLayer boundary = other(type, PolicyType.PERMISSIONS_BOUNDARY, statements);
    PolicyLayer session = other(type, PolicyType.SESSION, statements);
    PolicyLayer endpoint = other(type, PolicyType.VPC_ENDPOINT, statements);
    OrganizationLayer serviceControl =
        type == PolicyType.SERVICE_CONTROL ? levels(type, statements) : OrganizationLayer.none();
    OrganizationLayer resourceControl =
        type == PolicyType.RESOURCE_CONTROL ? levels(type, statements) : OrganizationLayer.none();
    PolicyLayer key = Trails.layer(PolicyType.KEY, type == PolicyType.KEY ? statements : DELEGATE);
    PrincipalPolicies principal =
        new PrincipalPolicies(identity, boundary, session, serviceControl, endpoint);
    KeyPolicies resource =
        new KeyPolicies(key, GrantLayer.none(), resourceControl, KeyManager.CUSTOMER);
    return Trails.policies(caller -> principal, (of, caller) -> resource);
  }

  private static PolicyLayer other(PolicyType type, PolicyType layer, String statements) {
    return type == layer ? Trails.layer(layer, statements) : PolicyLayer.none();
  }

  private static String statements(PolicyType type, String kind) {
    return switch (kind) {
      case "deny" -> type.namesPrincipals() ? KEY_DENY : DENY;
      case "other" ->
          type == PolicyType.KEY || type == PolicyType.VPC_ENDPOINT
              ? DELEGATE.replace("kms:*", "kms:Encrypt")
              : OTHER;
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static ReplayReport replay(Policies policies, String reason) {
    String denial =
        "\"errorCode\": \"AccessDenied\", \"errorMessage\": \"User:"
            + " arn:aws:sts::111122223333:assumed-role/App/s is not authorized to perform:"
            + " kms:Decrypt on resource: "
            + Trails.KEY
            + " "
            + reason
            + "\"";
    try (Replay replay = new Replay(policies, Optional.empty(), ReplayOptions.defaults())) {
      replay.read(
          "trail",
          Trails.stream(
              Trails.record("2026-11-24T09:00:00Z", "s", "Decrypt", "{}", denial),
              Trails.record("2026-11-24T09:00:01Z", "t", "Decrypt", "{}", denial)));
      return replay.report();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "IDENTITY, other, because no identity-based policy allows the kms:Decrypt action",
    "IDENTITY, deny, with an explicit deny in an identity-based policy",
    "IDENTITY, deny, with an explicit deny in an identity-based policy: arn:aws:iam::aws:policy/A",
    "KEY, other, because no resource-based policy allows the kms:Decrypt action",
    "KEY, deny, with an explicit deny in a resource-based policy",
    "PERMISSIONS_BOUNDARY, other, because no permissions boundary allows the kms:Decrypt action",
    "PERMISSIONS_BOUNDARY, deny, with an explicit deny in a permissions boundary",
    "SESSION, other, because no session policy allows the kms:Decrypt action",
    "SESSION, deny, with an explicit deny in a session policy",
    "SERVICE_CONTROL, other, because no service control policy allows the kms:Decrypt action",
    "SERVICE_CONTROL, deny, with an explicit deny in a service control policy",
    "RESOURCE_CONTROL, deny, with an explicit deny in a resource control policy",
    "VPC_ENDPOINT, other, because no VPC endpoint policy allows the kms:Decrypt action",
    "VPC_ENDPOINT, deny, with an explicit deny in a VPC endpoint policy"
  })
  void replay_layerThatAwsNames_agrees(PolicyType type, String kind, String reason) {
    ReplayReport report = replay(failing(type, statements(type, kind)), reason);

    assertThat(report.events(Agreement.SAME)).as("%s", report.matrix()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "IDENTITY, deny, with an explicit deny in a resource-based policy",
    "KEY, deny, with an explicit deny in an identity-based policy",
    "IDENTITY, other, with an explicit deny in an identity-based policy",
    "IDENTITY, other, because no session policy allows the kms:Decrypt action",
    "SESSION, other, because no identity-based policy allows the kms:Decrypt action",
    "KEY, deny, with an explicit deny in a service control policy"
  })
  void replay_anotherLayerThanAwsNames_isReported(PolicyType type, String kind, String reason) {
    ReplayReport report = replay(failing(type, statements(type, kind)), reason);

    assertThat(report.events(Agreement.OTHER_LAYER)).as("%s", report.matrix()).isEqualTo(2);
  }

  /** What is unknown may be what AWS names. */
  @ParameterizedTest
  @CsvSource({
    "with an explicit deny in a service control policy",
    "because no session policy allows the kms:Decrypt action"
  })
  void replay_unknownLayer_isNotHeldAgainstTheDirectory(String reason) {
    PrincipalPolicies known = PrincipalPolicies.unknown();
    KeyPolicies denying = Trails.key(KEY_DENY);

    ReplayReport report =
        replay(Trails.policies(caller -> known, (key, caller) -> denying), reason);

    assertThat(report.events(Agreement.SAME)).isEqualTo(2);
  }

  /** AWS names one of several layers that deny. */
  @ParameterizedTest
  @CsvSource({
    "because no identity-based policy allows the kms:Decrypt action",
    "because no resource-based policy allows the kms:Decrypt action"
  })
  void replay_severalLayersDeny_anyOfThemAgrees(String reason) {
    KeyPolicies delegating = Trails.key(DELEGATE);

    ReplayReport report =
        replay(Trails.policies(caller -> Trails.NO_POLICIES, (key, caller) -> delegating), reason);

    assertThat(report.events(Agreement.SAME)).isEqualTo(2);
  }
}
