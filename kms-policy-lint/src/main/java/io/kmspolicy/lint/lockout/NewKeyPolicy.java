package io.kmspolicy.lint.lockout;

import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Optional;

/**
 * A key policy that a caller wants to set.
 *
 * @param source the file or other name of the text, for messages
 * @param text the key policy as JSON
 * @param caller who sets it; the key is of the caller's account
 * @param key the key, or empty for a key that does not exist yet
 * @param others the policies besides the key policy that apply to the caller and the key; the key
 *     policy and the grants in it are ignored
 * @param context the condition keys of the caller's next request
 * @param bypass whether the call sets {@code BypassPolicyLockoutSafetyCheck}
 * @param hasOpaqueParts whether the text may have opaque parts in place of values that its source
 *     leaves open; in any other text, characters that look so are text
 */
public record NewKeyPolicy(
    String source,
    String text,
    AccountCaller caller,
    Optional<KmsResource.Key> key,
    PolicySet others,
    RequestContext context,
    boolean bypass,
    boolean hasOpaqueParts) {

  /** A policy of which the whole text is known. */
  public NewKeyPolicy(
      String source,
      String text,
      AccountCaller caller,
      Optional<KmsResource.Key> key,
      PolicySet others,
      RequestContext context,
      boolean bypass) {
    this(source, text, caller, key, others, context, bypass, false);
  }

  /** What is known of the text. */
  String knownText() {
    return hasOpaqueParts ? OpaqueText.replaced(text, part -> "") : text;
  }

  /** The document; a statement with opaque parts is read as its bounds (rule 1.13). */
  PolicyDocument document() {
    PolicyReader reader = PolicyReader.forType(PolicyType.KEY).source(source);
    return (hasOpaqueParts ? reader.withOpaqueParts() : reader).read(text);
  }

  private static final String REGION = "us-east-1";
  private static final String ID = "0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f";

  /** A key of the caller's account that stands for one that does not exist yet. */
  public static KmsResource.Key someKeyOf(AccountCaller caller) {
    return new KmsResource.Key(caller.partition(), REGION, caller.accountId(), ID);
  }

  /** Policies of which nothing is known. */
  public static PolicySet unknownPolicies() {
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
