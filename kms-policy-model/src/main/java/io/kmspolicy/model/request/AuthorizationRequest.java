package io.kmspolicy.model.request;

import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;

/**
 * A request to authorize: a caller, an action, a resource and the condition context.
 *
 * @param caller the caller
 * @param action one IAM action, such as {@code kms:Decrypt}; letter case is ignored
 * @param resource the key or alias, or {@code *} for no resource
 * @param context the condition context; nothing is derived from the other members
 * @param grantId the grant that {@code kms:RetireGrant} or {@code kms:RevokeGrant} names; empty for
 *     any of the key's grants
 * @param keyManager who manages the key
 * @param resourceAccount the account that owns the resource; empty for the one in the resource, or
 *     the caller's where the resource names none
 */
public record AuthorizationRequest(
    Caller caller,
    String action,
    KmsResource resource,
    ConditionContext context,
    String grantId,
    KeyManager keyManager,
    String resourceAccount) {

  /** A request about a customer managed key, or about no key. */
  public static AuthorizationRequest of(
      Caller caller, String action, KmsResource resource, ConditionContext context) {
    return new AuthorizationRequest(caller, action, resource, context, "", KeyManager.CUSTOMER, "");
  }
}
