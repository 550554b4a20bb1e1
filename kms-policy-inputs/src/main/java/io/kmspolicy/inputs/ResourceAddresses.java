package io.kmspolicy.inputs;

import io.kmspolicy.inputs.ResourceAddress.Origin;
import io.kmspolicy.inputs.tree.SourceNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses of the resources in a template, plan or state, by their places and names. Immutable
 * and safe to share between threads.
 */
public final class ResourceAddresses {

  private static final ResourceAddresses NONE = new ResourceAddresses(Map.of(), Map.of(), Set.of());

  private static final String RESOURCE = "resource";
  private static final String DATA = "data";
  private static final String MODULE = "module";

  private final Map<String, ResourceAddress> byPointer;
  private final Map<String, ResourceAddress> byName;
  private final Set<TerraformBlock> root;

  private ResourceAddresses(
      Map<String, ResourceAddress> byPointer,
      Map<String, ResourceAddress> byName,
      Set<TerraformBlock> root) {
    this.byPointer = Map.copyOf(byPointer);
    this.byName = Map.copyOf(byName);
    this.root = Set.copyOf(root);
  }

  /** The addresses of a file without resources. */
  public static ResourceAddresses none() {
    return NONE;
  }

  static ResourceAddresses of(InputShape shape, SourceNode file) {
    return switch (shape) {
      case CLOUDFORMATION -> template(file);
      case TERRAFORM_PLAN, TERRAFORM_STATE -> new Terraform(file).read();
      case AUTHORIZATION_DETAILS, AWS_OUTPUT, DOCUMENT, DOCUMENTS, OTHER -> NONE;
    };
  }

  private static ResourceAddresses template(SourceNode file) {
    Map<String, ResourceAddress> byPointer = new HashMap<>();
    Map<String, ResourceAddress> byName = new HashMap<>();
    List<SourceNode.Member> resources =
        file.member("Resources").map(SourceNode::members).orElse(List.of());
    for (SourceNode.Member resource : resources) {
      Optional<String> type = resource.value().text("Type");
      if (type.isPresent()) {
        ResourceAddress address =
            new ResourceAddress(type.get() + " " + resource.name(), Optional.empty());
        byPointer.put(resource.value().place().pointer(), address);
        byName.put(resource.name(), address);
      }
    }
    return new ResourceAddresses(byPointer, byName, Set.of());
  }

  /**
   * The resource in which a value stands.
   *
   * @param pointer the JSON pointer (RFC 6901) of the value in the file
   */
  public Optional<ResourceAddress> at(String pointer) {
    return byPointer.isEmpty() ? Optional.empty() : longest(byPointer, pointer);
  }

  /** The resource of a policy. A policy inside a resource has the resource's name and its own. */
  public Optional<ResourceAddress> ofPolicy(String name) {
    return byName.isEmpty() ? Optional.empty() : longest(byName, name);
  }

  private static Optional<ResourceAddress> longest(
      Map<String, ResourceAddress> addresses, String steps) {
    for (int end = steps.length(); end > 0; end = steps.lastIndexOf('/', end - 1)) {
      ResourceAddress found = addresses.get(steps.substring(0, end));
      if (found != null) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  /**
   * The resources and modules that the configuration in a plan has in its root module; none in
   * other files.
   */
  public Set<TerraformBlock> configured() {
    return root;
  }

  /** Reads the addresses of a plan or state. */
  private static final class Terraform {
    private final SourceNode file;
    private final Optional<SourceNode> configuration;
    private final Map<String, ResourceAddress> byPointer = new HashMap<>();
    private final Map<String, ResourceAddress> byName = new HashMap<>();

    /** The folders of the modules by their addresses, as far as they are in place. */
    private final Map<String, String> folders = new HashMap<>(Map.of("", ""));

    Terraform(SourceNode file) {
      this.file = file;
      this.configuration = file.at("configuration", "root_module");
    }

    ResourceAddresses read() {
      for (String values : List.of("values", "planned_values")) {
        file.at(values, "root_module").ifPresent(root -> addModule(root, "", configuration));
      }
      file.at("prior_state", "values", "root_module")
          .ifPresent(root -> addModule(root, "", configuration));
      for (SourceNode change : list(file, "resource_changes")) {
        add(change, change.text("module_address").orElse(""));
      }
      return new ResourceAddresses(byPointer, byName, rootBlocks());
    }

    private void addModule(SourceNode module, String address, Optional<SourceNode> configured) {
      list(module, "resources").forEach(resource -> add(resource, address));
      for (SourceNode child : list(module, "child_modules")) {
        String inner = child.text("address").orElse("");
        Optional<SourceNode> call =
            configured.flatMap(outer -> outer.at("module_calls", name(inner, address)));
        addFolder(inner, address, call);
        addModule(child, inner, call.flatMap(found -> found.member(MODULE)));
      }
    }

    /** The name of the call of a module in another one; empty if it is not called there. */
    private static String name(String inner, String outer) {
      String start = (outer.isEmpty() ? "" : outer + ".") + MODULE + ".";
      return inner.startsWith(start)
          ? inner.substring(start.length()).replaceFirst("(?s)\\[.*", "")
          : "";
    }

    /**
     * Adds the folder of a module if its call names one by a path that begins with a dot, which
     * Terraform reads in place.
     *
     * @see <a href="https://developer.hashicorp.com/terraform/language/modules/sources">Terraform:
     *     module sources</a>
     */
    private void addFolder(String inner, String outer, Optional<SourceNode> call) {
      String source = call.flatMap(found -> found.text("source")).orElse("");
      String base = folders.get(outer);
      if (base != null && (source.startsWith("./") || source.startsWith("../"))) {
        folders.put(inner, base.isEmpty() ? source : base + "/" + source);
      }
    }

    private void add(SourceNode resource, String module) {
      Optional<String> text = resource.text("address");
      Optional<TerraformBlock> block = block(resource);
      if (text.isPresent() && block.isPresent()) {
        Optional<Origin> origin =
            Optional.ofNullable(folders.get(module)).map(folder -> new Origin(folder, block.get()));
        ResourceAddress address = new ResourceAddress(text.get(), origin);
        byPointer.put(resource.place().pointer(), address);
        byName.put(text.get(), address);
      }
    }

    private static Optional<TerraformBlock> block(SourceNode resource) {
      String kind = resource.text("mode").orElse("").equals(DATA) ? DATA : RESOURCE;
      return resource
          .text("type")
          .flatMap(type -> resource.text("name").map(name -> new TerraformBlock(kind, type, name)));
    }

    private Set<TerraformBlock> rootBlocks() {
      Set<TerraformBlock> blocks = new HashSet<>();
      if (configuration.isPresent()) {
        for (SourceNode resource : list(configuration.get(), "resources")) {
          block(resource).filter(one -> one.kind().equals(RESOURCE)).ifPresent(blocks::add);
        }
        configuration.get().member("module_calls").stream()
            .flatMap(calls -> calls.members().stream())
            .forEach(call -> blocks.add(new TerraformBlock(MODULE, "", call.name())));
      }
      return blocks;
    }

    private static List<SourceNode> list(SourceNode node, String member) {
      return node.member(member).map(SourceNode::elements).orElse(List.of());
    }
  }
}
