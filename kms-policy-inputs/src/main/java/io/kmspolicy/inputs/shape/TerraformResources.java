package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The resources of one side of a plan, or of a state. The configuration in a plan says to which
 * resource a value refers that is known only after the plan is applied.
 */
final class TerraformResources {

  private static final String RESOURCES = "resources";

  private final SourceNode root;
  private final Map<String, SourceNode> unknown = new HashMap<>();
  private final List<TerraformResource> all = new ArrayList<>();

  private TerraformResources(SourceNode root) {
    this.root = root;
  }

  /** The resources as a plan leaves them, or of a state. */
  static TerraformResources after(SourceNode root) {
    TerraformResources resources = new TerraformResources(root);
    for (SourceNode change : list(root, "resource_changes")) {
      change
          .at("change", "after_unknown")
          .ifPresent(values -> resources.unknown.put(change.text("address").orElse(""), values));
    }
    String values = TerraformOutput.isPlan(root) ? "planned_values" : "values";
    root.at(values, "root_module").ifPresent(resources::addModule);
    return resources;
  }

  /** The resources before a plan. */
  static TerraformResources before(SourceNode root) {
    TerraformResources resources = new TerraformResources(root);
    root.at("prior_state", "values", "root_module").ifPresent(resources::addModule);
    return resources;
  }

  private static List<SourceNode> list(SourceNode node, String member) {
    return node.member(member).map(SourceNode::elements).orElse(List.of());
  }

  private void addModule(SourceNode module) {
    String address = module.text("address").orElse("");
    for (SourceNode resource : list(module, RESOURCES)) {
      Optional<SourceNode> open =
          Optional.ofNullable(unknown.get(resource.text("address").orElse("")));
      all.add(new TerraformResource(address, resource, open));
    }
    list(module, "child_modules").forEach(this::addModule);
  }

  /** The resources that Terraform manages, of some types. */
  List<TerraformResource> managed(String... types) {
    return all.stream()
        .filter(resource -> !resource.isData() && List.of(types).contains(resource.type()))
        .toList();
  }

  /** The data sources of a type. */
  List<TerraformResource> data(String type) {
    return all.stream()
        .filter(resource -> resource.isData() && resource.type().equals(type))
        .toList();
  }

  /** The only value that all data sources of a type have; empty if they differ. */
  Optional<String> onlyData(String type, String member) {
    Set<String> values = new LinkedHashSet<>();
    data(type).forEach(source -> source.string(member).ifPresent(values::add));
    return values.size() == 1 ? values.stream().findFirst() : Optional.empty();
  }

  /** The Region of the only configuration of the provider. */
  Optional<String> providerRegion() {
    List<SourceNode.Member> providers =
        root.at("configuration", "provider_config").map(SourceNode::members).orElse(List.of());
    List<SourceNode> aws =
        providers.stream()
            .map(SourceNode.Member::value)
            .filter(provider -> provider.text("name").filter("aws"::equals).isPresent())
            .toList();
    return aws.size() == 1
        ? aws.get(0).text("expressions", "region", "constant_value")
        : Optional.empty();
  }

  /**
   * The resource to which a value of another refers that is not known yet; empty if the
   * configuration does not determine it.
   */
  Optional<TerraformResource> referred(TerraformResource from, String member, String... types) {
    Set<String> bases = new LinkedHashSet<>();
    for (SourceNode reference : references(from, member)) {
      if (reference instanceof Text text) {
        base(text.text()).ifPresent(bases::add);
      }
    }
    if (bases.size() != 1) {
      return Optional.empty();
    }
    List<TerraformResource> found =
        managed(types).stream()
            .filter(resource -> resource.module().equals(from.module()))
            .filter(resource -> bases.contains(resource.reference()))
            .toList();
    return found.size() == 1
        ? Optional.of(found.get(0))
        : found.stream()
            .filter(resource -> !from.index().isEmpty() && resource.index().equals(from.index()))
            .findFirst();
  }

  /** The type and name in a reference; empty for the iteration of a block. */
  private static Optional<String> base(String reference) {
    if (reference.startsWith("each.") || reference.startsWith("count.")) {
      return Optional.empty();
    }
    String[] parts = reference.replaceAll("\\[[^\\]]*\\]", "").split("\\.", -1);
    return Optional.of(parts.length < 2 ? reference : parts[0] + "." + parts[1]);
  }

  private List<SourceNode> references(TerraformResource from, String member) {
    return expressions(from, member).stream()
        .flatMap(expression -> expression.member("references").stream())
        .flatMap(references -> references.elements().stream())
        .toList();
  }

  /** The expressions that the configuration gives for a value; none if it gives no value. */
  List<SourceNode> expressions(TerraformResource from, String member) {
    Optional<SourceNode> module = root.at("configuration", "root_module");
    String path = from.module().replaceAll("\\[[^\\]]*\\]", "");
    for (String step : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
      if (!step.equals("module")) {
        module = module.flatMap(outer -> outer.at("module_calls", step, "module"));
      }
    }
    return module.stream()
        .flatMap(found -> list(found, RESOURCES).stream())
        .filter(block -> block.text("address").filter(from.reference()::equals).isPresent())
        .flatMap(block -> block.at("expressions", member).stream())
        .toList();
  }
}
