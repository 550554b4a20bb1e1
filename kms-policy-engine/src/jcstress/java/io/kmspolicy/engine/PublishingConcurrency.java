package io.kmspolicy.engine;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Decisions beside the publication of a snapshot. */
public final class PublishingConcurrency {

  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final KmsResource.Key KEY =
      (KmsResource.Key)
          KmsResource.parse(
              "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");

  private static final String ALLOW = "{'Effect':'Allow','Action':'kms:Decrypt','Resource':'*'}";
  private static final String DELEGATE =
      "{'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'kms:*','Resource':'*'}";
  private static final String DIRECT =
      "{'Effect':'Allow','Principal':{'AWS':'"
          + ALICE.arn()
          + "'},'Action':'kms:*','Resource':'*'}";

  /** The key policy leaves the decision to the identity policy, which allows the request. */
  private static final PolicySnapshot BY_IDENTITY = snapshot(ALLOW, DELEGATE);

  /** The key policy alone allows the request. */
  private static final PolicySnapshot BY_KEY = snapshot("", DIRECT);

  /** Nothing allows the request. */
  private static final PolicySnapshot NOT_AT_ALL = snapshot("", DELEGATE);

  private PublishingConcurrency() {}

  private static PolicySnapshot snapshot(String identity, String key) {
    return PolicySnapshot.builder()
        .principal(
            ALICE,
            new PrincipalPolicies(
                layer(PolicyType.IDENTITY, identity),
                PolicyLayer.none(),
                PolicyLayer.none(),
                OrganizationLayer.none(),
                PolicyLayer.none()))
        .key(
            KEY,
            new KeyPolicies(
                layer(PolicyType.KEY, key),
                GrantLayer.none(),
                OrganizationLayer.none(),
                KeyManager.CUSTOMER))
        .build();
  }

  private static PolicyLayer layer(PolicyType type, String statement) {
    String text = "{'Version':'2012-10-17','Statement':[" + statement + "]}";
    return PolicyLayer.of(
        new NamedPolicy("p", PolicyReader.forType(type).read(text.replace('\'', '"'))));
  }

  /** An engine with one caller that has decided once. */
  private static final class Engine {

    private final Authorizer authorizer;
    private final PrincipalHandle alice;
    private final ActionHandle decrypt;

    Engine(PolicySnapshot first) {
      authorizer = Authorizer.builder().policies(first).build();
      alice = authorizer.principal(ALICE);
      decrypt = authorizer.action("kms:Decrypt");
      allows();
    }

    boolean allows() {
      return alice.decide(decrypt, KEY.arn(), RequestContext.empty()) == Decision.ALLOWED;
    }
  }

  /** Both snapshots allow the request, and a mixture of the two does not. */
  @JCStressTest
  @Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "One snapshot decided.")
  @State
  public static class Whole {

    private final Engine engine = new Engine(BY_IDENTITY);

    /** Publishes the other snapshot. */
    @Actor
    public void publish() {
      engine.authorizer.publish(BY_KEY);
    }

    /** Decides. */
    @Actor
    public void decide(Z_Result result) {
      result.r1 = engine.allows();
    }
  }

  /** A thread that has seen the new snapshot does not see the old one again. */
  @JCStressTest
  @Outcome(
      id = {"true, true", "true, false", "false, false"},
      expect = Expect.ACCEPTABLE,
      desc = "The new snapshot stays.")
  @State
  public static class Onward {

    private final Engine engine = new Engine(BY_KEY);

    /** Publishes the snapshot that allows nothing. */
    @Actor
    public void publish() {
      engine.authorizer.publish(NOT_AT_ALL);
    }

    /** Decides twice. */
    @Actor
    public void decide(ZZ_Result result) {
      result.r1 = engine.allows();
      result.r2 = engine.allows();
    }
  }
}
