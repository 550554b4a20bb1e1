package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.shape.Claim.Owner;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.util.List;
import java.util.Optional;

/**
 * What a plan or state says about users, roles and keys that other files may define: the policies
 * and grants that it attaches by name, before the plan or after it, and what the plan removes.
 */
final class TerraformClaims {

  private static final String KEY_ID = "key_id";

  private static final String[] KEYS = {
    "aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key", "aws_kms_replica_external_key"
  };

  private static final String[] OWNERS = {
    "aws_iam_role",
    "aws_iam_user",
    "aws_kms_key",
    "aws_kms_external_key",
    "aws_kms_replica_key",
    "aws_kms_replica_external_key"
  };

  /** The resources that name one owner, with the member that does. */
  private static final List<Attachment> ONE =
      List.of(
          new Attachment("aws_iam_role_policy", "role", Owner.ROLE),
          new Attachment("aws_iam_role_policy_attachment", "role", Owner.ROLE),
          new Attachment("aws_iam_role_policies_exclusive", "role_name", Owner.ROLE),
          new Attachment("aws_iam_role_policy_attachments_exclusive", "role_name", Owner.ROLE),
          new Attachment("aws_iam_user_policy", "user", Owner.USER),
          new Attachment("aws_iam_user_policy_attachment", "user", Owner.USER),
          new Attachment("aws_iam_user_policies_exclusive", "user_name", Owner.USER),
          new Attachment("aws_iam_user_policy_attachments_exclusive", "user_name", Owner.USER),
          new Attachment("aws_iam_user_group_membership", "user", Owner.USER),
          new Attachment("aws_kms_key_policy", KEY_ID, Owner.KEY_POLICY),
          new Attachment("aws_kms_grant", KEY_ID, Owner.GRANTS));

  /** The resources that name several owners. */
  private static final List<Attachment> MANY =
      List.of(
          new Attachment("aws_iam_policy_attachment", "roles", Owner.ROLE),
          new Attachment("aws_iam_policy_attachment", "users", Owner.USER),
          new Attachment("aws_iam_group_membership", "users", Owner.USER));

  /** The resources that attach to a group, which may have any user. */
  private static final String[] OF_GROUPS = {
    "aws_iam_group_policy",
    "aws_iam_group_policy_attachment",
    "aws_iam_group_policies_exclusive",
    "aws_iam_group_policy_attachments_exclusive"
  };

  private final TerraformResources before;
  private final TerraformResources now;
  private final StateSketch sketch;

  private record Attachment(String type, String member, Owner owner) {}

  private TerraformClaims(TerraformResources before, TerraformResources now, StateSketch sketch) {
    this.before = before;
    this.now = now;
    this.sketch = sketch;
  }

  static void add(TerraformResources before, TerraformResources now, StateSketch sketch) {
    TerraformClaims claims = new TerraformClaims(before, now, sketch);
    for (TerraformResources side : List.of(before, now)) {
      ONE.forEach(attachment -> claims.addOne(side, attachment));
      MANY.forEach(attachment -> claims.addMany(side, attachment));
      side.managed(OF_GROUPS).forEach(policy -> claims.add(Owner.USER, "", policy));
      side.managed("aws_iam_policy_attachment").stream()
          .filter(policy -> policy.isOpen("groups") || !policy.elements("groups").isEmpty())
          .forEach(policy -> claims.add(Owner.USER, "", policy));
      // These detach the policy from all others, and remove all other members.
      side.managed("aws_iam_policy_attachment")
          .forEach(policy -> claims.addExclusive(side, policy));
      side.managed("aws_iam_group_membership").forEach(group -> claims.add(Owner.USER, "", group));
      for (TerraformResource policy : side.managed("aws_iam_policy")) {
        // A policy without a name yet is new, and no other file can attach it.
        policy.string("name").ifPresent(name -> claims.add(Owner.MANAGED, name, policy));
      }
    }
    claims.addRemoved("aws_iam_role", "name", Owner.ROLE);
    claims.addRemoved("aws_iam_user", "name", Owner.USER);
    for (String type : KEYS) {
      claims.addRemoved(type, "arn", Owner.KEY_POLICY);
      claims.addRemoved(type, "arn", Owner.GRANTS);
    }
  }

  private void addExclusive(TerraformResources side, TerraformResource attachment) {
    Optional<String> arn = attachment.string("policy_arn");
    boolean isNew = !side.mayRefer(attachment, "policy_arn", "aws_iam_policy").isEmpty();
    if (arn.isPresent() || !isNew) {
      // A policy without an ARN yet is new, and no other file can attach it.
      add(Owner.MANAGED, arn.map(known -> known.replaceFirst(".*/", "")).orElse(""), attachment);
    }
  }

  /** The keys of a file list their grants themselves, but not those that a plan removes. */
  private void addOne(TerraformResources side, Attachment attachment) {
    for (TerraformResource resource : side.managed(attachment.type())) {
      Optional<String> target = resource.string(attachment.member());
      boolean isListed =
          attachment.owner() == Owner.GRANTS
              && (side.equals(before) ? stays(resource) : hasKey(resource));
      if (target.isPresent() && !isListed) {
        add(attachment.owner(), target.get(), resource);
      }
      if (target.isEmpty() && side.mayRefer(resource, attachment.member(), OWNERS).isEmpty()) {
        add(attachment.owner(), "", resource);
      }
    }
  }

  private boolean stays(TerraformResource grant) {
    return now.managed(grant.type()).stream()
        .anyMatch(
            other ->
                other.address().equals(grant.address())
                    && other.string("grant_id").equals(grant.string("grant_id")));
  }

  private boolean hasKey(TerraformResource grant) {
    Optional<String> id = grant.string(KEY_ID);
    return id.isPresent()
        && now.managed(KEYS).stream()
            .anyMatch(key -> key.string("arn").equals(id) || key.string(KEY_ID).equals(id));
  }

  private void addMany(TerraformResources side, Attachment attachment) {
    for (TerraformResource resource : side.managed(attachment.type())) {
      if (resource.isOpen(attachment.member())) {
        add(attachment.owner(), "", resource);
      }
      resource.elements(attachment.member()).stream()
          .filter(Text.class::isInstance)
          .forEach(name -> add(attachment.owner(), ((Text) name).text(), resource));
    }
  }

  private void addRemoved(String type, String member, Owner owner) {
    for (TerraformResource gone : before.managed(type)) {
      Optional<String> target = gone.string(member);
      boolean stays =
          now.managed(type).stream()
              .anyMatch(
                  resource ->
                      resource.string(member).equals(target)
                          || resource.address().equals(gone.address()));
      if (target.isPresent() && !stays) {
        add(owner, target.get(), gone, "the plan removes its owner `" + target.get() + "`");
      }
    }
  }

  private void add(Owner owner, String target, TerraformResource resource) {
    boolean stays =
        now.managed(resource.type()).stream()
            .anyMatch(other -> other.address().equals(resource.address()));
    String of = target.isEmpty() ? "an owner that the file does not name" : "`" + target + "`";
    String verb = stays ? "the file has" : "the plan removes";
    add(owner, target, resource, verb + " `" + resource.address() + "` for " + of);
  }

  private void add(Owner owner, String target, TerraformResource resource, String reason) {
    Unresolved because = resource.because(reason);
    sketch.claims().add(new Claim(owner, target, resource.address(), because));
  }
}
