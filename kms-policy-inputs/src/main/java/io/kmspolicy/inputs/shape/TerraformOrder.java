package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * When a plan was made, which users and roles it replaces, and for which of them a key policy
 * waits. Terraform creates a resource after those to which its configuration refers, also through
 * data sources, variables and outputs of modules; the plan does not say to what locals refer.
 */
final class TerraformOrder {

  private static final String[] PRINCIPALS = {"aws_iam_role", "aws_iam_user"};
  private static final String[] POLICIES = {
    "aws_kms_key",
    "aws_kms_external_key",
    "aws_kms_replica_key",
    "aws_kms_replica_external_key",
    "aws_kms_key_policy"
  };
  private static final Pattern INDEX = Pattern.compile("(?s)\\[.*");
  private static final String DATA = "data.";

  private final SourceNode root;
  private final Map<List<String>, Map<String, SourceNode>> blocks = new HashMap<>();
  private final Map<Point, Set<Point>> references = new HashMap<>();

  /**
   * A block, variable or output.
   *
   * @param module the names of the calls that lead to its module
   * @param name such as {@code aws_iam_role.app}, {@code var.roles} or {@code output.arn}
   */
  private record Point(List<String> module, String name) {}

  private TerraformOrder(SourceNode root) {
    this.root = root;
  }

  /** Adds what a plan says to a sketch. */
  static void add(SourceNode root, TerraformResources now, StateSketch sketch) {
    sketch.preparedAt(root.text("timestamp").flatMap(TerraformOrder::time));
    for (SourceNode change : list(root, "resource_changes")) {
      Set<String> actions = new HashSet<>();
      change
          .at("change", "actions")
          .map(SourceNode::elements)
          .orElse(List.of())
          .forEach(action -> actions.add(action instanceof Text text ? text.text() : ""));
      boolean isReplaced = actions.contains("delete") && actions.contains("create");
      if (isReplaced && List.of(PRINCIPALS).contains(change.text("type").orElse(""))) {
        sketch.replaced().add(change.text("address").orElse(""));
      }
    }
    if (now.isConfigured()) {
      new TerraformOrder(root).addWaits(now, sketch);
    }
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }

  private static List<SourceNode> list(SourceNode node, String member) {
    return node.member(member).map(SourceNode::elements).orElse(List.of());
  }

  private void addWaits(TerraformResources now, StateSketch sketch) {
    Map<Point, Set<String>> principals = new HashMap<>();
    for (TerraformResource principal : now.managed(PRINCIPALS)) {
      principals
          .computeIfAbsent(point(principal), unused -> new LinkedHashSet<>())
          .add(principal.address());
    }
    for (TerraformResource policy : now.managed(POLICIES)) {
      Set<String> before = new LinkedHashSet<>();
      for (Point reached : reachable(point(policy))) {
        before.addAll(principals.getOrDefault(reached, Set.of()));
      }
      sketch.waits().put(policy.address(), before);
    }
  }

  private static Point point(TerraformResource resource) {
    List<String> steps = TerraformReference.steps(resource.module());
    List<String> module = new ArrayList<>();
    for (int i = 1; i < steps.size(); i += 2) {
      module.add(INDEX.matcher(steps.get(i)).replaceFirst(""));
    }
    return new Point(List.copyOf(module), resource.reference());
  }

  private Set<Point> reachable(Point start) {
    Set<Point> reached = new HashSet<>(Set.of(start));
    Deque<Point> next = new ArrayDeque<>(reached);
    while (!next.isEmpty()) {
      for (Point to : references.computeIfAbsent(next.remove(), this::referencesOf)) {
        if (reached.add(to)) {
          next.add(to);
        }
      }
    }
    return reached;
  }

  private Set<Point> referencesOf(Point from) {
    Set<Point> found = new LinkedHashSet<>();
    List<String> module = from.module();
    if (from.name().startsWith("var.") && !module.isEmpty()) {
      List<String> caller = module.subList(0, module.size() - 1);
      module(caller)
          .flatMap(
              outer ->
                  outer.at(
                      "module_calls",
                      module.get(module.size() - 1),
                      "expressions",
                      from.name().substring("var.".length())))
          .ifPresent(expression -> collect(expression, caller, found));
    } else if (from.name().startsWith("output.")) {
      module(module)
          .flatMap(inner -> inner.at("outputs", from.name().substring("output.".length())))
          .ifPresent(output -> collect(output, module, found));
    } else {
      SourceNode block =
          blocks.computeIfAbsent(List.copyOf(module), this::blocksOf).get(from.name());
      if (block != null) {
        collect(block, module, found);
      }
    }
    return found;
  }

  private Optional<SourceNode> module(List<String> calls) {
    Optional<SourceNode> module = root.at("configuration", "root_module");
    for (String call : calls) {
      module = module.flatMap(outer -> outer.at("module_calls", call, "module"));
    }
    return module;
  }

  private Map<String, SourceNode> blocksOf(List<String> module) {
    Map<String, SourceNode> found = new HashMap<>();
    module(module)
        .map(configured -> list(configured, "resources"))
        .orElse(List.of())
        .forEach(block -> found.put(block.text("address").orElse(""), block));
    return found;
  }

  /** Collects the texts of {@code references} and {@code depends_on} anywhere inside. */
  private static void collect(SourceNode node, List<String> module, Set<Point> found) {
    for (SourceNode.Member member : node.members()) {
      if (member.name().equals("references") || member.name().equals("depends_on")) {
        for (SourceNode reference : member.value().elements()) {
          if (reference instanceof Text text) {
            found.add(point(text.text(), module));
          }
        }
      }
      collect(member.value(), module, found);
    }
    node.elements().forEach(element -> collect(element, module, found));
  }

  /** What a reference in a module refers to. */
  private static Point point(String reference, List<String> module) {
    boolean isData = reference.startsWith(DATA);
    String rest = isData ? reference.substring(DATA.length()) : reference;
    List<String> steps = TerraformReference.steps(rest);
    String second = steps.size() < 2 ? "" : INDEX.matcher(steps.get(1)).replaceFirst("");
    if (!isData && steps.get(0).equals("module")) {
      List<String> inner = new ArrayList<>(module);
      inner.add(second);
      return new Point(
          List.copyOf(inner), steps.size() < 3 ? "" : "output." + output(steps.get(2)));
    }
    return new Point(List.copyOf(module), (isData ? DATA : "") + steps.get(0) + "." + second);
  }

  private static String output(String step) {
    return INDEX.matcher(step).replaceFirst("");
  }
}
