package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.proof.Gains.Kind;
import io.kmspolicy.model.catalogue.ActionGroup;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rows of a changed key in a fleet, and how many decisions are compared for them. */
class GainSearchTest {

  private static final String ROOT =
      "{'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'kms:*','Resource':'*'}";
  private static final String ANYONE =
      "{'Effect':'Allow','Principal':'*','Action':'kms:Decrypt','Resource':'*'}";
  private static final String KEEP =
      "{'Effect':'Deny','Principal':'*','Action':'kms:ScheduleKeyDeletion','Resource':'*'}";

  private static PolicyLayer layer(PolicyType type, String... statements) {
    String text =
        ("{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}")
            .replace('\'', '"');
    return PolicyLayer.of(new NamedPolicy("p", PolicyReader.forType(type).read(text)));
  }

  /** A state of which the first key has some statements beside the account's. */
  private static PolicyState fleet(int keys, int roles, String... statements) {
    Map<Caller, PrincipalPolicies> callers = new LinkedHashMap<>();
    for (int i = 0; i < roles; i++) {
      callers.put(
          Caller.parse("arn:aws:iam::111122223333:role/App-" + i),
          new PrincipalPolicies(
              layer(PolicyType.IDENTITY, "{'Effect':'Allow','Action':'kms:*','Resource':'*'}"),
              PolicyLayer.none(),
              PolicyLayer.none(),
              OrganizationLayer.none(),
              PolicyLayer.none()));
    }
    Map<KmsResource.Key, KeyPolicies> all = new LinkedHashMap<>();
    for (int i = 0; i < keys; i++) {
      String id = String.format("%08d-12ab-34cd-56ef-1234567890ab", i);
      all.put(
          new KmsResource.Key("aws", "us-west-2", "111122223333", id),
          new KeyPolicies(
              i == 0 ? layer(PolicyType.KEY, statements) : layer(PolicyType.KEY, ROOT),
              GrantLayer.none(),
              OrganizationLayer.none(),
              KeyManager.CUSTOMER));
    }
    return new PolicyState(callers, all);
  }

  private static Gains gains(PolicyState before, PolicyState after) {
    return PolicyProver.create().gains(before, after, access -> false);
  }

  @Test
  @DisplayName("A key that becomes public is one row for anyone, whoever else is named")
  void gains_publicKey_areOneRow() {
    Gains gains = gains(fleet(3, 5, ROOT), fleet(3, 5, ROOT, ANYONE));

    assertThat(gains.gains()).hasSize(1);
    Gains.Gain row = gains.gains().get(0);
    assertThat(row.gainer().kind()).isEqualTo(Kind.ANYONE);
    assertThat(row.group()).isEqualTo(ActionGroup.USE);
    assertThat(row.actions()).isEqualTo(List.of("kms:Decrypt"));
    assertThat(row.resources()).hasSize(1);
  }

  @Test
  @DisplayName("An access that is stated as intended leaves its row")
  void gains_intended_isNoRow() {
    Gains gains =
        PolicyProver.create()
            .gains(
                fleet(1, 2, ROOT),
                fleet(1, 2, ROOT, ANYONE),
                access ->
                    access.gainer().name().equals("anyone")
                        && access.action().equals("kms:Decrypt"));

    assertThat(gains.isProven()).isTrue();
    assertThat(gains.intended()).hasSize(1);
  }

  @Test
  @DisplayName("Keys that do not change cost no decision")
  void gains_moreUnchangedKeys_compareNoMore() {
    long few = gains(fleet(2, 6, ROOT, KEEP), fleet(2, 6, ROOT)).statistics().questions();
    long many = gains(fleet(40, 6, ROOT, KEEP), fleet(40, 6, ROOT)).statistics().questions();

    assertThat(many).isEqualTo(few).isPositive();
  }

  @Test
  @DisplayName("The decisions grow with the callers of the changed key at most")
  void gains_moreRoles_growLinearly() {
    long few = gains(fleet(4, 10, ROOT, KEEP), fleet(4, 10, ROOT)).statistics().questions();
    long many = gains(fleet(4, 80, ROOT, KEEP), fleet(4, 80, ROOT)).statistics().questions();

    assertThat(many).isLessThanOrEqualTo(8 * few);
  }
}
