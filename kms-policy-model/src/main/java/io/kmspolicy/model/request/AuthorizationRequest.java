package io.kmspolicy.model.request;

import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;

/**
 * A request to authorize: a caller, an action, a resource and the condition context.
 *
 * @param caller the caller
 * @param action one IAM action, such as {@code kms:Decrypt}; letter case is ignored
 * @param resource the key or alias, or {@code *} for no resource
 * @param context the condition context; nothing is added to it from the other components
 * @param grantId the id of the grant in a request for {@code kms:RetireGrant} or {@code
 *     kms:RevokeGrant}; empty for any of the key's grants
 * @param keyManager who manages the key
 * @param resourceAccount the account that owns the resource; if empty, the account in the
 *     resource's ARN, or else the caller's account
 */
public record AuthorizationRequest(
    Caller caller,
    String action,
    KmsResource resource,
    ConditionContext context,
    String grantId,
    KeyManager keyManager,
    String resourceAccount) {

  /** A request for a customer managed key, or for no key. */
  public static AuthorizationRequest of(
      Caller caller, String action, KmsResource resource, ConditionContext context) {
    return of(caller, action, resource, context, KeyManager.CUSTOMER);
  }

  /** A request for a key of a manager, or for no key. */
  public static AuthorizationRequest of(
      Caller caller,
      String action,
      KmsResource resource,
      ConditionContext context,
      KeyManager keyManager) {
    return new AuthorizationRequest(caller, action, resource, context, "", keyManager, "");
  }

  /** This request in another context. */
  public AuthorizationRequest in(ConditionContext other) {
    return new AuthorizationRequest(
        caller, action, resource, other, grantId, keyManager, resourceAccount);
  }
}
