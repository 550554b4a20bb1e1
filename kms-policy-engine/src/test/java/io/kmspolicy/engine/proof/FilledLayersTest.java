package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.combine.BoundaryState;
import io.kmspolicy.engine.table.OpenFact;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A witness has a policy in place of each unknown layer. The reference must decide with the policy
 * as the prover does with its choice for the layer.
 */
class FilledLayersTest {

  private static final KmsResource.Key KEY =
      (KmsResource.Key)
          KmsResource.parse(
              "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");
  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final Caller SESSION =
      new Caller.RoleSession("aws", "111122223333", "App", "one", new RolePath.Known("/ops/"));
  private static final Caller FEDERATED =
      new Caller.FederatedUser("aws", "111122223333", "fay", new FederatingUser.Named("alice"));
  private static final Caller ROOT = Caller.parse("arn:aws:iam::111122223333:root");
  private static final Caller SERVICE = Caller.parse("s3.amazonaws.com");
  private static final PolicyEvaluator REFERENCE = PolicyEvaluator.reference();

  private static PolicyLayer layer(PolicyType type, String principal) {
    String text =
        "{'Version':'2012-10-17','Statement':{'Effect':'Allow',"
            + principal
            + "'Action':'kms:*','Resource':'*'}}";
    return PolicyLayer.of(
        new NamedPolicy("p", PolicyReader.forType(type).read(text.replace('\'', '"'))));
  }

  /** Everything permits the request but one layer, which is unknown. */
  private static PolicySet allBut(PolicyType type, Caller caller) {
    PolicyLayer none = PolicyLayer.none();
    PolicyLayer unknown = PolicyLayer.unknown();
    PolicyLayer limit = caller.equals(FEDERATED) ? layer(PolicyType.SESSION, "") : none;
    return PolicySet.of(
        new PrincipalPolicies(
            type == PolicyType.IDENTITY ? unknown : layer(PolicyType.IDENTITY, ""),
            type == PolicyType.PERMISSIONS_BOUNDARY ? unknown : none,
            type == PolicyType.SESSION ? unknown : limit,
            type == PolicyType.SERVICE_CONTROL
                ? OrganizationLayer.unknown()
                : OrganizationLayer.none(),
            type == PolicyType.VPC_ENDPOINT ? unknown : none),
        new KeyPolicies(
            type == PolicyType.KEY
                ? unknown
                : layer(PolicyType.KEY, "'Principal':{'AWS':'111122223333'},"),
            GrantLayer.none(),
            type == PolicyType.RESOURCE_CONTROL
                ? OrganizationLayer.unknown()
                : OrganizationLayer.none(),
            KeyManager.CUSTOMER));
  }

  private static Decision decide(Caller caller, String action, PolicySet policies) {
    RequestContext.Builder context = RequestContext.builder();
    if (action.equals("kms:CreateGrant")) {
      context.put("kms:GrantOperations", "Decrypt");
    }
    if (caller.equals(SERVICE)) { // a grant for a service has a source (rule 5.7)
      context.put("aws:SourceArn", FilledLayers.sourceOf(caller, KEY));
      context.put("kms:GrantConstraintSourceArn", FilledLayers.sourceOf(caller, KEY));
    }
    return REFERENCE.decide(
        AuthorizationRequest.of(caller, action, KEY, context.build()), policies);
  }

  private static FilledLayers layers(
      Caller caller,
      String action,
      Map<OpenFact.Choice, Integer> options,
      boolean isPermissive,
      boolean permits) {
    return new FilledLayers(
        caller,
        KEY,
        action,
        SideFacts.AFTER,
        options,
        isPermissive,
        permits,
        FilledLayers.sourceOf(caller, KEY));
  }

  private static FilledLayers chosen(Caller caller, Object subject, int option) {
    OpenFact.Choice choice = new OpenFact.Choice(subject, List.of("first", "other"), true);
    return layers(caller, "kms:Decrypt", Map.of(choice, option), false, false);
  }

