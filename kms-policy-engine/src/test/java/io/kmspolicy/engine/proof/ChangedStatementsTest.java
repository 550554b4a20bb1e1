package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The prover leaves out the actions on which no statement changed. An action that it leaves out
 * although a request is decided differently would be a proof that is wrong.
 */
class ChangedStatementsTest {

  private static final ActionIndex INDEX = new ActionIndex(KmsCatalogue.bundled());
  private static final PolicyEvaluator REFERENCE = PolicyEvaluator.reference();
  private static final KmsResource.Key KEY =
      (KmsResource.Key)
          KmsResource.parse(
              "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");
  private static final List<Caller> CALLERS =
      List.of(
          Caller.parse("arn:aws:iam::111122223333:user/alice"),
          Caller.parse("arn:aws:iam::111122223333:user/bob"),
          Caller.parse("arn:aws:iam::111122223333:root"),
          Caller.parse("s3.amazonaws.com"));
  private static final List<String> ACTIONS = List.of("kms:Decrypt", "kms:Encrypt", "kms:Sign");
  private static final List<RequestContext> CONTEXTS =
      List.of(
          RequestContext.empty(), RequestContext.builder().put("aws:SourceVpce", "vpce-1").build());
  private static final List<PolicyType> LAYERS =
      List.of(
          PolicyType.KEY,
          PolicyType.IDENTITY,
          PolicyType.PERMISSIONS_BOUNDARY,
          PolicyType.SESSION,
          PolicyType.SERVICE_CONTROL,
          PolicyType.RESOURCE_CONTROL,
          PolicyType.VPC_ENDPOINT);

  /** The layers of a caller and a key; those that are not about the test permit everything. */
  private record Layers(PrincipalPolicies own, KeyPolicies key) {

    static Layers of(PolicyType type, List<NamedPolicy> policies) {
      return new Layers(
          new PrincipalPolicies(
              plain(PolicyType.IDENTITY, type, policies),
              limit(PolicyType.PERMISSIONS_BOUNDARY, type, policies),
              limit(PolicyType.SESSION, type, policies),
              levels(PolicyType.SERVICE_CONTROL, type, policies),
              limit(PolicyType.VPC_ENDPOINT, type, policies)),
          new KeyPolicies(
              plain(PolicyType.KEY, type, policies),
              GrantLayer.none(),
              levels(PolicyType.RESOURCE_CONTROL, type, policies),
              KeyManager.CUSTOMER));
    }

    private static PolicyLayer plain(
        PolicyType type, PolicyType changed, List<NamedPolicy> policies) {
      return type == changed
          ? PolicyLayer.of(policies.toArray(NamedPolicy[]::new))
          : PolicyLayer.of(policy(type, List.of("Allow * kms:* -")));
    }

    private static PolicyLayer limit(
        PolicyType type, PolicyType changed, List<NamedPolicy> policies) {
      return type == changed ? plain(type, changed, policies) : PolicyLayer.none();
    }

    private static OrganizationLayer levels(
        PolicyType type, PolicyType changed, List<NamedPolicy> policies) {
      return type == changed
          ? OrganizationLayer.of(new OrganizationLayer.Level("root", policies))
          : OrganizationLayer.none();
    }

    ChangedStatements changesTo(Layers after) {
      return ChangedStatements.of(own, after.own).and(ChangedStatements.of(key, after.key));
    }

    boolean decidesLike(Layers other, Caller caller, String action) {
      return CONTEXTS.stream()
          .map(context -> AuthorizationRequest.of(caller, action, KEY, context))
          .allMatch(request -> decide(request) == other.decide(request));
    }

    private Decision decide(AuthorizationRequest request) {
      return REFERENCE.decide(request, PolicySet.of(own, key));
    }
  }

  /** A policy of statements in words: effect, principal, action, and a test or none. */
  private static NamedPolicy policy(PolicyType type, List<String> statements) {
    List<String> all = new ArrayList<>();
    for (String words : statements) {
      String[] word = words.split(" ");
      String principal = word[1].equals("*") ? "'*'" : "{'AWS':'" + word[1] + "'}";
      all.add(
          "{'Effect':'"
              + word[0]
              + "',"
              + (type.namesPrincipals() ? "'Principal':" + principal + "," : "")
              + "'Action':'"
              + word[2]
              + "','Resource':'*'"
              + (word[3].equals("-")
                  ? ""
                  : ",'Condition':{'StringEquals':{'aws:SourceVpce':'" + word[3] + "'}}")
              + "}");
    }
    String text = "{'Version':'2012-10-17','Statement':[" + String.join(",", all) + "]}";
    PolicyDocument document = PolicyReader.forType(type).read(text.replace('\'', '"'));
    return new NamedPolicy("p", document);
  }

