package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.shape.StateSketch;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * For which users and roles of a template a key waits: CloudFormation creates a resource after
 * those to which it refers by {@code Ref}, {@code Fn::GetAtt}, {@code Fn::Sub} or {@code
 * DependsOn}.
 */
final class TemplateOrder {

  private static final List<String> PRINCIPALS = List.of("AWS::IAM::Role", "AWS::IAM::User");
  private static final Pattern INSERTED = Pattern.compile("\\$\\{([A-Za-z0-9]+)(\\.[^}]*)?}");

  private final Map<String, SourceNode> resources = new HashMap<>();
  private final Map<String, Set<String>> references = new HashMap<>();

  private TemplateOrder(SourceNode root) {
    root.member("Resources")
        .map(SourceNode::members)
        .orElse(List.of())
        .forEach(resource -> resources.put(resource.name(), resource.value()));
  }

  /** Adds what a template says to a sketch. */
  static void add(SourceNode root, StateSketch sketch) {
    TemplateOrder order = new TemplateOrder(root);
    order.resources.forEach(
        (name, resource) -> {
          if (resource.text("Type").orElse("").startsWith("AWS::KMS::")) {
            sketch.waits().put(name, order.principalsBefore(name));
          }
        });
  }

  private Set<String> principalsBefore(String start) {
    Set<String> reached = new LinkedHashSet<>(Set.of(start));
    Deque<String> next = new ArrayDeque<>(reached);
    while (!next.isEmpty()) {
      for (String to : references.computeIfAbsent(next.remove(), this::referencesOf)) {
        if (resources.containsKey(to) && reached.add(to)) {
          next.add(to);
        }
      }
    }
    reached.removeIf(name -> !PRINCIPALS.contains(typeOf(name)));
    return reached;
  }

  private String typeOf(String name) {
    return Optional.ofNullable(resources.get(name))
        .flatMap(resource -> resource.text("Type"))
        .orElse("");
  }

  private Set<String> referencesOf(String name) {
    Set<String> found = new HashSet<>();
    SourceNode resource = resources.get(name);
    if (resource == null) {
      return found;
    }
    resource.member("DependsOn").ifPresent(value -> names(value, found));
    collect(resource, found);
    return found;
  }

  private static void collect(SourceNode node, Set<String> found) {
    for (Member member : node.members()) {
      switch (member.name()) {
        case "Ref", "Fn::GetAtt" -> names(member.value(), found);
        case "Fn::Sub" -> inserted(member.value(), found);
        default -> {
          // Another member, whose value may hold functions.
        }
      }
      collect(member.value(), found);
    }
    node.elements().forEach(element -> collect(element, found));
  }

  /** The logical names in a text or a list; what follows a dot is an attribute. */
  private static void names(SourceNode value, Set<String> found) {
    if (value instanceof Text text) {
      int dot = text.text().indexOf('.');
      found.add(dot < 0 ? text.text() : text.text().substring(0, dot));
    }
    value.elements().forEach(element -> names(element, found));
  }

  private static void inserted(SourceNode value, Set<String> found) {
    SourceNode pattern = value.elements().isEmpty() ? value : value.elements().get(0);
    if (pattern instanceof Text text) {
      Matcher names = INSERTED.matcher(text.text());
      while (names.find()) {
        found.add(names.group(1));
      }
    }
  }
}
