package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.shape.AwsOutput;
import io.kmspolicy.inputs.shape.Candidate;
import io.kmspolicy.inputs.shape.KeySketch;
import io.kmspolicy.inputs.shape.LayerSketch;
import io.kmspolicy.inputs.shape.StateSketch;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Text;
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

  /** The principals and keys. */
  public static StateSketch of(SourceNode root, TemplateValues stated) {
    TemplateState state = new TemplateState(stated);
    List<Member> resources = root.member("Resources").map(SourceNode::members).orElse(List.of());
    resources.forEach(state::nameKey);
    Intrinsics intrinsics = new Intrinsics(root, state.withKeys());
    List<TemplateResource> all = new ArrayList<>();
    resources.forEach(resource -> all.add(new TemplateResource(resource, intrinsics)));
    all.forEach(state::addKey);
    all.forEach(state::addOther);
    TemplatePrincipals.add(all, state.withKeys(), state.sketch);
    return state.sketch;
  }

  private static boolean isKey(SourceNode resource) {
    return KEYS.contains(resource.text("Type").orElse(""));
  }

  private void nameKey(Member resource) {
    if (!isKey(resource.value())) {
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
          new Unresolved(
              "the account and the Region are not known; state them with --account and --region",
              resource.namePlace()));
      return;
    }
    String partition = Partition.ofRegion(stated.region());
    boolean multiRegion =
        resource.value().text("Type").filter("AWS::KMS::ReplicaKey"::equals).isPresent()
            || resource
                .value()
                .at("Properties", "MultiRegion")
                .filter(TemplateResource::isTrue)
                .isPresent();
    keys.put(
        resource.name(),
        given.isEmpty()
            ? UnnamedKey.of(
                partition, stated.region(), stated.account(), resource.name(), multiRegion)
            : new KmsResource.Key(partition, stated.region(), stated.account(), given));
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
      layer.leaveOpen(resource.because("the file does not hold the policy"));
    }
  }

  private void addOther(TemplateResource resource) {
    switch (resource.type()) {
      case "AWS::KMS::Alias" -> addAlias(resource);
      case "AWS::Organizations::Policy" -> addOrganization(resource);
      case "AWS::EC2::VPCEndpoint" -> addEndpoint(resource);
      default -> {
        // Users, groups and roles are added together.
      }
    }
  }

  private void addAlias(TemplateResource alias) {
    Optional<String> name = alias.text("AliasName");
    Optional<String> target = alias.property("TargetKeyId").flatMap(TemplateResource::string);
    for (KeySketch key : sketch.keys()) {
      boolean isTarget =
          target
              .filter(id -> id.equals(key.key().keyId()) || id.equals(key.key().arn()))
              .isPresent();
      if (isTarget && name.isPresent()) {
        key.aliases().add(name.get());
      }
    }
  }

  private void addOrganization(TemplateResource policy) {
    policy
        .text("Type")
        .flatMap(AwsOutput::organizationType)
        .ifPresent(
            type ->
                policy
                    .property("Content")
                    .ifPresent(
                        content ->
                            sketch.others().add(new Candidate(policy.name(), type, content))));
  }

  private void addEndpoint(TemplateResource endpoint) {
    if (StateSketch.mayServeKms(serviceName(endpoint))) {
      endpoint
          .property("PolicyDocument")
          .ifPresent(
              document ->
                  sketch
                      .others()
                      .add(new Candidate(endpoint.name(), PolicyType.VPC_ENDPOINT, document)));
    }
  }

  /** Where the Region is not known, the end of the name still tells the service. */
  private static Optional<String> serviceName(TemplateResource endpoint) {
    Optional<String> resolved = endpoint.text("ServiceName");
    return resolved.isPresent()
        ? resolved
        : endpoint
            .raw("ServiceName")
            .flatMap(value -> value.at("Fn::Sub"))
            .filter(Text.class::isInstance)
            .map(value -> ((Text) value).text());
  }
}
