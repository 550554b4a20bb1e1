package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Literal;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The principals and keys of a Terraform plan, before or after it is applied, or of a state. What
 * the file attaches to a user or role that it defines is taken as all that is attached.
 *
 * @see <a href="https://developer.hashicorp.com/terraform/internals/json-format">Terraform: JSON
 *     output format</a>
 */
public final class TerraformState {

  private TerraformState() {}

  /** The state that a plan leaves, or a state. */
  public static StateSketch after(SourceNode root, String account, String region) {
    StateSketch sketch = of(root, TerraformResources.after(root), account, region);
    root.member("complete")
        .filter(complete -> complete instanceof Literal literal && literal.json().equals("false"))
        .ifPresent(
            complete ->
                sketch.leaveOut(
                    "the rest of the plan",
                    new Unresolved(
                        "the plan is not complete, and another one must follow",
                        complete.place())));
    return sketch;
  }

  /** Why nobody knows what a plan leaves: it failed, or it defers changes; empty for others. */
  public static Optional<Unresolved> refusal(SourceNode root) {
    Optional<SourceNode> errored = root.member("errored").filter(TerraformResource::isTrue);
    if (errored.isPresent()) {
      return Optional.of(
          new Unresolved(
              "Terraform stopped with an error when it made the plan, so what the plan leaves is"
                  + " not known",
              errored.get().place()));
    }
    return root.member("deferred_changes").map(SourceNode::elements).orElse(List.of()).stream()
        .map(
            deferred ->
                new Unresolved(
                    "the plan defers the change of `"
                        + deferred.text("resource_change", "address").orElse("")
                        + "` to a later one, so what it leaves is not known",
                    deferred.place()))
        .findFirst();
  }

  /** The state before a plan. */
  public static StateSketch before(SourceNode root, String account, String region) {
    return of(root, TerraformResources.before(root), account, region);
  }

  /**
   * The addresses of the resources that differ between two states, or what plans leave, and that
   * decide about policies which are in no layer.
   */
  public static Set<String> changedOutsideLayers(SourceNode before, SourceNode after) {
    return TerraformAssignments.changed(
            TerraformResources.after(before), TerraformResources.after(after))
        .keySet();
  }

  private static StateSketch of(
      SourceNode root, TerraformResources now, String account, String region) {
    TerraformResources before = TerraformResources.before(root);
    TerraformPlace place = new TerraformPlace(before, now, account, region);
    StateSketch sketch = new StateSketch();
    TerraformKeys.add(before, now, place, sketch);
    TerraformPrincipals.add(before, now, place, sketch);
    TerraformDocuments documents = new TerraformDocuments(place);
    now.managed("aws_organizations_policy")
        .forEach(policy -> addOrganization(policy, documents, sketch));
    TerraformAssignments.add(before, now, sketch);
    TerraformEndpoints.add(before, now, documents, sketch);
    TerraformClaims.add(before, now, sketch);
    TerraformOrder.add(root, now, sketch);
    return sketch;
  }

  private static void addOrganization(
      TerraformResource policy, TerraformDocuments documents, StateSketch sketch) {
    AwsOutput.organizationType(policy.string("type").orElse("SERVICE_CONTROL_POLICY"))
        .ifPresent(
            type ->
                sketch
                    .others()
                    .add(new Candidate(policy.address(), type, documents.of(policy, "content"))));
  }
}
