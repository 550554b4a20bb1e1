package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.OpenContent;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The resources of one side of a plan, or of a state. The configuration in a plan says to which
 * resource a value refers that is known only after the plan is applied.
 */
final class TerraformResources {

  private static final String RESOURCES = "resources";
  private static final String DEPOSED = "deposed";
  private static final String FORGET = "forget";
  private static final String READ = "read";

  /** The references of a block to the index of its own instance. */
  private static final Set<String> ITERATION = Set.of("each.key", "count.index");

  private final SourceNode root;
  private final boolean isPlanned;
  private final Map<String, SourceNode> unknown = new HashMap<>();
  private final List<TerraformResource> all = new ArrayList<>();

  private int listed;
  private String content = "";

  /** The data sources that the plan reads only when it is applied. */
  private final List<TerraformResource> reads = new ArrayList<>();

  private TerraformResources(SourceNode root, boolean isPlanned) {
    this.root = root;
    this.isPlanned = isPlanned;
  }

  /** The resources as a plan leaves them, or of a state. */
  static TerraformResources after(SourceNode root) {
    TerraformResources resources = new TerraformResources(root, arePlanned(root));
    for (SourceNode change : list(root, "resource_changes")) {
      // The change of a deposed object has the address of the object that replaces it.
      if (change.text(DEPOSED).isEmpty()) {
        change
            .at("change", "after_unknown")
            .ifPresent(values -> resources.unknown.put(change.text("address").orElse(""), values));
        resources.addRead(change);
      }
    }
    String values = arePlanned(root) ? "planned_values" : "values";
    root.at(values, "root_module").ifPresent(resources::addModule);
    resources.listed = resources.all.size();
    resources.addRemaining();
    return resources;
  }

  /** The resources before a plan. */
  static TerraformResources before(SourceNode root) {
    TerraformResources resources = new TerraformResources(root, false);
    root.at("prior_state", "values", "root_module").ifPresent(resources::addModule);
    resources.listed = resources.all.size();
    return resources;
  }

  /** Adds a data source with its arguments, as far as the plan knows them. */
  private void addRead(SourceNode change) {
    Optional<SourceNode> arguments = change.at("change", "after");
    if (arguments.isEmpty()
        || !change.text("mode").orElse("").equals("data")
        || !is(change, READ)) {
      return;
    }
    List<SourceNode.Member> members = new ArrayList<>(change.members());
    members.add(new SourceNode.Member("values", arguments.get().place(), arguments.get()));
    reads.add(
        new TerraformResource(
            change.text("module_address").orElse(""),
            new SourceNode.Members(members, change.place()),
            change.at("change", "after_unknown"),
            ""));
  }

  private static boolean is(SourceNode change, String action) {
    return change.at("change", "actions").map(SourceNode::elements).orElse(List.of()).stream()
        .anyMatch(found -> found instanceof Text text && text.text().equals(action));
  }

  private static List<SourceNode> list(SourceNode node, String member) {
    return node.member(member).map(SourceNode::elements).orElse(List.of());
  }

  private void addModule(SourceNode module) {
    String address = module.text("address").orElse("");
    for (SourceNode resource : list(module, RESOURCES)) {
      Optional<String> deposed = resource.text("deposed_key");
      Optional<SourceNode> open =
          Optional.ofNullable(unknown.get(resource.text("address").orElse("")))
              .filter(values -> deposed.isEmpty());
      String earlier = deposed.map(key -> DEPOSED + " " + key).orElse("");
      all.add(new TerraformResource(address, resource, open, earlier));
    }
    list(module, "child_modules").forEach(this::addModule);
  }

  /**
   * Adds what a plan does not list among what it leaves, but does not delete: what it forgets, and
   * deposed objects.
   */
  private void addRemaining() {
    Set<String> forgotten = changed(FORGET);
    Set<String> deleted = changed("delete");
    Set<String> listed = all.stream().map(TerraformResource::address).collect(Collectors.toSet());
    for (TerraformResource prior : before(root).all) {
      boolean remains =
          prior.isCurrent()
              ? forgotten.contains(prior.address())
              : !deleted.contains(prior.address());
      if (remains && !prior.isData()) {
        all.add(listed.contains(prior.address()) ? prior.earlier(FORGET) : prior);
      }
    }
  }

  /** The addresses of the objects that a plan changes in a way. */
  private Set<String> changed(String action) {
    Set<String> addresses = new HashSet<>();
    for (SourceNode change : list(root, "resource_changes")) {
      if (is(change, action)) {
        Optional<String> deposed = change.text(DEPOSED).map(key -> DEPOSED + " " + key);
        addresses.add(
            TerraformResource.address(change.text("address").orElse(""), deposed.orElse("")));
      }
    }
    return addresses;
  }

  /** What the plan or state lists itself: without what the plan forgets. */
  List<TerraformResource> listed() {
    return all.subList(0, listed);
  }

  /** The resources that Terraform manages, of some types. */
  List<TerraformResource> managed(String... types) {
    return managed(resource -> List.of(types).contains(resource.type()));
  }

  /** The resources that Terraform manages and that fulfill a condition. */
  List<TerraformResource> managed(Predicate<TerraformResource> condition) {
    return all.stream().filter(resource -> !resource.isData()).filter(condition).toList();
  }