  private static Decision decided(Completion completion) {
    return switch (completion) {
      case DENY -> Decision.EXPLICIT_DENY;
      case SILENT -> Decision.IMPLICIT_DENY;
      case NONE, ALLOW, ALLOW_ROLE, ALLOW_ACCOUNT -> Decision.ALLOWED;
    };
  }

  @ParameterizedTest
  @EnumSource(PolicyType.class)
  @DisplayName("6.8: the policy in place of an unknown layer decides as what was chosen for it")
  void fill_eachCompletion_decidesAsChosen(PolicyType type) {
    // A user with long-term credentials has no session policies (rule 4.8).
    List<Caller> callers =
        type == PolicyType.SESSION
            ? List.of(SESSION, FEDERATED)
            : List.of(ALICE, SESSION, FEDERATED);
    for (Caller caller : callers) {
      List<Completion> completions = Completion.of(type, caller);
      for (String side : List.of("", SideFacts.AFTER)) {
        for (int option = 0; option < completions.size(); option++) {
          PolicySet filled =
              chosen(caller, new Completion.Subject(type, side), option)
                  .fill(allBut(type, caller), BoundaryState.ATTACHED_UNKNOWN);

          assertThat(decide(caller, "kms:Decrypt", filled))
              .as("%s %s", caller, completions.get(option))
              .isEqualTo(decided(completions.get(option)));
        }
      }
    }
  }

  @Test
  @DisplayName("6.8: a key policy allows a service and the root user by name")
  void fill_keyPolicyOfOtherCallers_decidesAsChosen() {
    for (Caller caller : List.of(ROOT, SERVICE)) {
      List<Completion> completions = Completion.of(PolicyType.KEY, caller);
      assertThat(completions).containsExactly(Completion.SILENT, Completion.ALLOW, Completion.DENY);
      for (int option = 0; option < completions.size(); option++) {
        PolicySet filled =
            chosen(caller, new Completion.Subject(PolicyType.KEY, ""), option)
                .fill(allBut(PolicyType.KEY, caller), BoundaryState.NONE);

        assertThat(decide(caller, "kms:Decrypt", filled))
            .as("%s %s", caller, completions.get(option))
            .isEqualTo(decided(completions.get(option)));
      }
    }
  }

  @Test
  @DisplayName("4.8: a role or account that the key policy names is limited by other layers")
  void fill_keyPolicyByRoleOrAccount_needsOtherLayers() {
    PolicySet silent =
        PolicySet.of(
            new PrincipalPolicies(
                PolicyLayer.of(),
                PolicyLayer.none(),
                PolicyLayer.none(),
                OrganizationLayer.none(),
                PolicyLayer.none()),
            new KeyPolicies(
                PolicyLayer.unknown(),
                GrantLayer.none(),
                OrganizationLayer.none(),
                KeyManager.CUSTOMER));
    List<Completion> completions = Completion.of(PolicyType.KEY, SESSION);
    Completion.Subject subject = new Completion.Subject(PolicyType.KEY, "");

    PolicySet role =
        chosen(SESSION, subject, completions.indexOf(Completion.ALLOW_ROLE))
            .fill(silent, BoundaryState.NONE);
    PolicySet account =
        chosen(SESSION, subject, completions.indexOf(Completion.ALLOW_ACCOUNT))
            .fill(silent, BoundaryState.NONE);

    assertThat(decide(SESSION, "kms:Decrypt", role)).isEqualTo(Decision.ALLOWED);
    assertThat(decide(SESSION, "kms:Decrypt", account)).isEqualTo(Decision.IMPLICIT_DENY);
  }

