package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.shape.AwsOutput;
import io.kmspolicy.inputs.shape.Candidate;
import io.kmspolicy.inputs.shape.KeySketch;
import io.kmspolicy.inputs.shape.LayerSketch;
import io.kmspolicy.inputs.shape.StateSketch;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.resource.UnnamedKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The principals and keys of a CloudFormation template. What the template attaches to a user or
 * role that it defines is taken as all that is attached.
 *
 * <p>A key gets its id when it is deployed. Unless the user states the id as the value of its
 * logical name, a made-up id stands for it, also where the template refers to the key.
 */
public final class TemplateState {

  private static final List<String> KEYS = List.of("AWS::KMS::Key", "AWS::KMS::ReplicaKey");

  private final TemplateValues stated;
  private final StateSketch sketch = new StateSketch();
  private final Map<String, KmsResource.Key> keys = new LinkedHashMap<>();

  private TemplateState(TemplateValues stated) {
    this.stated = stated;
  }

  /**
   * The principals and keys.
   *
   * @param namesPrincipals whether users and roles that get their names when the template is
   *     deployed have made-up names; otherwise they are left out
   */
  public static StateSketch of(SourceNode root, TemplateValues stated, boolean namesPrincipals) {
    List<TemplateResource> read = resources(root, new Intrinsics(root, stated));
    TemplateState state =
        new TemplateState(namesPrincipals ? MadeUpNames.of(read, stated) : stated);
    read.forEach(state::nameKey);
    List<TemplateResource> all = resources(root, new Intrinsics(root, state.withKeys()));
    all.forEach(state::addKey);
    all.forEach(state::addOrganization);
    List<Unresolved> attached = new ArrayList<>();
    for (Expansions.Expansion part : Expansions.ofResources(root)) {
      attached.add(part.reason());
      state.sketch.leaveOut(part.name(), part.reason());
      TemplateClaims.addAnybody(part, state.sketch);
    }
    Optional<Expansions.Expansion> macro = Expansions.ofAll(root);
    macro.ifPresent(state::leaveAllOpen);
    if (macro.isEmpty()) {
      TemplateAliases.add(all, state.sketch);
    }
    TemplateEndpoints.add(all, attached.isEmpty() && macro.isEmpty(), state.sketch);
    TemplatePrincipals.add(
        all, state.withKeys(), state.sketch, attached, macro.map(Expansions.Expansion::reason));
    TemplateClaims.add(all, state.sketch);
    TemplateOrder.add(root, state.sketch);
    macro.ifPresent(part -> TemplateClaims.addAnybody(part, state.sketch));
    return state.sketch;
  }

  private static List<TemplateResource> resources(SourceNode root, Intrinsics intrinsics) {
    return root.member("Resources").map(SourceNode::members).orElse(List.of()).stream()
        .map(resource -> new TemplateResource(resource, intrinsics))
        .toList();
  }

  private void leaveAllOpen(Expansions.Expansion macro) {
    sketch.leaveOut(macro.name(), macro.reason());
    sketch.keys().forEach(key -> key.policy().leaveOpen(macro.reason()));
  }

  private static boolean isKey(SourceNode resource) {
    return KEYS.contains(resource.text("Type").orElse(""));
  }

  private void nameKey(TemplateResource resource) {
    if (!isKey(resource.node())) {
      return;
    }
    String given = stated.parameters().getOrDefault(resource.name(), "");
    Optional<Arn> arn = Arn.parse(given);
    if (arn.isPresent() && KmsResource.parse(given) instanceof KmsResource.Key named) {
      keys.put(resource.name(), named);
      return;
    }
    if (stated.account().isEmpty() || stated.region().isEmpty()) {
      sketch.leaveOut(
          resource.name(),
          resource.because(
              "the account and the Region are not known; state them with --account and --region"));
      return;
    }
    String partition = Partition.ofRegion(stated.region());
    if (!given.isEmpty()) {
      keys.put(
          resource.name(),
          new KmsResource.Key(partition, stated.region(), stated.account(), given));
      return;
    }
    Optional<Boolean> multiRegion = isMultiRegion(resource);
    if (multiRegion.isEmpty()) {
      sketch.leaveOut(
          resource.name(),
          resource.because(
              "whether it is a multi-Region key is not known; state its id with --parameter "
                  + resource.name()
                  + "=ID"));
      return;
    }
    keys.put(
        resource.name(),
        UnnamedKey.of(
            partition, stated.region(), stated.account(), resource.name(), multiRegion.get()));
  }

  /** The made-up id of a multi-Region key is that of one; empty if it is not known. */
  private static Optional<Boolean> isMultiRegion(TemplateResource key) {
    if (key.type().equals("AWS::KMS::ReplicaKey")) {
      return Optional.of(true);
    }
    Optional<SourceNode> property = key.property("MultiRegion");
    if (property.isEmpty() || TemplateResource.isTrue(property.get())) {
      return Optional.of(property.isPresent());
    }
    return TemplateResource.isFalse(property.get()) ? Optional.of(false) : Optional.empty();
  }

  /** What the user states, and the ids of the keys. */
  private TemplateValues withKeys() {
    Map<String, String> values = new HashMap<>(stated.parameters());
    keys.forEach((name, key) -> values.put(name, key.keyId()));
    return new TemplateValues(stated.account(), stated.region(), values);
  }

  private void addKey(TemplateResource resource) {
    KmsResource.Key key = keys.get(resource.name());
    if (key == null || !isKey(resource.node())) {
      return;
    }
    KeySketch found = new KeySketch(resource.name(), key, false);
    fill(found.policy(), resource, "KeyPolicy", PolicyType.KEY);
    sketch.keys().add(found);
  }

  private static void fill(
      LayerSketch layer, TemplateResource resource, String property, PolicyType type) {
    Optional<SourceNode> value = resource.property(property);
    if (value.isPresent()) {
      layer.add(new Candidate(resource.name(), type, value.get()));
    } else {
      layer.leaveAbsent(resource.because("the file does not hold the policy"));
    }
  }

  private void addOrganization(TemplateResource policy) {
    if (!policy.type().equals("AWS::Organizations::Policy")) {
      return;
    }
    Optional<SourceNode> type = policy.property("Type");
    if (type.isPresent() && type.get() instanceof Unresolved open) {
      sketch.others().add(new Candidate(policy.name(), PolicyType.SERVICE_CONTROL, open));
      sketch.others().add(new Candidate(policy.name(), PolicyType.RESOURCE_CONTROL, open));
      return;
    }
    type.flatMap(TemplateResource::string)
        .flatMap(AwsOutput::organizationType)
        .ifPresent(
            known ->
                policy
                    .property("Content")
                    .ifPresent(
                        content ->
                            sketch.others().add(new Candidate(policy.name(), known, content))));
  }
}
