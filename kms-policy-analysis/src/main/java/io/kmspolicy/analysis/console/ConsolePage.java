package io.kmspolicy.analysis.console;

import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.stream.Stream;

/**
 * A page of the KMS console, with the permissions that it needs.
 *
 * @param name the task and the page
 * @param needs the permissions
 */
public record ConsolePage(String name, List<Need> needs) {

  private static final List<Need> CREATE =
      List.of(
          Need.any("kms:CreateKey"),
          Need.any("kms:ListAliases"),
          Need.alias("kms:CreateAlias"),
          Need.newKey("kms:CreateAlias"),
          Need.newKey("kms:PutKeyPolicy"),
          Need.any("iam:ListUsers"),
          Need.any("iam:ListRoles"));

  /** Copies the list. */
  public ConsolePage {
    needs = List.copyOf(needs);
  }

  /** The kind of resource on which a permission is needed. */
  public enum On {
    /** No particular resource. */
    NOTHING,
    /** A key of the account. */
    KEY,
    /** An alias of the account. */
    ALIAS;

    /** A resource of the kind. */
    public KmsResource resource(String account, String region) {
      return switch (this) {
        case NOTHING -> new KmsResource.Any();
        case KEY -> new KmsResource.UnknownKey(Partition.ofRegion(region), region, account);
        case ALIAS -> Samples.alias(account, region);
      };
    }
  }

  /**
   * A permission that a page needs.
   *
   * @param action the action
   * @param on the kind of resource
   * @param elsewhere what else than an IAM policy can allow the action
   */
  public record Need(String action, On on, Elsewhere elsewhere) {
    static Need any(String action) {
      return new Need(action, On.NOTHING, Elsewhere.NOWHERE);
    }

    static Need key(String action) {
      return new Need(action, On.KEY, Elsewhere.KEY_POLICY);
    }

    static Need newKey(String action) {
      return new Need(action, On.KEY, Elsewhere.NEW_KEY_POLICY);
    }

    static Need alias(String action) {
      return new Need(action, On.ALIAS, Elsewhere.NOWHERE);
    }
  }

  /** What else than an IAM policy can allow an action. */
  public enum Elsewhere {
    /** Nothing. */
    NOWHERE,
    /** The policy of an existing key. */
    KEY_POLICY,
    /** The key policy that the principal sets when it creates the key. */
    NEW_KEY_POLICY
  }

  /** All pages, in the order of the output. */
  public static List<ConsolePage> all() {
    return List.of(
        new ConsolePage(
            "view: list of keys", List.of(Need.any("kms:ListKeys"), Need.any("kms:ListAliases"))),
        new ConsolePage(
            "view: details of a key",
            List.of(
                Need.key("kms:DescribeKey"),
                Need.key("kms:GetKeyPolicy"),
                Need.key("kms:ListKeyPolicies"),
                Need.key("kms:GetKeyRotationStatus"),
                Need.key("kms:GetPublicKey"),
                Need.key("kms:ListResourceTags"))),
        new ConsolePage(
            "view: key policy in default view",
            List.of(Need.any("iam:ListUsers"), Need.any("iam:ListRoles"))),
        new ConsolePage(
            "view: custom key stores", List.of(Need.any("kms:DescribeCustomKeyStores"))),
        new ConsolePage("create: a key", CREATE),
        new ConsolePage(
            "create: a key with tags",
            Stream.concat(
                    CREATE.stream(),
                    Stream.of(new Need("kms:TagResource", On.KEY, Elsewhere.NOWHERE)))
                .toList()),
        new ConsolePage(
            "manage: aliases",
            List.of(
                Need.alias("kms:CreateAlias"),
                Need.key("kms:CreateAlias"),
                Need.alias("kms:DeleteAlias"),
                Need.key("kms:DeleteAlias"))),
        new ConsolePage(
            "manage: tags", List.of(Need.key("kms:TagResource"), Need.key("kms:UntagResource"))),
        new ConsolePage("manage: key policy", List.of(Need.key("kms:PutKeyPolicy"))),
        new ConsolePage(
            "manage: state and rotation",
            List.of(
                Need.key("kms:EnableKey"),
                Need.key("kms:DisableKey"),
                Need.key("kms:EnableKeyRotation"),
                Need.key("kms:DisableKeyRotation"))),
        new ConsolePage(
            "manage: deletion",
            List.of(Need.key("kms:ScheduleKeyDeletion"), Need.key("kms:CancelKeyDeletion"))));
  }
}
