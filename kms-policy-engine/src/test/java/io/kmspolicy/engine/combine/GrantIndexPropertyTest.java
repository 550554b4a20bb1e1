package io.kmspolicy.engine.combine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.FederatedUser;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** The index of grants by principals against the plain loop over all grants. */
@Label("grants by their principals")
@AddLifecycleHook(Seeds.class)
class GrantIndexPropertyTest {

  private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String KEY = "arn:aws:kms:us-west-2:111122223333:key/" + ID;
  private static final KmsCatalogue CATALOGUE = KmsCatalogue.bundled();

  private static final List<String> PRINCIPALS =
      List.of(
          "111122223333",
          "444455556666",
          "arn:aws:iam::111122223333:root",
          "arn:aws-cn:iam::111122223333:root",
          "arn:aws:iam::111122223333:user/alice",
          "arn:aws:iam::111122223333:user/team/alice",
          "arn:aws-cn:iam::111122223333:user/alice",
          "arn:aws:iam::444455556666:user/alice",
          "arn:aws:iam::111122223333:role/App",
          "arn:aws:iam::111122223333:role/team/App",
          "arn:aws:iam::111122223333:role/OtherApp",
          "arn:aws:iam::111122223333:role/AWSServiceRoleForX",
          "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
          "arn:aws:sts::111122223333:assumed-role/App/one",
          "arn:aws:sts::111122223333:assumed-role/App/two",
          "arn:aws:sts::111122223333:assumed-role/App2/one",
          "arn:aws:sts::111122223333:federated-user/alice",
          "arn:aws:iam::111122223333:group/alice",
          "AWS Internal",
          "*",
          "");

  private static final List<String> CALLERS =
      List.of(
          "arn:aws:iam::111122223333:root",
          "arn:aws:iam::111122223333:user/alice",
          "arn:aws:iam::111122223333:user/team/alice",
          "arn:aws:iam::444455556666:user/alice",
          "arn:aws:iam::111122223333:role/App",
          "arn:aws:iam::111122223333:role/team/App",
          "arn:aws:sts::111122223333:assumed-role/App/one",
          "arn:aws:sts::111122223333:assumed-role/App/three",
          "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForX/s",
          "arn:aws:sts::111122223333:federated-user/alice",
          "arn:aws:sts::444455556666:federated-user/alice",
          "sns.amazonaws.com");

  private static Stream<Caller> variants(String text) {
    Caller caller = Caller.parse(text);
    if (caller instanceof RoleCaller role) {
      return Stream.of(
          caller, role.withPath(RolePath.root()), role.withPath(new RolePath.Known("/team/")));
    }
    if (caller instanceof FederatedUser federated) {
      return Stream.of(
          caller,
          federated.madeBy(new FederatingUser.Nobody()),
          federated.madeBy(new FederatingUser.Named("alice")),
          federated.madeBy(new FederatingUser.Named("team/alice")));
    }
    return Stream.of(caller);
  }

  private static Arbitrary<GrantPrincipal> principals() {
    return Arbitraries.oneOf(
        Arbitraries.of(PRINCIPALS).map(GrantPrincipal.Principal::new),
        Arbitraries.of(
            new GrantPrincipal.ServicePrincipal("sns.amazonaws.com"),
            new GrantPrincipal.ServicePrincipal("sqs.amazonaws.com"),
            new GrantPrincipal.Nobody()));
  }

  @Provide
  Arbitrary<List<Grant>> grants() {
    Arbitrary<String> keys = Arbitraries.of("", KEY, KEY, ID, KEY.replace("1234abcd", "0"));
    Arbitrary<String> issuers =
        Arbitraries.of(
            "",
            "111122223333",
            "arn:aws:iam::111122223333:root",
            "444455556666",
            "777788889999",
            "arn:aws:s3:::bucket",
            "unreadable");
    Arbitrary<List<String>> operations =
        Arbitraries.of(
            List.of("Decrypt"), List.of("Decrypt", "RetireGrant"), List.of("RetireGrant"));
    return Combinators.combine(
            Arbitraries.of("g1", "g2", "g3"), keys, principals(), principals(), operations, issuers)
        .as(
            (id, key, grantee, retiring, listed, issuer) ->
                new Grant(
                    id, "", key, grantee, retiring, listed, GrantConstraints.none(), issuer, ""))
        .list()
        .ofMaxSize(12);
  }

