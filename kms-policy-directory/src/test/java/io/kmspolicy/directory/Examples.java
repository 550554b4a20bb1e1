package io.kmspolicy.directory;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.PolicySource;
import java.util.function.BiFunction;

/** Sample account, caller and keys for tests. */
public final class Examples {

  public static final String ACCOUNT = "111122223333";
  public static final String REGION = "us-west-2";
  public static final String KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  public static final String OTHER_ID = "0987dcba-09fe-87dc-65ba-ab0987654321";
  public static final String MRK_ID = "mrk-1234abcd12ab34cd56ef1234567890ab";
  public static final String KEY_ARN = arn("key/" + KEY_ID);
  public static final String OTHER_ARN = arn("key/" + OTHER_ID);
  public static final String FOREIGN_ARN = "arn:aws:kms:us-west-2:444455556666:key/" + KEY_ID;
  public static final String ALIAS = "alias/app";
  public static final KmsResource KEY = KmsResource.parse(KEY_ARN);
  public static final KmsResource UNKNOWN_KEY = new KmsResource.UnknownKey("aws", REGION);
  public static final Caller CALLER =
      ((Caller.RoleSession) Caller.parse("arn:aws:sts::111122223333:assumed-role/App/session-1"))
          .ofRole("arn:aws:iam::111122223333:role/team/App");

  private Examples() {}

  public static String arn(String resource) {
    return "arn:aws:kms:" + REGION + ":" + ACCOUNT + ":" + resource;
  }

  /**
   * A source that returns the layers of a policy set from a function, as new objects for each call.
   */
  public static PolicySource source(BiFunction<Caller, KmsResource, PolicySet> policies) {
    return new PolicySource() {
      @Override
      public PrincipalPolicies principal(Caller caller) {
        return policies.apply(caller, new KmsResource.Any()).principalPolicies();
      }

      @Override
      public KeyPolicies key(KmsResource resource, Caller caller) {
        return policies.apply(caller, resource).keyPolicies(KeyManager.CUSTOMER);
      }
    };
  }

  public static PolicySet allUnknown() {
    return new PolicySet(
        PolicyLayer.unknown(),
        PolicyLayer.unknown(),
        PolicyLayer.unknown(),
        OrganizationLayer.unknown(),
        OrganizationLayer.unknown(),
        PolicyLayer.unknown(),
        GrantLayer.unknown(),
        PolicyLayer.unknown());
  }
}