  @Test
  @DisplayName("4.11: an unknown boundary is none in the case of no boundary")
  void fill_unknownBoundary_dependsOnTheCase() {
    FilledLayers usual = chosen(ALICE, "another subject", 1);
    PolicySet unknown = allBut(PolicyType.PERMISSIONS_BOUNDARY, ALICE);
    PolicySet known = allBut(PolicyType.SESSION, ALICE);

    assertThat(usual.fill(unknown, BoundaryState.NONE).permissionsBoundary())
        .isEqualTo(PolicyLayer.none());
    assertThat(usual.fill(unknown, BoundaryState.ATTACHED_UNKNOWN).permissionsBoundary())
        .isInstanceOf(PolicyLayer.Attached.class);
    assertThat(usual.fill(known, BoundaryState.NONE).permissionsBoundary())
        .isEqualTo(PolicyLayer.none());
  }

  @Test
  @DisplayName("A choice of the other side is not one of this side")
  void fill_choiceOfTheOtherSide_isNotRead() {
    PolicySet filled =
        chosen(ALICE, new Completion.Subject(PolicyType.KEY, SideFacts.BEFORE), 1)
            .fill(allBut(PolicyType.KEY, ALICE), BoundaryState.NONE);

    assertThat(decide(ALICE, "kms:Decrypt", filled)).isEqualTo(Decision.IMPLICIT_DENY);
  }

  @Test
  @DisplayName("Layers that would be silent allow the request if they are to be permissive")
  void fill_permissive_allowsInsteadOfSilence() {
    for (PolicyType type : List.of(PolicyType.IDENTITY, PolicyType.KEY)) {
      PolicySet unknown = allBut(type, ALICE);
      FilledLayers plain = layers(ALICE, "kms:Decrypt", Map.of(), false, false);
      FilledLayers permissive = layers(ALICE, "kms:Decrypt", Map.of(), true, false);

      assertThat(decide(ALICE, "kms:Decrypt", plain.fill(unknown, BoundaryState.NONE)))
          .isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(decide(ALICE, "kms:Decrypt", permissive.fill(unknown, BoundaryState.NONE)))
          .isEqualTo(Decision.ALLOWED);
    }
  }

  @ParameterizedTest
  @EnumSource(PolicyType.class)
  @DisplayName("A document by itself is compared where every unknown layer permits the request")
  void fill_documentByItself_permits(PolicyType type) {
    for (Caller caller : List.of(ALICE, SESSION, FEDERATED)) {
      FilledLayers permitting = layers(caller, "kms:Decrypt", Map.of(), false, true);
      PolicySet filled = permitting.fill(allBut(type, caller), BoundaryState.ATTACHED_UNKNOWN);

      assertThat(decide(caller, "kms:Decrypt", filled))
          .as("%s", caller)
          .isEqualTo(Decision.ALLOWED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"kms:Decrypt", "kms:DescribeKey", "kms:CreateGrant", "kms:RetireGrant"})
  @DisplayName("5.6, 5.16: a grant in place of unknown grants allows the request")
  void fill_grants_allowTheRequest(String action) {
    KeyPolicies key =
        new KeyPolicies(
            layer(PolicyType.KEY, "'Principal':{'AWS':'999900001111'},"),
            GrantLayer.unknown(),
            OrganizationLayer.none(),
            KeyManager.CUSTOMER);
    for (Caller caller : List.of(ALICE, SESSION, FEDERATED, SERVICE)) {
      PolicySet unknown =
          PolicySet.of(
              new PrincipalPolicies(
                  PolicyLayer.of(),
                  PolicyLayer.none(),
                  caller.equals(FEDERATED) ? layer(PolicyType.SESSION, "") : PolicyLayer.none(),
                  OrganizationLayer.none(),
                  PolicyLayer.none()),
              key);
      for (Completion.Grants subject :
          List.of(new Completion.Grants(""), new Completion.Grants(SideFacts.AFTER))) {
        for (int option = 0; option < 2; option++) {
          OpenFact.Choice choice = new OpenFact.Choice(subject, List.of("no", "yes"), true);
          PolicySet filled =
              layers(caller, action, Map.of(choice, option), false, false)
                  .fill(unknown, BoundaryState.NONE);

          assertThat(decide(caller, action, filled) == Decision.ALLOWED)
              .as("%s with %s", caller, filled.grants())
              .isEqualTo(option == 1);
        }
      }
    }
  }
}