  @Provide
  Arbitrary<RequestAttributes> requests() {
    List<Caller> callers = CALLERS.stream().flatMap(GrantIndexPropertyTest::variants).toList();
    return Combinators.combine(
            Arbitraries.of(callers),
            Arbitraries.of("kms:Decrypt", "kms:RetireGrant", "kms:RetireGrant", "kms:ListKeys"),
            Arbitraries.of("", "", "", "g1", "g9"),
            Arbitraries.of(KEY, KEY, KEY, "arn:aws:kms:us-west-2:444455556666:key/" + ID),
            Arbitraries.of("", "", "111122223333", "444455556666"))
        .as(
            (caller, action, id, key, account) ->
                RequestAttributes.of(
                    new AuthorizationRequest(
                        caller,
                        action,
                        KmsResource.parse(key),
                        RequestContext.empty(),
                        id,
                        KeyManager.CUSTOMER,
                        account),
                    CATALOGUE));
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261126", tries = 5_000)
  @Label("5.7, 5.14: the index gives the result of the plain loop over all grants")
  void usable_anyGrants_hasTheResultOfThePlainLoop(
      @ForAll("grants") List<Grant> grants,
      @ForAll("requests") RequestAttributes request,
      @ForAll MatchResult limits,
      @ForAll MatchResult identity) {
    GrantLayer layer = new GrantLayer.Known(grants);
    GrantGroups groups = GrantGroups.of(layer);
    UsableGrants found = new GrantIndex(groups).usable(request);
    UsableGrants plain = UsableGrants.of(groups, request);

    assertThat(match(request, found, limits, identity))
        .isEqualTo(match(request, plain, limits, identity));
    if (!request.isRetireGrant()) {
      assertThat(((UsableGrants.Known) found).groups())
          .isEqualTo(((UsableGrants.Known) plain).groups());
    }
  }

  private static RequestAttributes request(Caller caller, String action) {
    return RequestAttributes.of(
        new AuthorizationRequest(
            caller,
            action,
            KmsResource.parse(KEY),
            RequestContext.empty(),
            "",
            KeyManager.CUSTOMER,
            ""),
        CATALOGUE);
  }

  private static Grant grant(
      String key, GrantPrincipal grantee, GrantPrincipal retiring, String issuer) {
    List<String> operations = List.of("Decrypt", "RetireGrant");
    return new Grant(
        "g", "", key, grantee, retiring, operations, GrantConstraints.none(), issuer, "");
  }

  @Example
  @Label("5.7, 5.14: a single grant is found by the callers whom it means, whatever names them")
  void usable_eachPrincipalAlone_hasTheResultOfThePlainLoop() {
    List<GrantPrincipal> principals = new ArrayList<>();
    PRINCIPALS.forEach(text -> principals.add(new GrantPrincipal.Principal(text)));
    principals.add(new GrantPrincipal.ServicePrincipal("sns.amazonaws.com"));
    principals.add(new GrantPrincipal.ServicePrincipal("sqs.amazonaws.com"));
    for (GrantPrincipal principal : principals) {
      List<Grant> grants =
          List.of(
              grant(KEY, principal, new GrantPrincipal.Nobody(), "111122223333"),
              grant(KEY, new GrantPrincipal.Nobody(), principal, "444455556666"));
      CALLERS.stream()
          .flatMap(GrantIndexPropertyTest::variants)
          .forEach(
              caller -> {
                for (String action : List.of("kms:Decrypt", "kms:RetireGrant")) {
                  for (Grant grant : grants) {
                    usable_anyGrants_hasTheResultOfThePlainLoop(
                        List.of(grant),
                        request(caller, action),
                        MatchResult.MATCH,
                        MatchResult.MATCH);
                  }
                }
              });
    }
  }

  @Example
  @Label("5.7, 5.8: grants are of one group if key, grantee and issuing account are the same")
  void groups_grantsThatDifferInOneMember_areApart() {
    GrantPrincipal alice = new GrantPrincipal.Principal(PRINCIPALS.get(4));
    GrantPrincipal app = new GrantPrincipal.Principal(PRINCIPALS.get(8));
    GrantPrincipal nobody = new GrantPrincipal.Nobody();
    Grant first = grant(KEY, alice, nobody, "111122223333");
    List<Grant> others =
        List.of(
            grant(ID, alice, nobody, "111122223333"),
            grant(KEY, app, nobody, "111122223333"),
            grant(KEY, alice, nobody, "444455556666"));
    for (Grant other : others) {
      List<GrantGroups.Group> groups =
          GrantGroups.of(new GrantLayer.Known(List.of(first, first, other, first))).groups();

      assertThat(groups).hasSize(2);
      assertThat(groups.get(0).grants()).containsExactly(first, first, first);
      assertThat(groups.get(1).grants()).containsExactly(other);
    }
  }

  private static MatchResult match(
      RequestAttributes request, UsableGrants grants, MatchResult limits, MatchResult identity) {
    GrantConstraintMatcher cover = new GrantConstraintMatcher(request, RequestContext.empty());
    return new GrantEvaluator<>(Logic.KNOWN, request, cover, limits, identity).match(grants);
  }
}