  private static <T> T pick(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static List<String> statements(Random random, PolicyType type) {
    List<String> statements = new ArrayList<>();
    boolean allows = type != PolicyType.RESOURCE_CONTROL;
    for (int i = random.nextInt(4); i > 0; i--) {
      boolean isAllow = allows && random.nextBoolean();
      boolean isForAll = type == PolicyType.RESOURCE_CONTROL || random.nextBoolean();
      statements.add(
          String.join(
              " ",
              isAllow ? "Allow" : "Deny",
              isForAll ? "*" : "arn:aws:iam::111122223333:user/alice",
              pick(random, List.of("kms:*", "kms:Decrypt", "kms:*crypt")),
              pick(random, List.of("-", "vpce-1"))));
    }
    return statements;
  }

  private static boolean includes(long actions, String action) {
    for (int i = 0; i < INDEX.size(); i++) {
      if (INDEX.name(i).equals(action)) {
        return (actions >>> i & 1) != 0;
      }
    }
    throw new IllegalArgumentException(action);
  }

  @Test
  @DisplayName("An action that some request is decided differently for is one of those compared")
  void actionsOf_randomChanges_includeWhatIsDecidedDifferently() {
    Random random = new Random(20_261_127);
    int different = 0;
    for (int i = 0; i < 500; i++) {
      PolicyType type = pick(random, LAYERS);
      Layers before = Layers.of(type, List.of(policy(type, statements(random, type))));
      Layers after = Layers.of(type, List.of(policy(type, statements(random, type))));
      ChangedStatements changed = before.changesTo(after);
      for (Caller caller : CALLERS) {
        for (String action : ACTIONS) {
          if (!before.decidesLike(after, caller, action)) {
            different++;
            assertThat(includes(changed.of(caller, INDEX).actions(), action))
                .as("%s of %s from %s to %s", action, caller, before, after)
                .isTrue();
          }
        }
      }
    }
    assertThat(different).isGreaterThan(200);
  }

  @Test
  @DisplayName("Only the actions of the changed statements are compared, for whom they name")
  void actionsOf_oneStatement_areItsActionsForItsPrincipals() {
    String root = "Allow * kms:* -";
    String alice = "Deny arn:aws:iam::111122223333:user/alice kms:*crypt vpce-1";
    NamedPolicy few = policy(PolicyType.KEY, List.of(root));
    NamedPolicy more = policy(PolicyType.KEY, List.of(alice, root));
    ChangedStatements changed =
        Layers.of(PolicyType.KEY, List.of(few)).changesTo(Layers.of(PolicyType.KEY, List.of(more)));

    long ofAlice = changed.of(CALLERS.get(0), INDEX).actions();

    assertThat(ACTIONS)
        .filteredOn(one -> includes(ofAlice, one))
        .containsExactly("kms:Decrypt", "kms:Encrypt");
    assertThat(changed.of(CALLERS.get(1), INDEX).actions()).isZero();
  }

  @Test
  @DisplayName("Statements in another order, under other names and in other policies, are the same")
  void actionsOf_rearrangedStatements_areNone() {
    for (PolicyType type : LAYERS) {
      String allow = (type == PolicyType.RESOURCE_CONTROL ? "Deny" : "Allow") + " * kms:Decrypt -";
      String deny = "Deny * kms:Encrypt vpce-1";
      Layers one = Layers.of(type, List.of(policy(type, List.of(allow, deny))));
      Layers other =
          Layers.of(type, List.of(policy(type, List.of(deny)), policy(type, List.of(allow))));

      ChangedStatements changed = one.changesTo(other);

      assertThat(changed.isWhole()).isFalse();
      assertThat(changed.of(CALLERS.get(0), INDEX).actions()).as("%s", type).isZero();
    }
  }

  @Test
  @DisplayName("Grants, the manager of the key, or a layer that comes or goes change all actions")
  void actionsOf_otherChanges_areAll() {
    KeyPolicies key = Layers.of(PolicyType.SESSION, List.of()).key();
    PrincipalPolicies own = Layers.of(PolicyType.KEY, List.of()).own();
    OrganizationLayer levels =
        OrganizationLayer.of(
            new OrganizationLayer.Level("root", List.of()),
            new OrganizationLayer.Level("ou", List.of()));
    OrganizationLayer level = OrganizationLayer.of(new OrganizationLayer.Level("root", List.of()));

    List<ChangedStatements> changes =
        List.of(
            ChangedStatements.of(key, with(key, GrantLayer.unknown(), key.manager())),
            ChangedStatements.of(key, with(key, key.grants(), KeyManager.AWS)),
            ChangedStatements.of(own, with(own, PolicyLayer.of(), own.serviceControl())),
            ChangedStatements.of(own, with(own, own.permissionsBoundary(), level)),
            ChangedStatements.of(
                with(own, own.permissionsBoundary(), level),
                with(own, own.permissionsBoundary(), levels)),
            ChangedStatements.of(
                with(own, own.permissionsBoundary(), OrganizationLayer.unknown()), own));

    assertThat(changes)
        .allSatisfy(one -> assertThat(one.of(CALLERS.get(0), INDEX).actions()).isEqualTo(-1L));
  }

  private static KeyPolicies with(KeyPolicies key, GrantLayer grants, KeyManager manager) {
    return new KeyPolicies(key.key(), grants, key.resourceControl(), manager);
  }

  private static PrincipalPolicies with(
      PrincipalPolicies own, PolicyLayer boundary, OrganizationLayer serviceControl) {
    return new PrincipalPolicies(
        own.identity(), boundary, own.session(), serviceControl, own.vpcEndpoint());
  }
}
