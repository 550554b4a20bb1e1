package io.kmspolicy.inputs.template.change;

import io.kmspolicy.inputs.template.Expansions;
import io.kmspolicy.inputs.template.MentionedNames;
import io.kmspolicy.inputs.tree.DocumentWriter;
import io.kmspolicy.inputs.tree.SourceNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The parts of a template on which it depends what its policies say of KMS: resources that have
 * policies, and what they mention.
 */
public final class DecidingParts {

  /** The types of resources that have policies, or may have some. */
  private static final Pattern DECIDES =
      Pattern.compile(
          "AWS::(IAM|KMS|Organizations|SSO|ControlTower|CloudFormation|ServiceCatalog|Serverless"
              + "::Application|EC2::VPCEndpoint)\\b.*|(?!AWS::|Custom::).*");

  private DecidingParts() {}

  /** Their text; empty if a macro may make anything of the template. */
  public static Optional<String> text(SourceNode root) {
    if (Expansions.ofAll(root).isPresent()) {
      return Optional.empty();
    }
    Map<String, SourceNode> resources = KmsParts.resources(root);
    Deque<SourceNode> left = new ArrayDeque<>();
    Set<String> asked = new HashSet<>();
    resources.forEach(
        (name, resource) -> {
          if (DECIDES.matcher(resource.text("Type").orElse("")).matches()) {
            asked.add(name);
            left.add(resource);
          }
        });
    Map<String, SourceNode> named = new HashMap<>(resources);
    for (String section : new String[] {"Parameters", "Mappings", "Conditions"}) {
      root.member(section)
          .ifPresent(
              found ->
                  found
                      .members()
                      .forEach(
                          member ->
                              named.merge(member.name(), member.value(), DecidingParts::both)));
    }
    StringBuilder text = new StringBuilder();
    while (!left.isEmpty()) {
      SourceNode part = left.remove();
      text.append(new DocumentWriter(part).json()).append('\n');
      for (String name : MentionedNames.in(Optional.of(part))) {
        Optional.ofNullable(named.get(name)).filter(unused -> asked.add(name)).ifPresent(left::add);
      }
    }
    return Optional.of(text.toString());
  }

  private static SourceNode both(SourceNode first, SourceNode second) {
    return new SourceNode.Elements(List.of(first, second), first.place());
  }
}
