package io.kmspolicy.inputs.template.change;

import io.kmspolicy.inputs.template.Expansions;
import io.kmspolicy.inputs.tree.DocumentWriter;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which users, roles and keys exist, or may exist, on one side of a change of a template only. */
public final class TemplateExistence {

  private static final String CONDITION = "Condition";
  private static final Set<String> PRINCIPALS = Set.of("AWS::IAM::Role", "AWS::IAM::User");
  private static final Set<String> KEYS = Set.of("AWS::KMS::Key", "AWS::KMS::ReplicaKey");

  private TemplateExistence() {}

  /**
   * The logical names of the users and roles that a change removes; none where something in the
   * template after the change stands for resources that are not in the file.
   */
  public static Set<String> removedPrincipals(SourceNode before, SourceNode after) {
    Set<String> removed = new TreeSet<>();
    if (Expansions.ofAll(after).isPresent() || !Expansions.ofResources(after).isEmpty()) {
      return removed;
    }
    Map<String, SourceNode> kept = resources(after);
    resources(before)
        .forEach(
            (name, resource) -> {
              if (PRINCIPALS.contains(type(resource)) && !kept.containsKey(name)) {
                removed.add(name);
              }
            });
    return removed;
  }

  /**
   * The logical names of the users, roles and keys that a condition decided about before the change
   * and that another one, or none, decides about after it.
   */
  public static Set<String> perhapsNew(SourceNode before, SourceNode after) {
    Set<String> found = new TreeSet<>();
    ChangedSettings settings = new ChangedSettings(before, after);
    Map<String, SourceNode> old = resources(before);
    resources(after)
        .forEach(
            (name, resource) -> {
              Optional<SourceNode> condition =
                  Optional.ofNullable(old.get(name)).flatMap(was -> was.member(CONDITION));
              boolean isOther =
                  condition.isPresent()
                      && (settings.mayChange(condition)
                          || !written(condition).equals(written(resource.member(CONDITION))));
              if (isOther
                  && (PRINCIPALS.contains(type(resource)) || KEYS.contains(type(resource)))) {
                found.add(name);
              }
            });
    return found;
  }

  private static Map<String, SourceNode> resources(SourceNode root) {
    Map<String, SourceNode> resources = new HashMap<>();
    for (Member member : root.member("Resources").map(SourceNode::members).orElse(List.of())) {
      resources.put(member.name(), member.value());
    }
    return resources;
  }

  private static String type(SourceNode resource) {
    return resource.text("Type").orElse("");
  }

  private static Optional<String> written(Optional<SourceNode> value) {
    return value.map(node -> new DocumentWriter(node).json());
  }
}
