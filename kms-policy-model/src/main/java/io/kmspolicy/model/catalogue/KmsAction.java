package io.kmspolicy.model.catalogue;

import java.util.List;
import java.util.Set;

/**
 * An IAM action of KMS.
 *
 * @param name the action, such as {@code kms:Decrypt}
 * @param resources the kinds of resource it is checked on; empty if it is checked on {@code *}
 * @param crossAccount whether it can be used on a resource of another account
 * @param keyPolicy whether a key policy can allow it
 * @param grantable whether a grant can allow it
 * @param grantContext the effect of a grant's encryption context constraint on it
 * @param cryptographic whether it is one of the cryptographic operations
 * @param accessLevel the access level, such as {@code Write}
 * @param conditionKeys the condition keys of the action and its resource, as templates, without the
 *     global keys
 * @param conditionKeysKnown whether AWS documents the condition keys of the action
 * @param dependentActions actions that some requests need in addition
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html">Actions,
 *     resources, and condition keys for AWS KMS</a>
 */
public record KmsAction(
    String name,
    Set<ResourceKind> resources,
    CrossAccountUse crossAccount,
    KeyPolicyControl keyPolicy,
    boolean grantable,
    EncryptionContextUse grantContext,
    boolean cryptographic,
    String accessLevel,
    List<String> conditionKeys,
    boolean conditionKeysKnown,
    List<String> dependentActions) {

  /** Copies the collections. */
  public KmsAction {
    resources = Set.copyOf(resources);
    conditionKeys = List.copyOf(conditionKeys);
    dependentActions = List.copyOf(dependentActions);
  }

  /** Whether the action only reads, by its access level. */
  public boolean isRead() {
    return accessLevel.equals("Read") || accessLevel.equals("List");
  }

  /**
   * What the action is for. Actions on grants are those that manage permissions and have condition
   * keys of grants.
   */
  public ActionGroup group() {
    if (cryptographic) {
      return ActionGroup.USE;
    }
    if (isRead()) {
      return ActionGroup.READ;
    }
    boolean isOnGrants =
        accessLevel.equals("Permissions management")
            && conditionKeys.stream().anyMatch(key -> key.startsWith("kms:Grant"));
    return isOnGrants ? ActionGroup.GRANT : ActionGroup.ADMINISTER;
  }

  /** Whether the action is checked on {@code *} and not on a specific resource (rule 5.10). */
  public boolean needsNoKey() {
    return resources.isEmpty();
  }
}
