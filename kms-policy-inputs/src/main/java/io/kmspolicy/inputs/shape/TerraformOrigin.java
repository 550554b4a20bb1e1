package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The only thing that an expression of the configuration refers to, followed through the arguments
 * and outputs of modules. The configuration lists what an expression refers to, and not the
 * expression.
 *
 * @param module the address of the module in which the reference stands; empty for the root module
 * @param reference the reference, such as {@code aws_iam_role.app.arn}
 * @param isIterated whether the expression also refers to the index of its own instance
 * @see <a
 *     href="https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation">Terraform:
 *     configuration representation</a>
 */
record TerraformOrigin(String module, String reference, boolean isIterated) {

  /** The references of a block to the index of its own instance. */
  private static final Set<String> ITERATION = Set.of("each.key", "count.index");

  private static final String VARIABLE = "var";
  private static final String MODULE = "module";

  /** Modules are not nested deeper; so a configuration that refers to itself is left. */
  private static final int MAX_STEPS = 100;

  /** What an expression in a module refers to; empty if that is nothing, or several things. */
  static Optional<TerraformOrigin> of(
      TerraformResources resources, String module, SourceNode expression) {
    Optional<TerraformOrigin> found = only(module, expression);
    for (int i = 0; i < MAX_STEPS && found.isPresent(); i++) {
      TerraformOrigin from = found.get();
      Optional<TerraformOrigin> further = from.further(resources);
      if (further.isEmpty()) {
        return found;
      }
      found = further;
    }
    return found;
  }

  private static Optional<TerraformOrigin> only(String module, SourceNode expression) {
    List<String> all = references(expression);
    List<String> others = all.stream().filter(one -> !ITERATION.contains(one)).toList();
    return others.size() == 1
        ? Optional.of(new TerraformOrigin(module, others.get(0), all.size() > 1))
        : Optional.empty();
  }

  /** What an expression refers to, each once. */
  static List<String> references(SourceNode expression) {
    return TerraformReference.longest(
        expression.member("references").map(SourceNode::elements).orElse(List.of()).stream()
            .filter(Text.class::isInstance)
            .map(reference -> ((Text) reference).text())
            .toList());
  }

  /** What a whole argument or output of a module refers to; empty for other references. */
  private Optional<TerraformOrigin> further(TerraformResources resources) {
    List<String> steps = TerraformReference.steps(reference);
    if (isIterated) {
      return Optional.empty();
    }
    if (steps.size() == 2 && steps.get(0).equals(VARIABLE)) {
      List<String> path = TerraformReference.steps(module);
      if (path.size() < 2) {
        return Optional.empty();
      }
      String parent = String.join(".", path.subList(0, path.size() - 2));
      String call = TerraformReference.withoutIndex(path.get(path.size() - 1));
      return resources
          .configuration(parent)
          .flatMap(outer -> outer.at("module_calls", call, "expressions", steps.get(1)))
          .flatMap(expression -> only(parent, expression));
    }
    if (steps.size() == 3 && steps.get(0).equals(MODULE)) {
      Optional<SourceNode> call =
          resources
              .configuration(module)
              .flatMap(outer -> outer.at("module_calls", steps.get(1)))
              .filter(found -> found.member("for_each_expression").isEmpty())
              .filter(found -> found.member("count_expression").isEmpty());
      String inner = (module.isEmpty() ? "" : module + ".") + MODULE + "." + steps.get(1);
      return call.flatMap(found -> found.at("module", "outputs", steps.get(2), "expression"))
          .flatMap(expression -> only(inner, expression));
    }
    return Optional.empty();
  }

  /** The reference as it is written outside of all modules. */
  String shown() {
    return module.isEmpty() ? reference : module + "." + reference;
  }
}
