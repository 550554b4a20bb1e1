package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.shape.KeySketch;
import io.kmspolicy.inputs.shape.StateSketch;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The aliases of a template's keys. An alias is left out if the template does not tell to which key
 * it points: an expression or a condition may decide that.
 */
final class TemplateAliases {

  private static final String NAME = "AliasName";
  private static final String TARGET = "TargetKeyId";

  private final List<TemplateResource> resources;
  private final StateSketch sketch;

  private TemplateAliases(List<TemplateResource> resources, StateSketch sketch) {
    this.resources = resources;
    this.sketch = sketch;
  }

  /** Adds the aliases to the keys. */
  static void add(List<TemplateResource> resources, StateSketch sketch) {
    List<TemplateResource> aliases =
        resources.stream().filter(resource -> resource.type().equals("AWS::KMS::Alias")).toList();
    TemplateAliases all = new TemplateAliases(resources, sketch);
    Map<String, Set<String>> targets = new HashMap<>();
    for (TemplateResource alias : aliases) {
      targets
          .computeIfAbsent(alias.text(NAME).orElse(""), unused -> new LinkedHashSet<>())
          .add(alias.text(TARGET).orElse(""));
    }
    aliases.forEach(alias -> all.add(alias, targets));
  }

  private void add(TemplateResource alias, Map<String, Set<String>> targets) {
    Optional<Unresolved> open = open(alias, NAME).or(() -> open(alias, TARGET));
    String name = alias.text(NAME).orElse("");
    if (open.isEmpty() && targets.getOrDefault(name, Set.of()).size() > 1) {
      open = Optional.of(alias.because("another resource gives `" + name + "` to another key"));
    }
    String target = alias.text(TARGET).orElse("");
    Optional<KeySketch> key =
        sketch.keys().stream()
            .filter(found -> target.equals(found.key().keyId()) || target.equals(found.key().arn()))
            .findFirst();
    if (open.isEmpty() && key.isPresent() && !isDecidedWith(alias, key.get())) {
      open = Optional.of(alias.conditional());
    }
    if (open.isPresent()) {
      sketch.leaveOut(alias.name(), open.get());
    } else if (key.isPresent()) {
      key.get().aliases().add(name);
    }
  }

  /** Whether the alias is there if its key is. */
  private boolean isDecidedWith(TemplateResource alias, KeySketch key) {
    return !alias.isConditional()
        || resources.stream()
            .filter(resource -> resource.name().equals(key.name()))
            .anyMatch(resource -> resource.condition().equals(alias.condition()));
  }

  private static Optional<Unresolved> open(TemplateResource alias, String property) {
    Optional<SourceNode> value = alias.property(property);
    if (value.isPresent() && value.get() instanceof Text) {
      return Optional.empty();
    }
    return Optional.of(
        alias.raw(property).map(alias::open).orElseGet(() -> alias.because("it has no key")));
  }
}
