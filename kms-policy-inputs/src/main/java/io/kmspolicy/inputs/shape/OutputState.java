package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys, users and roles of which commands of the AWS command line print policies or grants. The
 * policy of a key does not name the key, so the key is stated. One policy of a user or role is not
 * all of its policies, so they stay unknown.
 */
public final class OutputState {

  private final SourceNode root;
  private final StateSketch sketch = new StateSketch();

  private OutputState(SourceNode root) {
    this.root = root;
  }

  /**
   * What an output, or a list of grants, says.
   *
   * @param key the key of a key policy; empty if it is not stated
   * @param account the account of users and roles; empty if it is not stated
   */
  public static StateSketch of(SourceNode root, Optional<KmsResource.Key> key, String account) {
    OutputState state = new OutputState(root);
    state.addGrants();
    state.addEndpoints();
    for (Candidate candidate : AwsOutput.of(root)) {
      switch (candidate.type()) {
        case KEY -> state.addKey(candidate, key);
        case IDENTITY -> state.addPrincipal(candidate, account);
        case VPC_ENDPOINT -> {
          // All endpoints are added together.
        }
        default -> state.sketch.others().add(candidate);
      }
    }
    return state.sketch;
  }

  private void addKey(Candidate policy, Optional<KmsResource.Key> key) {
    if (key.isEmpty()) {
      sketch.leaveOut(
          policy.name(),
          new Unresolved(
              "the file does not name the key of the policy; state it with --key",
              policy.document().place()));
      return;
    }
    KeySketch found = new KeySketch(policy.name(), key.get(), false);
    found.policy().add(policy);
    sketch.keys().add(found);
  }

  private Optional<Claim.Owner> kind() {
    if (root.text("RoleName").isPresent()) {
      return Optional.of(Claim.Owner.ROLE);
    }
    boolean ofUsers = root.text("UserName").or(() -> root.text("GroupName")).isPresent();
    return ofUsers ? Optional.of(Claim.Owner.USER) : Optional.empty();
  }

  /**
   * The output names a user or role without its path, so that a user cannot be identified. A file
   * that defines the user or role does not say that it has this policy.
   */
  private void claim(Candidate policy, String owner) {
    Unresolved reason =
        new Unresolved(
            "it is a policy of `" + owner + "`, and the file holds only this one",
            policy.document().place());
    String target = root.text("RoleName").or(() -> root.text("UserName")).orElse("");
    kind().ifPresent(kind -> sketch.claims().add(new Claim(kind, target, policy.name(), reason)));
  }

  private void addPrincipal(Candidate policy, String account) {
    Optional<String> role = root.text("RoleName").map(name -> "role/" + name);
    Optional<String> owner = role.or(() -> root.text("UserName").map(name -> "user/" + name));
    claim(policy, owner.or(() -> root.text("GroupName")).orElse(""));
    if (owner.isEmpty()) {
      sketch.leaveOut(
          policy.name(),
          new Unresolved(
              "the file does not say to which users and roles the policy belongs",
              policy.document().place()));
      return;
    }
    if (account.isEmpty()) {
      sketch.leaveOut(
          owner.get(),
          new Unresolved(
              "the account is not known; state it with --account", policy.document().place()));
      return;
    }
    if (role.isEmpty()) {
      sketch.leaveOut(
          owner.get(),
          new Unresolved("the file does not say the path of the user", policy.document().place()));
      return;
    }
    LayerSketch identity = new LayerSketch();
    identity.add(policy);
    identity.leaveOpen(
        new Unresolved("the file holds one of its policies", policy.document().place()));
    LayerSketch boundary = new LayerSketch();
    boundary.leaveAbsent(new Unresolved("the file does not hold it", policy.document().place()));
    sketch
        .principals()
        .add(
            new PrincipalSketch(
                owner.get(),
                "arn:aws:sts::" + account + ":assumed-" + owner.get() + "/any",
                identity,
                boundary));
  }

  /** The endpoints for KMS; a page may lack others. */
  private void addEndpoints() {
    Optional<SourceNode> list = root.member("VpcEndpoints");
    for (SourceNode endpoint : list.map(SourceNode::elements).orElse(List.of())) {
      Optional<String> service = endpoint.text("ServiceName");
      if (StateSketch.mayServeKms(service)) {
        String id = endpoint.text("VpcEndpointId").orElse("");
        SourceNode policy =
            endpoint
                .member("PolicyDocument")
                .orElseGet(() -> new Unresolved("the file does not hold it", endpoint.place()));
        sketch.others().add(new Candidate(id, PolicyType.VPC_ENDPOINT, policy));
        service
            .flatMap(StateSketch::regionOf)
            .ifPresent(region -> sketch.endpointRegions().put(id, region));
      }
    }
    if (list.isPresent() && AwsOutput.isPage(root)) {
      sketch
          .others()
          .add(new Candidate("other endpoints", PolicyType.VPC_ENDPOINT, AwsOutput.page(root)));
    }
  }

  /** The grants of each key, which each grant names. */
  private void addGrants() {
    Map<String, KeySketch> byKey = new LinkedHashMap<>();
    List<Unresolved> unnamed = new ArrayList<>();
    for (SourceNode grant : root.member("Grants").map(SourceNode::elements).orElse(List.of())) {
      String arn = grant.text("KeyId").orElse("");
      Optional<KmsResource.Key> key = TerraformKeys.key(arn);
      if (key.isEmpty()) {
        Unresolved reason =
            new Unresolved("the grant does not name its key by an ARN", grant.place());
        sketch.leaveOut(grant.text("GrantId").orElse("grant"), reason);
        unnamed.add(reason);
        continue;
      }
      byKey.computeIfAbsent(arn, unused -> withUnknownPolicy(arn, key.get())).grants().add(grant);
    }
    byKey.values().forEach(key -> key.openGrants().addAll(unnamed));
    sketch.keys().addAll(byKey.values());
  }

  private KeySketch withUnknownPolicy(String arn, KmsResource.Key key) {
    KeySketch found = new KeySketch(arn, key, !AwsOutput.isPage(root));
    found.policy().leaveAbsent(new Unresolved("the file does not hold it", root.place()));
    if (AwsOutput.isPage(root)) {
      found.openGrants().add(AwsOutput.page(root));
    }
    return found;
  }
}