  /** The data sources of a type. */
  List<TerraformResource> data(String type) {
    return all.stream()
        .filter(resource -> resource.isData() && resource.type().equals(type))
        .toList();
  }

  /** The only value that all data sources of a type have; empty if they differ. */
  Optional<String> onlyData(String type, String member) {
    return onlyData(type, member, source -> true);
  }

  /** The only value that some data sources of a type have; empty if they differ. */
  Optional<String> onlyData(String type, String member, Predicate<TerraformResource> condition) {
    Set<String> values =
        data(type).stream()
            .filter(condition)
            .flatMap(source -> source.string(member).stream())
            .collect(Collectors.toSet());
    return values.size() == 1 ? values.stream().findFirst() : Optional.empty();
  }

  /** The configurations of the provider for AWS, by their keys. */
  Map<String, SourceNode> providers() {
    return root
        .at("configuration", "provider_config")
        .map(SourceNode::members)
        .orElse(List.of())
        .stream()
        .filter(provider -> provider.value().text("name").filter("aws"::equals).isPresent())
        .collect(
            Collectors.toMap(
                SourceNode.Member::name, SourceNode.Member::value, (one, other) -> other));
  }

  /**
   * What identifies all that a plan says. The configuration lists what an expression refers to, and
   * not the expression: only in equal plans it certainly has the same value.
   */
  String content() {
    if (content.isEmpty()) {
      content =
          OpenContent.of(
              Stream.of("planned_values", "resource_changes", "configuration")
                  .flatMap(member -> root.member(member).stream())
                  .toList());
    }
    return content;
  }

  /** Whether these are the resources as a plan leaves them. */
  boolean isPlanned() {
    return isPlanned;
  }

  /** Whether there is a configuration, which a plan has and a state has not. */
  boolean isConfigured() {
    return root.member("configuration").isPresent();
  }

  /**
   * The resource to which a value of another refers that is not known yet; empty if the
   * configuration does not determine it.
   */
  Optional<TerraformResource> referred(TerraformResource from, String member, String... types) {
    List<TerraformResource> found = mayRefer(from, member, types);
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  /**
   * The instances of the one block to which a value of another refers that is not known yet; none
   * if the configuration does not name one block. The configuration lists what an expression refers
   * to, and not the expression. So only a constant index tells which of several instances it is:
   * {@code each.key} may be the index or a part of an expression for it.
   */
  List<TerraformResource> mayRefer(TerraformResource from, String member, String... types) {
    List<String> references = TerraformReference.longest(references(from, member));
    List<String> others = references.stream().filter(one -> !ITERATION.contains(one)).toList();
    if (others.size() != 1) {
      return List.of();
    }
    TerraformReference to = TerraformReference.parse(others.get(0));
    List<TerraformResource> found =
        managed(types).stream()
            .filter(TerraformResource::isCurrent)
            .filter(resource -> resource.module().equals(from.module()))
            .filter(resource -> resource.reference().equals(to.resource()))
            .filter(resource -> to.index().isEmpty() || resource.index().equals(to.index()))
            .toList();
    boolean isIndexed = to.index().isEmpty() && found.stream().noneMatch(TerraformResource::isOnly);
    boolean isPlain = references.size() == others.size();
    return to.isName() && (isPlain || isIndexed) ? found : List.of();
  }

  private List<String> references(TerraformResource from, String member) {
    return expressions(from, member).stream()
        .flatMap(expression -> list(expression, "references").stream())
        .filter(Text.class::isInstance)
        .map(reference -> ((Text) reference).text())
        .toList();
  }

  /** The expressions that the configuration gives for a value; none if it gives no value. */
  List<SourceNode> expressions(TerraformResource from, String member) {
    return block(from).stream().flatMap(block -> block.at("expressions", member).stream()).toList();
  }

  /** The data sources of a type that the plan reads only when it is applied. */
  List<TerraformResource> reads(String type) {
    return reads.stream().filter(source -> source.type().equals(type)).toList();
  }

  /** The configuration of a module; empty in a state. */
  Optional<SourceNode> configuration(String address) {
    Optional<SourceNode> module = root.at("configuration", "root_module");
    List<String> path = TerraformReference.steps(address);
    for (int i = 1; i < path.size(); i += 2) {
      String name = TerraformReference.withoutIndex(path.get(i));
      module = module.flatMap(outer -> outer.at("module_calls", name, "module"));
    }
    return module;
  }

  /** The block of the configuration that creates a resource; empty in a state. */
  Optional<SourceNode> block(TerraformResource resource) {
    String address = (resource.isData() ? "data." : "") + resource.reference();
    return configuration(resource.module()).stream()
        .flatMap(found -> list(found, RESOURCES).stream())
        .filter(block -> block.text("address").filter(address::equals).isPresent())
        .findFirst();
  }

  /** Whether a value is a plan. */
  static boolean arePlanned(SourceNode root) {
    return root.member("planned_values").isPresent() && isOutput(root);
  }

  /** Whether a value is output of Terraform. */
  static boolean isOutput(SourceNode root) {
    return root.member("format_version").isPresent();
  }
}
